import assert from 'node:assert/strict';
import { readScript } from './scriptReading.ts';

interface Case {
  readonly path?: string;
  readonly text: string;
  readonly handlers: readonly string[];
  readonly guards?: readonly string[];
}

const EXPRESS = "import express, { Router } from 'express';\nconst app = express();\n";

const CASES: Readonly<Record<string, Case>> = {
  'routes of Express': {
    text: `${EXPRESS}app.get('/me', requireAuth, (req, res) => res.json(req.user));\napp.post('/login', login);\napp.all(['/a', '/b'], (req, res) => res.render('a'));\napp.get(/\\/x\\d+/, (req, res) => res.send('x'));`,
    handlers: [
      'Express api GET /me «/me» guard=requireAuth reads req.user',
      'Express unknown POST /login «/login» target=login',
      'Express page * /a «/a»',
      'Express api GET \\/x\\d+ «/\\/x\\d+/»',
    ],
  },
  'what is no router': {
    text: "import axios from 'axios';\nconst cache = new Map();\nconst api = axios.create({ baseURL: '/' });\naxios.get('/users', load);\napi.get('/users', options);\ncache.get('/x', y);\nit('/express', () => {});",
    handlers: [],
  },
  'guards count for what follows them': {
    text: `${EXPRESS}app.get('/open', (req, res) => res.send('x'));\napp.use(requireAuth);\napp.get('/closed', (req, res) => res.send('x'));`,
    handlers: ['Express api GET /open «/open»', 'Express api GET /closed «/closed» guard=requireAuth'],
  },
  'guards of a path': {
    text: `${EXPRESS}app.use('/admin', isAdmin);\napp.get('/admin/users', (req, res) => res.send('x'));\napp.get('/administration', (req, res) => res.send('x'));`,
    handlers: [
      'Express api GET /admin/users «/admin/users» guard=isAdmin',
      'Express api GET /administration «/administration»',
    ],
    guards: ['isAdmin «isAdmin» @prefix /admin'],
  },
  'routers that are mounted in the same file': {
    text: `${EXPRESS}const users = Router();\nusers.get('/:id', (req, res) => res.send('x'));\napp.use('/users', requireAuth, users);`,
    handlers: ['Express api GET /users/:id «/:id» guard=requireAuth'],
    guards: ['requireAuth «requireAuth» @prefix /users'],
  },
  'chains of one path': {
    text: `${EXPRESS}app.route('/book').get((req, res) => res.send('x')).post(auth.required, (req, res) => res.send('x'));`,
    handlers: ['Express api GET /book «/book»', 'Express api POST /book «/book» guard=auth.required'],
  },
  'lists of middleware, and guards that let everybody in': {
    text: `${EXPRESS}app.get('/a', [verifyToken, isAdmin], list);\napp.get('/b', auth.optional, list);\napp.get('/c', passport.authenticate('jwt', { session: false }), list);\napp.get('/d', passport.authenticate('google'));\napp.get('/e', auth({ optional: true }), list);\napp.get('/f', rateLimit({ max: 5 }), list);`,
    handlers: [
      'Express unknown GET /a «/a» target=list guard=verifyToken',
      'Express unknown GET /b «/b» target=list',
      'Express unknown GET /c «/c» target=list guard=passport.authenticate',
      "Express unknown GET /d «/d» target=passport.authenticate reads passport.authenticate('google')",
      'Express unknown GET /e «/e» target=list',
      'Express unknown GET /f «/f» target=list',
    ],
  },
  'a guard that the file itself writes': {
    text: `${EXPRESS}function onlyStaff(req, res, next) {\n  if (!req.user) return res.status(401).end();\n  next();\n}\napp.get('/a', onlyStaff, list);`,
    handlers: ['Express unknown GET /a «/a» target=list guard=onlyStaff'],
  },
  'a handler that stops strangers itself': {
    text: `${EXPRESS}app.get('/a', (req, res) => {\n  if (!req.session.user) return res.status(401).end();\n  res.json({});\n});`,
    handlers: ['Express api GET /a «/a» guard=own reads req.session'],
  },
  'handlers by their names': {
    text: `${EXPRESS}const me = asyncHandler(async (req, res) => { res.json(req.user); });\napp.get('/me', me);\napp.get('/you', asyncHandler(you));\napp.get('/they', controller.they);`,
    handlers: [
      'Express api GET /me «/me» reads req.user',
      'Express unknown GET /you «/you» target=you',
      'Express unknown GET /they «/they» target=controller.they',
    ],
  },
  'cookies and machines': {
    text: `${EXPRESS}app.post('/login', (req, res) => { res.cookie('sid', x); });\napp.post('/enter', (req, res) => { req.session.userId = 1; });\napp.post('/webhooks/stripe', (req, res) => { res.send('x'); });\napp.post('/s', (req, res) => { stripe.webhooks.constructEvent(a, b, c); });`,
    handlers: [
      'Express unknown POST /login «/login» cookie',
      'Express unknown POST /enter «/enter» cookie',
      'Express api POST /webhooks/stripe «/webhooks/stripe» machine',
      'Express unknown POST /s «/s» machine',
    ],
  },
  'middleware that is written out': {
    text: `${EXPRESS}app.use('/api', (req, res, next) => { res.set('Vary', 'Origin'); next(); });`,
    handlers: ['Express middleware * /api «/api»'],
  },
  'functions whose address stands elsewhere': {
    text: "exports.list = (req, res) => { res.set('Cache-Control', 'public'); res.json(req.user); };\nexport function stamp(req, res, next) { res.set('Vary', 'Origin'); next(); }",
    handlers: [
      'Express api * - «list» name=list reads req.user',
      'Express middleware * - «stamp» name=stamp',
    ],
  },
  Fastify: {
    text: "import Fastify from 'fastify';\nconst fastify = Fastify();\nfastify.get('/me', { preHandler: [fastify.authenticate] }, async (request, reply) => request.user);\nfastify.route({ method: ['GET', 'HEAD'], url: '/x', handler: async (request, reply) => reply.send('x') });\nfastify.addHook('onRequest', fastify.verifyJWT);",
    handlers: [
      'Fastify unknown GET /me «/me» guard=fastify.authenticate reads request.user',
      'Fastify api GET,HEAD /x «/x» guard=fastify.verifyJWT',
    ],
  },
  'Koa with a prefix': {
    text: "import Router from '@koa/router';\nconst router = new Router({ prefix: '/v1' });\nrouter.get('/me', requireAuth, async (ctx) => { ctx.body = ctx.state.user; });",
    handlers: ['Koa api GET /v1/me «/me» guard=requireAuth reads ctx.state.user'],
  },
  Hono: {
    text: "import { Hono } from 'hono';\nconst app = new Hono().basePath('/api');\napp.use('/admin/*', jwt({ secret: 'x' }));\napp.get('/admin/x', (c) => c.json(c.get('jwtPayload')));\napp.on('PURGE', '/cache', (c) => c.text('x'));",
    handlers: [
      "Hono api GET /api/admin/x «/admin/x» guard=jwt reads c.get('jwtPayload')",
      'Hono api PURGE /api/cache «/cache»',
    ],
    guards: ['jwt «jwt» @prefix /api/admin'],
  },
  Elysia: {
    text: "import { Elysia } from 'elysia';\nnew Elysia({ prefix: '/api' }).get('/me', ({ user }) => user).post('/x', () => 'x', { beforeHandle: [requireAuth] });",
    handlers: ['Elysia api GET /api/me «/me» reads user', 'Elysia api POST /api/x «/x» guard=requireAuth'],
  },
  Hapi: {
    text: "const Hapi = require('@hapi/hapi');\nconst server = Hapi.server({});\nserver.route([{ method: 'GET', path: '/me', handler: (request, h) => request.auth.credentials }, { method: '*', path: '/{any*}', handler: other }]);",
    handlers: [
      'Hapi unknown GET /me «/me» reads request.auth',
      'Hapi unknown * /{any*} «/{any*}» target=other',
    ],
  },
  NestJS: {
    text: "@UseGuards(AuthGuard('jwt'))\n@Controller('users')\nexport class Users {\n  constructor(private readonly users: Service) {}\n  @Get('me')\n  me(@CurrentUser() user: User): Promise<{ id: string }> { return this.users.find(user.id); }\n  @Public()\n  @Get(':id')\n  find(@Param('id') id: string) {}\n  @UseGuards(ThrottlerGuard)\n  @Post()\n  create() {}\n}",
    handlers: [
      'NestJS api GET /users/me «me» name=me guard=AuthGuard reads @CurrentUser',
      'NestJS api GET /users/:id «find» name=find open=@Public()',
      'NestJS api POST /users «create» name=create guard=AuthGuard',
    ],
  },
  'guards of all of NestJS': {
    text: '@Module({ providers: [{ provide: APP_GUARD, useClass: JwtAuthGuard }, { provide: APP_GUARD, useClass: ThrottlerGuard }, { provide: APP_GUARD, useClass: ReadOnlyGuard }] })\nexport class AppModule {}\napp.useGlobalGuards(new SessionGuard());',
    handlers: [],
    guards: ['JwtAuthGuard «JwtAuthGuard»', 'SessionGuard «SessionGuard»'],
  },
  Supabase: {
    path: 'supabase/functions/pay/index.ts',
    text: "Deno.serve(async (req) => {\n  const { data } = await supabase.auth.getUser();\n  return new Response('x');\n});",
    handlers: ['Supabase function api * /functions/v1/pay «serve» reads supabase.auth.getUser()'],
  },
  Vercel: {
    path: 'api/users/[id].ts',
    text: "export default function handler(req, res) {\n  res.setHeader('Cache-Control', 's-maxage=60');\n  res.json(req.cookies.sid);\n}",
    handlers: ['Vercel function api * /api/users/:id «handler» name=handler reads req.cookies'],
  },
  Netlify: {
    path: 'netlify/functions/pay.ts',
    text: "export default async (request, context) => new Response('x', { headers: { 'Cache-Control': 'public' } });",
    handlers: ['Netlify function unknown * /.netlify/functions/pay «(request, context)»'],
  },
  Cloudflare: {
    text: "export default { async fetch(request, env) {\n  await caches.default.match(request);\n  return new Response(request.headers.get('Authorization'));\n} };",
    handlers: ["Cloudflare Worker api * - «fetch» reads request.headers.get('Authorization')"],
  },
  Lambda: {
    text: 'export const handler = async (event) => ({ statusCode: 200, body: event.headers.Authorization });\nexport const errorHandler = (error) => ({ statusCode: 500 });',
    handlers: ['Lambda function api * - «handler» name=handler'],
  },
  Firebase: {
    text: "const functions = require('firebase-functions');\nexports.a = functions.https.onRequest((req, res) => { res.json(req.headers.authorization); });",
    handlers: ['Firebase function api * - «onRequest» reads req.headers.authorization'],
  },
};

describe('web/script: routes', () => {
  for (const [name, { path, text, handlers, guards }] of Object.entries(CASES))
    it(name, () => {
      const reading = readScript(text, path);
      assert.deepEqual(reading.handlers(), handlers);
      assert.deepEqual(reading.guards(), guards ?? []);
    });

  it('says where routers of other files are mounted', () => {
    const text = `${EXPRESS}import users from './routes/users';\napp.use('/users', users);\napp.use('/books', require('./routes/books'));\napp.use(users);`;
    const mounts = (readScript(text).facts.includes ?? []).map(
      ({ pattern, context }) => `${context} ${pattern}`,
    );
    assert.deepEqual(mounts, ['/users ./routes/users', '/books ./routes/books']);
  });

  it('says which answers are kept whole', () => {
    const text =
      "@Controller('me')\nexport class Me {\n  @UseInterceptors(CacheInterceptor)\n  @CacheTTL(30)\n  @Get()\n  me(@CurrentUser() user) {}\n}";
    assert.deepEqual(readScript(text).caches(), [
      'page-cache «@UseInterceptors(CacheInterceptor)» 30 reads @CurrentUser',
    ]);
    const worker =
      'export default { async fetch(request) {\n  const cache = caches.default;\n  const a = await fetch(request, { cf: { cacheTtl: 300, cacheEverything: true } });\n  await cache.put(request, a);\n} };';
    assert.deepEqual(readScript(worker).caches(), ['fetch-cache «cacheTtl» 300', 'page-cache «cache.put» ?']);
    assert.deepEqual(
      readScript(
        "const cache = await caches.open('v1');\nself.skipWaiting();\ncache.put(request, response);",
        'public/sw.js',
      ).caches(),
      [],
    );
  });

  it('exports what other files may take', () => {
    const text =
      "export const ALLOWED_ORIGINS = ['https://a.example'];\nexport const corsOptions = { origin: ALLOWED_ORIGINS, credentials: true };\nexport const isAllowedOrigin = (origin: string) => ALLOWED_ORIGINS.includes(origin);\nexport class CorsError {}\nexport const Page = () => 'origin';";
    assert.deepEqual(
      (readScript(text).facts.exports ?? []).map(({ name }) => name),
      ['ALLOWED_ORIGINS', 'corsOptions', 'isAllowedOrigin'],
    );
  });

  it('joins the paths of routers that are mounted in each other', () => {
    const text =
      "import express from 'express';\nconst app = express();\nconst api = express.Router();\nconst users = express.Router();\nusers.get('/:id', (req, res) => res.json(1));\napi.use('/users', users);\napp.use('/api', api);";
    assert.deepEqual(readScript(text).handlers(), ['Express api GET /api/users/:id «/:id»']);
  });

  it('takes paths without a slash where the framework does, and a prefix of one slash for none', () => {
    const bare =
      "import Fastify from 'fastify';\nconst app = Fastify();\napp.get('users', (req, reply) => reply.send(1));";
    assert.deepEqual(readScript(bare).handlers(), ['Fastify api GET users «users»']);
    const express = bare.replace("Fastify from 'fastify'", "Fastify from 'express'");
    assert.deepEqual(readScript(express).handlers(), []);
    const prefix =
      "import Router from 'koa-router';\nconst router = new Router({ prefix: '/' });\nrouter.get('/', (ctx) => { ctx.body = 1; });";
    assert.deepEqual(readScript(prefix).handlers(), ['Koa unknown GET / «/»']);
  });

  it("takes Hapi's star for every method", () => {
    const text =
      "import Hapi from '@hapi/hapi';\nconst server = Hapi.server();\nserver.route({ method: '*', path: '/x', handler: (request, h) => 1 });";
    assert.deepEqual(
      readScript(text).facts.handlers?.map(({ methods, path }) => [methods, path]),
      [[undefined, '/x']],
    );
  });

  it('tells once what a handler reads several times', () => {
    const text =
      "import express from 'express';\nconst app = express();\napp.get('/x', (req, res) => { log(req.user); res.json(req.user); });";
    assert.deepEqual(readScript(text).handlers(), ['Express api GET /x «/x» reads req.user']);
  });

  it('exports what comes from other files, and no elements, functions or templates of other languages', () => {
    const text =
      "export { corsOptions } from './options';\nexport { allowed as origins } from './list';\nexport { Page } from './page';\nexport const originElement = <div>https://a.example</div>;\nexport const originQuery = z.object({ origin: 'https://a.example' });";
    assert.deepEqual(
      (readScript(text, 'server/index.tsx').facts.exports ?? []).map(({ name, value }) => [name, value.kind]),
      [
        ['corsOptions', 'imported'],
        ['origins', 'imported'],
      ],
    );
  });
});
