/** Lengths of time as frameworks write them, in seconds. */
import type { Value } from '../values.ts';

/** The seconds of one `TimeUnit.HOURS`, `ofHours`, `FromHours`, `hour`; undefined for words that are no units. */
export function secondsOf(unit: string): number | undefined {
  const word = unit
    .toLowerCase()
    .replace(/^(?:of|from)/, '')
    .replace(/s$/, '');
  return UNITS.get(word);
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['nanosecond', 1e-9],
  ['microsecond', 1e-6],
  ['millisecond', 0.001],
  // `Duration.ofMillis`
  ['milli', 0.001],
  ['second', 1],
  ['minute', 60],
  ['hour', 3_600],
  ['day', 86_400],
  ['week', 604_800],
  ['month', 2_592_000],
  ['year', 31_536_000],
]);

/** `value` units as a number of seconds; what cannot be counted stays as it is. */
export function inSeconds(value: Value, unit: string): Value {
  if (value.kind !== 'number') return value;
  const factor = secondsOf(unit);
  return factor === undefined
    ? { kind: 'unknown', at: value.at }
    : { ...value, value: Math.round(value.value * factor) };
}

/** `Duration.ofHours(1)`, `TimeSpan.FromHours(1)` as a number of seconds; all else stays as it is. */
export function durationInSeconds(value: Value): Value {
  if (value.kind !== 'call') return value;
  const unit = /\b(?:of|From)[A-Z][a-z]+$/.exec(value.callee)?.[0];
  const amount = value.args[0]?.value;
  return unit !== undefined && amount?.kind === 'number' && secondsOf(unit) !== undefined
    ? inSeconds(amount, unit)
    : value;
}
