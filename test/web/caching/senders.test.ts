import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

type Files = Readonly<Record<string, string>>;

function judged(files: Files): ReturnType<typeof judgeFiles> {
  return judgeFiles(files).filter(({ ruleId }) => ruleId === 'caching/shared-private-answer');
}

/** "blocker routes.ts:4" */
function found(files: Files): readonly string[] {
  return judged(files).map(({ impact, file, range }) => `${impact} ${file}:${range?.start.line}`);
}

/** A handler of Hono in one file, what it calls in another. */
const files = (body: string, helpers: string): Files => ({
  'src/send.ts': helpers,
  'src/routes.ts': `import { Hono } from 'hono';
import { getSession } from './session';
import { send } from './send';
export const routes = new Hono<{ Bindings: Env }>().get('/file/:id', async (c) => {
${body}
});
`,
});

const SIGNED_IN = `  const session = await getSession(c);
  if (!session) return c.json({ error: 'Unauthorized' }, 401);
`;
const PUBLIC = "c.header('Cache-Control', 'public, max-age=600');";

describe('answers that a function of another file sends', () => {
  it('are told by that function, and by those that it calls', () => {
    const direct = files(
      `${SIGNED_IN}  return send(c, load(session));`,
      `export const send = (c, body) => {\n  ${PUBLIC}\n  return c.body(body);\n};\n`,
    );
    assert.deepEqual(found(direct), ['blocker src/routes.ts:7']);
    const [one] = judged(direct);
    assert.match(one?.message ?? '', /“public” \(in send\.ts\)/);
    assert.deepEqual(
      one?.related?.map(({ file, range }) => `${file}:${range?.start.line}`),
      ['src/routes.ts:5', 'src/send.ts:2'],
    );
    const through = `export const send = async (options) => finish(options);
async function finish(options) {
  return last(options);
}
function last({ context: c, body }) {
  ${PUBLIC}
  return c.body(body);
}
`;
    assert.deepEqual(found(files(`${SIGNED_IN}  return await send({ context: c, body: 1 });`, through)), [
      'blocker src/routes.ts:7',
    ]);
  });

  it('are told by the headers that it gives', () => {
    const headers = "export const cacheHeaders = (s) => ({ 'Cache-Control': 'public, s-maxage=300' });\n";
    const route = (given: string): Files => ({
      'lib/cached.ts': headers,
      'app/api/me/route.ts': `import { auth } from '@/auth';
import { cacheHeaders } from '@/lib/cached';
export async function GET() {
  const session = await auth();
  return Response.json(await load(session.user.id), { headers: ${given} });
}
`,
    });
    assert.deepEqual(found(route('cacheHeaders(60)')), ['blocker app/api/me/route.ts:5']);
    assert.deepEqual(found(route("{ 'X-A': '1' }")), []);
  });

  it('are what the call asks for', () => {
    const helpers = `export const send = (options) => {
  const { context: c } = options;
  if (options.isDownload || options.version === 'draft') {
    c.header('Cache-Control', 'no-store');
    return c.body(options.body);
  }
  if (options.version === 'signed') c.header('Cache-Control', 'public, max-age=600');
  return c.body(options.body);
};
`;
    const sent = (given: string): readonly string[] =>
      found(files(`${SIGNED_IN}  return send({ context: c, ${given} });`, helpers));
    assert.deepEqual(sent("isDownload: false, version: 'signed'"), ['blocker src/routes.ts:7']);
    assert.deepEqual(sent("isDownload: false, version: 'draft'"), []);
    assert.deepEqual(sent("isDownload: false, version: 'other'"), []);
    const flag = `export const send = (options) => {
  const { context: c } = options;
  if (options.isDownload) c.header('Cache-Control', 'no-store');
  else c.header('Cache-Control', 'public, max-age=600');
  return c.body(options.body);
};
`;
    const flagged = (given: string): readonly string[] =>
      found(files(`${SIGNED_IN}  return send({ context: c, ${given} });`, flag));
    assert.deepEqual(flagged('isDownload: true'), []);
    assert.deepEqual(flagged('isDownload: false'), ['blocker src/routes.ts:7']);
    assert.deepEqual(flagged("isDownload: 'x'"), []);
    // Which one it is nobody knows here.
    assert.deepEqual(flagged('body: 1'), ['low src/routes.ts:7']);
  });

  it('are nobody’s where the visitor is told apart, and where the handler has its own word', () => {
    const plain = `export const send = (c, body) => {\n  ${PUBLIC}\n  return c.body(body);\n};\n`;
    const strangers = `  const session = await getSession(c);
  if (!session) return send(c, news);
  return c.json(session.user);`;
    assert.deepEqual(found(files(strangers, plain)), []);
    const own = `${SIGNED_IN}  c.header('Cache-Control', 'private, no-store');\n  return send(c, load(session));`;
    assert.deepEqual(found(files(own, plain)), []);
    const asking = `export const send = (c, body, isPublic) => {\n  if (isPublic) ${PUBLIC}\n  return c.body(body);\n};\n`;
    assert.deepEqual(found(files(`${SIGNED_IN}  return send(c, load(session), doc.open);`, asking)), []);
    const staged = (test: string): Files =>
      files(
        `${SIGNED_IN}  return send(c, load(session));`,
        `export const send = (c, body) => {\n  if (process.env.NODE_ENV ${test}) ${PUBLIC}\n  return c.body(body);\n};\n`,
      );
    assert.deepEqual(found(staged("=== 'development'")), []);
    assert.deepEqual(found(staged("=== 'production'")), ['blocker src/routes.ts:7']);
    const varying = plain.replace('  return c.body', "  c.header('Vary', 'Cookie');\n  return c.body");
    assert.deepEqual(found(files(`${SIGNED_IN}  return send(c, load(session));`, varying)), []);
    const notSent = `${SIGNED_IN}  const size = send(1);\n  return c.json(session.user);`;
    assert.deepEqual(found(files(notSent, plain)), []);
  });
});

describe('answers that a handler keeps private in one of two cases', () => {
  const server = (first: string, test: string): Files => ({
    'server.js': `import express from 'express';
const app = express();
app.get('/file', async (req, res) => {
  ${first}
  if (${test}) res.set('Cache-Control', 'no-store');
  else res.set('Cache-Control', 'public, max-age=600');
  res.send(load(req.user));
});
`,
  });
  const REFUSED = 'if (!req.user) return res.sendStatus(401);';

  it('are still those of one person, where strangers are sent away before', () => {
    assert.deepEqual(found(server(REFUSED, 'req.query.download')), ['blocker server.js:6']);
    assert.deepEqual(found(server('', 'req.query.download')), ['low server.js:6']);
  });

  it('may be for everybody, where the case says so', () =>
    assert.deepEqual(found(server(REFUSED, 'doc.isPrivate')), ['low server.js:6']));
});

describe('a handler for all paths', () => {
  const worker = (test: string): Files => ({
    'src/worker.ts': `import { Hono } from 'hono';
const app = new Hono();
app.all('*', async (c) => {
  const url = new URL(c.req.url);
  const user = await verify(c.req.header('authorization'));
  const answer = await c.env.ASSETS.fetch(c.req.raw);
  const response = new Response(answer.body, answer);
  if (${test}) response.headers.set('Cache-Control', 'public, max-age=31536000, immutable');
  return response;
});
export default app;
`,
  });
  const rules = (test: string): readonly string[] =>
    judgeFiles(worker(test))
      .filter(({ area, impact }) => area === 'caching' && impact !== 'low')
      .map(({ ruleId }) => ruleId.slice('caching/'.length))
      .sort();

  it('may tell caches what it likes of files', () => {
    for (const test of [
      '/-[A-Za-z0-9_-]{8,}\\\\.(js|css|woff2?)$/.test(url.pathname)',
      'url.pathname.match(/\\\\.(png|jpe?g)$/)',
      "url.pathname.startsWith('/assets/')",
      "url.pathname.endsWith('.css')",
    ])
      assert.deepEqual(rules(test.replaceAll('\\\\', '\\')), [], test);
  });

  it('may not of everything', () => {
    for (const test of [
      'answer.ok',
      "url.pathname.startsWith('/app/')",
      "!url.pathname.startsWith('/assets/')",
    ])
      assert.ok(rules(test).includes('shared-private-answer'), test);
  });
});
