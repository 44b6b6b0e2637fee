import { strict as assert } from 'node:assert';
import { parseApache, type ApacheDirective } from '../../server/src/core/parsers/apache.ts';

describe("the parser of Apache's configuration", () => {
  it('reads directives, sections and words, with the place of what stands between quotes', () => {
    const text =
      '# Header set X y\n<IfModule mod_headers.c>\n  Header always set X-A "b \\"c\\" \\.d"\n</IfModule>\nExpiresActive On\r\n';
    assert.deepEqual(parseApache(text).map(shape), [
      ['IfModule', 'mod_headers.c', [['Header', 'always', 'set', 'X-A', 'b "c" \\.d']]],
      ['ExpiresActive', 'On'],
    ]);
    const word = parseApache(text)[0]?.block?.[0]?.args[3];
    assert.equal(text.slice(word?.start, word?.end), 'b \\"c\\" \\.d');
  });

  it('joins lines behind a backslash', () => {
    assert.deepEqual(shapes('Header set X \\\n  "a \\\n b"\nNext'), [
      ['Header', 'set', 'X', 'a  b'],
      ['Next'],
    ]);
  });

  it('closes sections that were not closed with the one round them', () => {
    assert.deepEqual(shapes('<Directory "/a b">\n<Files x>\nA\n</Directory>\nB\n</Files>'), [
      ['Directory', '/a b', [['Files', 'x', [['A']]]]],
      ['B'],
    ]);
  });

  it('gives what can be told of a text that somebody is typing', () => {
    assert.deepEqual(shapes('<Files\nHeader set X "un'), [['Files', [['Header', 'set', 'X', 'un']]]]);
    assert.deepEqual(shapes('<\n>\n</'), [['>']]);
  });

  it('takes time in proportion to hostile text', function () {
    this.timeout(20_000);
    const many = 300_000;
    for (const piece of [
      '<',
      '>',
      '"',
      '\\',
      '\\\n',
      '\n',
      ' ',
      '<a\n',
      '</a>\n',
      '<a>\n',
      '# \n',
      "'",
      '<a>\n</b>\n',
    ])
      parseApache(piece.repeat(many));
    assert.equal(parseApache('<a>\n'.repeat(100_000)).length, 1);
  });
});

type Shape = (string | Shape)[];

function shapes(text: string): Shape[] {
  return parseApache(text).map(shape);
}

function shape({ name, args, block }: ApacheDirective): Shape {
  const words = [name.text, ...args.map(({ text }) => text)];
  return block ? [...words, block.map(shape)] : words;
}
