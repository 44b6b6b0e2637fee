import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { CLI, launchReadyIn, testEnvironment } from '../support/commandLine.ts';
import { expand } from '../support/expand.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const KEY = expand('{{stripe-secret-key}}');
/** A secret in several places is one finding: files that are to be told apart get a key of their own by its seed. */
const leak = (seed = 1): string =>
  expand(
    `import Stripe from 'stripe';\nexport const stripe = new Stripe('{{stripe-secret-key:${seed}}}');\n`,
  );
const LEAK = leak();

interface Report {
  readonly schemaVersion: number;
  readonly root: string;
  readonly summary: { readonly files: number; readonly byImpact: Readonly<Record<string, number>> };
  readonly findings: readonly {
    readonly ruleId: string;
    readonly file: string;
    readonly range: unknown;
    readonly fixes: readonly string[];
    readonly suppressed: unknown;
  }[];
  readonly errors: readonly unknown[];
}

describe('launch-ready check', () => {
  it('exits with 1 for a blocker and 0 without, and writes one JSON object', () => {
    const root = temporaryRepository({ 'src/pay.ts': LEAK, 'README.md': 'hello\n' });
    const { status, stdout, stderr } = launchReady(root, 'check', '--format', 'json');
    assert.equal(status, 1);
    assert.equal(stderr, '');
    const report = JSON.parse(stdout) as Report;
    assert.deepEqual(Object.keys(report), ['schemaVersion', 'tool', 'root', 'summary', 'findings', 'errors']);
    assert.equal(report.schemaVersion, 1);
    assert.equal(report.root, root);
    assert.deepEqual(report.summary.byImpact, { blocker: 1, high: 0, medium: 0, low: 0 });
    const [finding] = report.findings;
    assert.deepEqual(Object.keys(finding ?? {}), [
      'ruleId',
      'area',
      'impact',
      'message',
      'file',
      'range',
      'fingerprint',
      'related',
      'fixes',
      'docs',
      'suppressed',
    ]);
    assert.equal(finding?.file, 'src/pay.ts');
    assert.deepEqual(finding?.range, {
      start: { line: 2, column: 35 },
      end: { line: 2, column: 35 + KEY.length },
    });
    assert.deepEqual(finding?.fixes, ['Move to .env as STRIPE_SECRET_KEY']);
    assert.ok(!stdout.includes(KEY));
    assert.equal(launchReady(temporaryRepository({ 'a.ts': 'ok\n' }), 'check').status, 0);
  });

  it('obeys --fail-on', () => {
    const root = temporaryRepository({ 'a.ts': expand("const k = '{{stripe-test-secret-key}}';\n") });
    assert.equal(launchReady(root, 'check').status, 0);
    assert.equal(launchReady(root, 'check', '--fail-on', 'low').status, 1);
    assert.equal(launchReady(temporaryRepository({ 'a.ts': LEAK }), 'check', '--fail-on', 'never').status, 0);
  });

  it('exits with 2 and says what is wrong for wrong use', () => {
    const root = temporaryRepository({ 'a.ts': LEAK });
    for (const [args, message] of [
      [['check', 'nowhere'], /no file or folder “nowhere”/],
      [['check', '--format', 'xml'], /--format: “xml” is not one of text, json/],
      [['check', '--only', 'wrong'], /no area or rule “wrong”\. The areas are: /],
      [['check', '--config', 'no.yaml'], /there is no file “no.yaml”/],
      [['check', '--nonsense'], /There is no option “--nonsense” here\./],
      [['chekc'], /There is no command “chekc”\. Did you mean check\?/],
    ] as const) {
      const { status, stderr, stdout } = launchReady(root, ...args);
      assert.equal(status, 2, args.join(' '));
      assert.match(stderr, message);
      assert.equal(stdout, '');
    }
  });

  it('helps', () => {
    const { status, stdout } = launchReady(temporaryFolder(), 'check', '--help');
    assert.equal(status, 0);
    assert.match(stdout, /--fail-on <impact>/);
    assert.match(stdout, /Exit codes: 0 nothing/);
    assert.match(launchReady(temporaryFolder(), '--version').stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('reports what is tracked or would be, never what is ignored', () => {
    const root = temporaryRepository({ '.gitignore': '.env\nsecret/\n', 'tracked.ts': leak(4) });
    writeFiles(root, { '.env': `A=${KEY}\n`, 'secret/a.ts': leak(2), 'untracked.ts': leak(3) });
    assert.deepEqual(filesFound(root), ['tracked.ts', 'untracked.ts']);
    git(root, 'add', '--force', '.env');
    // Twice: the file that is in git, and the key in it.
    assert.deepEqual(filesFound(root), ['.env', '.env', 'tracked.ts', 'untracked.ts']);
  });

  it('understands ignore files without git as well', () => {
    const root = temporaryFolder({
      '.gitignore': '.env\n/out/\n*.log\n!keep.log\n',
      '.env': `A=${KEY}`,
      'out/a.ts': leak(2),
      'src/out/a.ts': leak(3),
      'x.log': leak(4),
      'keep.log': leak(5),
      'node_modules/a/index.ts': leak(6),
    });
    assert.deepEqual(filesFound(root), ['keep.log', 'src/out/a.ts']);
  });

  it('takes files and folders, here or elsewhere', () => {
    const root = temporaryRepository({ 'a/x.ts': leak(1), 'b/y.ts': leak(2), 'ab/z.ts': leak(3) });
    assert.deepEqual(filesFound(root, 'a'), ['a/x.ts']);
    assert.deepEqual(filesFound(root, 'a/x.ts', 'b'), ['a/x.ts', 'b/y.ts']);
    assert.deepEqual(filesFound(temporaryFolder(), path.join(root, 'a')), ['x.ts']);
    assert.deepEqual(filesFound(temporaryFolder(), path.join(root, 'a/x.ts'), path.join(root, 'b')), [
      'a/x.ts',
      'b/y.ts',
    ]);
  });

  it('says so when all that was named is ignored', () => {
    const root = temporaryRepository({ '.gitignore': 'keys.txt\n' });
    writeFiles(root, { 'keys.txt': `A=${KEY}` });
    const { status, stderr } = launchReady(root, 'check', 'keys.txt');
    assert.equal(status, 0);
    assert.match(stderr, /keys\.txt is ignored by git/);
  });

  it('looks at an env file that git ignores for its lines, and not for the secrets that belong there', () => {
    const root = temporaryRepository({ '.gitignore': '.env\n' });
    writeFiles(root, { '.env': `A_KEY=${KEY}\nB_NAME=one\nB_NAME=two\n` });
    const { findings } = check(root);
    assert.deepEqual(
      findings.map(({ ruleId, file }) => `${file} ${ruleId}`).filter((line) => !line.includes('unused')),
      ['.env env/duplicate-variable'],
    );
  });

  it('reads UTF-16 and marks, and large files in pieces', () => {
    const filler = '// nothing to see here, only some text to fill a line of this file\n'.repeat(90_000);
    const root = temporaryFolder();
    const large = expand(`${filler}-- {{stripe-secret-key:2}}\n${filler}-- {{stripe-secret-key:3}}`);
    writeFiles(root, { 'mark.ts': `\uFEFF${leak(4)}`, 'large.sql': large });
    writeFileSync(path.join(root, 'wide.ts'), `\uFEFF${leak(5)}`, 'utf16le');
    const report = check(root);
    assert.deepEqual(
      report.findings.map(({ file, range }) => [
        file,
        (range as { start: { line: number; column: number } }).start,
      ]),
      [
        ['large.sql', { line: 90_001, column: 4 }],
        ['large.sql', { line: 180_002, column: 4 }],
        ['mark.ts', { line: 2, column: 35 }],
        ['wide.ts', { line: 2, column: 35 }],
      ],
    );
  });

  it('has colours when they are wanted', () => {
    const root = temporaryRepository({ 'a.ts': LEAK });
    const escape = '\u001B[';
    assert.ok(!launchReady(root, 'check').stdout.includes(escape));
    assert.ok(launchReadyIn(root, ['check'], { FORCE_COLOR: '1' }).stdout.includes(escape));
    assert.ok(!launchReadyIn(root, ['check'], { FORCE_COLOR: '1', NO_COLOR: '1' }).stdout.includes(escape));
  });

  it('shows suppressed findings as such in JSON, and does not fail for them', () => {
    const root = temporaryRepository({
      'a.ts': `// launch-ready-ignore-next-line secrets/provider-token -- demo account\nconst k = '${KEY}';\n`,
    });
    const { status, stdout } = launchReady(root, 'check', '--format', 'json');
    assert.equal(status, 0);
    assert.deepEqual((JSON.parse(stdout) as Report).findings[0]?.suppressed, {
      by: 'comment',
      reason: 'demo account',
    });
    assert.match(launchReady(root, 'check').stdout, /Nothing found .*1 suppressed/);
  });

  it('gives the same findings from worker threads as from one thread', () => {
    const files = Object.fromEntries(
      Array.from({ length: 6_300 }, (_, index) => [
        `src/file-${index}.ts`,
        index % 630 === 0 ? leak(index) : `export const n = ${index};\n`,
      ]),
    );
    const report = check(temporaryRepository(files));
    assert.equal(report.summary.files, 6_300);
    assert.equal(report.findings.length, 10);
    assert.deepEqual(report.errors, []);
  });
});

describe('launch-ready check on hostile or broken folders', () => {
  it('fails rather than looks away when a file can’t be checked', () => {
    const root = temporaryRepository({ 'a.ts': 'fine\n' });
    writeFileSync(Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9]), Buffer.from('.ts')]), LEAK);
    const { status, stdout } = launchReady(root, 'check');
    assert.equal(status, 2);
    assert.match(stdout, /not UTF-8/);
    assert.ok(!stdout.includes('✔'));
  });

  it('is not stopped by links, loops and folders in place of files', () => {
    const root = temporaryRepository({ 'a.ts': LEAK });
    symlinkSync('loop', path.join(root, 'loop'));
    symlinkSync('/dev/zero', path.join(root, 'endless.ts'));
    git(root, 'add', '--all');
    assert.deepEqual(filesFound(root), ['a.ts']);
  });

  it('reads no configuration but a plain small file', () => {
    const root = temporaryRepository({ 'a.ts': 'fine\n' });
    symlinkSync('/dev/zero', path.join(root, 'launch-ready.yaml'));
    const { status, stderr } = launchReady(root, 'check');
    assert.equal(status, 2);
    assert.match(stderr, /launch-ready\.yaml can't be used: it must be a plain text file/);
  });

  it('says that a configuration with a mistake is not used, whatever part is checked', () => {
    const root = temporaryRepository({
      'src/a.ts': 'fine\n',
      'launch-ready.yaml': 'rules: { secrets/private-key: fatal }\n',
    });
    assert.match(
      launchReady(root, 'check', 'src').stderr,
      /^Nothing of the configuration is used: launch-ready\.yaml:\d+:\d+: /,
    );
  });

  it('leaves a watched endpoint with a mistake out, and uses the rest of the configuration', () => {
    const root = temporaryRepository({
      'a.ts': LEAK,
      'launch-ready.yaml':
        'ignore: [{ paths: [a.ts], reason: switched off in March }]\nmonitoring:\n  endpoints:\n    - url: api\n',
    });
    const { stderr, stdout } = launchReady(root, 'check', '--format', 'json');
    assert.match(
      stderr,
      /^The rest of the configuration is used: launch-ready\.yaml:4:12: monitoring\.endpoints\.0\.url: .* This entry is left out until then\.$/m,
    );
    const { findings } = JSON.parse(stdout) as {
      findings: readonly { ruleId: string; suppressed: unknown }[];
    };
    assert.deepEqual(
      findings.flatMap(({ ruleId, suppressed }) => (suppressed ? [] : [ruleId])),
      ['config/invalid-setting'],
    );
  });

  it('refuses a named configuration with a mistake, instead of ignoring it', () => {
    const root = temporaryRepository({
      'a.ts': LEAK,
      'strict.yaml': 'rules: { secrets/private-key: fatal }\n',
    });
    const { status, stderr } = launchReady(root, 'check', '--config', 'strict.yaml');
    assert.equal(status, 2);
    assert.match(stderr, /--config: strict\.yaml:1:\d+: /);
  });

  it('ends quietly when its reader has seen enough', () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}.ts`, LEAK]));
    const root = temporaryRepository(files);
    const { stdout, stderr } = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" "${CLI}" check --format json | head -1`],
      { cwd: root, encoding: 'utf8', env: testEnvironment() },
    );
    assert.equal(stdout, '{\n');
    assert.equal(stderr, '');
  });

  it('follows a link that somebody names', () => {
    const root = temporaryRepository({ 'real/a.ts': LEAK });
    symlinkSync('real', path.join(root, 'current'));
    assert.deepEqual(filesFound(root, 'current'), ['real/a.ts']);
  });
});

describe('launch-ready check --fix', () => {
  it('takes nothing out of a file before it is safe elsewhere', () => {
    for (const spoil of [
      (env: string) => symlinkSync('/dev/null', env),
      (env: string) => symlinkSync('nowhere', env),
      (env: string) => mkdirSync(env),
      (env: string) => writeFileSync(env, 'A=1\n'.repeat(300_000)),
    ]) {
      const root = temporaryRepository({ '.gitignore': '.env\n', 'a.js': LEAK });
      spoil(path.join(root, '.env'));
      const { status, stderr } = launchReady(root, 'check', '--fix');
      assert.equal(status, 1);
      assert.equal(readFileSync(path.join(root, 'a.js'), 'utf8'), LEAK);
      assert.match(stderr, /\.env is there, but it is a link, a folder, or too large/);
    }
  });

  it('leaves files alone that it could not write back as they were', () => {
    const root = temporaryRepository({ 'package.json': '{}\n' });
    const latin1 = Buffer.concat([Buffer.from('// caf'), Buffer.from([0xe9]), Buffer.from(`\n${LEAK}`)]);
    writeFileSync(path.join(root, 'a.js'), latin1);
    const { stderr } = launchReady(root, 'check', '--fix');
    assert.ok(readFileSync(path.join(root, 'a.js')).equals(latin1));
    assert.ok(!existsSync(path.join(root, '.env')));
    assert.match(stderr, /a\.js is not encoded in UTF-8/);
  });

  it('keeps marks, line ends and permissions', () => {
    const source = `\uFEFF// pay\r\n${LEAK.replaceAll('\n', '\r\n')}`;
    const root = temporaryRepository({ 'package.json': '{}\n', 'a.js': source });
    chmodSync(path.join(root, 'a.js'), 0o755);
    assert.equal(launchReady(root, 'check', '--fix').status, 0);
    assert.equal(
      readFileSync(path.join(root, 'a.js'), 'utf8'),
      source.replace(`'${KEY}'`, 'process.env.STRIPE_SECRET_KEY'),
    );
    assert.equal(statSync(path.join(root, 'a.js')).mode & 0o777, 0o755);
  });

  it('moves secrets to the environment and says what to rotate', () => {
    const root = temporaryRepository({
      'package.json': '{"dependencies":{"dotenv":"1"}}\n',
      'src/pay.ts': LEAK,
    });
    const { status, stderr, stdout } = launchReady(root, 'check', '--fix');
    assert.equal(status, 0, stderr + stdout);
    assert.equal(
      readFileSync(path.join(root, 'src/pay.ts'), 'utf8'),
      LEAK.replace(`'${KEY}'`, 'process.env.STRIPE_SECRET_KEY!'),
    );
    assert.equal(readFileSync(path.join(root, '.env'), 'utf8'), `STRIPE_SECRET_KEY=${KEY}\n`);
    assert.equal(readFileSync(path.join(root, '.env.example'), 'utf8'), 'STRIPE_SECRET_KEY=\n');
    assert.match(readFileSync(path.join(root, '.gitignore'), 'utf8'), /^\.env$/m);
    if (process.platform !== 'win32') assert.equal(statSync(path.join(root, '.env')).mode & 0o777, 0o600);
    assert.match(stderr, /in git history and stays there\. Rotate it at Stripe/);
    assert.ok(!(stderr + stdout).includes(KEY));
  });

  it('fixes several secrets of several files, and leaves what it must not touch', () => {
    const other = expand('{{resend-api-key}}');
    const client = `'use client';\nexport const key = '${KEY}';\n`;
    const root = temporaryRepository({
      'package.json': '{}\n',
      'a.ts': LEAK + LEAK,
      'b.py': `KEY = "${other}"\n`,
      'c.tsx': client,
    });
    const { status, stderr } = launchReady(root, 'check', '--fix');
    assert.equal(status, 1, 'what could not be fixed is still there');
    assert.ok(!readFileSync(path.join(root, 'a.ts'), 'utf8').includes(KEY));
    assert.equal(
      readFileSync(path.join(root, 'b.py'), 'utf8'),
      'import os\n\nKEY = os.environ["RESEND_API_KEY"]\n',
    );
    assert.equal(readFileSync(path.join(root, 'c.tsx'), 'utf8'), client);
    assert.match(stderr, /c\.tsx:2: .*browser/);
    const lines = readFileSync(path.join(root, '.env'), 'utf8').trim().split('\n');
    assert.deepEqual(lines.sort(), [`RESEND_API_KEY=${other}`, `STRIPE_SECRET_KEY=${KEY}`]);
  });

  it('changes nothing where there is nothing to fix', () => {
    const root = temporaryRepository({ 'a.ts': 'export {};\n' });
    assert.equal(launchReady(root, 'check', '--fix').status, 0);
    assert.ok(!existsSync(path.join(root, '.env')));
  });
});

function launchReady(cwd: string, ...args: readonly string[]) {
  return launchReadyIn(cwd, args);
}

function check(root: string, ...args: readonly string[]): Report {
  return JSON.parse(launchReady(root, 'check', ...args, '--format', 'json').stdout) as Report;
}

function filesFound(root: string, ...paths: readonly string[]): readonly string[] {
  return check(root, ...paths).findings.map(({ file }) => file);
}
