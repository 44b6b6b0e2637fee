import { strict as assert } from 'node:assert';
import { readdirSync } from 'node:fs';
import type { EnvReader } from '../../../server/src/core/env/reader.ts';
import { parseHcl } from '../../../server/src/core/parsers/hcl.ts';
import { parseJson } from '../../../server/src/core/parsers/json.ts';
import { parseToml } from '../../../server/src/core/parsers/toml.ts';
import { parseYaml } from '../../../server/src/core/parsers/yaml.ts';
import { createDocument } from '../../../server/src/core/source.ts';

const READERS = '../../../server/src/core/env/readers/';

/** A path that each reader takes, and a text with most of what it knows. */
const SAMPLES: Readonly<Record<string, readonly [path: string, text: string]>> = {
  amplify: [
    'amplify.yml',
    'env:\n  variables: {A: 1}\nrun:\n  env: [{name: A, value: x}]\n  commands:\n    - echo "A=$A" >> .env\n',
  ],
  appEngine: [
    'cloudbuild.yaml',
    "env_variables: {A: 1}\nsteps:\n  - args: ['--set-env-vars=A=1,B=2']\n    secretEnv: [A]\n",
  ],
  cloudFormation: [
    't.yaml',
    'AWSTemplateFormatVersion: x\nResources:\n  A:\n    Properties: {Environment: {Variables: {A: !Ref x}}}\n',
  ],
  compose: [
    'compose.yml',
    'x: &a {A: "${B:-${C}}"}\nservices:\n  web:\n    environment:\n      <<: *a\n      D: |\n        x\n    env_file: [.env]\n',
  ],
  devcontainer: [
    'devcontainer.json',
    '{"remoteEnv": {"A": "${localEnv:B}"}, "runArgs": ["--env-file", "x"]} // c',
  ],
  digitalOcean: ['.do/app.yaml', 'services:\n  - name: web\n    envs:\n      - {key: A, value: x}\n'],
  dockerfile: [
    'Dockerfile',
    'ARG A=1\nENV B="x y" \\\n  C=$D\nRUN --mount=type=secret,id=a,env=E <<EOF\nx ${F:-1}\nEOF\n',
  ],
  eas: ['eas.json', '{"build": {"x": {"env": {"A": "1"}}}}'],
  fly: ['fly.toml', 'app = "x"\n[env]\nA = """x\ny"""\n[[a.b]]\nc = [1, {d = 2}]\n'],
  heroku: ['app.json', '{"env": {"A": {"value": "1"}}}'],
  kamal: ['config/deploy.yml', 'env:\n  clear: {A: 1}\n  secret: [B]\n'],
  kubernetes: [
    'k.yaml',
    'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: x\n      env:\n        - {name: A, value: "$(B)"}\n',
  ],
  launchJson: [
    '.vscode/launch.json',
    '{"configurations": [{"env": {"A": "1"}, "envFile": "${workspaceFolder}/.env"}]}',
  ],
  makefile: ['Makefile', 'include .env\nrun:\n\tdocker run --env-file .env x\n'],
  mise: ['mise.toml', '[env]\nA = "1"\n_.file = ".env"\n'],
  netlify: ['netlify.toml', '[build]\ncommand = "A=1 x $B"\n[context.x.environment]\nA = \'1\'\n'],
  packageFiles: ['pyproject.toml', '[project]\nname = "x"\ndependencies = ["a>=1"]\n'],
  packageJson: [
    'package.json',
    '{"scripts": {"a": "A=1 dotenv -e .env -- x ${B:-c} && node --env-file=x"}, "dependencies": {"a": "1"}}',
  ],
  pipeline: ['.gitlab-ci.yml', 'variables: {A: 1}\njob:\n  variables:\n    - B=1\n'],
  prisma: ['schema.prisma', 'url = env("A")\n'],
  procfile: ['Procfile', 'web: A=1 x $B\n'],
  railway: ['railway.json', '{"deploy": {"startCommand": "x $A"}}'],
  render: ['render.yaml', 'services:\n  - name: x\n    envVars:\n      - key: A\n        value: 1\n'],
  serverless: ['serverless.yml', 'provider:\n  environment: {A: "${env:B, \'c\'}"}\n'],
  supabase: ['supabase/config.toml', '[a]\nb = "env(C)"\n'],
  terraform: [
    'x.tf',
    'resource "a" "b" {\n  environment { variables = merge(x, { A = "${f("x")}" }) }\n  c = <<EOF\n[{"name": "x"}]\nEOF\n}\n',
  ],
  turbo: ['turbo.json', '{"globalEnv": ["A", "B_*"], "tasks": {"x": {"env": ["C"]}}}'],
  vercel: ['vercel.json', '{"env": {"A": "1"}}'],
  workflow: [
    '.github/workflows/x.yml',
    'jobs:\n  a:\n    env: {A: "${{ secrets.B }}"}\n    if: vars.C\n    run: echo "D=1" >> $GITHUB_ENV\n',
  ],
  wrangler: ['wrangler.toml', '[vars]\nA = "1"\n[[kv]]\nbinding = "B"\n'],
};

async function readerNamed(name: string): Promise<EnvReader> {
  const module = (await import(`${READERS}${name}.ts`)) as { default: EnvReader };
  return module.default;
}

describe('hostile manifests', () => {
  for (const [name, [path, sample]] of Object.entries(SAMPLES)) {
    it(`don't break the reader ${name}`, async () => {
      const reader = await readerNamed(name);
      const read = (text: string): unknown => reader.read(createDocument({ path, text }));
      assert.ok(reader.reads(path, createDocument({ path, text: sample }).language), path);
      assert.ok(read(sample), 'the sample says nothing');
      for (let at = 0; at <= sample.length; at++) {
        read(sample.slice(0, at));
        read(sample.slice(at));
        for (const mark of ['"', '{', '\n', '\\', '- ', ': ', '\t', '}', "'"])
          read(sample.slice(0, at) + mark + sample.slice(at));
      }
    });
  }

  it('names every reader of manifests', () => {
    const folder = new URL(READERS, import.meta.url);
    const files = new Set(readdirSync(folder));
    const missing = Object.keys(SAMPLES).filter((name) => !files.has(`${name}.ts`));
    assert.deepEqual(missing, []);
  });
});

describe('hostile text', () => {
  const PIECES = [
    '{',
    '[',
    '(',
    '"',
    "'",
    '\\',
    '- ',
    ': ',
    'a: ',
    'a:\n',
    '- a: ',
    '\n',
    '\n ',
    ' ',
    '#',
    '|',
    '>',
    '&a ',
    '*a ',
    '!a ',
    '? ',
    '{{',
    '}}',
    '${',
    '$',
    '${A:-',
    '$$',
    '=',
    'a=',
    '.',
    'a.',
    ',',
    '[[',
    '"""',
    "'''",
    '<<E\n',
    '/*',
    '//',
    'a {',
    'a = {\n',
    '\r',
    "'a''",
    '"a\\"',
    '\n- "',
    'a: |\n',
    '--- ',
    '\t',
    '- &a *a\n',
    'a: [',
    'a: {a: ',
    'x = [',
    '[a.a]\n',
    '<%',
    '{%',
    'A=',
    'A=\\"',
    '&& ',
    'env("',
    'echo A=',
    '${{',
    '${{ secrets.',
    '--mount=type=secret,',
    '%A',
    '$(',
  ];
  const PIECES_OF_PACKAGES = [
    'gem "',
    'require ',
    'a.b/c ',
    '<PackageReference ',
    '<artifactId>',
    '<dependency>',
    "'a:b",
    'name = ',
    '_requires=[',
    '{ :a',
    'id(',
  ];
  const repeated = (piece: string): string => piece.repeat(Math.ceil(100_000 / piece.length));

  for (const [name, parse] of Object.entries({ parseYaml, parseJson, parseToml, parseHcl })) {
    it(`costs ${name} time in proportion to its length`, () => {
      for (const piece of PIECES)
        for (const start of ['', 'a = ', 'a:\n  - ']) parse(start + repeated(piece));
    });
  }

  // Those that look at the text themselves; what the others do is the parsers' work.
  const scanning = [
    'amplify',
    'compose',
    'devcontainer',
    'dockerfile',
    'kubernetes',
    'makefile',
    'packageJson',
    'prisma',
    'procfile',
    'serverless',
    'workflow',
  ];
  const cases = scanning.map((name) => {
    const [path, sample] = SAMPLES[name] ?? ['', ''];
    return [name, path, sample] as const;
  });
  const packages = [
    'requirements.txt',
    'setup.py',
    'Gemfile',
    'go.mod',
    'mix.exs',
    'pom.xml',
    'build.gradle',
    'a.csproj',
  ];
  for (const [name, path, sample] of [
    ...cases,
    ...packages.map((file) => ['packageFiles', file, 'x = [install_requires=['] as const),
  ]) {
    it(`costs the reader ${name} time in proportion to its length (${path})`, async () => {
      const reader = await readerNamed(name);
      const middle = Math.floor(sample.length * 0.8);
      for (const piece of [...PIECES, ...PIECES_OF_PACKAGES]) {
        const text = sample.slice(0, middle) + repeated(piece) + sample.slice(middle);
        reader.read(createDocument({ path, text }));
      }
    });
  }

  it('is not multiplied by aliases', () => {
    let text = 'a0: &a0 {X: 1, Y: 2, Z: 3}\n';
    for (let level = 1; level < 60; level++) {
      const before = `*a${level - 1}`;
      text += `a${level}: &a${level} {A: ${before}, B: ${before}, C: [${before}, ${before}]}\n`;
    }
    const services = 'services:\n  web:\n    environment: *a59\n';
    const tree = parseYaml(text + services);
    assert.ok(tree.broken);
  });
});
