import { stepsOf, whileItRuns } from '../../migrations/judging/steps.ts';
import type { Statement } from '../../migrations/types.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

const WHAT: Readonly<Record<string, string>> = {
  'drop-type': 'the type',
  'drop-view': 'the view',
  'drop-function': 'the function',
  'drop-extension': 'the extension',
  'drop-sequence': 'the sequence',
  'drop-constraint': 'the constraint',
  'drop-index': 'the index',
};

const KINDS = [
  'drop-type',
  'drop-view',
  'drop-function',
  'drop-extension',
  'drop-sequence',
  'drop-constraint',
  'drop-index',
] as const;

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
      const { operation, migration, before, statement } = step;
      const what = WHAT[operation.kind];
      if (!operation.cascade || what === undefined || told.has(statement)) continue;
      const name = operation.name ?? '';
      const known =
        before.enums.get(name)?.origin ??
        before.views.get(name)?.origin ??
        before.functions.get(name)?.origin;
      if (known?.migration === migration.index) continue;
      const dropped = statement.operations.filter(({ kind }) => kind === operation.kind).length;
      const others =
        dropped > 2 ? ` and the ${String(dropped - 1)} others` : dropped === 2 ? ' and the other one' : '';
      // A trigger's function goes with its triggers, and a view with views: no data is lost.
      const isData = operation.kind === 'drop-type' || operation.kind === 'drop-extension';
      const finding = whileItRuns(
        step,
        {
          kind: name,
          message: isData
            ? `CASCADE drops whatever uses ${what} ${name}${others} too: columns with their data, defaults, functions. Drop those by name first, so that this fails if there is something left.`
            : `CASCADE drops whatever depends on ${what} ${name}${others} too: views, foreign keys, policies. Drop those by name, so that nothing goes unseen.`,
          ...(isData ? { impact: 'high' } : {}),
        },
        'medium',
      );
      if (finding) told.add(statement);
      if (finding) yield finding;
    }
  },
});
