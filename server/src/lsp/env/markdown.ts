import { toUri } from '../convert.ts';
import type { Folder } from '../folder.ts';

/** What comes from a file may try to write links, or commands, into what we show. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()<>#|~!$]/g, '\\$&');
}

/** A link that opens a file at a place: `src/pay.ts:3`. */
export function linkTo(
  { root }: Pick<Folder, 'root'>,
  file: string,
  at: { readonly line: number; readonly column: number },
): string {
  // Folders such as `app/(shop)` would end the link.
  const uri = toUri(root, file).replaceAll('(', '%28').replaceAll(')', '%29');
  return `[${escapeMarkdown(file)}:${at.line}](${uri}#L${at.line},${at.column})`;
}
