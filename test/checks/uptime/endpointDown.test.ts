import { strict as assert } from 'node:assert';
import endpointDown from '../../../server/src/core/checks/uptime/endpoint-down.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { endpointRuns } from '../../support/endpointRuns.ts';
import {
  chain,
  exchange,
  failure,
  handshake,
  healthyContext,
  healthyDomain,
  verdicts,
} from '../../support/observations.ts';
import { ways } from '../../support/redirectWays.ts';

const REFUSED = failure('refused', 'nobody listens at 192.0.2.1:443');
const NO_ADDRESS = failure('no-address', 'the name api.example.com does not exist');
const home = (status: number): ReturnType<typeof ways> =>
  ways({ https: chain([exchange({ url: 'https://example.com/', status })]) });

describeCheck(endpointDown, [
  {
    it: 'tells a certificate that browsers refuse, of a host that no other check looks at',
    ...endpointRuns({
      url: 'https://api.example.com/health',
      answer: {
        certificate: {
          notBefore: '2026-08-01T00:00:00Z',
          notAfter: '2026-11-01T00:00:00Z',
          isTrusted: false,
          problem: 'expired',
        },
      },
    }),
    says: [
      'blocker https://api.example.com/health shows a certificate that expired on 2026-11-01: the product is down, or whoever watches it takes it for down.',
    ],
  },
  {
    it: 'leaves the certificate of the domain to the checks of TLS',
    ...endpointRuns({
      answer: {
        certificate: {
          notBefore: '2026-08-01T00:00:00Z',
          notAfter: '2026-11-01T00:00:00Z',
          isTrusted: false,
        },
      },
    }),
    says: ['pass https://example.com/health answers 200.'],
  },
  { it: 'says nothing where nothing is watched', says: [] },
  {
    it: 'is content with an answer below 400',
    ...endpointRuns({}, { path: '/login', kind: 'login', answer: { status: 302 } }),
    says: ['pass https://example.com/health answers 200.', 'pass https://example.com/login answers 302.'],
  },
  {
    it: 'finds failures, with what they mean for whom',
    ...endpointRuns(
      { answer: { status: 500 } },
      { path: '/login', kind: 'login', answer: { status: 404 } },
      { path: '/shop', kind: 'other', answer: { status: 403 } },
      { path: '/search', kind: 'other', method: 'POST', answer: { status: 502 } },
    ),
    says: [
      'blocker https://example.com/health answers 500: the product is down, or whoever watches it takes it for down.',
      'blocker https://example.com/login answers 404: nobody can sign in.',
      'high https://example.com/shop answers 403: whoever relies on it gets an error.',
      'blocker POST https://example.com/search answers 502: whoever relies on it gets an error.',
    ],
  },
  {
    it: 'finds statuses that are not those of the configuration',
    ...endpointRuns(
      { expect: { status: ['204'] } },
      { path: '/gone', expect: { status: ['410'] }, answer: { status: 410 } },
    ),
    says: [
      'pass https://example.com/gone answers 410.',
      'blocker https://example.com/health answers 200 instead of 204: the product is down, or whoever watches it takes it for down.',
    ],
  },
  {
    it: 'tells one cause of several endpoints once',
    ...endpointRuns(
      { answer: { status: 503 } },
      { path: '/ready', answer: { status: 503 } },
      { path: '/a', kind: 'other', answer: { status: 503 } },
      {
        path: '/b',
        answer: failure('timeout', 'example.com did not send its whole answer within 5 seconds'),
      },
    ),
    says: [
      'blocker https://example.com/health answers 503, and so do 2 more endpoints: the product is down, or whoever watches it takes it for down.',
      'blocker https://example.com/b doesn’t answer (example.com did not send its whole answer within 5 seconds): the product is down, or whoever watches it takes it for down.',
    ],
  },
  {
    it: 'leaves to the checks of TLS, DNS and redirects what they say of the host',
    domain: {
      ...endpointRuns({ answer: REFUSED }).domain,
      tls: [handshake({ chain: REFUSED })],
    },
    context: endpointRuns({ answer: REFUSED }).context,
    says: ['unknown nobody can connect to example.com: the checks of TLS say why'],
  },
  {
    it: 'says it itself where those were not asked for',
    domain: {
      ...endpointRuns({ answer: REFUSED }).domain,
      areas: ['uptime'],
      tls: [handshake({ chain: REFUSED })],
    },
    context: endpointRuns({ answer: REFUSED }).context,
    says: [
      'blocker https://example.com/health doesn’t answer (nobody listens at 192.0.2.1:443): the product is down, or whoever watches it takes it for down.',
    ],
  },
  {
    it: 'leaves names without address to DNS only where DNS looks at them',
    domain: endpointRuns({ url: 'https://api.example.com/health', answer: NO_ADDRESS }).domain,
    context: {
      target: {
        ...endpointRuns({ url: 'https://api.example.com/health', answer: NO_ADDRESS }).context.target,
        subdomains: [{ host: 'api.example.com' }],
      },
    },
    says: ['unknown api.example.com has no address: the checks of DNS say why'],
  },
  {
    it: 'names a host without address that nobody else looks at',
    ...endpointRuns({ url: 'https://api.example.com/health', answer: NO_ADDRESS }),
    says: [
      'blocker https://api.example.com/health doesn’t answer (the name api.example.com does not exist): the product is down, or whoever watches it takes it for down.',
    ],
  },
  {
    it: 'does not repeat that the home page fails',
    http: home(502),
    ...endpointRuns(
      { path: '/', kind: 'home', answer: { status: 502 } },
      { answer: { status: 502 } },
      { path: '/other', answer: { status: 500 } },
    ),
    says: [
      'unknown the home page of example.com answers 502, too, which the checks of redirects say',
      'unknown the home page of example.com answers 502, too, which the checks of redirects say',
      'blocker https://example.com/other answers 500: the product is down, or whoever watches it takes it for down.',
    ],
  },
  {
    it: 'does not judge what checks for robots answer, or what was not asked',
    ...endpointRuns(
      { answer: { status: 403, looks: 'bot-check' } },
      { path: '/often', answer: { status: 429 } },
      { path: '/secret', answer: failure('not-confirmed', 'the variable TEA is not set here') },
    ),
    says: [
      'unknown a check for robots answered (403) in place of https://example.com/health',
      'unknown a check for robots answered (429) in place of https://example.com/often',
      'unknown the variable TEA is not set here',
    ],
  },
  {
    it: 'finds a health endpoint behind a login',
    ...endpointRuns({ answer: { looks: 'login' } }),
    says: [
      'high https://example.com/health answers with a page that asks for a login: the product is down, or whoever watches it takes it for down.',
    ],
  },
  {
    it: 'does not take routes that only files name for down where they may be elsewhere',
    ...endpointRuns(
      { isFound: true, answer: { status: 404 } },
      { path: '/ready', isFound: true, answer: { status: 500 } },
    ),
    says: [
      'unknown https://example.com/health answers 404: files of the workspace declare it, but perhaps another host is meant',
      'blocker https://example.com/ready answers 500: the product is down, or whoever watches it takes it for down.',
    ],
  },
  {
    it: 'leaves webhooks and what leads elsewhere to their own checks',
    ...endpointRuns(
      { kind: 'webhook', answer: { status: 404 } },
      { path: '/x', answer: { status: 302, leadsTo: 'tea.test' } },
    ),
    says: [],
  },
]);

describe('uptime/endpoint-down', () => {
  it('stands at the line that declares the route, with what was asked', () => {
    const declaredAt = { file: 'src/server.ts', at: { start: 10, end: 17, line: 2, column: 1 } };
    const { domain, context } = endpointRuns({ isFound: true, declaredAt, answer: { status: 500 } });
    const target = { ...healthyContext().target, ...context.target };
    const [problem] = verdicts(endpointDown, healthyDomain(domain), { target });
    assert.ok(problem && 'problem' in problem);
    assert.deepEqual(problem.declaredAt, declaredAt);
    assert.deepEqual(problem.evidence, ['GET https://example.com/health → 500 (120 ms)']);
    assert.match(problem.mend?.how ?? '', /^Look at the application’s log/);
  });
});
