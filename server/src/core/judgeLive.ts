import type { Check, CheckContext, Mend, Problem, Verdict } from './check.ts';
import { CHECKS } from './checks/registry.ts';
import { compareImpact, type Finding, type Impact } from './finding.ts';
import { isProduction } from './live/environmentNames.ts';
import { hostOfAddress } from './live/hostNames.ts';
import type { DomainObservation, LiveArea } from './observations/domain.ts';
import { observatoryOf } from './live/observatory/observatoryOf.ts';
import type { ObservatoryResult } from './live/observatory/observatory.ts';
import { isFailure } from './observations/failure.ts';
import { compareFindings, finishLive, type PostprocessSettings } from './postprocess.ts';
import { printable } from './printable.ts';
import { areaOf } from './rule.ts';

/** One line of the tree: what a check says of a domain, or of one of its hosts. Everything in it can be shown as it is. */
export interface LiveResult {
  readonly checkId: string;
  readonly area: LiveArea;
  readonly title: string;
  readonly state: 'problem' | 'pass' | 'unknown';
  readonly message: string;
  readonly host?: string;
  readonly evidence: readonly string[];
  readonly mend?: Mend;
  /** Of the finding, for problems. */
  readonly fingerprint?: string;
  readonly impact?: Impact;
}

/** What was found out about one domain. */
export interface LiveReport {
  readonly domain: string;
  /** ISO 8601. */
  readonly at: string;
  readonly milliseconds: number;
  readonly requests: number;
  readonly queries: number;
  readonly results: readonly LiveResult[];
  /** Sorted; suppressed findings included. */
  readonly findings: readonly Finding[];
  /** MDN HTTP Observatory's tests, score and grade, where the home page could be read. */
  readonly observatory?: ObservatoryResult;
  /** Checks that failed themselves. */
  readonly errors: readonly { readonly ruleId: string; readonly message: string }[];
}

/** Runs every check of the wanted areas on one domain. A check that throws costs itself alone. */
export function judgeLive(
  observed: DomainObservation,
  context: CheckContext,
  settings: Pick<PostprocessSettings, 'config' | 'today'>,
  checks: readonly Check[] = CHECKS,
): LiveReport {
  const results: LiveResult[] = [];
  const findings: Finding[] = [];
  const errors: { ruleId: string; message: string }[] = [];
  const ordinals = new Map<string, number>();
  for (const check of checks) {
    const area = areaOf(check.id) as LiveArea;
    if (!observed.areas.includes(area) || settings.config.impactOf(check.id) === 'off') continue;
    try {
      for (const verdict of check.check(observed, context)) {
        const finding =
          'problem' in verdict
            ? finishLive(check, observed.domain, weighed(check, verdict, context), { ...settings, ordinals })
            : undefined;
        if (finding) findings.push(finding);
        results.push(resultOf(check, area, verdict, finding));
      }
    } catch {
      // What it says may quote an answer.
      errors.push({ ruleId: check.id, message: `failed on ${observed.domain}` });
    }
  }
  const { domain, at, milliseconds, requests, queries } = observed;
  return {
    domain,
    at,
    milliseconds,
    requests,
    queries,
    results,
    findings: findings.sort(compareFindings),
    ...gradeOf(observed),
    errors,
  };
}

/** What customers never see can't keep a launch back: an environment that is not production is medium at most. */
function weighed(check: Check, verdict: Problem, { target }: CheckContext): Problem {
  const others = (target.environments ?? []).filter(({ name }) => !isProduction(name));
  const isElsewhere =
    verdict.host !== undefined && others.some(({ url }) => hostOfAddress(url) === verdict.host);
  const impact = verdict.impact ?? check.impact;
  return isElsewhere && compareImpact(impact, 'medium') < 0 ? { ...verdict, impact: 'medium' } : verdict;
}

function gradeOf(observed: DomainObservation): Pick<LiveReport, 'observatory'> {
  const grade = observed.areas.includes('headers') ? observatoryOf(observed) : undefined;
  return grade && !isFailure(grade) ? { observatory: grade } : {};
}

function resultOf(check: Check, area: LiveArea, verdict: Verdict, finding: Finding | undefined): LiveResult {
  const evidence = (verdict.evidence ?? []).map((line) => printable(line));
  const common = {
    checkId: check.id,
    area,
    title: check.title,
    ...(verdict.host === undefined ? {} : { host: verdict.host }),
    evidence,
  };
  if ('pass' in verdict) return { ...common, state: 'pass', message: printable(verdict.pass) };
  if ('unknown' in verdict)
    return { ...common, state: 'unknown', message: `Could not tell: ${reasonOf(verdict.unknown)}` };
  return {
    ...common,
    state: 'problem',
    message: finding?.message ?? printable(verdict.problem),
    ...(verdict.mend ? { mend: verdict.mend } : {}),
    ...(finding ? { fingerprint: finding.fingerprint, impact: finding.impact } : {}),
  };
}

function reasonOf(unknown: object | string): string {
  return printable(typeof unknown === 'string' ? unknown : isFailure(unknown) ? unknown.detail : 'no answer');
}
