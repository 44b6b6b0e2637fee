/** Which library a file checks its environment with. */
import type { Names } from './names.ts';

/** By what the file imports; `schema` where that says nothing. */
export function libraryOf({ imports }: Names): string {
  for (const { module } of imports.values()) {
    const library = libraryNamed(module);
    if (library !== undefined) return library;
  }
  return 'schema';
}

/** The library that validators come from; a wrapper such as @t3-oss/env leaves that to another. */
export function validatorsOf(names: Names): string {
  for (const { module } of names.imports.values()) {
    const library = libraryNamed(module);
    if (library !== undefined && library !== '@t3-oss/env') return library;
  }
  return 'zod';
}

function libraryNamed(module: string): string | undefined {
  if (module.startsWith('@t3-oss/env')) return '@t3-oss/env';
  const root =
    module.startsWith('zod/') || module.startsWith('valibot/')
      ? module.slice(0, module.indexOf('/'))
      : module;
  return LIBRARIES[root];
}

const LIBRARIES: Readonly<Record<string, string>> = {
  zod: 'zod',
  '@hono/zod-openapi': 'zod',
  valibot: 'valibot',
  arktype: 'arktype',
  yup: 'yup',
  joi: 'joi',
  '@hapi/joi': 'joi',
  envalid: 'envalid',
  convict: 'convict',
  'env-var': 'env-var',
  znv: 'znv',
  superstruct: 'superstruct',
  '@sinclair/typebox': 'typebox',
  envsafe: 'envsafe',
};

/** Libraries whose keys may be missing unless they say `required()`. */
export const OPTIONAL_UNLESS_SAID: ReadonlySet<string> = new Set(['joi', 'yup']);
