/** Headers that stand in another file: in an object, or in a function that sends them. */
import { headerNamed } from './backend/headerNames.ts';
import type { PlacedHeader } from './model.ts';
import type { Modules } from './modules.ts';
import type { HeaderSetting } from './types.ts';
import type { Ask, MapEntry, Value } from './values.ts';

/** Each header of what a setting of `*` stands for: shown where this file asks for it. `found`: its value, put in. */
export function headersOfObject(
  setting: HeaderSetting,
  found: Value,
  file: string,
  find: Modules['find'],
): readonly PlacedHeader[] {
  if (found.kind !== 'map') return [];
  const from = setting.value.kind === 'imported' ? find(setting.value, file) : undefined;
  const isThere = from?.value === found;
  const entries = found.entries.filter(({ asks = [] }) => asks.every((ask) => mayHold(ask, setting.given)));
  return entries.flatMap((entry) => {
    const header = headerNamed(entry.key);
    if (header === undefined) return [];
    return [
      {
        ...setting,
        header,
        value: { ...withOtherBranch(entry, entries), at: setting.value.at },
        file,
        isElsewhere: true as const,
        ...(from && isThere ? { writtenAt: { file: from.file, at: entry.value.at } } : {}),
      },
    ];
  });
}

/** False where what is handed over says otherwise. */
function mayHold({ about, either }: Ask, given: HeaderSetting['given'] = {}): boolean {
  if (either) return either.some((ask) => mayHold(ask, given));
  const literal = about && given[about.name];
  if (!about || literal === undefined) return true;
  const isSo = about.is === undefined ? literal !== '' && literal !== 'false' : literal === about.is;
  return isSo !== about.negated;
}

/** Where the other branch of the same question keeps it private, it may be that, too. */
function withOtherBranch({ value, asks = [], key }: MapEntry, all: readonly MapEntry[]): Value {
  const asked = new Set(asks.flatMap(startsOf));
  const other = isPrivate(value)
    ? undefined
    : all.find(
        (one) =>
          one.key === key &&
          isPrivate(one.value) &&
          one.asks?.flatMap(startsOf).some((start) => asked.has(start)) === true,
      );
  if (!other) return value;
  const options = [value, other.value].map((one) => ({ when: 'unknown' as const, value: one }));
  return { kind: 'choice', options, at: value.at };
}

function startsOf({ start, either = [] }: Ask): readonly number[] {
  return [start, ...either.flatMap(startsOf)];
}

function isPrivate(value: Value): boolean {
  return value.kind === 'text' && /\b(?:private|no-store)\b/i.test(value.text);
}
