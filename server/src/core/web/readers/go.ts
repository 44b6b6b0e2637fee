import { createFound } from '../backend/found.ts';
import { readHeaders } from '../backend/headers.ts';
import { readGoCors } from '../go/cors.ts';
import { GO } from '../go/family.ts';
import { judgeGo } from '../go/headers.ts';
import { importsOf } from '../go/imports.ts';
import { readGoRoutes } from '../go/routes.ts';
import type { WebReader } from '../reader.ts';

/** Headers, CORS middleware and routes in Go. */
const goReader: WebReader = {
  triggers: [
    'cache-control',
    'cachecontrol',
    'access-control',
    'accesscontrol',
    '/cors"',
    'cors.',
    '.cors',
    'handlefunc(',
    '.handle("',
    '.get("/',
    '.post("/',
    '.put("/',
    '.patch("/',
    '.delete("/',
    '.group("',
    '.route("/',
    'headervary',
    '"vary"',
    'set-cookie',
  ],
  languages: ['go'],
  reads: (path) => path.endsWith('.go'),
  read(document) {
    const found = createFound(document, GO);
    readGoCors(found, importsOf(found.code));
    readGoRoutes(found);
    readHeaders(found, judgeGo);
    return found.facts();
  },
};
export default goReader;
