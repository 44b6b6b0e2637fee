import { strict as assert } from 'node:assert';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launchReadyIn } from '../support/commandLine.ts';
import { temporaryRepository } from '../support/temporaryFolder.ts';

const INIT = `CREATE TABLE "users" (id bigint NOT NULL, email text, org_id bigint, age integer);
CREATE TABLE "orgs" (id bigint PRIMARY KEY);
`;

function write(root: string, file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

describe('launch-ready check --fix, of migrations', () => {
  it('rewrites all statements of a file, gives new migrations versions of their own, and leaves decisions to people', () => {
    const root = temporaryRepository({
      'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n',
      'prisma/migrations/20260101000000_init/migration.sql': INIT,
    });
    write(
      root,
      'prisma/migrations/20260102000000_change/migration.sql',
      `-- AlterTable
ALTER TABLE "users" ALTER COLUMN "email" SET NOT NULL;

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "orgs"("id");

-- CreateIndex
CREATE INDEX "users_age_idx" ON "users"("age");

-- CreateIndex
CREATE INDEX "users_email_idx" ON "users"("email");

-- AlterTable
ALTER TABLE "users" ADD COLUMN "phone" TEXT NOT NULL;
`,
    );
    const { stderr } = launchReadyIn(root, ['check', '--fix', '--no-cache', '--only', 'migrations']);
    assert.match(stderr, /One fix is left for you to decide/);
    const read = (name: string): string =>
      readFileSync(path.join(root, 'prisma/migrations', name, 'migration.sql'), 'utf8');
    assert.equal(
      read('20260102000000_change'),
      `SET lock_timeout = '5s';

-- AlterTable
ALTER TABLE "users" ADD CONSTRAINT users_email_not_null CHECK ("email" IS NOT NULL) NOT VALID;

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "orgs"("id") NOT VALID;

-- AlterTable
ALTER TABLE "users" ADD COLUMN "phone" TEXT NOT NULL;
`,
    );
    assert.deepEqual(readdirSync(path.join(root, 'prisma/migrations')).sort(), [
      '20260101000000_init',
      '20260102000000_change',
      '20260102000001_validate_users_email_not_null',
      '20260102000002_validate_users_org_id_fkey',
      '20260102000003_create_users_age_idx',
      '20260102000004_create_users_email_idx',
      '20260102000005_create_users_org_id_idx',
    ]);
    assert.equal(
      read('20260102000003_create_users_age_idx'),
      'CREATE INDEX CONCURRENTLY "users_age_idx" ON "users"("age");\n',
    );
    const again = launchReadyIn(root, ['check', '--format', 'json', '--no-cache', '--only', 'migrations']);
    const { findings } = JSON.parse(again.stdout) as { findings: { ruleId: string; impact: string }[] };
    assert.deepEqual(
      findings.filter(({ impact }) => impact !== 'low').map(({ ruleId }) => ruleId),
      ['migrations/required-column'],
    );
  });
});
