import refusedWebhook from '../../../server/src/core/checks/uptime/refused-webhook.ts';
import { WEBHOOK_REQUEST } from '../../../server/src/core/uptime/webhookRequest.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { endpointRuns, type RunOf } from '../../support/endpointRuns.ts';

const webhook = (path: string, answer: RunOf['answer'], more: RunOf = {}): RunOf => ({
  path,
  kind: 'webhook',
  ...WEBHOOK_REQUEST,
  ...(answer ? { answer } : {}),
  ...more,
});

describeCheck(refusedWebhook, [
  {
    it: 'is content with refusals of what has no signature',
    ...endpointRuns(
      webhook('/a', { status: 400 }),
      webhook('/b', { status: 401 }),
      webhook('/c', { status: 403 }),
      webhook('/d', { status: 200 }),
    ),
    says: [
      'pass POST https://example.com/a answers 400: events arrive.',
      'pass POST https://example.com/b answers 401: events arrive.',
      'pass POST https://example.com/c answers 403: events arrive.',
      'pass POST https://example.com/d answers 200: events arrive.',
    ],
  },
  {
    it: 'finds what keeps events away',
    ...endpointRuns(
      webhook('/a', { status: 404 }),
      webhook('/b', { status: 405 }),
      webhook('/c', { status: 308 }),
      webhook('/d', { status: 302, looks: 'login' }),
      webhook('/e', { status: 200, looks: 'login' }),
      webhook('/f', { status: 403, looks: 'bot-check' }),
      webhook('/g', { status: 419, looks: 'csrf' }),
    ),
    says: [
      'high POST https://example.com/a answers 404: there is nothing that would take events.',
      'high POST https://example.com/b answers 405: it does not take POST, which is how events come.',
      'high POST https://example.com/c leads to another address (308): providers don’t follow redirects, so their events never arrive.',
      'high POST https://example.com/d leads to another address (302): providers don’t follow redirects, so their events never arrive.',
      'high POST https://example.com/e asks for a login, which no provider has: its events never arrive.',
      'high POST https://example.com/f is behind a check for robots, which every provider fails: its events never arrive.',
      'high POST https://example.com/g wants the token of a form, which no provider has: its events never arrive.',
    ],
  },
  {
    it: 'weighs failures by what they are',
    ...endpointRuns(webhook('/a', { status: 503 }), webhook('/b', { status: 500 })),
    says: [
      'high POST https://example.com/a answers 503: nothing runs there that would take events.',
      'medium POST https://example.com/b answers 500 to a request without a signature: it fails where it should refuse, and may fail at events, too.',
    ],
  },
  {
    it: 'says nothing sure of what is asked with GET, asked too often, or named by files alone',
    ...endpointRuns(
      webhook('/a', { status: 405 }, { method: 'GET' }),
      webhook('/b', { status: 429 }),
      webhook('/c', { status: 404 }, { isFound: true }),
    ),
    says: [
      'unknown https://example.com/a answers 405, which says nothing of events',
      'unknown POST https://example.com/b answers 429, which says nothing of events',
      'unknown POST https://example.com/c answers 404, which says nothing of events',
    ],
  },
  {
    it: 'goes by the statuses of the configuration',
    ...endpointRuns(
      webhook('/a', { status: 403 }, { expect: { status: ['403'] } }),
      webhook('/b', { status: 200 }, { expect: { status: ['401'] } }),
    ),
    says: [
      'pass POST https://example.com/a answers 403: events arrive.',
      'high POST https://example.com/b answers 200 instead of 401.',
    ],
  },
]);
