import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Grammar {
  readonly patterns: readonly { readonly match: string }[];
}

const FILE = path.join(import.meta.dirname, '../../syntaxes/suppressions.tmLanguage.json');
const DIRECTIVE = ['launch-ready', 'ignore'].join('-');

describe('the grammar of suppressions', () => {
  const grammar = JSON.parse(readFileSync(FILE, 'utf8')) as Grammar;
  // The pattern uses nothing in which Oniguruma, which VS Code runs it with, differs from JavaScript.
  const parts = (comment: string): readonly (string | undefined)[] | undefined =>
    new RegExp(grammar.patterns[0]?.match ?? '').exec(comment)?.slice(1);

  it('tells directive, rules and reason apart', () => {
    assert.deepEqual(parts(`// ${DIRECTIVE}-next-line secrets/private-key -- made for tests`), [
      `${DIRECTIVE}-next-line`,
      'secrets/private-key',
      '--',
      'made for tests',
    ]);
    assert.deepEqual(parts(`/* ${DIRECTIVE}-file secrets/*, config/invalid-setting -- a -- b */`), [
      `${DIRECTIVE}-file`,
      'secrets/*, config/invalid-setting',
      '--',
      'a -- b',
    ]);
    assert.deepEqual(parts(`<!-- ${DIRECTIVE}-file secrets/private-key -->`)?.slice(0, 2), [
      `${DIRECTIVE}-file`,
      'secrets/private-key',
    ]);
  });

  it('leaves other comments alone', () => assert.equal(parts('// launch-ready is a tool'), undefined));
});
