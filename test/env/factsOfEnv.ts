/** Makes facts of files by hand, and joins them. */
import { joinEnv } from '../../server/src/core/env/join.ts';
import type { EnvModel, EnvVariable } from '../../server/src/core/env/model.ts';
import type {
  EnvCall,
  EnvDeclaration,
  EnvFacts,
  EnvUse,
  PackageFacts,
  Span,
} from '../../server/src/core/env/types.ts';

export function at(line = 1): Span {
  return { start: line * 100, end: line * 100 + 1, line, column: 1 };
}

export function use(name: string, more: Partial<EnvUse> = {}): EnvUse {
  return { name, at: at(), through: 'process.env', need: 'required', ...more };
}

export function declared(name: string, more: Partial<EnvDeclaration> = {}): EnvDeclaration {
  return { name, at: at(), value: { state: 'set' }, by: 'env-file', ...more };
}

export function call(helper: string, name: string, more: Partial<EnvCall> = {}): EnvCall {
  return { helper, parameter: 0, name, at: at(), hasFallback: false, ...more };
}

/** Code that needs the names. */
export function code(...names: readonly string[]): EnvFacts {
  return { uses: names.map((name) => use(name)) };
}

/** An env file; a name that ends in "=" is empty. */
export function envFile(...names: readonly string[]): EnvFacts {
  return {
    declarations: names.map((name, index) =>
      name.endsWith('=')
        ? declared(name.slice(0, -1), { at: at(index + 1), value: { state: 'empty' } })
        : declared(name, { at: at(index + 1) }),
    ),
  };
}

export function node(
  name: string,
  dependencies: readonly string[] = [],
  more: Partial<PackageFacts> = {},
): EnvFacts {
  return { package: { ecosystem: 'node', name, dependencies, ...more } };
}

export function join(
  files: Readonly<Record<string, EnvFacts>>,
  ignored: (path: string) => boolean = () => false,
): EnvModel {
  return joinEnv(Object.entries(files), { ignored });
}

/** What is said of a variable in the innermost package of a path. */
export function variable(model: EnvModel, path: string, name: string): EnvVariable {
  const found = model.packageOf(path).variables.get(name);
  if (!found) throw new Error(`no ${name} for ${path}`);
  return found;
}
