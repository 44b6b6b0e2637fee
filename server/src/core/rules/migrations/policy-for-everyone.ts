import {
  audienceOf,
  exposingHistories,
  passedBy,
  privateColumn,
  type Audience,
} from '../../migrations/judging/exposure.ts';
import { bucketVerdict, FILES } from '../../migrations/judging/bucketPolicies.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import type { Impact } from '../../finding.ts';
import type { PolicyState, TableState } from '../../migrations/schema.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/policy-for-everyone',
  impact: 'blocker',
  stage: 'security',
  title: 'Policy that lets everybody at every row',
  why: 'Row-level security is on, but this policy asks for nothing: whoever sends a request gets or changes the rows of all customers.',
  *check({ migrations }) {
    for (const history of exposingHistories(migrations)) {
      if (history.dialect !== 'postgres') continue;
      const { final } = history;
      for (const table of final.tables.values())
        for (const policy of table.policies.values()) {
          const verdict = table.name === FILES ? bucketVerdict(policy) : verdictOn(policy, table);
          if (!verdict) continue;
          const from = policy.command === 'insert' ? policy.checkFrom : policy.usingFrom;
          // Nobody knows whether what is pasted by hand was pasted.
          const impact =
            history === migrations.scripts && verdict.impact === 'blocker' ? 'high' : verdict.impact;
          yield afterAll(from.file, {
            at: from.at,
            kind: `${table.name} ${policy.name}`,
            message: `${verdict.message}${remarkOn(policy)}`,
            impact,
          });
        }
    }
  },
});

/** The commonest reason for such a policy. */
function remarkOn({ name, roles }: PolicyState): string {
  return roles.length === 0 && /service.?role|server|backend|\bsystem\b/i.test(name)
    ? ' If it is meant for your server: the service_role key passes all policies, and needs none.'
    : '';
}

const DOES: Readonly<Record<PolicyState['command'], string>> = {
  all: 'read, change and delete',
  select: 'read',
  insert: 'add',
  update: 'change',
  delete: 'delete',
};

function verdictOn(
  policy: PolicyState,
  table: TableState,
): { readonly message: string; readonly impact: Impact } | undefined {
  const { command, restrictive } = policy;
  const condition = command === 'insert' ? policy.check : policy.using;
  const passed = passedBy(condition);
  const audience = audienceOf(policy);
  if (restrictive || !passed || audience === 'nobody') return undefined;
  const who: Audience = passed === 'users' || audience === 'users' ? 'users' : 'everybody';
  const people = who === 'everybody' ? 'Everybody' : 'Every user who is logged in';
  if (command === 'select') {
    const column = privateColumn(table);
    if (column === undefined) return undefined;
    return {
      message: `${people} can read every row of ${table.name}, ${column} included. If that is not meant for all, ask whose row it is: ${OWN}.`,
      impact: who === 'everybody' ? 'high' : 'medium',
    };
  }
  if (command === 'insert')
    return {
      message: `${people} can add rows to ${table.name}, in any other user’s name too. Ask in WITH CHECK what a new row must look like.`,
      impact: who === 'everybody' ? 'medium' : 'low',
    };
  return {
    message: `${people} can ${DOES[command]} every row of ${table.name}, those of other customers included. Ask whose row it is: ${OWN}.`,
    impact: who === 'everybody' ? 'blocker' : 'high',
  };
}

const OWN = 'using ((select auth.uid()) = user_id)';
