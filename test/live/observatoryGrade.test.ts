import assert from 'node:assert/strict';
import type { IncomingMessage, RequestListener } from 'node:http';
import { targetFor } from '../../server/src/core/live/targets.ts';
import type { ObservatoryResult } from '../../server/src/core/live/observatory/observatory.ts';
import { checkLive } from '../../server/src/host/live.ts';
import { answering, redirectTo } from '../support/world/webServer.ts';
import { startWorld, type World, type WorldSite } from '../support/world/world.ts';
import { selfSigned } from '../support/selfSigned.ts';

const PAGE = '<!doctype html><title>Hello</title>';

/** A page that says nothing but what is given. */
function page(headers: Readonly<Record<string, string | readonly string[]>>, html = PAGE): WorldSite {
  return { https: answering(200, { 'content-type': 'text/html', ...headers }, html) };
}

/** The answer to a preflight alone; any other request hears nothing of CORS. */
function preflight(
  status: number,
  headersFor: (origin: string) => Readonly<Record<string, string>>,
): WorldSite {
  const home = answering(200, { 'content-type': 'text/html' }, PAGE);
  const options: RequestListener = (request: IncomingMessage, response) => {
    response.writeHead(status, headersFor(request.headers.origin ?? ''));
    response.end();
  };
  return { https: (request, response) => (request.method === 'OPTIONS' ? options : home)(request, response) };
}

const onlyWithCookie: RequestListener = (request, response) => {
  const knows = request.headers.cookie?.includes('seen=1') === true;
  const headers = knows
    ? { 'content-type': 'text/html', 'referrer-policy': 'no-referrer' }
    : { location: '/', 'set-cookie': 'seen=1; Secure; SameSite=Lax' };
  response.writeHead(knows ? 200 : 302, headers);
  response.end(knows ? PAGE : '');
};

const SITES: readonly (readonly [name: string, site: WorldSite, results: readonly string[]])[] = [
  ['plain', page({}), ['csp-not-implemented', 'redirection-to-https', 'cookies-not-found']],
  [
    'two-policies',
    page({
      'content-security-policy': [
        "script-src 'self' 'unsafe-inline'",
        "script-src 'self'; object-src 'none'",
      ],
    }),
    ['csp-implemented-with-unsafe-inline-in-style-src-only'],
  ],
  [
    'cookies',
    page({ 'set-cookie': ['a=1; Secure; SameSite=Lax', 'sess=1; Secure; SameSite=Lax'] }),
    ['cookies-session-without-httponly-flag'],
  ],
  ['twice', page({ 'x-frame-options': ['DENY', 'DENY'] }), ['x-frame-options-header-invalid']],
  [
    'stays',
    { ...page({}), http: answering(200, { 'content-type': 'text/html' }, PAGE) },
    ['redirection-missing'],
  ],
  [
    'silent',
    { ...page({}), http: (request) => request.socket.destroy() },
    ['redirection-not-needed-no-http'],
  ],
  ['off', { ...page({}), http: redirectTo('https://www.off.test') }, ['redirection-off-host-from-http']],
  [
    'slow-way',
    { ...page({}), http: redirectTo('http://www.slow-way.test') },
    ['redirection-not-to-https-on-initial-redirection'],
  ],
  [
    'unsigned',
    { ...page({}), certificate: (authority, names) => ({ ...authority.issue({ names }), ...untrusted() }) },
    ['redirection-invalid-cert', 'hsts-invalid-cert'],
  ],
  [
    'circle',
    { https: answering(302, { location: '/', 'referrer-policy': 'unsafe-url' }) },
    ['referrer-policy-unsafe', 'redirection-to-https'],
  ],
  [
    'with-cookie',
    { https: onlyWithCookie },
    ['referrer-policy-private', 'cookies-secure-with-httponly-sessions-and-samesite'],
  ],
  [
    'login',
    { https: answering(401, { 'x-content-type-options': 'nosniff' }, PAGE) },
    ['x-content-type-options-nosniff'],
  ],
  ['json', page({}, '{"ok":true}'), ['html-not-parseable']],
  [
    'echo',
    preflight(204, (origin) => ({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
    })),
    ['cross-origin-resource-sharing-implemented-with-universal-access'],
  ],
  [
    'public',
    preflight(200, () => ({ 'access-control-allow-origin': '*' })),
    ['cross-origin-resource-sharing-implemented-with-public-access'],
  ],
  [
    'partner',
    preflight(200, () => ({ 'access-control-allow-origin': 'https://partner.test' })),
    ['cross-origin-resource-sharing-implemented-with-restricted-access'],
  ],
  [
    'no-preflight',
    preflight(405, (origin) => ({ 'access-control-allow-origin': origin })),
    ['cross-origin-resource-sharing-not-implemented'],
  ],
];

function untrusted(): { readonly key: string; readonly chain: string } {
  const { key, cert } = selfSigned('unsigned.test');
  return { key, chain: cert };
}

describe('MDN observatory, over the network', () => {
  let world: World;
  before(async () => {
    world = await startWorld({
      ...Object.fromEntries(SITES.map(([name, site]) => [`${name}.test`, site])),
      'broken.test': { https: answering(503, { 'content-type': 'text/html' }, PAGE) },
    });
  });
  after(() => world.close());

  async function gradesOf(...domains: string[]): Promise<readonly (ObservatoryResult | undefined)[]> {
    const reports = await checkLive(
      {
        targets: domains.flatMap((domain) => targetFor(domain, { config: [] }) ?? []),
        areas: ['dns', 'redirects', 'tls', 'headers', 'caching', 'cors', 'exposure', 'edge'],
        network: world.settings,
        concurrency: 4,
        configText: '',
        baselineText: '',
        today: '2026-11-22',
      },
      { signal: new AbortController().signal },
    );
    return reports.map(({ observatory }) => observatory);
  }

  it('grades what was served', async () => {
    const grades = await gradesOf(...SITES.map(([name]) => `${name}.test`));
    for (const [at, [name, , expected]] of SITES.entries()) {
      const given = Object.values(grades[at]?.tests ?? {}).map(({ result }) => result as string);
      assert.deepEqual(
        expected.filter((result) => !given.includes(result)),
        [],
        `${name}: ${given.join(' ')}`,
      );
    }
    assert.deepEqual([grades[0]?.score, grades[0]?.grade], [30, 'D']);
  }).timeout(120_000);

  it('grades no error', async () => {
    assert.deepEqual(await gradesOf('broken.test'), [undefined]);
  }).timeout(60_000);
});
