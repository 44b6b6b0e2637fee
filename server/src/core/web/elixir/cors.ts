/** Corsica: `plug Corsica, origins: "*", allow_credentials: true`. CORSPlug: `plug CORSPlug, origin: ["…"]`, `config :cors_plug`. */
import { isInString } from '../../parsers/code.ts';
import { operandAt } from '../backend/brackets.ts';
import type { Found } from '../backend/found.ts';
import type { Value } from '../values.ts';
import { createOptions } from '../backend/options.ts';

const PLUG =
  /\b(?:plug\s{0,4}\(?\s{0,4}|use\s{1,4}|config\s{0,4}\(?\s{0,4}:)(Corsica(?:\.Router)?|CORSPlug|cors_plug)\b\s{0,4}(,)?/g;
const MOST = 40;

export function readCorsPlugs(found: Found): void {
  const { code } = found;
  let count = 0;
  for (const match of code.masked.matchAll(PLUG)) {
    if (++count > MOST) break;
    if (isInString(code, match.index)) continue;
    const plug = match[1] ?? '';
    const start = match.index + match[0].indexOf(plug);
    const at = { start, end: start + plug.length };
    const options = createOptions();
    let hasOrigins = false;
    let from = match[2] ? match.index + match[0].length : -1;
    for (let steps = 0; from !== -1 && steps < 30; steps++) {
      const key = /^\s{0,200}(?:\[\s{0,40})?(\w{2,40}):\s{1,40}/.exec(code.masked.slice(from, from + 300));
      if (!key) break;
      const name = key[1] ?? '';
      const nameStart = from + key[0].indexOf(`${name}:`);
      const range = operandAt(code, from + key[0].length);
      const value = found.value(range);
      hasOrigins ||= name === 'origin';
      options.set(
        name,
        found.span({ start: nameStart, end: nameStart + name.length }),
        mirrored(found, range) ?? value,
      );
      from = code.masked[range.end] === ',' ? range.end + 1 : -1;
    }
    const library = plug.startsWith('Corsica') ? 'corsica' : 'cors-plug';
    // What CORSPlug isn't told here is taken from the configuration.
    if (library === 'cors-plug' && !hasOrigins) continue;
    found.cors({
      library,
      at,
      options: options.size > 0 ? options.value(found.span(at)) : { kind: 'nothing', at: found.span(at) },
    });
  }
}

/** CORSPlug sends back whoever asks for `:self`. */
function mirrored(found: Found, range: { start: number; end: number }): Value | undefined {
  const isSelf = /^\[?\s{0,20}:self\s{0,20}\]?$/.test(found.code.text.slice(range.start, range.end).trim());
  return isSelf ? { kind: 'request', what: 'origin', at: found.span(range) } : undefined;
}
