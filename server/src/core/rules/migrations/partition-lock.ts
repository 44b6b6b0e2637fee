import { isLiveTable } from '../../migrations/judging/liveObjects.ts';
import { withRewrite } from '../../migrations/judging/offers.ts';
import { isOlderThan } from '../../migrations/judging/servers.ts';
import { stepsOf, tableWord, whileItRuns, type JudgedStep } from '../../migrations/judging/steps.ts';
import { outsideOfTransaction } from '../../migrations/judging/toolWords.ts';
import type { Impact } from '../../finding.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/partition-lock',
  impact: 'medium',
  stage: 'deployment',
  title: 'Partition change that locks a table in use',
  why: 'Partitions that come and go lock the whole table, or are read row by row while nobody can use them. With many users that is enough to stop the product for a while.',
  *check(workspace) {
    for (const step of stepsOf(
      workspace,
      ['attach-partition', 'detach-partition', 'create-table'],
      'postgres',
    )) {
      const verdict = verdictOn(step);
      if (verdict)
        yield* whileItRuns(step, {
          kind: verdict.kind,
          message: verdict.message,
          ...(step.operation.kind === 'detach-partition' ? withRewrite(step, 'concurrently') : {}),
          impact: verdict.impact,
        });
    }
  },
});

type PartitionStep = JudgedStep<'attach-partition' | 'detach-partition' | 'create-table'>;

interface Verdict {
  readonly kind: string;
  readonly message: string;
  readonly impact: Impact;
}

function verdictOn(step: PartitionStep): Verdict | undefined {
  const { operation, before } = step;
  if (operation.kind === 'attach-partition') {
    const { table, partition } = operation;
    if (!isLiveTable(step, partition) || hasCheck(step, partition)) return undefined;
    return {
      kind: partition,
      impact: 'medium',
      message: `While every row of ${tableWord(partition)} is checked, nobody can read or write it, and that takes longer the larger it is. Before this, give it a CHECK that says the same as the partition’s bounds, with NOT VALID, and validate it: then ${tableWord(table)} takes it at once.`,
    };
  }
  if (operation.kind === 'detach-partition') {
    const { table, partition, concurrently, finalize } = operation;
    if (concurrently || finalize || !isLiveTable(step, table)) return undefined;
    const advice = isOlderThan(step, 14)
      ? 'From PostgreSQL 14 on, CONCURRENTLY does it without. Until then, set lock_timeout and try again where it fails.'
      : `Say DETACH PARTITION … CONCURRENTLY, ${outsideOfTransaction(step)}.`;
    return {
      kind: partition,
      impact: 'medium',
      message: `Taking ${tableWord(partition)} out waits for all queries of ${tableWord(table)}, and everybody who comes after them can’t read or write until it is done. ${advice}`,
    };
  }
  const parent = operation.partitionOf;
  if (parent === undefined || !isLiveTable(step, parent) || before.tables.has(operation.table))
    return undefined;
  return {
    kind: operation.table,
    impact: 'low',
    message: `A partition that is created inside of ${tableWord(parent)} waits for all its queries, and everybody who comes after them waits too. Create ${tableWord(operation.table)} as a table of its own (LIKE ${tableWord(parent)}), and add it with ATTACH PARTITION: that lets people go on.`,
  };
}

/** Whether it says the same as the bounds can't be told; that there is one shows that somebody thought of it. */
function hasCheck({ before }: PartitionStep, partition: string): boolean {
  return (
    before.tables.get(partition)?.constraints.some(({ type, valid }) => type === 'check' && valid) === true
  );
}
