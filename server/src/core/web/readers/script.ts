import { isToldByFramework } from '../fullStack/told.ts';
import type { WebReader } from '../reader.ts';
import { scriptFacts } from '../script/scriptFacts.ts';

/** Servers in JavaScript and TypeScript, whatever they are written with. */
const reader: WebReader = {
  triggers: [
    'cors',
    'access-control-',
    'access_control_',
    'cache-control',
    'cache_control',
    'cachecontrol',
    'maxage',
    'max-age',
    's-maxage',
    'no-store',
    'origin',
    'express',
    'fastify',
    'koa',
    'hono',
    'elysia',
    'hapi',
    'restify',
    'polka',
    'itty-router',
    'yoga',
    'oak/mod',
    'router',
    '@controller',
    'routerules',
    'deno.serve',
    'bun.serve',
    'onrequest',
    'createserver',
    'cachettl',
    'cacheeverything',
    'caches.',
    'cacheinterceptor',
    'app_guard',
    'useglobalguards',
    'setglobalprefix',
    'statuscode',
    'sethead',
    'eventhandler',
    "'vary'",
    '"vary"',
    'max-age',
  ],
  languages: ['javascript', 'typescript', 'javascriptreact', 'typescriptreact'],
  reads: (path) => !NOT_SERVED.test(path),
  read: (document) => scriptFacts(document, isToldByFramework(document.path, document.text)),
};

/** Types alone, and configuration of tools that send nothing. */
const NOT_SERVED =
  /\.d\.[cm]?ts$|(?:^|\/)next\.config\.[cm]?[jt]s$|(?:^|\/)(?:tailwind|postcss|jest|eslint|prettier|drizzle|playwright|cypress)\.config\.[cm]?[jt]s$/;

export default reader;
