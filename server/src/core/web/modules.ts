/** Puts in what a value takes from other files, as far as those files' facts say it. */
import { createModuleFinder } from './moduleFinder.ts';
import type { ExportedValue, WebFacts } from './types.ts';
import {
  isCondition,
  type Condition,
  type Exit,
  type ImportedValue,
  type OriginTest,
  type Value,
} from './values.ts';

export interface Modules {
  readonly resolve: (value: Value, file: string) => Value;
  /** How often another file was asked so far: what is worked out without is good as long as its own file says the same. */
  readonly asked: () => number;
  /** What one import stands for, and the file that says it. */
  readonly find: (
    imported: ImportedValue,
    file: string,
  ) => { readonly value: Value; readonly file: string } | undefined;
}

const DEEPEST = 6;

export function createModules(files: ReadonlyMap<string, WebFacts>): Modules {
  const withExports = new Map<string, readonly ExportedValue[]>();
  for (const [path, facts] of files) if (facts.exports) withExports.set(path, facts.exports);
  const modulesOf = createModuleFinder(withExports.keys());

  const resolve = (value: Value, file: string, depth: number): Value => {
    if (depth > DEEPEST) return value;
    switch (value.kind) {
      case 'imported': {
        const found = exportOf(value, file);
        return found ? resolve(found.value, found.file, depth + 1) : value;
      }
      case 'list': {
        const items = mapped(value.items, (item) => resolve(item, file, depth));
        return items === value.items
          ? value
          : {
              ...value,
              items: items.flatMap((item, index) =>
                item.kind === 'list' && value.items[index]?.kind === 'imported' ? item.items : [item],
              ),
            };
      }
      case 'map': {
        const entries = mapped(value.entries, (entry) => {
          const inner = resolve(entry.value, file, depth);
          return inner === entry.value ? entry : { ...entry, value: inner };
        });
        return entries === value.entries ? value : { ...value, entries };
      }
      case 'choice': {
        const options = mapped(value.options, (option) => {
          const inner = resolve(option.value, file, depth);
          return inner === option.value ? option : { ...option, value: inner };
        });
        return options === value.options ? value : { ...value, options };
      }
      case 'joined': {
        const parts = mapped(value.parts, (one) => resolve(one, file, depth));
        return parts === value.parts ? value : { ...value, parts };
      }
      case 'variable': {
        const fallback = value.fallback && resolve(value.fallback, file, depth);
        return fallback === value.fallback || !fallback ? value : { ...value, fallback };
      }
      case 'function': {
        const exits = mapped(value.exits, (exit) => inExit(exit, file, depth));
        return exits === value.exits ? value : { ...value, exits };
      }
      default:
        return value;
    }
  };

  const inExit = (exit: Exit, file: string, depth: number): Exit => {
    const when = mapped(exit.when, (condition) => inCondition(condition, file, depth));
    const gives = isCondition(exit.gives)
      ? inCondition(exit.gives, file, depth)
      : resolve(exit.gives, file, depth);
    return when === exit.when && gives === exit.gives ? exit : { ...exit, when, gives };
  };

  const inCondition = (condition: Condition, file: string, depth: number): Condition => {
    if (condition.kind === 'origin') {
      const test = inTest(condition.test, file, depth);
      return test === condition.test ? condition : { ...condition, test };
    }
    if (condition.kind !== 'all' && condition.kind !== 'any') return condition;
    const of = mapped(condition.of, (inner) => inCondition(inner, file, depth));
    return of === condition.of ? condition : { ...condition, of };
  };

  const inTest = (test: OriginTest, file: string, depth: number): OriginTest => {
    switch (test.kind) {
      case 'listed':
        return { ...test, list: resolve(test.list, file, depth) };
      case 'equals':
      case 'starts-with':
      case 'ends-with':
      case 'contains':
        return { ...test, value: resolve(test.value, file, depth) };
      case 'matches':
        return { ...test, pattern: resolve(test.pattern, file, depth) };
      case 'host':
        return { ...test, test: inTest(test.test, file, depth) };
      default:
        return test;
    }
  };

  let asked = 0;
  const exportOf = (
    { from, name, path }: ImportedValue,
    file: string,
  ): { readonly value: Value; readonly file: string } | undefined => {
    asked++;
    for (const module of modulesOf({ from, name }, file)) {
      const exports = withExports.get(module);
      if (!exports) continue;
      const [first, ...rest] =
        name === '*' || name === 'default' ? ownName(exports, name, path) : [name, ...path];
      const found = exports.find((exported) => exported.name === first);
      const value = found && rest.reduce<Value | undefined>(part, found.value);
      if (value) return { value, file: module };
    }
    return undefined;
  };

  return { resolve: (value, file) => resolve(value, file, 0), asked: () => asked, find: exportOf };
}

/** A module's default, or what an import of the whole is asked for. */
function ownName(
  exports: readonly ExportedValue[],
  name: string,
  path: readonly string[],
): readonly string[] {
  if (name === 'default' && exports.some((exported) => exported.name === 'default'))
    return ['default', ...path];
  // `const cors = require('./cors')` is what the module is set to.
  if (path.length === 0) return ['default'];
  return exports.some((exported) => exported.name === path[0]) ? path : ['default', ...path];
}

function part(value: Value | undefined, name: string): Value | undefined {
  if (value?.kind === 'map') return value.entries.findLast(({ key }) => key === name)?.value;
  return value?.kind === 'imported' ? { ...value, path: [...value.path, name] } : undefined;
}

/** The same list where nothing changed. */
function mapped<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  const changed = list.map(change);
  return changed.some((item, index) => item !== list[index]) ? changed : list;
}
