import { strict as assert } from 'node:assert';
import { findingsOf, linesOf, packageJson } from './findingsOf.ts';

const RULE = 'env/missing-in-environment';
const CODE = {
  'package.json': packageJson('next'),
  'lib/a.ts': 'go(process.env.A_URL!, process.env.B_URL!, process.env.C_URL!);\n',
};
const DEVELOPMENT = { '.env.development': 'A_URL=1\nB_URL=2\nC_URL=3\n' };

describe('env/missing-in-environment', () => {
  it('reports a name that production lacks at the top of its file, and where development has it', () => {
    const files = { ...CODE, ...DEVELOPMENT, '.env.production': 'A_URL=1\nB_URL=2\n' };
    assert.deepEqual(missing(files), ['high C_URL .env.production']);
    const [finding] = findingsOf(RULE, files);
    assert.match(finding?.message ?? '', /^C_URL is missing here\. It has a value for development/);
    assert.deepEqual(finding?.range, { start: { line: 1, column: 1 }, end: { line: 1, column: 8 } });
    assert.deepEqual(
      finding?.related.map(({ file, range }) => `${file}:${range.start.line}`),
      ['lib/a.ts:1', '.env.development:3'],
    );
    assert.deepEqual(finding?.fixes, [
      {
        kind: 'declare-variable',
        title: 'Add C_URL to .env.production',
        variable: 'C_URL',
        file: '.env.production',
      },
    ]);
  });

  it('is silent where a file for all environments has it, but not with Laravel, which reads one file alone', () => {
    const files = { ...CODE, ...DEVELOPMENT, '.env': 'C_URL=0\n', '.env.production': 'A_URL=1\nB_URL=2\n' };
    assert.deepEqual(linesOf(RULE, files), []);
    const php = {
      'composer.json': '{ "require": { "laravel/framework": "^12.0" } }',
      'config/a.php': "<?php\nreturn ['key' => env('APP_KEY') ?? throw new Exception()];\n",
      '.env': 'APP_KEY=1\nB_URL=2\n',
      '.env.staging': 'APP_KEY=1\nB_URL=2\n',
      '.env.production': 'B_URL=1\nC_URL=2\n',
    };
    assert.deepEqual(missing(php), ['high APP_KEY .env.production']);
  });

  it('is silent about files that hold a few exceptions, those of tests, and what developers alone want', () => {
    const few = {
      ...CODE,
      '.env.development': 'A_URL=1\nB_URL=2\nC_URL=3\nD=1\nE=1\nF=1\nG=1\nH=1\n',
      '.env.production': 'A_URL=1\nX=2\n',
    };
    assert.deepEqual(linesOf(RULE, few), []);
    const tests = {
      ...CODE,
      '.env.test': 'A_URL=1\nB_URL=2\nC_URL=3\n',
      '.env.production': 'A_URL=1\nB_URL=2\n',
    };
    assert.deepEqual(linesOf(RULE, tests), []);
    const own = {
      'package.json': packageJson('next'),
      'lib/a.ts': 'go(process.env.A_URL!, process.env.DEBUG_PORT!);\n',
      '.env.development': 'A_URL=1\nDEBUG_PORT=2\n',
      '.env.production': 'A_URL=1\nB=2\n',
    };
    assert.deepEqual(linesOf(RULE, own), []);
  });

  it('is silent about what the settings of developers alone read', () => {
    const files = {
      'pyproject.toml': '[project]\nname = "tidepool"\ndependencies = ["django"]\n',
      'config/settings/base.py': "import os\nA = os.environ['A_URL']\n",
      'config/settings/local.py': "import os\nB = os.environ['USE_DOCKER']\n",
      '.envs/.local/.django': 'A_URL=1\nUSE_DOCKER=yes\n',
      '.envs/.production/.django': 'A_URL=1\nC=2\n',
    };
    assert.deepEqual(linesOf(RULE, files), []);
  });

  it('is silent about secrets that a committed file doesn’t hold', () => {
    const files = {
      'package.json': packageJson('next'),
      'lib/a.ts': 'go(process.env.A_URL!, process.env.STRIPE_SECRET_KEY!);\n',
      '.env.development': 'A_URL=1\nSTRIPE_SECRET_KEY=2\n',
      '.env.production': 'A_URL=1\nB=2\n',
    };
    assert.deepEqual(linesOf(RULE, files), []);
    assert.deepEqual(missing(files, ['.env.development', '.env.production']), [
      'high STRIPE_SECRET_KEY .env.production',
    ]);
    const held = { ...files, '.env.production': 'A_URL=1\nSTRIPE_WEBHOOK_SECRET=2\n' };
    const code = { 'lib/b.ts': 'go(process.env.STRIPE_WEBHOOK_SECRET!);\n' };
    assert.deepEqual(missing({ ...held, ...code }), ['high STRIPE_SECRET_KEY .env.production']);
  });

  it('knows that a .env that git ignores stays at home, beside a committed file for production', () => {
    const files = {
      ...CODE,
      '.env': 'A_URL=1\nB_URL=2\nC_URL=3\n',
      '.env.production': 'A_URL=1\nB_URL=2\n',
    };
    assert.deepEqual(missing(files), []);
    assert.deepEqual(missing(files, ['.env']), ['high C_URL .env.production']);
    // compose hands on what somebody has to set
    const compose = 'services:\n  web:\n    build: .\n    environment:\n      C_URL: ${C_URL}\n';
    assert.deepEqual(missing({ ...files, 'compose.yaml': compose }, ['.env']), [
      'high C_URL .env.production',
    ]);
    assert.deepEqual(missing({ ...files, 'docker/compose.yaml': compose }, ['.env']), []);
    const set = compose.replace('${C_URL}', 'c');
    assert.deepEqual(missing({ ...files, 'compose.yaml': set }, ['.env']), []);
  });

  it('knows that wrangler hands nothing on', () => {
    const code = {
      'package.json': packageJson('wrangler'),
      'src/index.ts':
        'export default { fetch: (request: Request, env: Env) => go(env.REGION, env.A_URL) };\n',
    };
    const own =
      'name = "a"\nmain = "src/index.ts"\n[vars]\nREGION = "eu"\n[env.production.vars]\nA_URL = "1"\n';
    assert.deepEqual(
      linesOf(RULE, { ...code, 'wrangler.toml': own }).map((line) => line.split(' ').slice(1).join(' ')),
      ['REGION wrangler.toml'],
    );
    assert.equal(linesOf(RULE, { ...code, 'wrangler.prod.toml': own }).length, 1);
    const repeated = `${own}REGION = "us"\n`;
    assert.deepEqual(linesOf(RULE, { ...code, 'wrangler.toml': repeated }), []);
  });
});

function missing(
  files: Readonly<Record<string, string>>,
  ignored: readonly string[] = [],
): readonly string[] {
  return findingsOf(RULE, files, ignored).map(({ impact, kind, file }) => `${impact} ${kind} ${file}`);
}
