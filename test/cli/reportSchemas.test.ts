import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { CLI, launchReadyIn, testEnvironment } from '../support/commandLine.ts';
import { expand } from '../support/expand.ts';
import { problemsOfReport, problemsOfSarif } from '../support/jsonSchema.ts';
import { unpackSample } from '../support/sample.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';
import { answering } from '../support/world/webServer.ts';
import { startWorld } from '../support/world/world.ts';

const LEAK = `const stripe = new Stripe('${expand('{{stripe-secret-key}}')}');\n`;

/** Both reports of a run hold what their schemas say. Gives the JSON one. */
function reportsIn(root: string, ...args: readonly string[]): { readonly findings: readonly unknown[] } {
  const sarif = launchReadyIn(root, ['check', ...args, '--format', 'sarif']);
  assert.deepEqual(problemsOfSarif(JSON.parse(sarif.stdout)), [], sarif.stderr);
  const json = launchReadyIn(root, ['check', ...args, '--format', 'json']);
  const report = JSON.parse(json.stdout) as { readonly findings: readonly unknown[] };
  assert.deepEqual(problemsOfReport(report), []);
  return report;
}

describe('reports by their schemas', function () {
  this.timeout(60_000);

  it('of a whole product, with what is put off and accepted', async () => {
    const root = await unpackSample(path.join(temporaryFolder(), 'sample'));
    writeFiles(root, {
      'launch-ready.yaml':
        'deferred:\n  - rule: migrations/filter-without-index\n    owner: ana\n    until: 2099-01-31\n    reason: no traffic yet\n',
    });
    const { findings } = reportsIn(root) as {
      readonly findings: readonly { readonly suppressed: unknown }[];
    };
    assert.ok(findings.length > 20);
    assert.ok(findings.some(({ suppressed }) => suppressed !== null));
    reportsIn(root, '--max-findings', '3');
  });

  it('of a history', () => {
    const root = temporaryRepository({ 'README.md': 'hello\n', 'pay.ts': LEAK });
    git(root, 'commit', '--quiet', '--allow-empty', '--message', LEAK);
    assert.ok(reportsIn(root, '--history').findings.length > 0);
  });

  it('of a review', () => {
    const root = temporaryRepository({ 'README.md': 'hello\n' });
    writeFiles(root, { 'pay.ts': LEAK });
    git(root, 'add', '--all');
    const report = reportsIn(root, '--staged') as { readonly findings: readonly unknown[]; review?: unknown };
    assert.equal(report.findings.length, 1);
    assert.deepEqual(report.review, { changedFiles: 1, notices: [] });
  });

  it('of names that mean something in addresses, in XML and in commands', () => {
    const root = temporaryFolder();
    git(root, 'init', '--quiet');
    const names = [
      'a b#1?.ts',
      'mailto:x.ts',
      '100%.ts',
      'it\'s <b> & "c".ts',
      'naïve/日本.ts',
      'new\nline.ts',
    ];
    for (const name of names) writeFiles(root, { [name]: LEAK });
    reportsIn(root);
  });

  it('of live checks', async () => {
    const world = await startWorld({
      'leaky.test': {
        paths: { '/.git/HEAD': answering(200, { 'content-type': 'text/plain' }, 'ref: refs/heads/main\n') },
      },
    });
    try {
      const folder = temporaryFolder({ 'ca.pem': world.authority });
      const connect = Object.entries(world.settings.connect).map(([from, to]) => `${from}=${to}`);
      const network = ['--resolver', world.settings.resolver ?? '', '--ca', 'ca.pem', '--allow-private'];
      const run = async (format: string): Promise<unknown> =>
        JSON.parse(await live(folder, 'leaky.test', '--format', format, ...network, '--connect', ...connect));
      assert.deepEqual(problemsOfReport(await run('json')), []);
      assert.deepEqual(problemsOfSarif(await run('sarif')), []);
    } finally {
      await world.close();
    }
  });
});

/** The servers live in this process: it must not wait for another one. */
function live(cwd: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, 'live', ...args], { cwd, env: testEnvironment() });
    let stdout = '';
    child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
    child.on('error', reject);
    child.on('close', () => resolve(stdout));
  });
}
