import { fullStackFileOf } from '../fullStack/paths.ts';
import { fullStackRoutesOf } from '../fullStack/routes.ts';
import { responseHeadersOf } from '../script/headers/responses.ts';
import type { WebReader } from '../reader.ts';
import { scriptFileOf } from '../script/scriptFile.ts';

/** Endpoints, pages and hooks of SvelteKit, Remix and React Router, Nuxt and Astro. */
const reader: WebReader = {
  triggers: ['load', 'eventhandler', 'apiroute', 'prerender', 'response', 'router', 'remix'],
  languages: ['javascript', 'typescript', 'javascriptreact', 'typescriptreact', 'astro'],
  reads: (path) => fullStackFileOf(path) !== undefined,
  // Their names are used for nothing else.
  always: (path) =>
    /(?:^|\/)\+(?:server|(?:page|layout)\.server)\.[jt]s$|hooks\.server\.[jt]s$|\/pages\/.+\.astro$/.test(
      path,
    ),
  read(document) {
    const place = fullStackFileOf(document.path);
    if (!place) return undefined;
    const file = scriptFileOf(document);
    const { handlers, guards, dataCaches } = fullStackRoutesOf(file, place);
    if (handlers.length + guards.length + dataCaches.length === 0) return undefined;
    const scope = place.route === undefined ? undefined : { syntax: 'next' as const, pattern: place.route };
    return {
      ...responseHeadersOf(file, handlers, scope),
      ...(handlers.length > 0 && { handlers: handlers.map(({ handler }) => handler) }),
      ...(guards.length > 0 && { guards }),
      ...(dataCaches.length > 0 && { dataCaches }),
    };
  },
};

export default reader;
