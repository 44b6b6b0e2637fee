import { overdueText } from '../deferrals.ts';
import { IMPACTS, type Finding, type Impact } from '../finding.ts';
import type { LiveReport, LiveResult } from '../judgeLive.ts';
import type { Mend, MendCopy } from '../check.ts';
import { printable } from '../printable.ts';
import { TOOL_NAME } from '../product.ts';
import { countByImpact } from '../score.ts';
import { jsonFinding } from './json.ts';
import { duration, HEADINGS, PLAIN, plural, wrap, type Paint } from './text.ts';

/** What live checks of some domains gave: the input of every report about them. */
export interface LiveRun {
  readonly version: string;
  /** Absolute path of the folder whose configuration counted. */
  readonly root: string;
  readonly durationMs: number;
  readonly reports: readonly LiveReport[];
}

/** One object, schema version 1: the findings of all domains as `check` reports them, and each domain with all that was seen. */
export function liveAsJson(run: LiveRun): string {
  const findings = findingsOf(run);
  const report = {
    schemaVersion: 1,
    tool: { name: TOOL_NAME, version: run.version },
    root: run.root,
    summary: {
      domains: run.reports.length,
      durationMs: Math.round(run.durationMs),
      byImpact: countByImpact(findings.filter(({ suppressed }) => !suppressed)),
    },
    findings: findings.map(jsonFinding),
    domains: run.reports.map(domainAsJson),
    errors: run.reports.flatMap(({ errors }) =>
      errors.map(({ ruleId, message }) => ({ file: null, message: `${ruleId} ${message}` })),
    ),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function domainAsJson(report: LiveReport): Record<string, unknown> {
  const { findings: _findings, errors: _errors, milliseconds, ...rest } = report;
  return { ...rest, milliseconds: Math.round(milliseconds) };
}

/** All findings of a run, the most severe first. */
export function findingsOf({ reports }: LiveRun): readonly Finding[] {
  return reports
    .flatMap(({ findings }) => findings)
    .sort((a, b) => IMPACTS.indexOf(a.impact) - IMPACTS.indexOf(b.impact));
}

/** For a terminal: each domain, its problems by impact with what was seen and how to mend it, then what could not be told. */
export function liveAsText(run: LiveRun, paint: Paint = PLAIN, width = 100): string {
  const domains = run.reports.map((report) => domainAsText(report, paint, width).join('\n'));
  const count = plural(run.reports.length, 'domain');
  return `${[...domains, paint('dim', `${count} checked in ${duration(run.durationMs)}`)].join('\n')}\n`;
}

function domainAsText(report: LiveReport, paint: Paint, width: number): string[] {
  const { domain, results, errors, requests, queries, milliseconds } = report;
  const shown = shownFindings(report);
  const cost = `${plural(requests, 'request')}, ${plural(queries, 'DNS query', 'DNS queries')}, ${duration(milliseconds)}`;
  return [
    `${paint('bold', domain)}  ${paint('dim', cost)}`,
    '',
    ...IMPACTS.flatMap((impact) => impactAsText(impact, shown, paint, width)),
    ...unknownsAsText(results, paint, width),
    ...errors.map(({ ruleId, message }) => paint('yellow', `  ${ruleId} ${message}`)),
    verdictOf(report, paint),
    '',
  ];
}

function shownFindings({ findings }: LiveReport): readonly Finding[] {
  return findings.filter(({ suppressed }) => !suppressed);
}

function impactAsText(impact: Impact, all: readonly Finding[], paint: Paint, width: number): string[] {
  const findings = all.filter((finding) => finding.impact === impact);
  if (findings.length === 0) return [];
  const { text, style } = HEADINGS[impact];
  return [
    paint('bold', paint(style, text)),
    ...findings.flatMap((finding) => findingAsText(finding, paint, width)),
    '',
  ];
}

function findingAsText(
  { message, ruleId, live, file, range, overdue }: Finding,
  paint: Paint,
  width: number,
): string[] {
  const place = file === null ? '' : ` · ${file}:${range?.start.line ?? 1}`;
  return [
    ...wrap(message, width - 2).map((line) => `  ${line}`),
    ...(overdue ? wrap(overdueText(overdue), width - 4) : []).map((line) => paint('red', `    ${line}`)),
    ...(live?.evidence ?? [])
      .slice(0, MOST_EVIDENCE)
      .map((line) => paint('dim', `    ${cut(line, width - 4)}`)),
    ...mendAsText(live?.mend, paint, width),
    paint('dim', `    ${ruleId}${printable(place)}`),
  ];
}

const MOST_EVIDENCE = 6;

function mendAsText(mend: Mend | undefined, paint: Paint, width: number): string[] {
  if (!mend) return [];
  return [
    ...wrap(`→ ${mend.how}`, width - 4).map((line) => `    ${line}`),
    ...(mend.copy ?? [])
      .flatMap((copy) => copyText(copy).split('\n'))
      .map((line) => `      ${paint('cyan', printable(line))}`),
    ...(mend.link ? [paint('dim', `      ${mend.link.label}: ${mend.link.url}`)] : []),
  ];
}

/** What is copied: a record as zone files write it, or the text itself. */
export function copyText(copy: MendCopy): string {
  if (copy.kind === 'text') return copy.text;
  return [copy.name, ...(copy.ttl === undefined ? [] : [String(copy.ttl)]), copy.type, copy.value].join(' ');
}

function unknownsAsText(results: readonly LiveResult[], paint: Paint, width: number): string[] {
  const unknown = results.filter(({ state }) => state === 'unknown');
  if (unknown.length === 0) return [];
  return [
    paint('bold', 'Could not be told'),
    ...unknown.flatMap(({ checkId, message, host }) =>
      wrap(`${checkId}${host === undefined ? '' : ` (${host})`}: ${message}`, width - 2).map(
        (line) => `  ${line}`,
      ),
    ),
    '',
  ];
}

function verdictOf(report: LiveReport, paint: Paint): string {
  const counts = countByImpact(shownFindings(report));
  const passed = report.results.filter(({ state }) => state === 'pass').length;
  const parts = IMPACTS.filter((impact) => counts[impact] > 0).map((impact) =>
    impact === 'blocker' ? plural(counts.blocker, 'blocker') : `${counts[impact]} ${impact}`,
  );
  const grade = report.observatory
    ? `, MDN Observatory ${report.observatory.grade} (${report.observatory.score})`
    : '';
  const rest = paint('dim', `(${passed} passed${grade})`);
  if (parts.length === 0) return `${paint('green', '✔ Nothing found')} ${rest}`;
  const mark = counts.blocker > 0 ? paint('red', '✖') : paint('yellow', '▲');
  return `${mark} ${paint('bold', `${parts.join(', ')}.`)} ${rest}`;
}

/** As a document to hand over. What servers sent is code, so that nothing of it is markup. */
export function liveAsMarkdown(run: LiveRun): string {
  return `${['# Live checks', ...run.reports.map(domainAsMarkdown)].join('\n\n')}\n`;
}

function domainAsMarkdown(report: LiveReport): string {
  const shown = shownFindings(report);
  const unknown = report.results.filter(({ state }) => state === 'unknown');
  const passed = report.results.filter(({ state }) => state === 'pass');
  return [
    `## ${escaped(report.domain)}`,
    `Checked ${report.at}. ${verdictOf(report, PLAIN)}`,
    ...IMPACTS.flatMap((impact) => impactAsMarkdown(impact, shown)),
    ...(unknown.length === 0
      ? []
      : [
          '### Could not be told',
          unknown.map(({ checkId, message }) => `- ${escaped(message)} (\`${checkId}\`)`).join('\n'),
        ]),
    ...(passed.length === 0
      ? []
      : ['### Passed', passed.map(({ message }) => `- ${escaped(message)}`).join('\n')]),
  ].join('\n\n');
}

function impactAsMarkdown(impact: Impact, shown: readonly Finding[]): readonly string[] {
  const findings = shown.filter((finding) => finding.impact === impact);
  return findings.length === 0
    ? []
    : [`### ${HEADINGS[impact].text}`].concat(findings.map(findingAsMarkdown));
}

function findingAsMarkdown({ message, ruleId, docs, live, file, range }: Finding): string {
  const mend = live?.mend;
  return [
    `- [ ] **${escaped(message)}** ([${ruleId}](${docs}))`,
    ...(file === null ? [] : [`  - Declared in ${code(`${file}:${range?.start.line ?? 1}`)}`]),
    ...(live?.evidence ?? []).map((line) => `  - Seen: ${code(line)}`),
    ...(mend ? [`  - ${escaped(mend.how)}`] : []),
    ...(mend?.copy ?? []).map(copyAsMarkdown),
    ...(mend?.link ? [`  - [${escaped(mend.link.label)}](${mend.link.url})`] : []),
  ].join('\n');
}

function copyAsMarkdown(copy: MendCopy): string {
  const lines = copyText(copy).split('\n');
  const [line = ''] = lines;
  if (lines.length === 1) return `    - ${code(line)}`;
  // A fence that nothing in the text ends.
  return ['```', ...lines.map((each) => printable(each).replaceAll('```', "'''")), '```']
    .map((each) => `    ${each}`)
    .join('\n');
}

function escaped(text: string): string {
  return printable(text).replaceAll(/[\\`*_{}[\]<>#|!]/g, '\\$&');
}

function code(text: string): string {
  return `\`${printable(text).replaceAll('`', "'")}\``;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
