import { defineCheck, type Mend, type Problem } from '../../check.ts';
import type { Impact } from '../../finding.ts';
import {
  aboutOf,
  askedOf,
  evidenceOf,
  hasWantedStatus,
  toldElsewhere,
  type Asked,
} from '../../live/uptime/runs.ts';
import { consequence, failureMend, statusMend } from '../../live/uptime/words.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure, type Failure, type FailureReason } from '../../observations/failure.ts';
import type { EndpointAnswer } from '../../observations/uptime.ts';

export default defineCheck({
  id: 'uptime/endpoint-down',
  impact: 'blocker',
  stage: 'monitoring',
  title: 'Endpoint that is down',
  why: 'What customers or other programs need at this address does not work.',
  *check(observed, context) {
    const faults: Fault[] = [];
    for (const asked of askedOf(observed, context)) {
      const { outcome } = asked.run;
      const state = isFailure(outcome)
        ? ofFailure(asked, outcome)
        : (certificateFault(asked, outcome, observed) ?? ofAnswer(asked, outcome));
      if (state === undefined) continue;
      if ('pass' in state || 'unknown' in state) {
        yield { host: asked.host, evidence: [evidenceOf(asked)], ...state };
        continue;
      }
      const elsewhere = toldElsewhere(asked, observed, context);
      if (elsewhere === undefined) faults.push(state);
      else yield { host: asked.host, unknown: elsewhere };
    }
    for (const group of groupedBySame(faults)) yield problemOf(group);
  },
});

interface Fault {
  readonly asked: Asked;
  /** Faults of one host that are alike have one cause. */
  readonly alike: string;
  /** Completes "https://shop.example/health …". */
  readonly what: string;
  readonly impact: Impact;
  readonly mend: Mend;
}

type State = Fault | { readonly pass: string } | { readonly unknown: Failure | string } | undefined;

/** We did not ask, or were stopped. */
const OURS: ReadonlySet<FailureReason> = new Set(['cancelled', 'not-confirmed', 'private-address', 'limit']);

function ofFailure(asked: Asked, failure: Failure): State {
  if (OURS.has(failure.failed)) return { unknown: failure };
  return {
    asked,
    alike: failure.failed,
    what: `doesn’t answer (${failure.detail})`,
    impact: 'blocker',
    mend: failureMend(failure, asked.host),
  };
}

/** Of hosts that the checks of TLS look at, those say it. */
function certificateFault(
  asked: Asked,
  { certificate }: EndpointAnswer,
  { areas, tls }: DomainObservation,
): Fault | undefined {
  if (!certificate || certificate.isTrusted) return undefined;
  if (areas.includes('tls') && tls.some(({ host }) => host === asked.host)) return undefined;
  const { notAfter, notBefore, problem = 'untrusted' } = certificate;
  const told = {
    expired: `a certificate that expired on ${notAfter.slice(0, 10)}`,
    'not-yet-valid': `a certificate that is not valid before ${notBefore.slice(0, 10)}`,
    'wrong-name': 'a certificate for other names',
    'self-signed': 'a self-signed certificate',
    untrusted: 'a certificate that browsers don’t trust',
  };
  return {
    asked,
    alike: 'certificate',
    what: `shows ${told[problem]}`,
    impact: 'blocker',
    mend: {
      how: `Have a certificate for ${asked.host} issued or renewed; if it should have come by itself, look at the log of what renews it.`,
    },
  };
}

/** What webhooks answer, and where others lead, are matters of checks of their own. */
function ofAnswer(asked: Asked, answer: EndpointAnswer): State {
  const { endpoint, name } = asked;
  const { status, looks } = answer;
  if (endpoint.kind === 'webhook' || answer.leadsTo !== undefined) return undefined;
  if (looks === 'bot-check' || status === 429)
    return { unknown: `a check for robots answered (${status}) in place of ${name}` };
  const fault = { asked, alike: status >= 500 ? String(status) : endpoint.id };
  if (hasWantedStatus(endpoint, answer)) {
    if (endpoint.kind !== 'health' || looks !== 'login') return { pass: `${name} answers ${status}.` };
    return {
      ...fault,
      what: 'answers with a page that asks for a login',
      impact: 'high',
      mend: statusMend(401, endpoint),
    };
  }
  // The workspace has the route, but perhaps not this host.
  if (endpoint.isFound && status >= 400 && status < 500)
    return {
      unknown: `${name} answers ${status}: files of the workspace declare it, but perhaps another host is meant`,
    };
  const { expect } = endpoint;
  const wanted = expect.status ? ` instead of ${expect.status.join(' or ')}` : '';
  return {
    ...fault,
    what: `answers ${status}${wanted}`,
    impact: status < 500 && endpoint.kind === 'other' ? 'high' : 'blocker',
    mend: statusMend(status, endpoint),
  };
}

function groupedBySame(faults: readonly Fault[]): readonly (readonly Fault[])[] {
  const groups = new Map<string, Fault[]>();
  for (const fault of faults) {
    const key = `${fault.asked.host} ${fault.alike}`;
    groups.set(key, [...(groups.get(key) ?? []), fault]);
  }
  return [...groups.values()];
}

function problemOf(group: readonly Fault[]): Problem {
  const worst = group.find(({ impact }) => impact === 'blocker') ?? group[0];
  if (!worst) throw new Error('a group has somebody in it');
  const { asked, what, impact, mend } = worst;
  const others = group.length - 1;
  const more =
    others === 0
      ? ''
      : others === 1
        ? ', and so does 1 more endpoint'
        : `, and so do ${others} more endpoints`;
  return {
    ...aboutOf(asked),
    problem: `${asked.name} ${what}${more}: ${consequence(asked.endpoint.kind)}.`,
    impact,
    evidence: group.map((fault) => evidenceOf(fault.asked)),
    mend,
  };
}
