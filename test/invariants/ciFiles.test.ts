import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { CLI, launchReadyIn, testEnvironment } from '../support/commandLine.ts';
import { expand } from '../support/expand.ts';
import { problemsOfSarif } from '../support/jsonSchema.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const LEAK = `const stripe = new Stripe('${expand('{{stripe-secret-key}}')}');\n`;

interface Step {
  readonly id?: string;
  readonly name: string;
  readonly run?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const ACTION = parse(read('action.yml')) as Action;

describe('action.yml', function () {
  // Every run of it is three checks.
  this.timeout(120_000);

  it('puts nothing that an input holds into a script', () => {
    for (const { run, name } of ACTION.runs.steps) assert.doesNotMatch(run ?? '', /\$\{\{/, name);
  });

  it('uses every input that it has', () => {
    const steps = JSON.stringify(ACTION.runs.steps);
    for (const name of Object.keys(ACTION.inputs)) assert.ok(steps.includes(`inputs.${name}`), name);
  });

  it('annotates, writes a summary and SARIF, and fails for a blocker', () => {
    const root = temporaryRepository({ 'src/pay.ts': LEAK });
    const { status, stdout, summary, outputs } = runAction(root, { 'sarif-file': 'out.sarif' });
    assert.equal(status, 1);
    assert.match(
      stdout,
      /^::error file=src\/pay\.ts,line=1,endLine=1,col=28,title=Blocker%3A secrets\/provider-token::/m,
    );
    assert.match(stdout, /^✖ 1 blocker\./m);
    assert.equal(outputs, 'exit-code=1\n');
    assert.match(summary, /src\/pay\.ts/);
    assert.deepEqual(problemsOfSarif(JSON.parse(readFileSync(path.join(root, 'out.sarif'), 'utf8'))), []);
  });

  it('passes where nothing fails', () => {
    const root = temporaryRepository({ 'README.md': 'hello\n', 'src/pay.ts': LEAK });
    assert.equal(runAction(root, { paths: 'README.md' }).status, 0);
    assert.equal(runAction(root, { 'fail-on': 'never' }).status, 0);
    assert.equal(runAction(root, { since: 'HEAD' }).status, 0);
  });

  it('takes several paths, one a line, with spaces and signs in them', () => {
    const root = temporaryRepository({ 'a b/$(touch hacked).md': 'x\n', '-x.md': 'x\n', 'pay.ts': LEAK });
    const { status, stdout } = runAction(root, { paths: 'a b\n-x.md\r\n' });
    assert.equal(status, 0);
    assert.match(stdout, /\(2 files checked in /);
  });

  it('runs nothing that an input holds', () => {
    const odd = '"; touch hacked; $(touch hacked) `touch hacked` #';
    for (const name of Object.keys(ACTION.inputs)) {
      if (name === 'upload-sarif') continue;
      const root = temporaryRepository({ 'README.md': 'hello\n' });
      runAction(root, { [name]: name === 'sarif-file' ? 'a"; touch hacked; $(touch hacked).sarif' : odd });
      assert.doesNotMatch(git(root, 'status', '--porcelain', '--untracked-files=all'), / hacked$/m, name);
    }
  });

  it('refuses a version that is none, and a check that could not be made fails', () => {
    const root = temporaryRepository({ 'README.md': 'hello\n' });
    const { status, stdout } = runAction(root, { version: 'git+ssh://example.invalid/x' });
    assert.equal(status, 2);
    assert.equal(
      stdout,
      '::error title=Launch Ready::The input version is a version such as 0.1.0, or a tag such as latest.\n',
    );
    assert.equal(runAction(root, { paths: 'missing' }).status, 2);
  });
});

/** The shell steps of the action, one after the other, as a runner would run them. npm is ours: it installs the command line of this build. */
function runAction(root: string, inputs: Readonly<Record<string, string>>) {
  const runner = temporaryFolder();
  const installed = `mkdir -p node_modules/launch-ready/dist
echo 'require(${JSON.stringify(CLI)})' > node_modules/launch-ready/dist/cli.cjs\n`;
  writeFiles(runner, { 'bin/npm': `#!/bin/sh\n${installed}`, output: '', summary: '' });
  chmodSync(path.join(runner, 'bin/npm'), 0o755);
  mkdirSync(path.join(runner, 'temp'));
  const base = testEnvironment({
    PATH: `${path.join(runner, 'bin')}:${path.dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    RUNNER_TEMP: path.join(runner, 'temp'),
    GITHUB_OUTPUT: path.join(runner, 'output'),
    GITHUB_STEP_SUMMARY: path.join(runner, 'summary'),
    GITHUB_WORKSPACE: root,
    GITHUB_ACTIONS: 'true',
  });
  let [status, stdout]: [number | null, string] = [0, ''];
  for (const { run, env = {} } of ACTION.runs.steps) {
    if (run === undefined) continue;
    const outputs = readFileSync(path.join(runner, 'output'), 'utf8');
    const given = Object.entries(env).map(([name, value]) => [name, evaluated(value, inputs, outputs)]);
    writeFileSync(path.join(runner, 'step.sh'), run);
    // As GitHub runs `shell: bash`.
    const step = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', path.join(runner, 'step.sh')],
      {
        cwd: root,
        encoding: 'utf8',
        env: { ...base, ...Object.fromEntries(given) },
      },
    );
    stdout += step.stdout;
    status = step.status;
    if (status !== 0) break;
  }
  const [outputs, summary] = ['output', 'summary'].map((file) =>
    readFileSync(path.join(runner, file), 'utf8'),
  );
  return { status, stdout, outputs, summary: summary ?? '' };
}

function evaluated(value: string, inputs: Readonly<Record<string, string>>, outputs: string): string {
  const name = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1];
  if (name !== undefined) return inputs[name] ?? ACTION.inputs[name]?.default ?? '';
  assert.equal(value, '${{ steps.check.outputs.exit-code }}');
  return /^exit-code=(.*)$/m.exec(outputs)?.[1] ?? '';
}

describe('.pre-commit-hooks.yaml', () => {
  it('reviews every commit, whatever files it touches, by a command that there is', () => {
    const [hook] = parse(read('.pre-commit-hooks.yaml')) as Record<string, unknown>[];
    assert.deepEqual(
      [hook?.['id'], hook?.['language'], hook?.['pass_filenames'], hook?.['always_run']],
      ['launch-ready', 'node', false, true],
    );
    assertOptionsExist(String(hook?.['entry']));
  });
});

describe('docs/ci.md', () => {
  const blocks = [...read('docs/ci.md').matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({
    language,
    text: text ?? '',
  }));

  it('has recipes that are YAML and JSON', () => {
    const count = (language: string): number => blocks.filter((block) => block.language === language).length;
    for (const { language, text } of blocks) {
      if (language === 'yaml') assert.equal(typeof parse(text), 'object');
      if (language === 'json') assert.equal(typeof JSON.parse(text), 'object');
    }
    assert.ok(count('yaml') >= 5 && count('json') >= 3 && count('sh') >= 4);
  });

  it('calls the command line with options that it has', () => {
    const commands = blocks.flatMap(({ text }) => [...text.matchAll(COMMAND)].map(([command]) => command));
    assert.ok(commands.length >= 12, commands.join('\n'));
    for (const command of commands) assertOptionsExist(command);
  });

  it('gives the action inputs that it has', () => {
    const given = /- uses: launch-ready\/launch-ready@\S+\n +with:\n((?: {10}.*\n)+)/.exec(
      read('docs/ci.md'),
    )?.[1];
    const names = [...(given ?? '').matchAll(/^ {10}([\w-]+):/gm)].map(([, name]) => name ?? '');
    assert.deepEqual(names, ['fail-on', 'since', 'sarif-file', 'upload-sarif']);
    for (const name of names) assert.ok(name in ACTION.inputs, name);
  });
});

const COMMAND = /\blaunch-ready (?:check|hook)\b[^|>\n"#]*/g;

/** Every option is in the command's help, and where that lists what it takes, so is its value. */
function assertOptionsExist(command: string): void {
  const words = command.trim().split(/\s+/).slice(1);
  const names = words.slice(0, words[0] === 'hook' ? 2 : 1);
  const help = (HELP[names.join(' ')] ??= launchReadyIn(ROOT, [...names, '--help']).stdout);
  for (const [at, word] of words.entries()) {
    if (!word.startsWith('--')) continue;
    const line = new RegExp(`^ +${word}\\b.*(?:\\n {20,}.*)*`, 'm').exec(help)?.[0];
    assert.ok(line !== undefined, `${command}: there is no ${word}`);
    const choices = /choices:([^)]*)/.exec(line)?.[1];
    if (choices !== undefined)
      assert.ok(choices.includes(`"${words[at + 1]}"`), `${command}: ${words[at + 1]}`);
  }
}

const HELP: Record<string, string> = {};
