import assert from 'node:assert/strict';
import { readScript } from './scriptReading.ts';

interface Case {
  readonly path?: string;
  readonly text: string;
  readonly finds: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  'cors of Express with its defaults': {
    text: "import express from 'express';\nimport cors from 'cors';\nconst app = express();\napp.use(cors());",
    finds: ['express-cors «cors» nothing'],
  },
  'cors under another name, with options that stand elsewhere': {
    text: "const express = require('express');\nconst crossOrigin = require('cors');\nconst options = { origin: ['https://a.example', process.env.APP_URL], credentials: true };\nconst app = express();\napp.use('/api', crossOrigin(options));",
    finds: [
      'express-cors «crossOrigin» {origin: ["https://a.example", $APP_URL], credentials: true} @prefix /api',
    ],
  },
  'cors of one route': {
    text: "import express from 'express';\nimport cors from 'cors';\nconst app = express();\napp.get('/products', cors({ origin: true }), list);",
    finds: ['express-cors «cors» {origin: true} @route /products GET'],
  },
  'a middleware that is made first and used below': {
    text: "import express from 'express';\nimport cors from 'cors';\nconst open = cors({ origin: '*' });\nconst app = express();\napp.use('/public', open);",
    finds: ['express-cors «cors» {origin: "*"} @prefix /public'],
  },
  'options that a function picks by the request': {
    text: "import cors from 'cors';\nconst list = ['https://a.example'];\napp.use(cors((req, callback) => {\n  let options;\n  if (list.includes(req.header('Origin'))) { options = { origin: true }; } else { options = { origin: false }; }\n  callback(null, options);\n}));",
    finds: [
      'express-cors «cors» {origin: true} when in ["https://a.example"]',
      'express-cors «cors» {origin: false} when not in ["https://a.example"]',
    ],
  },
  'callbacks that judge an origin': {
    text: "import cors from 'cors';\napp.use(cors({ origin: (origin, cb) => cb(null, true), credentials: true }));",
    finds: ['express-cors «cors» {origin: (origin, cb) -> true, credentials: true}'],
  },
  'what require gives, called at once': {
    text: "const cors = require('cors')({ origin: true });\nexports.x = (req, res) => cors(req, res, () => res.send('x'));",
    finds: ["express-cors «require('cors')» {origin: true}"],
  },
  'cors behind a route': {
    text: "import express from 'express';\nimport cors from 'cors';\nconst app = express();\napp.get('/api/items', list);\napp.use(cors());",
    finds: ['express-cors «cors» nothing behind-routes «/api/items»'],
  },
  'cors behind a router that the folder tells': {
    text: "const express = require('express');\nconst cors = require('cors');\nconst users = require('./routes/users');\nconst app = express();\napp.use('/people', users);\napp.use(cors());",
    finds: ['express-cors «cors» nothing behind-routes «/people»'],
  },
  'cors behind what may be anything': {
    text: "const express = require('express');\nconst cors = require('cors');\nconst users = require('./users');\nconst app = express();\napp.use('/people', users);\napp.use(cors());",
    finds: ['express-cors «cors» nothing'],
  },
  'cors behind a guard': {
    text: "import express from 'express';\nimport cors from 'cors';\nconst app = express();\napp.use(requireAuth);\napp.use(cors());",
    finds: ['express-cors «cors» nothing behind-auth «requireAuth»'],
  },
  'a check of health may stand above': {
    text: "import express from 'express';\nimport cors from 'cors';\nconst app = express();\napp.get('/healthz', ok);\napp.use(cors());",
    finds: ['express-cors «cors» nothing'],
  },
  'the second of two is not the one that counts': {
    text: "import express from 'express';\nimport cors from 'cors';\nconst app = express();\napp.use(cors());\napp.get('/x', x);\napp.use(cors({ origin: 'https://a.example' }));",
    finds: ['express-cors «cors» nothing', 'express-cors «cors» {origin: "https://a.example"}'],
  },
  'the plugin of Fastify': {
    text: "import Fastify from 'fastify';\nimport fastifyCors from '@fastify/cors';\nconst fastify = Fastify();\nfastify.get('/x', x);\nawait fastify.register(fastifyCors, { origin: /\\.example\\.com$/, credentials: true });",
    finds: ['fastify-cors «fastifyCors» {origin: /\\.example\\.com$/, credentials: true}'],
  },
  'the plugin of Fastify by require': {
    text: "fastify.register(require('@fastify/cors'), { origin: '*' });",
    finds: ['fastify-cors «require(\'@fastify/cors\')» {origin: "*"}'],
  },
  Koa: {
    text: "import Koa from 'koa';\nimport cors from '@koa/cors';\nconst app = new Koa();\napp.use(cors({ origin: (ctx) => ctx.get('Origin'), credentials: true }));",
    finds: ['koa-cors «cors» {origin: (ctx) -> request origin, credentials: true}'],
  },
  Hono: {
    text: "import { Hono } from 'hono';\nimport { cors as allow } from 'hono/cors';\nconst app = new Hono();\napp.use('/api/*', allow({ origin: (o) => o.endsWith('example.com') ? o : null, credentials: true }));",
    finds: [
      'hono-cors «allow» {origin: (o) -> if ends-with "example.com": request origin; if not ends-with "example.com": nothing, credentials: true} @prefix /api',
    ],
  },
  Elysia: {
    text: "import { Elysia } from 'elysia';\nimport { cors } from '@elysiajs/cors';\nnew Elysia().use(cors({ origin: true })).get('/', () => 'x');",
    finds: ['elysia-cors «cors» {origin: true}'],
  },
  'itty-router': {
    text: "import { AutoRouter, cors } from 'itty-router';\nconst { preflight, corsify } = cors({ origin: '*', credentials: true });",
    finds: ['itty-cors «cors» {origin: "*", credentials: true}'],
  },
  Middy: {
    text: "import httpCors from '@middy/http-cors';\nmiddy(handler).use(httpCors({ origins: ['https://*.a.example'], credentials: true }));",
    finds: ['middy «httpCors» {origins: ["https://*.a.example"], credentials: true}'],
  },
  'GraphQL Yoga': {
    text: "import { createYoga } from 'graphql-yoga';\ncreateYoga({ schema, cors: { origin: '*' } });\ncreateYoga({ schema, cors: false });\ncreateYoga({ ...options });",
    finds: ['graphql-yoga «cors» {origin: "*"}'],
  },
  'GraphQL Yoga as it comes': {
    text: "import { createYoga } from 'graphql-yoga';\nexport default createYoga({ schema: makeSchema({ ...types }) });",
    finds: ['graphql-yoga «createYoga» nothing'],
  },
  'a function of that name that is not of GraphQL Yoga': {
    text: "import { createYoga } from './classes';\ncreateYoga({ cors: { origin: '*' } });",
    finds: [],
  },
  'the server below GraphQL Yoga': {
    text: "import { useCORS } from '@whatwg-node/server';\nuseCORS({ origin: ['https://a.example'] });",
    finds: ['graphql-yoga «useCORS» {origin: ["https://a.example"]}'],
  },
  'NestJS at its creation': {
    text: 'const app = await NestFactory.create(AppModule, { cors: true });',
    finds: ['nest «cors» nothing'],
  },
  'NestJS without': { text: 'const app = await NestFactory.create(AppModule, { cors: false });', finds: [] },
  'NestJS afterwards, by stage': {
    text: "const app = await NestFactory.create(AppModule);\nif (process.env.NODE_ENV !== 'production') {\n  app.enableCors({ origin: true, credentials: true });\n}",
    finds: ['nest «enableCors» {origin: true, credentials: true} when development'],
  },
  'gateways of NestJS': {
    text: "@WebSocketGateway(80, { cors: { origin: '*' } })\nexport class Events {}",
    finds: ['socket.io «cors» {origin: "*"}'],
  },
  'Socket.IO': {
    text: "import { Server } from 'socket.io';\nconst io = new Server(server, { cors: { origin: 'http://localhost:3000' } });",
    finds: ['socket.io «cors» {origin: "http://localhost:3000"}'],
  },
  'Socket.IO by require': {
    text: "const io = require('socket.io')(server, { cors: { origin: '*' } });",
    finds: ['socket.io «cors» {origin: "*"}'],
  },
  'another server than that of Socket.IO': {
    text: "import { Server } from 'http';\nnew Server({ cors: true });",
    finds: [],
  },
  'Apollo Server': {
    text: 'new ApolloServer({ typeDefs, cors: { origin: true, credentials: true } });\nnew ApolloServer({ cors: false });',
    finds: ['apollo-server «cors» {origin: true, credentials: true}'],
  },
  Firebase: {
    text: "import { onRequest } from 'firebase-functions/v2/https';\nexport const a = onRequest({ cors: [/a\\.example$/] }, (req, res) => res.send('x'));\nexport const b = onRequest({ cors: false }, app);",
    finds: ['firebase-functions «cors» {cors: [/a\\.example$/]}'],
  },
  Payload: {
    text: "export default buildConfig({ cors: '*', csrf: ['https://a.example'], collections: [] });",
    finds: ['payload «cors» {cors: "*", csrf: ["https://a.example"]}'],
  },
  'Better Auth': {
    text: "export const auth = betterAuth({ trustedOrigins: ['https://a.example'] });",
    finds: ['better-auth «trustedOrigins» {trustedOrigins: ["https://a.example"]}'],
  },
  AdonisJS: {
    path: 'config/cors.ts',
    text: "import { defineConfig } from '@adonisjs/cors'\nconst corsConfig = defineConfig({ enabled: true, origin: true, credentials: true })\nexport default corsConfig",
    finds: ['adonis «corsConfig» {enabled: true, origin: true, credentials: true}'],
  },
  'AdonisJS, switched off': {
    path: 'config/cors.ts',
    text: "import { defineConfig } from '@adonisjs/cors'\nexport default defineConfig({ enabled: false, origin: true })",
    finds: [],
  },
  Strapi: {
    path: 'config/middlewares.ts',
    text: "export default ({ env }) => ['strapi::errors', { name: 'strapi::cors', config: { origin: env.array('ORIGINS', ['*']) } }];",
    finds: ['strapi «strapi::cors» {origin: $ORIGINS split , or ["*"]}'],
  },
  'Strapi with its defaults': {
    path: 'config/middlewares.js',
    text: "module.exports = ['strapi::errors', 'strapi::cors'];",
    finds: ['strapi «strapi::cors» nothing'],
  },
  Vite: {
    path: 'vite.config.ts',
    text: 'export default defineConfig({ server: { cors: true }, preview: { cors: false } });',
    finds: ['vite «cors» {origin: "*"}'],
  },
  CDK: {
    path: 'infra/stack.ts',
    text: "import * as apigateway from 'aws-cdk-lib/aws-apigateway';\nimport { Bucket, HttpMethods } from 'aws-cdk-lib/aws-s3';\nnew apigateway.RestApi(this, 'a', { defaultCorsPreflightOptions: { allowOrigins: apigateway.Cors.ALL_ORIGINS } });\nnew Bucket(this, 'b', { cors: [{ allowedOrigins: ['*'], allowedMethods: [HttpMethods.GET] }] });\nfn.addFunctionUrl({ cors: { allowedOrigins: ['https://a.example'] } });",
    finds: [
      'cdk «defaultCorsPreflightOptions» {allowOrigins: "*"}',
      's3 «cors» {allowedOrigins: ["*"], allowedMethods: ["GET"]}',
      'cdk «cors» {allowedOrigins: ["https://a.example"]}',
    ],
  },
  'CloudFront of the CDK': {
    path: 'infra/stack.ts',
    text: "import { ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';\nnew ResponseHeadersPolicy(this, 'p', { corsBehavior: { accessControlAllowOrigins: ['*'], accessControlAllowCredentials: true } });",
    finds: [
      'cloudfront «corsBehavior» {accessControlAllowOrigins: ["*"], accessControlAllowCredentials: true}',
    ],
  },
  Hapi: {
    text: "const Hapi = require('@hapi/hapi');\nconst server = Hapi.server({ routes: { cors: { origin: ['*'], credentials: true } } });",
    finds: ['hapi «cors» {origin: ["*"], credentials: true}'],
  },
  Nitro: {
    path: 'nuxt.config.ts',
    text: "export default defineNuxtConfig({ routeRules: { '/api/**': { cors: true } } });",
    finds: ['nitro «cors» nothing @glob /api/**'],
  },
  h3: {
    path: 'server/api/x.ts',
    text: "export default defineEventHandler((event) => {\n  handleCors(event, { origin: '*', credentials: true });\n});",
    finds: ['nitro «handleCors» {origin: "*", credentials: true} @next /api/x'],
  },
  'a function of somebody else that is called cors': {
    text: "import cors from '@/lib/cors';\nexport function GET(req: Request) { return cors(req, new Response('x')); }",
    finds: [],
  },
  'options that are changed after they were written': {
    text: "import cors from 'cors';\nconst options = { origin: '*' };\nif (process.env.NODE_ENV === 'production') options.origin = 'https://a.example';\noptions.credentials = true;\napp.use(cors(options));",
    finds: [
      'express-cors «cors» {origin: (production: "https://a.example" | development: "*"), credentials: true}',
    ],
  },
  'the mode of a request': { text: "await fetch('/x', { mode: 'cors' });", finds: [] },
};

describe('web/script: CORS', () => {
  for (const [name, { path, text, finds }] of Object.entries(CASES))
    it(name, () => assert.deepEqual(readScript(text, path).cors(), finds));

  it('takes no notice of comments and strings', () => {
    const text = "import cors from 'cors';\n// app.use(cors())\nconst help = 'app.use(cors())';";
    assert.deepEqual(readScript(text).cors(), []);
  });

  it('tells who is handed an origin as it came, also where it is only known to be there', () => {
    const handed = (test: string): unknown =>
      readScript(
        `import { headersFor } from './cors';\nexport default (req, res) => { if (${test}) { res.set(headersFor(req.headers.origin)); } };`,
      ).facts.handsOrigin;
    assert.deepEqual(handed('req.headers.origin'), [{ name: 'headersFor', from: './cors' }]);
    assert.equal(handed('LIST.includes(req.headers.origin)'), undefined);
  });
});
