/** Vert.x: `CorsHandler.create().addOrigin("https://…").allowCredentials(true)`. */
import { argumentsAt, endOfBrackets, isInString } from '../../parsers/code.ts';
import { chainAt } from '../backend/brackets.ts';
import type { Found } from '../backend/found.ts';
import { createOptions, flag } from '../backend/options.ts';
import type { Value } from '../values.ts';

export function readVertxCors(found: Found): void {
  const { code } = found;
  let count = 0;
  for (const match of code.masked.matchAll(/(?<![\w])(CorsHandler)\s{0,4}\.\s{0,4}create\s{0,4}\(/g)) {
    if (++count > 20) break;
    if (isInString(code, match.index)) continue;
    const at = { start: match.index, end: match.index + 'CorsHandler'.length };
    const open = match.index + match[0].length - 1;
    const options = createOptions();
    const [first] = argumentsAt(code, open);
    const pattern = first && found.value(first);
    // `create("*")` and `create(".*")` are no patterns but everybody.
    if (pattern?.kind === 'text' && /^\.?\*$/.test(pattern.text))
      options.set('any', pattern.at, flag(pattern.at));
    else if (pattern) options.add('create', pattern.at, [asPattern(pattern)]);
    for (const link of chainAt(code, endOfBrackets(code, open) + 1)) {
      if (!KNOWN.test(link.name) || code.masked[link.open] !== '(') continue;
      const keyAt = found.span(link.nameAt);
      const values = argumentsAt(code, link.open).map((part) => found.value(part));
      const [value] = values;
      if (/^(?:allowCredentials|maxAgeSeconds)$/.test(link.name)) {
        if (value) options.set(link.name, keyAt, value);
      } else if (value?.kind === 'text' && value.text === '*' && link.name.startsWith('addOrigin'))
        options.set('any', value.at, flag(value.at));
      else options.add(link.name, keyAt, link.name.includes('Relative') ? values.map(asPattern) : values);
    }
    found.cors({
      library: 'vertx',
      at,
      options: options.size > 0 ? options.value(found.span(at)) : { kind: 'nothing', at: found.span(at) },
    });
  }
}

/** Texts that are regular expressions there. */
function asPattern(value: Value): Value {
  if (value.kind === 'list') return { ...value, items: value.items.map(asPattern) };
  return value.kind === 'text' ? { kind: 'pattern', source: value.text, flags: '', at: value.at } : value;
}

const KNOWN =
  /^(?:add(?:Relative)?Origins?|allowCredentials|allowedMethods?|allowedHeaders?|exposedHeaders?|maxAgeSeconds)$/;
