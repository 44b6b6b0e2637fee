import { strict as assert } from 'node:assert';
import { queryFor } from '../../server/src/core/migrations/judging/uses.ts';
import type { SearchCode } from '../../server/src/core/workspaceRule.ts';
import { createCodeSearch } from '../../server/src/host/codeSearch.ts';
import { memoryWorkspace, type MemoryWorkspace } from '../support/memoryWorkspace.ts';

const USES = 'await sql`SELECT legacy_plan FROM accounts`;\n';
const searchIn = (workspace: MemoryWorkspace, paths: readonly string[]): SearchCode =>
  createCodeSearch(workspace, () =>
    paths.flatMap((path) => {
      const stamp = workspace.stamp(path);
      return stamp === undefined ? [] : [{ path, stamp }];
    }),
  );
const askFor = (search: SearchCode, ...names: readonly string[]): readonly string[] => {
  const queries = names.map((column) => queryFor({ table: 'accounts', column }));
  const found = search(queries);
  return queries.flatMap(({ key }) => (found.get(key) ?? []).map(({ file, at }) => `${file}:${at.line}`));
};

describe('code search', () => {
  it('reads a file again when it changed, and only then', () => {
    const workspace = memoryWorkspace({ 'src/a.ts': USES, 'src/b.ts': 'export const b = 1;\n' });
    const search = searchIn(workspace, ['src/a.ts', 'src/b.ts', 'src/c.ts']);
    assert.deepEqual(askFor(search, 'legacy_plan'), ['src/a.ts:1']);
    assert.deepEqual(askFor(search, 'legacy_plan'), ['src/a.ts:1']);
    assert.deepEqual(Object.fromEntries(workspace.reads), { 'src/a.ts': 1, 'src/b.ts': 1 });
    workspace.write('src/b.ts', `\n${USES}`);
    assert.deepEqual(askFor(search, 'legacy_plan'), ['src/a.ts:1', 'src/b.ts:2']);
    assert.deepEqual(Object.fromEntries(workspace.reads), { 'src/a.ts': 1, 'src/b.ts': 2 });
    workspace.write('src/a.ts', 'export {};\n');
    workspace.write('src/c.ts', USES);
    assert.deepEqual(askFor(search, 'legacy_plan'), ['src/b.ts:2', 'src/c.ts:1']);
    workspace.remove('src/b.ts');
    assert.deepEqual(askFor(search, 'legacy_plan'), ['src/c.ts:1']);
  });

  it('reads only files with the word while somebody types another name', () => {
    const files: Record<string, string> = { 'src/use.ts': USES };
    for (let index = 0; index < 2_000; index++)
      files[`src/f${index}.ts`] = `export const f${index} = accounts.plan;\n`;
    const workspace = memoryWorkspace(files);
    const search = searchIn(workspace, Object.keys(files));
    askFor(search, 'l');
    const first = [...workspace.reads.values()].reduce((sum, count) => sum + count, 0);
    assert.equal(first, 2_001);
    for (const name of ['le', 'leg', 'legacy', 'legacy_', 'legacy_p', 'legacy_pla'])
      assert.deepEqual(askFor(search, name), []);
    assert.equal(
      [...workspace.reads.values()].reduce((sum, count) => sum + count, 0),
      first,
      'no file has such a word',
    );
    assert.deepEqual(askFor(search, 'legacy_plan'), ['src/use.ts:1']);
    assert.equal(
      [...workspace.reads.values()].reduce((sum, count) => sum + count, 0),
      first + 1,
    );
  });

  it('answers what was forgotten again', () => {
    const workspace = memoryWorkspace({ 'src/a.ts': USES, 'src/b.ts': 'export {};\n' });
    const search = searchIn(workspace, ['src/a.ts', 'src/b.ts']);
    assert.deepEqual(askFor(search, 'legacy_plan'), ['src/a.ts:1']);
    for (let index = 0; index < 2_100; index++) askFor(search, `other_${index}`);
    assert.deepEqual(askFor(search, 'legacy_plan'), ['src/a.ts:1']);
    // Once for its words, and once for each time that it was asked for and not known.
    assert.deepEqual(Object.fromEntries(workspace.reads), { 'src/a.ts': 2, 'src/b.ts': 1 });
  });

  it('brings old and new questions up to date together', () => {
    const workspace = memoryWorkspace({ 'src/a.ts': USES });
    const search = searchIn(workspace, ['src/a.ts', 'src/b.ts']);
    askFor(search, 'legacy_plan');
    workspace.write('src/b.ts', `${USES}// \nconst q = sql\`SELECT trial_end FROM accounts\`;\n`);
    assert.deepEqual(askFor(search, 'trial_end'), ['src/b.ts:3']);
    assert.deepEqual(askFor(search, 'legacy_plan', 'trial_end'), ['src/a.ts:1', 'src/b.ts:1', 'src/b.ts:3']);
  });

  it('leaves out what is no code of the product', () => {
    const paths = [
      'db/migrations/1_a.ts',
      'src/a.test.ts',
      'src/database.types.ts',
      'src/types.d.ts',
      'prisma/seed.ts',
      'node_modules/x/a.ts',
      'README.md',
      'supabase/migrations/1_a.sql',
    ];
    const workspace = memoryWorkspace(Object.fromEntries(paths.map((path) => [path, USES])));
    assert.deepEqual(askFor(searchIn(workspace, paths), 'legacy_plan'), []);
    assert.equal(workspace.reads.size, 0);
  });

  it('leaves out what is too large to be code', () => {
    const workspace = memoryWorkspace({ 'src/a.ts': `${USES}${'x = 1;\n'.repeat(150_000)}` });
    assert.deepEqual(askFor(searchIn(workspace, ['src/a.ts']), 'legacy_plan'), []);
  });
});
