import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { verifyFindings, type VerifySettings } from '../../server/src/cli/verify.ts';
import type { Finding } from '../../server/src/core/finding.ts';
import type { KeyObservation, KeyState } from '../../server/src/core/observations.ts';
import { jsonReport } from '../../server/src/core/report/json.ts';
import { textReport } from '../../server/src/core/report/text.ts';
import { mergeSameSecrets } from '../../server/src/core/sameSecrets.ts';
import type { KeyCheckOrder } from '../../server/src/probes/keyCheck.ts';
import { analyzeText } from '../support/analyzeText.ts';
import { testEnvironment } from '../support/commandLine.ts';
import { expand } from '../support/expand.ts';
import { temporaryFolder, temporaryRepository } from '../support/temporaryFolder.ts';

const MAIN = path.join(import.meta.dirname, '../../server/src/cli/main.ts');
const STRIPE = expand('{{stripe-secret-key}}');
const GITHUB = expand('{{github-classic-token}}');
const line = (key: string): string => `const key = '${key}';\n`;

interface Verified {
  readonly findings: readonly Finding[];
  readonly orders: readonly KeyCheckOrder[];
  readonly told: readonly string[];
}

interface Options {
  /** What stands on disk when the keys are read again; by default what was judged. */
  readonly onDisk?: Readonly<Record<string, string>>;
  readonly state?: KeyState;
  readonly config?: string;
  readonly ask?: VerifySettings['ask'];
}

/** Judges the files and verifies what was found, with a provider that is made up. */
async function verify(files: Readonly<Record<string, string>>, options: Options = {}): Promise<Verified> {
  const { onDisk = files, state = 'live', config = '', ask } = options;
  const root = temporaryFolder(onDisk);
  const salt = 'the salt of this run';
  const found = Object.entries(files).flatMap(
    ([file, text]) => analyzeText(file, text, { config, salt }).findings,
  );
  const orders: KeyCheckOrder[] = [];
  const told: string[] = [];
  const findings = await verifyFindings(found, {
    root,
    settings: { configText: config, salt },
    tell: (sentence) => told.push(sentence),
    ask(order) {
      orders.push(order);
      const reason = 'it did not answer in time';
      return ask?.(order) ?? Promise.resolve<KeyObservation>({ state, host: 'host.example', reason });
    },
  });
  return { findings, orders, told };
}

const shown = ({ impact, message, verification }: Finding): unknown => [
  impact,
  message.replace(/^.*? Rotate it at [^.]*\./, '…'),
  verification,
];

describe('launch-ready check --verify', () => {
  it('asks about each distinct key once, after saying whom', async () => {
    const { findings, orders, told } = await verify({
      'a.ts': line(STRIPE) + line(GITHUB),
      'b.ts': `\n${line(STRIPE)}`,
      'c.ts': line(expand('{{stripe-secret-key:2}}')),
    });
    assert.deepEqual(
      new Set(orders.map(({ formatId, key }) => `${formatId} ${key}`)),
      new Set([
        `stripe-secret-key ${STRIPE}`,
        `github-classic-token ${GITHUB}`,
        `stripe-secret-key ${expand('{{stripe-secret-key:2}}')}`,
      ]),
    );
    assert.equal(orders.length, 3);
    assert.deepEqual(told, [
      '--verify: sending 3 keys, each once, to the host that issued it: api.github.com (1), api.stripe.com (2).',
    ]);
    assert.equal(findings.filter(({ verification }) => verification?.state === 'live').length, 4);
    const merged = mergeSameSecrets(findings);
    assert.equal(merged.length, 3);
    assert.equal(
      merged.find(({ kind, file }) => kind === 'stripe-secret-key' && file === 'a.ts')?.related.length,
      1,
    );
    assert.ok(!JSON.stringify([findings, told]).includes(STRIPE));
  });

  it('says in the finding what the provider said, and weighs it', async () => {
    const file = { 'test/a.ts': line(STRIPE) }; // high by its place
    const [live] = (await verify(file, { state: 'live' })).findings;
    const [refused] = (await verify(file, { state: 'refused' })).findings;
    const [unknown] = (await verify(file, { state: 'unknown' })).findings;
    assert.ok(live && refused && unknown);
    assert.deepEqual(shown(live), [
      'blocker',
      '… Checked with host.example: it is live.',
      { state: 'live', host: 'host.example' },
    ]);
    assert.deepEqual(shown(refused), [
      'low',
      '… Checked with host.example: it refused the key, which no longer works there, or never did.',
      { state: 'refused', host: 'host.example' },
    ]);
    assert.deepEqual(shown(unknown), [
      'high',
      '… Could not tell whether it is live: it did not answer in time.',
      { state: 'unknown', host: 'host.example' },
    ]);
  });

  it('leaves a live key of a sandbox low, and what launch-ready.yaml says in force', async () => {
    const test = await verify({ 'a.ts': line(expand('{{stripe-test-secret-key}}')) });
    assert.deepEqual(
      test.findings.map(({ impact }) => impact),
      ['low'],
    );
    const config = 'rules:\n  secrets/provider-token: medium\n';
    for (const state of ['live', 'refused'] as const) {
      const { findings } = await verify({ 'a.ts': line(STRIPE) }, { state, config });
      assert.deepEqual(
        findings.map(({ impact }) => impact),
        ['medium'],
      );
    }
  });

  it('asks about nothing that is silenced, that nobody can be asked about, or that is no provider’s key', async () => {
    const before = analyzeText('a.ts', line(expand('{{pypi-token}}'))).findings;
    const { findings, orders, told } = await verify({
      'a.ts': line(expand('{{pypi-token}}')),
      'b.ts': `// launch-ready-ignore-next-line secrets/provider-token -- demo account\n${line(STRIPE)}`,
      'c.ts': "const url = 'postgres://app:{{password}}@db.tidepool.app/app';\n".replace(
        '{{password}}',
        expand('{{password}}'),
      ),
    });
    assert.deepEqual(orders, []);
    assert.deepEqual(told, ['--verify: no key was found that anybody can be asked about. Nothing is sent.']);
    assert.equal(findings[0]?.message, before[0]?.message);
    assert.ok(findings.every(({ verification }) => verification === undefined));
  });

  it('sends nothing when the file no longer has the key', async () => {
    for (const onDisk of [{}, { 'a.ts': '' }, { 'a.ts': line(expand('{{stripe-secret-key:2}}')) }]) {
      const { findings, orders } = await verify({ 'a.ts': line(STRIPE) }, { onDisk });
      assert.deepEqual(orders, []);
      assert.deepEqual(findings.map(shown), [
        [
          'blocker',
          '… Could not tell whether it is live: its file could not be read again as it was.',
          { state: 'unknown', host: 'api.stripe.com' },
        ],
      ]);
    }
  });

  it('asks about two hundred keys at most, and says so of the others', async () => {
    const keys = Array.from({ length: 203 }, (_, seed) => line(expand(`{{stripe-secret-key:${seed}}}`)));
    const files = { 'a.ts': keys.slice(0, 110).join(''), 'b.ts': keys.slice(110).join('') };
    const { findings, orders } = await verify(files);
    assert.equal(orders.length, 200);
    const unasked = findings.filter(({ verification }) => verification?.state === 'unknown');
    assert.equal(unasked.length, findings.length - 200);
    assert.ok(unasked.length > 0);
    assert.match(unasked[0]?.message ?? '', /only the first 200 keys are asked about/);
  });

  it('asks four at a time at most', async () => {
    let running = 0;
    let most = 0;
    const text = Array.from({ length: 12 }, (_, seed) =>
      line(expand(`{{stripe-secret-key:${seed + 1}}}`)),
    ).join('');
    const { orders } = await verify(
      { 'a.ts': text },
      {
        ask: async () => {
          most = Math.max(most, ++running);
          await new Promise(setImmediate);
          running--;
          return { state: 'live', host: 'host.example', reason: 'it is live' };
        },
      },
    );
    assert.equal(orders.length, 12);
    assert.equal(most, 4);
  });

  it('is in both reports', async () => {
    const { findings } = await verify({ 'a.ts': line(STRIPE) });
    const result = { version: '0', root: '/', files: 1, bytes: 1, durationMs: 1, findings, errors: [] };
    const { findings: reported } = JSON.parse(jsonReport(result)) as { findings: readonly Finding[] };
    assert.deepEqual(reported[0]?.verification, { state: 'live', host: 'host.example' });
    assert.match(textReport(result).replaceAll(/\s+/g, ' '), /Checked with host\.example: it is live\./);
  });

  it('opens no connection without the flag, and with it one to the issuer alone', () => {
    const root = temporaryRepository({ 'a.ts': line(STRIPE), 'README.md': 'nothing\n' });
    const without = run(root, 'check');
    assert.equal(without.status, 1);
    assert.doesNotMatch(without.stderr, /CONNECT|LOOKUP/);
    const withFlag = run(root, 'check', '--verify');
    assert.equal(withFlag.status, 1);
    assert.deepEqual(withFlag.stderr.match(/(?:CONNECT|LOOKUP).*/g), ['CONNECT api.stripe.com:443']);
    assert.match(withFlag.stderr, /--verify: sending 1 key, each once, .* api\.stripe\.com \(1\)\./);
    assert.match(
      withFlag.stdout.replaceAll(/\s+/g, ' '),
      /Could not tell whether it is live: api\.stripe\.com could not be reached\./,
    );
    assert.ok(!(withFlag.stdout + withFlag.stderr).includes(STRIPE));
  });

  it('is not to be used with --write-baseline', () => {
    const root = temporaryRepository({ 'a.ts': line(STRIPE) });
    const { status, stderr } = run(root, 'check', '--verify', '--write-baseline');
    assert.equal(status, 2);
    assert.match(stderr, /--verify and --write-baseline: use one after the other/);
    assert.doesNotMatch(stderr, /CONNECT|LOOKUP/);
  });
});

/** Makes every connection and every question to the name system fail before it leaves, and says what it was for. */
const TRAP = `
  import dns from 'node:dns';
  import net from 'node:net';
  net.Socket.prototype.connect = function (...args) {
    const [options] = Array.isArray(args[0]) ? args[0] : args;
    process.stderr.write('CONNECT ' + options.host + ':' + options.port + '\\n');
    process.nextTick(() => this.destroy(new Error('trapped')));
    return this;
  };
  dns.lookup = (host) => { process.stderr.write('LOOKUP ' + host + '\\n'); throw new Error('trapped'); };
`;

/** The command line from its sources, in a process in which nothing can be sent. */
function run(
  root: string,
  ...args: readonly string[]
): { status: number | null; stdout: string; stderr: string } {
  const trap = `data:text/javascript,${encodeURIComponent(TRAP)}`;
  return spawnSync(process.execPath, ['--import', trap, MAIN, ...args, '--no-cache'], {
    cwd: root,
    encoding: 'utf8',
    env: testEnvironment(),
  });
}
