import type { TextRange } from '../../finding.ts';

/** A value that is written in several strings. */
export interface JoinedStrings extends TextRange {
  /** The strings one after the other. */
  readonly value: string;
}

/** The value of a literal without its quotes and of those that are joined to it: `"abc" + "def"`. Undefined where it stands alone. */
export function joinedStrings(text: string, { start, end }: TextRange): JoinedStrings | undefined {
  let value = text.slice(start, end);
  let last = end;
  JOINED.lastIndex = end;
  for (let next = JOINED.exec(text); next; next = JOINED.exec(text)) {
    const piece = next[2] ?? '';
    if (value.length + piece.length > LONGEST) break;
    value += piece;
    last = JOINED.lastIndex - 1;
    JOINED.lastIndex = last;
  }
  return last === end ? undefined : { start, end: last, value };
}

/** As the operators of JavaScript, Python, Java, C#, Go (+), PHP and Perl (.), Visual Basic (&), Lua (..) and Elixir (<>) do it. */
const JOINED =
  /["'][ \t]{0,40}(?:\r?\n[ \t]{0,80})?(?:\+|\.{1,2}|&|<>)[ \t]{0,40}(?:\r?\n[ \t]{0,80})?(["'])([^"'\\\r\n]{1,200})(?=\1)["']/y;
const LONGEST = 1_000;
