import { strict as assert } from 'node:assert';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fakeToken } from '../../support/fakeTokens.ts';
import { review } from '../../support/review.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../../support/temporaryFolder.ts';

const VALUES = `APP_NAME=shop\nSTRIPE_SECRET_KEY=${fakeToken('stripe-secret-key', 7)}\n`;
const KEY_MARK = ['PRIVATE', 'KEY-----'].join(' ');
const KEY = `-----BEGIN ${KEY_MARK}\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'.repeat(8)}\n-----END ${KEY_MARK}\n`;

/** What the review of a repository tells: rule, file and impact. */
async function told(root: string): Promise<readonly string[]> {
  const { findings, errors } = (await review(root)).result;
  assert.deepEqual(errors, []);
  return findings
    .filter(({ suppressed }) => !suppressed)
    .map(({ ruleId, file, range, impact }) => `${ruleId} ${file}:${range?.start.line} ${impact}`);
}

/** A repository in which git ignores what the lines say; the files are written afterwards. */
function ignoring(lines: string, files: Readonly<Record<string, string>>): string {
  const root = temporaryRepository({ '.gitignore': lines, 'package.json': '{}\n' });
  writeFiles(root, files);
  return root;
}

function stage(root: string, files: Readonly<Record<string, string>>): void {
  writeFiles(root, files);
  git(root, 'add', '--', ...Object.keys(files));
}

const ENV = 'secrets/committed-env-file .env:2 high';

describe('a change of ignore files', () => {
  it('that lets git see an env file of this disk is told', async () => {
    const root = ignoring('dist/\n.env\n', { '.env': VALUES });
    stage(root, { '.gitignore': 'dist/\n' });
    const { findings } = (await review(root)).result;
    assert.deepEqual(
      findings.map(({ message }) => message),
      [
        '.env is not ignored by git yet, with a secret in it: STRIPE_SECRET_KEY. Add .env to .gitignore, or the next `git add .` commits it. Until this change of .gitignore, git ignored it.',
      ],
    );
    assert.deepEqual(await told(root), [ENV]);
  });

  it('is told of a diff, before it is applied and after', async () => {
    const root = ignoring('.env\ndist/\n', { '.env': VALUES });
    const removed = '--- a/.gitignore\n+++ b/.gitignore\n@@ -1,2 +1 @@\n-.env\n dist/\n';
    const rulesOf = async (): Promise<readonly string[]> => {
      const { findings } = (await review(root, { kind: 'diff', text: removed })).result;
      return findings.map(({ ruleId, file }) => `${ruleId} ${file}`);
    };
    assert.deepEqual(await rulesOf(), ['secrets/committed-env-file .env']);
    writeFiles(root, { '.gitignore': 'dist/\n' });
    assert.deepEqual(await rulesOf(), ['secrets/committed-env-file .env']);
  });

  it('is told where the file goes, or gets another name', async () => {
    const root = ignoring('.env\n', { '.env': VALUES });
    git(root, 'rm', '--quiet', '.gitignore');
    assert.deepEqual(await told(root), [ENV]);
    git(root, 'reset', '--quiet', '--hard');
    git(root, 'mv', '.gitignore', 'gitignore.txt');
    assert.deepEqual(await told(root), [ENV]);
    git(root, 'reset', '--quiet', '--hard');
    // It stays on disk, and out of the commit.
    git(root, 'rm', '--quiet', '--cached', '.gitignore');
    assert.deepEqual(await told(root), [ENV]);
  });

  it('is told of a folder below, of key files, and of a line that takes another back', async () => {
    const root = temporaryRepository({ 'apps/web/.gitignore': '.env*\n', '.gitignore': '*.pem\n' });
    writeFiles(root, { 'apps/web/.env.local': VALUES, 'server.pem': KEY });
    stage(root, { 'apps/web/.gitignore': '.env*\n!.env.local\n', '.gitignore': '# nothing\n' });
    assert.deepEqual(
      (await told(root)).map((each) => each.replace(/^\S+ /, '').replace(/ \S+$/, '')).toSorted(),
      ['apps/web/.env.local:2', 'server.pem:1'],
    );
  });

  it('says nothing where git still ignores the file, or never did', async () => {
    const root = ignoring('.env\n*.local\n', {
      '.env': VALUES,
      '.env.local': VALUES,
      '.env.production': VALUES,
    });
    stage(root, { '.gitignore': '.env*\n' }); // another line, and more of them
    assert.deepEqual(await told(root), []);
    stage(root, { '.gitignore': '*.local\n' });
    writeFileSync(path.join(root, '.git/info/exclude'), '.env\n');
    assert.deepEqual(await told(root), []);
  });

  it('says nothing of what is not staged, of files without secrets, and of what the commit holds itself', async () => {
    const root = ignoring('.env\n', { '.env': VALUES });
    writeFileSync(path.join(root, '.gitignore'), '');
    stage(root, { 'package.json': '{ "private": true }\n' });
    assert.deepEqual(await told(root), []);
    git(root, 'add', '.gitignore');
    assert.deepEqual(await told(root), [ENV]);
    writeFileSync(path.join(root, '.env'), 'APP_NAME=shop\n');
    assert.deepEqual(await told(root), []);
    writeFileSync(path.join(root, '.env'), VALUES);
    git(root, 'add', '.env');
    assert.equal(
      (await told(root)).filter((each) => each.startsWith('secrets/committed-env-file')).length,
      1,
    );
  });

  it('says nothing of other repositories within this one, nor of what the user ignores everywhere', async () => {
    const root = ignoring('.env\n', { 'parts/lib/.env': VALUES });
    mkdirSync(path.join(root, 'parts/lib/.git'));
    stage(root, { '.gitignore': '' });
    assert.deepEqual(await told(root), []);
    rmSync(path.join(root, 'parts/lib/.git'), { recursive: true });
    assert.deepEqual(await told(root), ['secrets/committed-env-file parts/lib/.env:2 high']);
    const own = path.join(temporaryFolder({ ignore: '.env\n' }), 'ignore');
    git(root, 'config', 'core.excludesFile', own);
    assert.deepEqual(await told(root), []);
  });
});
