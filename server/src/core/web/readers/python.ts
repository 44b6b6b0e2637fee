import type { Document } from '../../source.ts';
import { readCacheObjects } from '../python/cacheObjects.ts';
import { readCorsLibraries } from '../python/cors.ts';
import { readDjangoCaching } from '../python/djangoCaching.ts';
import { readExports } from '../python/exports.ts';
import { readGuards } from '../python/guards.ts';
import { readCorsProperties } from '../python/corsProperties.ts';
import { readHeaderNames } from '../python/headers.ts';
import { readMounts } from '../python/mounts.ts';
import { readPageCaches } from '../python/pageCaches.ts';
import { createPythonWeb } from '../python/pythonWeb.ts';
import type { WebReader } from '../reader.ts';
import type { WebFacts } from '../types.ts';

/** Python: FastAPI and Starlette, Flask, Django's views, and what others do alike. Django's settings have a reader of their own. */
const pythonReader: WebReader = {
  triggers: [
    'cache-control',
    'access-control-',
    'access_control_',
    'cache_control',
    'cachecontrol',
    'cors',
    'fastapi',
    'starlette',
    'flask',
    'quart',
    'litestar',
    'sanic',
    'aiohttp',
    'tornado',
    'falcon',
    'bottle',
    'pyramid',
    'cherrypy',
    'rest_framework',
    'ninja',
    'django.http',
    'django.shortcuts',
    'django.views',
    'django.urls',
    'django.conf.urls',
    'django.contrib.auth.decorators',
    'django.contrib.auth.mixins',
    'django.utils.cache',
    'django.utils.deprecation',
    'basesettings',
  ],
  languages: ['python'],
  reads: (path) => !/(?:^|\/)migrations\/\d|(?:^|\/)alembic\/versions\//.test(path),
  read: readPython,
};
export default pythonReader;

function readPython(document: Document): WebFacts | undefined {
  const web = createPythonWeb(document);
  const { classes, guards } = readGuards(web);
  const includes = readMounts(web.file);
  const caching = readDjangoCaching(web);
  const headers = [
    ...readHeaderNames(web),
    ...readCorsProperties(web),
    ...readCacheObjects(web),
    ...caching.headers,
  ];
  const cors = readCorsLibraries(web);
  const dataCaches = [...caching.dataCaches, ...readPageCaches(web)];
  const exports = readExports(web);
  const handlers = web.handlers.map(({ handler }) => handler);
  const facts: WebFacts = {
    ...(headers.length > 0 && { headers: headers.sort((a, b) => a.nameAt.start - b.nameAt.start) }),
    ...(cors.length > 0 && { cors }),
    ...(handlers.length > 0 && { handlers }),
    ...(dataCaches.length > 0 && { dataCaches }),
    ...(guards.length > 0 && { guards }),
    ...(exports.length > 0 && { exports }),
    ...(classes.length > 0 && { classes }),
    ...(includes.length > 0 && { includes }),
  };
  return Object.keys(facts).length > 0 ? facts : undefined;
}
