import type { Finding } from '../finding.ts';
import { TOOL_NAME } from '../product.ts';
import { errorText, LEVELS, messageOf, presentRange, standing, subjectOf } from './place.ts';
import type { CheckResult } from './report.ts';
import { element, XML_DECLARATION } from './xml.ts';

/** Checkstyle's XML, by file: what reviewdog, Jenkins and many others read. */
export function checkstyleReport({ findings, errors }: CheckResult): string {
  const byFile = new Map<string, string[]>();
  const add = (file: string, line: string): void => {
    const known = byFile.get(file);
    if (known) known.push(line);
    else byFile.set(file, [line]);
  };
  for (const { file, ...error } of errors)
    add(
      file,
      element('error', {
        line: 1,
        severity: 'error',
        message: `Could not be checked: ${errorText(error)}`,
        source: TOOL_NAME,
      }),
    );
  for (const finding of standing(findings)) add(subjectOf(finding), errorOf(finding));
  const files = [...byFile].map(([name, lines]) => element('file', { name }, lines));
  return `${XML_DECLARATION}\n${element('checkstyle', { version: VERSION }, files)}\n`;
}

/** Of the format: readers look at no other. */
const VERSION = '4.3';

function errorOf(finding: Finding): string {
  const range = presentRange(finding);
  return element('error', {
    line: range?.start.line ?? 1,
    column: range?.start.column,
    severity: SEVERITIES[LEVELS[finding.impact]],
    message: messageOf(finding),
    source: finding.ruleId,
  });
}

const SEVERITIES = { error: 'error', warning: 'warning', note: 'info' } as const;
