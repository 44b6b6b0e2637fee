import { strict as assert } from 'node:assert';
import packageFiles from '../../../server/src/core/env/readers/packageFiles.ts';
import packageJson from '../../../server/src/core/env/readers/packageJson.ts';
import type { PackageFacts } from '../../../server/src/core/env/types.ts';
import { factsOf, found } from './read.ts';

describe('package files', () => {
  const cases: readonly (readonly [path: string, text: string, facts: PackageFacts])[] = [
    [
      'pyproject.toml',
      '[project]\nname = "api"\ndependencies = [\n  "Django>=5", # why\n  "django_environ ~= 1.0",\n]\n[project.optional-dependencies]\ndev = ["pytest"]\n[dependency-groups]\nlint = ["ruff", {include-group = "x"}]\n',
      { ecosystem: 'python', name: 'api', dependencies: ['django', 'django-environ', 'pytest', 'ruff'] },
    ],
    [
      'pyproject.toml',
      '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\npython = "^3.12"\nFastAPI = { version = "1", extras = ["all"] }\n[tool.poetry.group.dev.dependencies]\npytest = "*"\n',
      { ecosystem: 'python', name: 'x', dependencies: ['fastapi', 'pytest'] },
    ],
    [
      'requirements/base.txt',
      '# why\n-r other.txt\nDjango==5.0  # x\npsycopg[binary]>=3\n\n',
      { ecosystem: 'python', dependencies: ['django', 'psycopg'] },
    ],
    [
      'Pipfile',
      '[packages]\nflask = "*"\n[dev-packages]\npytest = "*"\n',
      { ecosystem: 'python', dependencies: ['flask', 'pytest'] },
    ],
    [
      'setup.py',
      'setup(\n    name="x",\n    install_requires=["flask>=2", \'redis\'],\n)\n',
      { ecosystem: 'python', name: 'x', dependencies: ['flask', 'redis'] },
    ],
    [
      'Gemfile',
      "source 'x'\ngem 'rails', '~> 8'\ngroup :test do\n  gem \"dotenv-rails\"\nend\n# gem 'no'\n",
      { ecosystem: 'ruby', dependencies: ['rails', 'dotenv-rails'] },
    ],
    [
      'composer.json',
      '{"name": "a/b", "require": {"php": "^8", "laravel/framework": "^12"}, "require-dev": {"x/y": "1"}}',
      { ecosystem: 'php', name: 'a/b', dependencies: ['php', 'laravel/framework', 'x/y'] },
    ],
    [
      'go.mod',
      'module github.com/a/b\n\ngo 1.24\n\nrequire github.com/spf13/viper v1.0.0\nrequire (\n\tgithub.com/joho/godotenv v1.5.1 // indirect\n)\n',
      {
        ecosystem: 'go',
        name: 'github.com/a/b',
        dependencies: ['github.com/spf13/viper', 'github.com/joho/godotenv'],
      },
    ],
    [
      'Cargo.toml',
      '[package]\nname = "x"\n[dependencies]\nserde = { version = "1" }\ndotenvy.workspace = true\n[dependencies.axum]\nversion = "1"\n[workspace]\nmembers = ["crates/*"]\n',
      { ecosystem: 'rust', name: 'x', dependencies: ['serde', 'dotenvy', 'axum'], workspaces: ['crates/*'] },
    ],
    [
      'mix.exs',
      'def project, do: [app: :shop]\ndefp deps do\n  [{:phoenix, "~> 1.8"}, {:dotenvy, "~> 1"}]\nend\n',
      { ecosystem: 'elixir', name: 'shop', dependencies: ['phoenix', 'dotenvy'] },
    ],
    [
      'pom.xml',
      '<project>\n<parent><groupId>g.boot</groupId><artifactId>parent</artifactId></parent>\n<artifactId>shop</artifactId>\n<dependencies><dependency><groupId>g</groupId><artifactId>web</artifactId></dependency></dependencies></project>',
      { ecosystem: 'java', name: 'shop', dependencies: ['g.boot', 'parent', 'g', 'web'] },
    ],
    [
      'build.gradle.kts',
      'plugins { id("org.springframework.boot") version "3" }\ndependencies {\n  implementation("g:web:1.0")\n}\n',
      { ecosystem: 'java', dependencies: ['g', 'web', 'org.springframework.boot'] },
    ],
    [
      'src/Shop.Api.csproj',
      '<Project Sdk="Microsoft.NET.Sdk.Web">\n<PackageReference Include="DotNetEnv" Version="3" />\n<PackageReference Version="1" Include="X" /></Project>',
      { ecosystem: 'dotnet', name: 'Shop.Api', dependencies: ['DotNetEnv', 'X', 'Microsoft.NET.Sdk.Web'] },
    ],
    [
      'deno.json',
      '{"name": "@a/b", "imports": {"zod": "npm:zod@4", "std/": "jsr:@std/dotenv@1/"}, "workspace": ["./a"]}',
      { ecosystem: 'deno', name: '@a/b', dependencies: ['zod', 'std', '@std/dotenv'], workspaces: ['./a'] },
    ],
    [
      'pnpm-workspace.yaml',
      'packages:\n  - apps/*\n  - "!x"\n',
      { ecosystem: 'node', dependencies: [], workspaces: ['apps/*', '!x'] },
    ],
  ];
  for (const [path, text, expected] of cases)
    it(`are read from ${path}`, () =>
      assert.deepEqual(factsOf(packageFiles, path, text), { package: expected }));

  it('are known by their names', () => {
    for (const path of [
      'requirements.txt',
      'requirements-dev.txt',
      'a/dev-requirements.in',
      'requirements/x.txt',
    ])
      assert.ok(packageFiles.always?.(path), path);
    for (const path of ['a.txt', 'docs/requirements.md', 'Gemfile.lock', 'go.sum'])
      assert.ok(!packageFiles.always?.(path), path);
  });
});

describe('package.json', () => {
  it('names the package, its dependencies and its workspaces', () => {
    const text =
      '{"name": "shop", "workspaces": {"packages": ["apps/*"]}, "dependencies": {"next": "1"}, "devDependencies": {"vite": "1"}, "optionalDependencies": {"x": "1"}, "peerDependencies": {"no": "1"}}';
    assert.deepEqual(factsOf(packageJson, 'package.json', text)?.package, {
      ecosystem: 'node',
      name: 'shop',
      dependencies: ['next', 'vite', 'x'],
      workspaces: ['apps/*'],
    });
    assert.deepEqual(factsOf(packageJson, 'package.json', '{}')?.package, {
      ecosystem: 'node',
      dependencies: [],
    });
  });

  const scripts: readonly (readonly [script: string, ...expected: readonly string[]])[] = [
    ['A=1 B= node x.js C=2', 'set A code for=s set', 'set B code for=s empty'],
    ['cross-env A=1 B=$B next dev', 'set A code for=s set', 'set B code for=s reference'],
    ['npx cross-env-shell A=1 x', 'set A code for=s set'],
    [
      'tsc && A=\\"two words\\" x; export B=1 | C=1 y',
      'set A code for=s set',
      'set B code for=s set',
      'set C code for=s set',
    ],
    ['set A=1&& x', 'set A code for=s set'],
    ["sh -c 'A=1 x $B'", 'use B package.json optional', 'set A code for=s set'],
    ['a=1 x'],
    ['eslint --rule A=1'],
    [
      'dotenv -e .env.local -e ../.env -- A=1 next dev',
      'set A code for=s set',
      'load .env.local dotenv-expand',
      'load ../.env dotenv-expand',
    ],
    ['dotenv -- prisma migrate dev', 'load .env dotenv-expand'],
    ['pnpm dotenv -e .env.test -v X=1 jest', 'load .env.test dotenv-expand'],
    ['npm install dotenv'],
    ['env-cmd -f ./config/.env node x', 'load ./config/.env dotenv'],
    ['env-cmd node x', 'load .env dotenv'],
    ['env-cmd -e dev node x'],
    ['dotenvx run -f .env.a -f .env.b -- node x', 'load .env.a dotenv-expand', 'load .env.b dotenv-expand'],
    ['dotenvx run --env-file=.env.x -- node x', 'load .env.x dotenv-expand'],
    ['dotenvx run -- node x', 'load .env dotenv-expand'],
    ['dotenvx encrypt'],
    ['node --env-file=.env --env-file-if-exists=.env.local x.js', 'load .env node', 'load .env.local node'],
    ['tsx --env-file .env x.ts', 'load .env node'],
    ['bun --env-file=.env.x run y', 'load .env.x dotenv-expand'],
    ['docker compose --env-file prod.env up', 'load prod.env compose'],
    ['node -r dotenv/config x.js', 'load .env dotenv'],
    ['node -r dotenv/config x.js dotenv_config_path=.env.x', 'load .env.x dotenv'],
    ['set -a && source .env && x', 'load .env shell'],
    [
      'x $A ${B} ${C:-d} %DIR% \\\\$NO $npm_package_version $lower',
      'use A package.json optional',
      'use B package.json optional',
      'use C package.json optional default=set',
      'use DIR package.json optional',
    ],
    ['A=1 x $A', 'set A code for=s set'],
    ['date +%Y%m%d'],
  ];
  for (const [script, ...expected] of scripts)
    it(`reads ${script}`, () => {
      const lines = found(packageJson, 'package.json', `{"scripts": {"s": "${script}"}}`);
      assert.deepEqual(lines, expected);
    });

  it('is read as far as it goes while somebody types', () => {
    const text =
      '{\n  "name": "x",\n  "dependencies": {"next": "1"},\n  "scripts": {\n    "a": "A=1 x",\n    "b": "B=1 x\n  }\n}';
    assert.deepEqual(found(packageJson, 'package.json', text), [
      'set A code for=a set',
      'set B code for=b set',
      'broken',
    ]);
  });
});
