import { withRewrite } from '../../migrations/judging/offers.ts';
import { isLiveTable, isNewToCustomers } from '../../migrations/judging/liveObjects.ts';
import { isOlderThan } from '../../migrations/judging/servers.ts';
import { stepsOf, tableWord, whileItRuns, type JudgedStep } from '../../migrations/judging/steps.ts';
import { outsideOfTransaction } from '../../migrations/judging/toolWords.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/blocking-reindex',
  impact: 'high',
  stage: 'deployment',
  title: 'Indexes that are rebuilt while the table is locked',
  why: 'While an index is built anew nobody can save anything in its table, and queries that would use the index wait too. It takes longer the larger the table is.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['reindex'], 'postgres')) {
      const { operation } = step;
      if (operation.concurrently || operation.target === 'system' || isNew(step)) continue;
      yield* whileItRuns(step, {
        kind: `${operation.target} ${operation.name}`,
        message: `While ${whatOf(step)} built anew, nobody can write to ${whereOf(step)}, and reading may wait as well. That takes longer the larger the tables are. ${adviceFor(step)}`,
        ...withRewrite(step, 'concurrently'),
      });
    }
  },
});

function isNew(step: JudgedStep<'reindex'>): boolean {
  const { target, name } = step.operation;
  if (target === 'index') return isNewToCustomers(step, step.before.indexes.get(name)?.origin);
  return target === 'table' && !isLiveTable(step, name);
}

function whatOf({ operation: { target, name } }: JudgedStep<'reindex'>): string {
  return target === 'index' ? `${name} is` : 'these indexes are';
}

function whereOf({ operation: { target, name }, before }: JudgedStep<'reindex'>): string {
  if (target === 'index') return tableWord(before.indexes.get(name)?.table);
  return target === 'table' ? tableWord(name) : `any table of this ${target}`;
}

function adviceFor(step: JudgedStep<'reindex'>): string {
  return isOlderThan(step, 12)
    ? `PostgreSQL 12 and later do it with CONCURRENTLY. Until then, build a second index with CREATE INDEX CONCURRENTLY and drop this one with DROP INDEX CONCURRENTLY, ${outsideOfTransaction(step)}.`
    : `Say REINDEX ${step.operation.target.toUpperCase()} CONCURRENTLY, ${outsideOfTransaction(step)}.`;
}
