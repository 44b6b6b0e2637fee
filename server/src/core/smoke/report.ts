import { printable } from '../printable.ts';
import { TOOL_NAME } from '../product.ts';
import { latencyText } from '../uptime/duration.ts';
import { PLAIN, plural, type Paint } from '../report/text.ts';
import type { Miss } from './judgeAnswer.ts';
import {
  hasFailed,
  type FlowResult,
  type SmokeComparison,
  type SmokeRun,
  type StepResult,
} from './result.ts';

export interface SmokeReport {
  readonly version: string;
  readonly run: SmokeRun;
  readonly comparison?: SmokeComparison;
}

/** For other programs, and for `--baseline`: one object, schema version 1. */
export function smokeAsJson({ version, run, comparison }: SmokeReport): string {
  const { at, environment, flows, milliseconds } = run;
  const report = {
    schemaVersion: 1,
    tool: { name: TOOL_NAME, version },
    kind: 'smoke',
    at,
    environment,
    flows,
    summary: { ...countsOf(run), ok: !hasFailed(run), durationMs: Math.round(milliseconds) },
    ...(comparison ? { comparison } : {}),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

export function smokeAsText({ run, comparison }: SmokeReport, paint: Paint = PLAIN): string {
  const { environment, flows } = run;
  const head = `${paint('bold', printable(environment.name))}  ${paint('dim', printable(environment.base))}`;
  const lines = flows.flatMap((flow) => flowLines(flow, paint));
  const changes = comparison ? [...comparisonLines(comparison), ''] : [];
  return `${[head, '', ...lines, '', ...changes, verdict(run, paint)].join('\n')}\n`;
}

export function smokeAsMarkdown({ run, comparison }: SmokeReport): string {
  const { at, environment, flows } = run;
  const lines = flows.flatMap(markdownOf);
  const changes = comparison ? [...comparisonLines(comparison).map((line) => escaped(line)), ''] : [];
  return [
    `# Smoke test of ${escaped(environment.name)}`,
    '',
    `${escaped(environment.base)}, ${at}. ${verdict(run, PLAIN)}`,
    '',
    ...lines,
    ...changes,
  ].join('\n');
}

function markdownOf(flow: FlowResult): readonly string[] {
  const lines = [`## ${mark(flow)} ${escaped(flow.name)}`, ''];
  for (const step of flow.steps) {
    lines.push(`- [${step.state === 'ok' ? 'x' : ' '}] ${code(step.name)}${factsOf(step)}`);
    for (const { expected, came } of step.misses)
      lines.push(`  - expected ${escaped(expected)}, came ${escaped(came)}`);
  }
  return [...lines, ''];
}

/** As CI systems read it: a suite for each flow, a case for each step. */
export function smokeAsJunit({ run }: SmokeReport): string {
  const suites = run.flows.map((flow) => {
    const count = (state: StepResult['state']): number =>
      flow.steps.filter((step) => step.state === state).length;
    const cases = flow.steps.map((step) => testCase(flow, step));
    const failures = flow.impact === 'low' ? 0 : count('failed');
    return [
      `  <testsuite name="${xml(flow.name)}" tests="${flow.steps.length}" failures="${failures}" errors="0" skipped="${flow.steps.length - count('ok') - failures}" time="${seconds(sum(flow.steps))}">`,
      ...cases,
      '  </testsuite>',
    ].join('\n');
  });
  const all = run.flows.flatMap(({ steps }) => steps).length;
  const failed = run.flows
    .filter(({ impact }) => impact === 'blocker')
    .flatMap(({ steps }) => steps.filter(({ state }) => state === 'failed')).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${TOOL_NAME} smoke ${xml(run.environment.name)}" tests="${all}" failures="${failed}" errors="0" time="${seconds(run.milliseconds)}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase({ name, impact }: FlowResult, step: StepResult): string {
  const open = `    <testcase classname="${xml(name)}" name="${xml(step.name)}" time="${seconds(step.milliseconds ?? 0)}"`;
  if (step.state === 'ok') return `${open}/>`;
  const told = step.misses.map(missText).join('\n');
  if (step.state === 'skipped' || impact === 'low')
    return `${open}><skipped message="${xml(step.state === 'skipped' ? 'A step before it failed.' : told)}"/></testcase>`;
  return `${open}><failure message="${xml(step.misses[0] ? missText(step.misses[0]) : '')}">${xml(told)}</failure></testcase>`;
}

function sum(steps: readonly StepResult[]): number {
  return steps.reduce((total, { milliseconds = 0 }) => total + milliseconds, 0);
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1_000).toFixed(3);
}

/** XML 1.0 has no way to write control characters: `printable` leaves none. */
function xml(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line))
    .join('\n')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g,
      '\ufffd',
    );
}

function flowLines(flow: FlowResult, paint: Paint): readonly string[] {
  const colour = flow.state === 'ok' ? 'green' : flow.impact === 'low' ? 'yellow' : 'red';
  const isOnly = flow.steps.length === 1;
  const [first] = flow.steps;
  const head = `${paint(colour, mark(flow))} ${printable(flow.name)}`;
  const steps = flow.steps.flatMap((step) => {
    const line = `    ${step.state === 'ok' ? '✔' : step.state === 'skipped' ? '-' : '✖'} ${printable(step.name)}${paint('dim', factsOf(step))}`;
    return [...(isOnly ? [] : [line]), ...step.misses.flatMap((miss) => missLines(miss, paint))];
  });
  const only =
    isOnly && first
      ? paint('dim', `${first.name === flow.name ? '' : `  ${printable(first.name)}`}${factsOf(first)}`)
      : '';
  return [head + only, ...steps];
}

function missLines({ expected, came }: Miss, paint: Paint): readonly string[] {
  return [
    `      ${paint('dim', 'expected')} ${printable(expected)}`,
    `      ${paint('dim', 'came    ')} ${printable(came)}`,
  ];
}

function missText({ expected, came }: Miss): string {
  return `expected ${expected}, came ${came}`;
}

function factsOf({ status, milliseconds, state }: StepResult): string {
  if (state === 'skipped') return '  (skipped)';
  const facts = [
    ...(status === undefined ? [] : [String(status)]),
    ...(milliseconds === undefined ? [] : [latencyText(milliseconds)]),
  ];
  return facts.length > 0 ? `  (${facts.join(', ')})` : '';
}

function mark({ state, impact }: FlowResult): string {
  return state === 'ok' ? '✔' : impact === 'low' ? '!' : '✖';
}

function countsOf({ flows }: SmokeRun): { flows: number; failed: number; low: number } {
  const failed = flows.filter(({ state }) => state === 'failed');
  const low = failed.filter(({ impact }) => impact === 'low').length;
  return { flows: flows.length, failed: failed.length - low, low };
}

function verdict(run: SmokeRun, paint: Paint): string {
  const { flows, failed, low } = countsOf(run);
  const aside = low === 0 ? '' : ` ${plural(low, 'thing')} could be better.`;
  const time = latencyText(run.milliseconds);
  if (failed === 0) return `${paint('green', '✔')} ${plural(flows - low, 'flow')} passed in ${time}.${aside}`;
  return `${paint('red', '✖')} ${failed} of ${plural(flows, 'flow')} failed in ${time}.${aside}`;
}

function comparisonLines(comparison: SmokeComparison): readonly string[] {
  const { at, newlyFailing, stillFailing, mended, missing } = comparison;
  const list = (what: string, names: readonly string[]): readonly string[] =>
    names.length === 0 ? [] : [`${what}: ${names.map(printable).join(', ')}.`];
  const lines = [
    ...list('Failing, and passed then', newlyFailing),
    ...list('Failing then and now', stillFailing),
    ...list('Passing, and failed then', mended),
    ...list('Not run now', missing),
  ];
  return [`Compared with ${printable(at)}: ${lines.length === 0 ? 'nothing changed.' : ''}`.trim(), ...lines];
}

function code(text: string): string {
  return `\`${printable(text).replaceAll('`', "'")}\``;
}

function escaped(text: string): string {
  return printable(text).replaceAll(/[\\`*_[\]<>|#]/g, String.raw`\$&`);
}
