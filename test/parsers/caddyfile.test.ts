import { strict as assert } from 'node:assert';
import { parseCaddyfile, type CaddyLine } from '../../server/src/core/parsers/caddyfile.ts';

describe('the parser of Caddyfiles', () => {
  it('reads lines, blocks and words, with the place of what stands between quotes', () => {
    const text =
      'a.com, # first\nb.com {\n\theader X-A "b \\"c\\"" # not this {\n\theader {\n\t\t-Server\n\t}\n}\n';
    assert.deepEqual(parseCaddyfile(text).map(shape), [
      [
        'a.com,',
        'b.com',
        [
          ['header', 'X-A', 'b "c"'],
          ['header', [['-Server']]],
        ],
      ],
    ]);
    const word = parseCaddyfile(text)[0]?.block?.[0]?.words[2];
    assert.equal(text.slice(word?.start, word?.end), 'b \\"c\\"');
  });

  it('keeps placeholders and environment variables whole', () => {
    assert.deepEqual(shapes(':80 {\n respond {$NAME:a} {header.Origin} `x "y"`\n}'), [
      [':80', [['respond', '{$NAME:a}', '{header.Origin}', 'x "y"']]],
    ]);
  });

  it('joins lines behind a backslash, and reads here-documents', () => {
    assert.deepEqual(shapes('a b \\\n c\nd <<END\n e {\nEND\nf'), [['a', 'b', 'c'], ['d', ' e {\n'], ['f']]);
  });

  it('knows global options, which have no words', () => {
    assert.deepEqual(shapes('{\n email a\n}\nx {\n}'), [[[['email', 'a']]], ['x', []]]);
  });

  it('gives what can be told of a text that somebody is typing', () => {
    assert.deepEqual(shapes('x {\n header A "un'), [['x', [['header', 'A', 'un']]]]);
    assert.deepEqual(shapes('}\na'), [['a']]);
  });

  it('takes time in proportion to hostile text', function () {
    this.timeout(20_000);
    const many = 300_000;
    for (const piece of [
      '{\n',
      '{',
      '}',
      '"',
      '`',
      '\\',
      '\\\n',
      '<<A\n',
      '<<',
      '#',
      ' ',
      '\n',
      'a {\n',
      'a,\n',
    ])
      parseCaddyfile(piece.repeat(many));
    assert.equal(parseCaddyfile('a {\n'.repeat(100_000)).length, 1);
  });
});

type Shape = (string | Shape)[];

function shapes(text: string): Shape[] {
  return parseCaddyfile(text).map(shape);
}

function shape({ words, block }: CaddyLine): Shape {
  const texts = words.map(({ text }) => text);
  return block ? [...texts, block.map(shape)] : texts;
}
