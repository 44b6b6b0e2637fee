/** Names that libraries and tools read without a word in the code. */
import { READERS, type ImplicitReader } from './implicitTable.ts';
import type { Ecosystem } from './types.ts';

export interface ReaderSigns {
  /** Of all packages: whoever declares a name may do it for another package. */
  readonly dependencies: ReadonlySet<string>;
  readonly ecosystems: ReadonlySet<Ecosystem>;
  readonly paths: readonly string[];
}

/** Answers who reads a name, in words that complete "It is read by …". What is there is worked out once. */
export function implicitReaders(signs: ReaderSigns): (name: string) => string | undefined {
  const there = ENTRIES.filter((entry) => isThere(entry, signs));
  const byName = new Map<string, string>();
  for (const { names, words } of there) {
    for (const name of names) if (!byName.has(name)) byName.set(name, words);
  }
  const families = there.filter(({ prefixes, pattern }) => prefixes.length > 0 || pattern !== undefined);
  const known = new Map<string, string | undefined>();
  const phpPackageOf = phpPackages(signs);
  return (name) => {
    if (!known.has(name)) {
      const listed = byName.get(name) ?? families.find((entry) => isOfFamily(entry, name))?.words;
      known.set(name, listed ?? (signs.ecosystems.has('php') ? phpPackageOf(name) : undefined));
    }
    return known.get(name);
  };
}

/**
 * Packages for Laravel and Symfony bring settings that read variables of their own, and those start with the package's name:
 * IGNITION_EDITOR belongs to spatie/laravel-ignition.
 */
function phpPackages({ dependencies }: ReaderSigns): (name: string) => string | undefined {
  let byWord: Map<string, string> | undefined;
  const wordsOfPackages = (): Map<string, string> => {
    const words = new Map<string, string>();
    for (const dependency of dependencies) {
      if (!dependency.includes('/')) continue;
      for (const word of dependency.toLowerCase().split(/[/_-]/))
        if (!words.has(word)) words.set(word, dependency);
    }
    return words;
  };
  return (name) => {
    const first = name.slice(0, Math.max(0, name.indexOf('_'))).toLowerCase();
    if (first.length < 4 || SAYS_NOTHING.has(first)) return undefined;
    return (byWord ??= wordsOfPackages()).get(first);
  };
}

const SAYS_NOTHING: ReadonlySet<string> = new Set(
  (
    'laravel symfony illuminate spatie league package packages bundle server client library framework test testing demo user ' +
    'users admin core common support http https html json file files image images data date time text tools util utils ' +
    'driver manager service services provider contracts component components polyfill extra'
  ).split(' '),
);

interface Entry extends Pick<ImplicitReader, 'words' | 'pattern' | 'ecosystem' | 'file'> {
  readonly names: readonly string[];
  readonly prefixes: readonly string[];
  readonly dependencies: readonly string[];
}

const ENTRIES: readonly Entry[] = READERS.map(entryOf);

function entryOf({ words, names, prefixes, pattern, dependencies, ecosystem, file }: ImplicitReader): Entry {
  return {
    words,
    names: listOf(names),
    prefixes: listOf(prefixes),
    dependencies: listOf(dependencies),
    ...(pattern ? { pattern } : {}),
    ...(ecosystem === undefined ? {} : { ecosystem }),
    ...(file ? { file } : {}),
  };
}

function listOf(words: string | undefined): readonly string[] {
  return words === undefined ? [] : words.split(' ');
}

function isOfFamily({ prefixes, pattern }: Entry, name: string): boolean {
  if (prefixes.some((prefix) => name.startsWith(prefix))) return true;
  return pattern !== undefined && name.length < 200 && pattern.test(name);
}

function isThere({ dependencies, ecosystem, file }: Entry, signs: ReaderSigns): boolean {
  if (dependencies.length === 0 && ecosystem === undefined && file === undefined) return true;
  if (ecosystem !== undefined && signs.ecosystems.has(ecosystem)) return true;
  if (dependencies.some((name) => isAmong(signs.dependencies, name))) return true;
  return file !== undefined && signs.paths.some((path) => file.test(path));
}

function isAmong(dependencies: ReadonlySet<string>, name: string): boolean {
  if (!/[/-]$/.test(name)) return dependencies.has(name);
  for (const dependency of dependencies) if (dependency.startsWith(name)) return true;
  return false;
}
