import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CLI, testEnvironment } from '../support/commandLine.ts';
import { loadServer, type LoadServer } from '../support/loadServer.ts';
import { temporaryFolder, writeFiles } from '../support/temporaryFolder.ts';
import { createAuthority } from '../support/world/certificates.ts';

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const YAML = `domains:
  - { domain: shop.test, environments: { staging: staging.shop.test } }
smoke:
  - { name: Health, request: /health, headers: { Authorization: Bearer $SMOKE_TOKEN } }
  - { name: Only production, environments: [production], request: /health }
  - { name: Order, environments: [production, staging], request: POST /orders, json: { sku: 1 } }
load:
  endpoints:
    - { name: Health, request: /health }
    - { name: Order, request: POST /orders, json: { sku: 1 } }
`;

describe('launch-ready smoke and load', () => {
  const token = ['cli', 'secret', String(process.pid), 'z'.repeat(8)].join('-');
  let server: LoadServer;
  let folder: string;
  let isBroken = false;
  before(async () => {
    const authority = createAuthority('Command Root', { key: 'p256' });
    const issued = authority.issue({ names: ['shop.test', 'staging.shop.test'] });
    server = await loadServer(
      ({ seen }, response) => {
        if (seen.url === '/health')
          response.writeHead(isBroken ? 500 : 200).end(`well ${seen.headers.authorization}`);
        else if (seen.url === '/orders') response.writeHead(201).end('{}');
        else response.writeHead(404).end();
      },
      { key: issued.key, cert: issued.chain },
    );
    folder = temporaryFolder({ 'ca.pem': authority.certificate, 'launch-ready.yaml': YAML });
  });

  const run = (args: readonly string[], env: NodeJS.ProcessEnv = { SMOKE_TOKEN: token }): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      const network = ['--ca', 'ca.pem', '--connect', `*:443=127.0.0.1:${server.port}`];
      const child = spawn(process.execPath, [CLI, ...args, ...network], {
        cwd: folder,
        env: testEnvironment(env),
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
      child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
      child.on('error', reject);
      child.on('close', (status) => resolve({ status, stdout, stderr }));
    });

  it('runs the flows of an environment, and says beforehand which variables go where', async () => {
    const { status, stdout, stderr } = await run(['smoke', '--environment', 'staging', '--format', 'json']);
    assert.equal(stderr, 'Sends $SMOKE_TOKEN to staging.shop.test.\n');
    assert.equal(status, 0);
    const report = JSON.parse(stdout) as SmokeReport;
    assert.deepEqual(
      [report.schemaVersion, report.tool.name, report.environment.name, report.environment.isProduction],
      [1, 'launch-ready', 'staging', false],
    );
    assert.deepEqual(
      report.flows.map(({ name, state }) => [name, state]),
      [
        ['Health', 'ok'],
        ['Order', 'ok'],
      ],
    );
    assert.equal(server.requests[0]?.headers.authorization, `Bearer ${token}`);
  });

  it('exits with 1 when something is broken, compares, and keeps secrets out of everything', async () => {
    assert.equal((await run(['smoke', '--environment', 'staging', '--save', 'before.json'])).status, 0);
    isBroken = true;
    try {
      const { status, stdout } = await run([
        'smoke',
        '--environment',
        'staging',
        '--baseline',
        'before.json',
        '--save',
        'after.json',
      ]);
      assert.equal(status, 1);
      assert.match(stdout, /✖ Health {2}GET \/health {2}\(500, /);
      assert.match(stdout, /came {5}500: well Bearer \$SMOKE_TOKEN/);
      assert.match(stdout, /Failing, and passed then: Health\./);
      assert.match(stdout, /✖ 1 of 2 flows failed/);
      const junit = await run(['smoke', '--environment', 'staging', '--format', 'junit', '--only', 'Health']);
      assert.equal(junit.status, 1);
      assert.match(
        junit.stdout,
        /<failure message="expected status 2xx, came 500: well Bearer \$SMOKE_TOKEN">/,
      );
      const markdown = await run(['smoke', '--environment', 'staging', '--format', 'markdown']);
      assert.match(markdown.stdout, /^# Smoke test of staging\n\nhttps:\/\/staging\.shop\.test/);
      const all = [
        stdout,
        junit.stdout,
        markdown.stdout,
        readFileSync(path.join(folder, 'after.json'), 'utf8'),
      ];
      assert.ok(all.every((text) => !text.includes(token)));
    } finally {
      isBroken = false;
    }
  });

  it('asks nobody without the user’s word, and nothing twice of production without another', async () => {
    const { count } = server;
    const cases: readonly (readonly [args: readonly string[], told: RegExp])[] = [
      [
        ['smoke'],
        /^Nothing was asked: launch-ready\.yaml names shop\.test\. If that is yours, run launch-ready smoke --environment production\.\n$/,
      ],
      [
        ['smoke', '--environment', 'production'],
        /^POST \/orders may change something in production \(shop\.test\)\. If that is wanted, say --yes\. Nothing was asked\.\n$/,
      ],
      [
        ['smoke', '--environment', 'qa'],
        /^There is no such environment\. There are: production, staging\.\n$/,
      ],
      [
        ['smoke', '--environment', 'staging', '--only', 'Nope'],
        /^--only: there is no flow “Nope”\. The flows are: Health, Order\.\n$/,
      ],
      [['smoke', '--base', 'ftp://x'], /^--base: “ftp:\/\/x” is no address/],
      [['smoke', '--base', 'https://me:pw@shop.test'], /^--base: write the address alone/],
      [
        ['smoke', '--environment', 'staging', '--baseline', 'ca.pem'],
        /^--baseline: “ca\.pem” is not what launch-ready smoke --save has written\.\n$/,
      ],
      [['load'], /^Nothing was asked: say where/],
      [['load', '--environment', 'production'], /^shop\.test is production, as far as anybody says/],
      [['load', '--base', 'https://other.test'], /^other\.test is production, as far as anybody says/],
      [
        ['load', '--environment', 'staging', '--endpoint', 'DELETE /orders'],
        /^--endpoint: DELETE may change something, so it has to stand in launch-ready\.yaml/,
      ],
      [['load', '--environment', 'staging', '--max-time', '3h'], /^--max-time: write a time/],
    ];
    for (const [args, told] of cases) {
      const { status, stdout, stderr } = await run(args);
      assert.equal(status, 2, args.join(' '));
      assert.equal(stdout, '');
      assert.match(stderr, told);
    }
    const unset = await run(['smoke', '--environment', 'staging'], { SMOKE_TOKEN: '' });
    assert.deepEqual(
      [unset.status, unset.stderr],
      [2, 'Not set in the environment: SMOKE_TOKEN. Nothing was asked.\n'],
    );
    writeFiles(folder, { 'wrong.yaml': 'smoke:\n  - name: A\n    request: FETCH /\n' });
    const wrong = await run(['smoke', '--environment', 'staging', '--config', 'wrong.yaml']);
    assert.match(wrong.stderr, /^wrong\.yaml:3:14: smoke\.0\.request: Write a method and a path/);
    assert.equal(server.count, count);
  });

  it('puts the endpoints of an environment under load, saves, and compares', async () => {
    const args = ['load', '--environment', 'staging', '--max-requests', '300'];
    const { count } = server;
    const first = await run([...args, '--save', 'load.json', '--format', 'json']);
    assert.deepEqual([first.status, first.stderr], [0, '']);
    const report = JSON.parse(first.stdout) as LoadJson;
    assert.deepEqual(
      report.endpoints.map(({ name, end, threshold }) => [name, end, threshold]),
      [
        ['Health', 'requests', 300],
        ['Order', 'requests', 800],
      ],
    );
    assert.ok(server.count - count <= 300);
    assert.equal(report.summary.requests, server.count - count);
    assert.equal(readFileSync(path.join(folder, 'load.json'), 'utf8'), first.stdout);
    const second = await run([...args, '--baseline', 'load.json', '--endpoint', 'Health']);
    assert.equal(second.status, 0, second.stdout);
    assert.match(second.stdout, /Holds at least \d+ concurrent, \d+ requests per second at p95/);
    assert.match(second.stdout, /Order was not measured now\./);
  });

  it('exits with 1 where not even one request at a time holds', async () => {
    isBroken = true;
    try {
      const { status, stdout } = await run([
        'load',
        '--environment',
        'staging',
        '--endpoint',
        '/health',
        '--max-requests',
        '50',
      ]);
      assert.equal(status, 1);
      assert.match(stdout, /Does not hold one request at a time: 5 of 5 requests failed \(5 × 500\)\./);
    } finally {
      isBroken = false;
    }
  });
});

interface SmokeReport {
  readonly schemaVersion: number;
  readonly tool: { readonly name: string };
  readonly environment: { readonly name: string; readonly isProduction: boolean };
  readonly flows: readonly { readonly name: string; readonly state: string }[];
}

interface LoadJson {
  readonly endpoints: readonly { readonly name: string; readonly end: string; readonly threshold: number }[];
  readonly summary: { readonly requests: number };
}
