import { strict as assert } from 'node:assert';
import { launchReadyIn } from '../support/commandLine.ts';
import { expand } from '../support/expand.ts';
import { temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const KEY = expand('{{stripe-secret-key}}');

describe('launch-ready env', () => {
  const root = (): string => {
    const folder = temporaryRepository({
      '.gitignore': '.env\n',
      'package.json': '{ "name": "shop", "workspaces": ["apps/*"] }\n',
      'apps/web/package.json': '{ "name": "web", "dependencies": { "next": "16.0.0" } }\n',
      'apps/web/src/pay.ts': 'export const pay = new Stripe(process.env.STRIPE_SECRET_KEY!);\n',
      'apps/api/package.json': '{ "name": "api" }\n',
      'apps/api/src/mail.ts': 'export const from = process.env.MAIL_FROM!;\n',
    });
    writeFiles(folder, { 'apps/web/.env': `STRIPE_SECRET_KEY=${KEY}\n` });
    return folder;
  };

  it('lists the variables of all packages, those of git-ignored env files included, and never a value', () => {
    const folder = root();
    const { status, stdout, stderr } = launchReadyIn(folder, ['env', '--format', 'json']);
    assert.equal(status, 0, stderr);
    assert.ok(!stdout.includes(KEY));
    const { schemaVersion, packages } = JSON.parse(stdout) as Report;
    assert.equal(schemaVersion, 1);
    assert.deepEqual(
      packages.map(({ folder: at, variables }) => [at, variables.map(({ name, need }) => `${name} ${need}`)]),
      [
        ['apps/api', ['MAIL_FROM required']],
        ['apps/web', ['STRIPE_SECRET_KEY required']],
      ],
    );
    assert.deepEqual(packages[1]?.variables[0]?.declaredAt, [{ file: 'apps/web/.env', line: 1, column: 1 }]);
    for (const format of ['text', 'markdown'])
      assert.ok(!launchReadyIn(folder, ['env', '--format', format]).stdout.includes(KEY));
  });

  it('lists one package, and knows what the others say', () => {
    const { stdout } = launchReadyIn(root(), ['env', 'apps/web', '--format', 'markdown']);
    assert.match(stdout, /^# Environment variables\n\n## apps\/web \(Next\.js\): 1 variable\n/);
    assert.match(stdout, /`STRIPE_SECRET_KEY` \| required \| secret \| apps\/web\/src\/pay\.ts/);
    assert.doesNotMatch(stdout, /MAIL_FROM/);
  });

  it('says so where there is none, and refuses a folder that is not there', () => {
    const empty = temporaryRepository({ 'a.txt': 'nothing' });
    assert.match(launchReadyIn(empty, ['env']).stdout, /No environment variables were found/);
    const { status, stderr } = launchReadyIn(empty, ['env', 'nowhere']);
    assert.equal(status, 2);
    assert.match(stderr, /no file or folder “nowhere”/);
  });
});

interface Report {
  readonly schemaVersion: number;
  readonly packages: readonly {
    readonly folder: string;
    readonly variables: readonly {
      readonly name: string;
      readonly need: string;
      readonly declaredAt: readonly unknown[];
    }[];
  }[];
}
