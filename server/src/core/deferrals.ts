import type { Deferral } from './config.ts';
import { IMPACTS, type Finding, type Impact } from './finding.ts';
import { printable } from './printable.ts';
import { areaOf } from './rule.ts';

/**
 * The deferral that counts for a finding: one that names its fingerprint before one that names its rule or its rule's
 * area (`secrets/*`), and of several the one that lasts longest.
 */
export function deferralOf(
  ruleId: string,
  fingerprint: string,
  deferred: readonly Deferral[],
): Deferral | undefined {
  const own = deferred.filter(({ finding }) => finding === fingerprint);
  const candidates = own.length > 0 ? own : deferred.filter((entry) => putsOffRule(entry, ruleId));
  return candidates.reduce<Deferral | undefined>(
    (longest, entry) => (longest && longest.until >= entry.until ? longest : entry),
    undefined,
  );
}

function putsOffRule({ rule, finding }: Deferral, ruleId: string): boolean {
  return finding === undefined && (rule === ruleId || rule === `${areaOf(ruleId)}/*`);
}

/** Whether what was put off is back: it is, on the day itself. Both days as YYYY-MM-DD. */
export function isOver(until: string, today: string): boolean {
  return today >= until;
}

/** One impact higher; a blocker stays one. */
export function raised(impact: Impact): Impact {
  return IMPACTS[Math.max(0, IMPACTS.indexOf(impact) - 1)] ?? impact;
}

/** What reports say of a finding that is back: "Put off by Ann until 2026-10-01 (no time): that day has passed." */
export function overdueText({ owner, until, reason }: NonNullable<Finding['overdue']>): string {
  return printable(`Put off by ${owner} until ${until} (${withoutFullStop(reason)}): that day has passed.`);
}

function withoutFullStop(reason: string): string {
  return reason.trim().replace(/\.$/, '');
}
