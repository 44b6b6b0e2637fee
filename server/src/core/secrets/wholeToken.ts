import type { TokenFormat } from './tokenFormat.ts';
import { TOKEN_FORMATS } from './tokenFormats.ts';

/** The format with this id, if the value is a token of it from its first character to its last: not escaped, not encoded. */
export function wholeToken(formatId: string | undefined, value: string): TokenFormat | undefined {
  const format = TOKEN_FORMATS.find(({ id }) => id === formatId);
  if (!format) return undefined;
  format.pattern.lastIndex = 0;
  const whole = format.pattern.test(value) && format.pattern.lastIndex === value.length;
  format.pattern.lastIndex = 0;
  return whole ? format : undefined;
}
