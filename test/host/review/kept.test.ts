import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openResultCache } from '../../../server/src/host/resultCache.ts';
import { review, STAGED } from '../../support/review.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../../support/temporaryFolder.ts';

const FILES = 150;

/** Files that read a variable each, and a commit that takes one of them from the template. */
function repository(): string {
  const names = Array.from({ length: FILES }, (_, index) => `NAME_${index}`);
  const root = temporaryRepository({
    'package.json': '{ "name": "shop", "dependencies": { "next": "15.0.0" } }\n',
    '.env.example': names.map((name) => `${name}=\n`).join(''),
    ...Object.fromEntries(
      names.map((name, index) => [`src/m${index}.ts`, `export const value = process.env.${name};\n`]),
    ),
  });
  writeFiles(root, {
    '.env.example': names
      .slice(1)
      .map((name) => `${name}=\n`)
      .join(''),
  });
  git(root, 'add', '--all');
  return root;
}

async function reviewed(root: string, folder: string, engine = 'this build') {
  const read: number[] = [];
  const { result } = await review(root, STAGED, {
    cache: openResultCache({ folder, engine }),
    onReading: (files) => read.push(files),
  });
  return { read, rules: result.findings.map(({ ruleId, file }) => `${ruleId} ${file}`) };
}

describe('what files say', () => {
  const EXPECTED = ['env/missing-in-example src/m0.ts'];

  it('is kept for the next review, which reads no file that did not change', async () => {
    const [root, folder] = [repository(), temporaryFolder()];
    const first = await reviewed(root, folder);
    assert.ok((first.read[0] ?? 0) >= FILES, first.read.join());
    assert.deepEqual(first.rules, EXPECTED);
    assert.deepEqual(await reviewed(root, folder), { read: [], rules: EXPECTED });
  });

  it('is kept by contents: a file that changed is read again', async () => {
    const [root, folder] = [repository(), temporaryFolder()];
    await reviewed(root, folder);
    writeFiles(root, {
      'src/m0.ts': 'export const value = 0;\n',
      'src/m1.ts': 'export const value = process.env.NAME_0;\n',
    });
    git(root, 'add', '--all');
    assert.deepEqual((await reviewed(root, folder)).rules, [
      'env/unused-variable .env.example',
      'env/missing-in-example src/m1.ts',
      // It stands where the first variable is read: on a line of this change.
      'env/no-validation src/m1.ts',
    ]);
  });

  it('counts for the build that wrote it, and as it was written', async () => {
    const [root, folder] = [repository(), temporaryFolder()];
    await reviewed(root, folder);
    assert.equal((await reviewed(root, folder, 'another build')).read.length, 1);
    await reviewed(root, folder);
    for (const name of readdirSync(folder)) {
      const file = path.join(folder, name);
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('NAME_0', 'NAME_2'));
    }
    const again = await reviewed(root, folder);
    assert.equal(again.read.length, 1);
    assert.deepEqual(again.rules, EXPECTED);
  });
});
