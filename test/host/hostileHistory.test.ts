import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GitError } from '../../server/src/host/git.ts';
import { scanHistory } from '../../server/src/host/history.ts';
import { expand } from '../support/expand.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const KEY = expand('{{stripe-secret-key}}');
const LEAK = `const stripe = new Stripe('${KEY}');\n`;
const CLEAN = 'const stripe = new Stripe(process.env.STRIPE_SECRET_KEY);\n';
const SETTINGS = { configText: '', baselineText: '', today: '2026-11-22', salt: 'salt' };
const check = (root: string) => scanHistory(root, { settings: SETTINGS });

/** A repository in which a key was committed and taken out again. */
function leakyRepository(): string {
  const root = temporaryRepository({ 'a.ts': LEAK });
  commit(root, { 'a.ts': CLEAN });
  return root;
}

function commit(root: string, files: Readonly<Record<string, string>>): void {
  writeFiles(root, files);
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--allow-empty', '--message', 'change');
}

describe('a history that is not what it should be', () => {
  it('runs no program that the repository’s own settings name', async () => {
    const root = leakyRepository();
    const trap = path.join(root, 'trapped');
    const script = path.join(root, 'evil.sh');
    writeFileSync(script, `#!/bin/sh\ntouch '${trap}'\nexit 1\n`);
    chmodSync(script, 0o755);
    for (const name of [
      'core.fsmonitor',
      'core.pager',
      'core.sshCommand',
      'core.alternateRefsCommand',
      'core.gitProxy',
      'credential.helper',
      'diff.external',
      'diff.x.command',
      'diff.x.textconv',
      'filter.x.clean',
      'filter.x.smudge',
      'filter.x.process',
      'gpg.program',
      'gpg.ssh.program',
      'gpg.x509.program',
      'pager.log',
      'pager.cat-file',
      'alias.log',
      'uploadpack.packObjectsHook',
    ])
      git(root, 'config', name, name === 'alias.log' ? `!${script}` : script);
    git(root, 'config', 'log.showSignature', 'true');
    writeFiles(root, {
      '.gitattributes': '* filter=x diff=x\n',
      '.git/info/attributes': '* filter=x diff=x\n',
    });
    for (const hook of ['post-index-change', 'reference-transaction', 'post-checkout']) {
      writeFiles(root, { [`.git/hooks/${hook}`]: `#!/bin/sh\ntouch '${trap}'\n` });
      chmodSync(path.join(root, '.git/hooks', hook), 0o755);
    }
    assert.equal((await check(root)).findings.length, 1);
    assert.ok(!existsSync(trap));
  });

  it('does not obey settings that change what the log shows', async () => {
    const root = leakyRepository();
    for (const [name, value] of [
      ['log.showRoot', 'false'],
      ['log.diffMerges', 'off'],
      ['log.mailmap', 'true'],
      ['log.decorate', 'full'],
      ['log.date', 'relative'],
      ['diff.relative', 'true'],
      ['diff.renames', 'copies'],
      ['diff.orderFile', '/nowhere'],
      ['diff.noprefix', 'true'],
      ['diff.ignoreSubmodules', 'none'],
      ['color.ui', 'always'],
      ['core.abbrev', '4'],
      ['core.quotePath', 'true'],
      ['format.pretty', 'oneline'],
      ['i18n.logOutputEncoding', 'UTF-16'],
      ['notes.displayRef', '*'],
    ] as const)
      git(root, 'config', name, value);
    const { findings, errors } = await check(root);
    assert.deepEqual(errors, []);
    assert.deepEqual(
      findings.map(({ file, commit: { inHead } }) => [file, inHead]),
      [['a.ts', false]],
    );
  });

  it('sees through replaced objects, grafts and a commit graph', async () => {
    const root = leakyRepository();
    commit(root, {});
    const [blob, clean] = ['HEAD~2:a.ts', 'HEAD:a.ts'].map((name) => git(root, 'rev-parse', name).trim());
    git(root, 'commit-graph', 'write', '--reachable');
    git(root, 'replace', blob ?? '', clean ?? '');
    assert.equal((await check(root)).findings.length, 1);
    git(root, 'replace', '--graft', 'HEAD');
    assert.equal((await check(root)).findings.length, 1);
    git(root, 'replace', '--delete', ...git(root, 'replace', '--list').trim().split('\n'));
    writeFiles(root, { '.git/info/grafts': git(root, 'rev-parse', 'HEAD') });
    assert.equal((await check(root)).findings.length, 1);
  });

  it('says when a clone is shallow, and checks what is there', async () => {
    const root = leakyRepository();
    commit(root, { 'b.ts': LEAK });
    const clone = path.join(temporaryFolder(), 'clone');
    git(root, 'clone', '--quiet', '--depth', '1', `file://${root}`, clone);
    const { findings, errors, commits } = await check(clone);
    assert.equal(commits, 1);
    assert.deepEqual(
      findings.map(({ file }) => file),
      ['b.ts'],
    );
    assert.deepEqual(
      errors.map(({ ruleId, message }) => [ruleId, message]),
      [
        [
          '',
          'this clone is shallow: only 1 commit was looked at. “git fetch --unshallow” gets the others (in GitHub Actions: fetch-depth: 0).',
        ],
      ],
    );
  });

  it('fetches nothing for a partial clone, and says what was not checked', async () => {
    const root = leakyRepository();
    git(root, 'config', 'uploadpack.allowFilter', 'true');
    const clone = path.join(temporaryFolder(), 'clone');
    git(root, 'clone', '--quiet', '--filter=blob:none', `file://${root}`, clone);
    const { findings, errors, versions } = await check(clone);
    assert.deepEqual(findings, []);
    assert.equal(versions, 1, 'the one that was checked out');
    assert.deepEqual(
      errors.map(({ file, ruleId }) => [file, ruleId]),
      [['a.ts', '']],
    );
    assert.match(
      errors[0]?.message ?? '',
      /^a version of this file was not checked, because it is not in this clone/,
    );
    assert.equal((await check(clone)).versions, 1, 'still not fetched');
  });

  it('goes on after a damaged object, and says so', async () => {
    const root = temporaryRepository({ 'a.ts': CLEAN, 'b.ts': `// b\n${CLEAN}`, 'c.ts': LEAK });
    const id = git(root, 'rev-parse', 'HEAD:b.ts').trim();
    const file = path.join(root, '.git/objects', id.slice(0, 2), id.slice(2));
    rmSync(file);
    writeFileSync(file, 'damaged');
    const { findings, errors, versions } = await check(root);
    assert.deepEqual(
      [findings.map((finding) => finding.file), errors.map((error) => [error.file, error.ruleId]), versions],
      [['c.ts'], [['b.ts', '']], 2],
    );
  });

  it('tells what was found before a commit that is damaged, and that there is more', async () => {
    const root = leakyRepository();
    commit(root, { 'b.ts': LEAK });
    const id = git(root, 'rev-parse', 'HEAD~1').trim();
    rmSync(path.join(root, '.git/objects', id.slice(0, 2), id.slice(2)));
    const { errors } = await check(root).catch((error: unknown) => {
      assert.ok(error instanceof GitError);
      return { errors: [{ ruleId: '', message: `could not read the whole history: ${error.message}` }] };
    });
    assert.equal(errors[0]?.ruleId, '');
    assert.match(errors[0]?.message ?? '', /could not read the whole history/);
  });

  it('reads names, dates and messages for what they are', async () => {
    const root = temporaryFolder();
    git(root, 'init', '--quiet');
    const odd = 'a\nb\t"c".ts';
    const blob = hashed(root, LEAK);
    const tree = execFileSync('git', ['mktree', '-z'], {
      cwd: root,
      input: Buffer.concat([
        Buffer.from(`100644 blob ${blob}\t${odd}\0`),
        Buffer.from(`100644 blob ${hashed(root, `${LEAK}//\n`)}\tnot-\xff-utf8.ts\0`, 'latin1'),
      ]),
      encoding: 'utf8',
    }).trim();
    const zeros = '0'.repeat(40);
    writeFileSync(
      path.join(root, '.git/odd'),
      `tree ${tree}\nauthor A <a@b> 99999999999999999999 +9999\ncommitter A <a@b> 1 +0000\n\n:100644 100644 ${zeros} ${blob} M\nother.ts\n\u001b[31m`,
    );
    const id = git(root, 'hash-object', '-t', 'commit', '-w', '--literally', '.git/odd').trim();
    git(root, 'update-ref', 'refs/heads/main', id);
    const { findings, commits, versions, errors } = await check(root);
    assert.deepEqual([commits, versions, errors], [1, 2, []]);
    assert.deepEqual([findings.length, findings[0]?.commit.id], [1, id]);
    assert.deepEqual(
      new Set([findings[0]?.file, ...(findings[0]?.related ?? []).map(({ file }) => file)]),
      new Set([odd, 'not-\uFFFD-utf8.ts']),
    );
  });

  it('enters no submodule', async () => {
    const inner = leakyRepository();
    const root = temporaryRepository({ 'a.ts': CLEAN });
    git(root, '-c', 'protocol.file.allow=always', 'submodule', 'add', '--quiet', inner, 'inner');
    commit(root, {});
    const { findings, errors } = await check(root);
    assert.deepEqual([findings, errors], [[], []]);
  });

  it('knows repositories with SHA-256, bare ones, empty ones, and what is none', async () => {
    const modern = temporaryFolder();
    git(modern, 'init', '--quiet', '--object-format=sha256');
    commit(modern, { 'a.ts': LEAK });
    const [finding] = (await check(modern)).findings;
    assert.match(finding?.commit.id ?? '', /^[0-9a-f]{64}$/);
    assert.equal(finding?.commit.inHead, true);

    const bare = path.join(temporaryFolder(), 'bare.git');
    git(modern, 'clone', '--quiet', '--bare', modern, bare);
    assert.equal((await check(bare)).findings[0]?.commit.inHead, true);

    const empty = temporaryFolder();
    git(empty, 'init', '--quiet');
    const nothing = await check(empty);
    assert.deepEqual([nothing.commits, nothing.findings, nothing.errors], [0, [], []]);

    const none = temporaryFolder({ 'a.ts': LEAK });
    await assert.rejects(check(none), (error) => error instanceof GitError && error.absent);
  });

  it('writes nothing into the repository', async () => {
    const root = leakyRepository();
    const before = readdirSync(root, { recursive: true }).length;
    await check(root);
    assert.equal(readdirSync(root, { recursive: true }).length, before);
    assert.equal(git(root, 'status', '--porcelain'), '');
  });
});

function hashed(root: string, text: string): string {
  const options = { cwd: root, input: text, encoding: 'utf8' } as const;
  return execFileSync('git', ['hash-object', '-w', '--stdin'], options).trim();
}
