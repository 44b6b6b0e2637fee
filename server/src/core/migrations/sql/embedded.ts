import type { TextRange } from '../../finding.ts';
import type { Document } from '../../source.ts';
import { spanOf } from '../../span.ts';
import type { Dialect } from '../operation.ts';
import type { Statement } from '../types.ts';
import { readTokens } from './readSql.ts';
import { tokenise } from './tokenise.ts';

/** What is worked out at run time; `blank`: nothing, it only stands between two strings that are joined. */
export interface Hole extends TextRange {
  readonly blank?: true;
}

/** The SQL in a string of code. `content`: what stands between the quotes; `holes`: what is worked out at run time. */
export function readEmbeddedSql(
  document: Document,
  content: TextRange,
  holes: readonly Hole[],
  dialect?: Dialect,
): readonly Statement[] {
  const sql = sqlInLiteral(document.text, content, holes);
  const tokens = tokenise(sql, {
    from: 0,
    to: sql.length,
    shift: content.start,
    dynamic: true,
    mysql: dialect === 'mysql',
    brackets: dialect === 'sqlite',
  });
  return readTokens(tokens, (start, end) => spanOf(document, start, end), dialect, content).statements;
}

/** The text of a literal, as long as it is written: escapes become spaces, holes underscores. */
export function sqlInLiteral(text: string, content: TextRange, holes: readonly Hole[]): string {
  let result = '';
  let at = content.start;
  for (const hole of holes.toSorted((a, b) => a.start - b.start)) {
    const start = Math.max(at, Math.min(hole.start, content.end));
    const end = Math.max(start, Math.min(hole.end, content.end));
    result += withoutEscapes(text.slice(at, start)) + (hole.blank ? ' ' : '_').repeat(end - start);
    at = end;
  }
  return result + withoutEscapes(text.slice(at, content.end));
}

/** `\n`, `\t` and a line's end are spaces; of `\"`, `\'` and `` \` `` the quote stays. */
function withoutEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(
    /\\(\r\n|u\{[0-9a-f]{1,6}\}|u[0-9a-f]{4}|x[0-9a-f]{2}|[^])/gi,
    (whole, escaped: string) => {
      if (escaped === '\n' || escaped === '\r\n') return ` ${escaped}`;
      if (escaped === '\\') return ' \\';
      return /^["'`$#{]$/.test(escaped) ? ` ${escaped}` : ' '.repeat(whole.length);
    },
  );
}
