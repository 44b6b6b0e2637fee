import { strict as assert } from 'node:assert';
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, get, type Server } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CLI, testEnvironment } from '../support/commandLine.ts';
import { listen } from '../support/loopback.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('launch-ready watch', () => {
  const answers = new Map<string, number>();
  const texts: string[] = [];
  const keys: (string | undefined)[] = [];
  let site: Server;
  let hook: Server;
  let ports: { readonly site: number; readonly hook: number };
  before(async () => {
    site = createServer((request, response) => {
      keys.push(request.headers['x-team'] as string | undefined);
      response.writeHead(answers.get(request.url ?? '') ?? 200).end('fine');
    });
    hook = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        texts.push((JSON.parse(body) as { text: string }).text.split('\n')[0] ?? '');
        response.end();
      });
    });
    ports = { site: await listen(site), hook: await listen(hook) };
  });
  after(() => {
    for (const server of [site, hook]) {
      server.closeAllConnections();
      server.close();
    }
  });

  const CONFIG = [
    'domains: [{ domain: shop.example }]',
    'monitoring:',
    '  every: 1s',
    '  endpoints:',
    '    - { url: "http://shop.example/", name: Shop }',
    '    - { url: "http://api.shop.example/health", name: Health, headers: { x-team: launch } }',
    '    - { url: "http://supplier.example/", name: Supplier }',
    '  alerts: [{ type: slack, env: HOOK }]',
  ].join('\n');

  const begin = (cwd: string, ...args: readonly string[]): ChildProcess =>
    spawn(process.execPath, [CLI, 'watch', ...args], {
      cwd,
      env: testEnvironment({ HOOK: `http://127.0.0.1:${ports.hook}/hook` }),
    });
  const ended = (child: ChildProcess): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      let [stdout, stderr] = ['', ''];
      child.stdout?.on('data', (part: Buffer) => (stdout += part.toString()));
      child.stderr?.on('data', (part: Buffer) => (stderr += part.toString()));
      child.on('error', reject);
      child.on('close', (status) => resolve({ status, stdout, stderr }));
    });
  const run = (cwd: string, ...args: readonly string[]): Promise<Outcome> => ended(begin(cwd, ...args));
  const network = (): readonly string[] => ['--connect', `*:80=127.0.0.1:${ports.site}`];

  it('asks nothing before the user said whose it is', async () => {
    const root = temporaryFolder({ 'launch-ready.yaml': CONFIG });
    const { status, stdout, stderr } = await run(root, '--once');
    assert.deepEqual([status, stdout], [2, '']);
    assert.equal(
      stderr,
      'Nothing was asked: launch-ready.yaml names shop.example, api.shop.example, supplier.example. If that is yours, run launch-ready watch --yes, or name the domains.\n',
    );
    assert.equal(existsSync(path.join(root, '.launch-ready')), false);
  });

  it('asks once, tells what changed since the last pass, and exits with 1 while something is down', async () => {
    const root = temporaryFolder({ 'launch-ready.yaml': CONFIG });
    const pass = async (): Promise<number | null> =>
      (await run(root, '--once', '--yes', ...network())).status;
    assert.equal(await pass(), 0);
    assert.ok(keys.includes('launch'));
    answers.set('/health', 500);
    assert.deepEqual([await pass(), await pass(), await pass()], [1, 1, 1]);
    answers.clear();
    assert.equal(await pass(), 0);
    assert.deepEqual(texts.splice(0), ['Down: Health', 'Up again: Health']);
    assert.ok(existsSync(path.join(root, '.launch-ready/watch/state.json')));
  });

  it('asks all but the entries with a mistake, and says at which line they are', async () => {
    const wrong = CONFIG.replace(
      'domains: [{ domain: shop.example }]',
      'domains: [{ domain: shop.example }, { domain: x }]',
    ).replace('"http://supplier.example/"', 'supplier.example');
    const root = temporaryFolder({ 'launch-ready.yaml': wrong });
    const { status, stdout, stderr } = await run(root, '--once', '--yes', '--format', 'json', ...network());
    assert.equal(status, 2);
    assert.match(
      stderr,
      /^launch-ready\.yaml:1:\d+: domains\.1\.domain: .* This entry is left out until then\. And 1 more mistake/,
    );
    const asked = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; name?: string })
      .flatMap(({ type, name = '' }) => (type === 'run' ? [name] : []));
    assert.deepEqual(asked.toSorted(), ['Health', 'Shop']);
    // What concerns all of them is not guessed.
    const all = temporaryFolder({ 'launch-ready.yaml': wrong.replace('every: 1s', 'every: 1') });
    assert.deepEqual((await run(all, '--once', '--yes', ...network())).stdout, '');
  });

  it('asks only what is on the domains that were named', async () => {
    const root = temporaryFolder({ 'launch-ready.yaml': CONFIG });
    const { status, stdout } = await run(
      root,
      'shop.example',
      '--once',
      '--state',
      'own.json',
      '--format',
      'json',
      ...network(),
    );
    assert.equal(status, 0);
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; name?: string; late?: number; status?: number })
      .flatMap(({ type, name, status: answered }) => (type === 'run' ? [`${name} ${answered}`] : []));
    assert.deepEqual(names.toSorted(), ['Health 200', 'Shop 200']);
    assert.ok(existsSync(path.join(root, 'own.json')) && !existsSync(path.join(root, '.launch-ready')));
  });

  it('says what it needs', async () => {
    const told = async (config: string, ...args: readonly string[]): Promise<string> => {
      const root = temporaryFolder({ 'launch-ready.yaml': config });
      const { status, stderr } = await run(root, '--once', '--yes', ...args);
      assert.equal(status, 2);
      return stderr;
    };
    assert.equal(
      await told(
        'domains: [{ domain: a.example }]\nmonitoring: { alerts: [{ type: teams, env: NOT_SET }], endpoints: [{ url: / }] }',
      ),
      'The environment variable NOT_SET is not set: it holds the address of a webhook.\n',
    );
    assert.equal(
      await told(
        'monitoring: { endpoints: [{ url: "https://a.example/", headers: { authorization: Bearer $NOT_SET } }] }',
      ),
      'The environment variable NOT_SET is not set, or holds what no header can have: “Home page of a.example” needs it.\n',
    );
    assert.equal(
      await told('monitoring: { endpoints: [{ url: /health }] }'),
      'launch-ready.yaml: there is no domain for the path /health: write `domains:`, or a URL.\n',
    );
    assert.equal(
      await told(`${CONFIG}\n  every: 5`, '--state', 'state.json'),
      'launch-ready.yaml:9:3: This key stands here twice.\n',
    );
  });

  it('goes on until it is stopped, shows its metrics, and keeps what it knows', async () => {
    const root = temporaryFolder({ 'launch-ready.yaml': CONFIG });
    const child = begin(
      root,
      '--yes',
      '--format',
      'json',
      '--metrics-port',
      '0',
      '--metrics-file',
      'watch.prom',
      ...network(),
    );
    const end = ended(child);
    const port = await new Promise<number>((resolve) => {
      let seen = '';
      let shown: number | undefined;
      child.stdout?.on('data', (part: Buffer) => {
        seen += part.toString();
        shown ??= Number(/"type":"metrics".*"port":(\d+)/.exec(seen)?.[1] ?? 0) || undefined;
        // Each was asked at least once.
        if (shown !== undefined && (seen.match(/"type":"run"/g)?.length ?? 0) >= 3) resolve(shown);
      });
    });
    const metrics = await new Promise<string>((resolve, reject) => {
      get(`http://127.0.0.1:${port}/metrics`, (response) => {
        let body = '';
        response.on('data', (part: Buffer) => (body += part.toString()));
        response.on('end', () => resolve(body));
      }).on('error', reject);
    });
    assert.match(metrics, /^launch_ready_endpoint_up\{[^}]*name="Shop"[^}]*\} 1$/m);
    child.kill('SIGTERM');
    const { status, stdout } = await end;
    assert.equal(status, 0);
    assert.match(stdout.trim().split('\n').at(-1) ?? '', /^\{"type":"end"/);
    assert.match(readFileSync(path.join(root, 'watch.prom'), 'utf8'), /# EOF\n$/);
    assert.match(readFileSync(path.join(root, '.launch-ready/watch/state.json'), 'utf8'), /"status":"up"/);
  });

  it('starts anew where its state is broken, and keeps that aside', async () => {
    const root = temporaryFolder({ 'launch-ready.yaml': CONFIG, 'state.json': 'broken' });
    const { status, stderr } = await run(root, '--once', '--yes', '--state', 'state.json', ...network());
    assert.equal(status, 0);
    assert.match(
      stderr,
      /^The state could not be read, so everything starts anew\. It is kept as state\.json\.broken-[\da-f]{6}\.\n$/,
    );
  });

  it('prints what runs it elsewhere, and overwrites nothing unasked', async () => {
    const root = temporaryFolder({ 'launch-ready.yaml': CONFIG });
    const printed = await run(root, 'generate', 'github-actions');
    assert.equal(printed.status, 0);
    assert.match(printed.stdout, /HOOK: \$\{\{ secrets\.HOOK \}\}/);
    const out = ['generate', 'kubernetes', '--out', 'deploy/watch.yaml'];
    assert.equal((await run(root, ...out)).status, 0);
    const again = await run(root, ...out);
    assert.deepEqual(
      [again.status, again.stderr],
      [2, '“deploy/watch.yaml” is there already: nothing was written. With --force it is overwritten.\n'],
    );
    assert.equal((await run(root, ...out, '--force')).status, 0);
    assert.equal(
      (await run(root, 'generate', 'cron')).stderr,
      'watch generate: write one of github-actions, kubernetes, prometheus.\n',
    );
  });
});
