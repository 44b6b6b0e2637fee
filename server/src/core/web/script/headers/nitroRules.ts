/** `routeRules` of Nuxt and Nitro: headers, CORS and caching by path. */
import { OPEN_BRACE } from '../../../parsers/script/codes.ts';
import { codeAt, isObjectKey, partnerOf, wordAt } from '../../../parsers/script/walk.ts';
import { headerNamed } from '../../backend/headerNames.ts';
import type { CorsSetting, DataCache, HeaderSetting, Scope, WebFacts } from '../../types.ts';
import type { MapEntry, Value } from '../../values.ts';
import { entryOf, switched } from '../cors/corsValues.ts';
import { keepsApart, RUN_BY_NITRO } from './nitroCaches.ts';
import type { ScriptFile } from '../scriptFile.ts';

export function nitroRules(file: ScriptFile): WebFacts {
  const { script } = file;
  const headers: HeaderSetting[] = [];
  const cors: CorsSetting[] = [];
  const dataCaches: DataCache[] = [];
  for (let token = 0; token < script.count; token++) {
    if (
      wordAt(script, token) !== 'routeRules' ||
      !isObjectKey(script, token) ||
      codeAt(script, token + 2) !== OPEN_BRACE
    )
      continue;
    const rules = file.value(token + 2, partnerOf(script, token + 2));
    if (rules.kind !== 'map') continue;
    const isFrame = isFrameOnly(file, token);
    for (const rule of rules.entries) readRule(rule, isFrame, headers, cors, dataCaches);
  }
  return {
    ...(headers.length > 0 && { headers }),
    ...(cors.length > 0 && { cors }),
    ...(dataCaches.length > 0 && { dataCaches }),
  };
}

function readRule(
  { key, keyAt, value }: MapEntry,
  isFrameOnlyApp: boolean,
  headers: HeaderSetting[],
  cors: CorsSetting[],
  dataCaches: DataCache[],
): void {
  const scope: Scope = key === '/**' ? { syntax: 'all' } : { pattern: key, syntax: 'glob', at: keyAt };
  const given = entryOf(value, 'headers');
  const group = (headers.at(-1)?.group ?? -1) + 1;
  if (given?.value.kind === 'map')
    for (const entry of given.value.entries) {
      const header = headerNamed(entry.key);
      if (header !== undefined)
        headers.push({
          setBy: 'nuxt-config',
          header,
          nameAt: entry.keyAt,
          value: entry.value,
          scope,
          mode: 'set',
          group,
        });
    }
  const isOpen = entryOf(value, 'cors');
  const options = isOpen && switched(isOpen.value);
  if (isOpen && options) cors.push({ library: 'nitro', at: isOpen.keyAt, options, scope });
  // A frame that asks for its data in the browser is the same for everybody.
  const isFrame = isOff(entryOf(value, 'ssr')?.value) || (isFrameOnlyApp && !key.startsWith('/api/'));
  for (const name of ['swr', 'isr', 'cache', 'static']) {
    const entry = entryOf(value, name);
    if (!entry || isOff(entry.value) || entry.value.kind === 'nothing') continue;
    const isShared = !isFrame && !keepsApart(entry.value);
    dataCaches.push({
      how: 'page-cache',
      value: entry.value,
      at: entry.keyAt,
      reads: [],
      ...(isShared && { scope }),
      // What the host keeps is the host's affair.
      ...((name === 'swr' || name === 'cache') && RUN_BY_NITRO),
    });
  }
}

/** `ssr: false` beside the rules: no page is made on the server. */
function isFrameOnly({ script }: ScriptFile, rules: number): boolean {
  for (let token = 0; token < script.count; token++) {
    if (token === rules) token = partnerOf(script, rules + 2);
    else if (
      wordAt(script, token) === 'ssr' &&
      isObjectKey(script, token) &&
      wordAt(script, token + 2) === 'false'
    )
      return true;
  }
  return false;
}

function isOff(value: Value | undefined): boolean {
  return value?.kind === 'flag' && !value.value;
}
