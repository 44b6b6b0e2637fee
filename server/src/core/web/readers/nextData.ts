import { actionsOf } from '../next/actions.ts';
import { dataCachesOf } from '../next/dataCaches.ts';
import { nextFileOf } from '../next/paths.ts';
import type { WebReader } from '../reader.ts';
import { scriptFileOf } from '../script/scriptFile.ts';

/** Server actions, and data that Next.js keeps, in files without an address of their own. */
const reader: WebReader = {
  triggers: ['use server', 'use cache', 'unstable_cache', 'force-cache', 'revalidate:'],
  languages: ['javascript', 'typescript', 'javascriptreact', 'typescriptreact'],
  reads: (path) => nextFileOf(path) === undefined,
  read(document) {
    const file = scriptFileOf(document);
    const handlers = actionsOf(file).map(({ handler }) => handler);
    const dataCaches = dataCachesOf(file);
    if (handlers.length + dataCaches.length === 0) return undefined;
    return {
      ...(handlers.length > 0 && { handlers }),
      ...(dataCaches.length > 0 && { dataCaches }),
    };
  },
};

export default reader;
