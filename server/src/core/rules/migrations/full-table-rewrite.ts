import { isToldToRunOnline } from '../../migrations/judging/servers.ts';
import {
  isOnLiveTable,
  stepsOf,
  tableWord,
  whileItRuns,
  type JudgedStep,
} from '../../migrations/judging/steps.ts';
import type { AlterOther } from '../../migrations/operation.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/full-table-rewrite',
  impact: 'high',
  stage: 'deployment',
  title: 'Statement that writes a whole table anew',
  why: 'The whole table is copied, and nobody can use it until the copy is done. On a large table that is an outage of many minutes, and the copy needs as much free space again.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['vacuum', 'cluster', 'alter-table-other'], 'postgres', 'mysql')) {
      if (!isOnLiveTable(step) || isToldToRunOnline(step.operation)) continue;
      const words = wordsFor(step);
      const isMysql = step.history.dialect === 'mysql';
      if (!words || isMysql !== (words.dialect === 'mysql')) continue;
      const table = step.operation.table === undefined ? undefined : tableWord(step.operation.table);
      const waiting = isMysql
        ? `nobody can write to ${table ?? 'it'}`
        : `nobody can read or write ${table ?? 'the tables, one after the other,'}`;
      yield* whileItRuns(step, {
        kind: `${step.operation.kind} ${table ?? ''}`,
        message: `${words.name} copies all of ${table ?? 'every table'}. Until that is done ${waiting}, and it takes longer the more there is. ${words.advice}`,
      });
    }
    for (const step of stepsOf(workspace, ['other'], 'mysql')) {
      if (step.operation.verb !== 'optimize') continue;
      yield* whileItRuns(step, { kind: 'optimize', message: OPTIMIZE, impact: 'low' });
    }
  },
});

interface Words {
  readonly name: string;
  readonly advice: string;
  readonly dialect?: 'mysql';
}

function wordsFor({ operation }: JudgedStep<'vacuum' | 'cluster' | 'alter-table-other'>): Words | undefined {
  if (operation.kind === 'vacuum') return operation.full ? VACUUM_FULL : undefined;
  return operation.kind === 'cluster' ? CLUSTER : ALTERATIONS[operation.what];
}

const VACUUM_FULL: Words = {
  name: 'VACUUM FULL',
  advice:
    'A plain VACUUM frees the space for new rows while people go on working; pg_repack gives it back to the disk.',
};

/** https://dev.mysql.com/doc/refman/8.4/en/optimize-table.html */
const OPTIMIZE =
  'OPTIMIZE TABLE builds the whole table anew, which takes longer the larger it is and needs as much free space again. With InnoDB people go on working meanwhile, but with a full-text index or another engine nobody can write to it. Run it by hand when few people are at work, and not with a release.';

const CLUSTER: Words = {
  name: 'CLUSTER',
  advice: 'pg_repack sorts a table while people go on working.',
};

const ALTERATIONS: Readonly<Partial<Record<AlterOther, Words>>> = {
  'set-logged': {
    name: 'SET LOGGED',
    advice:
      'Create a new table, copy the rows in small steps and change over, or run it when few people are at work.',
  },
  'set-unlogged': {
    name: 'SET UNLOGGED',
    advice: 'All its rows are also lost when the server crashes. Create an unlogged table beside it instead.',
  },
  'set-tablespace': {
    name: 'SET TABLESPACE',
    advice: 'pg_repack moves a table while people go on working.',
  },
  'set-access-method': {
    name: 'SET ACCESS METHOD',
    advice: 'Create a new table, copy the rows in small steps and change over.',
  },
  engine: {
    name: 'A change of the engine',
    advice:
      'Use gh-ost or pt-online-schema-change. Where it is the engine that the table has, say ALGORITHM=INPLACE, LOCK=NONE.',
    dialect: 'mysql',
  },
  'convert-charset': {
    name: 'CONVERT TO CHARACTER SET',
    advice: 'Use gh-ost or pt-online-schema-change, or run it when few people are at work.',
    dialect: 'mysql',
  },
};
