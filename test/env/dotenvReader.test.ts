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

  it('takes no part of a password for the name of a reference', () => {
    const text = 'A=x$K7QZ2Y9\nB=$HOST:$PORT_1\nC=$K7QZ2Y9\nK8=1\nD=${K7QZ2Y9}$K8\n';
    const references = declarationsIn('.env', text).map((declaration) => (declaration as string[])[4]);
    assert.deepEqual(references, [
      '',
      'HOST required 2:4, PORT_1 required 2:10',
      '',
      '',
      'K7QZ2Y9 required 5:5, K8 required 5:14',
    ]);
  });

  it('takes no part of a key that goes over several lines for a name', () => {
    const lines = ['q83vASNFZ4mrze', 'AQEFAASCBKcwggSjAgEAAoIB', 'q83vASNF==', 'Zm9v+YmFy/x='];
    const begin = (kind: string): string => `-----BEGIN ${kind}-----`;
    const long = 'q83vASNFZ4mrze'.repeat(4);
    for (const text of [
      `KEY=${begin('DATA')}\n${lines[1]}\n${lines[2]}\n${begin('DATA').replace('BEGIN', 'END')}\nNEXT=1\n`,
      `KEY="${begin('DATA')}\r\n${lines[1]}\r\n${lines[0]}=\r\nNEXT=1\r\n`,
      `KEY=${begin('DATA')}\n${lines[1]}\n${lines[3]}\nNEXT=1\n`,
      `${begin('DATA')}\n${long}\n${lines[2]}\nNEXT=1\n`,
      `https://a.example/b\nc/d?${lines[0]}=1\n.${lines[0]}=\nNEXT=1\n`,
      `# ${begin('DATA')}\n# AQEFAASC==\n${lines[2]}\nNEXT=1\n`,
    ])
      assert.deepEqual(
        declarationsIn('.env.example', text)
          .map((declaration) => (declaration as string[])[0])
          .filter((name) => name !== 'KEY'),
        ['NEXT'],
        text,
      );
    // What only looks like it stays a name.
    assert.deepEqual(
      declarationsIn('.env', `KEY=${begin('DATA')}\nABCD=\nSECRETKEYBASE2=\nKEY2=${long}\nPORT=\n`).map(
        (declaration) => (declaration as string[])[0],
      ),
      ['KEY', 'ABCD', 'SECRETKEYBASE2', 'KEY2', 'PORT'],
    );
  });

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
