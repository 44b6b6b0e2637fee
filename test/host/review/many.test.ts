import { strict as assert } from 'node:assert';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { leak, places, review } from '../../support/review.ts';
import { git, temporaryRepository, writeFiles } from '../../support/temporaryFolder.ts';

const leaks = (count: number): string =>
  Array.from({ length: count }, (_, index) => leak(index + 1)).join('');

describe('a review where much was wrong before', () => {
  it('finds the next secret in a file of hundreds', async () => {
    const root = temporaryRepository({ 'src/many.ts': leaks(230) });
    writeFiles(root, { 'src/many.ts': `${leaks(230)}${leak(999)}` });
    git(root, 'add', '--all');
    assert.deepEqual(await places(root), ['src/many.ts:231']);
    assert.deepEqual((await review(root)).result.errors, []);
  });

  it('finds the next variable of hundreds that nobody sets', async () => {
    const reads = (count: number): string =>
      Array.from(
        { length: count },
        (_, index) => `export const v${index} = process.env.SHOP_${index}!;\n`,
      ).join('');
    const root = temporaryRepository({
      'package.json': '{ "dependencies": { "express": "4" } }\n',
      '.env.example': 'PORT=3000\n',
      'src/a.ts': reads(520),
    });
    writeFiles(root, { 'src/z.ts': 'export const z = process.env.SHOP_LAST!;\n' });
    git(root, 'add', '--all');
    const { result } = await review(root);
    assert.deepEqual(
      result.findings.map(({ ruleId, file }) => [ruleId, file]),
      [['env/missing-variable', 'src/z.ts']],
    );
  });

  it('finds the next address of a developer’s machine', async () => {
    const urls = (count: number): string =>
      Array.from(
        { length: count },
        (_, index) => `export const u${index} = 'http://localhost:30${10 + index}/x';\n`,
      ).join('');
    const root = temporaryRepository({ 'src/api.ts': urls(6) });
    writeFiles(root, { 'src/api.ts': urls(7) });
    git(root, 'add', '--all');
    const { result } = await review(root);
    assert.deepEqual(
      result.findings.map(({ ruleId, range }) => [ruleId, range?.start.line]),
      [['secrets/environment-bound-url', 7]],
    );
  });

  it('shows no more of what it brought than anybody reads', async () => {
    const root = temporaryRepository({ 'src/a.ts': 'export {};\n' });
    writeFiles(root, { 'src/many.ts': leaks(520) });
    git(root, 'add', '--all');
    const { result } = await review(root);
    assert.equal(result.findings.length, 500);
    assert.deepEqual(
      result.errors.map(({ message }) => message),
      ['found too much in this change: the 500 most severe findings are shown, 20 left out'],
    );
  });

  it('tells names apart that are no UTF-8', async function () {
    if (process.platform !== 'linux') return this.skip();
    const root = temporaryRepository({ 'src/a.ts': 'export {};\n' });
    const named = (byte: number): Buffer =>
      Buffer.concat([Buffer.from(`${path.join(root, 'src')}/`), Buffer.from([byte]), Buffer.from('.ts')]);
    writeFileSync(named(0xe8), leak(1));
    writeFileSync(named(0xe9), 'export const fine = 1;\n');
    git(root, 'add', '--all');
    assert.deepEqual(await places(root), ['src/\u00e8.ts:1']);
  });
});
