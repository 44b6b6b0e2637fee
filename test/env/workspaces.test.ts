import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { judgeFiles } from '../support/wholeWorkspace.ts';

const MARK = / ⟦([a-z -]+)⟧$/;

/**
 * Whole workspaces of many frameworks, with what is wrong in them and what only looks so. `workspaces.txt` has them all: `===`
 * starts a workspace, `---` a file, and ⟦rule⟧ at the end of a line says what is reported there. Nothing else may be.
 */
describe('whole workspaces', () => {
  const text = readFileSync(new URL('workspaces.txt', import.meta.url), 'utf8');
  const workspaces = text.split(/^=== /m).slice(1).map(workspaceOf);

  it('are all there', () => {
    assert.ok(workspaces.length >= 25);
    assert.ok(workspaces.flatMap(({ expected }) => expected).length >= 50);
  });

  for (const { name, files, ignored, expected } of workspaces) {
    it(`${name}: everything that is wrong, where it is, and nothing else`, () => {
      const found = judgeFiles(files, { ignored })
        // Says one thing of the package as a whole, wherever it stands.
        .filter(({ ruleId }) => ruleId !== 'env/no-validation')
        .map(({ ruleId, file, range }) => `${file}:${range?.start.line} ${ruleId.replace('env/', '')}`);
      assert.deepEqual([...new Set(found)].toSorted(), expected);
    });
  }
});

interface Workspace {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly ignored: readonly string[];
  /** `file:line rule`, sorted. */
  readonly expected: readonly string[];
}

function workspaceOf(text: string): Workspace {
  const [name = '', ...parts] = text.split(/\n--- (?=.)/);
  const files: Record<string, string> = {};
  const ignored: string[] = [];
  const expected: string[] = [];
  for (const part of parts) {
    const [head = '', ...lines] = part.replace(/\n$/, '').split('\n');
    const path = head.replace(' (ignored)', '');
    if (path !== head) ignored.push(path);
    files[path] = lines.map((line) => `${line.replace(MARK, '')}\n`).join('');
    for (const [index, line] of lines.entries())
      for (const rule of MARK.exec(line)?.[1]?.split(' ') ?? [])
        expected.push(`${path}:${index + 1} ${rule}`);
  }
  return { name, files, ignored, expected: expected.toSorted() };
}
