import { defineCheck, type Mend } from '../../check.ts';
import type { Impact } from '../../finding.ts';
import { aboutOf, answeredOf, evidenceOf, hasWantedStatus, toldElsewhere } from '../../live/uptime/runs.ts';
import type { EndpointAnswer, MonitoredEndpoint } from '../../observations/uptime.ts';
import { printable } from '../../printable.ts';

export default defineCheck({
  id: 'uptime/refused-webhook',
  impact: 'high',
  stage: 'monitoring',
  title: 'Webhook that its provider can’t reach',
  why: 'Payments, sign-ups and deliveries that a provider reports never arrive, and after some days it stops reporting them.',
  *check(observed, context) {
    for (const asked of answeredOf(observed, context)) {
      const { endpoint, answer, host, name } = asked;
      if (endpoint.kind !== 'webhook') continue;
      const fault = faultOf(endpoint, answer);
      if (fault === undefined) {
        yield {
          host,
          pass: `${name} answers ${answer.status}: events arrive.`,
          evidence: [evidenceOf(asked)],
        };
        continue;
      }
      if (fault === 'unclear') {
        yield { host, unknown: `${name} answers ${answer.status}, which says nothing of events` };
        continue;
      }
      const elsewhere = toldElsewhere(asked, observed, context);
      if (elsewhere !== undefined) {
        yield { host, unknown: elsewhere };
        continue;
      }
      yield {
        ...aboutOf(asked),
        problem: `${name} ${fault.what}.`,
        ...(fault.impact ? { impact: fault.impact } : {}),
        mend: fault.mend,
      };
    }
  },
});

interface Fault {
  readonly what: string;
  readonly impact?: Impact;
  readonly mend: Mend;
}

/** A refusal of what has no signature (400, 401, 403, 422 …) shows that the webhook is there. */
function faultOf(endpoint: MonitoredEndpoint, answer: EndpointAnswer): Fault | 'unclear' | undefined {
  const { status, looks, leadsTo } = answer;
  const { expect, isFound } = endpoint;
  if (expect.status && hasWantedStatus(endpoint, answer)) return undefined;
  if (looks === 'bot-check') return BOT_CHECK;
  if (status === 429) return 'unclear';
  if (leadsTo !== undefined || (status >= 300 && status < 400)) return redirected(status, leadsTo);
  if (looks === 'login') return LOGIN;
  if (looks === 'csrf') return CSRF;
  // To GET, many frameworks answer so where only POST is routed.
  if (endpoint.method !== 'POST' && (status === 404 || status === 405)) return 'unclear';
  if (status === 404 || status === 410)
    return isFound
      ? 'unclear'
      : { what: `answers ${status}: there is nothing that would take events`, mend: ROUTE };
  if (status === 405)
    return { what: 'answers 405: it does not take POST, which is how events come', mend: ROUTE };
  if (status >= 500) return failing(status);
  if (expect.status)
    return {
      what: `answers ${status} instead of ${expect.status.join(' or ')}`,
      mend: { how: 'Mend what it answers, or correct “status” of the endpoint in launch-ready.yaml.' },
    };
  return undefined;
}

const ROUTE: Mend = {
  how: 'Deploy the version that has this route for POST, and hold the address that the provider’s dashboard has against it (path, slash at the end).',
};

const BOT_CHECK: Fault = {
  what: 'is behind a check for robots, which every provider fails: its events never arrive',
  mend: {
    how: 'Let the path of the webhook pass without the check (a rule of the firewall in front, such as “skip” at Cloudflare).',
  },
};

const LOGIN: Fault = {
  what: 'asks for a login, which no provider has: its events never arrive',
  mend: {
    how: 'Let the path of the webhook pass without a login (matcher of the middleware, deployment protection), and check its signature instead.',
  },
};

const CSRF: Fault = {
  what: 'wants the token of a form, which no provider has: its events never arrive',
  mend: {
    how: 'Take the webhook out of the protection against forged forms (csrf_exempt, skip_forgery_protection, validateCsrfTokens(except: …)), and check its signature instead.',
  },
};

function redirected(status: number, leadsTo: string | undefined): Fault {
  const where = leadsTo === undefined ? 'another address' : printable(leadsTo);
  return {
    what: `leads to ${where} (${status}): providers don’t follow redirects, so their events never arrive`,
    mend: {
      how: 'Write the address that answers itself into the provider’s dashboard: https, the right host (with or without www), and the slash at the end as the framework has it.',
    },
  };
}

function failing(status: number): Fault {
  const isDown = status === 502 || status === 503 || status === 504;
  return {
    what: isDown
      ? `answers ${status}: nothing runs there that would take events`
      : `answers ${status} to a request without a signature: it fails where it should refuse, and may fail at events, too`,
    impact: isDown ? 'high' : 'medium',
    mend: {
      how: isDown
        ? 'Look at whether the application runs at all, and at its log.'
        : 'Look at the log for this request. Answer 400 to what has no valid signature: providers send again what failed with 5xx.',
    },
  };
}
