/** What a trace says, for a terminal and for other programs. */
import { blockedBy, isWeak, lockName } from '../../core/migrations/lockModes.ts';
import type { History } from '../../core/migrations/model.ts';
import { printable } from '../../core/printable.ts';
import { TOOL_NAME } from '../../core/product.ts';
import { PLAIN, plural, type Paint } from '../../core/report/text.ts';
import type { HistoryTrace, MigrationTrace, StatementTrace } from './trace.ts';

export interface TraceCounts {
  readonly ran: number;
  readonly failed: number;
  readonly leftOut: number;
  readonly agree: number;
  readonly differ: number;
}

export function countTraces(traces: readonly HistoryTrace[]): TraceCounts {
  const all = traces.flatMap(({ migrations }) => migrations.flatMap(({ statements }) => statements));
  const count = (is: (one: StatementTrace) => boolean): number => all.filter(is).length;
  return {
    ran: count(({ outcome }) => outcome === 'ran'),
    failed: count(({ outcome }) => outcome === 'failed'),
    leftOut: count(({ outcome }) => outcome === 'left-out'),
    agree: count(({ comparison }) => comparison?.agreement === 'agrees'),
    differ: count(({ comparison }) => comparison?.agreement === 'differs'),
  };
}

export function tracesAsText(traces: readonly HistoryTrace[], paint: Paint = PLAIN): string {
  const blocks = traces.map(({ history, server, notes, migrations }) => {
    const title = `${nameOfHistory(history)}: ${plural(migrations.length, 'migration')} on ${server}`;
    return [
      paint('bold', printable(title)),
      ...notes.map((note) => paint('dim', `  ${printable(note)}`)),
      ...migrations.flatMap((one) => migrationAsText(one, paint)),
      '',
    ].join('\n');
  });
  return `${blocks.join('\n')}\n${summaryOf(countTraces(traces))}\n`;
}

/** "prisma/migrations (prisma)" */
export function nameOfHistory({ folder, tool }: Pick<History, 'folder' | 'tool'>): string {
  return `${folder === '' ? 'this folder' : folder} (${tool})`;
}

function migrationAsText({ migration, statements }: MigrationTrace, paint: Paint): readonly string[] {
  const shown = statements.filter(isWorthShowing);
  const isBad = statements.some((one) => isTrouble(one));
  const quiet = statements.length - shown.length;
  const rest =
    quiet === 0
      ? []
      : [
          paint(
            'dim',
            `    ${plural(quiet, shown.length > 0 ? 'more statement' : 'statement')} that nobody waits for`,
          ),
        ];
  return [
    `  ${isBad ? paint('red', '✘') : paint('green', '✔')} ${printable(migration.file)}`,
    ...shown.flatMap((one) => statementAsText(one, paint)),
    ...rest,
  ];
}

function isTrouble({ outcome, comparison }: StatementTrace): boolean {
  return outcome === 'failed' || comparison?.agreement === 'differs';
}

function isWorthShowing(one: StatementTrace): boolean {
  return one.outcome !== 'ran' || isTrouble(one) || !one.took || strongLocks(one).length > 0;
}

function strongLocks({ took }: StatementTrace): NonNullable<StatementTrace['took']>['locks'] {
  return (took?.locks ?? []).filter(({ lock }) => !isWeak(lock));
}

function statementAsText(one: StatementTrace, paint: Paint): readonly string[] {
  const { statement, sql, outcome, reason, took, comparison } = one;
  const line = `    ${String(statement.at.line).padStart(4)}  ${printable(firstLine(sql))}`;
  const say = (style: 'red' | 'yellow' | 'dim', text: string): string =>
    paint(style, `          ${printable(text)}`);
  if (outcome === 'failed') return [line, say('red', `failed: ${reason ?? ''}`)];
  if (outcome === 'left-out') return [line, say('dim', `not run: ${reason ?? ''}`)];
  if (!took) return [line, say('dim', 'ran; its locks can’t be read, since it can’t be in a transaction')];
  const work = [
    ...(took.rewritten.length > 0 ? ['the whole table is written anew'] : []),
    ...(took.scanned && took.rewritten.length === 0 ? ['every row is read'] : []),
    ...(took.indexed && took.rewritten.length === 0 ? ['an index is built'] : []),
  ];
  return [
    line,
    ...strongLocks(one).map(({ on, lock }) =>
      say('dim', `${lockName(lock)} on ${on}: ${WAITS[blockedBy(lock)]}`),
    ),
    ...(work.length > 0 ? [say('yellow', work.join(', '))] : []),
    ...(comparison?.differences ?? []).map((difference) => say('red', `our mistake: ${difference}`)),
  ];
}

const WAITS = {
  'reads and writes': 'reads and writes wait',
  writes: 'writes wait',
  'schema changes': 'other changes of the schema wait',
} as const;

/** One or two sentences. */
export function summaryOf({ ran, failed, leftOut, agree, differ }: TraceCounts): string {
  const parts = [
    `${plural(ran, 'statement')} ran`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(leftOut > 0 ? [`${leftOut} not run`] : []),
  ];
  const proof =
    differ > 0
      ? `For ${differ} of them what we say without running them is wrong: please report it.`
      : `What we say without running them holds for ${agree === ran ? 'all of them' : `the ${agree} that we judge`}.`;
  return `${parts.join(', ')}. ${ran > 0 ? proof : ''}`.trimEnd();
}

export function tracesAsJson(
  traces: readonly HistoryTrace[],
  { version, root }: { readonly version: string; readonly root: string },
): string {
  const histories = traces.map(({ history, server, notes, migrations }) => ({
    folder: history.folder,
    tool: history.tool,
    server,
    notes,
    migrations: migrations.map(({ migration, statements }) => ({
      file: migration.file,
      statements: statements.map(({ statement, sql, outcome, reason, took, comparison }) => ({
        line: statement.at.line,
        sql: firstLine(sql),
        outcome,
        ...(reason === undefined ? {} : { reason }),
        ...(took
          ? { took: { ...took, locks: took.locks.map((one) => ({ ...one, blocks: blockedBy(one.lock) })) } }
          : {}),
        ...(comparison
          ? { agreement: comparison.agreement, said: comparison.said, differences: comparison.differences }
          : {}),
      })),
    })),
  }));
  const report = {
    schemaVersion: 1,
    tool: { name: TOOL_NAME, version },
    root,
    counts: countTraces(traces),
    histories,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** Characters of a statement that are shown. */
const WIDTH = 96;

function firstLine(sql: string): string {
  const line = sql.trim().replaceAll(/\s+/g, ' ');
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
}
