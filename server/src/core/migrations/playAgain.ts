import type { History, Migration } from './model.ts';
import { sendsConcurrentlyAlone } from './toolVersions.ts';
import { playHistory, type Played, type PlayOptions } from './steps.ts';

/** Plays a history from the first migration on that is not what it was before. */
export function playAgain(
  planned: readonly Migration[],
  options: PlayOptions,
  before: History | undefined,
): Played & { readonly migrations: readonly Migration[] } {
  const same = before && isPlayedAlike(before, options) ? samePrefix(before.migrations, planned) : 0;
  if (!before || same === 0) return { migrations: planned, ...playHistory(planned, options) };
  // Steps and what is asked of them go by the very migrations.
  const migrations = [...before.migrations.slice(0, same), ...planned.slice(same)];
  const place = firstStepFrom(before, same);
  const steps = before.steps.slice(0, place);
  const schema = before.steps[place]?.before ?? before.final;
  return { migrations, ...playHistory(migrations, options, { steps, schema, migration: same }) };
}

function isPlayedAlike({ tool, dialect, settings, toolVersion }: History, options: PlayOptions): boolean {
  return (
    dialect === options.dialect &&
    sendsConcurrentlyAlone(tool, toolVersion) === options.sendsConcurrentlyAlone &&
    settings.length === options.settings.length &&
    settings.every((one, index) => one === options.settings[index])
  );
}

function samePrefix(before: readonly Migration[], planned: readonly Migration[]): number {
  const length = Math.min(before.length, planned.length);
  for (let index = 0; index < length; index++) {
    const [one, other] = [before[index], planned[index]];
    if (!one || !other || !isSame(one, other)) return index;
  }
  return length;
}

function isSame(one: Migration, other: Migration): boolean {
  return (
    one.facts === other.facts &&
    one.file === other.file &&
    one.down?.facts === other.down?.facts &&
    one.down?.file === other.down?.file &&
    one.released === other.released &&
    one.edited === other.edited &&
    one.transaction === other.transaction &&
    one.repeatable === other.repeatable &&
    one.version === other.version &&
    one.name === other.name &&
    one.index === other.index
  );
}

function firstStepFrom({ steps }: History, migration: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.migration.index ?? 0) < migration) low = middle + 1;
    else high = middle;
  }
  return low;
}
