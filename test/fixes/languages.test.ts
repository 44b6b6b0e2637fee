import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { move, refusal, type Setup } from './move.ts';

type Case = readonly [what: string, path: string, before: string, after: string, setup?: Setup];

const NAME = 'STRIPE_SECRET_KEY';
const LARAVEL = { 'composer.json': '{"require":{"laravel/framework":"^12"}}' };
const SYMFONY = { 'composer.json': '{"require":{"symfony/framework-bundle":"^7"}}' };

const RUBY: readonly Case[] = [
  ['a constant', 'a.rb', `KEY = "«§»"\n`, `KEY = ENV.fetch("${NAME}")\n`],
  ['an argument', 'a.rb', `f(key: '«§»', b: 1)\n`, `f(key: ENV.fetch("${NAME}"), b: 1)\n`],
  ['text in double quotes', 'a.rb', `h = "Bearer «§»"\n`, `h = "Bearer #{ENV.fetch("${NAME}")}"\n`],
  [
    'text in single quotes',
    'a.rb',
    `h = 'a "b" #{c} it\\'s \\d «§»'\n`,
    `h = "a \\"b\\" \\#{c} it's \\\\d #{ENV.fetch("${NAME}")}"\n`,
  ],
  [
    'a here-document',
    'a.rb',
    `x = <<~EOS\n  key: «§»\nEOS\n`,
    `x = <<~EOS\n  key: #{ENV.fetch("${NAME}")}\nEOS\n`,
  ],
  ['%q', 'a.rb', `k = %q(«§»)\n`, `k = ENV.fetch("${NAME}")\n`],
  ['a key that is a symbol', 'a.rb', `h = { "«§»": 1 }\n`, `h = { "#{ENV.fetch("${NAME}")}": 1 }\n`],
  [
    'regular expressions before',
    'a.rb',
    `x if y =~ /it's/\nk = '«§»'\n`,
    `x if y =~ /it's/\nk = ENV.fetch("${NAME}")\n`,
  ],
  ['a fallback', 'a.rb', `k = ENV.fetch("PAY_KEY", "«§»")\n`, `k = ENV.fetch("PAY_KEY")\n`],
  ['a fallback block', 'a.rb', `k = ENV.fetch('PAY_KEY') { '«§»' }\n`, `k = ENV.fetch("PAY_KEY")\n`],
  ['an or', 'a.rb', `k = ENV["PAY_KEY"] || "«§»"\n`, `k = ENV.fetch("PAY_KEY")\n`],
  ['an assignment', 'a.rb', `ENV["PAY_KEY"] ||= "«§»"\n`, `ENV.fetch("PAY_KEY")\n`],
  ['a comment', 'a.rb', `f # it's «§»\n`, `f # it's ${NAME}\n`],
];

const PHP: readonly Case[] = [
  ['a variable', 'a.php', `<?php\n$k = '«§»';\n`, `<?php\n$k = getenv('${NAME}');\n`],
  ['text', 'a.php', `<?php\n$h = "Bearer «§»";\n`, `<?php\n$h = "Bearer " . getenv('${NAME}');\n`],
  [
    'text around',
    'a.php',
    `<p>it's</p>\n<?php f("a $x «§» b"); ?>\n`,
    `<p>it's</p>\n<?php f("a $x " . getenv('${NAME}') . " b"); ?>\n`,
  ],
  ['define', 'wp-config.php', `<?php\ndefine('K', '«§»');\n`, `<?php\ndefine('K', getenv('${NAME}'));\n`],
  [
    'an array',
    'config/a.php',
    `<?php return ['key' => '«§»'];\n`,
    `<?php return ['key' => env('${NAME}')];\n`,
    { files: LARAVEL },
  ],
  ['Symfony', 'src/A.php', `<?php\nf('«§»');\n`, `<?php\nf($_ENV['${NAME}']);\n`, { files: SYMFONY }],
  [
    'a here-document of Symfony',
    'a.php',
    `<?php\n$a = <<<EOT\nk: «§»\nEOT;\n`,
    `<?php\n$a = <<<EOT\nk: {$_ENV['${NAME}']}\nEOT;\n`,
    { files: SYMFONY },
  ],
  [
    'a fallback',
    'config/a.php',
    `<?php return ['k' => env('PAY_KEY', '«§»')];\n`,
    `<?php return ['k' => env('PAY_KEY')];\n`,
    { files: LARAVEL },
  ],
  ['getenv or', 'a.php', `<?php $k = getenv('PAY_KEY') ?: '«§»';\n`, `<?php $k = getenv('PAY_KEY');\n`],
  ['$_ENV or', 'a.php', `<?php $k = $_ENV["PAY_KEY"] ?? '«§»';\n`, `<?php $k = $_ENV["PAY_KEY"];\n`],
];

const GO: readonly Case[] = [
  [
    'a variable',
    'a.go',
    `package a\n\nimport "os"\n\nvar k = "«§»"\n`,
    `package a\n\nimport "os"\n\nvar k = os.Getenv("${NAME}")\n`,
  ],
  [
    'a constant',
    'a.go',
    `package a\n\nimport "os"\n\nconst k = "«§»"\n`,
    `package a\n\nimport "os"\n\nvar k = os.Getenv("${NAME}")\n`,
  ],
  [
    'a constant with a type',
    'a.go',
    `package a\n\nimport "os"\n\nconst k Key = \`«§»\`\n`,
    `package a\n\nimport "os"\n\nvar k Key = Key(os.Getenv("${NAME}"))\n`,
  ],
  [
    'text',
    'a.go',
    `package a\n\nimport "os"\n\nvar k = "Bearer «§»"\n`,
    `package a\n\nimport "os"\n\nvar k = "Bearer " + os.Getenv("${NAME}")\n`,
  ],
  [
    'a constant in a group',
    'a.go',
    `package a\n\nimport "os"\n\nconst (\n\ta = "b"\n\tk = "«§»" // the key\n\tc = 1\n)\n`,
    `package a\n\nimport "os"\n\nconst (\n\ta = "b"\n\tc = 1\n)\n\nvar k = os.Getenv("${NAME}") // the key\n`,
  ],
  [
    'a file without imports',
    'a.go',
    `// Package a\npackage a\n\nfunc f() { g('"', "«§»") }\n`,
    `// Package a\npackage a\n\nimport "os"\n\nfunc f() { g('"', os.Getenv("${NAME}")) }\n`,
  ],
  [
    'one import',
    'a.go',
    `package a\n\nimport "fmt"\n\nvar k = "«§»"\n`,
    `package a\n\nimport "fmt"\nimport "os"\n\nvar k = os.Getenv("${NAME}")\n`,
  ],
  [
    'a group of imports',
    'a.go',
    `package a\n\nimport (\n\t"fmt"\n\t"strings"\n\n\t"github.com/a/b"\n)\n\nvar k = "«§»"\n`,
    `package a\n\nimport (\n\t"fmt"\n\t"os"\n\t"strings"\n\n\t"github.com/a/b"\n)\n\nvar k = os.Getenv("${NAME}")\n`,
  ],
  [
    'a group without the standard library',
    'a.go',
    `package a\n\nimport (\n\t"github.com/a/b"\n)\n\nvar k = "«§»"\n`,
    `package a\n\nimport (\n\t"os"\n\n\t"github.com/a/b"\n)\n\nvar k = os.Getenv("${NAME}")\n`,
  ],
  [
    'os by another name',
    'a.go',
    `package a\n\nimport (\n\to "os"\n)\n\nvar k = "«§»"\n`,
    `package a\n\nimport (\n\to "os"\n)\n\nvar k = o.Getenv("${NAME}")\n`,
  ],
  [
    'line breaks of Windows',
    'a.go',
    `package a\r\n\r\nconst k = "«§»"\r\n`,
    `package a\r\n\r\nimport "os"\r\n\r\nvar k = os.Getenv("${NAME}")\r\n`,
  ],
];

const JVM: readonly Case[] = [
  [
    'a field of Java',
    'A.java',
    `class A { static final String K = "«§»"; }\n`,
    `class A { static final String K = System.getenv("${NAME}"); }\n`,
  ],
  [
    'text in Java',
    'A.java',
    `f('"', "Bearer «§»".trim());\n`,
    `f('"', ("Bearer " + System.getenv("${NAME}")).trim());\n`,
  ],
  [
    'a text block',
    'A.java',
    `String k = """\n    «-----A\n    B»\n    """;\n`,
    `String k = System.getenv("${NAME}");\n`,
  ],
  [
    'getOrDefault',
    'A.java',
    `k = System.getenv().getOrDefault("PAY_KEY", "«§»");\n`,
    `k = System.getenv("PAY_KEY");\n`,
  ],
  [
    "Spring's default",
    'A.java',
    `@Value("\${PAY_KEY:«§»}") String k;\n`,
    `@Value("\${PAY_KEY}") String k;\n`,
  ],
  ['Kotlin', 'A.kt', `val k = "«§»"\n`, `val k = System.getenv("${NAME}")\n`],
  [
    'a constant of Kotlin',
    'A.kt',
    `private const val K = "«§»"\n`,
    `private val K = System.getenv("${NAME}")\n`,
  ],
  ['text in Kotlin', 'A.kt', `f("Bearer «§» $x")\n`, `f("Bearer \${System.getenv("${NAME}")} $x")\n`],
  ['a raw string of Kotlin', 'A.kt', `f("""k: «§»""")\n`, `f("""k: \${System.getenv("${NAME}")}""")\n`],
  ['an elvis', 'A.kt', `val k = System.getenv("PAY_KEY") ?: "«§»"\n`, `val k = System.getenv("PAY_KEY")\n`],
];

const CSHARP: readonly Case[] = [
  [
    'a field',
    'A.cs',
    `using System;\nclass A { string k = "«§»"; }\n`,
    `using System;\nclass A { string k = Environment.GetEnvironmentVariable("${NAME}"); }\n`,
  ],
  [
    'a constant in a class',
    'A.cs',
    `using System;\nclass A {\n  private const string K = "«§»";\n}\n`,
    `using System;\nclass A {\n  private static readonly string K = Environment.GetEnvironmentVariable("${NAME}");\n}\n`,
  ],
  [
    'a constant in a method',
    'A.cs',
    `using System;\nclass A {\n  void F() {\n    const string k = "«§»";\n  }\n}\n`,
    `using System;\nclass A {\n  void F() {\n    string k = Environment.GetEnvironmentVariable("${NAME}");\n  }\n}\n`,
  ],
  [
    'text',
    'A.cs',
    `using System;\nf("Bearer «§»");\n`,
    `using System;\nf("Bearer " + Environment.GetEnvironmentVariable("${NAME}"));\n`,
  ],
  [
    'an interpolated string',
    'A.cs',
    `using System;\nf($"{a} «§» {b}");\n`,
    `using System;\nf($"{a} " + Environment.GetEnvironmentVariable("${NAME}") + $" {b}");\n`,
  ],
  [
    'a verbatim string',
    'A.cs',
    `using System;\nf(@"""a"" «§»");\n`,
    `using System;\nf(@"""a"" " + Environment.GetEnvironmentVariable("${NAME}"));\n`,
  ],
  [
    'a file without System',
    'A.cs',
    `// About\nusing Stripe;\nf("«§»");\n`,
    `// About\nusing System;\nusing Stripe;\nf(Environment.GetEnvironmentVariable("${NAME}"));\n`,
  ],
  [
    'a file without usings',
    'A.cs',
    `\uFEFFnamespace A;\r\nclass B { string k = "«§»"; }\r\n`,
    `\uFEFFusing System;\r\n\r\nnamespace A;\r\nclass B { string k = Environment.GetEnvironmentVariable("${NAME}"); }\r\n`,
  ],
  [
    'implicit usings',
    'Api/A.cs',
    `f("«§»");\n`,
    `f(Environment.GetEnvironmentVariable("${NAME}"));\n`,
    { files: { 'Api/Api.csproj': '<ImplicitUsings>enable</ImplicitUsings>' } },
  ],
  [
    'a fallback',
    'A.cs',
    `k = Environment.GetEnvironmentVariable("PAY_KEY") ?? "«§»";\n`,
    `k = Environment.GetEnvironmentVariable("PAY_KEY");\n`,
  ],
];

const READ = `std::env::var("${NAME}").expect("${NAME} is set")`;
const RUST: readonly Case[] = [
  ['a let', 'a.rs', `let k = "«§»";\n`, `let k = &${READ};\n`],
  ['an argument', 'a.rs', `f('"', "«§»");\n`, `f('"', &${READ});\n`],
  ['a String', 'a.rs', `let k = "«§»".to_string();\n`, `let k = ${READ};\n`],
  ['String::from', 'a.rs', `let k = String::from("«§»");\n`, `let k = String::from(${READ});\n`],
  ['a raw string', 'a.rs', `A { k: r#"«§»"#, l: &'a x }\n`, `A { k: ${READ}, l: &'a x }\n`],
  ['text', 'a.rs', `let k = "Bearer {} «§»".to_owned();\n`, `let k = format!("Bearer {{}} {}", ${READ});\n`],
  [
    'a fallback',
    'a.rs',
    `let k = env::var("PAY_KEY").unwrap_or("«§»".to_string());\n`,
    `let k = env::var("PAY_KEY").expect("PAY_KEY is set");\n`,
  ],
  [
    'a fallback closure',
    'a.rs',
    `let k = std::env::var("PAY_KEY").unwrap_or_else(|_| "«§»".into());\n`,
    `let k = std::env::var("PAY_KEY").expect("PAY_KEY is set");\n`,
  ],
];

const ELIXIR: readonly Case[] = [
  ['a value', 'lib/a.ex', `k = "«§»"\n`, `k = System.fetch_env!("${NAME}")\n`],
  ['text', 'lib/a.ex', `k = "Bearer «§»"\n`, `k = "Bearer #{System.fetch_env!("${NAME}")}"\n`],
  [
    'a fallback',
    'config/runtime.exs',
    `k = System.get_env("PAY_KEY", "«§»")\n`,
    `k = System.fetch_env!("PAY_KEY")\n`,
  ],
];

const TABLES: Readonly<Record<string, readonly Case[]>> = {
  Ruby: RUBY,
  PHP,
  Go: GO,
  'Java and Kotlin': JVM,
  'C#': CSHARP,
  Rust: RUST,
  Elixir: ELIXIR,
};

type RefusalCase = readonly [what: string, path: string, before: string, reason: RegExp, setup?: Setup];

const REFUSALS: readonly RefusalCase[] = [
  ['a word list of Ruby', 'a.rb', `%w[a «§»]\n`, /%w/],
  ['a raw here-document of Ruby', 'a.rb', `x = <<~'EOS'\n  «§»\nEOS\n`, /evaluates nothing/],
  ['a constant of PHP', 'a.php', `<?php\nconst K = '«§»';\n`, /^A constant/],
  [
    'a property of PHP',
    'a.php',
    `<?php\nclass A {\n  private string $k = '«§»';\n}\n`,
    /default of a property/,
  ],
  ['a parameter of PHP', 'a.php', `<?php\nfunction f($k = '«§»') {}\n`, /default of a parameter/],
  ['HTML around PHP', 'a.php', `<p>«§»</p><?php f(); ?>\n`, /HTML/],
  ['a controller of Laravel', 'app/A.php', `<?php\nf('«§»');\n`, /config folder only/, { files: LARAVEL }],
  [
    'a group of Go with iota',
    'a.go',
    `package a\nconst (\n\ta = iota\n\tk = "«§»"\n)\n`,
    /take it out into a var/,
  ],
  ['an annotation', 'A.java', `@Key(value = {"«§»"}) class A {}\n`, /annotation/],
  ['a case', 'A.java', `switch (a) { case "«§»": }\n`, /case of a switch/],
  [
    'an Android app',
    'app/src/main/java/A.kt',
    `val k = "«§»"\n`,
    /handed to its users/,
    { files: { 'app/build.gradle.kts': 'id("com.android.application")' } },
  ],
  ['an attribute of C#', 'A.cs', `[Key("«§»")]\nclass A {}\n`, /attribute/],
  ['a parameter of C#', 'A.cs', `class A { void F(string k = "«§»") {} }\n`, /default of a parameter/],
  ['a constant of Rust', 'a.rs', `const K: &str = "«§»";\n`, /LazyLock/],
  ['a format of Rust', 'a.rs', `let k = format!("Bearer «§»");\n`, /format string/],
  ['an attribute of Elixir', 'a.ex', `@key "«§»"\n`, /module attribute/],
];

describe('Move to environment in other languages', () => {
  for (const [language, cases] of Object.entries(TABLES)) {
    for (const [what, path, before, after, setup] of cases) {
      it(`changes ${what} (${language})`, () => assert.equal(move(path, before, setup).texts[path], after));
    }
  }

  for (const [what, path, before, reason, setup] of REFUSALS) {
    it(`refuses ${what}`, () => assert.match(refusal(path, before, setup), reason));
  }

  it('takes the indentation of a text block off the value', () => {
    const { texts } = move('A.java', `k = """\n    «-----A\n      B\n    C»\n    """;\n`);
    assert.equal(texts['.env'], `${NAME}="-----A\n  B\nC"\n`);
  });

  it('leaves Go that gofmt parses', () => {
    if (spawnSync('gofmt', ['-h']).error) return;
    for (const [, , , after] of GO) {
      const { stderr } = spawnSync('gofmt', ['-e'], { input: after, encoding: 'utf8' });
      assert.equal(stderr, '', after);
    }
  });
});
