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
      const state = isFailure(outcome) ? ofFailure(asked, outcome) : ofAnswer(asked, outcome);
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
