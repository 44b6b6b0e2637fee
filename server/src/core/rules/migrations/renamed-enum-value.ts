import { isNewToCustomers } from '../../migrations/judging/liveObjects.ts';
import {
  stepsOf,
  stepsOfMigration,
  whileItRuns,
  type JudgedStep,
  type Report,
} from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/renamed-enum-value',
  impact: 'high',
  stage: 'deployment',
  title: 'Value or type that is renamed under the running release',
  why: 'The release that still runs writes the old word and compares with it: it fails, or takes rows for something else.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['rename-enum-value', 'rename-type'])) {
      const { operation, before } = step;
      if (isNewToCustomers(step, before.enums.get(operation.name)?.origin)) continue;
      if (operation.kind === 'rename-type') {
        const again = madeAnew(step);
        if (again) {
          if (again.lost.length > 0) yield* whileItRuns(step, lostValues(step, again.lost));
          continue;
        }
      }
      const isValue = operation.kind === 'rename-enum-value';
      yield* whileItRuns(step, {
        kind: isValue ? `${operation.name} ${operation.value}` : operation.name,
        message: isValue
          ? `The release that runs while this is deployed still writes “${operation.value}”, and fails. Add “${operation.to}” as another value, change the rows, and stop using the old one in a later release.`
          : `Queries of the running release that name the type ${operation.name} fail from here on. Rename it in the code alone, or leave it.`,
        ...(isValue ? {} : { impact: 'medium' }),
      });
    }
  },
});

type RenameType = JudgedStep<'rename-type'>;

/** Another type takes the name over: how values are taken out of an enum, since PostgreSQL has no statement for that. */
function madeAnew({
  history,
  migration,
  operation,
  before,
}: RenameType): { readonly lost: readonly string[] } | undefined {
  const own = stepsOfMigration(history, migration).map((step) => step.operation);
  const names = new Set([operation.name]);
  for (const one of own) if (one.kind === 'rename-type' && one.to === operation.name) names.add(one.name);
  const made = own.find((one) => one.kind === 'create-enum' && names.has(one.name));
  if (made?.kind !== 'create-enum') return undefined;
  const known = before.enums.get(operation.name)?.values ?? [];
  return { lost: known.filter((value) => !made.values.includes(value)) };
}

function lostValues({ operation: { name } }: RenameType, lost: readonly string[]): Report {
  const values = lost.map((value) => `“${value}”`);
  const last = values.pop() ?? '';
  const words = values.length > 0 ? `${values.slice(0, 3).join(', ')} and ${last}` : last;
  const are = values.length > 0 ? 'are values' : 'is a value';
  const [one, them] = values.length > 0 ? ['one of them', 'them'] : ['it', 'it'];
  return {
    kind: name,
    message: `${words} ${are} of ${name} no longer: the migration fails where a row still has ${one}, and the running release fails when it writes ${one}. Stop using ${them} in one release, and take ${them} out in the next.`,
    impact: 'medium',
  };
}
