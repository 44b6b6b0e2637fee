import { isServed } from '../../migrations/judging/exposure.ts';
import {
  afterAll,
  stepsOf,
  tableWord,
  type JudgedStep,
  type Report,
} from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/rights-for-everyone',
  impact: 'high',
  stage: 'security',
  title: 'Rights that are given to everybody',
  why: 'Whoever can reach the database, or its API, may then do with the table what only your server should do.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['grant'], 'postgres')) {
      const report = step.operation.on === 'role' ? reportOnMember(step) : reportOnTables(step);
      if (report && !isTakenBack(step))
        yield afterAll(step.migration.file, { ...report, at: step.operation.at });
    }
  },
});

type Grant = JudgedStep<'grant'>;

/** A role that browsers have becomes a member of one that may do more than they should. */
function reportOnMember({ operation: { roles, privileges } }: Grant): Report | undefined {
  const powerful = privileges.find((role) => POWERFUL.has(role));
  const browsers = roles.find((role) => role === 'anon' || role === 'authenticated' || role === 'public');
  return powerful === undefined || browsers === undefined
    ? undefined
    : {
        kind: powerful,
        message: `This makes ${browsers}, the role of every browser, a member of ${powerful}, which may do everything. Row-level security counts for nothing then. Take it back with REVOKE.`,
        impact: 'blocker',
      };
}

const POWERFUL: ReadonlySet<string> = new Set([
  'service_role',
  'postgres',
  'supabase_admin',
  'rds_superuser',
  'pg_read_all_data',
  'pg_write_all_data',
]);

function reportOnTables({ operation, history }: Grant): Report | undefined {
  const { on, roles, privileges, names } = operation;
  const everybody = roles.find((role) => role === 'public' || role === 'anon');
  if (everybody === undefined || !privileges.some((one) => WRITES.has(one))) return undefined;
  if (on !== 'table' && on !== 'all-tables') return undefined;
  // Supabase gives these rights itself, and row-level security decides.
  const open = names.filter(
    (name) => !isServed(history, name) && !history.final.tables.get(name)?.rowLevelSecurity,
  );
  if (on === 'table' ? open.length === 0 : history.platform === 'supabase') return undefined;
  return {
    kind: `${everybody} ${names.join(',')}`,
    message: `This lets ${everybody === 'anon' ? 'everybody without a login' : 'every role of the database'} write to ${on === 'table' ? tableWord(open[0]) : 'all tables'}. Give the rights to the role of your server alone.`,
  };
}

const WRITES: ReadonlySet<string> = new Set([
  'all',
  'all privileges',
  'insert',
  'update',
  'delete',
  'truncate',
]);

/** By a REVOKE that comes later and takes at least as much. */
function isTakenBack({ operation, history: { steps } }: Grant): boolean {
  const takesAll = (taken: readonly string[], given: readonly string[]): boolean =>
    given.every((one) => taken.includes(one));
  return steps
    .slice(steps.findIndex((step) => step.operation === operation) + 1)
    .some(
      ({ operation: later }) =>
        later.kind === 'revoke' &&
        later.on === operation.on &&
        takesAll(later.names, operation.names) &&
        takesAll(later.roles, operation.roles) &&
        (later.privileges.includes('all') || takesAll(later.privileges, operation.privileges)),
    );
}
