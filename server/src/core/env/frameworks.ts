/** What each framework does with env files, and how it is told that a package uses it. */
import type { Framework } from './model.ts';
import { FRAMEWORK_TABLE, type FrameworkEntry } from './frameworkTable.ts';
import type { Ecosystem } from './types.ts';

export interface FrameworkSigns {
  readonly dependencies: ReadonlySet<string>;
  readonly ecosystems: ReadonlySet<Ecosystem>;
  /** Paths of the package's files that said something, relative to its folder. */
  readonly files: readonly string[];
}

/** The most telling first. Empty for a package that shows none. */
export function frameworksOf(signs: FrameworkSigns): readonly Framework[] {
  const found = FRAMEWORK_TABLE.filter((entry) => shows(entry, signs));
  const hidden = new Set(found.flatMap((entry) => entry.replaces ?? []));
  return found.filter((entry) => !hidden.has(entry.framework.id)).map((entry) => entry.framework);
}

function shows({ dependencies, file, ecosystem, of }: FrameworkEntry, signs: FrameworkSigns): boolean {
  const isOf = of === undefined || signs.ecosystems.has(of);
  if (isOf && dependencies?.some((name) => signs.dependencies.has(name))) return true;
  if (ecosystem !== undefined && signs.ecosystems.has(ecosystem)) return true;
  return file !== undefined && signs.files.some((path) => file.test(path));
}

/** A package without any framework: what most loaders do when they are told nothing. */
export const PLAIN: Framework = {
  id: 'plain',
  name: 'dotenv',
  loads: { development: ['.env'], production: ['.env'], test: ['.env'] },
  dialect: 'dotenv',
  publicPrefixes: [],
};
