/** Corsica: `plug Corsica, origins: "*", allow_credentials: true`. */
import { isInString } from '../../parsers/code.ts';
import { operandAt } from '../backend/brackets.ts';
import type { Found } from '../backend/found.ts';
import { createOptions } from '../backend/options.ts';

const PLUG = /\b(?:plug\s{0,4}\(?\s{0,4}|use\s{1,4})(Corsica(?:\.Router)?)\s{0,4}(,)?/g;
const MOST = 40;

export function readCorsica(found: Found): void {
  const { code } = found;
  let count = 0;
  for (const match of code.masked.matchAll(PLUG)) {
    if (++count > MOST) break;
    if (isInString(code, match.index)) continue;
    const start = match.index + match[0].indexOf('Corsica');
    const at = { start, end: start + (match[1] ?? '').length };
    const options = createOptions();
    let from = match[2] ? match.index + match[0].length : -1;
    for (let steps = 0; from !== -1 && steps < 30; steps++) {
      const key = /^\s{0,200}(?:\[\s{0,40})?(\w{2,40}):\s{1,40}/.exec(code.masked.slice(from, from + 300));
      if (!key) break;
      const name = key[1] ?? '';
      const nameStart = from + key[0].indexOf(`${name}:`);
      const range = operandAt(code, from + key[0].length);
      options.set(name, found.span({ start: nameStart, end: nameStart + name.length }), found.value(range));
      from = code.masked[range.end] === ',' ? range.end + 1 : -1;
    }
    found.cors({
      library: 'corsica',
      at,
      options: options.size > 0 ? options.value(found.span(at)) : { kind: 'nothing', at: found.span(at) },
    });
  }
}
