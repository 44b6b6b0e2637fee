import { strict as assert } from 'node:assert';
import { parseAllDocuments, stringify } from 'yaml';
import { parseHcl } from '../../../server/src/core/parsers/hcl.ts';
import { parseJson } from '../../../server/src/core/parsers/json.ts';
import { parseToml } from '../../../server/src/core/parsers/toml.ts';
import { entriesOf, scalarsIn, type Tree, type TreeNode } from '../../../server/src/core/parsers/tree.ts';
import { parseYaml } from '../../../server/src/core/parsers/yaml.ts';

/** As plain data; what is nothing is "", as it is in the trees. */
function plain(node: TreeNode | undefined): unknown {
  if (!node) return '';
  if (node.kind === 'scalar') return node.text;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries(entriesOf(node).map(({ key, value }) => [key.text, plain(value)]));
}

function all(tree: Tree): unknown {
  return tree.roots.map(plain);
}

describe('YAML', () => {
  const CASES: readonly string[] = [
    "a: 1\nb:\n  c: x # no\n  d:\n  - 1\n  - 2\ne: \"q\\n\\u0041\" \nf: 'it''s'\n",
    '- a\n- b: 1\n  c: 2\n-\n  - x\n- - y\n  - z\n-\n',
    'a: |\n  one\n   two\n\n  three\nb: >-\n  one\n  two\n\n  three\nc: |2\n   x\n',
    'a: {b: 1, "c": [x, {d: e}], f: }\ng: [a, b: c,\n  d]\nh: {\n  i: j # why\n}\n',
    'a: one\n  two\n  three\nb: "one\n  two\n\n  three"\n',
    'a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: 2\nf: &y\n  - 1\ng: *y\n',
    'a: !t 1\nb: !u {c: d}\n? e\n: f\n'.replace('? e\n: f\n', ''),
    'url: http://x:80/#y\ntime: 10:20\nhash: a#b\n-x: y\n"k e y": v\nk e y: v\n',
    '%YAML 1.2\n---\na: 1\n---\nb: 2\n...\n---\n- c\n',
    'a:\r\n  b: 1\r\n  c: |\r\n    x\r\n    y\r\nd: "e"\r\n',
    'a:\n    b:\n        c: d\n    e: f\n\n\n# end\n',
  ];
  for (const text of CASES)
    it(`is read as the package yaml reads it: ${JSON.stringify(text).slice(0, 60)}`, () => {
      const tree = parseYaml(text);
      assert.deepEqual(trimmed(all(tree)), trimmed(expectedOf(text)));
      assert.equal(tree.broken, false);
    });

  it('is read as the package yaml writes random data', () => {
    const random = randomFrom(7);
    for (let round = 0; round < 300; round++) {
      const data = randomData(random, 0);
      const text = stringify(data, { lineWidth: random() < 0.5 ? 0 : 40, indent: random() < 0.5 ? 2 : 4 });
      assert.deepEqual(trimmed(all(parseYaml(text))), trimmed(expectedOf(text)), text);
    }
  });

  it('keeps what can be read of a broken text', () => {
    const text = 'a: "never closed\nb: [1, 2\nc: 3\n  d: too deep\nword\ne:\n  f: {g: 1\n  h: 2\n';
    const tree = parseYaml(text);
    assert.deepEqual(all(tree), [{ a: 'never closed', b: ['1', '2'], c: '3', e: { f: { g: '1' }, h: '2' } }]);
    assert.equal(tree.broken, true);
  });

  it('ends a text that is not closed where what it belongs to ends', () => {
    const text = 'a: "x\n  y\nb: "z"\nc:\n  d: \'v\n  e: \'w\'\n';
    assert.deepEqual(all(parseYaml(text)), [{ a: 'x', b: 'z', c: { d: 'v', e: 'w' } }]);
  });

  it('skips the lines of templates', () => {
    const text =
      'a:\n{{- if .x }}\n  b: {{ .y }}\n{{- end }}\n{% if z %}\n  c: "{{ z }}"\n{% endif %}\n  d: 1\n';
    assert.deepEqual(all(parseYaml(text)), [{ a: { b: '{{ .y }}', c: '{{ z }}', d: '1' } }]);
  });

  it('says where every text stands', () => {
    const text = 'a: x\nb: "y z"\nc: [\'q\', w]\nd: |\n  block\n  text\n';
    const ranges = [...scalarsIn(parseYaml(text).roots)].map(({ start, end }) => text.slice(start, end));
    assert.deepEqual(ranges, ['x', 'y z', 'q', 'w', 'block\n  text']);
  });

  function expectedOf(text: string): unknown[] {
    return (parseAllDocuments(text, { schema: 'failsafe', merge: true }) as { toJS(): unknown }[]).map(
      (document) => emptied(document.toJS()),
    );
  }
});

describe('JSON', () => {
  it('may have comments, commas at the end and keys without quotes', () => {
    const text = '// a\n{"a": [1, \'x\', true,], /* b */ b: {"c": "d\\"e\\u0041"}, "f": null,}\n';
    const tree = parseJson(text);
    assert.deepEqual(all(tree), [{ a: ['1', 'x', 'true'], b: { c: 'd"eA' }, f: 'null' }]);
    assert.equal(tree.broken, false);
  });

  it('is read as far as it goes where it is broken', () => {
    assert.deepEqual(all(parseJson('{"a": {"b": 1, "c": "x\n  }, "d" 2, "e": [1, "f": }')), [
      { a: { b: '1', c: 'x' }, d: '', 2: '', e: ['1', 'f'] },
    ]);
    assert.deepEqual(all(parseJson('{"a": ')), [{ a: '' }]);
    assert.deepEqual(all(parseJson('')), []);
    assert.equal(parseJson('{"a": 1').broken, true);
  });
});

describe('TOML', () => {
  it('has tables, dotted names, lists and strings of every kind', () => {
    const text = [
      'a = 1 # why',
      'b.c = "x\\ny"',
      '"d e" = \'f\\\'',
      'g = [1, # one',
      '  [2], {h = 3, i.j = "k"},]',
      'l = """',
      'm"n""",',
      "o = '''p'''",
      '[q.r]',
      's = 1979-05-27 07:32:00',
      '[[t]]',
      'u = 1',
      '[t.v]',
      'w = 2',
      '[[t]]',
      'u = 3',
    ]
      .join('\n')
      .replace('""",', '"""');
    const tree = parseToml(text);
    assert.deepEqual(all(tree), [
      {
        a: '1',
        b: { c: 'x\ny' },
        'd e': 'f\\',
        g: ['1', ['2'], { h: '3', i: { j: 'k' } }],
        l: '\nm"n',
        o: 'p',
        q: { r: { s: '1979-05-27 07:32:00' } },
        t: [{ u: '1', v: { w: '2' } }, { u: '3' }],
      },
    ]);
    assert.equal(tree.broken, false);
  });

  it('is read as far as it goes where it is broken', () => {
    const tree = parseToml('a = "x\nb = [1,\n[c]\nd = 2\ne\n[f\ng = 3\n[h]\ni = {j = 1\n');
    assert.equal(tree.broken, true);
    assert.deepEqual(all(tree), [{ a: 'x', b: ['1'], c: { d: '2' }, h: { i: { j: '1' } } }]);
  });
});

describe('HCL', () => {
  it('has blocks, attributes, functions and expressions', () => {
    const text =
      'a "b" "c" {\n  d = 1\n  e { f = "g${h("i")}" }\n  j = merge(k, { "l" : 2 })\n  m = n ? 1 : 2 # why\n  o = <<-P\n    q\n  P\n  r = [1, "s", /* t */ u.v]\n}\n';
    const tree = parseHcl(text);
    assert.deepEqual(all(tree), [
      {
        a: {
          d: '1',
          e: { f: 'g${h("i")}' },
          j: ['k', { l: '2' }],
          m: 'n ? 1 : 2',
          o: '    q\n',
          r: ['1', 's', 'u.v'],
        },
      },
    ]);
    assert.equal(tree.broken, false);
  });

  it('is read as far as it goes where it is broken', () => {
    const tree = parseHcl('a {\n  b = "x\n  c = [1,\n  d = 2\n}\n} e = 3');
    assert.equal(tree.broken, true);
    assert.ok(JSON.stringify(all(tree)).includes('"b":"x"'));
  });
});

/** The package yaml keeps line breaks at the end that the trees may leave out. */
function trimmed(data: unknown): unknown {
  if (typeof data === 'string') return data.trimEnd();
  if (Array.isArray(data)) return data.map(trimmed);
  return Object.fromEntries(Object.entries(data as object).map(([key, value]) => [key, trimmed(value)]));
}

function emptied(data: unknown): unknown {
  if (data === null || data === undefined) return '';
  if (Array.isArray(data)) return data.map(emptied);
  if (typeof data !== 'object') return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, emptied(value)]));
}

function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const TEXTS = [
  'a',
  'B_C',
  'two words',
  'x: y',
  'x #y',
  '#z',
  '- q',
  '${A:-b}',
  '{{ t }}',
  "it's",
  'say "hi"',
  '',
  ' lead',
  'one\ntwo\n\nthree',
  '*s',
  '&t',
  '!u',
  'http://x:1/y',
  'long words '.repeat(9),
  '1.5',
  'tab\there',
  'ünï',
  '[x]',
  '{y}',
  '| z',
];

function randomData(random: () => number, depth: number): unknown {
  const pick = (): string => TEXTS[Math.floor(random() * TEXTS.length)] ?? '';
  if (depth > 3 || (depth > 0 && random() < 0.4)) return pick();
  const length = 1 + Math.floor(random() * 4);
  const items = Array.from({ length }, () => randomData(random, depth + 1));
  if (random() < 0.4) return items;
  return Object.fromEntries(
    items.map((item, index) => [random() < 0.8 ? `k${index}` : `${pick()}${index}`, item]),
  );
}
