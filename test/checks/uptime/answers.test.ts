import endpointElsewhere from '../../../server/src/core/checks/uptime/endpoint-elsewhere.ts';
import slowEndpoint from '../../../server/src/core/checks/uptime/slow-endpoint.ts';
import unexpectedAnswer from '../../../server/src/core/checks/uptime/unexpected-answer.ts';
import unhealthyAnswer from '../../../server/src/core/checks/uptime/unhealthy-answer.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { endpointRuns } from '../../support/endpointRuns.ts';
import { failure } from '../../support/observations.ts';

describeCheck(slowEndpoint, [
  {
    it: 'weighs more beyond twice the limit',
    ...endpointRuns(
      { milliseconds: 1_900 },
      { path: '/a', milliseconds: 2_400 },
      { path: '/b', milliseconds: 4_100 },
      { path: '/c', milliseconds: 4_100, isFound: true },
    ),
    says: [
      'pass https://example.com/health answered in 1.9 s.',
      'medium https://example.com/a took 2.4 s for its whole answer, and 2 s is the limit: whoever asks it waits.',
      'high https://example.com/b took 4.1 s for its whole answer, and 2 s is the limit: whoever asks it waits.',
      'medium https://example.com/c took 4.1 s for its whole answer, and 2 s is the limit: whoever asks it waits.',
    ],
  },
  {
    it: 'says nothing of what is down, leads elsewhere or is a webhook',
    ...endpointRuns(
      { milliseconds: 4_900, answer: failure('timeout', 'too late') },
      { path: '/a', milliseconds: 4_900, answer: { status: 500 } },
      { path: '/b', milliseconds: 4_900, answer: { status: 302, leadsTo: 'tea.test' } },
      { path: '/c', milliseconds: 4_900, kind: 'webhook', method: 'POST', answer: { status: 400 } },
    ),
    says: [],
  },
]);

describeCheck(unexpectedAnswer, [
  {
    it: 'finds what is missing in the body',
    ...endpointRuns(
      { expect: { contains: 'ok' }, answer: { hasText: true } },
      { path: '/a', expect: { contains: 'Tea\u202E' }, answer: { hasText: false } },
      { path: '/b', expect: { matches: '^tea' }, answer: { matches: false } },
      { path: '/', kind: 'home', expect: { contains: 'Tea' }, answer: { hasText: false } },
    ),
    says: [
      'pass https://example.com/health answers what it should.',
      'high https://example.com/a answers 200, but “Tea\\u202e” is not in its body: it shows something else than it should.',
      'high https://example.com/b answers 200, but its body doesn’t match ^tea: it shows something else than it should.',
      'blocker https://example.com/ answers 200, but “Tea” is not in its body: it shows something else than it should.',
    ],
  },
  {
    it: 'does not judge patterns that could not be compared, nor answers that are wrong already',
    ...endpointRuns(
      { expect: { matches: '(a+)+b' }, answer: { matches: 'slow' } },
      { path: '/a', expect: { contains: 'ok' }, answer: { status: 500, hasText: false } },
      { path: '/b' },
    ),
    says: ['unknown the pattern for https://example.com/health could not be held against its answer'],
  },
]);

describeCheck(endpointElsewhere, [
  {
    it: 'tells the domain’s own hosts from others',
    ...endpointRuns(
      { answer: { status: 301, leadsTo: 'www.example.com' } },
      { path: '/a', kind: 'other', answer: { status: 302, leadsTo: 'parking.test' } },
      { path: '/b', isFound: true, answer: { status: 301, leadsTo: 'www.example.com' } },
      { path: '/login', kind: 'login', answer: { status: 302, leadsTo: 'tea.auth0.test' } },
      { path: '/', kind: 'home', answer: { status: 302, leadsTo: 'tea.test' } },
      { path: '/c' },
    ),
    says: [
      'medium https://example.com/health leads to www.example.com (301): what asks it without following redirects gets no answer.',
      'high https://example.com/a leads to parking.test (302): nobody who asks it reaches your product.',
      'pass https://example.com/b leads to www.example.com.',
      'pass https://example.com/login leads to tea.auth0.test.',
    ],
  },
]);

describeCheck(unhealthyAnswer, [
  {
    it: 'tells the page of the product in its place',
    ...endpointRuns({ answer: { looks: 'page' } }),
    says: [
      'low https://example.com/health answers 200 with the product’s page, as any path may: it says nothing of whether the server is well.',
    ],
  },
  {
    it: 'finds failures that are told with a good status',
    ...endpointRuns(
      {},
      { path: '/a', answer: { looks: 'unhealthy' } },
      { path: '/b', answer: { status: 503, looks: 'unhealthy' } },
      { path: '/c', kind: 'other' },
      { path: '/d', answer: { looks: 'login' } },
    ),
    says: [
      'pass https://example.com/health reports no failure.',
      'medium https://example.com/a answers 200, but says that something is down: part of the product fails, and nothing that looks at the status alone notices.',
    ],
  },
]);
