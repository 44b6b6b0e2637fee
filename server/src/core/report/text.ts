import { overdueText } from '../deferrals.ts';
import { IMPACTS, isApplicable, isToDo, type Finding, type Impact } from '../finding.ts';
import { printable } from '../printable.ts';
import { countByImpact, readinessScore } from '../score.ts';
import { fixableAmong, withoutRepetition, type Repeated } from './repeated.ts';
import type { CheckResult } from './report.ts';
import { countedFindings, leftOutText } from './shown.ts';

/** Marks up a piece of text for a terminal; the identity where colours are not wanted. */
export type Paint = (style: 'bold' | 'dim' | 'red' | 'yellow' | 'cyan' | 'green', text: string) => string;

export const PLAIN: Paint = (_style, text) => text;

interface Heading {
  readonly text: string;
  readonly style: Parameters<Paint>[0];
}

/** What stands above the findings of an impact. */
export const HEADINGS: Readonly<Record<Impact, Heading>> = {
  blocker: { text: 'Blockers: do not launch with these', style: 'red' },
  high: { text: 'High: fix before paid traffic', style: 'yellow' },
  medium: { text: 'Medium: fix soon', style: 'cyan' },
  low: { text: 'Low: can wait', style: 'dim' },
};
const PAST: Heading = { text: 'Has happened: nothing to do, but for the next time', style: 'dim' };

/** The report for people: by launch impact, most severe first. `width` is the terminal's, in columns. */
export function textReport(result: CheckResult, paint: Paint = PLAIN, width = 100): string {
  const shown = result.findings.filter((finding) => !finding.suppressed);
  const section = ({ text, style }: Heading, group: readonly Finding[]): readonly string[] =>
    group.length === 0
      ? []
      : [
          paint('bold', paint(style, text)),
          ...withoutRepetition(group).map((repeated) => entry(repeated, paint, width)),
          '',
        ];
  const groups = [
    ...IMPACTS.flatMap((impact) =>
      section(
        HEADINGS[impact],
        shown.filter((finding) => finding.impact === impact && isToDo(finding)),
      ),
    ),
    ...section(
      PAST,
      shown.filter(({ past }) => past),
    ),
  ];
  const errors = result.errors.map(({ file, ruleId, message }) =>
    paint('yellow', printable(`${file}: ${ruleId} ${message}`.replace('  ', ' '))),
  );
  return [...groups, ...errors, summaryLine(result, paint), ''].join('\n');
}

function entry(repeated: Repeated, paint: Paint, width: number): string {
  const { first: finding, others } = repeated;
  const place = placeIn(finding);
  const fixes = finding.fixes.filter(isApplicable).map(({ title }) => `fix: ${title}`);
  return [
    `  ${paint('bold', printable(place))}`,
    ...wrap(printable(finding.message), width - 4).map((line) => `    ${line}`),
    ...(finding.overdue ? wrap(overdueText(finding.overdue), width - 4) : []).map(
      (line) => `    ${paint('red', line)}`,
    ),
    ...relatedLines(finding).map((line) => `    ${paint('dim', printable(line))}`),
    `    ${paint('dim', printable([finding.ruleId, ...fixes].join(' · ')))}`,
    ...listed(repeated).map(
      (other) => `  ${paint('bold', printable(placeIn(other.finding)))}${differing(other, paint, width)}`,
    ),
    ...(others.length > 0 ? [`    ${paint('dim', sameText(repeated))}`] : []),
  ].join('\n');
}

/** What can wait is a list to start with; of all else every place is named. */
function listed({ first, others }: Repeated): Repeated['others'] {
  return first.impact === 'low' && others.length > LOW_PLACES + 2 ? others.slice(0, LOW_PLACES) : others;
}

const LOW_PLACES = 20;

/** What is said of this place in place of the words of the first. */
function differing({ finding, difference }: Repeated['others'][number], paint: Paint, width: number): string {
  if (difference === '') return '';
  const room = Math.max(48, width - placeIn(finding).length - 4);
  const text = difference.length > room ? `${difference.slice(0, room - 1)}…` : difference;
  return `  ${paint('dim', printable(text))}`;
}

function sameText(repeated: Repeated): string {
  const fixable = fixableAmong(repeated);
  const fixes = fixable === 0 ? '' : ` · fixes: ${fixable}`;
  const here = listed(repeated).length;
  const rest =
    here === repeated.others.length ? '' : ` · the first ${here} are listed here, and all by --format json`;
  return printable(
    `${plural(repeated.others.length, 'more place')}, the same: ${repeated.first.ruleId}${fixes}${rest}`,
  );
}

function placeIn({ file, range, commit }: Finding): string {
  const position = range ? `:${range.start.line}:${range.start.column}` : '';
  const id = commit && commit.id !== '' ? `commit ${commit.id.slice(0, 10)}` : 'a tag';
  if (file === null) return commit ? `the message of ${id}${position}` : '';
  return commit ? `${file}${position} in ${id}` : `${file}${position}`;
}

/** At most a handful of places: the first ones are enough to start with, and the JSON report has all. */
const SHOWN_PLACES = 4;

function relatedLines({ related }: Finding): readonly string[] {
  const places = related.map(
    ({ file, range, message }) => `${message}: ${file}:${range.start.line}:${range.start.column}`,
  );
  const rest = places.length - SHOWN_PLACES;
  return rest > 1 ? [...places.slice(0, SHOWN_PLACES), `and in ${rest} more places`] : places;
}

/** The verdict in one line: how many findings of each impact, and how much was looked at. */
export function summaryLine(result: CheckResult, paint: Paint = PLAIN): string {
  const counted = countedFindings(result);
  const counts = countByImpact(counted.filter(isToDo));
  const suppressed = counted.filter((finding) => finding.suppressed).length;
  const checked = `${looked(result)} checked in ${duration(result.durationMs)}`;
  const silenced = suppressed === 0 ? '' : `, ${suppressed} suppressed`;
  const parts = IMPACTS.filter((impact) => counts[impact] > 0).map((impact) =>
    impact === 'blocker' ? plural(counts.blocker, 'blocker') : `${counts[impact]} ${impact}`,
  );
  const unchecked =
    result.errors.length === 0
      ? ''
      : `, ${plural(result.errors.length, 'problem')} while checking, see above`;
  if (parts.length === 0) {
    const nothing = unchecked === '' ? paint('green', '✔ Nothing found') : paint('yellow', '▲ Nothing found');
    return `${nothing} (${checked}${silenced}${unchecked})${pastText(result, 'finding')}`;
  }
  const mark = counts.blocker > 0 ? paint('red', '✖') : paint('yellow', '▲');
  // A change says nothing of the whole product.
  const score = result.review ? '' : ` Readiness ${readinessScore(counts)} of 100.`;
  const leftOut = leftOutText(result);
  const notListed = leftOut === '' ? '' : ` Not listed: ${leftOut}.`;
  return `${mark} ${paint('bold', `${parts.join(', ')}.`)}${score} (${checked}${silenced}${unchecked})${notListed}${pastText(result, 'more')}`;
}

/** Why there are findings that the report does not speak of; "" where there are none. */
function pastText({ past = 0 }: CheckResult, noun: 'more' | 'finding'): string {
  if (past === 0) return '';
  const [are, them] = past === 1 ? ['is', 'it'] : ['are', 'them'];
  const what = noun === 'more' ? `${past} more` : plural(past, noun);
  return ` ${what} ${are} about migrations that have run, where nothing is left to do: --past lists ${them}.`;
}

function looked({ files, commits, review }: CheckResult): string {
  if (review) return plural(review.changedFiles, 'changed file');
  if (commits === undefined) return plural(files, 'file');
  return `${plural(commits, 'commit')} with ${plural(files, 'version')} of files`;
}

/** "1 file", "2 files" */
export function plural(count: number, noun: string, several = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : several}`;
}

/** "80 ms", "1.2 s" */
export function duration(milliseconds: number): string {
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
}

/** Breaks at spaces; a word longer than the width keeps its line. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
