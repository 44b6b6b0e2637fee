import { isNewToCustomers } from '../../migrations/judging/liveObjects.ts';
import { stepsOf, whileItRuns } from '../../migrations/judging/steps.ts';
import type { OperationKind } from '../../migrations/operation.ts';
import type { Statement } from '../../migrations/types.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/cascading-drop',
  impact: 'medium',
  stage: 'deployment',
  title: 'DROP that takes along what depends on it',
  why: 'CASCADE removes columns, views, foreign keys and policies that nobody named, without asking. What goes in production may be more than what went on the machine where it was tried.',
  *check(workspace) {
    // One DROP may name dozens: CASCADE stands there once.
    const told = new Set<Statement>();
    for (const step of stepsOf(workspace, KINDS)) {
      const { operation, before, statement } = step;
      if (!operation.cascade || told.has(statement)) continue;
      const name = operation.name ?? '';
      const known =
        before.enums.get(name)?.origin ??
        before.views.get(name)?.origin ??
        before.functions.get(name)?.origin;
      if (isNewToCustomers(step, known)) continue;
      const what = DROPPED[operation.kind as keyof typeof DROPPED];
      const dropped = statement.operations.filter(({ kind }) => kind === operation.kind).length;
      const others =
        dropped > 2 ? ` and the ${String(dropped - 1)} others` : dropped === 2 ? ' and the other one' : '';
      // A trigger's function goes with its triggers, and a view with views: no data is lost.
      const isData = operation.kind === 'drop-type' || operation.kind === 'drop-extension';
      const [finding] = whileItRuns(step, {
        kind: name,
        message: isData
          ? `CASCADE drops whatever uses ${what} ${name}${others} too: columns with their data, defaults, functions. Drop those by name first, so that this fails if there is something left.`
          : `CASCADE drops whatever depends on ${what} ${name}${others} too: views, foreign keys, policies. Drop those by name, so that nothing goes unseen.`,
        ...(isData ? { impact: 'high' } : {}),
      });
      if (!finding) continue;
      told.add(statement);
      yield finding;
    }
  },
});

/** What is dropped, in words. Tables, columns and schemas have rules of their own. */
const DROPPED = {
  'drop-type': 'the type',
  'drop-view': 'the view',
  'drop-function': 'the function',
  'drop-extension': 'the extension',
  'drop-sequence': 'the sequence',
  'drop-constraint': 'the constraint',
  'drop-index': 'the index',
} as const satisfies Partial<Record<OperationKind, string>>;

const KINDS = Object.keys(DROPPED) as (keyof typeof DROPPED)[];
