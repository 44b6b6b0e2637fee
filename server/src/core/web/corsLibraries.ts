/**
 * What the words of each CORS library mean. The same option leaks in one and does nothing in another, so rules ask here.
 * `measured` rows were run against a server of that version with a hostile origin; `read` ones come from the library's source or
 * documentation.
 */
import { COMPILED_CORS } from './corsLibraries/compiled.ts';
import { JAVASCRIPT_CORS } from './corsLibraries/javascript.ts';
import { PLATFORM_CORS } from './corsLibraries/platforms.ts';
import { SCRIPTING_CORS } from './corsLibraries/scripting.ts';

/** Rows say what the newest version does; `versions` what older ones do otherwise. */
export const CORS_LIBRARIES: Readonly<Record<CorsLibraryId, CorsLibrary>> = {
  ...JAVASCRIPT_CORS,
  ...SCRIPTING_CORS,
  ...COMPILED_CORS,
  ...PLATFORM_CORS,
};

export type CorsLibraryId =
  // JavaScript
  | 'express-cors'
  | 'fastify-cors'
  | 'koa-cors'
  | 'hono-cors'
  | 'nest'
  | 'trpc-standalone'
  | 'socket.io'
  | 'apollo-server'
  | 'elysia-cors'
  | 'adonis'
  | 'strapi'
  | 'payload'
  | 'vite'
  | 'firebase-functions'
  | 'better-auth'
  | 'itty-cors'
  | 'nitro'
  | 'graphql-yoga'
  | 'middy'
  | 'hapi'
  // Python
  | 'starlette'
  | 'flask-cors'
  | 'django-cors-headers'
  | 'aiohttp-cors'
  | 'litestar'
  | 'falcon'
  | 'python-socketio'
  | 'chalice'
  | 'powertools'
  // Ruby, PHP
  | 'rack-cors'
  | 'laravel'
  | 'nelmio'
  // Java, Go, C#, Rust, Elixir
  | 'spring'
  | 'quarkus'
  | 'ktor'
  | 'vertx'
  | 'rs-cors'
  | 'gin-cors'
  | 'chi-cors'
  | 'echo-cors'
  | 'fiber-cors'
  | 'gorilla-handlers'
  | 'aspnet'
  | 'aspnet-webapi'
  | 'tower-http'
  | 'actix-cors'
  | 'corsica'
  | 'cors-plug'
  // Configuration of platforms
  | 's3'
  | 'gcs'
  | 'azure'
  | 'cloudfront'
  | 'api-gateway'
  | 'lambda-url'
  | 'serverless'
  | 'sam'
  | 'cdk'
  | 'ingress-nginx'
  | 'traefik'
  | 'kong'
  | 'envoy';

export interface CorsLibrary {
  /** As its users call it: "the cors middleware of Express". */
  readonly name: string;
  readonly options: CorsOptionNames;
  /** Without the option for origins. */
  readonly defaultOrigins: 'any' | 'none' | 'reflected' | 'same-site';
  readonly defaultCredentials: boolean;
  /** `*` (or its flag) with credentials: every site gets the answer, browsers refuse it, or the program does not start. */
  readonly anyWithCredentials: 'leaks' | 'never-works' | 'fails-at-start' | 'unknown';
  /** `true` as the origin; `fails`: answers are errors; `nothing`: no site is let in. */
  readonly trueMeans?: 'reflected' | 'any' | 'fails' | 'nothing';
  /** How much of the origin a regular expression must match. `none`: they are not understood. */
  readonly patterns: 'search' | 'match' | 'full' | 'none';
  /** What `*` within a text does: `https://*.example.com`. */
  readonly wildcards: 'subdomains' | 'anything' | 'none';
  /** Wildcards work only where this option is on. */
  readonly wildcardsNeed?: string;
  /** The texts of `originPatterns` are no regular expressions: `*` stands for anything in them. */
  readonly patternTexts?: 'wildcards';
  /** Texts in the list are regular expressions where they look like one (Flask-CORS). */
  readonly textsArePatterns?: true;
  /** What an origin that is not set (undefined, "") does. `fails`: an error at the start or with each answer. */
  readonly unset: 'off' | 'any' | 'reflected' | 'fails';
  /** `*` in a list with others or alone lets nobody in. Otherwise it counts as alone. */
  readonly starInList?: 'never-matches';
  /** A list is not understood: all of its origins go into one header, which browsers refuse. */
  readonly lists?: 'joined';
  /** One text with commas (or blanks) is a list. Otherwise it is one origin that never matches. */
  readonly splitsTexts?: true;
  /** Where a text stands in place of the list, the origin is looked for within it. */
  readonly searchesText?: true;
  /** `*` among methods and headers is sent as it is; otherwise the library makes a list of it. */
  readonly sendsStar?: true;
  /** A slash at the end of an origin is taken away. */
  readonly trimsSlash?: true;
  /** Origins stand without `https://`. */
  readonly schemeOptional?: true;
  /** An option that makes `anyWithCredentials` leak. */
  readonly unsafeOption?: string;
  /** `Vary: Origin` is sent where the answer depends on the origin. */
  readonly sendsVary: boolean;
  readonly maxAgeUnit: 'seconds' | 'milliseconds' | 'duration';
  /** A single listed origin is sent to everybody, whoever asks. */
  readonly alwaysSendsSingle?: true;
  /** Nobody needs to ask for it: the server does it with every answer, unless it is told not to. */
  readonly comesUnasked?: true;
  /** It answers with files or to machines, not to who is signed in with a cookie. */
  readonly publicByNature?: true;
  /** What is different in versions below; the first that fits counts. */
  readonly versions?: readonly { readonly below: string; readonly change: CorsLibraryChange }[];
  readonly version: string;
  readonly source: string;
  readonly how: 'measured' | 'read';
}

/** Names of the options, as readers put them into `CorsSetting.options`; in the order in which they are asked. */
export interface CorsOptionNames {
  /** Lists, texts, patterns, functions: what the library takes. A function option of its own is one more name here. */
  readonly origins: readonly string[];
  /** Options whose texts are patterns, matched as `patterns` says. */
  readonly originPatterns?: readonly string[];
  /** Flags that make patterns of the texts of `origins`. */
  readonly textsArePatterns?: readonly string[];
  /** Flags that let every origin in. */
  readonly anyOrigin?: readonly string[];
  /** Flags that send back whatever origin asks, with credentials. */
  readonly wideOpen?: readonly string[];
  readonly credentials?: readonly string[];
  readonly methods?: readonly string[];
  readonly allowedHeaders?: readonly string[];
  readonly exposedHeaders?: readonly string[];
  readonly maxAge?: readonly string[];
}

export type CorsLibraryChange = Partial<
  Pick<
    CorsLibrary,
    | 'defaultOrigins'
    | 'defaultCredentials'
    | 'anyWithCredentials'
    | 'unset'
    | 'trueMeans'
    | 'wildcards'
    | 'sendsVary'
  >
>;
