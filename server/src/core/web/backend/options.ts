/** Options of a CORS library that code gives one by one, as one map. */
import type { Span } from '../../span.ts';
import type { Condition, MapEntry, Value } from '../values.ts';

export interface Options {
  /** A later value of the same name counts. */
  set(key: string, keyAt: Span, value: Value): void;
  /** Values of one name are gathered: `addAllowedOrigin("a")`, `addAllowedOrigin("b")`. */
  add(key: string, keyAt: Span, values: readonly Value[]): void;
  remove(key: string): void;
  readonly size: number;
  value(at: Span, type?: string): Value;
}

export function createOptions(): Options {
  const entries = new Map<string, MapEntry>();
  return {
    set: (key, keyAt, value) => void entries.set(key, { key, keyAt, value }),
    add(key, keyAt, values) {
      const before = entries.get(key);
      const known = before?.value.kind === 'list' ? before.value.items : before ? [before.value] : [];
      const items = [...known, ...values.flatMap((value) => (value.kind === 'list' ? value.items : [value]))];
      const open = [before?.value, ...values].some((value) => value?.kind === 'list' && value.open);
      entries.set(key, {
        key,
        keyAt: before?.keyAt ?? keyAt,
        value: { kind: 'list', items, open, at: before?.value.at ?? values[0]?.at ?? keyAt },
      });
    },
    remove: (key) => void entries.delete(key),
    get size() {
      return entries.size;
    },
    value: (at, type) => ({
      kind: 'map',
      entries: [...entries.values()],
      open: false,
      at,
      ...(type !== undefined && { type }),
    }),
  };
}

/** A flag that stands for a call without arguments: `.allowAnyOrigin()`. */
export function flag(at: Span, value = true): Value {
  return { kind: 'flag', value, at };
}

export function text(words: string, at: Span): Value {
  return { kind: 'text', text: words, at };
}

/** What only happens under a condition may be or not. */
export function sometimes(value: Value, otherwise: Value, when: readonly Condition[]): Value {
  const [first] = when;
  if (!first) return value;
  const stage = first.kind === 'stage' && when.length === 1 ? first.stage : 'unknown';
  const other = stage === 'development' ? 'production' : stage === 'production' ? 'development' : 'unknown';
  return {
    kind: 'choice',
    options: [
      { when: stage, value },
      { when: other, value: otherwise },
    ],
    at: value.at,
  };
}
