import { compareImpact, type Finding, type Impact } from '../finding.ts';
import { TOOL_NAME } from '../product.ts';
import { errorText, messageOf, placeOf, presentRange, standing, subjectOf } from './place.ts';
import type { CheckResult } from './report.ts';
import { element, XML_DECLARATION, xmlText } from './xml.ts';

/**
 * JUnit's XML, one suite an area. A finding that makes the check fail is a failure, one below that is skipped and says so, what
 * could not be checked is an error. Where there is nothing to say, one test has passed: readers take an empty report for a
 * run that broke.
 */
export function junitReport(
  { findings, errors, files, durationMs }: CheckResult,
  failOn: Impact | 'never',
): string {
  const suites: Suite[] = [];
  if (errors.length > 0) suites.push({ name: 'not checked', cases: errors.map(errorCase) });
  const shown = standing(findings);
  for (const area of new Set(shown.map((finding) => finding.area)))
    suites.push({
      name: area,
      cases: shown.filter((finding) => finding.area === area).map((finding) => caseOf(finding, failOn)),
    });
  if (suites.length === 0) suites.push({ name: 'check', cases: [passed(files)] });
  const seconds = (durationMs / 1_000).toFixed(3);
  const all = suites.flatMap(({ cases }) => cases);
  return `${XML_DECLARATION}\n${element(
    'testsuites',
    { name: TOOL_NAME, ...countsOf(all), time: seconds },
    suites.map(({ name, cases }) =>
      element(
        'testsuite',
        { name: `${TOOL_NAME} ${name}`, ...countsOf(cases), time: '0.000' },
        cases.map(({ xml }) => xml),
      ),
    ),
  )}\n`;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

interface Case {
  readonly outcome: 'failure' | 'error' | 'skipped' | 'passed';
  readonly xml: string;
}

function countsOf(cases: readonly Case[]): Readonly<Record<string, number>> {
  const count = (outcome: Case['outcome']): number => cases.filter((one) => one.outcome === outcome).length;
  return {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}

function caseOf(finding: Finding, failOn: Impact | 'never'): Case {
  const { ruleId, impact, past, docs } = finding;
  const fails = failOn !== 'never' && !past && compareImpact(impact, failOn) <= 0;
  const message = messageOf(finding);
  const details = xmlText(`${placeOf(finding)} · ${impact} · ${docs}`);
  const body = fails
    ? element('failure', { message, type: impact }, [details])
    : element('skipped', { message: `${impact}, which does not fail this check: ${message}` });
  const range = presentRange(finding);
  const attributes = {
    name: `${ruleId}: ${firstSentence(message)}`,
    classname: subjectOf(finding),
    file: finding.file ?? undefined,
    line: range?.start.line,
    time: '0.000',
  };
  return { outcome: fails ? 'failure' : 'skipped', xml: element('testcase', attributes, [body]) };
}

/** Names stand in lists: the whole message is beside it. They have no lines in them, so that a test stays the same when lines move. */
function firstSentence(message: string): string {
  return message.split(/(?<=\.) (?=[\p{Lu}“])/u, 1)[0] ?? message;
}

function errorCase({ file, ...error }: CheckResult['errors'][number]): Case {
  const message = errorText(error);
  const body = element('error', { message, type: 'not checked' });
  const attributes = { name: `could not be checked: ${message}`, classname: file, time: '0.000' };
  return { outcome: 'error', xml: element('testcase', attributes, [body]) };
}

function passed(files: number): Case {
  const name = `nothing found in ${files} ${files === 1 ? 'file' : 'files'}`;
  return { outcome: 'passed', xml: element('testcase', { name, classname: TOOL_NAME, time: '0.000' }) };
}
