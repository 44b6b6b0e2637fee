import { strict as assert } from 'node:assert';
import { parseDotenv } from '../../server/src/core/parsers/dotenv.ts';
import { differentReadings, quotingThatAgrees } from '../../server/src/core/parsers/dotenvDisagreements.ts';
import { expandedIn, type Expander } from '../../server/src/core/parsers/dotenvExpansion.ts';

type Values = Readonly<Record<string, string | undefined>>;

function expanded(text: string, expander: Expander, environment: Values = {}): Values {
  return Object.fromEntries(expandedIn(text, expander, environment).values);
}

const ALL = ['dotenv-expand', 'next', 'python', 'ruby', 'compose', 'shell'] as const;

describe('references in env files', () => {
  /** What each loader gives for the last entry, B, in the order of ALL. */
  const CASES: readonly (readonly [text: string, ...values: string[]])[] = [
    ['A=1\nB=${A}', '1', '1', '1', '1', '1', '1'],
    ['A=1\nB=$A', '1', '1', '$A', '1', '1', '1'],
    ['A=1\nB="x${A}y"', 'x1y', 'x1y', 'x1y', 'x1y', 'x1y', 'x1y'],
    ["A=1\nB='x${A}y'", 'x1y', 'x1y', 'x1y', 'x${A}y', 'x${A}y', 'x${A}y'],
    ['B=${NONE}', '', '', '', '', '', ''],
    ['B=${NONE:-d}', 'd', 'd', 'd', ':-d}', 'd', 'd'],
    ['B=${NONE-d}', 'd', '-d}', '', '-d}', 'd', 'd'],
    ['A=\nB=${A:-d}', 'd', 'd', '', ':-d}', 'd', 'd'],
    ['A=\nB=${A-d}', 'd', '-d}', '', '-d}', '', ''],
    ['A=1\nB=${A:-d}', '1', 'd', '1', '1:-d}', '1', '1'],
    ['A=1\nB=${A:+x}', 'x', '1:+x}', '${A:+x}', '1:+x}', 'x', 'x'],
    ['A=1\nB=${NONE:-${A}}', '1', '1', '${A}', ':-1}', '1', '1'],
    ['A=1\nB=a\\$A', 'a$A', 'a$A', 'a\\$A', 'a$A', 'a\\1', 'a$A'],
    ['A=1\nB="a\\$A"', 'a$A', 'a$A', 'a\\$A', 'a$A', 'a$A', 'a$A'],
    ['A=1\nB=$A$A', '11', '11', '$A$A', '11', '11', '11'],
    ['B=a$', 'a$', 'a$', 'a$', 'a$', 'a$', 'a$'],
    ['B=$$x', '$', '$', '$$x', '$', '$x', '$$x'],
  ];
  for (const [text, ...values] of CASES) {
    it(JSON.stringify(text), () => {
      const found = ALL.map((expander) => [expander, expanded(text, expander)['B']]);
      assert.deepEqual(
        found,
        ALL.map((expander, index) => [expander, values[index]]),
      );
    });
  }

  it('take the environment before the file, or after it', () => {
    const read = (expander: Expander): Values => expanded('A=file\nB=${A}', expander, { A: 'outer' });
    assert.deepEqual(read('dotenv-expand'), { A: 'outer', B: 'outer' });
    assert.deepEqual(read('next'), { A: 'outer', B: 'outer' });
    assert.deepEqual(read('python'), { A: 'file', B: 'file' });
    assert.deepEqual(read('ruby'), { A: 'outer', B: 'outer' });
    assert.deepEqual(read('compose'), { A: 'file', B: 'outer' });
    assert.deepEqual(read('shell'), { A: 'file', B: 'file' });
    const late = expandedIn('A=file\nB=${A}', 'python', { A: 'outer' }, { fileFirst: false });
    assert.equal(late.values.get('B'), 'outer');
  });

  it('that are required make docker compose refuse the file, and a shell stop', () => {
    assert.deepEqual(expanded('A=1\nB=${NONE:?set it}\nC=2', 'compose'), {});
    assert.deepEqual(expanded('A=1\nB=${NONE:?set it}\nC=2', 'shell'), { A: '1' });
    assert.deepEqual(expanded('A=1\nB=${A:?set it}', 'compose'), { A: '1', B: '1' });
  });

  it('to themselves come to an end', () => {
    for (const expander of ALL) expandedIn('A=x$A\nB=${C}${C}\nC=${B}${B}', expander);
    const doubling = Array.from(
      { length: 64 },
      (_, index) => `A${index + 1}=\${A${index}}\${A${index}}`,
    ).join('\n');
    for (const expander of ALL) expandedIn(`A0=xxxx\n${doubling}`, expander);
  }).timeout(8_000);

  it('in names of commands are left alone: nothing is run', () => {
    const text = 'A=1\nB=$(echo $A)\n';
    assert.equal(expanded(text, 'ruby')['B'], '$(echo $A)');
    assert.equal(expanded(text, 'shell')['B'], '$(echo $A)');
    assert.deepEqual([...expandedIn(text, 'ruby').runs], ['B']);
  });

  it('never reach into the parts of an object', () => {
    for (const expander of ALL)
      assert.doesNotMatch(expanded('B=x${constructor}', expander)['B'] ?? '', /function/);
  });

  it('take time in proportion to the text', () => {
    for (const value of ['${', '${A', '$A', '${A}', '${A:-', '${A:-${B}', '\\$', '$(', '}', ':'])
      for (const expander of ALL) expandedIn(`A=1\nB=${value.repeat(100_000 / value.length)}`, expander);
  }).timeout(20_000);
});

describe('what loaders disagree about', () => {
  const words = (text: string, dialects: Parameters<typeof differentReadings>[2]): string[] =>
    differentReadings(text, parseDotenv(text).entries, dialects).disagreements.flatMap(
      ({ entry, readings }) =>
        readings.map((reading) => `${entry.name}: ${reading.dialects.join(', ')} ${reading.words}`),
    );

  it('is said without the value', () => {
    assert.deepEqual(words('A=a#b\nB=1\n', ['node', 'compose', 'python']), [
      'A: node ends it at the #',
      'A: compose, python take it as it is written',
    ]);
    assert.deepEqual(words('A=$B\n', ['node', 'compose']), [
      'A: node takes it as it is written',
      'A: compose replaces the references in it',
    ]);
    assert.deepEqual(words('A=a b\n', ['dotenv', 'shell']), [
      'A: dotenv takes it as it is written',
      'A: shell takes a part of it for a command',
    ]);
    assert.deepEqual(words("A='a b'\nB=c\n", ['dotenv', 'node', 'python', 'ruby', 'compose', 'shell']), []);
  });

  it('tells a loader that refuses the file from the others', () => {
    const text = 'A=1\nsome text!\nC=a#b\n';
    const { rejections } = differentReadings(text, parseDotenv(text).entries, ['dotenv', 'compose']);
    const shown = rejections.map(({ dialect, range }) => [dialect, text.slice(range.start, range.end)]);
    assert.deepEqual(shown, [['compose', 'some text!']]);
    assert.deepEqual(words(text, ['dotenv', 'compose']), []);
  });

  it('is settled by quotes that all of them read alike', () => {
    const settled = (text: string, dialects: Parameters<typeof differentReadings>[2]): string | undefined => {
      const [entry] = parseDotenv(text).entries;
      const quoting = entry && quotingThatAgrees(text, entry, dialects);
      if (!quoting) return undefined;
      return [...quoting.edits]
        .sort((a, b) => b.range.start - a.range.start)
        .reduce(
          (result, { range, newText }) => result.slice(0, range.start) + newText + result.slice(range.end),
          text,
        );
    };
    assert.equal(settled('A=a#b\n', ['node', 'compose']), "A='a#b'\n");
    assert.equal(settled("A=it's#1\n", ['node', 'compose']), 'A="it\'s#1"\n');
    assert.equal(settled('A = 1\n', ['dotenv', 'shell']), 'A=1\n');
    assert.equal(settled('A=a b\n', ['dotenv', 'shell']), "A='a b'\n");
    // What is a reference for one of them stays one, or nothing is offered.
    assert.equal(settled('A=$B\n', ['node', 'compose']), undefined);
  });
});
