/** CORS of JavaScript servers. Measured rows: each option was tried on a running server with a foreign origin. */
import type { CorsLibrary, CorsLibraryId, CorsOptionNames } from '../corsLibraries.ts';

type JavaScriptCors = Extract<
  CorsLibraryId,
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
>;

const EXPRESS_OPTIONS: CorsOptionNames = {
  origins: ['origin'],
  credentials: ['credentials'],
  methods: ['methods'],
  allowedHeaders: ['allowedHeaders', 'headers'],
  exposedHeaders: ['exposedHeaders'],
  maxAge: ['maxAge'],
};

const FETCH_OPTIONS: CorsOptionNames = {
  origins: ['origin'],
  credentials: ['credentials'],
  methods: ['allowMethods', 'methods'],
  allowedHeaders: ['allowHeaders'],
  exposedHeaders: ['exposeHeaders'],
  maxAge: ['maxAge'],
};

const EXPRESS: CorsLibrary = {
  name: 'the cors middleware of Express',
  options: EXPRESS_OPTIONS,
  defaultOrigins: 'any',
  defaultCredentials: false,
  anyWithCredentials: 'never-works',
  trueMeans: 'reflected',
  patterns: 'search',
  wildcards: 'none',
  unset: 'off',
  starInList: 'never-matches',
  sendsStar: true,
  sendsVary: true,
  maxAgeUnit: 'seconds',
  alwaysSendsSingle: true,
  version: '2.8.6',
  source: 'https://github.com/expressjs/cors',
  how: 'measured',
};

export const JAVASCRIPT_CORS: Readonly<Record<JavaScriptCors, CorsLibrary>> = {
  'express-cors': EXPRESS,
  nest: {
    ...EXPRESS,
    // With the adapter for Fastify the options go to @fastify/cors, which knows `*` in a list.
    name: "NestJS's CORS",
    version: '12.5.1',
    source: 'https://docs.nestjs.com/security/cors',
  },
  'trpc-standalone': {
    ...EXPRESS,
    name: 'the cors middleware of tRPC',
    source: 'https://trpc.io/docs/server/adapters/standalone',
    how: 'read',
  },
  'socket.io': {
    ...EXPRESS,
    // Without `cors` nothing is sent since 3.0; with an empty one everybody is let in.
    name: "Socket.IO's CORS",
    version: '4.8.4',
    source: 'https://socket.io/docs/v4/handling-cors/',
  },
  'apollo-server': {
    ...EXPRESS,
    name: "Apollo Server's CORS",
    version: '3.13',
    source: 'https://www.apollographql.com/docs/apollo-server/v3/security/cors',
    how: 'read',
  },
  'firebase-functions': {
    ...EXPRESS,
    name: "Firebase Functions' CORS",
    options: { origins: ['cors', 'origin'] },
    defaultOrigins: 'none',
    version: '6',
    source: 'https://firebase.google.com/docs/functions/http-events',
    how: 'read',
  },
  vite: {
    ...EXPRESS,
    name: "Vite's development server",
    // Only localhost since 6.0.9, 5.4.12 and 4.5.6; everybody before.
    defaultOrigins: 'same-site',
    versions: [{ below: '4.5.6', change: { defaultOrigins: 'any' } }],
    version: '8.3.8',
    source: 'https://vite.dev/config/server-options#server-cors',
  },
  'fastify-cors': {
    ...withoutStarRule(EXPRESS),
    name: '@fastify/cors',
    // `undefined` and "" are answered with "Invalid CORS origin option", status 500.
    unset: 'fails',
    version: '11.4.3',
    source: 'https://github.com/fastify/fastify-cors',
    how: 'measured',
  },
  'koa-cors': {
    name: '@koa/cors',
    options: FETCH_OPTIONS,
    defaultOrigins: 'any',
    defaultCredentials: false,
    anyWithCredentials: 'leaks',
    // Sends the word "true".
    trueMeans: 'nothing',
    patterns: 'none',
    wildcards: 'none',
    unset: 'any',
    lists: 'joined',
    sendsStar: true,
    sendsVary: true,
    maxAgeUnit: 'seconds',
    alwaysSendsSingle: true,
    versions: [{ below: '5.0.0', change: { defaultOrigins: 'reflected', unset: 'reflected' } }],
    version: '5.0.0',
    source: 'https://github.com/koajs/cors',
    how: 'measured',
  },
  'hono-cors': {
    name: "Hono's cors",
    options: FETCH_OPTIONS,
    defaultOrigins: 'any',
    defaultCredentials: false,
    anyWithCredentials: 'never-works',
    // A flag, `undefined` or a pattern in place of texts throws with each answer.
    trueMeans: 'fails',
    patterns: 'none',
    wildcards: 'none',
    unset: 'fails',
    starInList: 'never-matches',
    sendsStar: true,
    sendsVary: true,
    maxAgeUnit: 'seconds',
    version: '4.13.19',
    source: 'https://hono.dev/docs/middleware/builtin/cors',
    how: 'measured',
  },
  'elysia-cors': {
    name: "Elysia's cors",
    options: { ...FETCH_OPTIONS, methods: ['methods'], allowedHeaders: ['allowedHeaders'] },
    defaultOrigins: 'reflected',
    defaultCredentials: true,
    anyWithCredentials: 'never-works',
    trueMeans: 'reflected',
    patterns: 'search',
    wildcards: 'none',
    unset: 'reflected',
    schemeOptional: true,
    sendsStar: true,
    sendsVary: true,
    maxAgeUnit: 'seconds',
    version: '1.4.2',
    source: 'https://elysiajs.com/plugins/cors',
    how: 'measured',
  },
  'itty-cors': {
    name: "itty-router's cors",
    options: FETCH_OPTIONS,
    defaultOrigins: 'any',
    defaultCredentials: false,
    anyWithCredentials: 'leaks',
    trueMeans: 'reflected',
    patterns: 'search',
    wildcards: 'none',
    unset: 'any',
    starInList: 'never-matches',
    sendsStar: true,
    sendsVary: false,
    maxAgeUnit: 'seconds',
    alwaysSendsSingle: true,
    version: '6.0.0',
    source: 'https://itty.dev/itty-router/cors',
    how: 'measured',
  },
  'graphql-yoga': {
    name: "GraphQL Yoga's CORS",
    options: EXPRESS_OPTIONS,
    // The origin that asks is sent back, with cookies.
    comesUnasked: true,
    defaultOrigins: 'reflected',
    defaultCredentials: true,
    anyWithCredentials: 'leaks',
    patterns: 'none',
    wildcards: 'none',
    // So do "" and [].
    unset: 'reflected',
    sendsVary: true,
    maxAgeUnit: 'seconds',
    alwaysSendsSingle: true,
    version: '5.16',
    source: 'https://the-guild.dev/graphql/yoga-server/docs/features/cors',
    how: 'read',
  },
  middy: {
    name: "Middy's http-cors",
    options: {
      origins: ['origins', 'origin', 'getOrigin'],
      credentials: ['credentials'],
      methods: ['methods'],
      allowedHeaders: ['headers'],
      exposedHeaders: ['exposeHeaders'],
      maxAge: ['maxAge'],
    },
    defaultOrigins: 'any',
    defaultCredentials: false,
    // `*`, which is the default, becomes the origin that asks.
    anyWithCredentials: 'leaks',
    patterns: 'none',
    wildcards: 'subdomains',
    unset: 'off',
    sendsVary: true,
    maxAgeUnit: 'seconds',
    alwaysSendsSingle: true,
    version: '5.2',
    source: 'https://middy.js.org/docs/middlewares/http-cors',
    how: 'read',
  },
  nitro: {
    name: "Nitro's CORS",
    options: { ...FETCH_OPTIONS, methods: ['methods'] },
    defaultOrigins: 'any',
    defaultCredentials: false,
    anyWithCredentials: 'never-works',
    trueMeans: 'any',
    patterns: 'search',
    wildcards: 'none',
    unset: 'any',
    starInList: 'never-matches',
    sendsVary: true,
    maxAgeUnit: 'seconds',
    version: '2',
    source: 'https://h3.dev/utils/security',
    how: 'read',
  },
  hapi: {
    name: "Hapi's CORS",
    options: {
      origins: ['origin'],
      credentials: ['credentials'],
      allowedHeaders: ['headers', 'additionalHeaders'],
      exposedHeaders: ['exposedHeaders', 'additionalExposedHeaders'],
      maxAge: ['maxAge'],
    },
    defaultOrigins: 'any',
    defaultCredentials: false,
    // `*` is answered with the origin that asks.
    anyWithCredentials: 'leaks',
    patterns: 'none',
    wildcards: 'anything',
    unset: 'any',
    sendsVary: true,
    maxAgeUnit: 'seconds',
    version: '21',
    source: 'https://hapi.dev/api/#-routeoptionscors',
    how: 'read',
  },
  adonis: {
    name: "AdonisJS's CORS",
    options: {
      origins: ['origin'],
      credentials: ['credentials'],
      methods: ['methods'],
      allowedHeaders: ['headers'],
      exposedHeaders: ['exposeHeaders'],
      maxAge: ['maxAge'],
    },
    defaultOrigins: 'reflected',
    defaultCredentials: true,
    anyWithCredentials: 'leaks',
    trueMeans: 'reflected',
    patterns: 'none',
    wildcards: 'none',
    unset: 'fails',
    starInList: 'never-matches',
    splitsTexts: true,
    sendsVary: false,
    maxAgeUnit: 'seconds',
    version: '3.0.0',
    source: 'https://docs.adonisjs.com/guides/security/cors',
    how: 'read',
  },
  strapi: {
    name: "Strapi's CORS",
    options: {
      origins: ['origin'],
      credentials: ['credentials'],
      methods: ['methods'],
      allowedHeaders: ['headers'],
      exposedHeaders: ['expose'],
      maxAge: ['maxAge'],
    },
    defaultOrigins: 'any',
    defaultCredentials: true,
    // It hands the text to @koa/cors as the answer of a function.
    anyWithCredentials: 'leaks',
    patterns: 'none',
    wildcards: 'none',
    unset: 'any',
    splitsTexts: true,
    sendsStar: true,
    sendsVary: true,
    maxAgeUnit: 'seconds',
    alwaysSendsSingle: true,
    // Its API is asked with tokens that another site does not have.
    publicByNature: true,
    version: '5',
    source: 'https://docs.strapi.io/cms/configurations/middlewares#cors',
    how: 'read',
  },
  payload: {
    name: "Payload's CORS",
    options: { origins: ['cors', 'origins'], allowedHeaders: ['headers'] },
    defaultOrigins: 'none',
    // Cookies are let through for listed origins only.
    defaultCredentials: false,
    anyWithCredentials: 'never-works',
    patterns: 'none',
    wildcards: 'none',
    unset: 'off',
    sendsVary: false,
    maxAgeUnit: 'seconds',
    version: '3',
    source: 'https://payloadcms.com/docs/production/preventing-abuse#cross-origin-resource-sharing-cors',
    how: 'read',
  },
  'better-auth': {
    name: "Better Auth's trusted origins",
    options: { origins: ['trustedOrigins'] },
    defaultOrigins: 'none',
    defaultCredentials: true,
    anyWithCredentials: 'leaks',
    patterns: 'none',
    wildcards: 'anything',
    unset: 'off',
    schemeOptional: true,
    sendsVary: true,
    maxAgeUnit: 'seconds',
    version: '1.7',
    source: 'https://www.better-auth.com/docs/reference/options#trustedorigins',
    how: 'read',
  },
};

function withoutStarRule(library: CorsLibrary): CorsLibrary {
  const { starInList: _, ...rest } = library;
  return rest;
}
