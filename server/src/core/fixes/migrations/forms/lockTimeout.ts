import type { Draft } from '../draft.ts';
import { breakpointOf } from '../newMigration.ts';
import { cased } from '../sql/tokensOf.ts';
import { indentAt, lineStartOf, ownComments } from '../sql/statementText.ts';

export const LIMIT = "SET lock_timeout = '5s'";

/** A limit for waiting, before the first statement: below directives and what the file says of itself. */
export function limitWaiting(draft: Draft): void {
  const { text, together, section } = draft.target;
  const first = together[0];
  if (!first) return draft.refuse('There is no statement that could wait.');
  const lineStart = lineStartOf(text, first.range.start);
  const indent = indentAt(text, first.range.start);
  const isOwnLine = text.slice(lineStart, first.range.start) === indent;
  const at = isOwnLine ? ownComments(text, lineStart, section.start) : first.range.start;
  const limit = cased(draft.target.tokens, LIMIT);
  draft.insert(
    at,
    `${isOwnLine ? indent : ''}${limit};${breakpointOf(draft.target)}\n${at === lineStart ? '' : '\n'}`,
  );
}
