import { strict as assert } from 'node:assert';
import { launchReadyIn } from '../support/commandLine.ts';
import { git, temporaryRepository } from '../support/temporaryFolder.ts';

const [FIRST, SECOND] = [
  'prisma/migrations/20240101000000_a/migration.sql',
  'prisma/migrations/20240102000000_b/migration.sql',
];
const FILES = {
  'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
  [FIRST]: 'CREATE TABLE "accounts" ("id" BIGINT NOT NULL PRIMARY KEY, "plan" TEXT, "legacy_plan" TEXT);\n',
  [SECOND]: 'ALTER TABLE "accounts" DROP COLUMN "legacy_plan";\n',
  'src/use.ts': 'export const plan = sql`SELECT legacy_plan FROM accounts`;\n',
};

interface Finding {
  readonly ruleId: string;
  readonly file: string;
  readonly message: string;
  readonly related: readonly { readonly file: string }[];
}

const check = (root: string, ...args: readonly string[]): readonly Finding[] => {
  const { stdout, stderr } = launchReadyIn(root, ['check', '--format', 'json', ...args]);
  assert.equal(stderr, '');
  return (JSON.parse(stdout) as { findings: readonly Finding[] }).findings.filter(({ ruleId }) =>
    ruleId.startsWith('migrations/'),
  );
};

describe('launch-ready check of migrations that production has run', () => {
  const rule = 'migrations/dropped-column';
  const only = ['check', '--only', rule, '--fail-on', 'low'];
  const released = (): string => {
    const root = temporaryRepository(FILES);
    git(root, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
    return root;
  };

  it('asks nothing of anybody, and does not fail', () => {
    const { status, stdout } = launchReadyIn(released(), only);
    assert.equal(status, 0);
    assert.match(stdout, /^✔ Nothing found .* 1 finding is about migrations that have run/);
  });
  it('lists them where that is wanted, and in reports for programs', () => {
    const root = released();
    assert.match(launchReadyIn(root, [...only, '--past']).stdout, /^Has happened: [\s\S]*legacy_plan/);
    assert.equal(check(root, '--only', rule).length, 1);
    assert.ok(!launchReadyIn(root, [...only, '--format', 'github']).stdout.includes(rule));
  });
  it('fails for the same migration before it is released', () =>
    assert.equal(launchReadyIn(temporaryRepository(FILES), only).status, 1));
});

describe('launch-ready check of migrations', () => {
  it('judges one file with those before it, and looks for uses in all code', () => {
    const root = temporaryRepository(FILES);
    const findings = check(root, SECOND);
    assert.ok(
      findings.every(({ file }) => file === SECOND),
      'of the file that was named alone',
    );
    const drop = findings.find(({ ruleId }) => ruleId === 'migrations/dropped-column');
    assert.match(drop?.message ?? '', /src\/use\.ts still uses it/);
    assert.deepEqual(
      drop?.related.map(({ file }) => file),
      ['src/use.ts'],
    );
  });
  it('says the same of it as a check of the whole folder', () => {
    const root = temporaryRepository(FILES);
    const whole = check(root).filter(({ file }) => file === SECOND);
    assert.ok(whole.length > 0);
    assert.deepEqual(check(root, SECOND), whole);
  });
  it('reads nothing else for a file that is no migration', () =>
    assert.deepEqual(check(temporaryRepository(FILES), 'src/use.ts'), []));
  it('obeys --only', () => {
    const root = temporaryRepository(FILES);
    assert.deepEqual(
      [...new Set(check(root, SECOND, '--only', 'migrations/dropped-column').map(({ ruleId }) => ruleId))],
      ['migrations/dropped-column'],
    );
    assert.deepEqual(check(root, SECOND, '--only', 'secrets'), []);
  });
});
