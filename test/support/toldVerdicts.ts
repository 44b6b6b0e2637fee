import type { Check, CheckContext } from '../../server/src/core/check.ts';
import type { DomainObservation } from '../../server/src/core/observations/domain.ts';
import { verdicts } from './observations.ts';

/** Verdicts as lines, passes left out: "high: message", with "host: " in front where it is not the domain. */
export function told(
  check: Check,
  observed: DomainObservation,
  context: Partial<CheckContext> = {},
): string[] {
  return verdicts(check, observed, context).flatMap((verdict) => {
    const host = verdict.host === undefined || verdict.host === observed.domain ? '' : `${verdict.host}: `;
    if ('problem' in verdict) return [`${host}${verdict.impact ?? check.impact}: ${verdict.problem}`];
    if ('pass' in verdict) return [];
    return [
      `${host}unknown: ${typeof verdict.unknown === 'string' ? verdict.unknown : verdict.unknown.failed}`,
    ];
  });
}

/** What passes say. */
export function passes(
  check: Check,
  observed: DomainObservation,
  context: Partial<CheckContext> = {},
): string[] {
  return verdicts(check, observed, context).flatMap((verdict) => ('pass' in verdict ? [verdict.pass] : []));
}
