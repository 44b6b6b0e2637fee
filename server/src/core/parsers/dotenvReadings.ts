import type { Dialect } from '../env/types.ts';
import type { TextRange } from '../finding.ts';
import type { DotenvEntry, DotenvFile, DotenvQuote } from './dotenv.ts';
import { readAsCompose } from './dotenvCompose.ts';
import { readAsDotenv, readAsRuby } from './dotenvLoose.ts';
import { readAsNode } from './dotenvNode.ts';
import { readAsPython } from './dotenvPython.ts';
import { readAsShell } from './dotenvShell.ts';

/** What one loader makes of a file, entry by entry and before references are replaced. It never runs anything. */
export function readAs(text: string, dialect: Dialect): DotenvReadings {
  return READERS[dialect](text);
}

export interface DotenvReadings {
  /** In the order of the file. A name may come twice: the last one wins. */
  readonly readings: readonly DotenvReading[];
  /** What the loader complains about. */
  readonly failures: readonly DotenvFailure[];
}

export interface DotenvReading {
  readonly name: string;
  /** Where the name stands in the text. */
  readonly nameAt: number;
  /** Undefined for a name without a value, which some loaders take from the environment. */
  readonly value: string | undefined;
  /**
   * The value as it goes into the replacement of references: with the escapes that keep a dollar sign. Absent where the loader
   * replaces nothing in this value.
   */
  readonly template?: string;
  /** The quotes that the loader took off. */
  readonly quote?: DotenvQuote;
  /** Commands in the value are run by this loader. */
  readonly runs?: true;
}

export interface DotenvFailure extends TextRange {
  /**
   * `skips`: the loader leaves these lines out. `stops`: nothing behind it is read. `rejects`: the loader takes nothing of the
   * whole file. `runs`: a shell takes a part of the line for a command.
   */
  readonly effect: 'skips' | 'stops' | 'rejects' | 'runs';
}

const READERS: Readonly<Record<Dialect, (text: string) => DotenvReadings>> = {
  dotenv: readAsDotenv,
  'dotenv-expand': readAsDotenv,
  node: readAsNode,
  python: readAsPython,
  ruby: readAsRuby,
  compose: readAsCompose,
  shell: readAsShell,
};

/** How a loader reads one entry: `missing` where it leaves the entry out, or gives up before it. */
export function valueIn(text: string, entry: DotenvEntry, dialect: Dialect): string | undefined {
  const { readings, failures } = readAs(text, dialect);
  if (failures.some(({ effect }) => effect === 'rejects')) return undefined;
  return readings.find(({ nameAt }) => nameAt === entry.nameRange.start)?.value;
}

/** The entries that a loader takes, each with its value there: one reading for all of them. */
export function entriesIn({ text, entries }: DotenvFile, dialect: Dialect): readonly EntryWithValue[] {
  const { readings, failures } = readAs(text, dialect);
  if (failures.some(({ effect }) => effect === 'rejects')) return [];
  const values = new Map(readings.map(({ nameAt, value }) => [nameAt, value]));
  return entries.flatMap((entry) => {
    const value = values.get(entry.nameRange.start);
    return value === undefined ? [] : [{ entry, value }];
  });
}

interface EntryWithValue {
  readonly entry: DotenvEntry;
  readonly value: string;
}

/** Names and values as a loader gives them to the program, before references are replaced. The last of a name wins. */
export function valuesIn(text: string, dialect: Dialect): ReadonlyMap<string, string | undefined> {
  const { readings, failures } = readAs(text, dialect);
  if (failures.some(({ effect }) => effect === 'rejects')) return new Map();
  return new Map(readings.map(({ name, value }) => [name, value]));
}
