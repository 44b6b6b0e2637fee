import { actionsOf } from '../next/actions.ts';
import { dataCachesOf } from '../next/dataCaches.ts';
import { nextFileOf, type NextRole } from '../next/paths.ts';
import { responseHeadersOf } from '../script/headers/responses.ts';
import { routesOf } from '../next/routes.ts';
import type { WebReader } from '../reader.ts';
import { scriptFileOf } from '../script/scriptFile.ts';

/** Pages, layouts, route handlers and API routes of Next.js. */
const reader: WebReader = {
  triggers: [],
  languages: ['javascript', 'typescript', 'javascriptreact', 'typescriptreact'],
  reads: isRoute,
  always: isRoute,
  read(document) {
    const next = nextFileOf(document.path);
    if (!next) return undefined;
    const file = scriptFileOf(document);
    const { handlers: routes, guards, dataCaches } = routesOf(file, next);
    const handlers = [...routes, ...actionsOf(file)];
    const caches = [...dataCaches, ...dataCachesOf(file)];
    const scope = next.route === undefined ? undefined : { syntax: 'next' as const, pattern: next.route };
    const responses = handlers.length > 0 ? responseHeadersOf(file, handlers, scope) : {};
    if (handlers.length + guards.length + caches.length === 0) return undefined;
    return {
      ...responses,
      ...(handlers.length > 0 && { handlers: handlers.map(({ handler }) => handler) }),
      ...(guards.length > 0 && { guards }),
      ...(caches.length > 0 && { dataCaches: caches }),
    };
  },
};

const ROLES: ReadonlySet<NextRole> = new Set(['route', 'page', 'layout', 'metadata', 'api', 'pages-page']);

function isRoute(path: string): boolean {
  const role = nextFileOf(path)?.role;
  return role !== undefined && ROLES.has(role);
}

export default reader;
