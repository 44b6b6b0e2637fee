import { textFrom } from '../../migrations/judging/statementText.ts';
import { afterAll, stepsOf } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule, type PlacedFinding } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/superuser-role',
  impact: 'high',
  stage: 'security',
  title: 'Database role that may do everything',
  why: 'Whoever gets at its password, or finds one hole in a query, has the whole database: all customers’ rows, all other roles, and often the machine.',
  *check(workspace, context) {
    const found = new Map<string, PlacedFinding>();
    for (const step of stepsOf(workspace, ['create-role', 'other'], 'postgres')) {
      const { operation, migration, history } = step;
      if (operation.kind === 'other' && !/^alter (?:role|user)$/.test(operation.verb)) continue;
      // In a DO block the statement goes on behind this one.
      const [text = ''] = textFrom(step, context).split(';', 1);
      const name =
        /\b(?:role|user|group)\s+(?:if\s+not\s+exists\s+)?"?([\w-]+)/.exec(text)?.[1] ?? 'the role';
      const keyOf = (may: string): string => [history.folder, name, may].join('\0');
      for (const { may, ends } of POWERS) if (ends.test(text)) found.delete(keyOf(may));
      const power = POWERS.find(({ pattern }) => pattern.test(text));
      if (!power) continue;
      found.set(
        keyOf(power.may),
        afterAll(migration.file, {
          at: operation.at,
          kind: name,
          message: `${name} ${power.may}. Your product needs none of that: give its role only the rights on the tables that it uses.`,
        }),
      );
    }
    yield* found.values();
  },
});

interface Power {
  readonly pattern: RegExp;
  /** A later statement that takes it back. */
  readonly ends: RegExp;
  readonly may: string;
}

const POWERS: readonly Power[] = [
  {
    pattern: /\bsuperuser\b/,
    ends: /\bnosuperuser\b/,
    may: 'may do everything in this database, and read and write files of its machine',
  },
  {
    pattern: /\bbypassrls\b/,
    ends: /\bnobypassrls\b/,
    may: 'sees and changes every row, whatever row-level security says',
  },
  {
    pattern: /\bcreatedb\b[^;]*\bcreaterole\b|\bcreaterole\b[^;]*\bcreatedb\b/,
    ends: /\bnocreaterole\b/,
    may: 'may create databases and roles, and so give itself what it wants',
  },
];
