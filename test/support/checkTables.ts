import { strict as assert } from 'node:assert';
import type { Check, CheckContext, Verdict } from '../../server/src/core/check.ts';
import type { DomainObservation } from '../../server/src/core/observations/domain.ts';
import type { HttpObservation } from '../../server/src/core/observations/http.ts';
import type { Impact } from '../../server/src/core/finding.ts';
import { healthyContext, healthyDomain, healthyHttp, verdicts } from './observations.ts';

/** One row: what was observed, and what the check says of it. */
interface CheckCase {
  readonly it: string;
  readonly http?: Partial<HttpObservation> | 'none';
  readonly domain?: Partial<DomainObservation>;
  readonly context?: Omit<Partial<CheckContext>, 'target'> & {
    readonly target?: Partial<CheckContext['target']>;
  };
  /** "pass …", "unknown …" and "blocker …": the whole message of each verdict. */
  readonly says: readonly string[];
  /** Values of the records that the problems offer to copy. */
  readonly mends?: readonly string[];
  /** How each problem is mended. */
  readonly how?: readonly RegExp[];
}

/** A test for each row. Every problem has evidence, and says how it is mended. */
export function describeCheck(check: Check, cases: readonly CheckCase[]): void {
  describe(check.id, () => {
    for (const each of cases) {
      it(each.it, () => {
        const found = judged(check, each);
        assert.deepEqual(
          found.map((verdict) => told(verdict, check.impact)),
          each.says,
        );
        if (each.mends) assert.deepEqual(found.flatMap(recordsIn), each.mends);
        for (const [at, pattern] of (each.how ?? []).entries()) assert.match(howOf(found[at]), pattern);
        for (const verdict of found) {
          if (!('problem' in verdict)) continue;
          assert.ok((verdict.evidence ?? []).length > 0, 'a problem without evidence');
          assert.ok((verdict.mend?.how ?? '').length > 0, 'a problem that nobody can mend');
        }
      });
    }
  });
}

function recordsIn(verdict: Verdict): readonly string[] {
  const copied = 'problem' in verdict ? (verdict.mend?.copy ?? []) : [];
  return copied.flatMap((one) => (one.kind === 'record' ? [one.value] : []));
}

function howOf(verdict: Verdict | undefined): string {
  return verdict && 'problem' in verdict ? (verdict.mend?.how ?? '') : '';
}

function judged(check: Check, { http, domain, context }: CheckCase): Verdict[] {
  const { http: healthy, ...rest } = healthyDomain(domain);
  const observed =
    http === 'none'
      ? rest
      : { ...rest, http: http === undefined ? (healthy ?? healthyHttp()) : healthyHttp(http) };
  const target = { ...healthyContext(observed.domain).target, ...context?.target };
  return verdicts(check, observed, { ...context, target });
}

function told(verdict: Verdict, usual: Impact): string {
  if ('pass' in verdict) return `pass ${verdict.pass}`;
  if ('problem' in verdict) return `${verdict.impact ?? usual} ${verdict.problem}`;
  return `unknown ${typeof verdict.unknown === 'string' ? verdict.unknown : verdict.unknown.detail}`;
}
