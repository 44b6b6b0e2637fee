import { withRewrite } from '../../migrations/judging/offers.ts';
import { stepsOf, whileItRuns, type JudgedStep } from '../../migrations/judging/steps.ts';
import { outsideOfTransaction } from '../../migrations/judging/toolWords.ts';
import type { OperationKind } from '../../migrations/operation.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

/** What PostgreSQL refuses inside a transaction ("cannot run inside a transaction block"). */
const REFUSED = [
  'create-index',
  'drop-index',
  'reindex',
  'detach-partition',
  'vacuum',
  'create-database',
  'drop-database',
] as const satisfies readonly OperationKind[];

export default defineWorkspaceRule({
  id: 'migrations/concurrently-in-transaction',
  impact: 'high',
  stage: 'deployment',
  title: 'Statement that can’t run inside a transaction',
  why: 'PostgreSQL refuses it there: the migration fails, and the deploy with it, although it may have worked when it was tried by hand.',
  *check(workspace) {
    for (const step of stepsOf(workspace, REFUSED, 'postgres')) {
      const { transaction, history, operation } = step;
      const what = refusedAs(step);
      if (what === undefined || transaction.inside === 'no') continue;
      const isSure = transaction.inside === 'yes';
      // A tool that nobody knows may use no transaction at all.
      if (!isSure && transaction.by !== 'batch') continue;
      yield* whileItRuns(step, {
        kind: `${what} ${'name' in operation ? (operation.name ?? '') : operation.table}`,
        message: isSure
          ? `${what} can’t run inside a transaction, and this one does: ${because(step)}, so that the migration fails. ${remedyOf(step)}`
          : `${what} can’t run inside a transaction. Older versions of ${history.tool === 'prisma' ? 'Prisma (before 7.4)' : 'the Supabase CLI (before 2.109)'} send all statements of a file at once, which is one: give it a file of its own.`,
        ...(isSure ? {} : { impact: 'low' }),
        ...withRewrite(step, 'leave-transaction'),
      });
    }
  },
});

/** The words that make it so; undefined where it may stand in a transaction. */
function refusedAs({ operation }: JudgedStep<(typeof REFUSED)[number]>): string | undefined {
  switch (operation.kind) {
    case 'create-index':
      return operation.concurrently ? 'CREATE INDEX CONCURRENTLY' : undefined;
    case 'drop-index':
      return operation.concurrently ? 'DROP INDEX CONCURRENTLY' : undefined;
    case 'detach-partition':
      return operation.concurrently ? 'DETACH PARTITION CONCURRENTLY' : undefined;
    case 'reindex':
      if (operation.concurrently) return 'REINDEX CONCURRENTLY';
      return operation.target === 'index' || operation.target === 'table'
        ? undefined
        : 'REINDEX of a whole schema or database';
    case 'vacuum':
      return 'VACUUM';
    case 'create-database':
      return 'CREATE DATABASE';
    case 'drop-database':
      return 'DROP DATABASE';
    default:
      return undefined;
  }
}

function because({ transaction, migration }: JudgedStep): string {
  if (transaction.by === 'file') return 'there is a BEGIN above it';
  if (transaction.by === 'batch') return 'the statements of this file are sent at once, which makes them one';
  return migration.transaction === 'all'
    ? 'the tool runs all pending migrations in one'
    : 'the tool runs each migration in one';
}

function remedyOf(step: JudgedStep): string {
  const { transaction } = step;
  if (transaction.by === 'file') return 'Take BEGIN and COMMIT out.';
  if (transaction.by === 'batch') return 'Put it into a migration of its own.';
  return `Run it ${outsideOfTransaction(step)}.`;
}
