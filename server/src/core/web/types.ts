/** What one file says about response headers, caching, CORS and routes. Plain data, kept with its findings. */
import type { Span } from '../span.ts';
import type { CorsLibraryId } from './corsLibraries.ts';
import type { HeaderPlaceId } from './headerPlaces.ts';
import type { Condition, Value } from './values.ts';

export interface WebFacts {
  readonly headers?: readonly HeaderSetting[];
  readonly cors?: readonly CorsSetting[];
  readonly handlers?: readonly Handler[];
  readonly dataCaches?: readonly DataCache[];
  /** Requests that a guard in front of many routes stops: middleware, `router.use(requireAuth)`, `before_action`. */
  readonly guards?: readonly Guard[];
  readonly classes?: readonly HandlerClass[];
  /** What stands before the paths of all routes of the application that are made with a framework. */
  readonly prefixes?: readonly { readonly framework: string; readonly path: string }[];
  /** What other files may ask of this one. Only what can be a header, an origin or options. */
  readonly exports?: readonly ExportedValue[];
  /** Files that take part where this stands: nginx `include`, Caddy `import`, routers that are mounted. As written. */
  readonly includes?: readonly IncludedFile[];
  /** Libraries that a manifest declares, with the version or range as it is written. */
  readonly packages?: readonly { readonly name: string; readonly version: string; readonly at: Span }[];
  /** Questions about the Origin header, whatever comes of the answer: `if ($http_origin !~ …) { return 403; }`. */
  readonly originTests?: readonly Condition[];
  /** Caches before the application that all visitors share: nginx' `proxy_cache`. */
  readonly proxyCaches?: readonly ProxyCache[];
  /** Which block of a web server's configuration answers which path. `web/nginx/locations.ts` says which one wins. */
  readonly locations?: readonly ServerLocation[];
  /** Functions of this file or others that get the origin of a request as it came. */
  readonly handsOrigin?: readonly HandedOrigin[];
  /** How code sets headers on an object that has no such properties: `new Headers()['X'] = …`. */
  readonly lostHeaders?: readonly LostHeader[];
}

export interface HandedOrigin {
  /** Of the function. */
  readonly name: string;
  /** The module that it is imported from, as it is written; absent for the file's own. */
  readonly from?: string;
}

/** `web/nginx/includedFiles.ts` and `web/routes/mounts.ts` say which files it means. */
export interface IncludedFile {
  readonly pattern: string;
  readonly at: Span;
  /** In words: "server", "location /api"; of a router, the path that it is mounted under. */
  readonly context: string;
  /** Which responses what it says is for, where the including file tells. */
  readonly scope?: Scope;
}

/** One header that responses get. */
export interface HeaderSetting {
  readonly setBy: HeaderPlaceId;
  /** Lower case; `*` for all of an object that another file holds: the join puts them in. */
  readonly header: string;
  readonly nameAt: Span;
  readonly value: Value;
  readonly scope: Scope;
  /** `add` joins what is there; `default` steps back where there is one; `remove` takes it away. */
  readonly mode: 'set' | 'add' | 'default' | 'remove';
  /** In code: which of the file's handlers gives the response. */
  readonly handler?: number;
  /** Settings with the same number are for the same response (an object of headers, one block, one rule). */
  readonly group: number;
  /** Conditions round it, as far as the file shows: all of them hold. */
  readonly when?: readonly Condition[];
  /** What a call hands over to the function that sets the header, as far as it is written out: `{ isDownload: true }`. */
  readonly given?: Readonly<Record<string, string>>;
  /** nginx without `always`: not on answers that say that something went wrong. */
  readonly successOnly?: true;
  /** Text that never takes effect, and why: nginx's inheritance, a rule before. */
  readonly lost?: { readonly because: string; readonly at: Span; readonly file?: string };
  /** A server of files whose folder is what a build makes: the pages are in it, too. */
  readonly holdsPages?: true;
  /** It stands in an outer block and is repeated here, so that the group has all of the response's headers. */
  readonly inherited?: true;
}

/** Which responses. */
export interface Scope {
  /** As written: `/api/:path*`, `*.js`, `\.css$`; absent: all. */
  readonly pattern?: string;
  readonly syntax: ScopeSyntax;
  /** Where the pattern stands. */
  readonly at?: Span;
  /** Upper case; absent: all. */
  readonly methods?: readonly string[];
  /** Only for some requests: `has`, `missing`, `if`, a host. */
  readonly conditional?: true;
  /** Upper and lower case are the same: nginx' `~*`. */
  readonly ignoresCase?: true;
}

/**
 * `all`: no pattern. `exact`: this path. `prefix`: it and what starts with it (nginx `location /x`, Spring `/x/**`).
 * `next`: path-to-regexp of Next.js and Vercel `source`. `glob`: `*` any text within, `**` across (`_headers`: `*` across).
 * `regex`: searched in the path. `extension`: names of files that end so. `route`: a router's path with `:name` or `{name}`.
 * `type`: the media type of the answer, `text/html`, `image/*`; a regular expression where it starts with `~`.
 */
export type ScopeSyntax =
  'all' | 'exact' | 'prefix' | 'next' | 'glob' | 'regex' | 'extension' | 'route' | 'type';

/** A CORS library or setting that is configured. */
export interface CorsSetting {
  readonly library: CorsLibraryId;
  /** What is underlined when all of it is meant: the call's name, the block's name. */
  readonly at: Span;
  /** A map with the library's own option names (see `corsLibraries.ts`); `nothing` where none are given: its defaults. */
  readonly options: Value;
  readonly scope: Scope;
  readonly handler?: number;
  readonly when?: readonly Condition[];
  /** Something that comes before or behind it and should not: routes, an auth middleware. */
  readonly misplaced?: {
    readonly why: 'behind-routes' | 'behind-auth' | 'behind-answers';
    readonly at: Span;
  };
}

/** A function, file or rule that answers requests. */
export interface Handler {
  /** Its name, or its first word: what is underlined. */
  readonly at: Span;
  /** All of its text. */
  readonly start: number;
  readonly end: number;
  /** `next-route`, `express`, `django-view` … in words: "Next.js route handler". */
  readonly framework: string;
  /** Absent where the file does not say: a router that is mounted elsewhere has its own part of the path. */
  readonly path?: string;
  readonly syntax?: ScopeSyntax;
  /** Upper case; absent: all. */
  readonly methods?: readonly string[];
  readonly kind: 'page' | 'api' | 'middleware' | 'action' | 'asset' | 'unknown';
  /** A function of a cloud at an address of its own: what other files say of paths is not about it. */
  readonly ownHost?: true;
  /** It reads who is asking. */
  readonly reads: readonly UserRead[];
  /** It answers with a cookie. */
  readonly setsCookie?: Span;
  /** It lets nobody in without a session, as far as its own text shows. */
  readonly guarded?: { readonly by: string; readonly at: Span };
  /** It checks a signature or is called by machines: webhooks. */
  readonly machine?: true;
  /** It says itself that everybody may see it: `AllowAny`, `skip_before_action :authenticate_user!`. */
  readonly open?: { readonly by: string; readonly at: Span };
  /** What a table of routes in another file calls it: `users#show`, `UserView`. */
  readonly name?: string;
  /** A route of which only the address stands here: the name of what answers, in another place. */
  readonly target?: string;
  /** The class that it belongs to, whose guards (and those of the classes above it) hold for it. */
  readonly owner?: string;
}

/** A class of handlers, and what it is made from. */
export interface HandlerClass {
  readonly name: string;
  readonly bases: readonly string[];
  readonly at: Span;
}

export interface UserRead {
  readonly what: 'session' | 'cookie' | 'authorization' | 'user';
  /** In words, as in the code: `auth()`, `req.user`. */
  readonly how: string;
  readonly at: Span;
}

/** What stands before many routes and stops who is not signed in. */
export interface Guard {
  readonly at: Span;
  readonly by: string;
  readonly scope: Scope;
  /** The patterns are those that need no session. */
  readonly inverted?: true;
  readonly framework: string;
  /** It holds for this class and those made from it only. */
  readonly owner?: string;
  /** It holds for pages of files in this folder only, not for other handlers in it: a layout of Next.js. From the root. */
  readonly folder?: string;
  /** Paths in its scope that it lets through without a session. */
  readonly but?: readonly Scope[];
}

/** Caching of data or whole pages by a framework, not by a header. */
export interface DataCache {
  readonly how:
    | 'revalidate' // export const revalidate = 60
    | 'dynamic' // export const dynamic = 'force-static'
    | 'fetch-cache' // export const fetchCache, fetch(u, { cache, next: { revalidate } })
    | 'use-cache' // 'use cache', 'use cache: remote'
    | 'unstable-cache' // unstable_cache(fn, keys, options)
    | 'page-cache'; // Django's cache_page, Rails' caches_action, Laravel's cache.headers, [ResponseCache], [OutputCache]
  readonly value: Value;
  readonly at: Span;
  readonly handler?: number;
  /** What of the user the cached function reads in its own body; empty: nothing. */
  readonly reads: readonly UserRead[];
  /** Parameters of the cached function: part of the key. */
  readonly parameters?: readonly string[];
  /** The paths whose answers it keeps, where a configuration says them. */
  readonly scope?: Scope;
  /** 'use cache: private' and the like: not shared between users. */
  readonly private?: true;
  /** The function is run without the headers and cookies of who asks. */
  readonly withoutHeaders?: true;
}

export interface ExportedValue {
  readonly name: string;
  readonly value: Value;
  readonly at: Span;
}

/** A header that is written where nothing sends it. */
export interface LostHeader {
  readonly header: string;
  readonly at: Span;
  /** `headers-object`: a property of a Headers instance. `shared-object`: a plain object that all requests share. */
  readonly why: 'headers-object' | 'shared-object';
}

/** A cache before the application. What it keeps for one visitor it gives to the next. */
export interface ProxyCache {
  readonly setBy: HeaderPlaceId;
  /** The name of the cache. */
  readonly at: Span;
  readonly scope: Scope;
  /** How long answers are kept that don't say it themselves; no statuses: 200, 301 and 302. */
  readonly valid: readonly {
    readonly statuses: readonly string[];
    readonly seconds?: number;
    readonly at: Span;
  }[];
  /** Headers of the application that the cache pays no attention to, lower case: `set-cookie`, `cache-control`. */
  readonly ignores: readonly { readonly header: string; readonly at: Span }[];
  /** Headers that are taken from the answer, lower case. */
  readonly hides: readonly { readonly header: string; readonly at: Span }[];
  /** What is asked before a kept answer is given. */
  readonly bypass: readonly CacheQuestion[];
  /** What is asked before an answer is kept. */
  readonly noStore: readonly CacheQuestion[];
  /** Answers are the same where this is the same. */
  readonly key?: CacheQuestion;
  /** Requests come to the application without their cookies: it can't tell visitors apart by them. */
  readonly dropsCookies?: true;
}

export interface CacheQuestion {
  /** As written. */
  readonly text: string;
  /** What of the request it comes from, variables followed. */
  readonly asks: readonly ('cookie' | 'authorization' | 'other')[];
  readonly at: Span;
}

/** nginx' `location`. */
export interface ServerLocation {
  /** Where the pattern stands. */
  readonly at: Span;
  /** Which server of the file, counted from 0. */
  readonly server: number;
  /** The sign before the pattern; "" for a prefix, "@" for a name that other blocks send requests to. */
  readonly match: '' | '=' | '^~' | '~' | '~*' | '@';
  readonly pattern: string;
  /** The place in the list of the location that holds it. */
  readonly inside?: number;
  /** The group of header settings that its answers get. */
  readonly group?: number;
  readonly answers: 'application' | 'files' | 'itself' | 'unknown';
}
