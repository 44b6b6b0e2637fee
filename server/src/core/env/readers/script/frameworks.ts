/** What frameworks say about the environment in ways of their own. */
import { readConfigFiles } from './configFiles.ts';
import { readLoads } from './loads.ts';
import type { Reading } from './reading.ts';
import { readTypes } from './types.ts';
import { readRuntimeConfig } from './runtimeConfig.ts';

export function readFrameworks(reading: Reading): void {
  readStaticImports(reading);
  readTypes(reading);
  readConfigFiles(reading);
  readRuntimeConfig(reading);
  readLoads(reading);
}

/** `import { X } from "$env/static/private"` of SvelteKit, `astro:env/client` of Astro. */
function readStaticImports({ script, names, reads }: Reading): void {
  for (const { module, name, token } of names.importsInOrder) {
    const side = STATIC_MODULES[module];
    if (side === undefined || name === '*' || name === '' || name === 'default' || name === 'getSecret')
      continue;
    reads.push({
      name,
      start: script.starts[token] ?? 0,
      end: script.ends[token] ?? 0,
      through: module,
      side,
      // SvelteKit doesn't build without it; Astro's schema says whether it is needed.
      need: module.startsWith('$env') ? 'required' : 'optional',
    });
  }
}

const STATIC_MODULES: Readonly<Record<string, 'client' | 'server'>> = {
  '$env/static/private': 'server',
  '$env/static/public': 'client',
  'astro:env/client': 'client',
  'astro:env/server': 'server',
};
