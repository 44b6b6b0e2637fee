import assert from 'node:assert/strict';
import { readScript } from './scriptReading.ts';
import { processorTime } from '../../support/processorTime.ts';

interface Case {
  readonly path?: string;
  readonly text: string;
  readonly finds: readonly string[];
  readonly lost?: readonly string[];
}

const IN = (body: string): string => `export function answer(req, res) {\n${body}\n}`;

const CASES: Readonly<Record<string, Case>> = {
  'calls of a response': {
    text: IN(
      "res.set('Cache-Control', 'public, max-age=60');\nres.setHeader(\"Vary\", 'Origin');\nres.append('Vary', 'Cookie');\nres.removeHeader('Pragma');\nres.vary('Accept');",
    ),
    finds: [
      'set «Cache-Control» "public, max-age=60" h0',
      'set «Vary» "Origin" h0',
      'add «Vary» "Cookie" h0',
      'remove «Pragma» nothing h0',
      'add «vary» "Accept" h0',
    ],
  },
  'objects that a response gets': {
    text: IN(
      "res.writeHead(200, { 'Access-Control-Allow-Origin': req.headers.origin, 'Content-Type': 'x' });\nres.set({ 'cache-control': 'no-store', Vary: 'Origin' });",
    ),
    finds: [
      'set «Access-Control-Allow-Origin» request origin h0',
      'set «cache-control» "no-store" h0',
      'set «Vary» "Origin" h0',
    ],
  },
  'what a request asks for': {
    text: IN(
      "res.header('Access-Control-Allow-Origin', req.query.origin);\nconst from = req.body.from;\nres.header('Access-Control-Allow-Origin', from);",
    ),
    finds: [
      'set «Access-Control-Allow-Origin» request other h0',
      'set «Access-Control-Allow-Origin» request other h0',
    ],
  },
  'names that are constants': {
    text: IN('res.setHeader(HttpHeaders.CACHE_CONTROL, `max-age=${60 * 60}`);'),
    finds: ['set «CACHE_CONTROL» "max-age=3600" h0'],
  },
  'conditions round it': {
    text: IN(
      "const origin = req.headers.origin;\nif (ALLOWED.includes(origin)) {\n  res.setHeader('Access-Control-Allow-Origin', origin);\n}\nconst ALLOWED = ['https://a.example'];",
    ),
    finds: ['set «Access-Control-Allow-Origin» request origin h0 when in ["https://a.example"]'],
  },
  'an origin that is picked by a question': {
    text: IN(
      "const { origin } = req.headers;\nconst list = ['https://a.example'];\nconst allowed = list.includes(origin) ? origin : list[0];\nres.setHeader('Access-Control-Allow-Origin', allowed);",
    ),
    finds: [
      'set «Access-Control-Allow-Origin» request origin h0 when in ["https://a.example"]',
      'set «Access-Control-Allow-Origin» "https://a.example" h0 when not in ["https://a.example"]',
    ],
  },
  'an origin whatever is asked': {
    text: IN(
      "res.setHeader('Access-Control-Allow-Origin', Array.isArray(req.headers.origin) ? req.headers.origin[0] : req.headers.origin);",
    ),
    finds: ['set «Access-Control-Allow-Origin» request origin h0'],
  },
  'a response that is made': {
    text: "export default { fetch(request) {\n  return new Response('x', { status: 200, headers: { 'Cache-Control': 's-maxage=60' } });\n} };",
    finds: ['set «Cache-Control» "s-maxage=60" h0'],
  },
  'headers of a request are none of ours': {
    text: "await fetch('/x', { headers: { 'Cache-Control': 'no-cache' } });\nconst headers = { 'Cache-Control': 'no-cache' };\naxios.get('/x', { headers });\nconst more = new Headers({ 'Cache-Control': 'public' });\nfetch('/y', { headers: more });\nrequest(app).get('/').set('Cache-Control', 'no-cache');\nproxyReq.setHeader('Cache-Control', 'public');",
    finds: [],
  },
  'records of answers are not answers': {
    text: "export const samples = [{ status: 200, headers: { 'Cache-Control': 'public, max-age=60' } }];",
    finds: [],
  },
  'headers that are only asked for': {
    text: IN(
      "if (res.getHeader('Cache-Control')) return;\nexpect(res.headers['cache-control']).toBe('no-store');\nreq.headers.get('cache-control');",
    ),
    finds: [],
  },
  'an object that is exported': {
    path: 'supabase/functions/_shared/cors.ts',
    text: "export const corsHeaders = {\n  'Access-Control-Allow-Origin': '*',\n};",
    finds: ['set «Access-Control-Allow-Origin» "*"'],
  },
  'what is assigned to an object leaves with the object that it is spread into': {
    text: "export function GET(req) {\n  const cors = { 'Access-Control-Allow-Methods': 'GET' };\n  cors['Access-Control-Allow-Origin'] = req.headers.get('origin');\n  return Response.json({}, { headers: { ...cors, 'Cache-Control': 'public, max-age=60' } });\n}",
    finds: [
      'set «Access-Control-Allow-Origin» request origin h0',
      'set «Access-Control-Allow-Methods» "GET" h0',
      'set «Cache-Control» "public, max-age=60" h0',
    ],
  },
  'Headers have no such properties': {
    text: "const HEADERS = new Headers({ 'Access-Control-Allow-Methods': 'GET' });\nexport function GET(req) {\n  HEADERS['Access-Control-Allow-Origin'] = req.headers.get('origin');\n  return new Response('x', { headers: HEADERS });\n}",
    finds: ['set «Access-Control-Allow-Methods» "GET" h0'],
    lost: ['headers-object access-control-allow-origin'],
  },
  'an object that all requests share': {
    text: "const HEADERS = { 'Access-Control-Allow-Methods': 'GET' };\nexport function GET(req) {\n  HEADERS['Access-Control-Allow-Origin'] = req.headers.get('origin');\n  return new Response('x', { headers: HEADERS });\n}",
    finds: [
      'set «Access-Control-Allow-Origin» request origin h0',
      'set «Access-Control-Allow-Methods» "GET" h0',
    ],
    lost: ['shared-object access-control-allow-origin'],
  },
  'a shared object whose value is always the same': {
    text: "const HEADERS = { 'Access-Control-Allow-Methods': 'GET' };\nexport function GET(req) {\n  HEADERS['Access-Control-Allow-Origin'] = 'https://a.example';\n  return new Response('x', { headers: HEADERS });\n}",
    finds: [
      'set «Access-Control-Allow-Origin» "https://a.example" h0',
      'set «Access-Control-Allow-Methods» "GET" h0',
    ],
    lost: [],
  },
  'headers of a response of fetch': {
    text: "export default { async fetch(request) {\n  const res = new Response('x');\n  res.headers['Vary'] = 'Origin';\n  res.headers.set('Vary', 'Cookie');\n  return res;\n} };",
    finds: ['set «Vary» "Cookie" h0'],
    lost: ['headers-object vary'],
  },
  Lambda: {
    text: "export const handler = async (event) => ({\n  statusCode: 200,\n  headers: { 'Access-Control-Allow-Origin': event.headers.origin, 'Access-Control-Allow-Credentials': true },\n  body: '',\n});",
    finds: [
      'set «Access-Control-Allow-Origin» request origin h0',
      'set «Access-Control-Allow-Credentials» true h0',
    ],
  },
  h3: {
    path: 'server/routes/x.ts',
    text: "export default defineEventHandler((event) => {\n  setHeader(event, 'Cache-Control', 'public');\n  appendResponseHeader(event, 'Vary', 'Origin');\n  setResponseHeaders(event, { 'Access-Control-Allow-Origin': '*' });\n});",
    finds: [
      'set «Cache-Control» "public" @next /x h0',
      'add «Vary» "Origin" @next /x h0',
      'set «Access-Control-Allow-Origin» "*" @next /x h0',
    ],
  },
  Hono: {
    text: "import { Hono } from 'hono';\nconst app = new Hono();\napp.get('/x', (c) => {\n  c.header('Cache-Control', 'public');\n  c.header('Vary', 'Cookie', { append: true });\n  return c.body('x', 200, { 'Cache-Control': 'max-age=60' });\n});",
    finds: [
      'set «Cache-Control» "public" @route /x GET h0',
      'add «Vary» "Cookie" @route /x GET h0',
      'set «Cache-Control» "max-age=60" @route /x GET h0',
    ],
  },
  Elysia: {
    text: "import { Elysia } from 'elysia';\nnew Elysia().get('/x', ({ set }) => {\n  set.headers['Cache-Control'] = 'public';\n  return 'x';\n});",
    finds: ['set «Cache-Control» "public" @route /x GET h0'],
  },
  NestJS: {
    text: "@Controller('users')\nexport class Users {\n  @Get('me')\n  @Header('Cache-Control', 'no-store')\n  me() {}\n}",
    finds: ['set «Cache-Control» "no-store" @route /users/me GET h0'],
  },
  'static files of Express': {
    text: "import express from 'express';\nconst app = express();\napp.use('/static', express.static('public', {\n  maxAge: '1y',\n  immutable: true,\n  setHeaders(res, path) { if (path.endsWith('.html')) res.setHeader('Cache-Control', 'no-cache'); },\n}));",
    finds: [
      'static-files set «Cache-Control» "no-cache" @prefix /static when other',
      'static-files default «maxAge» "public, max-age=31557600, immutable" @prefix /static',
    ],
  },
  'static files by milliseconds and by seconds': {
    text: "import express from 'express';\nimport sirv from 'sirv';\nconst DAY = 24 * 60 * 60 * 1000;\nconst app = express();\napp.use(express.static('public', { maxAge: DAY }));\napp.use(sirv('dist', { maxAge: 3600, immutable: true }));",
    finds: [
      'static-files default «maxAge» "public, max-age=86400"',
      'static-files default «maxAge» "public, max-age=3600, immutable"',
    ],
  },
  'static files of Fastify': {
    text: "fastify.register(require('@fastify/static'), { root: '/x', prefix: '/assets/', maxAge: '30d' });",
    finds: ['static-files default «maxAge» "public, max-age=2592000" @prefix /assets/'],
  },
  'static files that say nothing': {
    text: "import express from 'express';\nconst app = express();\napp.use(express.static('public', { maxAge: '1y', cacheControl: false }));\napp.use(express.static('public'));",
    finds: [],
  },
  'cache of Hono': {
    text: "import { Hono } from 'hono';\nimport { cache } from 'hono/cache';\nconst app = new Hono();\napp.get('/x', cache({ cacheName: 'x', cacheControl: 'max-age=3600' }), (c) => c.text('x'));",
    finds: ['set «cacheControl» "max-age=3600" @route /x GET h0'],
  },
  'rules of Nuxt': {
    path: 'nuxt.config.ts',
    text: "export default defineNuxtConfig({ routeRules: { '/api/**': { headers: { 'cache-control': 's-maxage=60' } } } });",
    finds: ['nuxt-config set «cache-control» "s-maxage=60" @glob /api/**'],
  },
  'a server for developers': {
    path: 'vite.config.ts',
    text: "export default defineConfig({ server: { headers: { 'Access-Control-Allow-Origin': '*' } } });",
    finds: [],
  },
};

describe('web/script: headers', () => {
  for (const [name, { path, text, finds, lost }] of Object.entries(CASES))
    it(name, () => {
      const reading = readScript(text, path);
      assert.deepEqual(reading.headers(), finds);
      const found = (reading.facts.lostHeaders ?? []).map(({ why, header }) => `${why} ${header}`);
      assert.deepEqual(found, lost ?? []);
    });

  it('knows which of them leave together', () => {
    const text = IN(
      "res.set('Cache-Control', 'public');\nif (x) return res.set('Vary', 'Origin');\nreturn new Response('x', { headers: { 'Cache-Control': 'no-store', 'Vary': '*' } });",
    );
    const groups = (readScript(text).facts.headers ?? []).map(({ group }) => group);
    assert.equal(groups[0], groups[1]);
    assert.notEqual(groups[1], groups[2]);
    assert.equal(groups[2], groups[3]);
  });

  it('takes time in proportion to hostile texts', () => {
    const begin = processorTime();
    const pieces = [
      "'Cache-Control':",
      "{'Cache-Control':",
      "res.set('Cache-Control',",
      "x['Vary']=",
      'cors(',
      "app.get('/x',",
      'app.use(',
      '@Controller()',
      'const x = {...x,',
      "`${'Vary'}",
    ];
    for (const piece of pieces)
      readScript(
        `import cors from 'cors'; import express from 'express';\n${piece.repeat(100_000 / piece.length)}`,
      );
    assert.ok(processorTime() - begin < 30_000);
  }).timeout(60_000);

  it('knows what a request brings along, and what it only picks', () => {
    const ofValue = (value: string): string[] =>
      readScript(
        `import express from 'express';\nconst app = express();\napp.get('/x', (req, res) => { res.setHeader('Access-Control-Allow-Origin', ${value}); });`,
      ).headers();
    assert.deepEqual(ofValue('decodeURIComponent(req.params.from)'), [
      'set «Access-Control-Allow-Origin» request other @route /x GET h0',
    ]);
    assert.deepEqual(ofValue('TENANTS[req.params.tenant]'), [
      'set «Access-Control-Allow-Origin» ? @route /x GET h0',
    ]);
  });

  it('reads pairs of a list, and what is said to be headers of a response', () => {
    const pairs =
      "export default { fetch(request) { return new Response('x', { headers: new Headers([['Cache-Control', 'public, max-age=60'], ['Vary', 'Origin']]) }); } };";
    assert.deepEqual(readScript(pairs).headers(), [
      'set «Cache-Control» "public, max-age=60" h0',
      'set «Vary» "Origin" h0',
    ]);
    const named =
      "const options = { responseHeaders: { 'Cache-Control': 'no-store' } };\nconst other = { requestHeaders: { 'Cache-Control': 'no-store' } };";
    assert.deepEqual(readScript(named).headers(), ['set «Cache-Control» "no-store"']);
  });

  it('knows under which case of a switch a header is set', () => {
    const text =
      "export default (req, res) => { switch (req.headers.origin) { case 'https://a.example': res.setHeader('Access-Control-Allow-Origin', 'https://a.example'); } };";
    assert.deepEqual(readScript(text).headers(), [
      'set «Access-Control-Allow-Origin» "https://a.example" h0 when in ["https://a.example"]',
    ]);
  });
});
