/**
 * What Next.js does with what is written, by its version. Rules ask here, so that a thing that was cached in one version is not
 * judged by another one's habits. Data with sources.
 */

export interface NextBehaviour {
  readonly id: NextBehaviourId;
  /** The first major version that does it, and the last one; absent: since ever, until today. */
  readonly since?: number;
  readonly until?: number;
  readonly source: string;
  /** For maintainers: what exactly it does. */
  readonly note: string;
}

export type NextBehaviourId =
  | 'get-handler-cached'
  | 'fetch-cached'
  | 'request-makes-dynamic'
  | 'force-static-empties-request'
  | 'revalidate-needs-literal'
  | 'segment-options-off'
  | 'request-in-use-cache-fails'
  | 'request-in-unstable-cache-fails'
  | 'private-cache-in-browser'
  | 'arguments-are-keys'
  | 'react-cache-per-request'
  | 'fetch-key-has-headers'
  | 'hashed-files-immutable'
  | 'page-cache-control-replaced'
  | 'page-cache-control-kept'
  | 'static-page-shared'
  | 'dynamic-page-private'
  | 'server-side-props-private'
  | 'public-folder-revalidates'
  | 'config-last-wins'
  | 'config-before-middleware'
  | 'layout-guards-pages-only'
  | 'proxy-replaces-middleware'
  | 'options-answered';

export const NEXT_BEHAVIOURS: readonly NextBehaviour[] = [
  {
    id: 'get-handler-cached',
    until: 14,
    source: 'https://nextjs.org/docs/app/guides/upgrading/version-15',
    note: 'A GET of a route handler that reads nothing of the request is answered once, at build time. Since 15 only with force-static or revalidate.',
  },
  {
    id: 'fetch-cached',
    until: 14,
    source: 'https://nextjs.org/docs/app/guides/upgrading/version-15',
    note: 'fetch() without `cache` keeps its answer for everybody, unless cookies() or headers() were read before. Since 15 it asks each time.',
  },
  {
    id: 'request-makes-dynamic',
    source: 'https://nextjs.org/docs/app/guides/caching',
    note: 'cookies(), headers(), connection(), searchParams and the request of a handler make a route dynamic: revalidate does not cache it.',
  },
  {
    id: 'force-static-empties-request',
    source: 'https://nextjs.org/docs/app/api-reference/file-conventions/route-segment-config',
    note: 'dynamic = "force-static": cookies(), headers() and useSearchParams() give nothing, so everybody gets the page of a visitor who is not signed in.',
  },
  {
    id: 'revalidate-needs-literal',
    source: 'https://nextjs.org/docs/app/api-reference/file-conventions/route-segment-config',
    note: 'export const revalidate = 60 * 10 can not be read by the build; only false, 0 and a literal number can. Nor is it there with runtime = "edge".',
  },
  {
    id: 'segment-options-off',
    since: 15,
    source: 'https://nextjs.org/docs/app/api-reference/file-conventions/route-segment-config',
    note: 'With cacheComponents (16; experimental.dynamicIO or useCache in 15) dynamic, revalidate and fetchCache do nothing.',
  },
  {
    id: 'request-in-use-cache-fails',
    since: 15,
    source: 'https://nextjs.org/docs/messages/next-request-in-use-cache',
    note: 'cookies() and headers() inside "use cache" fail; what they say has to come in as an argument.',
  },
  {
    id: 'request-in-unstable-cache-fails',
    since: 14,
    source: 'https://nextjs.org/docs/app/api-reference/functions/unstable_cache',
    note: 'cookies() and headers() inside unstable_cache are not supported (they fail). A session that is read by other means is kept for everybody.',
  },
  {
    id: 'private-cache-in-browser',
    since: 16,
    source: 'https://nextjs.org/docs/app/api-reference/directives/use-cache-private',
    note: '"use cache: private" may read the request; its result is never stored on the server.',
  },
  {
    id: 'arguments-are-keys',
    since: 14,
    source: 'https://nextjs.org/docs/app/api-reference/functions/unstable_cache',
    note: 'The arguments of the cached function are part of the key; what it closes over is with "use cache", and is not with unstable_cache (keyParts).',
  },
  {
    id: 'react-cache-per-request',
    source: 'https://react.dev/reference/react/cache',
    note: 'cache() of React remembers for one request only: nothing is shared between users.',
  },
  {
    id: 'fetch-key-has-headers',
    source:
      'https://github.com/vercel/next.js/blob/canary/packages/next/src/server/lib/incremental-cache/index.ts',
    note: 'The key of a kept fetch holds the address, the method, the headers and the body: a token in a header keeps the answers of two users apart.',
  },
  {
    id: 'hashed-files-immutable',
    source: 'https://nextjs.org/docs/app/api-reference/config/next-config-js/headers#cache-control',
    note: '/_next/static is sent with public, max-age=31536000, immutable, whatever next.config says.',
  },
  {
    id: 'page-cache-control-replaced',
    until: 14,
    source: 'https://nextjs.org/docs/14/app/api-reference/next-config-js/headers#cache-control',
    note: 'Cache-Control of next.config for pages is replaced in production.',
  },
  {
    id: 'page-cache-control-kept',
    since: 15,
    source: 'https://nextjs.org/docs/app/api-reference/config/next-config-js/headers#cache-control',
    note: 'Cache-Control of next.config is kept for everything but hashed files, so that it can put a private page into shared caches.',
  },
  {
    id: 'static-page-shared',
    source: 'https://nextjs.org/docs/app/guides/self-hosting#caching-and-isr',
    note: 'A static page is sent with s-maxage=<revalidate>, stale-while-revalidate (a year without revalidate).',
  },
  {
    id: 'dynamic-page-private',
    source: 'https://nextjs.org/docs/app/guides/self-hosting#caching-and-isr',
    note: 'A dynamic page is sent with private, no-cache, no-store, max-age=0, must-revalidate.',
  },
  {
    id: 'server-side-props-private',
    source: 'https://github.com/vercel/next.js/issues/34999',
    note: 'A page with getServerSideProps is sent with no-store, unless it sets Cache-Control itself: that stays in production.',
  },
  {
    id: 'public-folder-revalidates',
    source: 'https://nextjs.org/docs/app/api-reference/file-conventions/public-folder#caching',
    note: 'Files of public/ are sent with public, max-age=0.',
  },
  {
    id: 'config-last-wins',
    source:
      'https://nextjs.org/docs/app/api-reference/config/next-config-js/headers#header-overriding-behavior',
    note: 'Two rules of next.config that set the same header for a path: the last one counts.',
  },
  {
    id: 'config-before-middleware',
    source: 'https://nextjs.org/docs/app/api-reference/file-conventions/proxy#execution-order',
    note: 'headers() of next.config come first, then redirects, then middleware: what it sets replaces theirs, and so does a route handler.',
  },
  {
    id: 'layout-guards-pages-only',
    source: 'https://nextjs.org/docs/app/guides/authentication#layouts-and-auth-checks',
    note: 'A layout stands in front of pages, never of route handlers and server actions, and is not asked again when a visitor moves between its pages.',
  },
  {
    id: 'proxy-replaces-middleware',
    since: 16,
    source: 'https://nextjs.org/docs/app/guides/upgrading/version-16',
    note: 'middleware.ts is called proxy.ts, and so is its function.',
  },
  {
    id: 'options-answered',
    source: 'https://nextjs.org/docs/app/api-reference/file-conventions/route',
    note: 'A route handler without OPTIONS answers it with 204 and Allow, but without any Access-Control header: preflights fail unless next.config adds them.',
  },
];

/** Whether a version does it; undefined where the version is not known and it makes a difference. */
export function nextDoes(id: NextBehaviourId, major: number | undefined): boolean | undefined {
  const row = NEXT_BEHAVIOURS.find((each) => each.id === id);
  if (!row) return undefined;
  if (row.since === undefined && row.until === undefined) return true;
  if (major === undefined) return undefined;
  return major >= (row.since ?? 0) && major <= (row.until ?? Infinity);
}
