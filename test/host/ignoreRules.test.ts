import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { createIgnoreRules, walk } from '../../server/src/host/ignoreRules.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const FILES = {
  '.gitignore': '.env*\n!.env.example\n/out\nbuild/\n*.log\ndocs/**/draft.md\n\\#odd\ntrailing   \n',
  'apps/web/.gitignore': '!kept.log\nlocal/\n',
  '.env': '',
  '.env.example': '',
  'apps/web/.env.local': '',
  'apps/web/kept.log': '',
  'apps/web/other.log': '',
  'apps/web/local/a.ts': '',
  'apps/out/a.ts': '',
  'out/a.ts': '',
  'apps/build/a.ts': '',
  'build/deep/a.ts': '',
  'docs/a/b/draft.md': '',
  'docs/draft.md': '',
  '#odd': '',
  trailing: '',
  'src/a.ts': '',
  'src/ünïcode.ts': '',
};

describe('ignore files, read without git', () => {
  it('say what git says', async () => {
    const root = temporaryFolder(FILES);
    git(root, 'init', '--quiet');
    writeFiles(root, { '.git/info/exclude': 'src/private.ts\n', 'src/private.ts': '' });
    const listed = git(root, 'ls-files', '-z', '--others', '--exclude-standard')
      .split('\0')
      .filter(Boolean)
      .sort();
    assert.deepEqual(await walk(root, createIgnoreRules(root)), listed);
    const rules = createIgnoreRules(root);
    for (const file of Object.keys(FILES)) assert.equal(rules.ignores(file), !listed.includes(file), file);
  });

  it('count above the folder too, up to the top of the repository', () => {
    const root = temporaryRepository(FILES);
    const rules = createIgnoreRules(path.join(root, 'apps/web'));
    assert.equal(rules.ignores('.env.local'), true);
    assert.equal(rules.ignores('kept.log'), false);
    assert.equal(rules.ignores('src/a.ts'), false);
  });

  it('of the user count as well', () => {
    const home = temporaryFolder({ 'git/ignore': 'mine.txt\n' });
    const root = temporaryRepository({ 'a.ts': '', 'mine.txt': '' });
    const script = `import { createIgnoreRules } from ${JSON.stringify(path.join(import.meta.dirname, '../../server/src/host/ignoreRules.ts'))}; console.log(createIgnoreRules(process.argv[1]).ignores('mine.txt'));`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script, root], {
      env: { ...process.env, XDG_CONFIG_HOME: home },
      encoding: 'utf8',
    });
    assert.equal(said, 'true\n');
  });
});
