import { firstLine } from '../../migrations/judging/firstLine.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import { TOOLS } from '../../migrations/toolTable.ts';
import type { MigrationFacts } from '../../migrations/types.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/edited-migration',
  impact: 'high',
  stage: 'deployment',
  title: 'Migration that was changed after its release',
  why: 'Production has run the old text and won’t run the new one: the databases of customers and developers differ from now on. Tools that keep checksums refuse to deploy at all.',
  *check({ migrations }, context) {
    for (const { migrations: all, tool } of migrations.histories) {
      for (const { file, facts, edited, repeatable, name } of all) {
        if (!edited || repeatable || growsAtItsEnd(facts)) continue;
        const refuses = CHECKS.has(tool) ? `${TOOLS[tool].name} keeps a checksum and stops the deploy. ` : '';
        yield afterAll(file, {
          at: firstLine(file, context),
          kind: name,
          message: `This migration is on the main branch already, and says something else here. Databases that have run it won’t run it again. ${refuses}Take the change back, and write a new migration for it.`,
        });
      }
    }
  },
});

/** Liquibase keeps what has run by change set, of which one file may have many: most often one was added. */
function growsAtItsEnd({ tool, up }: MigrationFacts): boolean {
  return tool === 'liquibase' && up.filter(({ begins }) => begins).length > 1;
}

/** https://www.prisma.io/docs/orm/prisma-migrate/workflows/troubleshooting, Flyway's validate, atlas.sum, Liquibase's MD5SUM, sqlx' checksum column. */
const CHECKS: ReadonlySet<string> = new Set(['prisma', 'flyway', 'atlas', 'liquibase', 'sqlx']);
