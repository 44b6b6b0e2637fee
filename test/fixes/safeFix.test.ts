import { strict as assert } from 'node:assert';
import type { EditPlan } from '../../server/src/core/edit.ts';
import { planSafeFix } from '../../server/src/core/fixes/planFix.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { memoryFiles } from '../support/memoryFiles.ts';
import { SECRET, unmarked } from './move.ts';

const FILES = { '.env': `STRIPE_SECRET_KEY=${SECRET}\n`, '.gitignore': '.env\n', 'package.json': '{}' };
const READS = 'const region = process.env.AWS_REGION;\n';

describe('a safe fix', () => {
  it('changes the document alone: the example file can wait', () => {
    const plan = safe(`${READS}const key = '«§»';\n`);
    assert.deepEqual(
      plan?.edits.map(({ path, edits }) => [path, edits.map(({ newText }) => newText)]),
      [['a.js', ['process.env.STRIPE_SECRET_KEY']]],
    );
  });

  it('uses the variable that is there', () => {
    const plan = safe(`${READS}const key = '«§»';\n`, {
      ...FILES,
      '.env.example': 'STRIPE_SECRET_KEY=\n',
    });
    assert.equal(plan?.title, 'Use STRIPE_SECRET_KEY from .env');
  });

  it('takes a fallback away when the variable has the same value', () => {
    const plan = safe(`const key = process.env.STRIPE_SECRET_KEY || '«§»';\n`);
    assert.equal(plan?.edits.length, 1);
  });

  it('is none where the value would change, or is new, or nothing reads variables yet', () => {
    const fallback = `const key = process.env.STRIPE_SECRET_KEY || '«§»';\n`;
    const example = { '.env.example': 'STRIPE_SECRET_KEY=\n' };
    assert.deepEqual(
      safe(fallback, { ...FILES, ...example, '.env': 'STRIPE_SECRET_KEY=other\n' }),
      undefined,
    );
    assert.deepEqual(safe(fallback, { ...example, '.env': '' }), undefined);
    assert.deepEqual(safe(`${READS}const key = '«§»';\n`, { ...example, '.env': 'A=1\n' }), undefined);
    assert.deepEqual(safe(`const key = '«§»';\n`), undefined);
    assert.deepEqual(safe(`${READS}// the key is «§»\n`), undefined);
  });
});

function safe(marked: string, files: Readonly<Record<string, string>> = FILES): EditPlan | undefined {
  const { text, range } = unmarked(marked);
  const document = createDocument({ path: 'a.js', text });
  const variable = 'STRIPE_SECRET_KEY';
  const fix = { kind: 'move-to-environment', title: 'Move', variable, range, supported: true } as const;
  const all = memoryFiles({ ...files, 'a.js': text }, { ignored: ['.env'] });
  return planSafeFix(fix, document, all);
}
