/** Nuxt's runtime configuration: `runtimeConfig.apiKey` is set by NUXT_API_KEY. */
import { COLON, DOT, OPEN_BRACE, STRING, WORD, OPEN_PAREN } from '../../../parsers/script/codes.ts';
import {
  codeAt,
  endOf,
  isDot,
  partnerOf,
  partsOf,
  startOf,
  stringAt,
  wordAt,
} from '../../../parsers/script/walk.ts';
import { describeValue } from '../../describeValue.ts';
import { spanOf } from '../../../span.ts';
import { aliasRange } from './environments.ts';
import { placesInRanges, placesOf, type Range } from './names.ts';
import type { Reading } from './reading.ts';

/** The names stand for keys, so that the text at their place is another: `apiKey`. */
export function readRuntimeConfig(reading: Reading): void {
  const { script } = reading;
  const { places } = reading.names;
  for (const token of places.get('runtimeConfig') ?? [])
    if (codeAt(script, token + 1) === COLON && codeAt(script, token + 2) === OPEN_BRACE)
      readKeys(reading, { brace: token + 2, path: 'NUXT', depth: 0 });
  const configs = new Map<string, Range[]>();
  for (const token of places.get('useRuntimeConfig') ?? []) readUse(reading, token, configs);
  for (const [name, ranges] of configs)
    for (const [place] of placesInRanges(placesOf(script, name), ranges))
      if (codeAt(script, place + 1) === DOT) readPath(reading, place + 1);
}

interface Keys {
  readonly brace: number;
  readonly path: string;
  readonly depth: number;
}

function readKeys(reading: Reading, { brace, path, depth }: Keys): void {
  const { script, document, declarations, reads } = reading;
  if (depth > 8) return;
  for (const { first, last } of partsOf(script, brace)) {
    const key = stringAt(script, first) ?? wordAt(script, first);
    if (key === '' || codeAt(script, first + 1) !== COLON) continue;
    const name = `${path}_${variableOf(key)}`;
    if (codeAt(script, first + 2) === OPEN_BRACE) {
      readKeys(reading, { brace: first + 2, path: name, depth: depth + 1 });
      continue;
    }
    const inset = codeAt(script, first) === STRING ? 1 : 0;
    const start = startOf(script, first) + inset;
    const end = endOf(script, first) - inset;
    const text = last === first + 2 ? stringAt(script, last) : undefined;
    const value = text === undefined ? ({ state: 'unknown' } as const) : describeValue(text);
    reads.push({ name, start, end, through: 'runtimeConfig', need: 'optional', fallback: value });
    declarations.push({ name, at: spanOf(document, start, end), value, by: 'code' });
  }
}

/** "apiKey" is set by API_KEY. */
function variableOf(key: string): string {
  return key
    .slice(0, 100)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/\W/g, '_')
    .toUpperCase();
}

/** `useRuntimeConfig().public.apiBase`, `const config = useRuntimeConfig(); config.apiKey` */
function readUse(reading: Reading, token: number, configs: Map<string, Range[]>): void {
  const { script } = reading;
  const close = partnerOf(script, token + 1);
  if (codeAt(script, token + 1) !== OPEN_PAREN || close < 0) return;
  if (codeAt(script, close + 1) === DOT) {
    readPath(reading, close + 1);
    return;
  }
  const target = token - 2;
  if (codeAt(script, target) !== WORD || codeAt(script, token - 1) !== 61) return;
  const name = wordAt(script, target);
  const ranges = configs.get(name) ?? [];
  configs.set(name, [...ranges, aliasRange(script, target)].slice(-100));
}

function readPath({ script, reads }: Reading, dot: number): void {
  let name = 'NUXT';
  let last = -1;
  for (let at = dot; isDot(script, at) && codeAt(script, at + 1) === WORD && at < dot + 16; at += 2) {
    if (codeAt(script, at + 2) === OPEN_PAREN) break;
    name += `_${variableOf(wordAt(script, at + 1))}`;
    last = at + 1;
  }
  if (last < 0 || name === 'NUXT_PUBLIC' || name.startsWith('NUXT_APP')) return;
  reads.push({
    name,
    start: startOf(script, last),
    end: endOf(script, last),
    through: 'useRuntimeConfig',
    need: 'optional',
  });
}
