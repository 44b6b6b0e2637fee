import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { transform } from 'esbuild';
import { fixed, newFindings, rewritesIn, type RewriteFinding } from './applying.ts';
import { addedCases, type CodeCase } from './codeCase.ts';
import './codeCases.ts';
import './codeScriptCases.ts';
import type { Texts } from './runners.ts';

const EXPECTED = new URL('codeForms.expected.txt', import.meta.url);
const CODE_CASES = addedCases();
const hasPython = spawnSync('python3', ['--version']).status === 0;

describe('safe forms in code', () => {
  const expected = sectionsOf(readFileSync(EXPECTED, 'utf8'));

  for (const one of CODE_CASES) {
    it(`${one.name}: written as expected`, () => {
      assert.equal(outcomeOf(one), expected.get(one.name));
    });

    const finding = findingIn(one.texts, one);
    const after = finding && fixed(one.texts, finding.fix);
    if (!finding || typeof after !== 'object') continue;

    it(`${one.name}: the finding is gone, and nothing new is wrong`, () => {
      const isThere = rewritesIn(after.texts).some(
        ({ ruleId, kind, file }) =>
          ruleId === finding.ruleId && kind === finding.kind && file === finding.file,
      );
      assert.ok(!isThere);
      assert.deepEqual(newFindings(one.texts, after.texts), []);
    });

    it(`${one.name}: still parses`, async () => {
      for (const [path, text] of Object.entries(after.texts)) await parse(path, text);
    });

    it(`${one.name}: keeps the line breaks of the file`, () => {
      const texts = withBreaks(one.texts);
      const own = findingIn(texts, one);
      const result = own && fixed(texts, own.fix);
      assert.ok(typeof result === 'object');
      assert.deepEqual(result.texts, withBreaks(after.texts));
    });
  }

  it('never overwrites a migration that is there', () => {
    const one = CODE_CASES.find(({ name }) => name === 'rails blocking-foreign-key 1');
    assert.ok(one);
    const taken = 'db/migrate/20260112090001_validate_foreign_key_of_orders_buyer_id.rb';
    const finding = findingIn(one.texts, one);
    const after = finding && fixed({ ...one.texts, [taken]: '# taken\n' }, finding.fix);
    assert.ok(typeof after === 'object');
    assert.equal(after.texts[taken], '# taken\n');
    assert.ok(
      Object.keys(after.texts).includes(taken.replace('20260112090001', '20260112090002')),
      'the next second is free',
    );
  });
});

function findingIn(texts: Texts, { rule }: CodeCase): RewriteFinding | undefined {
  return rewritesIn(texts).find(({ ruleId }) => ruleId === rule);
}

/** What becomes of the files, or why nothing does. */
function outcomeOf(one: CodeCase): string {
  const finding = findingIn(one.texts, one);
  if (!finding) return 'nothing is offered';
  const after = fixed(one.texts, finding.fix);
  if (typeof after === 'string') return `refused: ${after}`;
  return Object.entries(after.texts)
    .filter(([path, text]) => one.texts[path] !== text)
    .map(([path, text]) => `--- ${path}\n${text}`)
    .join('\n')
    .trimEnd();
}

function sectionsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text
      .split(/^=== /m)
      .slice(1)
      .map((section) => {
        const end = section.indexOf('\n');
        return [section.slice(0, end), section.slice(end + 1).trimEnd()];
      }),
  );
}

async function parse(path: string, text: string): Promise<void> {
  if (/\.[jt]s$/.test(path)) await transform(text, { loader: path.endsWith('ts') ? 'ts' : 'js' });
  else if (path.endsWith('.py') && hasPython) {
    const program = 'import ast, sys; ast.parse(sys.stdin.buffer.read())';
    const { status, stderr } = spawnSync('python3', ['-c', program], { input: text, encoding: 'utf8' });
    assert.equal(status, 0, `${path}: ${stderr}`);
  }
}

function withBreaks(texts: Texts): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([path, text]) => [path, text.replace(/\r?\n/g, '\r\n')]),
  );
}

/** `UPDATE_EXPECTED=1` writes what is made now: to be read before it is kept. */
if (process.env['UPDATE_EXPECTED'])
  writeFileSync(EXPECTED, CODE_CASES.map((one) => `=== ${one.name}\n${outcomeOf(one)}\n\n`).join(''));
