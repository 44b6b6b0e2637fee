import assert from 'node:assert/strict';
import phpReader from '../../../server/src/core/env/readers/php.ts';
import { hostileTexts, readWith } from './reading.ts';

const read = (code: string, path = 'config/services.php') => readWith(phpReader, path, `<?php\n${code}`);

describe('variables in PHP', () => {
  it('reads env, getenv and the arrays', () => {
    const { needs } = read(
      [
        "$a = env('A_KEY');",
        "$b = env('B_KEY', 'x');",
        "$c = \\env('C_KEY', null);",
        "$d = getenv('D_KEY') ?: 'd';",
        "$e = $_ENV['E_KEY'];",
        "$f = $_ENV['F_KEY'] ?? 'f';",
        "$g = $_SERVER['G_KEY'];",
        "$h = $_SERVER['HTTP_HOST'] . $_SERVER['argc'];",
        "$i = Env::get('I_KEY');",
        "$j = Env::getOrFail('J_KEY');",
        "$k = $this->env('K_KEY') . Twig::env('L_KEY');",
      ].join('\n'),
    );
    assert.deepEqual(needs, [
      'A_KEY optional',
      'B_KEY optional set',
      'C_KEY optional',
      'D_KEY optional set',
      'E_KEY required',
      'F_KEY optional set',
      'G_KEY optional',
      'I_KEY optional',
      'J_KEY required',
    ]);
  });

  it('needs the application key of Laravel', () => {
    assert.deepEqual(
      read("return ['key' => env('APP_KEY'), 'name' => env('APP_NAME')];", 'config/app.php').needs,
      ['APP_KEY required', 'APP_NAME optional'],
    );
  });

  it('follows guards', () => {
    const { needs } = read(
      [
        "$a = getenv('A_KEY') ?: throw new Exception('A_KEY');",
        "$b = getenv('B_KEY');",
        'if (!$b) {',
        "    throw new Exception('B_KEY');",
        '}',
        "$c = getenv('C_KEY');",
        'if ($c) { start($c); }',
        "if (isset($_ENV['D_KEY'])) { start($_ENV['D_KEY']); }",
      ].join('\n'),
    );
    assert.deepEqual(needs, [
      'A_KEY required',
      'B_KEY required',
      'C_KEY optional',
      'D_KEY optional',
      'D_KEY optional',
    ]);
  });

  it('reads no comments, no strings and no markup', () => {
    const text =
      "<p>env('A_KEY')</p>\n<?php // env('B_KEY')\n/* env('C_KEY') */ $x = \"env('D_KEY')\"; env('E_KEY');\n";
    assert.deepEqual(readWith(phpReader, 'a.php', text).needs, ['E_KEY optional']);
  });

  it('reads Blade', () => {
    const text =
      "{{-- env('A_KEY') --}}\n<a href=\"{{ env('B_KEY') }}\">\n@if(env('C_KEY'))\nenv('D_KEY')\n@endif\n";
    assert.deepEqual(readWith(phpReader, 'resources/views/a.blade.php', text).needs, [
      'B_KEY optional',
      'C_KEY optional',
    ]);
  });

  it('reads the configuration of Symfony', () => {
    const text =
      "parameters:\n  env(A_KEY): 'x'\nservices:\n  a: '%env(A_KEY)%'\n  b: '%env(int:B_KEY)%'\n  c: '%env(default:fallback:C_KEY)%'\n  # d: '%env(D_KEY)%'\n";
    const { needs, declared } = readWith(phpReader, 'config/services.yaml', text);
    assert.deepEqual(needs, ['A_KEY optional', 'B_KEY required', 'C_KEY optional']);
    assert.deepEqual(declared, ['A_KEY set']);
    const code =
      "class A { function __construct(#[Autowire(env: 'E_KEY')] string $e, #[Autowire(env: 'bool:F_KEY')] bool $f) {} }";
    assert.deepEqual(read(code).needs, ['E_KEY required', 'F_KEY required']);
  });

  it('tells writes from reads', () => {
    assert.deepEqual(read("putenv('A_KEY=1');\n$_ENV['B_KEY'] = '';\nputenv(\"C_KEY=$x\");").declared, [
      'A_KEY set',
      'B_KEY empty',
      'C_KEY unknown',
    ]);
  });

  it('finds helpers and names that are worked out', () => {
    const { wrappers, calls, patterns } = read(
      "function needed(string $name) { $v = getenv($name); if ($v === false) { throw new Exception($name); } return $v; }\nneeded('A_KEY');\nenv('B_' . $name);\nenv($prefix . '_C');",
    );
    assert.deepEqual(wrappers, ['needed/0 required']);
    assert.deepEqual(
      calls?.map(({ name }) => name),
      ['A_KEY'],
    );
    assert.deepEqual(patterns, ['B_*', '*_C']);
  });

  it('knows phpdotenv', () => {
    const { loaded, needs } = read(
      "$dotenv = Dotenv\\Dotenv::createImmutable(__DIR__, '.env.shop');\n$dotenv->load();\n$dotenv->required(['A_KEY']);",
    );
    assert.deepEqual(loaded, ['.env.shop']);
    assert.deepEqual(needs, ['A_KEY required']);
  });

  it('stays calm with whatever somebody types', () => {
    for (const text of hostileTexts("<?php env('X');\n", [
      "env('A', ",
      '$_ENV[',
      'function a($b) {',
      '%env(A)%',
      '?><?php "',
    ])) {
      for (const path of ['a.php', 'a.blade.php', 'a.yaml'])
        assert.doesNotThrow(() => readWith(phpReader, path, text));
    }
  }).timeout(60_000);
});
