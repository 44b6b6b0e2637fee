import {
  isOnLiveTable,
  stepsOf,
  tableWord,
  whileItRuns,
  type JudgedStep,
} from '../../migrations/judging/steps.ts';
import type { Impact } from '../../finding.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/trigger-on-live-table',
  impact: 'low',
  stage: 'deployment',
  title: 'Trigger that comes to a table in use',
  why: 'A trigger that is created, dropped or switched waits for everybody who uses the table, and everybody who comes later waits behind it.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['create-trigger', 'drop-trigger', 'toggle-trigger'], 'postgres')) {
      if (!isOnLiveTable(step)) continue;
      const { message, impact } = verdictOn(step);
      const { table, name } = step.operation;
      yield* whileItRuns(step, { kind: `${table} ${name}`, message, impact: impact });
    }
  },
});

type TriggerStep = JudgedStep<'create-trigger' | 'drop-trigger' | 'toggle-trigger'>;

function verdictOn({ operation }: TriggerStep): { readonly message: string; readonly impact: Impact } {
  const table = tableWord(operation.table);
  if (operation.kind === 'toggle-trigger' && !operation.enabled && operation.name.toLowerCase() === 'all')
    return {
      impact: 'medium',
      message: `While all triggers of ${table} are off, foreign keys aren’t checked either: rows that refer to nothing can get in. Nobody can write to the table until this migration is through. Switch off one trigger by its name.`,
    };
  const waits =
    operation.kind === 'drop-trigger' ? `can’t read or write ${table}` : `can’t write to ${table}`;
  return {
    impact: 'low',
    message: `This waits for everybody who ${operation.kind === 'drop-trigger' ? 'uses' : 'writes to'} ${table}, and whoever comes after them ${waits} until this migration is through. Set lock_timeout, and put nothing slow into the same migration.`,
  };
}
