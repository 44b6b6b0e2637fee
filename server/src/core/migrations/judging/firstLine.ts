import type { Span } from '../../span.ts';
import type { WorkspaceContext } from '../../workspaceRule.ts';

/** The first line of a file: where a finding stands that is about the file as a whole. */
export function firstLine(file: string, { read }: Pick<WorkspaceContext, 'read'>): Span {
  const text = read(file) ?? '';
  const end = text.search(/\r?\n|$/);
  return { start: 0, end: Math.max(0, end), line: 1, column: 1 };
}
