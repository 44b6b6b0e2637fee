import { printable } from '../printable.ts';
import type { Finding } from '../finding.ts';
import { errorText, LEVELS, placeOf, presentRange, standing, textOf } from './place.ts';
import type { CheckResult } from './report.ts';
import { summaryLine } from './text.ts';

/**
 * Workflow commands, one a finding (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands),
 * and the summary. The most severe come first: GitHub shows ten errors, ten warnings and ten notices of a step as
 * annotations, and the rest in the log only, so each names its place in its text too.
 */
export function githubReport(result: CheckResult): string {
  const { findings, errors, review } = result;
  return [
    ...errors.map((error) =>
      command('error', { ...fileProperty(error.file), title: 'Could not be checked' }, [
        `${printable(error.file)}: ${errorText(error)}`,
      ]),
    ),
    ...standing(findings).map(annotation),
    ...(review?.notices ?? []).map((notice) =>
      command('notice', { title: 'Not reviewed' }, [printable(notice)]),
    ),
    summaryLine(result),
    '',
  ].join('\n');
}

function annotation(finding: Finding): string {
  const range = presentRange(finding);
  const level = LEVELS[finding.impact];
  const properties = {
    ...(range ? { ...fileProperty(finding.file ?? ''), ...linesOf(range) } : {}),
    title: `${HEADINGS[finding.impact]}: ${finding.ruleId}`,
  };
  return command(level === 'note' ? 'notice' : level, properties, [
    textOf(finding),
    `${placeOf(finding)} · ${finding.docs}`,
  ]);
}

const HEADINGS = { blocker: 'Blocker', high: 'High', medium: 'Medium', low: 'Low' } as const;

/** GitHub takes no columns of what ends on another line. */
function linesOf({ start, end }: NonNullable<Finding['range']>): Readonly<Record<string, number>> {
  const lines = { line: start.line, endLine: end.line };
  return start.line === end.line ? { ...lines, col: start.column } : lines;
}

/** A name that can't be printed is in the text alone, escaped. */
function fileProperty(file: string): { readonly file?: string } {
  return file !== '' && printable(file) === file ? { file } : {};
}

function command(
  name: string,
  properties: Readonly<Record<string, string | number>>,
  lines: readonly string[],
): string {
  const given = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name} ${given.join(',')}::${escapeData(lines.join('\n'))}`;
}

/** As `escapeData` and `escapeProperty` of GitHub's own toolkit are undone by the runner (actions/toolkit, core/src/command.ts). */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
