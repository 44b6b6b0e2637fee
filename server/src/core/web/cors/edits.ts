/** Edits that fixes of CORS make, where the text still stands as it was read. */
import type { EditFix, TextRange } from '../../finding.ts';
import type { Texts } from '../../workspaceRule.ts';

/** Puts one text in the place of another. */
export function replaced(
  file: string,
  { start, end }: TextRange,
  before: string,
  after: string,
  title: string,
  texts: Texts,
): EditFix | undefined {
  if (before === after || texts.read(file)?.slice(start, end) !== before) return undefined;
  return { kind: 'edit', title, edits: [{ range: { start, end }, newText: after }] };
}
