import type { Finding } from '../finding.ts';
import { isBroken, type LedgerEntry } from '../ledger.ts';
import { printable } from '../printable.ts';
import { TOOL_NAME } from '../product.ts';
import { escaped } from './markdownText.ts';
import { placeOf } from './place.ts';
import { PLAIN, plural, wrap, type Paint } from './text.ts';

/** For a terminal: who put off what until when and why, those first whose day has passed. */
export function deferralsAsText(entries: readonly LedgerEntry[], paint: Paint = PLAIN, width = 100): string {
  if (entries.length === 0) return 'Nothing is put off.\n';
  const lines = entries.flatMap((entry) => [...entryAsText(entry, paint, width), '']);
  return `${[...lines, summaryOf(entries, paint)].join('\n')}\n`;
}

export function deferralsAsMarkdown(entries: readonly LedgerEntry[]): string {
  const rows = entries.map((entry) =>
    [dayOf(entry), entry.deferral.owner, subjectOf(entry), outcomeOf(entry), entry.deferral.reason].map(
      escaped,
    ),
  );
  const table = [
    ['Until', 'Owner', 'What', 'Now', 'Reason'],
    ['---', '---', '---', '---', '---'],
    ...rows,
  ].map((cells) => `| ${cells.join(' | ')} |`);
  return `# Put off\n\n${entries.length === 0 ? 'Nothing is put off.' : table.join('\n')}\n`;
}

/** One object, schema version 1. */
export function deferralsAsJson(
  entries: readonly LedgerEntry[],
  { version, root, today }: { readonly version: string; readonly root: string; readonly today: string },
): string {
  const report = {
    schemaVersion: 1,
    tool: { name: TOOL_NAME, version },
    root,
    today,
    deferrals: entries.map((entry) => ({
      finding: entry.deferral.finding ?? null,
      rule: entry.deferral.rule ?? null,
      owner: entry.deferral.owner,
      until: entry.deferral.until,
      daysLeft: entry.daysLeft,
      reason: entry.deferral.reason,
      expired: entry.isOver,
      state: entry.state,
      findings: entry.findings.map(({ ruleId, file, range, impact, message, fingerprint }) => ({
        ruleId,
        file,
        range,
        impact,
        message,
        fingerprint,
      })),
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function entryAsText(entry: LedgerEntry, paint: Paint, width: number): readonly string[] {
  const { deferral, findings } = entry;
  const heading = `${dayOf(entry)} · ${deferral.owner} · ${subjectOf(entry)}`;
  return [
    paint('bold', paint(isBroken(entry) ? 'red' : 'cyan', printable(heading))),
    ...wrap(printable(deferral.reason), width - 2).map((line) => `  ${line}`),
    ...findings.slice(0, MOST_FINDINGS).flatMap((finding) => findingAsText(finding, paint, width)),
    ...(findings.length > MOST_FINDINGS ? [`  and ${findings.length - MOST_FINDINGS} more`] : []),
    `  ${paint('dim', outcomeOf(entry))}`,
  ];
}

const MOST_FINDINGS = 4;

function findingAsText(finding: Finding, paint: Paint, width: number): readonly string[] {
  return [
    `  ${paint('bold', placeOf(finding))}`,
    ...wrap(printable(finding.message), width - 4).map((line) => `    ${line}`),
  ];
}

/** "2026-10-01 (53 days ago)", "2027-01-31 (in 69 days)" */
function dayOf({ deferral, daysLeft }: LedgerEntry): string {
  const when =
    daysLeft === 0
      ? 'today'
      : daysLeft > 0
        ? `in ${plural(daysLeft, 'day')}`
        : `${plural(-daysLeft, 'day')} ago`;
  return `${deferral.until} (${when})`;
}

function subjectOf({ deferral, findings, note }: LedgerEntry): string {
  if (deferral.finding === undefined) return `all of ${deferral.rule ?? 'nothing'}`;
  const [found] = findings;
  return found ? found.ruleId : (note ?? `finding ${deferral.finding}`);
}

function outcomeOf(entry: LedgerEntry): string {
  const { deferral, findings, state, isOver } = entry;
  if (state === 'unknown') return 'A check of the files can’t tell whether it is still there.';
  if (state === 'gone') return 'What it puts off is gone: launch-ready deferred --prune takes the entry out.';
  if (isBroken(entry)) return 'Its day has passed and it still stands: mend it, or agree on a new day.';
  if (isOver) return 'Its day has passed; it is silenced in another way.';
  return deferral.finding === undefined
    ? `${plural(findings.length, 'finding')} put off.`
    : 'It still stands, and is put off.';
}

function summaryOf(entries: readonly LedgerEntry[], paint: Paint): string {
  const broken = entries.filter(isBroken).length;
  const gone = entries.filter(({ state }) => state === 'gone').length;
  const parts = [
    plural(entries.length, 'deferral'),
    ...(broken > 0 ? [`${broken} with a day that has passed`] : []),
    ...(gone > 0 ? [`${gone} of what is gone`] : []),
  ];
  return `${broken > 0 ? paint('red', '✖') : paint('green', '✔')} ${parts.join(', ')}.`;
}
