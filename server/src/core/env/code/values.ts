/** Describes defaults that are written in code. */
import type { TextRange } from '../../finding.ts';
import type { Code } from '../../parsers/code.ts';
import { describeValue } from '../describeValue.ts';
import type { EnvValue } from '../types.ts';

const NOTHING = /^(?:None|null|nil|undefined|NULL|Null|\(\)|:nil)$/;
const PLAIN = /^(?:-?\d[\d_.]{0,30}|[Tt]rue|[Ff]alse|TRUE|FALSE)$/;

/** The value of an expression; undefined where it is none, as `None` is. */
export function valueIn(code: Code, range: TextRange | undefined): EnvValue | undefined {
  if (!range || range.end <= range.start) return undefined;
  const literal = code.stringAt(range.start);
  if (literal?.end === range.end) {
    if (literal.holes.length > 0) return { state: 'reference' };
    return describeValue(code.text.slice(literal.content.start, literal.content.end));
  }
  if (range.end - range.start > 40) return { state: 'unknown' };
  const text = code.masked.slice(range.start, range.end);
  if (NOTHING.test(text)) return undefined;
  return PLAIN.test(text) ? describeValue(text) : { state: 'unknown' };
}
