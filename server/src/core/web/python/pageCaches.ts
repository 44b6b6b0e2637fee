/** Answers that are kept by Flask-Caching and fastapi-cache. */
import type { DataCache } from '../types.ts';
import type { PythonWeb } from './pythonWeb.ts';
import { readsOf } from './handlers.ts';
import { namesIn } from './pythonFile.ts';
import { argumentsOf } from './routes.ts';

export function readPageCaches(web: PythonWeb): DataCache[] {
  const { file } = web;
  const { text } = file.code;
  const isFlask = /^[ \t]*(?:from|import) (?:flask_caching|flask_cache)\b|\bcache\.cached\(/m.test(text);
  const isFastApi = /^[ \t]*from fastapi_cache\.decorator import\b/m.test(text);
  if (!isFlask && !isFastApi) return [];
  const caches: DataCache[] = [];
  for (const block of file.blocks) {
    for (const decorator of block.decorators) {
      if (!(isFlask && decorator.name.endsWith('.cached')) && !(isFastApi && decorator.name === 'cache'))
        continue;
      const { plain, named } = argumentsOf(file.code, decorator.open);
      const age = named.get('timeout') ?? named.get('expire') ?? plain[0];
      const handler = web.handlers.findIndex((found) => found.block === block);
      const found = web.handlers[handler]?.handler;
      // A key that is made by a function may well hold who is asking.
      const isKeyed = ['make_cache_key', 'key_builder', 'unless'].some((name) => named.has(name));
      caches.push({
        how: 'page-cache',
        value: age ? web.valueAt(age.start, age.end) : { kind: 'nothing', at: file.place(decorator.nameAt) },
        at: file.place(decorator.nameAt),
        reads: found ? readsOf(found) : [],
        ...(handler !== -1 && { handler }),
        parameters: namesIn(file, block).filter((name) => !/^(?:self|request|response)$/.test(name)),
        ...(isKeyed && { private: true as const }),
      });
    }
  }
  return caches;
}
