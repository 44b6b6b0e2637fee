import { strict as assert } from 'node:assert';
import { parseEnv } from 'node:util';
import { parse } from 'dotenv';
import type { Dialect } from '../../server/src/core/env/types.ts';
import { parseDotenv } from '../../server/src/core/parsers/dotenv.ts';
import { readAs, valueIn, valuesIn } from '../../server/src/core/parsers/dotenvReadings.ts';

const DIALECTS = ['dotenv', 'node', 'python', 'ruby', 'compose', 'shell'] as const;

/** What each loader makes of the entry A, in the order of DIALECTS; null: it does not read it. */
const CASES: readonly (readonly [text: string, ...values: (string | null)[]])[] = [
  ['A=1', '1', '1', '1', '1', '1', '1'],
  ['A=', '', '', '', '', '', ''],
  ['A=""', '', '', '', '', '', ''],
  ['A=a#b', 'a', 'a', 'a#b', 'a', 'a#b', 'a#b'],
  ['A=a #b', 'a', 'a', 'a', 'a', 'a', 'a'],
  ['A=#b', '', '', '#b', '', '#b', '#b'],
  ['A="a#b" # c', 'a#b', 'a#b', 'a#b', 'a#b', 'a#b', 'a#b'],
  ['A="a\\nb"', 'a\nb', 'a\nb', 'a\nb', 'a\\nb', 'a\nb', 'a\\nb'],
  ['A="a\\tb"', 'a\\tb', 'a\\tb', 'a\tb', 'atb', 'a\tb', 'a\\tb'],
  ["A='a\\nb'", 'a\\nb', 'a\\nb', 'a\\nb', 'a\\nb', 'a\\nb', 'a\\nb'],
  ['A=a\\nb', 'a\\nb', 'a\\nb', 'a\\nb', 'anb', 'a\\nb', 'anb'],
  ['A="say \\"hi\\""', 'say \\"hi\\"', 'say \\', 'say "hi"', 'say "hi"', 'say "hi"', 'say "hi"'],
  ["A='it\\'s'", "it\\'s", 'it\\', "it's", "it\\'s", "it's", null],
  ["A=it's", "it's", "it's", "it's", "it's", "it's", null],
  ['A: 1', '1', null, null, '1', '1', null],
  ['A =1', '1', '1', '1', '1', '1', null],
  ['A= 1', '1', '1', '1', '1', '1', null],
  ['  A=1', '1', '1', '1', '1', '1', '1'],
  ['A=a b', 'a b', 'a b', 'a b', 'a b', 'a b', null],
  ['A=a b  ', 'a b', 'a b', 'a b', 'a b', 'a b', null],
  ['export A=1', '1', '1', '1', '1', '1', '1'],
  ['export A=', '', null, '', '', '', ''],
  ['A=`x`', 'x', 'x', '`x`', '`x`', '`x`', '`x`'],
  ['A="a\nb"', 'a\nb', 'a\nb', 'a\nb', 'a\nb', 'a\nb', 'a\nb'],
  ['A=1\r\nB=2', '1', '1', '1', '1', '1', '1\r'],
  ['A=1\rB=2', '1', '1B=2', '1', '1', '1\rB=2', '1\rB=2'],
  ['\uFEFFA=1', '1', null, null, '1', '1', null],
  ['A="unclosed\nB=2', '"unclosed', '"unclosed', null, '"unclosed', null, null],
  ['A="a" tail', '"a" tail', 'a', null, '"a" tail', 'a', null],
  ['A="{"a":1}"', '{"a":1}', '{', null, '{"a":1}', null, '{a:1}'],
  ['A=1\nA=2', '2', '2', '2', '2', '2', '2'],
  ['A=é', 'é', 'é', 'é', 'é', 'é', 'é'],
  ['A=a=b', 'a=b', 'a=b', 'a=b', 'a=b', 'a=b', 'a=b'],
  ["A='a'b\n", "'a'b", 'a', null, "'a'b", 'a', 'ab'],
  ['A=a\\$b', 'a\\$b', 'a\\$b', 'a\\$b', 'a$b', 'a\\$b', 'a$b'],
  ['A="a\\$b"', 'a\\$b', 'a\\$b', 'a\\$b', 'a$b', 'a$b', 'a$b'],
  ['A="a$$b"', 'a$$b', 'a$$b', 'a$$b', 'a$$b', 'a$b', 'a$$b'],
];

describe('what each loader makes of an env file', () => {
  for (const [text, ...values] of CASES) {
    it(JSON.stringify(text), () => {
      const read = DIALECTS.map((dialect) => [dialect, valuesIn(text, dialect).get('A') ?? null]);
      assert.deepEqual(
        read,
        DIALECTS.map((dialect, index) => [dialect, values[index] ?? null]),
      );
    });
  }

  it('takes a name without a value in its own way', () => {
    const read = (dialect: Dialect): unknown => [...valuesIn('A\nB=1\n', dialect)];
    assert.deepEqual(read('dotenv'), [['B', '1']]);
    assert.deepEqual(read('node'), [['B', '1']]);
    assert.deepEqual(read('python'), [
      ['A', undefined],
      ['B', '1'],
    ]);
    assert.deepEqual(read('ruby'), [
      ['A', ''],
      ['B', '1'],
    ]);
    assert.deepEqual(read('compose'), [
      ['A', undefined],
      ['B', '1'],
    ]);
    assert.deepEqual(read('shell'), [['B', '1']]);
  });

  it('takes hyphens and points in names, or not', () => {
    const names = (dialect: Dialect): string[] => [...valuesIn('A-B=1\nC.D=2\nE[0]=3', dialect).keys()];
    assert.deepEqual(names('dotenv'), ['A-B', 'C.D']);
    assert.deepEqual(names('ruby'), ['C.D']);
    assert.deepEqual(names('compose'), ['A-B', 'C.D', 'E[0]']);
    assert.deepEqual(names('shell'), []);
  });

  it('gives the value of one entry', () => {
    const text = 'A=1\nA="two"\nB-C=3\n';
    const { entries } = parseDotenv(text);
    assert.deepEqual(
      entries.map((entry) => valueIn(text, entry, 'ruby')),
      ['1', 'two', undefined],
    );
  });

  it('says what a loader complains about', () => {
    const failures = (text: string, dialect: Dialect): string[] =>
      readAs(text, dialect).failures.map(({ effect, start, end }) => `${effect}: ${text.slice(start, end)}`);
    assert.deepEqual(failures('A=1\nsome text\nB=2\n', 'dotenv'), ['skips: some text']);
    assert.deepEqual(failures('A=1\nA="x\nB=2\n', 'python'), ['skips: A="x']);
    assert.deepEqual(failures('A=1\nB="x\n', 'compose'), ['rejects: B="x']);
    assert.deepEqual(failures('A=1\nB=x y\n', 'shell'), ['runs: y']);
    assert.deepEqual(failures('A=1\nB="x\nC=1', 'shell'), ['stops: "x\nC=1']);
    assert.deepEqual(failures('export A', 'ruby'), ['rejects: A']);
    assert.deepEqual(failures('A=1\nexport A', 'ruby'), []);
  });

  it('marks values in which a command would run', () => {
    const runs = (dialect: Dialect): string[] =>
      readAs('A=$(date)\nB="`date`"\nC=\'$(date)\'\nD=\\$(date)', dialect).readings.flatMap(
        ({ name, runs: run }) => (run ? [name] : []),
      );
    assert.deepEqual(runs('ruby'), ['A']);
    assert.deepEqual(runs('shell'), ['A', 'B']);
    assert.deepEqual(runs('dotenv'), []);
  });
});

describe('compared with the loaders that are at hand', () => {
  // Made of what loaders trip over; the same texts in every run.
  const FRAGMENTS = [
    'A',
    'B_C',
    'export ',
    'export',
    '=',
    '=',
    '=',
    ': ',
    ':',
    '\n',
    '\n',
    '\n',
    '\r\n',
    '\r',
    ' ',
    '  ',
    '\t',
    '"',
    '"',
    "'",
    '`',
    '\\',
    '\\n',
    '\\"',
    "\\'",
    '\\$',
    '\\r',
    '#',
    ' #',
    '# c',
    '$A',
    '${B:-d}',
    'x',
    '1',
    '.',
    '-',
    'é',
    '\uFEFF',
    '\u00A0',
    'A=1\n',
    'B="x"\n',
    "C='y'\n",
    '{',
    '}',
  ];
  const texts = Array.from({ length: 5_000 }, (_, index) => madeText(index));

  function madeText(seed: number): string {
    let state = (seed + 1) * 2_654_435_761;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    return Array.from({ length: 1 + next(16) }, () => FRAGMENTS[next(FRAGMENTS.length)]).join('');
  }

  const sorted = (values: Iterable<readonly [string, unknown]>): unknown =>
    [...values].sort(([a], [b]) => (a < b ? -1 : 1));

  it('reads 5,000 texts as dotenv does', () => {
    for (const text of texts)
      assert.deepEqual(
        sorted(valuesIn(text, 'dotenv')),
        sorted(Object.entries(parse(text))),
        JSON.stringify(text),
      );
  });

  it('reads 5,000 texts as Node.js does', () => {
    for (const text of texts)
      assert.deepEqual(
        sorted(valuesIn(text, 'node')),
        sorted(Object.entries(parseEnv(text))),
        JSON.stringify(text),
      );
  });

  it('finds each name where it stands, whatever the loader does to line breaks', () => {
    for (const text of texts)
      for (const dialect of ['dotenv', 'python', 'ruby', 'compose'] as const)
        for (const { name, nameAt } of readAs(text, dialect).readings)
          if (!/[\r\n]/.test(name))
            assert.equal(text.slice(nameAt, nameAt + name.length), name, JSON.stringify(text));
  });
});

describe('reading as a loader takes time in proportion to the text', () => {
  const hostile: Readonly<Record<string, string>> = {
    quotes: `A=${'"'.repeat(500_000)}`,
    'a quote on each line': 'A="\n'.repeat(100_000),
    'single quotes': "A='\\'x\n".repeat(80_000),
    'escaped quotes': `A="${'\\"'.repeat(250_000)}`,
    backslashes: `A="${'\\'.repeat(500_000)}`,
    blanks: ' '.repeat(500_000),
    'blanks in a value': `A=${'x '.repeat(250_000)}`,
    'names alone': 'A\n'.repeat(200_000),
    'brackets of a shell': `A=${'$('.repeat(200_000)}`,
    'braces of a shell': `A=${'${'.repeat(200_000)}`,
    hashes: `A=${'#'.repeat(500_000)}`,
    'carriage returns': '\r'.repeat(500_000),
  };
  for (const [name, text] of Object.entries(hostile))
    for (const dialect of DIALECTS)
      it(`${dialect}: ${name}`, () => void readAs(text, dialect)).timeout(4_000);
});
