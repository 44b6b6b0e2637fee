import { strict as assert } from 'node:assert';
import type { ServerResponse } from 'node:http';
import { parseConfig } from '../../server/src/core/config.ts';
import { defaultFlows } from '../../server/src/core/smoke/defaultFlows.ts';
import type { Environment } from '../../server/src/core/smoke/environment.ts';
import {
  smokeAsJson,
  smokeAsJunit,
  smokeAsMarkdown,
  smokeAsText,
} from '../../server/src/core/smoke/report.ts';
import {
  compareSmoke,
  hasFailed,
  readSavedSmoke,
  type SmokeRun,
} from '../../server/src/core/smoke/result.ts';
import { runSmoke, strangersIn, writesToProduction } from '../../server/src/host/smoke.ts';
import { leadingTo, loadServer, type LoadServer, type SeenByLoad } from '../support/loadServer.ts';
import { createAuthority } from '../support/world/certificates.ts';

const HOST = 'staging.shop.test';
type Answers = Readonly<Record<string, (response: ServerResponse, seen: SeenByLoad) => void>>;

function byPath(answers: Answers): Promise<LoadServer> {
  return loadServer(({ seen }, response) => {
    const answer = answers[seen.url.replace(/\?.*/, '')];
    if (answer) answer(response, seen);
    else response.writeHead(404).end('not found');
  });
}

function environment(more: Partial<Environment> = {}): Environment {
  return { name: 'staging', base: `http://${HOST}`, host: HOST, isProduction: false, ...more };
}

async function smoke(
  server: LoadServer,
  yaml: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<SmokeRun> {
  const { config, problems } = parseConfig(`smoke:\n${yaml}`);
  assert.deepEqual(problems, []);
  return runSmoke(
    {
      environment: environment(),
      domains: [],
      flows: config.smoke ?? [],
      asksForAsset: false,
      network: leadingTo({ '*': `127.0.0.1:${server.port}` }),
      variables,
    },
    { signal: new AbortController().signal },
  );
}

/** What did not hold, step by step. */
function missesOf({ flows }: SmokeRun): readonly string[] {
  return flows.flatMap(({ steps }) =>
    steps.flatMap(({ misses }) => misses.map(({ expected, came }) => `${expected} / ${came}`)),
  );
}

function everyReport(run: SmokeRun): string {
  const report = { version: '1', run };
  return [smokeAsJson, smokeAsText, smokeAsMarkdown, smokeAsJunit].map((print) => print(report)).join('\n');
}

describe('a smoke test', () => {
  it('goes through the steps of a flow with its cookies and with what it saved', async () => {
    const server = await byPath({
      '/login': (response) =>
        response
          .writeHead(200, {
            'set-cookie': ['sid=abcdef; Path=/; HttpOnly', 'other=1; Path=/admin'],
            'x-id': '7',
          })
          .end('{"access":{"token":"tok-123456"},"user":42}'),
      '/orders/42': (response, { headers, body }) => {
        const isRight =
          headers.cookie === 'sid=abcdef' &&
          headers.authorization === 'Bearer tok-123456' &&
          body === '{"user":42,"n":"7"}';
        response.writeHead(isRight ? 201 : 400, { 'content-type': 'application/json' }).end('{"ok":true}');
      },
    });
    const run = await smoke(
      server,
      `  - name: Order
    steps:
      - request: POST /login
        form: { user: smoke, password: $SMOKE_PASSWORD }
        save: { token: access.token, id: { header: X-Id }, sid: { cookie: sid }, user: user }
      - request: POST /orders/{{user}}
        headers: { Authorization: 'Bearer {{token}}' }
        json: { user: '{{user}}', n: '{{id}}' }
        expect: { status: 201, json: { ok: true }, header: { content-type: application/json } }
`,
      { SMOKE_PASSWORD: 'a b&c' },
    );
    assert.deepEqual(missesOf(run), []);
    assert.equal(server.requests[0]?.body, 'user=smoke&password=a+b%26c');
    assert.ok(!hasFailed(run));
  });

  it('says what was expected and what came, and leaves out the steps after it', async () => {
    const server = await byPath({
      '/a': (response) => response.writeHead(500).end('<h1>Oops</h1> database is gone'),
      '/b': (response) => response.writeHead(302, { location: '/login' }).end(),
      '/c': (response) =>
        response
          .writeHead(200, { 'x-powered-by': 'PHP' })
          .end('{"n":1,"list":[1,2],"name":"x","api_key":"abc"}'),
    });
    const run = await smoke(
      server,
      `  - name: A
    steps:
      - request: /a
      - request: /c
  - { name: B, request: /b, expect: { redirect: /welcome } }
  - { name: B2, request: /b, expect: { redirect: /login } }
  - { name: B3, request: /b }
  - name: C
    request: /c
    expect:
      contains: [welcome, name]
      not-contains: list
      matches: '^x'
      json: { n: 2, list: [1, 2], name: y, missing: 1, api_key: other }
      header: { x-powered-by: false, x-request-id: true }
      latency: 10s
  - { name: D, request: /c, save: { token: nothing.here } }
`,
    );
    assert.deepEqual(missesOf(run), [
      'status 2xx / 500: Oops database is gone',
      `a redirect to http://${HOST}/welcome / http://${HOST}/login`,
      `status 2xx / 302, which leads to http://${HOST}/login`,
      'no header x-powered-by / x-powered-by: PHP',
      'a header x-request-id / no header x-request-id',
      '“welcome” in the answer / the answer does not have it',
      'no “list” in the answer / the answer has it',
      'an answer that matches /^x/ / the answer does not match',
      'n is 2 / 1',
      'name is “y” / “x”',
      'missing is 1 / not there',
      'api_key is a text that is not shown / a text that is not shown',
      'json nothing.here, to be saved / it is not there',
    ]);
    assert.deepEqual(
      run.flows[0]?.steps.map(({ state }) => state),
      ['failed', 'skipped'],
    );
    assert.deepEqual(
      run.flows.map(({ state }) => state),
      ['failed', 'failed', 'ok', 'failed', 'failed', 'failed'],
    );
    assert.ok(hasFailed(run));
    assert.match(
      smokeAsText({ version: '1', run }),
      /expected status 2xx\n +came {5}500: Oops database is gone/,
    );
    assert.match(smokeAsJunit({ version: '1', run }), /<testsuites .*tests="7" failures="5"/);
  });

  it('follows redirects on the same host alone, where it is told to', async () => {
    const to =
      (location: string, status = 302) =>
      (response: ServerResponse) =>
        response.writeHead(status, { location }).end();
    const server = await byPath({
      '/in': to('/home', 303),
      '/home': (response, { method }) => response.end(method),
      '/out': to('https://evil.test/'),
      '/loop': to('/loop'),
    });
    const run = await smoke(
      server,
      `  - { name: In, request: POST /in, follow: true, body: x, expect: { contains: GET } }
  - { name: Out, request: /out, follow: true }
  - { name: Loop, request: /loop, follow: true }
`,
    );
    assert.deepEqual(missesOf(run), [
      'an answer / a redirect to another host (evil.test), which is not followed',
      'an answer / more than 5 redirects',
    ]);
    assert.equal(server.count, 2 + 1 + 6);
  });

  it('shows no secret, however the server sends it back', async () => {
    const secret = ['s3cr&t', '"/x', String(process.pid), 'value'].join('<');
    const basic = Buffer.from(`smoke:${secret}`).toString('base64');
    const echo = (response: ServerResponse, { headers }: SeenByLoad): void => {
      const sent = String(headers['x-token']);
      const ways = [
        sent,
        encodeURIComponent(sent),
        JSON.stringify(sent),
        Buffer.from(sent).toString('base64'),
        String(headers.authorization),
      ];
      response
        .writeHead(500, { 'x-echo': encodeURIComponent(sent), 'set-cookie': 'sid=cookie-value-1' })
        .end(`${ways.join(' ')} cookie-value-1 session-value-2`);
    };
    const server = await byPath({
      '/echo': echo,
      '/login': (response) => response.end('{"t":"session-value-2"}'),
    });
    const run = await smoke(
      server,
      `  - name: Echo
    steps:
      - { request: /login, save: { t: t } }
      - request: /echo?k=$TOKEN
        headers: { X-Token: $TOKEN, Authorization: Basic $BASIC }
        expect: { header: { x-echo: other, set-cookie: other }, contains: $OTHER, json: { a: $TOKEN } }
`,
      { TOKEN: secret, BASIC: basic, OTHER: 'never-in-the-answer' },
    );
    const shown = everyReport(run);
    const hidden = [
      secret,
      encodeURIComponent(secret),
      basic,
      'never-in-the-answer',
      'cookie-value-1',
      'session-value-2',
    ];
    for (const value of hidden) assert.ok(!shown.includes(value), value);
    assert.ok(!shown.includes(Buffer.from(secret).toString('base64').slice(0, 12)));
    assert.match(smokeAsText({ version: '1', run }), /500: \$TOKEN \$TOKEN/);
    assert.equal(server.requests[1]?.headers.authorization, `Basic ${basic}`);
  });

  it('bears hostile answers: patterns that take for ever, depth, size, terminals', async () => {
    const server = await byPath({
      '/slow': (response) => response.end(`${'a'.repeat(50_000)}!`),
      '/deep': (response) => response.end('['.repeat(200_000)),
      '/large': (response) => response.end('x'.repeat(3_000_000)),
      '/terminal': (response) => response.writeHead(500).end('\u001b[2Jgone ::error::x'),
      '/cut': (response) => {
        response.writeHead(200, { 'content-length': '100' }).write('short');
        response.socket?.destroySoon();
      },
    });
    const run = await smoke(
      server,
      `  - { name: Slow, request: /slow, expect: { matches: '^(a+)+$' } }
  - { name: Deep, request: /deep, expect: { json: { a.b: 1 } } }
  - { name: Large, request: /large, expect: { contains: never } }
  - { name: Terminal, request: /terminal }
  - { name: Cut, request: /cut }
`,
    );
    assert.deepEqual(missesOf(run), [
      'an answer that matches /^(a+)+$/ / the pattern takes too long on this answer: write one that does not go back and forth',
      'JSON / the answer is no JSON',
      '“never” in the answer / the first 1024 KB of the answer do not have it',
      String.raw`status 2xx / 500: \u001b[2Jgone \u003a:error::x`,
      `an answer / ${HOST} (port 80) ended the connection (UND_ERR_SOCKET)`,
    ]);
    assert.ok(!everyReport(run).includes('\u001b'));
  });

  it('sends what changes something once, whatever becomes of the connection', async () => {
    const server = await byPath({
      '/a': (response) => response.end('ok'),
      '/b': (response) => response.socket?.destroy(),
    });
    const run = await smoke(
      server,
      `  - name: A
    steps: [{ request: /a }, { request: POST /b, body: x }]
`,
    );
    assert.deepEqual(missesOf(run), [`an answer / ${HOST} (port 80) ended the connection (UND_ERR_SOCKET)`]);
    assert.equal(server.count, 2);
  });

  it('asks nobody whose certificate does not hold', async () => {
    const authority = createAuthority('Smoke Root', { key: 'p256' });
    const issued = authority.issue({ names: [HOST] });
    const certificate = { key: issued.key, cert: issued.chain };
    const server = await loadServer((_, response) => response.end('ok'), certificate);
    const ask = async (host: string, ca: readonly string[]): Promise<readonly string[]> => {
      const { config } = parseConfig('smoke:\n  - { name: A, request: /a }');
      const request = {
        environment: environment({ base: `https://${host}`, host }),
        domains: [],
        flows: config.smoke ?? [],
        asksForAsset: false,
        network: leadingTo({ '*': `127.0.0.1:${server.port}` }, ca),
        variables: {},
      };
      return missesOf(await runSmoke(request, { signal: new AbortController().signal }));
    };
    assert.deepEqual(await ask(HOST, [authority.certificate]), []);
    assert.deepEqual(await ask(HOST, []), [
      `an answer / browsers don’t trust the certificate of ${HOST}: nobody whom they trust vouches for it`,
    ]);
    assert.deepEqual(await ask('other.shop.test', [authority.certificate]), [
      'an answer / browsers don’t trust the certificate of other.shop.test: it is for another name',
    ]);
    assert.equal(server.count, 1);
  });

  it('refuses addresses that are nobody’s on the internet', async () => {
    const { config } = parseConfig('smoke:\n  - { name: A, request: /a }');
    const run = await runSmoke(
      {
        environment: environment({ base: 'http://127.0.0.1:9', host: '127.0.0.1' }),
        domains: [],
        flows: config.smoke ?? [],
        asksForAsset: false,
        network: leadingTo({}),
        variables: {},
      },
      { signal: new AbortController().signal },
    );
    assert.deepEqual(missesOf(run), [
      'an answer / 127.0.0.1 is at 127.0.0.1, which is no address on the internet',
    ]);
  });

  it('asks what can be asked of any product, where nothing is configured', async () => {
    const page =
      '<!doctype html><link rel=stylesheet href="https://cdn.test/x.css"><script src="/app.js?v=1"></script>';
    const html = { 'content-type': 'text/html; charset=utf-8' };
    const answers: Answers = {
      '/': (response) => response.writeHead(200, html).end(page),
      '/api/health': (response) => response.end('ok'),
      '/app.js': (response) => response.end('1'),
    };
    const ask = (server: LoadServer): Promise<SmokeRun> =>
      runSmoke(
        {
          environment: environment(),
          domains: [],
          flows: defaultFlows('/api/health'),
          asksForAsset: true,
          network: leadingTo({ '*': `127.0.0.1:${server.port}` }),
          variables: {},
        },
        { signal: new AbortController().signal },
      );
    const healthy = await ask(await byPath(answers));
    assert.deepEqual(
      healthy.flows.map(({ name, state }) => [name, state]),
      [
        ['Home page', 'ok'],
        ['A file of the home page', 'ok'],
        ['Health', 'ok'],
        ['A page that is not there', 'ok'],
      ],
    );
    const soft = await ask(await loadServer((_, response) => response.writeHead(200, html).end('hi')));
    assert.deepEqual(
      soft.flows.filter(({ state }) => state === 'failed').map(({ name, impact }) => [name, impact]),
      [['A page that is not there', 'low']],
    );
    assert.ok(!hasFailed(soft));
    const saved = readSavedSmoke(smokeAsJson({ version: '1', run: healthy }));
    assert.ok(saved);
    assert.deepEqual(compareSmoke(soft, saved), {
      at: healthy.at,
      newlyFailing: ['A page that is not there'],
      stillFailing: [],
      mended: [],
      missing: ['A file of the home page'],
    });
  });
});

describe('what a smoke test does not ask without another word', () => {
  const { config } = parseConfig(`domains:
  - { domain: shop.test, environments: { staging: staging.shop.test } }
smoke:
  - { name: Read, request: /a }
  - { name: Write, request: POST /b, body: x }
  - { name: Production, request: POST https://shop.test/b, body: x }
  - { name: Other, request: https://other.test/ }
`);
  const wanted = (isProduction: boolean): Parameters<typeof strangersIn>[0] => ({
    flows: config.smoke ?? [],
    domains: config.domains,
    environment: environment({ isProduction }),
  });

  it('is what changes something in production, wherever the flow is run', () => {
    assert.deepEqual(writesToProduction(wanted(false)), ['POST https://shop.test/b']);
    assert.deepEqual(writesToProduction(wanted(true)), ['POST /b', 'POST https://shop.test/b']);
  });

  it('is a host of which nobody said that it is theirs', () => {
    assert.deepEqual(strangersIn(wanted(false)), ['other.test']);
  });
});
