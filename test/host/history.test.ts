import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { baselineText } from '../../server/src/core/baseline.ts';
import { scanHistory, UnknownRevision, type HistoryOptions } from '../../server/src/host/history.ts';
import { expand } from '../support/expand.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const KEY = expand('{{stripe-secret-key}}');
const leak = (key = KEY): string => `const stripe = new Stripe('${key}');\n`;
const LEAK = leak();
const CLEAN = 'const stripe = new Stripe(process.env.STRIPE_SECRET_KEY);\n';

const SETTINGS = { configText: '', baselineText: '', today: '2026-11-22', salt: 'salt' };
const check = (root: string, options: Partial<HistoryOptions> = {}) =>
  scanHistory(root, { settings: SETTINGS, ...options });

/** Commits what stands in the folder with these files written, or removed where the text is null. */
function commit(root: string, files: Readonly<Record<string, string | null>>, message = 'change'): string {
  for (const [file, text] of Object.entries(files)) {
    if (text === null) rmSync(path.join(root, file));
    else writeFiles(root, { [file]: text });
  }
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--allow-empty', '--message', message);
  return git(root, 'rev-parse', 'HEAD').trim();
}

describe('the check of a history', () => {
  it('finds a secret that was removed, with the commit that brought it', async () => {
    const root = temporaryRepository({ 'README.md': 'hello\n' });
    const id = commit(root, { 'src/pay.ts': `\n${LEAK}` });
    commit(root, { 'src/pay.ts': CLEAN });
    const { findings, errors, commits, versions } = await check(root);
    assert.deepEqual(errors, []);
    assert.equal(commits, 3);
    assert.equal(versions, 3);
    const [finding, ...others] = findings;
    assert.equal(others.length, 0);
    assert.equal(finding?.file, 'src/pay.ts');
    assert.deepEqual(finding?.range, {
      start: { line: 2, column: 28 },
      end: { line: 2, column: 28 + KEY.length },
    });
    const date = git(root, 'log', '-1', '--format=%aI', id).trim();
    assert.deepEqual(finding?.commit, { id, authorDate: date, inHead: false });
    assert.equal(finding?.blob, git(root, 'rev-parse', `${id}:src/pay.ts`).trim());
    assert.deepEqual(finding?.fixes, []);
    assert.ok(
      finding?.message.endsWith(
        `It is in the history since commit ${id.slice(0, 10)} (${date.slice(0, 10)}). The current code no longer has it, but every clone does: rotate it.`,
      ),
      finding?.message,
    );
    assert.ok(!JSON.stringify(findings).includes(KEY));
  });

  it('tells a secret once, by its oldest commit, however many versions and paths have it', async () => {
    const root = temporaryRepository({ 'README.md': 'hello\n' });
    const id = commit(root, { 'a.ts': LEAK });
    for (let version = 0; version < 5; version++) commit(root, { 'a.ts': `// ${version}\n${LEAK}` });
    const before = await check(root);
    git(root, 'mv', 'a.ts', 'b.ts');
    const moved = commit(root, {});
    commit(root, { 'b.ts': `// moved\n${LEAK}`, 'c.ts': `export const key = '${KEY}';\n` });
    const { findings } = await check(root);
    assert.equal(findings.length, 1);
    assert.equal(findings[0]?.fingerprint, before.findings[0]?.fingerprint);
    assert.deepEqual(findings[0]?.commit, { ...before.findings[0]?.commit, id, inHead: true });
    assert.match(
      findings[0]?.message ?? '',
      /, and the current code still has it: rotate it, then remove it\.$/,
    );
    assert.deepEqual(sorted(findings[0]?.related.map(({ file }) => file)), ['b.ts', 'c.ts']);
    const related = findings[0]?.related.find(({ file }) => file === 'b.ts');
    assert.match(related?.message ?? '', new RegExp(`^The same value, commit ${moved.slice(0, 10)} \\(`));
  });

  it('knows that HEAD has the value in another file than before', async () => {
    const root = temporaryRepository({ 'old.ts': LEAK });
    commit(root, { 'old.ts': null, 'new/place.ts': `export const other = '${KEY}';\n` });
    assert.equal((await check(root)).findings[0]?.commit.inHead, true);
    commit(root, { 'new/place.ts': CLEAN });
    assert.equal((await check(root)).findings[0]?.commit.inHead, false);
  });

  it('looks at branches, stashes, merges, other worktrees and a HEAD that no branch names', async () => {
    const key = (seed: number): string => expand(`{{stripe-secret-key:${seed}}}`);
    const root = temporaryRepository({ 'a.ts': CLEAN });
    git(root, 'checkout', '--quiet', '-b', 'side');
    commit(root, { 'branch.ts': leak(key(2)), 'both.ts': 'side\n' });
    git(root, 'checkout', '--quiet', 'main');
    for (const seed of [3, 4]) {
      writeFiles(root, { 'a.ts': leak(key(seed)) });
      git(root, 'stash', '--quiet');
    }
    commit(root, { 'both.ts': 'main\n' });
    assert.throws(() => git(root, 'merge', '--quiet', 'side'));
    commit(root, { 'both.ts': leak(key(5)), 'branch.ts': null });
    commit(root, { 'both.ts': CLEAN });
    const other = path.join(temporaryFolder(), 'tree');
    git(root, 'worktree', 'add', '--quiet', '--detach', other);
    commit(other, { 'other.ts': leak(key(6)) });
    git(root, 'checkout', '--quiet', '--detach');
    commit(root, { 'detached.ts': leak(key(7)) });
    const { findings } = await check(root);
    assert.deepEqual(sorted(findings.map(({ file }) => file)), [
      'a.ts',
      'a.ts',
      'both.ts',
      'branch.ts',
      'detached.ts',
      'other.ts',
    ]);
    assert.equal((await check(other)).findings.length, findings.length, 'asked from the other worktree');
  });

  it('looks at the messages of commits and of annotated tags, and at what only a tag names', async () => {
    const root = temporaryRepository({ 'a.ts': CLEAN });
    const [inTag, inBlob] = [expand('{{stripe-secret-key:2}}'), expand('{{stripe-secret-key:3}}')];
    const id = commit(root, {}, `Switch the key\n\nThe old one was ${KEY}`);
    git(root, 'tag', '--annotate', 'v1', '--message', `Release with ${inTag}`);
    git(root, 'tag', '--annotate', 'v1-again', '--message', 'of a tag', 'v1');
    writeFileSync(path.join(root, '.git/loose'), leak(inBlob));
    git(root, 'tag', 'loose', git(root, 'hash-object', '-w', '.git/loose').trim());
    const { findings } = await check(root);
    const inMessages = findings.filter(({ file }) => file === null);
    assert.equal(findings.length, 3);
    assert.deepEqual(
      inMessages.map(({ range, commit: place }) => [range?.start, place.id]),
      [
        [{ line: 3, column: 17 }, id],
        [{ line: 1, column: 14 }, id],
      ],
    );
    assert.match(
      inMessages[0]?.message ?? '',
      /It stands in the message of commit [0-9a-f]{10} \(\d{4}-\d\d-\d\d\), and every clone has it: rotate it\.$/,
    );
    assert.match(inMessages[1]?.message ?? '', /in the message of tag v1 \(/);
    assert.equal(findings.find(({ file }) => file !== null)?.file, 'loose');
  });

  it('leaves out what its path says is none of ours, unless it also has another path', async () => {
    const root = temporaryRepository({ 'yarn.lock': LEAK, 'node_modules/a/index.js': LEAK, 'a.png': LEAK });
    writeFileSync(path.join(root, 'binary.ts'), Buffer.concat([Buffer.from([0, 1, 2]), Buffer.from(LEAK)]));
    commit(root, {});
    assert.deepEqual((await check(root)).findings, []);
    const id = commit(root, { 'zz/pay.ts': LEAK });
    const { findings } = await check(root);
    assert.deepEqual(
      findings.map(({ file, commit: { id: found } }) => [file, found]),
      [['zz/pay.ts', id]],
    );
  });

  it('judges a version under the path that matters most', async () => {
    const root = temporaryRepository({ 'test/pay.test.ts': LEAK });
    commit(root, { 'src/pay.ts': LEAK });
    const { findings } = await check(root);
    assert.equal(findings[0]?.file, 'src/pay.ts');
    assert.equal(findings[0]?.impact, 'blocker');
    assert.deepEqual(
      findings[0]?.related.map(({ file }) => file),
      ['test/pay.test.ts'],
    );
  });

  it('starts after a revision', async () => {
    const old = expand('{{stripe-secret-key:2}}');
    const root = temporaryRepository({ 'old.ts': leak(old), 'moved.ts': leak(old) });
    git(root, 'tag', 'v1');
    git(root, 'mv', 'moved.ts', 'there.ts');
    commit(root, { 'a.ts': LEAK });
    const { findings, commits } = await check(root, { since: 'v1' });
    assert.deepEqual(
      findings.map(({ file }) => file),
      ['a.ts'],
    );
    assert.equal(commits, 1);
    assert.equal((await check(root, { since: 'HEAD' })).commits, 0);
    for (const since of ['nowhere', '-n1', '--output=x', '', 'a\0b', 'HEAD^{tree}'])
      await assert.rejects(check(root, { since }), UnknownRevision, since);
  });

  it('stays in its folder, and tells paths from there', async () => {
    const root = temporaryRepository({
      'apps/web/a.ts': LEAK,
      'apps/api/b.ts': leak(expand('{{stripe-secret-key:2}}')),
    });
    const { findings } = await check(path.join(root, 'apps/web'));
    assert.deepEqual(
      findings.map(({ file }) => file),
      ['a.ts'],
    );
    assert.equal(findings[0]?.commit.inHead, true);
    const part = await check(root, { wants: (file) => file.startsWith('apps/api/') });
    assert.deepEqual(
      part.findings.map(({ file }) => file),
      ['apps/api/b.ts'],
    );
  });

  it('honours comments, the configuration and the baseline', async () => {
    const root = temporaryRepository({
      'a.ts': `// launch-ready-ignore-next-line secrets/* -- demo\n${LEAK}`,
    });
    assert.equal((await check(root)).findings[0]?.suppressed?.by, 'comment');
    commit(root, { 'a.ts': CLEAN });
    assert.equal((await check(root)).findings[0]?.suppressed?.by, 'comment');
    commit(root, { 'a.ts': `${CLEAN}${LEAK}` });
    const stands = await check(root);
    assert.equal(stands.findings[0]?.suppressed, null);
    const configText = "ignore: [{ paths: ['a.ts'], reason: demo }]\n";
    const ignored = await check(root, { settings: { ...SETTINGS, configText } });
    assert.equal(ignored.findings[0]?.suppressed?.by, 'config');
    const accepted = { ...SETTINGS, baselineText: baselineText(stands.unmerged) };
    assert.equal((await check(root, { settings: accepted })).findings[0]?.suppressed?.by, 'baseline');
  });

  it('takes a comment in the newest commit for the older ones as well', async () => {
    const root = temporaryRepository({ 'a.ts': LEAK });
    commit(root, { 'a.ts': `// launch-ready-ignore-next-line secrets/* -- demo\n${LEAK}` });
    assert.equal((await check(root)).findings[0]?.suppressed?.reason, 'demo');
  });

  it('finds a secret that comes into a long file, or changes in it, and one in UTF-16', async () => {
    const lines = (count: number, text: string): string =>
      Array.from({ length: count }, (_, at) => `${text} ${at}\n`).join('');
    const [second, third] = [expand('{{stripe-secret-key:2}}'), expand('{{stripe-secret-key:3}}')];
    const [above, below] = [lines(2_000, '// above'), lines(2_000, '// below')];
    const root = temporaryRepository({ 'a.ts': `${above}${below}` });
    const ids = [KEY, second].map((key) => commit(root, { 'a.ts': `${above}${leak(key)}${below}` }));
    commit(root, { 'a.ts': `${above}${CLEAN}${below}` });
    writeFileSync(path.join(root, 'wide.ts'), Buffer.from(`\uFEFF${leak(third)}`, 'utf16le'));
    ids.push(commit(root, {}));
    const { findings } = await check(root);
    assert.deepEqual(
      sorted(findings.map(({ file, range, commit: { id } }) => `${file}:${range?.start.line} ${id}`)),
      sorted([`a.ts:2001 ${ids[0]}`, `a.ts:2001 ${ids[1]}`, `wide.ts:1 ${ids[2]}`]),
    );
  });

  it('judges a file over 5 MB in pieces', async () => {
    const filler = 'x = 1 # nothing to see in this line\n'.repeat(90_000);
    const root = temporaryRepository({ 'big.py': `${filler}${LEAK}${filler}` });
    const { findings, errors } = await check(root);
    assert.deepEqual(errors, []);
    assert.deepEqual(
      findings.map(({ range }) => range?.start),
      [{ line: 90_001, column: 28 }],
    );
  });

  it('reports progress, and stops when it is told to', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`${at}.ts`, `${at} ${CLEAN}`]));
    const root = temporaryRepository(files);
    const seen: [number, number][] = [];
    await check(root, { onProgress: (done, total) => seen.push([done, total]) });
    assert.deepEqual(seen.at(-1), [300, 300]);
    const stop = new AbortController();
    const stopped = check(root, { signal: stop.signal, onProgress: () => stop.abort() });
    await assert.rejects(stopped, { name: 'GitError', message: 'stopped' });
    await assert.rejects(check(root, { signal: AbortSignal.abort() }), { name: 'GitError' });
    assert.ok(!processes().some((line) => line.includes('cat-file')));
  });
});

function sorted(values: readonly (string | null)[] = []): readonly (string | null)[] {
  return [...values].sort((a, b) => (a ?? '').localeCompare(b ?? ''));
}

function processes(): readonly string[] {
  const list = execFileSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  return list.split('\n');
}
