/** Which CORS library a module is, whatever name it is imported under. */
import type { CorsLibraryId } from '../../corsLibraries.ts';

export interface CorsModule {
  readonly library: CorsLibraryId;
  /** Exports that take the options; undefined: the default export. */
  readonly names?: readonly string[];
  /** Where the options stand among the arguments. */
  readonly at: number;
  /** It is handed to `register`, with the options behind it. */
  readonly isPlugin?: true;
}

const MODULES: ReadonlyMap<string, CorsModule> = new Map<string, CorsModule>([
  ['cors', { library: 'express-cors', at: 0 }],
  ['@tinyhttp/cors', { library: 'express-cors', names: ['cors'], at: 0 }],
  // The cors middleware of Express, for servers of Deno.
  [
    '@tajpouria/cors',
    { library: 'express-cors', names: ['oakCors', 'opineCors', 'mithCors', 'attainCors'], at: 0 },
  ],
  ['nextjs-cors', { library: 'express-cors', at: 2 }],
  ['@fastify/cors', { library: 'fastify-cors', at: 1, isPlugin: true }],
  ['fastify-cors', { library: 'fastify-cors', at: 1, isPlugin: true }],
  ['@koa/cors', { library: 'koa-cors', at: 0 }],
  ['koa-cors', { library: 'koa-cors', at: 0 }],
  ['koa2-cors', { library: 'koa-cors', at: 0 }],
  ['kcors', { library: 'koa-cors', at: 0 }],
  ['hono/cors', { library: 'hono-cors', names: ['cors'], at: 0 }],
  ['@hono/hono/cors', { library: 'hono-cors', names: ['cors'], at: 0 }],
  ['@elysiajs/cors', { library: 'elysia-cors', names: ['cors'], at: 0 }],
  ['itty-router', { library: 'itty-cors', names: ['cors', 'createCors'], at: 0 }],
  ['itty-router/cors', { library: 'itty-cors', names: ['cors'], at: 0 }],
  ['@middy/http-cors', { library: 'middy', at: 0 }],
  ['itty-cors', { library: 'itty-cors', names: ['createCors'], at: 0 }],
]);

export function corsModule(from: string, name: string): CorsModule | undefined {
  const found = MODULES.get(bare(from)) ?? ofAddress(from);
  if (!found) return undefined;
  const isDefault = name === 'default' || name === '*';
  return isDefault ||
    found.names?.includes(name) === true ||
    (found.isPlugin && name === 'fastifyCors') ||
    name === 'oakCors'
    ? found
    : undefined;
}

/** `npm:cors@2`, `jsr:@hono/hono@4/cors` */
function bare(from: string): string {
  return from.replace(/^(?:npm|jsr):\/?/, '').replace(/^((?:@[\w.-]+\/)?[\w.-]+)@[^/]+/, '$1');
}

/** `https://deno.land/x/hono@v4/middleware.ts`, `https://deno.land/x/cors/mod.ts` */
function ofAddress(from: string): CorsModule | undefined {
  if (!from.startsWith('https://')) return undefined;
  if (/\/x\/cors\b|\/cors@/.test(from))
    return { library: 'express-cors', names: ['oakCors', 'cors', 'opineCors'], at: 0 };
  return /\/hono\b.*(?:cors|middleware)/.test(from)
    ? { library: 'hono-cors', names: ['cors'], at: 0 }
    : undefined;
}
