import { strict as assert } from 'node:assert';
import dotenv from '../../server/src/core/env/readers/dotenv.ts';
import { createDocument } from '../../server/src/core/source.ts';

function declarationsIn(path: string, text: string): unknown[] {
  const declarations = dotenv.read(createDocument({ path, text })).declarations;
  for (const { name, at } of declarations) assert.equal(text.slice(at.start, at.end), name);
  return declarations.map(({ name, at, value, valueAt, references = [] }) => [
    name,
    `${at.line}:${at.column}`,
    value.state,
    valueAt && text.slice(valueAt.start, valueAt.end),
    references
      .map((reference) => `${reference.name} ${reference.need} ${reference.at.line}:${reference.at.column}`)
      .join(', '),
  ]);
}

describe('what env files declare', () => {
  it('with places, states and references', () =>
    assert.deepEqual(declarationsIn('.env', '# A\nexport A="x"\nB=\nC=${A}/${D:-$E}\nA=y\n'), [
      ['A', '2:8', 'set', 'x', ''],
      ['B', '3:1', 'empty', '', ''],
      ['C', '4:1', 'reference', '${A}/${D:-$E}', 'A required 4:5, D optional 4:10, E required 4:14'],
      ['A', '5:1', 'set', 'y', ''],
    ]));

  it('takes what looks like a part of a password for no reference', () =>
    assert.deepEqual(declarationsIn('.env', "A='pa$WORD'\nB=pa$word\nC='${D}'\n"), [
      ['A', '1:1', 'set', 'pa$WORD', ''],
      ['B', '2:1', 'set', 'pa$word', ''],
      ['C', '3:1', 'reference', '${D}', 'D required 3:6'],
    ]));

  it('counts what a template has in a comment, unless it is there as well', () => {
    const text = 'A=1\n# A=2\n# BB=2\n#export CC=3\n# see D = e\n# Note: x=1\n';
    assert.deepEqual(declarationsIn('.env.example', text), [
      ['A', '1:1', 'set', '1', ''],
      ['BB', '3:3', 'unknown', undefined, ''],
      ['CC', '4:9', 'unknown', undefined, ''],
    ]);
    assert.deepEqual(declarationsIn('.env', text), [['A', '1:1', 'set', '1', '']]);
  });

  it('reads by the name alone', () => {
    for (const path of ['.env', 'apps/web/.env.local', '.envrc', 'env.example', '.dev.vars', '.env-template'])
      assert.equal(dotenv.reads(path) && dotenv.always(path), true, path);
    assert.equal(dotenv.reads('src/env.ts'), false);
  });
});
