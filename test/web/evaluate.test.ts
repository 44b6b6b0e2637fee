import { strict as assert } from 'node:assert';
import { callsNamed } from '../../server/src/core/parsers/expression/calls.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { contextOf, evaluate } from '../../server/src/core/web/evaluate.ts';
import { conditionsAround } from '../../server/src/core/web/evaluate/conditionsAround.ts';
import { printCondition, printValue } from '../support/printValue.ts';

/** The arguments of the last `set(…)` of a text, and the conditions round it. */
function given(path: string, text: string): string {
  const document = createDocument({ path, text });
  const context = contextOf(document);
  const call = [...callsNamed(context.scope.code, document.language, ['set', 'Set'])].at(-1);
  assert.ok(call, 'nothing is set');
  const values = call.args.map(
    ({ name, value }) => (name === undefined ? '' : `${name}=`) + printValue(evaluate(value, context)),
  );
  const conditions = conditionsAround(document, call.start).map(printCondition);
  return [values.join(', '), ...(conditions.length > 0 ? [`when ${conditions.join(' and ')}`] : [])].join(
    ' ',
  );
}

describe('what expressions come to', () => {
  const read = (path: string, cases: readonly (readonly [text: string, expected: string])[]): void => {
    describe(path, () => {
      for (const [text, expected] of cases)
        it(text.replaceAll('\n', '⏎'), () => assert.equal(given(path, text), expected));
    });
  };

  read('a.ts', [
    [
      "const list = ['a', 'b']; set({ origin: [...list, 'c'], ...base }); const base = { credentials: true };",
      '{origin: ["a", "b", "c"], credentials: true}',
    ],
    [
      "set(process.env.ORIGINS?.split(',') ?? ['http://localhost'])",
      '$ORIGINS split , or ["http://localhost"]',
    ],
    [
      "const isProd = process.env.NODE_ENV === 'production'; set(isProd ? 'a' : true)",
      '(production: "a" | development: true)',
    ],
    ["set(process.env.NODE_ENV !== 'production')", '(development: true | production: false)'],
    ["import { origins } from './origins'; set(origins.list)", './origins#origins.list'],
    ['set(`https://${process.env.HOST}`)', 'join("https://", $HOST)'],
    ["set('a' + ', ' + 60 * 60)", '"a, 3600"'],
    ['function make(name) { return { origin: name }; } set(make("a"))', '{origin: "a"}'],
    ['set(new Set(["a"]))', '["a"]'],
    ['const { origins } = { origins: ["a"] }; set(origins)', '["a"]'],
    ["set(req.headers.origin || '')", 'request origin'],
    ["set(request.headers.get('Origin'))", 'request origin'],
    ['set(process.env.ORIGIN)', '$ORIGIN'],
    ['set((o) => o.endsWith(".a.test"))', '(o) -> asks ends-with ".a.test"'],
    [
      'set((origin, cb) => { if (!origin || list.includes(origin)) { cb(null, true) } else { cb(new Error("no")) } }); const list = ["a"]',
      '(origin, cb) -> if any(not present, in ["a"]): true',
    ],
    [
      'set(function (origin, callback) { if (list.indexOf(origin) !== -1) return callback(null, true); callback(null, false) }); const list = ["a"]',
      '(origin, callback) -> if in ["a"]: true; if not in ["a"]: false',
    ],
    ["if (allowed.includes(req.headers.origin)) set('a')\nconst allowed = ['x']", '"a" when in ["x"]'],
    [
      "const origin = req.headers.origin;\nif (!allowed.some((one) => origin.startsWith(one))) return;\nset(origin);\nconst allowed = ['x']",
      'request origin when starts-with ["x"]',
    ],
    ["if (process.env.NODE_ENV === 'development') { set('a') }", '"a" when development'],
    [
      "if (\n  list.includes(origin) ||\n  isDev\n) {\n  set('a')\n}\nconst list = ['x']",
      '"a" when any(in ["x"], development)',
    ],
    [
      "if (\n  list.includes(origin)\n  || isDev\n)\n  return set('a')\nconst list = ['x']",
      '"a" when any(in ["x"], development)',
    ],
    ["if (\n  !list.includes(origin)\n) return deny();\nset('a')\nconst list = ['x']", '"a" when in ["x"]'],
    ["if (\n  list.includes(origin)\n) one();\nelse set('a')\nconst list = ['x']", '"a" when not in ["x"]'],
    ["assertAllowed(\n  origin,\n);\nset('a')", '"a" when asked'],
    [
      "if (!list.includes(origin)) {\n  return new Response(null, {\n    status: 403,\n  });\n}\nset('a')\nconst list = ['x']",
      '"a" when in ["x"]',
    ],
    [
      "if (!list.includes(origin)) {\n  return { status: { code: 403 } }\n}\nset('a')\nconst list = ['x']",
      '"a" when in ["x"]',
    ],
    [
      "if (!list.includes(origin)) {\n  tell(() => { return { a: 1 }; });\n}\nset('a')\nconst list = ['x']",
      '"a"',
    ],
    ["if (!list.includes(origin)) {\n  if (a) { return { a: 1 } }\n}\nset('a')\nconst list = ['x']", '"a"'],
    [
      "if (!list.includes(origin)) {\n  if (a) return 1\n  if (b) { log() }\n}\nset('a')\nconst list = ['x']",
      '"a"',
    ],
    ["if (isDev) { one() } else { set('a') }", '"a" when production'],
    ['const a = b; const b = a; set(a)', '?'],
    ['function make({ id }, origin: string) { return origin } set(make(site, "a"))', '"a"'],
    [
      'set(ask); function ask(origin, cb) { cb(null, true) } function other(origin, cb) { cb(null, false) }',
      '(origin, cb) -> true',
    ],
  ]);
  read('a.py', [
    [
      'ORIGINS = os.environ.get("ORIGINS", "http://a,http://b").split(",")\nset(x=ORIGINS if not DEBUG else ["*"])',
      'x=(production: $ORIGINS split , or ["http://a", "http://b"] | development: ["*"])',
    ],
    ['set(env.list("CORS", default=["a"]))', '$CORS! split , or ["a"]'],
    ['from app.core import settings\nset(settings.ORIGINS)', 'app.core#settings.ORIGINS'],
    [
      'def after(response):\n    origin = request.headers.get("Origin")\n    if origin in ALLOWED:\n        set(origin)\nALLOWED = ["a"]',
      'request origin when in ["a"]',
    ],
    [
      'def after(origin):\n    if (\n        origin in ALLOWED\n        or DEBUG\n    ):\n        set(origin)\nALLOWED = ["a"]',
      'request origin when any(in ["a"], development)',
    ],
    [
      'def after(origin):\n    if (\n        origin not in ALLOWED\n    ):\n        return\n    set("a")\nALLOWED = ["a"]',
      '"a" when in ["a"]',
    ],
    [
      'def after(origin):\n    if origin in ALLOWED:\n        log(\n            1\n        )\n        set("a")\nALLOWED = ["a"]',
      '"a" when in ["a"]',
    ],
    ['set(lambda o: re.match(r"https://.*\\.a\\.test", o))', '(o) -> asks match /https://.*\\.a\\.test/'],
  ]);
  read('a.rb', [
    ["set(ENV.fetch('ORIGINS', 'a,b').split(','))", '$ORIGINS! split , or ["a", "b"]'],
    ["set(->(source, env) { source.end_with?('.a.test') })", '(source, env) -> asks ends-with ".a.test"'],
    [
      "return unless allowed.include?(request.headers['Origin'])\nset 'a'\nallowed = ['x']",
      '"a" when in ["x"]',
    ],
  ]);
  read('a.go', [
    ['origins := strings.Split(os.Getenv("ORIGINS"), ",")\nc.Set(origins)', '$ORIGINS split ,'],
    [
      'c.Set(func(origin string) bool { return strings.HasSuffix(origin, "a.test") })',
      '(origin) -> asks ends-with "a.test"',
    ],
    [
      'if origin := r.Header.Get("Origin"); origin != "" {\n\tw.Header().Set("A", origin)\n}',
      '"A", request origin when present',
    ],
  ]);
  read('A.cs', [
    [
      'policy.Set(config.GetSection("Cors:Origins").Get<string[]>() ?? new[] { "http://localhost" });',
      '$Cors:Origins split , or ["http://localhost"]',
    ],
    [
      'policy.Set(origin => new Uri(origin).Host.EndsWith("a.test"));',
      '(origin) -> asks host ends-with "a.test"',
    ],
  ]);
  read('A.java', [['static final String[] A = {"a", "b"}; void f() { set(A); }', '["a", "b"]']]);
  read('a.php', [
    [
      '<?php if (in_array($_SERVER["HTTP_ORIGIN"], $list)) { set($_SERVER["HTTP_ORIGIN"]); } $list = ["a"];',
      'request origin when in ["a"]',
    ],
    ['<?php set(explode(",", env("ORIGINS", "a,b")));', '$ORIGINS! split , or ["a", "b"]'],
    [
      '<?php function ask(string $origin): bool { return $origin === "a"; } set(ask);',
      '($origin) -> asks equals "a"',
    ],
  ]);

  it('stops at functions that call themselves', () => {
    const text = `function ask(o) { ${'if (ask(o)) return ask(o); '.repeat(40)} return ask(ask(o)); }\nset(ask)`;
    assert.ok(given('a.ts', text).startsWith('(o) ->'));
  });

  it('takes an end where values lead to values without one', () => {
    const names = Array.from(
      { length: 400 },
      (_, at) => `const a${at} = [...a${at + 1}, ...a${at + 1}, ...a${at + 2}];`,
    );
    assert.ok(given('a.ts', `${names.join('\n')}\nset(a0)`).startsWith('['));
    given('a.ts', `set(${'('.repeat(50_000)}`);
    given('a.ts', `set(${'a ? b : '.repeat(20_000)}c)`);
  });
});
