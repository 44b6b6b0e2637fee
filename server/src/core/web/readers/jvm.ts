import { createFound } from '../backend/found.ts';
import { readHeaders } from '../backend/headers.ts';
import { JVM } from '../jvm/family.ts';
import { judgeJvm, readCacheObjects, readSetters } from '../jvm/headers.ts';
import { readKtorCors, readKtorRoutes } from '../jvm/ktor.ts';
import { withProfiles } from '../jvm/profiles.ts';
import { readSpringCors } from '../jvm/springCors.ts';
import { readSpringRoutes } from '../jvm/springRoutes.ts';
import { readSpringSecurity } from '../jvm/springSecurity.ts';
import { readVertxCors } from '../jvm/vertx.ts';
import type { WebReader } from '../reader.ts';

/** Headers, CORS, routes and rules of access in Java and Kotlin. */
const jvmReader: WebReader = {
  triggers: [
    'cache-control',
    'cache_control',
    'cachecontrol',
    'cacheperiod',
    'access-control',
    'access_control',
    'accesscontrol',
    'crossorigin',
    'cors',
    'mapping(',
    '@path',
    'matchers(',
    'anyrequest(',
    'anyexchange(',
    'authorize(',
    'routing',
    'route.',
    'pragma',
  ],
  languages: ['java', 'kotlin'],
  reads: (path) => /\.(?:java|kt)$/.test(path),
  read(document) {
    const found = createFound(document, JVM);
    const { masked } = found.code;
    readSpringRoutes(found);
    if (document.language === 'kotlin') readKtorRoutes(found);
    if (/cors|CrossOrigin|addMapping/i.test(masked)) {
      readSpringCors(found);
      readKtorCors(found);
      readVertxCors(found);
    }
    readSpringSecurity(found);
    readHeaders(found, judgeJvm);
    readSetters(found);
    readCacheObjects(found);
    return withProfiles(found, found.facts());
  },
};
export default jvmReader;
