import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { parse as parseYaml } from 'yaml';
import { move, refusal, SECRET, type Setup } from './move.ts';

type Case = readonly [what: string, path: string, before: string, after: string, setup?: Setup];

const NAME = 'STRIPE_SECRET_KEY';
/** Put together here for the same reason as the key. */
const URL = ['postgres', '//a:b@c.example.com/d'].join(':');

const SHELL: readonly Case[] = [
  ['an assignment', 'a.sh', `PAY_KEY=«§»\n`, `PAY_KEY="\${PAY_KEY:?set PAY_KEY in the environment}"\n`],
  [
    'an export',
    'a.sh',
    `export PAY_KEY="«§»"; f "$PAY_KEY"\n`,
    `export PAY_KEY="\${PAY_KEY:?set PAY_KEY in the environment}"; f "$PAY_KEY"\n`,
  ],
  [
    'an assignment for one command',
    'a.sh',
    `A=1 PAY_KEY='«§»' node a.js\n`,
    `A=1 PAY_KEY="\${PAY_KEY:?set PAY_KEY in the environment}" node a.js\n`,
  ],
  ['a variable of the script', 'a.sh', `key='«§»'\n`, `key="\${${NAME}:?set ${NAME} in the environment}"\n`],
  ['a default', 'a.sh', `K="\${PAY_KEY:-«§»}"\n`, `K="\${PAY_KEY:?set PAY_KEY in the environment}"\n`],
  [
    'double quotes',
    'a.sh',
    `curl -H "Authorization: Bearer «§»" "$(f "it's")"\n`,
    `curl -H "Authorization: Bearer \${${NAME}}" "$(f "it's")"\n`,
  ],
  [
    'single quotes',
    'a.sh',
    `curl -H 'Authorization: Bearer «§»'\n`,
    `curl -H 'Authorization: Bearer '"\${${NAME}}"\n`,
  ],
  ['a bare word', 'a.sh', `curl -u «§»: https://x # it's\n`, `curl -u "\${${NAME}}": https://x # it's\n`],
  ['a here-document', 'a.sh', `cat <<EOF\nit's "«§»"\nEOF\n`, `cat <<EOF\nit's "\${${NAME}}"\nEOF\n`],
  ['a comment', 'a.sh', `echo $# # «§»\n`, `echo $# # ${NAME}\n`],
];

const POWERSHELL: readonly Case[] = [
  ['a value', 'a.ps1', `$k = '«§»'\n`, `$k = $env:${NAME}\n`],
  ['text', 'a.ps1', `f 'it''s $x «§»'\n`, `f "it's \`$x \${env:${NAME}}"\n`],
  ['an interpolated string', 'a.ps1', `f "a $x «§»"\n`, `f "a $x \${env:${NAME}}"\n`],
  [
    'an assignment',
    'a.ps1',
    `$env:PAY_KEY = "«§»"\n`,
    `if (-not $env:PAY_KEY) { throw 'Set PAY_KEY in the environment' }\n`,
  ],
];

const COMPOSE: readonly Case[] = [
  [
    'a map',
    'compose.yaml',
    `a:\n  environment:\n    KEY: «§»\n`,
    `a:\n  environment:\n    KEY: \${${NAME}}\n`,
  ],
  [
    'a list',
    'docker-compose.yml',
    `a:\n  environment:\n    - KEY=«§»\n`,
    `a:\n  environment:\n    - KEY=\${${NAME}}\n`,
  ],
  ['quotes', 'compose.prod.yml', `a:\n  b: "x «§»" # it's\n`, `a:\n  b: "x \${${NAME}}" # it's\n`],
  ['a flow map', 'compose.yaml', `a: { b: «§», c: [1] }\n`, `a: { b: "\${${NAME}}", c: [1] }\n`],
  ['a default', 'compose.yaml', `a:\n  b: \${PAY_KEY:-«§»}\n`, `a:\n  b: \${PAY_KEY}\n`],
  ['a comment', 'compose.yaml', `a: it's # «§»\n`, `a: it's # ${NAME}\n`],
];

const FLOW = '.github/workflows/ci.yml';
const WORKFLOW: readonly Case[] = [
  ['an env', FLOW, `env:\n  KEY: «§»\n`, `env:\n  KEY: \${{ secrets.${NAME} }}\n`],
  [
    'a script',
    FLOW,
    `- run: |\n    curl -u "«§»:" x\n`,
    `- run: |\n    curl -u "\${{ secrets.${NAME} }}:" x\n`,
  ],
  [
    'a default',
    FLOW,
    `env:\n  KEY: \${{ secrets.PAY_KEY || '«§»' }}\n`,
    `env:\n  KEY: \${{ secrets.PAY_KEY }}\n`,
  ],
  [
    'a name that GitHub keeps',
    FLOW,
    `env:\n  KEY: '«§»'\n`,
    `env:\n  KEY: '\${{ secrets.GH_TOKEN }}'\n`,
    { variable: 'GITHUB_TOKEN' },
  ],
];

const OTHERS: readonly Case[] = [
  [
    'a URL of Prisma',
    'prisma/schema.prisma',
    `db {\n  // it's\n  url = "«${URL}»"\n}\n`,
    `db {\n  // it's\n  url = env("DATABASE_URL")\n}\n`,
    { variable: 'DATABASE_URL' },
  ],
  ['a comment in SQL', 'a.sql', `select 'it''s'; -- «§»\n`, `select 'it''s'; -- ${NAME}\n`],
  ['a comment in TOML', 'a.toml', `a = "#" # «§»\n`, `a = "#" # ${NAME}\n`],
  ['a comment in HTML', 'a.html', `<p>it's</p><!-- «§» -->\n`, `<p>it's</p><!-- ${NAME} -->\n`],
  ['a comment in a Dockerfile', 'Dockerfile', `# «§»\nFROM a\n`, `# ${NAME}\nFROM a\n`],
];

const TABLES: Readonly<Record<string, readonly Case[]>> = {
  shell: SHELL,
  PowerShell: POWERSHELL,
  Compose: COMPOSE,
  'GitHub workflows': WORKFLOW,
  'other formats': OTHERS,
};

type RefusalCase = readonly [what: string, path: string, before: string, reason: RegExp];

const REFUSALS: readonly RefusalCase[] = [
  ['a raw here-document of shell', 'a.sh', `cat <<'EOF'\n«§»\nEOF\n`, /evaluates nothing/],
  ['a computed word of shell', 'a.sh', `f «https://a.example.com/$P»\n`, /does not read/],
  ['an expression of a workflow', FLOW, `a: \${{ inputs.a == '«§»' }}\n`, /larger/],
  ['a Dockerfile', 'Dockerfile', `ENV KEY=«§»\n`, /docker run --env-file/],
  ['JSON', 'a.json', `{"a": "«§»"}\n`, /JSON can't/],
  ['YAML', 'a.yml', `a: «§»\n`, /YAML can't/],
  ['TOML', 'a.toml', `a = "«§»"\n`, /TOML can't/],
  ['SQL', 'a.sql', `select '«§»';\n`, /parameter/],
  ['Markdown', 'a.md', `key: «§»\n`, /<STRIPE_SECRET_KEY>/],
  ['INI', 'a.ini', `a = «§»\n`, /can't read/],
  ['Terraform', 'a.tf', `a = "«§»"\n`, /TF_VAR_stripe_secret_key/],
  ['Swift', 'a.swift', `let k = "«§»"\n`, /handed to its users/],
  ['.npmrc', '.npmrc', `//r.example.com/:_authToken=«§»\n`, /npm fills in itself/],
  ['application.yml', 'src/main/resources/application.yml', `a: «§»\n`, /Spring/],
  ['a Kubernetes manifest', 'k8s/a.yaml', `a: «§»\n`, /secretKeyRef/],
  ['a notebook', 'a.ipynb', `{"a": "«§»"}\n`, /notebook/],
  ['.env', '.env', `A=«§»\n`, /git rm --cached \.env/],
  ['.env.example', 'b/.env.example', `A=«§»\n`, /placeholder/],
];

describe('Move to environment in scripts and configuration', () => {
  for (const [language, cases] of Object.entries(TABLES)) {
    for (const [what, path, before, after, setup] of cases) {
      it(`changes ${what} (${language})`, () => assert.equal(move(path, before, setup).texts[path], after));
    }
  }

  for (const [what, path, before, reason] of REFUSALS) {
    it(`refuses ${what}`, () => assert.match(refusal(path, before), reason));
  }

  it('leaves YAML that parses', () => {
    for (const [, , , after] of [...COMPOSE, ...WORKFLOW]) parseYaml(after, { strict: true });
  });

  it('leaves shell that parses', () => {
    if (spawnSync('bash', ['--version']).error) return;
    for (const [, , , after] of SHELL) {
      const { stderr } = spawnSync('bash', ['-n'], { input: after, encoding: 'utf8' });
      assert.equal(stderr, '', after);
    }
  });

  it('keeps a secret of a workflow on GitHub', () => {
    const { texts, title, notes } = move(FLOW, `env:\n  KEY: «§»\n`);
    assert.deepEqual(Object.keys(texts), [FLOW]);
    assert.equal(title, `Use the repository secret ${NAME}`);
    assert.deepEqual(notes, [
      `Add ${NAME} to the repository's secrets under Settings → Secrets and variables → Actions before the next run.`,
    ]);
  });

  it("undoes Compose's escape in the value", () => {
    assert.equal(move('compose.yaml', `a:\n  b: «p$$w0rd»\n`).texts['.env'], `${NAME}='p$w0rd'\n`);
  });

  it('refuses a command in a string of the shell', () => {
    assert.match(refusal('a.sh', 'f "«a`b`c»"\n'), /does not read/);
  });

  it('keeps the name that a script gives, unless .env has another value for it', () => {
    const code = `export PAY_KEY='«§»'\n`;
    assert.equal(move('a.sh', code).texts['.env'], `PAY_KEY=${SECRET}\n`);
    const { texts } = move('a.sh', code, { files: { '.env': 'PAY_KEY=other\n' } });
    assert.equal(texts['a.sh'], `export PAY_KEY="\${PAY_KEY_2:?set PAY_KEY_2 in the environment}"\n`);
  });
});
