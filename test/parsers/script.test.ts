import { strict as assert } from 'node:assert';
import { createDocument } from '../../server/src/core/source.ts';
import { scriptOf } from '../../server/src/core/parsers/script.ts';
import { functionsAround } from '../../server/src/core/parsers/script/functions.ts';
import { parentOf, partnerOf, textOf, tokenAtOrAfter } from '../../server/src/core/parsers/script/walk.ts';

describe('the tokens of a script', () => {
  it('leave out comments, and keep strings, templates and regular expressions whole', () => {
    assert.deepEqual(tokens('a.ts', 'const a = "x // y" /* " */ + /["/]`/g // z\n+ `q`;'), [
      'const',
      'a',
      '=',
      '"x // y"',
      '+',
      '/["/]`/g',
      '+',
      '`q`',
      ';',
    ]);
  });

  it('take a slash after a value for a division', () => {
    assert.deepEqual(tokens('a.ts', 'a / b / c; (a) / b; if (a) /b/.test(c)').slice(0, 6), [
      'a',
      '/',
      'b',
      '/',
      'c',
      ';',
    ]);
    assert.ok(tokens('a.ts', 'if (a) /b/.test(c)').includes('/b/'));
  });

  it('take templates apart at their holes, templates in holes included', () => {
    const text = '`a${b ? `c${d}` : "e}"}f`';
    assert.deepEqual(tokens('a.ts', text), [
      '`',
      'a',
      '${',
      'b',
      '?',
      '`',
      'c',
      '${',
      'd',
      '}',
      '`',
      ':',
      '"e}"',
      '}',
      'f',
      '`',
    ]);
    const script = scriptOf(createDocument({ path: 'a.ts', text }));
    assert.equal(partnerOf(script, 0), script.count - 1);
    assert.equal(parentOf(script, 8), 7);
  });

  it('tell the text of elements from their code', () => {
    const text = 'const a = <p title="it\'s">don\'t `{b("c")} <i/> /x</p>; d';
    assert.deepEqual(tokens('a.tsx', text).slice(3), [
      '<',
      'p',
      'title',
      '=',
      '"it\'s"',
      '>',
      "don't `",
      '{',
      'b',
      '(',
      '"c"',
      ')',
      '}',
      '<',
      'i',
      '/>',
      ' /x',
      '</p>',
      ';',
      'd',
    ]);
  });

  it('tell type parameters from elements', () => {
    assert.ok(!broken('a.tsx', 'const f = <T,>(a: T) => a; const g = <T extends A>(a: T) => a; h<B>(c);'));
    assert.deepEqual(tokens('a.tsx', '<Select<A<B>> c={d}/>'), [
      '<',
      'Select',
      'c',
      '=',
      '{',
      'd',
      '}',
      '/>',
    ]);
  });

  it('join each bracket with its partner, and say what is open round a token', () => {
    const script = scriptOf(createDocument({ path: 'a.ts', text: 'f({ a: [b] }, c)' }));
    const open = (text: string): number =>
      Array.from({ length: script.count }, (_, token) => token).find(
        (token) => textOf(script, token) === text,
      ) ?? -1;
    assert.equal(textOf(script, partnerOf(script, open('['))), ']');
    assert.equal(parentOf(script, open('b')), open('['));
    assert.equal(parentOf(script, open('[')), open('{'));
    assert.equal(parentOf(script, open('c')), open('('));
  });

  for (const text of ['f({ a: 1 )', 'const a = "b\nc', '`a${b', 'a } b', '/* a', '<script>', 'f(a { b } c']) {
    it(`say that ${JSON.stringify(text)} stops in the middle`, () => {
      assert.equal(broken('a.tsx', text), true);
    });
  }

  it('find the partners of what is whole beside what is not', () => {
    const script = scriptOf(createDocument({ path: 'a.ts', text: 'f(a, { b: g(1) };\nh(2)' }));
    const last = script.count - 1;
    assert.equal(textOf(script, partnerOf(script, last)), '(');
    assert.equal(partnerOf(script, last), last - 2);
  });

  it('come from the scripts of components alone', () => {
    assert.deepEqual(
      tokens('A.vue', "<template><p>it's</p></template>\n<script setup>a.b</script><style>c {}</style>"),
      ['a', '.', 'b'],
    );
    assert.deepEqual(tokens('A.astro', '---\na\n---\n<p>b</p><script>c</script>'), ['a', 'c']);
  });

  for (const [name, piece] of Object.entries({
    braces: '{',
    parentheses: '(',
    closers: ')',
    quotes: '"',
    backticks: '`',
    holes: '`${',
    slashes: '/',
    backslashes: '\\',
    'open tags': '<a ',
    elements: '<a>{',
    letters: 'a',
    'mixed brackets': '([{)]',
  })) {
    it(`come in one walk over a text of ${name}`, function () {
      this.timeout(4_000);
      tokens('a.tsx', piece.repeat(1_000_000 / piece.length));
    });
  }
});

function tokens(path: string, text: string): string[] {
  const script = scriptOf(createDocument({ path, text }));
  return Array.from({ length: script.count }, (_, token) => textOf(script, token));
}

function broken(path: string, text: string): boolean {
  return scriptOf(createDocument({ path, text })).broken;
}

describe('the functions round a place of a script', () => {
  const round = (text: string): number => {
    const script = scriptOf(createDocument({ path: 'a.ts', text }));
    return [...functionsAround(script, tokenAtOrAfter(script, text.indexOf('here')))].length;
  };

  it('are those that it stands in, and not one before', () => {
    const before = 'function f(a: string): string { return a }\n';
    for (const [text, count] of [
      ['export default { g() { here } }', 1],
      ['class G { g(): void { here } }', 1],
      ['try { here } finally { x }', 0],
      ['if (a) { x } else { here }', 0],
      ['do { here } while (a)', 0],
      ['namespace N { here }', 0],
      ['function g(): { a: string } { here }', 1],
      ['const g = async (): Promise<void> => { run(() => { here }) }', 2],
    ] as const)
      assert.equal(round(before + text), count, text);
  });
});
