import { createFound } from '../backend/found.ts';
import { readHeaders } from '../backend/headers.ts';
import { PHP } from '../php/family.ts';
import { judgePhp, readRawHeaders, readYiiCors } from '../php/headers.ts';
import { readLaravelCors } from '../php/laravelCors.ts';
import { readLaravelRoutes } from '../php/laravelRoutes.ts';
import { readCacheAttributes, readCacheCalls } from '../php/responses.ts';
import { readSymfonyRoutes } from '../php/symfonyRoutes.ts';
import type { WebReader } from '../reader.ts';

const LARAVEL_CORS = /(?:^|\/)config\/cors\.php$/;

/** Headers in PHP, Laravel's config/cors.php and routes, Symfony's attributes. */
const phpReader: WebReader = {
  triggers: [
    'cache-control',
    'access-control-',
    'setpublic',
    'setprivate',
    'setmaxage',
    'setsharedmaxage',
    'setcache(',
    'setvary',
    'addcachecontroldirective',
    'route::',
    '#[route(',
    '#[cache(',
    ' cache(',
    'cache.headers',
    'pragma:',
    "'vary'",
    '"vary"',
    'vary:',
    'expires:',
    '$app->',
    '$router->',
    '$group->get',
    '$group->post',
  ],
  languages: ['php'],
  reads: (path) => path.endsWith('.php') && !path.endsWith('.blade.php'),
  always: (path) => LARAVEL_CORS.test(path),
  read(document) {
    const found = createFound(document, PHP);
    if (LARAVEL_CORS.test(document.path)) readLaravelCors(found);
    else {
      if (
        found.code.masked.includes('Route::') ||
        /routes?\/|\/(?:web|api|index|app)\.php$/i.test(document.path)
      )
        readLaravelRoutes(found);
      if (/#\[[^\n]{0,200}Route\(/.test(found.code.masked)) readSymfonyRoutes(found);
      readRawHeaders(found);
      readYiiCors(found);
      readHeaders(found, judgePhp);
      readCacheCalls(found);
      readCacheAttributes(found);
    }
    return found.facts();
  },
};
export default phpReader;
