import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { CLI, testEnvironment } from '../support/commandLine.ts';
import { temporaryFolder, writeFiles } from '../support/temporaryFolder.ts';
import { answering } from '../support/world/webServer.ts';
import { startWorld, type World } from '../support/world/world.ts';

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('launch-ready live', () => {
  let world: World;
  let folder: string;
  before(async () => {
    world = await startWorld({
      'shop.test': {},
      'leaky.test': {
        paths: { '/.git/HEAD': answering(200, { 'content-type': 'text/plain' }, 'ref: refs/heads/main\n') },
      },
      'declared.test': { headers: { 'referrer-policy': 'no-referrer' } },
    });
    folder = temporaryFolder();
    writeFiles(folder, { 'ca.pem': world.authority });
  });
  after(() => world.close());

  /** The servers live in this process: it must not wait for another one. */
  const run = (...args: readonly string[]): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [CLI, 'live', ...args], { cwd: folder, env: testEnvironment() });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
      child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
      child.on('error', reject);
      child.on('close', (status) => resolve({ status, stdout, stderr }));
    });
  const network = (): readonly string[] => [
    '--resolver',
    world.settings.resolver ?? '',
    '--ca',
    'ca.pem',
    '--allow-private',
    '--connect',
    ...Object.entries(world.settings.connect).map(([from, to]) => `${from}=${to}`),
  ];
  const json = async (...args: readonly string[]) => {
    const { status, stdout, stderr } = await run(...args, '--format', 'json', ...network());
    assert.equal(stderr, '');
    return { status, report: JSON.parse(stdout) as Report };
  };

  it('reports as check does, with each domain and what was seen', async () => {
    const { status, report } = await json('leaky.test', 'shop.test');
    assert.equal(status, 1);
    assert.equal(report.schemaVersion, 1);
    assert.deepEqual(report.errors, []);
    assert.deepEqual(
      report.findings.map(({ ruleId, impact, file, range, domain, host }) => [
        ruleId,
        impact,
        file,
        range,
        domain,
        host,
      ]),
      [['exposure/git-folder', 'blocker', null, null, 'leaky.test', 'leaky.test']],
    );
    assert.deepEqual(
      report.domains.map(({ domain, observatory }) => [domain, observatory?.grade]),
      [
        ['leaky.test', 'A+'],
        ['shop.test', 'A+'],
      ],
    );
    assert.ok(report.domains.every(({ requests, queries }) => requests <= 20 && queries <= 30));
    assert.ok(
      report.domains[1]?.results.some(({ checkId, state }) => checkId === 'tls/expired' && state === 'pass'),
    );
  });

  it('asks of the areas that are wanted only', async () => {
    const { length } = world.requestsOf('leaky.test');
    const { status, report } = await json('leaky.test', '--only', 'dns,tls');
    assert.equal(status, 0);
    assert.deepEqual([...new Set(report.domains[0]?.results.map(({ area }) => area))], ['dns', 'tls']);
    const asked = world.requestsOf('leaky.test').slice(length);
    // Whoever owns a name that an alias leads to, its page says.
    assert.ok(
      asked.every((request) => /^GET https?:\/\/(?:www\.)?leaky\.test\/$/.test(request)),
      asked.join(),
    );
  });

  it('exits as --fail-on says', async () => {
    assert.equal((await run('leaky.test', '--fail-on', 'never', ...network())).status, 0);
    assert.equal((await run('shop.test', '--fail-on', 'low', ...network())).status, 0);
  });

  it('prints for people, with what was seen and how it is mended', async () => {
    const { stdout } = await run('leaky.test', ...network());
    assert.match(stdout, /^leaky\.test {2}\d+ requests, \d+ DNS queries/);
    assert.match(stdout, /Blockers: do not launch with these\n.*\.git/);
    assert.match(stdout, /✖ 1 blocker\. \(\d+ passed, MDN Observatory A\+ \(\d+\)\)/);
  });

  it('writes a document, and SARIF', async () => {
    const document = (await run('leaky.test', '--format', 'markdown', ...network())).stdout;
    assert.match(document, /^# Live checks\n\n## leaky\.test\n/);
    assert.match(document, /- \[ \] \*\*.*\.git/);
    const sarif = JSON.parse((await run('leaky.test', '--format', 'sarif', ...network())).stdout) as Sarif;
    assert.equal(sarif.version, '2.1.0');
    const [first] = sarif.runs[0]?.results ?? [];
    assert.equal(first?.ruleId, 'exposure/git-folder');
    assert.deepEqual(first?.locations[0]?.logicalLocations, [{ name: 'leaky.test', kind: 'resource' }]);
  });

  it('holds what launch-ready.yaml’s workspace declares against what is answered, at its line', async () => {
    writeFiles(folder, {
      'launch-ready.yaml': 'domains:\n  - domain: declared.test\n',
      'vercel.json': JSON.stringify(
        { headers: [{ source: '/(.*)', headers: [{ key: 'Referrer-Policy', value: 'same-origin' }] }] },
        null,
        2,
      ),
    });
    const { report } = await json('declared.test');
    const finding = report.findings.find(({ area }) => area === 'drift');
    assert.equal(finding?.ruleId, 'drift/header-not-served');
    assert.equal(finding.file, 'vercel.json');
  });

  it('says where the code of a project was left out, because nobody said that the domain is its own', async () => {
    writeFiles(folder, { 'launch-ready.yaml': 'domains:\n  - domain: declared.test\n' });
    assert.equal(
      (await run('leaky.test', ...network())).stderr,
      'leaky.test is not under “domains:” of launch-ready.yaml, so nothing was held against the code here. If this is its product, name the domain there.\n',
    );
    assert.equal((await run('declared.test', ...network())).stderr, '');
  });

  it('asks nobody whom the user did not name', async () => {
    const { status, stdout, stderr } = await run(...network());
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(
      stderr,
      /^Nothing was asked: launch-ready\.yaml names declared\.test\. If that is yours, run launch-ready live --yes/,
    );
    const { report } = await json('--yes', '--only', 'dns');
    assert.deepEqual(
      report.domains.map(({ domain }) => domain),
      ['declared.test'],
    );
  });

  it('refuses addresses that are nobody’s on the internet, and says so', async () => {
    const args = network().filter((arg) => arg !== '--allow-private' && !arg.startsWith('*:'));
    const before = world.requestsOf('shop.test').length;
    const { stdout } = await run('shop.test', '--format', 'json', ...args);
    const report = JSON.parse(stdout) as Report;
    assert.equal(world.requestsOf('shop.test').length, before);
    assert.ok(
      report.domains[0]?.results.some(({ message }) => message.includes('no address on the internet')),
    );
  });

  for (const [what, args, message] of [
    ['no domain', ['not a domain'], '“not a domain” is no domain. Write it like shop.example.'],
    ['an address', ['127.0.0.1'], '“127.0.0.1” is no domain. Write it like shop.example.'],
    ['an unknown area', ['shop.test', '--only', 'mail,tsl'], '--only: there is no area “mail”.'],
    ['a resolver by name', ['shop.test', '--resolver', 'dns.test'], '--resolver: “dns.test” is no address.'],
    ['a file that is not there', ['shop.test', '--ca', 'none.pem'], '--ca: “none.pem” can’t be read.'],
    [
      'a file without certificates',
      ['shop.test', '--ca', 'vercel.json'],
      '--ca: “vercel.json” has no certificate',
    ],
    [
      'a way to nowhere',
      ['shop.test', '--connect', 'shop.test=there'],
      '--connect: “shop.test=there” should be',
    ],
  ] as const)
    it(`says what is wrong with ${what}`, async () => {
      const { status, stdout, stderr } = await run(...args);
      assert.deepEqual([status, stdout], [2, '']);
      assert.ok(stderr.startsWith(message), stderr);
    });
});

interface Report {
  readonly schemaVersion: number;
  readonly errors: readonly unknown[];
  readonly findings: readonly {
    readonly ruleId: string;
    readonly area: string;
    readonly impact: string;
    readonly file: string | null;
    readonly range: unknown;
    readonly domain: string;
    readonly host: string;
  }[];
  readonly domains: readonly {
    readonly domain: string;
    readonly requests: number;
    readonly queries: number;
    readonly observatory?: { readonly grade: string };
    readonly results: readonly {
      readonly checkId: string;
      readonly area: string;
      readonly state: string;
      readonly message: string;
    }[];
  }[];
}

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly locations: readonly { readonly logicalLocations: unknown }[];
    }[];
  }[];
}
