/** Verdicts about the text of a record, from what its parser says. */
import type { Mend, Verdict } from '../../check.ts';
import {
  candidatesOf,
  mailRecordProblems,
  recordsOf,
  severalRecords,
  type MailRecordKind,
} from '../../email/records/kinds.ts';
import type { Impact } from '../../finding.ts';
import type { RecordProblem } from '../../email/records/problem.ts';

/** Of the TXT texts at `name`: each thing that is wrong, once. `label` is "MTA-STS record". */
export function* judgeRecords(
  kind: MailRecordKind,
  texts: readonly string[],
  {
    host,
    name,
    label,
    severalImpact,
    mendOf,
  }: {
    readonly host: string;
    readonly name: string;
    readonly label: string;
    /** Of several records, of which receivers use none. */
    readonly severalImpact: Impact;
    readonly mendOf: (text: string) => Mend;
  },
): Iterable<Verdict> {
  const candidates = candidatesOf(kind, texts);
  const [first] = candidates;
  if (!first) return;
  const evidence = candidates.map(({ text }) => `${name} TXT "${text}"`);
  const several = severalRecords(kind, texts);
  if (several) {
    yield {
      host,
      kind: several.code,
      impact: severalImpact,
      problem: `${name}: ${several.message}`,
      evidence,
      mend: { ...mendOf(first.text), how: `Leave one ${label} at ${name}, and remove the others.` },
    };
    return;
  }
  // Where one counts, what is beside it does no harm.
  const text = (candidates.find(({ isNearMiss }) => !isNearMiss) ?? first).text;
  const problems = onePerCode(mailRecordProblems(kind, text));
  for (const problem of problems) {
    yield {
      host,
      kind: problem.code,
      impact: problem.impact,
      problem: `The ${label} of ${host}: ${problem.message}`,
      evidence: [`${name} TXT "${text}"`],
      mend: mendOf(corrected(text, problem) ?? text),
    };
  }
  if (problems.length === 0 && recordsOf(kind, texts).length > 0)
    yield { host, pass: `The ${label} of ${host} is well formed.`, evidence };
}

export function onePerCode(problems: readonly RecordProblem[]): readonly RecordProblem[] {
  const codes = new Set<string>();
  return problems.filter(({ code }) => !codes.has(code) && codes.add(code));
}

/** The record with what is beyond doubt put right. */
export function corrected(text: string, { replacement, start, end }: RecordProblem): string | undefined {
  return replacement === undefined ? undefined : `${text.slice(0, start)}${replacement}${text.slice(end)}`;
}
