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

/** Whether an entry speaks of a finding. */
export function putsOff(entry: Deferral, { ruleId, fingerprint }: Finding): boolean {
  return entry.finding === undefined ? putsOffRule(entry, ruleId) : entry.finding === fingerprint;
}

function putsOffRule({ rule, finding }: Deferral, ruleId: string): boolean {
  return finding === undefined && (rule === ruleId || rule === `${areaOf(ruleId)}/*`);
}

/** A finding that was made before somebody put it off: silenced from now on. */
export function putOffSince(finding: Finding, deferred: readonly Deferral[], today: string): Finding {
  const deferral = finding.suppressed ? undefined : deferralOf(finding.ruleId, finding.fingerprint, deferred);
  if (!deferral || isOver(deferral.until, today)) return finding;
  const { owner, until, reason } = deferral;
  return { ...finding, suppressed: { by: 'config', owner, until, reason } };
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

/** Days from one day to another, both as YYYY-MM-DD; negative where the second is the earlier one. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}

const DAY = 86_400_000;

/** The day so many days after another one. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** Longer than that nobody remembers what it was about. */
const LONGEST = 366;

/** What is wrong with a day until which something is to be put off, in a sentence; undefined where nothing is. */
export function dayProblem(until: string, today: string): string | undefined {
  if (!isDay(until)) return `Write the day as YYYY-MM-DD, ${dayAfter(today, 14)} for example.`;
  const days = daysBetween(today, until);
  if (days <= 0) return `The day must be in the future: today is ${today}.`;
  if (days > LONGEST)
    return 'Put it off for a year at most: what can wait for longer is better ignored, with the reason.';
  return undefined;
}

/** Whether a text is a day of the calendar, as YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** What is written beside a fingerprint, which says nothing to whoever reads the file: "tls/expired in shop.example". */
export function noteOf({ ruleId, file, live }: Pick<Finding, 'ruleId' | 'file' | 'live'>): string {
  return printable(`${ruleId} in ${file ?? live?.host ?? 'the product'}`);
}

/**
 * The findings that a person means who puts this one off: one secret in many places is reported once, and put off once.
 * What is silenced in another way is not among them.
 */
export function putOffTogether(finding: Finding, all: readonly Finding[]): readonly Finding[] {
  const { valueId, ruleId, kind } = finding;
  if (valueId === undefined) return [finding];
  const same = all.filter(
    (other) =>
      other.valueId === valueId &&
      other.ruleId === ruleId &&
      other.kind === kind &&
      other.fingerprint !== finding.fingerprint &&
      !other.suppressed,
  );
  return [finding, ...same];
}
