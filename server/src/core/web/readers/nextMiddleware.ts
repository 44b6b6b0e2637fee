import { accessOf } from '../script/access/access.ts';
import { guardsOf, matchersOf, middlewareOf } from '../next/middleware.ts';
import { rangeOf, reachedFrom } from '../script/module.ts';
import { nextFileOf } from '../next/paths.ts';
import { responseHeadersOf } from '../script/headers/responses.ts';
import type { WebReader } from '../reader.ts';
import type { FoundHandler } from '../script/routes/handlers.ts';
import { isNextMiddleware } from '../fullStack/told.ts';
import { scriptFileOf } from '../script/scriptFile.ts';
import type { Handler } from '../types.ts';

/** What stands before the routes of Next.js. */
const reader: WebReader = {
  triggers: ['nextresponse', 'middleware', 'nextrequest', 'proxy', 'updatesession'],
  languages: ['javascript', 'typescript'],
  reads: (path) => /(?:middleware|proxy)\.[cm]?[jt]s$/.test(path) && nextFileOf(path)?.role === 'middleware',
  read(document) {
    if (!isNextMiddleware(document.text)) return undefined;
    const file = scriptFileOf(document);
    const matchers = matchersOf(file);
    const guards = guardsOf(file);
    const handlers = middlewareOf(file).flatMap(({ definition, at, name }): FoundHandler[] => {
      if (!definition || name === 'updateSession') return [];
      const { reads, setsCookie } = accessOf(document, file.module, definition);
      const [only, second] = matchers;
      const handler: Handler = {
        at: file.span(at, at),
        ...rangeOf(file.script, definition),
        framework: 'Next.js middleware',
        kind: 'middleware',
        reads,
        ...(only?.pattern !== undefined && !second && { path: only.pattern, syntax: only.syntax }),
        ...(setsCookie && { setsCookie }),
      };
      return [{ handler, parts: reachedFrom(file.module, definition) }];
    });
    if (handlers.length + guards.length === 0) return undefined;
    return {
      ...responseHeadersOf(file, handlers),
      ...(handlers.length > 0 && { handlers: handlers.map(({ handler }) => handler) }),
      ...(guards.length > 0 && { guards }),
    };
  },
};

export default reader;
