import { createFound } from '../backend/found.ts';
import { readHeaders } from '../backend/headers.ts';
import { readDotnetCors } from '../dotnet/cors.ts';
import { DOTNET } from '../dotnet/family.ts';
import { judgeDotnet, readCacheAttributes, readProperties } from '../dotnet/headers.ts';
import { readDotnetRoutes } from '../dotnet/routes.ts';
import type { WebReader } from '../reader.ts';

/** Headers, CORS, routes and caching in C#. */
const dotnetReader: WebReader = {
  triggers: [
    'cache-control',
    'cachecontrol',
    'responsecache',
    'outputcache',
    'access-control',
    'accesscontrol',
    'cors',
    'withorigins',
    'allowanyorigin',
    'originallowed',
    '[http',
    '[route',
    ': controller',
    'controllerbase',
    'mapget',
    'mappost',
    'mapput',
    'mapdelete',
    'mapgroup',
    'mapcontrollers',
    'fallbackpolicy',
    'headernames.',
  ],
  languages: ['csharp'],
  reads: (path) => path.endsWith('.cs'),
  read(document) {
    const found = createFound(document, DOTNET);
    readDotnetRoutes(found);
    readDotnetCors(found);
    readHeaders(found, judgeDotnet);
    readProperties(found);
    readCacheAttributes(found);
    return found.facts();
  },
};
export default dotnetReader;
