import { strict as assert } from 'node:assert';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ReviewOptions } from '../../../server/src/host/review/review.ts';
import { leak, places, review, rules, STAGED } from '../../support/review.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../../support/temporaryFolder.ts';

const START = { 'src/a.ts': 'export const a = 1;\n', 'src/old.ts': `${leak(1)}export const b = 2;\n` };

describe('a review of what is staged', () => {
  it('has nothing to say where nothing is', async () => {
    const { result, changes, notices } = await review(temporaryRepository(START));
    assert.deepEqual([result.findings, changes, notices, result.review?.changedFiles], [[], [], [], 0]);
  });

  it('judges the first commit, which follows nothing', async () => {
    const root = temporaryFolder(START);
    git(root, 'init', '--quiet');
    git(root, 'add', '--all');
    assert.deepEqual(await places(root), ['src/old.ts:1']);
  });

  it('reads the index and not the disk, whichever of them has the secret', async () => {
    const root = temporaryRepository(START);
    writeFiles(root, { 'src/a.ts': `export const a = 1;\n${leak(2)}` });
    git(root, 'add', '--all');
    writeFiles(root, { 'src/a.ts': `export const a = 1;\n` });
    assert.deepEqual(await places(root), ['src/a.ts:2']);
    git(root, 'add', '--all');
    writeFiles(root, { 'src/a.ts': leak(3) });
    assert.deepEqual(await places(root), []);
  });

  it('tells an untracked file and an unstaged edit from the commit', async () => {
    const root = temporaryRepository(START);
    writeFiles(root, { 'src/a.ts': leak(2), 'src/new.ts': leak(3) });
    assert.deepEqual(await places(root), []);
  });

  it('passes over what was there before, however it moved', async () => {
    const root = temporaryRepository(START);
    writeFiles(root, { 'src/old.ts': `export const first = 0;\n${leak(1)}export const b = 3;\n` });
    git(root, 'add', '--all');
    assert.deepEqual(await places(root), []);
  });

  it('follows a file to its new name, and sees what changed on the way', async () => {
    const root = temporaryRepository({ 'src/old.ts': `${leak(1)}${'export const x = 0;\n'.repeat(20)}` });
    git(root, 'mv', 'src/old.ts', 'src/new.ts');
    assert.deepEqual(await places(root), []);
    writeFiles(root, { 'src/new.ts': `${leak(1)}${'export const x = 0;\n'.repeat(20)}${leak(2)}` });
    git(root, 'add', '--all');
    assert.deepEqual(await places(root), ['src/new.ts:22']);
    assert.deepEqual(
      (await review(root)).changes.map(({ status, from, path: file }) => [status, from, file]),
      [['renamed', 'src/old.ts', 'src/new.ts']],
    );
  });

  it('follows any number of edited files, whatever the repository says of that', async () => {
    const text = (seed: number): string => `${leak(seed)}${`export const x${seed} = 0;\n`.repeat(20)}`;
    const root = temporaryRepository({ 'src/a.ts': text(1), 'src/b.ts': text(2) });
    git(root, 'config', 'diff.renameLimit', '1');
    git(root, 'mv', 'src/a.ts', 'src/c.ts');
    git(root, 'mv', 'src/b.ts', 'src/d.ts');
    writeFiles(root, { 'src/c.ts': `${text(1)}export {};\n`, 'src/d.ts': `${text(2)}export {};\n` });
    git(root, 'add', '--all');
    assert.deepEqual(await places(root), []);
  });

  it('judges names that need quoting, and those with line breaks', async () => {
    const names = [
      'src/with space.ts',
      'src/"quoted".ts',
      'src/línea.ts',
      'src/a\nb.ts',
      'src/*[x].ts',
      '-rf.ts',
    ];
    const root = temporaryRepository(START);
    writeFiles(root, Object.fromEntries(names.map((name, index) => [name, leak(10 + index)])));
    git(root, 'add', '--all');
    assert.deepEqual([...(await places(root))].sort(), names.map((name) => `${name}:1`).sort());
  });

  it('says nothing of a mode, a link or a file that goes', async () => {
    const root = temporaryRepository({ ...START, 'src/gone.ts': leak(4) });
    chmodSync(path.join(root, 'src/old.ts'), 0o755);
    rmSync(path.join(root, 'src/gone.ts'));
    symlinkSync('old.ts', path.join(root, 'src/link.ts'));
    git(root, 'add', '--all');
    assert.deepEqual(await places(root), []);
  });

  it('takes a link that becomes a file for a new file', async () => {
    const root = temporaryRepository(START);
    symlinkSync('a.ts', path.join(root, 'src/link.ts'));
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'link');
    rmSync(path.join(root, 'src/link.ts'));
    writeFiles(root, { 'src/link.ts': leak(5) });
    git(root, 'add', '--all');
    assert.deepEqual(await places(root), ['src/link.ts:1']);
  });

  it('finds what the disk has no more: deleted, replaced by a folder, left out of the checkout', async () => {
    const root = temporaryRepository(START);
    writeFiles(root, { 'src/one.ts': leak(6), 'src/two.ts': leak(7) });
    git(root, 'add', '--all');
    rmSync(path.join(root, 'src/one.ts'));
    rmSync(path.join(root, 'src/two.ts'));
    mkdirSync(path.join(root, 'src/two.ts'));
    assert.deepEqual(await places(root), ['src/one.ts:1', 'src/two.ts:1']);
  });

  it('passes over binary contents, and reads text to its end', async () => {
    const root = temporaryRepository(START);
    writeFileSync(path.join(root, 'image.bin'), Buffer.alloc(3_000_000));
    writeFiles(root, { 'src/long.ts': `${'export const nothing = 0;\n'.repeat(250_000)}${leak(8)}` });
    git(root, 'add', '--all');
    assert.deepEqual(await places(root), ['src/long.ts:250001']);
  });

  it('is not blinded by attributes, nor by objects that stand in for others', async () => {
    const root = temporaryRepository({ ...START, '.gitattributes': '*.ts -diff binary\n' });
    writeFiles(root, { 'src/a.ts': leak(9) });
    git(root, 'add', '--all');
    const id = git(root, 'rev-parse', ':src/a.ts').trim();
    const harmless = git(root, 'rev-parse', 'HEAD:src/a.ts').trim();
    git(root, 'replace', id, harmless);
    assert.deepEqual(await places(root), ['src/a.ts:1']);
  });

  it('runs nothing that the repository names, and writes nothing', async () => {
    const root = temporaryRepository(START);
    for (const name of ['core.fsmonitor', 'diff.external', 'core.pager', 'filter.x.clean', 'diff.x.textconv'])
      git(root, 'config', name, 'touch ran');
    writeFiles(root, { '.gitattributes': '* filter=x diff=x\n', 'src/b.ts': 'export {};\n' });
    git(root, '-c', 'core.fsmonitor=false', '-c', 'filter.x.clean=cat', 'add', 'src/b.ts');
    rmSync(path.join(root, 'ran'), { force: true });
    const index = readFileSync(path.join(root, '.git/index'));
    await review(root);
    assert.throws(() => readFileSync(path.join(root, 'ran')), { code: 'ENOENT' });
    assert.ok(index.equals(readFileSync(path.join(root, '.git/index'))));
  });

  it('works while somebody else holds the index', async () => {
    const root = temporaryRepository(START);
    writeFiles(root, { 'src/a.ts': leak(2) });
    git(root, 'add', '--all');
    writeFiles(root, { '.git/index.lock': '' });
    assert.deepEqual(await places(root), ['src/a.ts:1']);
  });

  it('reads the index that git names to a hook', async () => {
    const root = temporaryRepository(START);
    writeFiles(root, { 'src/a.ts': leak(2) });
    const index = path.join(root, '.git/next-index');
    writeFileSync(index, readFileSync(path.join(root, '.git/index')));
    const env = { ...process.env, GIT_INDEX_FILE: index };
    assert.deepEqual(await places(root, STAGED, { environment: env }), []);
    git(root, 'add', '--all');
    renameSync(path.join(root, '.git/index'), index);
    git(root, 'reset', '--quiet');
    assert.deepEqual(await places(root), []);
    assert.deepEqual(await places(root, STAGED, { environment: env }), ['src/a.ts:1']);
  });

  it('names what it left out: a submodule, a conflict', async () => {
    const root = temporaryRepository({ 'a.ts': 'one\n' });
    git(root, 'checkout', '--quiet', '-b', 'other');
    writeFiles(root, { 'a.ts': 'two\n' });
    git(root, 'commit', '--quiet', '--all', '--message', 'two');
    git(root, 'checkout', '--quiet', 'main');
    writeFiles(root, { 'a.ts': 'three\n' });
    git(root, 'commit', '--quiet', '--all', '--message', 'three');
    assert.throws(() => git(root, 'merge', 'other'));
    const id = git(root, 'rev-parse', 'HEAD').trim();
    git(root, 'update-index', '--add', '--cacheinfo', `160000,${id},vendor`);
    assert.deepEqual((await review(root)).notices, [
      'a.ts is in conflict and was not reviewed.',
      'vendor is a submodule: its own commits are reviewed in it.',
    ]);
  });

  it('holds a merge to what neither side has', async () => {
    const root = temporaryRepository(START);
    git(root, 'checkout', '--quiet', '-b', 'other');
    writeFiles(root, { 'src/theirs.ts': leak(2) });
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'theirs');
    git(root, 'checkout', '--quiet', 'main');
    writeFiles(root, { 'src/ours.ts': leak(3) });
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'ours');
    git(root, 'merge', '--quiet', '--no-commit', '--no-ff', 'other');
    assert.deepEqual(await places(root), []);
    writeFiles(root, { 'src/theirs.ts': `${leak(2)}${leak(4)}` });
    git(root, 'add', '--all');
    assert.deepEqual(await places(root), ['src/theirs.ts:2']);
  });

  it('works in a linked work tree, and in a folder of a repository', async () => {
    const root = temporaryRepository({ ...START, 'web/b.ts': 'export {};\n' });
    const linked = path.join(temporaryFolder(), 'linked');
    git(root, 'worktree', 'add', '--quiet', linked);
    writeFiles(linked, { 'web/b.ts': leak(2), 'src/a.ts': leak(3) });
    git(linked, 'add', '--all');
    assert.deepEqual(await places(linked), ['src/a.ts:1', 'web/b.ts:1']);
    assert.deepEqual(await places(path.join(linked, 'web')), ['b.ts:1']);
    assert.deepEqual(await places(root), []);
  });

  it('follows a file into the folder that is reviewed, and takes a submodule that becomes a file for a new one', async () => {
    const root = temporaryRepository({ 'src/old.ts': `${leak(1)}${'export const x = 0;\n'.repeat(20)}` });
    mkdirSync(path.join(root, 'web'));
    git(root, 'mv', 'src/old.ts', 'web/new.ts');
    assert.deepEqual(await places(path.join(root, 'web')), []);
    const id = git(root, 'rev-parse', 'HEAD').trim();
    git(root, 'update-index', '--add', '--cacheinfo', `160000,${id},src/vendor.ts`);
    git(root, 'commit', '--quiet', '--message', 'a submodule');
    writeFiles(root, { 'src/vendor.ts': leak(2) });
    git(root, 'rm', '--quiet', '--cached', 'src/vendor.ts');
    git(root, 'add', '--all');
    assert.deepEqual(await places(root), ['src/vendor.ts:1']);
  });

  it('takes configuration and baseline as they are staged', async () => {
    const root = temporaryRepository(START);
    writeFiles(root, { 'src/a.ts': leak(2) });
    git(root, 'add', '--all');
    const ignoring = 'ignore:\n  - paths: [src]\n    reason: made up for this test\n';
    writeFiles(root, { 'launch-ready.yaml': 'rules: {}\n' });
    git(root, 'add', '--all');
    writeFiles(root, { 'launch-ready.yaml': ignoring });
    assert.deepEqual(await places(root), ['src/a.ts:1']);
    git(root, 'add', '--all');
    assert.deepEqual(await places(root), []);
  });

  it('rejects where there is no repository', async () => {
    await assert.rejects(review(temporaryFolder(START)), { name: 'GitError', absent: true });
  });
});

describe('what a commit causes elsewhere', () => {
  const ENV = {
    'package.json': '{ "name": "shop", "dependencies": { "next": "15.0.0" } }\n',
    '.env.example': 'API_URL=\nSTRIPE_KEY=\n',
    'src/env.ts': 'export const url = process.env.API_URL;\nexport const key = process.env.STRIPE_KEY;\n',
  };

  it('is told of a variable that is taken out of the template while code reads it', async () => {
    const root = temporaryRepository(ENV);
    writeFiles(root, { '.env.example': 'API_URL=\n' });
    git(root, 'add', '--all');
    assert.deepEqual(await rules(root), ['env/missing-in-example src/env.ts']);
  });

  it('is told of a migration that drops what code uses', async () => {
    const start = 'CREATE TABLE "customers" ("id" SERIAL PRIMARY KEY, "fax" TEXT);\n';
    const root = temporaryRepository({
      'package.json': '{ "name": "shop", "dependencies": { "@prisma/client": "6.0.0" } }\n',
      'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
      'prisma/migrations/20260101000000_start/migration.sql': start,
      'src/customer.ts':
        'export const fax = (customer: Customer) => (customer.fax ? dial(customer.fax) : 0);\n',
      'src/other.ts': 'export const nothing = 0;\n',
    });
    const drop = 'prisma/migrations/20260301000000_drop/migration.sql';
    writeFiles(root, { [drop]: 'ALTER TABLE "customers" DROP COLUMN "fax";\n' });
    git(root, 'add', '--all');
    // What lies on disk alone says nothing of the commit.
    writeFiles(root, { 'src/customer.ts': 'export {};\n' });
    const { result } = await review(root);
    const dropped = result.findings.find(({ ruleId }) => ruleId === 'migrations/dropped-column');
    assert.equal(dropped?.file, drop);
    assert.deepEqual(
      dropped.related.map(({ file }) => file),
      ['src/customer.ts', 'src/customer.ts'],
    );
  });

  it('is told of a comment that silenced what stands behind it', async () => {
    const comment = `// ${['launch', 'ready', 'ignore', 'next', 'line'].join('-')} secrets/* -- made up\n`;
    const root = temporaryRepository({ 'src/a.ts': comment + leak(1) });
    writeFiles(root, { 'src/a.ts': leak(1) });
    git(root, 'add', '--all');
    assert.deepEqual(await places(root), ['src/a.ts:1']);
  });

  it('is told of what an image gets now that nothing keeps it out', async () => {
    const root = temporaryRepository({
      Dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
      '.dockerignore': '.env\n.env.*\nnode_modules\n.git\n',
      '.gitignore': '.env\n',
      'server.js': 'require("http");\n',
    });
    writeFiles(root, { '.env': 'A=b\n', '.dockerignore': 'node_modules\n' });
    git(root, 'add', '--all');
    assert.ok(
      (await rules(root)).some((rule) => rule.endsWith(' Dockerfile')),
      JSON.stringify(await rules(root)),
    );
  });

  it('is told of what the configuration, or the baseline, puts up with no more', async () => {
    const ignoring = 'ignore:\n  - paths: [src]\n    reason: made up for this test\n';
    const root = temporaryRepository({ ...START, 'launch-ready.yaml': ignoring });
    writeFiles(root, { 'launch-ready.yaml': 'rules: {}\n', 'src/a.ts': 'export const a = 3;\n' });
    git(root, 'add', '--all');
    assert.deepEqual(await places(root), ['src/old.ts:1']);
    const [finding] = (await review(root)).result.findings;
    git(root, 'reset', '--quiet', '--hard');
    const accepted = { fingerprint: finding?.fingerprint, rule: finding?.ruleId, file: finding?.file };
    const baseline = (findings: readonly unknown[]) => JSON.stringify({ version: 1, findings });
    writeFiles(root, {
      'launch-ready.yaml': 'rules: {}\n',
      'launch-ready-baseline.json': baseline([accepted]),
    });
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'accept');
    writeFiles(root, { 'src/a.ts': 'export const a = 4;\n' });
    git(root, 'add', '--all');
    assert.deepEqual(await places(root), []);
    writeFiles(root, { 'launch-ready-baseline.json': baseline([]) });
    git(root, 'add', '--all');
    assert.deepEqual(await places(root), ['src/old.ts:1']);
  });

  it('is not told where everything was so before', async () => {
    const root = temporaryRepository({ ...ENV, '.env.example': 'API_URL=\n' });
    writeFiles(root, {
      'src/env.ts': `// moved\n${ENV['src/env.ts']}`,
      '.env.example': 'API_URL=\n# a note\n',
    });
    git(root, 'add', '--all');
    assert.deepEqual(await rules(root), []);
  });
});

describe('a review that is ended', () => {
  const long = Array.from(
    { length: 800 },
    (_, line) => `export const name${line} = process.env.NAME_${line};\n`,
  ).join('');
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, file) => [`src/f${file}.ts`, long]));
  const isEnded = (error: unknown): boolean =>
    error instanceof Error && (error.name === 'AbortError' || error.message === 'stopped');

  it('stops between two files', async () => {
    const root = temporaryRepository(START);
    writeFiles(root, many);
    git(root, 'add', '--all');
    const stop = new AbortController();
    let wasJudging = false;
    const options: ReviewOptions = {
      signal: stop.signal,
      onConfig: () => {
        wasJudging = true;
        // Before the second file, or in the first pause: whoever judges all at once never hears of it.
        setImmediate(() => stop.abort());
      },
    };
    await assert.rejects(review(root, STAGED, options), isEnded);
    assert.ok(wasJudging);
  });

  it('asks git nothing any more', async () => {
    const root = temporaryRepository(START);
    await assert.rejects(review(root, STAGED, { signal: AbortSignal.abort() }), isEnded);
  });

  it('is as complete as ever where nobody ends it', async () => {
    const root = temporaryRepository(START);
    writeFiles(root, { 'src/a.ts': leak(2) });
    git(root, 'add', '--all');
    assert.deepEqual(await places(root, STAGED, { signal: new AbortController().signal }), ['src/a.ts:1']);
  });
});
