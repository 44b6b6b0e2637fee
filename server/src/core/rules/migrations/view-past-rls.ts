import { withRewriteAt } from '../../migrations/judging/offers.ts';
import { exposingHistories, isServed } from '../../migrations/judging/exposure.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import type { History } from '../../migrations/model.ts';
import type { ViewState } from '../../migrations/schema.ts';
import type { Impact } from '../../finding.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/view-past-rls',
  impact: 'high',
  stage: 'security',
  title: 'View that shows rows past row-level security',
  why: 'A view reads its tables with the rights of its owner: policies of the tables don’t count, and every browser gets all rows through it.',
  *check({ migrations }) {
    for (const history of exposingHistories(migrations))
      for (const view of history.final.views.values()) {
        if (!isServed(history, view.name)) continue;
        const verdict = verdictOn(view, history);
        if (verdict)
          yield afterAll(view.origin.file, {
            at: view.origin.at,
            kind: view.name,
            ...verdict,
            ...withRewriteAt(history, view.origin, 'security-invoker'),
          });
      }
  },
});

function verdictOn(
  { name, materialized, securityInvoker, asksWho, reads }: ViewState,
  history: History,
): { readonly message: string; readonly impact: Impact } | undefined {
  const { final, exposedSchemas } = history;
  // What it gives whom, it says itself.
  if (asksWho) return undefined;
  if (reads.includes('auth.users'))
    return securityInvoker
      ? undefined
      : {
          message: `${name} shows auth.users to browsers: the mail addresses of all your users. Keep what is public in a table of its own.`,
          impact: 'blocker',
        };
  const secured = reads.find((table) => final.tables.get(table)?.rowLevelSecurity);
  const isPrivate = (table: string): boolean =>
    table.includes('.') && !exposedSchemas.includes(table.slice(0, table.indexOf('.')));
  const hidden = secured ?? reads.find(isPrivate);
  if (hidden === undefined) return undefined;
  if (materialized)
    return {
      message: `${name} keeps rows of ${hidden} where no policy counts, and browsers can read it. Keep it in a schema that the API doesn’t serve.`,
      impact: 'medium',
    };
  if (securityInvoker) return undefined;
  const isMeant = PUBLIC_NAME.test(name) && isGrantedToAll(name, history);
  return {
    message: `${name} reads ${hidden} with its owner’s rights: the policies of ${hidden} don’t count, and every browser gets all rows${isMeant ? ', as its name and its GRANT say. If each of its columns may be seen by everybody, leave it. Otherwise create' : '. Create'} it WITH (security_invoker = true).`,
    impact: isMeant ? 'low' : 'high',
  };
}

const PUBLIC_NAME = /(?:^|[._])public_|_public$/;

/** Somebody wrote that whoever is not signed in may read it. */
function isGrantedToAll(view: string, { steps }: History): boolean {
  return steps.some(
    ({ operation }) =>
      operation.kind === 'grant' &&
      operation.on === 'table' &&
      operation.names.includes(view) &&
      operation.roles.includes('anon'),
  );
}
