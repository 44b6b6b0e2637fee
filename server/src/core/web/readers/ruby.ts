import type { Document } from '../../source.ts';
import { readCachingCalls, readPageCaches } from '../ruby/caching.ts';
import { readExports } from '../ruby/exports.ts';
import { readGuards } from '../ruby/guards.ts';
import { readHeaderNames } from '../ruby/headers.ts';
import { readRackCors } from '../ruby/rackCors.ts';
import { readRoutes } from '../ruby/routes.ts';
import { createRubyWeb } from '../ruby/rubyWeb.ts';
import type { WebReader } from '../reader.ts';
import type { WebFacts } from '../types.ts';

/** Ruby: controllers and routes of Rails, rack-cors, Sinatra, Grape and Hanami. */
const rubyReader: WebReader = {
  triggers: [
    'cache-control',
    'access-control-',
    'surrogate-control',
    'cache_control',
    'rack::cors',
    'controller',
    'before_action',
    'sinatra',
    'grape::api',
    'hanami',
    'routes.draw',
    '"vary"',
    "'vary'",
  ],
  languages: ['ruby'],
  reads: (path) => !/(?:^|\/)db\/(?:migrate|schema)/.test(path),
  always: (path) => /(?:^|\/)(?:app\/controllers\/.*|config\/routes(?:\/.*)?)\.rb$/.test(path),
  read: readRuby,
};
export default rubyReader;

function readRuby(document: Document): WebFacts | undefined {
  const web = createRubyWeb(document);
  const routes = readRoutes(web);
  const { classes, guards } = readGuards(web);
  const headers = [...readHeaderNames(web), ...readCachingCalls(web)];
  const cors = readRackCors(web);
  const dataCaches = readPageCaches(web);
  const exports = readExports(web);
  const handlers = [...web.actions.map(({ handler }) => handler), ...routes.handlers];
  const facts: WebFacts = {
    ...(headers.length > 0 && { headers: headers.sort((a, b) => a.nameAt.start - b.nameAt.start) }),
    ...(cors.length > 0 && { cors }),
    ...(handlers.length > 0 && { handlers }),
    ...(dataCaches.length > 0 && { dataCaches }),
    ...(guards.length + routes.guards.length > 0 && { guards: [...guards, ...routes.guards] }),
    ...(exports.length > 0 && { exports }),
    ...(classes.length > 0 && { classes }),
  };
  return Object.keys(facts).length > 0 ? facts : undefined;
}
