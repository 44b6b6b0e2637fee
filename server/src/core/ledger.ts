import type { Deferral } from './config.ts';
import { daysBetween, isOver, putsOff } from './deferrals.ts';
import type { Finding } from './finding.ts';

/** An entry of `deferred`, and what has become of it. */
export interface LedgerEntry {
  readonly deferral: Deferral;
  /** Its place in `deferred`, from 0. */
  readonly place: number;
  /** Until the day on which it comes back; 0 on that day, negative after it. */
  readonly daysLeft: number;
  readonly isOver: boolean;
  /** Whether what it puts off is still there; `unknown` where a check of the files can't tell. */
  readonly state: 'standing' | 'gone' | 'unknown';
  /** What it puts off, or did until its day came. */
  readonly findings: readonly Finding[];
  /** What the file says beside a fingerprint. */
  readonly note?: string;
}

export interface LedgerInput {
  readonly deferred: readonly Deferral[];
  /** What stands beside each of them in the file, by place. */
  readonly notes: ReadonlyMap<number, string>;
  /** All findings of the workspace, the silenced ones included. */
  readonly findings: readonly Finding[];
  readonly today: string;
  /** Rules whose findings a check of the files does not see: those about the running product. */
  readonly isElsewhere: (rule: string) => boolean;
  /** False where something could not be checked: what was not found may be there. */
  readonly isComplete: boolean;
}

/** The ledger: by the day on which they come back, so that those that are over come first. */
export function ledgerOf(input: LedgerInput): readonly LedgerEntry[] {
  return input.deferred
    .map((deferral, place) => entryOf(deferral, place, input))
    .sort((a, b) => a.daysLeft - b.daysLeft || a.place - b.place);
}

/** Whether what was put off until a day that has passed is still there: that fails a check. */
export function isBroken({ isOver: over, findings }: LedgerEntry): boolean {
  return over && findings.some(({ suppressed, overdue }) => !suppressed && overdue !== undefined);
}

function entryOf(deferral: Deferral, place: number, input: LedgerInput): LedgerEntry {
  const { findings, notes, today, isComplete, isElsewhere } = input;
  const note = notes.get(place);
  const own = findings.filter((finding) => putsOff(deferral, finding));
  const rule = deferral.finding === undefined ? deferral.rule : note?.split(' ')[0];
  const canTell = isComplete && !(rule !== undefined && isElsewhere(rule));
  return {
    deferral,
    place,
    daysLeft: daysBetween(today, deferral.until),
    isOver: isOver(deferral.until, today),
    state: own.length > 0 ? 'standing' : canTell ? 'gone' : 'unknown',
    findings: own,
    ...(note === undefined ? {} : { note }),
  };
}
