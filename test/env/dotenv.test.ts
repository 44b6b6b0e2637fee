import { strict as assert } from 'node:assert';
import { parseDotenv, type DotenvEntry } from '../../server/src/core/parsers/dotenv.ts';

/** What an entry says, each part as it stands in the text. */
function shown(
  text: string,
  { name, nameRange, value, quote, comment, exported, range }: DotenvEntry,
): object {
  assert.equal(text.slice(nameRange.start, nameRange.end), name);
  return {
    name,
    value: text.slice(value.start, value.end),
    ...(quote ? { quote } : {}),
    ...(comment ? { comment: text.slice(comment.start, comment.end) } : {}),
    ...(exported ? { exported } : {}),
    range: text.slice(range.start, range.end),
  };
}

function entriesOf(text: string): object[] {
  return parseDotenv(text).entries.map((entry) => shown(text, entry));
}

function problemsOf(text: string): string[] {
  return parseDotenv(text).problems.map(
    ({ kind, range }) => `${kind}: ${text.slice(range.start, range.end)}`,
  );
}

describe('the scanner of env files', () => {
  it('finds names, values, quotes and comments with their exact places', () => {
    assert.deepEqual(entriesOf('A=1\n  export B = "two" # second\nC=\'x y\'\nD=`t`#c\nE=v # w\nF= \n'), [
      { name: 'A', value: '1', range: 'A=1\n' },
      {
        name: 'B',
        value: 'two',
        quote: 'double',
        comment: '# second',
        exported: true,
        range: '  export B = "two" # second\n',
      },
      { name: 'C', value: 'x y', quote: 'single', range: "C='x y'\n" },
      { name: 'D', value: 't', quote: 'backtick', comment: '#c', range: 'D=`t`#c\n' },
      { name: 'E', value: 'v', comment: '# w', range: 'E=v # w\n' },
      { name: 'F', value: '', range: 'F= \n' },
    ]);
  });

  for (const [name, lineBreak] of Object.entries({ LF: '\n', CRLF: '\r\n', CR: '\r' })) {
    it(`reads lines that end with ${name}, and a last one without`, () => {
      const text = ['# c', 'A=1', '', 'B="x', 'y"', 'C=3'].join(lineBreak);
      assert.deepEqual(entriesOf(text), [
        { name: 'A', value: '1', range: `A=1${lineBreak}` },
        { name: 'B', value: `x${lineBreak}y`, quote: 'double', range: `B="x${lineBreak}y"${lineBreak}` },
        { name: 'C', value: '3', range: 'C=3' },
      ]);
      assert.deepEqual(problemsOf(text), []);
    });
  }

  it('passes over a byte order mark', () =>
    assert.deepEqual(entriesOf('\uFEFFA=1'), [{ name: 'A', value: '1', range: 'A=1' }]));

  it('keeps the entries after a quote that is never closed', () => {
    for (const text of ['A="x\nB="y"\nC=1', "A='x\nB='y'\nC=1", 'A="x\nB="y"\nC=""', 'A="x\nB="\n']) {
      assert.deepEqual(
        parseDotenv(text)
          .entries.map(({ name }) => name)
          .slice(0, 2),
        ['A', 'B'],
        text,
      );
      assert.equal(problemsOf(text)[0]?.startsWith('unclosed-quote'), true, text);
    }
  });

  it('takes a backslash before a quote for an escape, unless nothing follows it', () => {
    assert.deepEqual(entriesOf('A="say \\"hi\\""\nB="C:\\data\\"\nC=1\n'), [
      { name: 'A', value: 'say \\"hi\\"', quote: 'double', range: 'A="say \\"hi\\""\n' },
      { name: 'B', value: 'C:\\data\\', quote: 'double', range: 'B="C:\\data\\"\n' },
      { name: 'C', value: '1', range: 'C=1\n' },
    ]);
  });

  it('takes # for a comment behind a blank or the equals sign, and in no quotes', () => {
    const values = (text: string): string[] =>
      parseDotenv(text).entries.map(({ value }) => text.slice(value.start, value.end));
    assert.deepEqual(values('A=a#b\nB=a #b\nC=#b\nD="a #b"\nE=a\t#b\nF= # b'), [
      'a#b',
      'a',
      '',
      'a #b',
      'a',
      '',
    ]);
  });

  it('names what is wrong with a line', () => {
    assert.deepEqual(
      problemsOf('A\nB = \n=1\nMY NAME=1\n2A=1\nA-B=1\nC: 1\nsome text!\nD="a" b\nE="x\nF=“x”\nG=${X'),
      [
        'no-value: A',
        'no-entry: =1'.replace('no-entry', 'no-name'),
        'space-in-name: MY NAME',
        'odd-name: 2A',
        'odd-name: A-B',
        'colon: :',
        'no-entry: some text!',
        'text-after-quote: "a" b',
        'unclosed-quote: "',
        'typographic-quotes: “x”',
        'unclosed-reference: ${X',
      ],
    );
  });

  it('finds references with their operators, also in defaults', () => {
    const text = 'A=$B-${C}/${D:-x${E?no}}$$F\\$G${H:+i}${J=k}';
    const [entry] = parseDotenv(text).entries;
    assert.deepEqual(
      entry?.references.map(({ name, nameRange, range, operator = '', words }) => [
        name,
        text.slice(nameRange.start, nameRange.end),
        text.slice(range.start, range.end),
        operator,
        text.slice(words?.start ?? 0, words?.end ?? 0),
      ]),
      [
        ['B', 'B', '$B', '', ''],
        ['C', 'C', '${C}', '', ''],
        ['D', 'D', '${D:-x${E?no}}', ':-', 'x${E?no}'],
        ['E', 'E', '${E?no}', '?', 'no'],
        ['H', 'H', '${H:+i}', ':+', 'i'],
        ['J', 'J', '${J=k}', '=', 'k'],
      ],
    );
  });

  it('finds commands, and none in single quotes or arithmetic', () => {
    const commands = (text: string): string[] =>
      parseDotenv(text).entries.flatMap((entry) =>
        entry.commands.map(({ start, end }) => text.slice(start, end)),
      );
    assert.deepEqual(
      commands('A=$(date)\nB="x $(a $(b)) y"\nC=`id`\nD="`id`"\nE=\'$(no)\'\nF=$((1+1))\nG=\\$(no)\n'),
      ['$(date)', '$(b)', '$(a $(b))', 'id', '`id`'],
    );
  });

  describe('takes time in proportion to the text', () => {
    const hostile: Readonly<Record<string, string>> = {
      'one quote after the other': '"'.repeat(1_000_000),
      'a value of quotes': `A=${'"'.repeat(1_000_000)}`,
      'escaped quotes': `A="${'\\"'.repeat(500_000)}`,
      'a quote on each line': 'A="\n'.repeat(250_000),
      'an escaped quote on each line': 'A="\\"x\n'.repeat(150_000),
      backslashes: `A="${'\\'.repeat(1_000_000)}`,
      'nested references': `A=${'${B:-'.repeat(100_000)}`,
      'nested and closed references': `A=${'${B:-'.repeat(100_000)}${'}'.repeat(100_000)}`,
      'nested commands': `A=${'$('.repeat(300_000)}`,
      blanks: `A=x${' '.repeat(1_000_000)}y`,
      words: 'a '.repeat(500_000),
      'dollar signs': `A=${'$'.repeat(1_000_000)}`,
      'line breaks': '\r\n'.repeat(500_000),
      backticks: `A="${'`'.repeat(1_000_000)}`,
    };
    for (const [name, text] of Object.entries(hostile)) it(name, () => void parseDotenv(text)).timeout(5_000);
  });
});
