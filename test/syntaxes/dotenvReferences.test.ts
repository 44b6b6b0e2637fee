import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Pattern {
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly patterns?: readonly Pattern[];
}

interface Grammar {
  readonly injectionSelector: string;
  readonly repository: Readonly<Record<'export' | 'value' | 'braces' | 'command' | 'brackets', Pattern>>;
}

const FILE = path.join(import.meta.dirname, '../../syntaxes/dotenvReferences.tmLanguage.json');

describe('the grammar of references in env files', () => {
  const { repository, injectionSelector } = JSON.parse(readFileSync(FILE, 'utf8')) as Grammar;
  // The patterns use nothing in which Oniguruma, which VS Code runs them with, differs from JavaScript.
  const parts = (pattern: string | undefined, text: string): readonly (string | undefined)[] | undefined =>
    new RegExp(pattern ?? '').exec(text)?.slice(1);

  it('tells the name and the operator of a reference', () => {
    const { begin } = repository.braces;
    assert.deepEqual(parts(begin, 'A=${HOST}'), ['${', 'HOST', undefined]);
    assert.deepEqual(parts(begin, 'A=${HOST:-local}'), ['${', 'HOST', ':-']);
    assert.deepEqual(parts(begin, 'A=${HOST?no}'), ['${', 'HOST', '?']);
    assert.equal(parts(begin, 'A=${}'), undefined);
    assert.deepEqual(parts(repository.value.patterns?.[3]?.match, 'A=x$HOST/'), ['$', 'HOST']);
  });

  it('takes escaped and doubled dollar signs for plain text first', () => {
    const escape = repository.value.patterns?.[0]?.match;
    assert.ok(parts(escape, '\\${A}'));
    assert.ok(parts(escape, '$$A'));
    assert.equal(parts(escape, '${A}'), undefined);
  });

  it('knows commands from arithmetic, and `export` from a name', () => {
    assert.ok(parts(repository.command.begin, '$(date)'));
    assert.equal(parts(repository.command.begin, '$((1+1))'), undefined);
    assert.deepEqual(parts(repository.export.match, '  export A=1'), ['export']);
    assert.equal(parts(repository.export.match, 'export=1'), undefined);
  });

  it('ends whatever is left open with its line, and stays out of comments and single quotes', () => {
    for (const { end } of [repository.braces, repository.command, repository.brackets])
      assert.ok(new RegExp(`^(?:${end})`).test(''));
    assert.equal(injectionSelector, 'L:source.dotenv - comment - string.quoted.single');
  });
});
