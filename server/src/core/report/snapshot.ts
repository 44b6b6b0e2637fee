import { IMPACTS } from '../finding.ts';
import { printable } from '../printable.ts';
import { TOOL_NAME } from '../product.ts';
import type { Snapshot } from '../snapshot.ts';
import { CHANGES, type Change, type ChangeKind, type SnapshotDiff } from '../snapshotDiff.ts';
import { code, escaped } from './markdownText.ts';
import { PLAIN, plural, wrap, type Paint } from './text.ts';

/** For a terminal of `width` columns: the score then and now, and what became of each finding that changed. */
export function diffAsText(diff: SnapshotDiff, paint: Paint = PLAIN, width = 100): string {
  const groups = grouped(diff).map(([kind, changes]) => {
    const heading = paint('bold', paint(STYLES[kind], `${HEADINGS[kind]} (${changes.length})`));
    return [heading, ...changes.flatMap((change) => changeAsText(change, paint, width)), ''].join('\n');
  });
  return `${[...headOf(diff).map((line) => printable(line)), '', ...groups, lastLine(diff)].join('\n')}\n`;
}

function changeAsText(change: Change, paint: Paint, width: number): readonly string[] {
  const { finding } = change;
  return [
    `  ${paint('bold', printable(finding.file ?? finding.rule))}`,
    ...wrap(printable(finding.message), width - 4).map((line) => `    ${line}`),
    paint('dim', `    ${printable([finding.impact, finding.rule, ...notesOf(change)].join(' · '))}`),
  ];
}

/** The same as GitHub-flavoured Markdown. */
export function diffAsMarkdown(diff: SnapshotDiff): string {
  const [first = '', ...rest] = headOf(diff);
  const groups = grouped(diff).flatMap(([kind, changes]) => [
    `## ${HEADINGS[kind]} (${changes.length})`,
    changes
      .slice(0, MOST)
      .map(changeAsMarkdown)
      .concat(changes.length > MOST ? [`- and ${changes.length - MOST} more`] : [])
      .join('\n'),
  ]);
  return `${['# What changed since the snapshot', `**${escaped(first)}**`, ...rest.map(escaped), ...groups, lastLine(diff)].join('\n\n')}\n`;
}

/** An issue or comment has room for some hundred. */
const MOST = 100;

function changeAsMarkdown(change: Change): string {
  const { finding } = change;
  const notes = [finding.impact, ...notesOf(change)].map(escaped).join(', ');
  return `- ${code(finding.file ?? finding.rule)} (${notes}): ${escaped(finding.message)} ${code(finding.rule)}`;
}

/** One object: both heads, the changes by kind, and how many findings are as they were. */
export function diffAsJson(diff: SnapshotDiff, root: string): string {
  const changes = Object.fromEntries(
    CHANGES.map((kind) => [
      KEYS[kind],
      diff.changes.filter((change) => change.kind === kind).map(changeAsJson),
    ]),
  );
  const { now, earlier, unchanged } = diff;
  const report = {
    schemaVersion: 1,
    tool: { name: TOOL_NAME, version: now.tool.version },
    root,
    since: aboutOf(earlier),
    now: aboutOf(now),
    changes,
    unchanged,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function changeAsJson({ finding, before }: Change): Record<string, unknown> {
  return { ...finding, ...(before && before !== finding ? { before } : {}) };
}

function aboutOf({ date, commit, score, byImpact, files, tool }: Snapshot): Record<string, unknown> {
  return { date, commit, version: tool.version, files, score, byImpact };
}

function headOf({ earlier, now }: SnapshotDiff): readonly string[] {
  const commit = earlier.commit === null ? '' : `, commit ${earlier.commit.slice(0, 10)}`;
  const counts = IMPACTS.filter((impact) => earlier.byImpact[impact] + now.byImpact[impact] > 0).map(
    (impact) => `${impact} ${earlier.byImpact[impact]} → ${now.byImpact[impact]}`,
  );
  const other =
    earlier.tool.version === now.tool.version
      ? []
      : [
          `The snapshot is of version ${earlier.tool.version}, and this is ${now.tool.version}: what is new may be what this version finds in addition.`,
        ];
  return [
    `Readiness ${earlier.score} → ${now.score} of 100 since ${earlier.date.slice(0, 10)}${commit}.`,
    ...(counts.length > 0 ? [`${counts.join(', ')}.`] : []),
    ...other,
  ];
}

function grouped({ changes }: SnapshotDiff): readonly (readonly [ChangeKind, readonly Change[]])[] {
  return CHANGES.flatMap((kind) => {
    const some = changes.filter((change) => change.kind === kind);
    return some.length > 0 ? [[kind, some] as const] : [];
  });
}

function notesOf({ kind, finding, before }: Change): readonly string[] {
  if (!before) return [];
  return [
    ...(before.impact === finding.impact ? [] : [`was ${before.impact}`]),
    ...(before.file === finding.file ? [] : [`was in ${before.file ?? 'the product'}`]),
    ...(kind === 'back' ? [wasSilent(before.until)] : []),
    ...(kind === 'put off' ? [`until ${finding.until ?? '?'}, by ${finding.owner ?? '?'}`] : []),
  ];
}

function wasSilent(until: string | undefined): string {
  return until === undefined ? 'was accepted' : `was put off until ${until}`;
}

function lastLine({ changes, unchanged }: SnapshotDiff): string {
  const rest = plural(unchanged, changes.length === 0 ? 'finding' : 'other finding');
  return `${changes.length === 0 ? 'Nothing changed: ' : ''}${rest} as before.`;
}

const HEADINGS: Readonly<Record<ChangeKind, string>> = {
  new: 'New',
  back: 'Come back',
  worse: 'Worse',
  fixed: 'Fixed',
  better: 'Better',
  'put off': 'Put off',
  accepted: 'Accepted',
  moved: 'Moved',
  'not looked for': 'Not looked for any more: the rule is off, or the file could not be checked',
};

const STYLES: Readonly<Record<ChangeKind, Parameters<Paint>[0]>> = {
  new: 'red',
  back: 'red',
  worse: 'red',
  fixed: 'green',
  better: 'green',
  'put off': 'yellow',
  accepted: 'yellow',
  moved: 'cyan',
  'not looked for': 'yellow',
};

/** As programs call them. */
const KEYS: Readonly<Record<ChangeKind, string>> = {
  new: 'new',
  back: 'back',
  worse: 'worse',
  fixed: 'fixed',
  better: 'better',
  'put off': 'putOff',
  accepted: 'accepted',
  moved: 'moved',
  'not looked for': 'notLookedFor',
};
