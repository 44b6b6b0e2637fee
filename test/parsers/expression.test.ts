import { strict as assert } from 'node:assert';
import { codeOf } from '../../server/src/core/parsers/code.ts';
import { callsNamed } from '../../server/src/core/parsers/expression/calls.ts';
import { scopeOf } from '../../server/src/core/parsers/expression/scope.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { printed, treeOf } from '../support/printExpression.ts';

describe('expressions', () => {
  const read = (path: string, cases: readonly (readonly [text: string, tree: string])[]): void => {
    describe(path, () => {
      for (const [text, tree] of cases)
        it(text.replaceAll('\n', '⏎'), () => assert.equal(treeOf(path, text), tree));
    });
  };

  read('a.ts', [
    [
      "cors({ origin: ['https://a.test', /\\.b\\.test$/i], credentials: true })",
      'cors({origin: ["https://a.test", /\\.b\\.test$/i], credentials: true})',
    ],
    ["isProd ? 'a' : b ?? `https://${host}.test`", '(isProd ? "a" : (b ?? join("https://", host, ".test")))'],
    [
      '(origin: string | undefined, done: Done): void => { done(null, true) }',
      '(origin, done) -> «done(null, true)»',
    ],
    [
      "process.env.ORIGINS?.split(',').map((one) => one.trim())",
      'process.env.ORIGINS.split(",").map((one) -> «one.trim()»)',
    ],
    [
      "new Response(body, { headers: { ...base, 'X-A': a as string, b } })",
      'new Response(body, {headers: {...base, X-A: a, b: b}})',
    ],
    ['list.includes(origin!) ? origin! : list[0]', '(list.includes(origin) ? origin : list[0])'],
    ["headers['Access-Control-Allow-Origin']", 'headers.Access-Control-Allow-Origin'],
    ['{ async origin(a, b) { b(null, a) }, get: 1 }', '{origin: (a, b) -> «b(null, a)», get: 1}'],
    ['f<Map<string, number>>(a)(b)', 'f(a)(b)'],
    ["'a' + b + 'c'", 'join("a", b, "c")'],
    ['60 * 60 * 24', '((60 * 60) * 24)'],
    ['a.b(', 'a.b()'],
    ['{ a: 1, b: ', '{a: 1, b: ?}'],
  ]);
  read('a.py', [
    [
      "add(CORS, allow_origins=['*'] if DEBUG else ORIGINS, allow_credentials=True, **rest)",
      'add(CORS, allow_origins=(DEBUG ? ["*"] : ORIGINS), allow_credentials=true, ...rest)',
    ],
    ["os.environ.get('A', 'b').split(',')", 'os.environ.get("A", "b").split(",")'],
    ["{r'/api/*': {'origins': '*'}, **more}", '{/api/*: {origins: "*"}, ...more}'],
    ['not a or b in c and x not in y', '(!a || ((b in c) && (x not in y)))'],
    ["('a' 'b', f'https://{host}/x')", '[join("a", "b"), join("https://", host, "/x")]'],
    ['lambda origin: origin.endswith(".a.test")', '(origin) -> «origin.endswith(".a.test")»'],
    ['[str(one) for one in ORIGINS]', '[...ORIGINS]'],
    ['None', 'null'],
  ]);
  read('a.rb', [
    [
      "origins 'a.test', /\\.b\\.test\\z/, ->(source, env) { true }",
      'origins("a.test", /\\.b\\.test\\z/, (source, env) -> «true»)',
    ],
    [
      'resource "*", headers: :any, methods: [:get, :post], credentials: true',
      'resource("*", headers="any", methods=["get", "post"], credentials=true)',
    ],
    [
      'expires_in 1.hour, public: true, :must_revalidate => true',
      'expires_in(1.hour, public=true, must_revalidate=true)',
    ],
    ["allow do\n  origins '*'\nend\nother", "allow() () -> «origins '*'»"],
    ['%w[a b]', '["a", "b"]'],
    ["ENV.fetch('A', '').split(',')", 'ENV.fetch("A", "").split(",")'],
  ]);
  read('A.java', [
    [
      'registry.addMapping("/api/**").allowedOrigins("https://a.test", OTHER).allowCredentials(true)',
      'registry.addMapping("/api/**").allowedOrigins("https://a.test", OTHER).allowCredentials(true)',
    ],
    ['new String[]{"a", "b"}', '["a", "b"]'],
    ['origin -> origin.endsWith("a")', '(origin) -> «origin.endsWith("a")»'],
  ]);
  read('a.kt', [
    [
      'install(CORS) { anyHost(); allowCredentials = true }',
      'install(CORS) (it) -> «anyHost(); allowCredentials = true»',
    ],
    [
      'allow(origins = listOf("a"), other = env("A") ?: "b")',
      'allow(origins=listOf("a"), other=(env("A") || "b"))',
    ],
  ]);
  read('a.go', [
    [
      'cors.New(cors.Options{AllowedOrigins: []string{"*"}, AllowOriginFunc: func(r *http.Request, origin string) bool { return true }})',
      'cors.New(cors.Options{AllowedOrigins: ["*"], AllowOriginFunc: (r, origin) -> «return true»})',
    ],
    ['&cors.Config{MaxAge: 12 * time.Hour}', 'cors.Config{MaxAge: (12 * time.Hour)}'],
    ['map[string]string{"a": "b"}', '{a: "b"}'],
    ['r.Header.Get("Origin")\nnext()', 'r.Header.Get("Origin")'],
  ]);
  read('A.cs', [
    ['new[] { "a", "b" }', '["a", "b"]'],
    ['new CorsOptions { A = 1, B = "x" }', 'CorsOptions{A: 1, B: "x"}'],
    ['policy.SetIsOriginAllowed(_ => true)', 'policy.SetIsOriginAllowed((_) -> «true»)'],
    ['section.Get<string[]>() ?? Array.Empty<string>()', '(section.Get() ?? Array.Empty())'],
  ]);
  read('a.rs', [
    [
      'CorsLayer::new().allow_origin(["http://a".parse().unwrap()])',
      'CorsLayer.new().allow_origin(["http://a".parse().unwrap()])',
    ],
  ]);
  read('a.exs', [['[origins: "*", allow_headers: :all]', '{origins: "*", allow_headers: "all"}']]);

  it('of PHP are read behind its tag', () => {
    const text =
      "<?php return ['a' => ['b/*'], 'c' => explode(',', env('X', '*')), 'd' => array('e' => 1), 'f' => fn($x) => $x . 'y'];";
    assert.equal(
      treeOf('a.php', text, text.indexOf('[')),
      '{a: ["b/*"], c: explode(",", env("X", "*")), d: {e: 1}, f: ($x) -> «$x . \'y\'»}',
    );
  });

  it('have exact places', () => {
    const text = "cors({ origin: 'https://a.test' })";
    const [call] = [...callsNamed(codeOf(createDocument({ path: 'a.ts', text })), 'typescript', ['cors'])];
    const options = call?.args[0]?.value;
    assert.ok(options?.kind === 'map');
    const [entry] = options.entries;
    assert.ok(entry && !('spread' in entry) && entry.value.kind === 'string');
    assert.equal(text.slice(entry.keyAt.start, entry.keyAt.end), 'origin');
    assert.equal(text.slice(entry.value.content.start, entry.value.content.end), 'https://a.test');
  });

  it('take time in proportion to hostile text', () => {
    for (const text of [
      '('.repeat(100_000),
      '['.repeat(100_000),
      '{a:'.repeat(50_000),
      'a.'.repeat(100_000),
      '!'.repeat(100_000),
      'a?'.repeat(50_000),
      '"a"+'.repeat(50_000),
      'x=>'.repeat(50_000),
    ])
      for (const path of ['a.ts', 'a.py', 'a.rb', 'a.go', 'a.php', 'A.cs', 'a.kt']) treeOf(path, text);
  });
});

describe('calls by name', () => {
  const calls = (path: string, text: string, ...names: string[]): readonly string[] => {
    const document = createDocument({ path, text });
    return [...callsNamed(codeOf(document), document.language, names)].map((call) => printed(call, text));
  };

  it('come with all that stands before the name, and definitions are none', () =>
    assert.deepEqual(
      calls(
        'a.ts',
        'function use(a) {}\napp\n  .use(helmet())\n  .use(cors({ origin: true }));\nreuse(1);',
        'use',
        'cors',
      ),
      ['app.use(helmet())', 'app.use(helmet()).use(cors({origin: true}))', 'cors({origin: true})'],
    ));

  it('are found in methods of Ruby, without parentheses', () =>
    assert.deepEqual(
      calls('a.rb', 'class A\n  def show\n    expires_in 3.hours, public: true\n  end\nend', 'expires_in'),
      ['expires_in(3.hours, public=true)'],
    ));
});

describe('names of a file', () => {
  const look = (path: string, text: string, name: string): string => {
    const binding = scopeOf(createDocument({ path, text })).lookup(name, text.length);
    switch (binding?.kind) {
      case 'value':
        return printed(binding.value, text);
      case 'part':
        return `${printed(binding.of, text)} → ${binding.path.join('.')}`;
      case 'import':
        return `${binding.imported.from}#${binding.imported.name}`;
      case 'function':
        return `function ${text.slice(binding.body.start, binding.body.end).trim()}`;
      case undefined:
        return '-';
    }
  };

  for (const [path, text, name, expected] of [
    ['a.ts', "import { a as b } from './x';", 'b', './x#a'],
    ['a.ts', "import cors, { type Options } from 'cors';", 'cors', 'cors#default'],
    ['a.js', "const { a: b } = require('./x');", 'b', './x#a'],
    ['a.ts', "export const list: readonly string[] = ['a'];", 'list', '["a"]'],
    ['a.ts', 'const { data: { user } } = await load();', 'user', 'load() → data.user'],
    ['a.ts', 'async function ask(a: string) { return 1; }', 'ask', 'function return 1;'],
    ['a.py', 'from app.core.config import settings as own', 'own', 'app.core.config#settings'],
    ['a.py', 'ORIGINS: list[str] = ["a"]\nadd(ORIGINS=1)', 'ORIGINS', '["a"]'],
    ['a.py', 'def ask(a):\n    return a\n\nx = 1', 'ask', 'function return a'],
    ['a.go', 'origins := []string{"a"}', 'origins', '["a"]'],
    ['A.java', 'static final String[] A = {"x"};', 'A', '["x"]'],
    ['a.rb', 'ORIGINS = %w[a b].freeze', 'ORIGINS', '["a", "b"].freeze'],
    ['a.ts', 'let a = 1;\na = 2;', 'a', '2'],
    ['a.ts', 'f(b = 1)', 'b', '-'],
  ] as const)
    it(`${path}: ${text}`, () => assert.equal(look(path, text, name), expected));
});
