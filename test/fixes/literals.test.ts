import { strict as assert } from 'node:assert';
import { decode } from '../../server/src/core/fixes/escapes.ts';
import { lexed, literalAt } from '../../server/src/core/fixes/literals.ts';
import { browserReason } from '../../server/src/core/fixes/browserCode.ts';
import { applyTextEdits } from '../../server/src/core/edit.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { memoryFiles } from '../support/memoryFiles.ts';
import { planned } from './move.ts';

/** The literals of a text as `kind:text`, nested ones after the one that holds them. */
function literals(path: string, text: string): string[] {
  return lexed(createDocument({ path, text })).literals.map(
    ({ kind, start, end }) => `${kind}:${text.slice(start, end)}`,
  );
}

type Case = readonly [what: string, path: string, text: string, expected: readonly string[]];

const CASES: readonly Case[] = [
  [
    'strings and comments of JavaScript',
    'a.js',
    `a = 'b\\'c' + "d"; // e 'f'\n/* g */ h`,
    [`string:'b\\'c'`, 'string:"d"', `comment:// e 'f'`, 'comment:/* g */'],
  ],
  ['a hashbang', 'a.js', `#!/usr/bin/env node 'a'\n'b'`, [`comment:#!/usr/bin/env node 'a'`, `string:'b'`]],
  [
    'nested templates',
    'a.js',
    'a = `b ${c({ d: `e ${"f"}` })} g`;',
    ['string:`b ${c({ d: `e ${"f"}` })} g`', 'string:`e ${"f"}`', 'string:"f"'],
  ],
  ['an unfinished string', 'a.js', `a = 'b\nc = 'd'`, [`string:'b`, `string:'d'`]],
  ['an unfinished template', 'a.js', 'a = `b ${c', ['string:`b ${c']],
  [
    'regular expressions',
    'a.js',
    `a = /[/']/g; b = c / d; e(/'/); return /"/`,
    [`regex:/[/']/`, `regex:/'/`, 'regex:/"/'],
  ],
  [
    'JSX',
    'a.jsx',
    `a = <B c="d" {...e('f')}>it's {"g"} <i/>h</B>; 'j'`,
    ['string:"d"', `string:'f'`, `markup:it's `, 'string:"g"', 'markup: ', 'markup:h', `string:'j'`],
  ],
  ['comparisons in JSX files', 'a.jsx', `if (a < b && c > d) e('f')`, [`string:'f'`]],
  [
    'type arguments',
    'a.tsx',
    `const a = f<B>('c'); const d = useState<string>("e")`,
    [`string:'c'`, 'string:"e"'],
  ],
  [
    'f-strings',
    'a.py',
    `a = f"b {c['d']} {{e}}" # f`,
    [`string:f"b {c['d']} {{e}}"`, `string:'d'`, 'comment:# f'],
  ],
  [
    'triple quotes',
    'a.py',
    `"""a 'b'\n# c"""\nd = '''e"f'''`,
    [`string:"""a 'b'\n# c"""`, `string:'''e"f'''`],
  ],
  ['raw strings of Python', 'a.py', `a = r'\\d\\'' + rb"c"`, [`string:r'\\d\\''`, 'string:rb"c"']],
  ['an unfinished string of Python', 'a.py', `a = f"{b\nc = 'd'`, ['string:f"{b', `string:'d'`]],
  [
    'interpolation of Ruby',
    'a.rb',
    `a "b #{c["d"]} e" # f`,
    ['string:"b #{c["d"]} e"', 'string:"d"', 'comment:# f'],
  ],
  [
    'here-documents of Ruby',
    'a.rb',
    `a(<<~ONE, <<~'TWO')\n  it's\nONE\n  #{b}\nTWO\nc << d`,
    [`string:  it's\n`, 'string:  #{b}\n'],
  ],
  [
    'PHP in HTML',
    'a.php',
    `it's <?php // a ?>b<?= 'c' ?>`,
    [`markup:it's `, 'comment:// a ', 'markup:?>b', `string:'c'`, 'markup:?>'],
  ],
  ['a here-document of PHP', 'a.php', `<?php $a = <<<X\nit's $b\nX; 'c'`, [`string:it's $b\n`, `string:'c'`]],
  [
    'Go',
    'a.go',
    "a := 'b'; c := '\\''; d := `e\"\nf`; g := \"h\\\"\" // i",
    ['string:`e"\nf`', 'string:"h\\""', 'comment:// i'],
  ],
  [
    'raw strings and lifetimes of Rust',
    'a.rs',
    `fn a<'b>(c: &'b str) { d('"', r#"e"f"#, b"g") } /* h /* i */ j */`,
    [`string:r#"e"f"#`, 'string:b"g"', 'comment:/* h /* i */ j */'],
  ],
  [
    'C#',
    'a.cs',
    `a = @"b""c\\"; d = $"e {f("g")} {{h}}"; i = """j"k""";`,
    ['string:@"b""c\\"', 'string:$"e {f("g")} {{h}}"', 'string:"g"', 'string:"""j"k"""'],
  ],
  [
    'Kotlin',
    'a.kt',
    `val a = "b \${c("d")} $e" + """f"g"""`,
    ['string:"b ${c("d")} $e"', 'string:"d"', 'string:"""f"g"""'],
  ],
  [
    'shell',
    'a.sh',
    `a=$# b='c#' "d $(e "f" # g\n)" # h`,
    [`string:'c#'`, 'string:"d $(e "f" # g\n)"', 'string:"f"', 'comment:# g', 'comment:# h'],
  ],
  [
    'here-documents of shell',
    'a.sh',
    `cat <<-A <<'B'\nit's $a\n\tA\n"b\nB\nc=$((1 << 2))`,
    [`string:it's $a\n`, 'string:"b\n'],
  ],
  [
    'YAML',
    'a.yml',
    `a: it's "b" # c\nd: "e#f"\ng: ['h', i#j]`,
    ['comment:# c', 'string:"e#f"', `string:'h'`],
  ],
  ['SQL', 'a.sql', `select 'a''b' -- c\n/* d */`, [`string:'a''b'`, 'comment:-- c', 'comment:/* d */']],
  [
    'a Vue component',
    'a.vue',
    `<p>it's</p><!-- a --><script lang="ts">b('c')</script>`,
    ['comment:<!-- a -->', `string:'c'`],
  ],
  [
    'an Astro file',
    'a.astro',
    `---\na('b')\n---\n<p>it's <!-- c --></p>`,
    [`string:'b'`, 'comment:<!-- c -->'],
  ],
];

describe('literals', () => {
  for (const [what, path, text, expected] of CASES) {
    it(`finds ${what}`, () => assert.deepEqual(literals(path, text), expected));
  }

  it('tells code in a hole from the string around it', () => {
    const text = 'a = `b ${c} d ${"e"}`;';
    const at = (piece: string): string | undefined => {
      const literal = literalAt(lexed(createDocument({ path: 'a.js', text })).literals, text.indexOf(piece));
      return literal && text.slice(literal.start, literal.end);
    };
    assert.equal(at('b'), '`b ${c} d ${"e"}`');
    assert.equal(at('c}'), undefined);
    assert.equal(at(' d '), '`b ${c} d ${"e"}`');
    assert.equal(at('e"'), '"e"');
    assert.equal(at(';'), undefined);
  });

  it('blanks literals in the code, but for plain words', () => {
    const { code } = lexed(createDocument({ path: 'a.js', text: `f('NAME', 'a b'); // c\n\`d \${e} f\`` }));
    assert.equal(code, "f('NAME', '···');     \n`··${e}··`");
  });

  it('decode what they hold', () => {
    const value = (
      escapes: 'javascript' | 'python' | 'go' | 'quotes' | 'doubled' | 'shell',
      text: string,
    ): string | undefined => decode(text, { escapes, prefix: '', interpolates: false, close: "'" });
    assert.equal(value('javascript', 'a\\n\\x41\\u0042\\u{1F511}\\/\\\nb\r\nc'), 'a\nAB🔑/b\nc');
    assert.equal(value('javascript', '\\0'), undefined);
    assert.equal(value('python', '\\d\\\\\\t\\U0001F511'), '\\d\\\t🔑');
    assert.equal(value('python', '\\N{BULLET}'), undefined);
    assert.equal(value('go', '\\q'), undefined);
    assert.equal(value('quotes', "\\'\\\\\\n"), "'\\\\n");
    assert.equal(value('doubled', "a''b"), "a'b");
    assert.equal(value('shell', '\\$\\a'), '$\\a');
  });
});

const EXTENSIONS = [
  'js',
  'jsx',
  'ts',
  'tsx',
  'vue',
  'svelte',
  'astro',
  'py',
  'rb',
  'php',
  'go',
  'java',
  'kt',
  'cs',
  'rs',
  'swift',
  'ex',
  'sh',
  'ps1',
  'yml',
  'json',
  'jsonc',
  'toml',
  'ini',
  'properties',
  'sql',
  'html',
  'css',
  'xml',
  'md',
  'tf',
  'conf',
  'ipynb',
  'prisma',
  'txt',
];
const PATHS = [
  ...EXTENSIONS.map((extension) => `src/a.${extension}`),
  'compose.yml',
  '.github/workflows/a.yml',
  'Dockerfile',
];
const PIECES = [
  '"',
  "'",
  '`',
  '\\',
  '\n',
  '\r\n',
  '#',
  '//',
  '/*',
  '*/',
  '${',
  '#{',
  '{',
  '}',
  '(',
  ')',
  '$(',
  '<<~A',
  '<<A',
  "<<'A'",
  '\nA\n',
  '<div>',
  '</div>',
  '<a b="',
  '/>',
  '<?php',
  '?>',
  '"""',
  "'''",
  'r#"',
  '"#',
  '@"',
  '$"',
  '%q(',
  '%w[',
  '--',
  '---\n',
  '<!--',
  '-->',
  '<script>',
  '</script>',
  'f"',
  'rb"',
  ' ',
  'a',
  'const a = ',
  'import os\n',
  'import (\n',
  'case ',
  '=',
  '||',
  '??',
  'process.env.A',
  'os.getenv("A", ',
  'ENV["A"]',
  ':',
  ',',
  '[',
  ']',
  '~r/',
  '/',
  '\uFEFF',
  '🔑',
  '\u0000',
  '\ud800',
];

describe('Move to environment on garbage', () => {
  it('never throws, and never makes edits outside the text', () => {
    let state = 5;
    const next = (limit: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * limit);
    };
    const garbage = (): string =>
      Array.from({ length: next(14) }, () => PIECES[next(PIECES.length)]).join('');
    for (let round = 0; round < 8000; round++) {
      const path = PATHS[round % PATHS.length] ?? '';
      const text = `${garbage()}«${next(2) ? '§' : garbage()}»${garbage()}`;
      const plan = planned(path, text, { files: { '.env': garbage(), 'package.json': garbage() } });
      if ('refused' in plan) continue;
      for (const { edits } of plan.edits) {
        assert.ok(edits.every(({ range }) => range.start >= 0 && range.end >= range.start));
        assert.ok(
          edits.every((edit, index) => index === 0 || edit.range.start >= (edits[index - 1]?.range.end ?? 0)),
        );
        applyTextEdits('', edits);
      }
    }
  }).timeout(60_000);

  it('takes time in proportion to the text', () => {
    const hostile = [
      '`${',
      '"${',
      'f"{',
      '(/[',
      '<a>',
      '<a ',
      '"',
      "'",
      '/*',
      '#{',
      '"#{',
      '$(',
      '"$(',
      '<<A\n',
      '$(<<A\n',
      '{',
      '%q(',
      'r#"',
      '<?php',
      '<script>',
      '"\\',
      '\n',
      'case ',
      '="',
      'A=\n',
      "A='\\'\n",
      '://',
      '= /',
    ];
    for (const path of PATHS) {
      for (const piece of hostile) {
        const text = piece.repeat(Math.ceil(60_000 / piece.length));
        const document = createDocument({ path, text });
        const started = performance.now();
        lexed(document);
        browserReason(document, memoryFiles({}));
        const took = performance.now() - started;
        assert.ok(took < 1000, `${path}, ${JSON.stringify(piece)}: ${took.toFixed(0)} ms`);
      }
    }
  }).timeout(300_000);
});
