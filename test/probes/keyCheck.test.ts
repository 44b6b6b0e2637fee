import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { request as httpRequest, type RequestListener } from 'node:http';
import { createServer as createHttpsServer, request as httpsRequest } from 'node:https';
import { createServer } from 'node:net';
import type { KeyObservation } from '../../server/src/core/observations.ts';
import { checkKey, hostFor, questionFor, type OpenRequest } from '../../server/src/probes/keyCheck.ts';
import { isPublic } from '../../server/src/probes/publicLookup.ts';
import { fakeToken } from '../support/fakeTokens.ts';
import { listen, loopback } from '../support/loopback.ts';
import { selfSigned } from '../support/selfSigned.ts';

const KEY = fakeToken('stripe-secret-key');

const json =
  (status: number, body: string): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);

async function ask(
  open: OpenRequest,
  { formatId = 'stripe-secret-key', key = KEY, ...rest }: Partial<Parameters<typeof checkKey>[0]> = {},
): Promise<KeyObservation> {
  const observation = await checkKey({ formatId, key, userAgent: 'launch-ready/test', open, ...rest });
  assert.ok(!JSON.stringify(observation).includes(key.slice(8)), 'the key is in what came back');
  return observation;
}

const answered = async (formatId: string, status: number, body: string): Promise<string> => {
  const { open } = await loopback(json(status, body));
  return (await ask(open, { formatId, key: fakeToken(formatId) })).state;
};

describe('asking a provider about a key', () => {
  it('says live when it is accepted, and sends one plain request', async () => {
    const { open, requests, hosts } = await loopback(json(200, '{"object":"balance"}'));
    assert.deepEqual(await ask(open), {
      state: 'live',
      host: 'api.stripe.com',
      status: 200,
      reason: 'it is live',
    });
    const [message] = requests;
    assert.equal(requests.length, 1);
    assert.deepEqual(hosts, ['api.stripe.com']);
    assert.equal(`${message?.method} ${message?.url}`, 'GET /v1/balance');
    assert.deepEqual(Object.keys(message?.headers ?? {}).sort(), [
      'accept',
      'authorization',
      'connection',
      'content-length',
      'host',
      'user-agent',
    ]);
    assert.equal(message?.headers.authorization, `Bearer ${KEY}`);
    assert.equal(message?.headers['user-agent'], 'launch-ready/test');
  });

  it('says refused when it is not', async () => {
    const { open } = await loopback(json(401, '{"error":{"type":"invalid_request_error"}}'));
    assert.deepEqual(await ask(open), {
      state: 'refused',
      host: 'api.stripe.com',
      status: 401,
      reason: 'api.stripe.com refused it',
    });
  });

  for (const [what, status, body, reason] of [
    ['a failure', 500, '{}', 'api.stripe.com answered with status 500, which says neither'],
    ['too many questions', 429, '{}', 'api.stripe.com has had too many questions just now'],
    [
      'a page for people',
      200,
      '<html>Welcome</html>',
      'api.stripe.com answered with something else than we know',
    ],
    ['nothing at all', 200, '', 'api.stripe.com answered with something else than we know'],
    ['no right to the balance', 403, '{}', 'api.stripe.com answered with status 403, which says neither'],
  ] as const)
    it(`can't tell from ${what}`, async () => {
      const { open } = await loopback(json(status, body));
      assert.deepEqual(await ask(open), { state: 'unknown', host: 'api.stripe.com', status, reason });
    });

  it('follows no redirect', async () => {
    const { open, requests } = await loopback((_request, response) =>
      response.writeHead(302, { location: '/elsewhere', 'set-cookie': 'a=b' }).end(),
    );
    const { state, reason } = await ask(open);
    assert.equal(`${state}: ${reason}`, "unknown: api.stripe.com sent us elsewhere, and we don't follow");
    assert.equal(requests.length, 1);
  });

  it('stops reading after 64 KB of an endless answer', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const { open } = await loopback((_request, response) => {
      closed = once(response, 'close');
      const more = (): void => {
        while (response.write(`["${'x'.repeat(10_000)}"]`));
        response.once('drain', more);
      };
      more();
    });
    assert.equal((await ask(open)).state, 'live');
    await closed;
  });

  it('gives up on a host that never answers, or drips', async () => {
    const silent = await loopback(() => {});
    const dripping = await loopback((_request, response) => {
      const timer = setInterval(() => response.write(' '), 5);
      response.once('close', () => clearInterval(timer));
    });
    for (const { open } of [silent, dripping])
      assert.deepEqual(await ask(open, { timeout: 60 }), {
        state: 'unknown',
        host: 'api.stripe.com',
        reason: 'api.stripe.com did not answer in time',
      });
  });

  it('can be cancelled', async () => {
    const cancellation = new AbortController();
    const { open } = await loopback(() => cancellation.abort());
    const { state, reason } = await ask(open, { signal: cancellation.signal });
    assert.equal(`${state}: ${reason}`, 'unknown: it was cancelled');
  });

  it('survives garbage, a closed port and a connection that is cut', async () => {
    const port = await listen(createServer((socket) => socket.end('nonsense, no HTTP\r\n\r\n')).unref());
    const garbage: OpenRequest = (options) =>
      httpRequest({ ...options, host: '127.0.0.1', port, agent: false });
    const gone = createServer();
    const closedPort = await listen(gone);
    gone.close();
    const closed: OpenRequest = (options) =>
      httpRequest({ ...options, host: '127.0.0.1', port: closedPort, agent: false });
    const cut = await loopback((request, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('{"object":', () => request.socket.destroy());
    });
    assert.equal((await ask(garbage)).reason, 'api.stripe.com could not be reached');
    assert.equal((await ask(closed)).reason, 'api.stripe.com could not be reached (ECONNREFUSED)');
    assert.match((await ask(cut.open)).reason, /^api\.stripe\.com could not be reached/);
  });

  it('trusts no certificate that nobody vouches for, whatever the environment says', async () => {
    let requests = 0;
    const server = createHttpsServer(selfSigned('api.stripe.com'), (_request, response) => {
      requests++;
      response.end('{}');
    });
    const port = await listen(server.unref());
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const { state, reason } = await ask((options) => httpsRequest({ ...options, host: '127.0.0.1', port }));
      assert.equal(state, 'unknown');
      assert.match(reason, /certificate that came for api\.stripe\.com is not to be trusted/);
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
    assert.equal(requests, 0);
  });

  it('connects to public addresses only', async () => {
    const { state, reason } = await ask((options) => httpsRequest({ ...options, host: 'localhost' }));
    assert.equal(
      `${state}: ${reason}`,
      'unknown: api.stripe.com has an address inside a private network here, so nothing was sent',
    );
    for (const address of ['1.1.1.1', '2606:4700::1111', '::ffff:1.1.1.1', '64:ff9b::1.1.1.1'])
      assert.ok(isPublic({ address }), address);
    for (const address of [
      '127.0.0.1',
      '10.1.2.3',
      '172.31.0.1',
      '192.168.0.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '255.255.255.255',
      '::1',
      '::',
      'fd00::1',
      'fe80::1',
      '::ffff:127.0.0.1',
      '::ffff:a9fe:a9fe',
      '64:ff9b::a9fe:a9fe',
      '64:ff9b::10.0.0.1',
      'fec0::1',
      'nonsense',
    ])
      assert.ok(!isPublic({ address }), address);
  });

  it('sends nothing for a kind of key that nobody can be asked about, or what is no key', async () => {
    const { open, requests } = await loopback(json(200, '{}'));
    for (const [formatId, key] of [
      ['no-such-format', KEY],
      ['pypi-token', fakeToken('pypi-token')],
      ['stripe-secret-key', 'sk_live_a\r\nHost: evil.example'],
      ['stripe-secret-key', `sk_live_ ${'a'.repeat(24)}`],
      ['telegram-bot-token', '1/../../evil?x=aaaaaaaaaa'],
      ['circleci-token', 'CCIPRJ_aaaaaaaaaaaaaaaaaaaaaa_0000'],
    ] as const) {
      assert.equal(questionFor(formatId, key), undefined, key);
      assert.equal((await ask(open, { formatId, key })).state, 'unknown');
    }
    assert.equal(requests.length, 0);
  });

  it('knows what each provider means', async () => {
    for (const [formatId, status, body, state] of [
      ['stripe-restricted-key', 403, '{"error":{}}', 'live'],
      ['stripe-test-secret-key', 200, '{}', 'live'],
      ['slack-bot-token', 200, '{"ok":true,"team":"T"}', 'live'],
      ['slack-bot-token', 200, '{"ok":false,"error":"token_revoked"}', 'refused'],
      ['slack-bot-token', 200, '{"ok":false,"error":"invalid_auth"}', 'unknown'],
      ['resend-api-key', 401, '{"name":"restricted_api_key"}', 'live'],
      ['resend-api-key', 400, '{"message":"API key is invalid"}', 'refused'],
      ['openai-api-key', 401, '{"error":{"code": "invalid_api_key"}}', 'refused'],
      ['openai-api-key', 401, '{"error":{"code": "incorrect_hostname"}}', 'unknown'],
      ['openai-api-key', 403, '{"error":"Missing scopes: api.model.read"}', 'live'],
      ['paddle-api-key', 403, '{"error":{"code": "invalid_token"}}', 'refused'],
      ['paddle-api-key', 403, '{"error":{"code": "forbidden"}}', 'live'],
      ['google-api-key', 400, '{"reason": "API_KEY_INVALID"}', 'refused'],
      ['google-api-key', 403, '{"reason": "API_KEY_HTTP_REFERRER_BLOCKED"}', 'unknown'],
      ['linear-api-key', 200, '{"data":{"viewer":{"id":"1"}}}', 'live'],
      ['linear-api-key', 200, '{"data":null,"errors":[]}', 'unknown'],
      ['linear-api-key', 400, '{"errors":[{"extensions":{"code":"AUTHENTICATION_ERROR"}}]}', 'refused'],
      ['xai-api-key', 200, '{"api_key_blocked":false,"api_key_disabled":true}', 'refused'],
      ['xai-api-key', 200, '{"api_key_blocked":false,"api_key_disabled":false}', 'live'],
      ['figma-token', 403, '{"status":403,"err":"Invalid token"}', 'refused'],
      ['figma-token', 403, '{"status":403,"err":"Invalid scope(s): files:read"}', 'live'],
      ['mapbox-secret-token', 200, '{"code":"TokenRevoked"}', 'refused'],
      ['vercel-legacy-token', 403, '{"error":{"code":"forbidden","invalidToken":true}}', 'refused'],
      ['vercel-legacy-token', 403, '{"error":{"code":"forbidden"}}', 'unknown'],
      ['brevo-api-key', 401, '{"message":"unrecognised IP address"}', 'unknown'],
      // It may belong to a host that was not asked.
      ['gitlab-token', 401, '{}', 'unknown'],
      ['gitlab-token', 200, '{"active":true}', 'live'],
    ] as const)
      assert.equal(await answered(formatId, status, body), state, `${formatId} ${status} ${body}`);
  });

  it('names the host and the request, with the key left out', () => {
    assert.deepEqual(questionFor('stripe-secret-key', KEY), {
      host: 'api.stripe.com',
      request: 'GET /v1/balance',
    });
    const token = fakeToken('telegram-bot-token');
    assert.deepEqual(questionFor('telegram-bot-token', token), {
      host: 'api.telegram.org',
      request: 'GET /bot…/getMe',
    });
    assert.equal(hostFor('github-classic-token'), 'api.github.com');
    assert.equal(hostFor('aws-secret-access-key'), undefined);
  });
});
