/** The words of Cache-Control that a builder of a framework writes: `CacheControl.maxAge(60).cachePublic()`. */
import type { Span } from '../../span.ts';
import type { Value } from '../values.ts';

export interface Directive {
  readonly name: string;
  /** In seconds. */
  readonly value?: Value;
  readonly at: Span;
}

/** A later word takes the place of an earlier one: public that of private too. */
export function lastOfEach(directives: readonly Directive[]): Directive[] {
  const last = new Map<string, Directive>();
  for (const directive of directives) {
    if (directive.name === 'public') last.delete('private');
    if (directive.name === 'private') last.delete('public');
    last.set(directive.name, directive);
  }
  return [...last.values()];
}

/** The text that is sent, in parts, because nobody wrote it down as it is. */
export function cacheControlOf(directives: readonly Directive[], at: Span): Value {
  const parts: Value[] = [];
  for (const [index, directive] of directives.entries()) {
    const comma = index === 0 ? '' : ', ';
    const equals = directive.value ? '=' : '';
    parts.push({ kind: 'text', text: `${comma}${directive.name}${equals}`, at: directive.at });
    if (directive.value) parts.push(directive.value);
  }
  return { kind: 'joined', parts, at };
}

const UNITS: Readonly<Record<string, number>> = {
  nanosecond: 1e-9,
  microsecond: 1e-6,
  millisecond: 0.001,
  millis: 0.001,
  second: 1,
  minute: 60,
  hour: 3_600,
  day: 86_400,
  week: 604_800,
};

/** The seconds of a number of `TimeUnit.HOURS`, `Duration.ofHours`, `time.Hour`; undefined for words that are no units. */
export function secondsOf(unit: string): number | undefined {
  const word = unit
    .toLowerCase()
    .replace(/^(?:of|from)/, '')
    .replace(/s$/, '');
  return UNITS[word] ?? UNITS[`${word}s`];
}

/** `value` units as a number of seconds; what cannot be counted stays as it is. */
export function inSeconds(value: Value, unit: string): Value {
  const factor = secondsOf(unit);
  if (value.kind !== 'number' || factor === undefined)
    return value.kind === 'number' ? { kind: 'unknown', at: value.at } : value;
  return { ...value, value: Math.round(value.value * factor) };
}
