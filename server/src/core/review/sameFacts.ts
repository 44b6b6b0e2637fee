import type { FileFacts } from '../collector.ts';

/** Fields that say where something stands: they change with every line above. */
const PLACES = new Set(['start', 'end', 'line', 'column', 'offset', 'at', 'range']);

/** The kinds of facts in which two versions of a file differ, wherever they stand in it. */
export function differingKinds(
  before: FileFacts | undefined,
  after: FileFacts | undefined,
): readonly (keyof FileFacts)[] {
  const kinds = new Set([...keysOf(before), ...keysOf(after)]);
  return [...kinds].filter((kind) => textOf(before?.[kind]) !== textOf(after?.[kind]));
}

function keysOf(facts: FileFacts | undefined): readonly (keyof FileFacts)[] {
  return Object.keys(facts ?? {}) as (keyof FileFacts)[];
}

function textOf(value: unknown): string | undefined {
  return JSON.stringify(value, (name, inner: unknown) =>
    PLACES.has(name) && isPlace(inner) ? undefined : inner,
  );
}

function isPlace(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'object' && value !== null && 'start' in value);
}
