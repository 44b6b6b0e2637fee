import { printable } from '../printable.ts';
import { TOOL_NAME } from '../product.ts';
import { PLAIN, plural, type Paint } from '../report/text.ts';
import { latencyText } from '../uptime/duration.ts';
import type { LoadComparison } from './compare.ts';
import type { Change } from './regression.ts';
import { brokenStage, heldStage, isBroken, type EndpointLoad, type LoadRun } from './result.ts';
import type { Stage } from './stage.ts';

export interface LoadReport {
  readonly version: string;
  readonly run: LoadRun;
  readonly comparison?: LoadComparison;
}

/** For other programs, and for `--baseline`: one object, schema version 1. */
export function loadAsJson({ version, run, comparison }: LoadReport): string {
  const { at, environment, endpoints, requests, milliseconds } = run;
  const report = {
    schemaVersion: 1,
    tool: { name: TOOL_NAME, version },
    kind: 'load',
    at,
    environment,
    endpoints: endpoints.map((load) => {
      const [held, broken] = [heldStage(load), brokenStage(load)];
      return {
        ...load,
        holds: held ? figuresOf(held) : null,
        broke: broken ? { ...figuresOf(broken), why: broken.verdict } : null,
        says: sentenceOf(load),
      };
    }),
    summary: {
      endpoints: endpoints.length,
      requests,
      durationMs: Math.round(milliseconds),
      regressions: comparison?.changes.filter(({ verdict }) => verdict === 'worse').length ?? 0,
    },
    ...(comparison ? { comparison } : {}),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function figuresOf({ concurrency, requestsPerSecond, p95 }: Stage): Record<string, number | null> {
  return { concurrency, requestsPerSecond, p95: p95 ?? null };
}

export function loadAsText({ run, comparison }: LoadReport, paint: Paint = PLAIN): string {
  const { environment, endpoints, requests, milliseconds } = run;
  const head = `${paint('bold', printable(environment.name))}  ${paint('dim', printable(environment.base))}`;
  const parts = endpoints.flatMap((load) => textOf(load, paint));
  const changes = comparison ? ['', ...comparisonLines(comparison)] : [];
  const foot = paint('dim', `${plural(requests, 'request')} in ${latencyText(milliseconds)}`);
  return `${[head, ...parts, ...changes, '', foot].join('\n')}\n`;
}

export function loadAsMarkdown({ run, comparison }: LoadReport): string {
  const { at, environment, endpoints, requests, milliseconds } = run;
  const parts = endpoints.flatMap(markdownOf);
  const changes = comparison ? [...comparisonLines(comparison).map((line) => `- ${escaped(line)}`), ''] : [];
  return [
    `# Load test of ${escaped(environment.name)}`,
    '',
    `${escaped(environment.base)}, ${at}: ${plural(requests, 'request')} in ${latencyText(milliseconds)}.`,
    '',
    ...parts,
    ...changes,
  ].join('\n');
}

function textOf(load: EndpointLoad, paint: Paint): readonly string[] {
  const colour = isBroken(load) ? 'red' : heldStage(load) ? 'green' : 'yellow';
  const [head = '', ...rows] = tableOf(load);
  const below = [paint(colour, sentenceOf(load)), paint('dim', head), ...rows, ...notesOf(load)];
  return ['', paint('bold', printable(load.name)), ...below.map((line) => `  ${line}`)];
}

function markdownOf(load: EndpointLoad): readonly string[] {
  const rows = load.stages.map((stage) => `| ${cellsOf(stage).join(' | ')} |`);
  const notes = notesOf(load).map((note) => `${escaped(note)}\n`);
  return [
    `## ${escaped(load.name)}`,
    '',
    escaped(sentenceOf(load)),
    '',
    `| ${COLUMNS.join(' | ')} |`,
    `| ${COLUMNS.map(() => '--:').join(' | ')} |`,
    ...rows,
    '',
    ...notes,
  ];
}

/** What it holds, and what ended it. */
export function sentenceOf(load: EndpointLoad): string {
  const held = heldStage(load);
  const broken = brokenStage(load);
  const why = broken ? brokeText(broken, load) : END[load.end];
  if (!held) return broken ? `Does not hold one request at a time: ${why}` : `Nothing is known: ${why}`;
  const least = broken && broken.verdict !== 'rate-limited' && broken.verdict !== 'client' ? '' : 'at least ';
  return `Holds ${least}${held.concurrency} concurrent, ${rate(held)} requests per second at p95 ${time(held.p95)}. ${broken ? `At ${broken.concurrency}, ${why}` : `It went no further: ${why}`}`;
}

const END: Readonly<Record<EndpointLoad['end'], string>> = {
  latency: 'it became too slow.',
  errors: 'requests failed.',
  timeouts: 'requests were not answered in time.',
  'rate-limited': 'the server asked to wait.',
  client: 'this machine could not send more.',
  requests: 'as many requests as it may cost were sent (--max-requests).',
  time: 'the time was over (--max-time).',
  concurrency: 'more at a time are not tried.',
  cancelled: 'it was stopped.',
};

function brokeText({ verdict, p95, failures, answers, client }: Stage, load: EndpointLoad): string {
  const all = answers + failures.total;
  switch (verdict) {
    case 'rate-limited': {
      const wait = load.retryAfter === undefined ? '' : `, and to come back after ${load.retryAfter} s`;
      return `the server asked to wait${wait}: it limits the rate. Nothing more was sent.`;
    }
    case 'client':
      return `this machine could not keep up (its timers were ${client.lag} ms late): that says nothing of the server.`;
    case 'timeouts':
      return `${failures.timeouts} of ${all} requests were not answered in time.`;
    case 'errors':
      return `${failures.total} of ${all} requests failed (${failuresText(failures)}).`;
    case 'latency':
    case 'uncertain':
      return p95 === undefined
        ? `nothing was answered within ${latencyText(load.threshold)}.`
        : `p95 was ${time(p95)} (threshold ${latencyText(load.threshold)}).`;
    case 'held':
    case 'nothing':
      return END[load.end];
  }
}

function failuresText({ statuses, timeouts, connections, detail }: Stage['failures']): string {
  return [
    ...Object.entries(statuses).map(([status, count]) => `${count} × ${status}`),
    ...(timeouts > 0 ? [`${timeouts} × no answer in time`] : []),
    ...(connections > 0 ? [`${connections} × ${printable(detail ?? 'no connection')}`] : []),
  ].join(', ');
}

/** What the figures mean otherwise than one would think. */
function notesOf({ stages, request }: EndpointLoad): readonly string[] {
  const made = stages.reduce((total, { connections }) => total + connections, 0);
  const answers = stages.reduce((total, stage) => total + stage.answers, 0);
  const isEach = answers > 0 && made * 2 > answers && !request.startsWith('HEAD ');
  const isLate = stages.some(({ client, verdict }) => client.lag > 20 && verdict !== 'client');
  return [
    ...(isEach
      ? [
          'The server ends most connections after an answer: the times hold making a new one, as TLS needs it.',
        ]
      : []),
    ...(isLate ? ['This machine was busy now and then: the times may be longer than the server’s.'] : []),
  ];
}

const COLUMNS = ['at a time', 'answers', 'failed', 'per second', 'p50', 'p90', 'p95', 'p99', ''];

function cellsOf(stage: Stage): readonly string[] {
  const { concurrency, answers, failures, p50, p90, p95, p99, verdict } = stage;
  return [
    String(concurrency),
    String(answers),
    String(failures.total),
    rate(stage),
    time(p50),
    time(p90),
    time(p95),
    time(p99),
    verdict === 'nothing' ? 'not finished' : verdict.replace('-', ' '),
  ];
}

function tableOf({ stages }: EndpointLoad): readonly string[] {
  const rows = [COLUMNS, ...stages.map(cellsOf)];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

function comparisonLines({ at, changes, missing }: LoadComparison): readonly string[] {
  const told = changes.filter(({ verdict }) => verdict === 'worse' || verdict === 'better');
  const unknown = changes.filter(({ verdict }) => verdict === 'unknown').length;
  return [
    `Compared with ${printable(at)}: ${told.length === 0 ? 'nothing changed by more than chance.' : ''}`.trim(),
    ...told.map(changeText),
    ...(unknown > 0 ? [`${plural(unknown, 'figure')} had too few requests to compare.`] : []),
    ...missing.map((name) => `${printable(name)} was not measured now.`),
  ];
}

function changeText({ endpoint, what, concurrency, before, now, verdict }: Change): string {
  const change = before === 0 ? '' : ` (${now > before ? '+' : ''}${Math.round((now / before - 1) * 100)} %)`;
  const figures =
    what === 'p95'
      ? `p95 at ${concurrency} was ${time(before)}, and is ${time(now)}`
      : `held ${rounded(before)} requests per second, and holds ${rounded(now)}`;
  return `${verdict === 'worse' ? '✖' : '✔'} ${printable(endpoint)}: ${figures}${change}.`;
}

function rate({ requestsPerSecond }: Stage): string {
  return rounded(requestsPerSecond);
}

function rounded(value: number): string {
  return value >= 10 ? String(Math.round(value)) : value.toFixed(1);
}

function time(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '–';
  return milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : latencyText(milliseconds);
}

function escaped(text: string): string {
  return printable(text).replaceAll(/[\\`*_[\]<>|#]/g, String.raw`\$&`);
}
