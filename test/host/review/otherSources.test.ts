import { strict as assert } from 'node:assert';
import { leak, places, review } from '../../support/review.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../../support/temporaryFolder.ts';

const START = { 'src/a.ts': 'export const a = 1;\n', 'src/old.ts': `${leak(1)}export const b = 2;\n` };

describe('a review of what changed since a revision', () => {
  it('takes the files on disk, from where the branch left', async () => {
    const root = temporaryRepository(START);
    git(root, 'checkout', '--quiet', '-b', 'feature');
    writeFiles(root, { 'src/committed.ts': leak(2) });
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'feature');
    git(root, 'checkout', '--quiet', 'main');
    writeFiles(root, { 'src/main.ts': leak(3) });
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'main goes on');
    git(root, 'checkout', '--quiet', 'feature');
    writeFiles(root, { 'src/untracked.ts': leak(4), 'src/a.ts': leak(5) });
    assert.deepEqual(await places(root, { kind: 'since', revision: 'main' }), [
      'src/a.ts:1',
      'src/committed.ts:1',
      'src/untracked.ts:1',
    ]);
  });

  it('reads a renamed file that was edited since, whatever is staged', async () => {
    const root = temporaryRepository({ 'src/old.ts': 'export const x = 0;\n'.repeat(12) });
    git(root, 'checkout', '--quiet', '-b', 'feature');
    git(root, 'mv', 'src/old.ts', 'src/new.ts');
    git(root, 'commit', '--quiet', '--message', 'moved');
    writeFiles(root, { 'src/new.ts': `${'export const x = 0;\n'.repeat(12)}${leak(2)}` });
    const source = { kind: 'since', revision: 'main' } as const;
    assert.deepEqual(await places(root, source), ['src/new.ts:13']);
    assert.deepEqual((await review(root, source)).result.errors, []);
    git(root, 'add', '--all');
    assert.deepEqual(await places(root, source), ['src/new.ts:13']);
  });

  it('says which revision there is not', async () => {
    const root = temporaryRepository(START);
    await assert.rejects(
      review(root, { kind: 'since', revision: '--all' }),
      /no commit, branch or tag “--all”/,
    );
  });
});

describe('a review of a diff', () => {
  function change(): { readonly root: string; readonly text: string } {
    const root = temporaryRepository(START);
    writeFiles(root, { 'src/a.ts': `export const a = 1;\n${leak(2)}`, 'src/new file.ts': leak(3) });
    git(root, 'add', '--all');
    return { root, text: git(root, 'diff', '--cached') };
  }
  const EXPECTED = ['src/a.ts:2', 'src/new file.ts:1'];

  it('finds the same before it is applied and after', async () => {
    const { root, text } = change();
    assert.deepEqual(await places(root, { kind: 'diff', text }), EXPECTED);
    git(root, 'reset', '--quiet', '--hard');
    assert.deepEqual(await places(root, { kind: 'diff', text }), EXPECTED);
  });

  it('goes by the places that the diff names, where its lines fit elsewhere too', async () => {
    const text = `--- a/a.ts\n+++ b/a.ts\n@@ -1,2 +1,3 @@\n ${leak(1)}+${leak(2)} ${leak(1)}`;
    const before = `${leak(1)}${leak(1)}${leak(2)}${leak(1)}`;
    const root = temporaryFolder({ 'a.ts': before });
    const { result } = await review(root, { kind: 'diff', text });
    assert.deepEqual(
      result.findings.map(({ range }) => range?.start.line),
      [2],
    );
  });

  it('takes what git writes for mail, and other prefixes or none', async () => {
    const { root } = change();
    for (const options of [
      ['-c', 'diff.mnemonicPrefix=true'],
      ['-c', 'diff.noprefix=true'],
    ])
      assert.deepEqual(
        await places(root, { kind: 'diff', text: git(root, ...options, 'diff', '--cached') }),
        EXPECTED,
        options.join(' '),
      );
    git(root, 'commit', '--quiet', '--message', 'two leaks');
    const text = git(root, 'format-patch', '--stdout', 'HEAD~1');
    assert.match(text, /^-- \n\d/m);
    assert.deepEqual(await places(root, { kind: 'diff', text }), EXPECTED);
  });

  it('takes a folder that is called as a prefix for what it is', async () => {
    const root = temporaryRepository({ 'a/x.ts': 'export {};\n', 'b/y.ts': 'export {};\n' });
    writeFiles(root, { 'a/x.ts': `export {};\n${leak(2)}`, 'b/y.ts': `export {};\n${leak(3)}` });
    for (const options of [[], ['-c', 'diff.noprefix=true'], ['-c', 'diff.mnemonicPrefix=true']])
      assert.deepEqual(await places(root, { kind: 'diff', text: git(root, ...options, 'diff') }), [
        'a/x.ts:2',
        'b/y.ts:2',
      ]);
  });

  it('needs no repository', async () => {
    const { text } = change();
    assert.deepEqual(await places(temporaryFolder(START), { kind: 'diff', text }), EXPECTED);
  });

  it('says what fits nothing, what is no diff, and what leads elsewhere', async () => {
    const { text } = change();
    const other = temporaryFolder({ 'src/a.ts': 'something else\n' });
    await assert.rejects(review(other, { kind: 'diff', text }), {
      name: 'PatchError',
      message: /^--diff: src\/a\.ts is neither as the diff expects it nor as it leaves it\./,
    });
    await assert.rejects(review(other, { kind: 'diff', text: 'hello' }), /this is no unified diff/);
    const elsewhere = text.replaceAll('src/a.ts', '../../a.ts');
    await assert.rejects(review(other, { kind: 'diff', text: elsewhere }), /lies outside of this folder/);
  });
});
