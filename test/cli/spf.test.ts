import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { CLI, testEnvironment } from '../support/commandLine.ts';
import { temporaryFolder, writeFiles } from '../support/temporaryFolder.ts';
import { startPlainResolver, type PlainResolver } from '../support/world/plainResolver.ts';

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('launch-ready spf', () => {
  let resolver: PlainResolver;
  before(async () => {
    resolver = await startPlainResolver([
      'shop.test TXT v=spf1 include:sender.test -all exp=why.shop.test',
      'sender.test TXT v=spf1 ip4:192.0.2.7 -all',
      'why.shop.test TXT ask \u001b[31mhelp@shop.test',
      'mail.shop.test TXT v=spf1 ip4:192.0.2.7 -all',
      'plain.test TXT v=spf1 -all exp=why.plain.test',
      'why.plain.test TXT %{c} is no server of ours',
      'slow.test SERVFAIL',
    ]);
  });
  after(() => resolver.close());

  /** The resolver lives in this process: it must not wait for another one. */
  const run = (args: readonly string[], input = ''): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [CLI, 'spf', ...args, '--resolver', resolver.address], {
        cwd: folder,
        env: testEnvironment(),
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
      child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
      child.on('error', reject);
      child.on('close', (status) => resolve({ status, stdout, stderr }));
      child.stdin.end(input);
    });
  const folder = temporaryFolder();

  it('says that a server may send', async () => {
    assert.deepEqual(await run(['noreply@shop.test', '--ip', '192.0.2.7']), {
      status: 0,
      stdout:
        'pass: The SPF record of shop.test lets 192.0.2.7 send.\nDNS was asked for 1 of 10 terms; 0 of 2 got nothing.\n',
      stderr: '',
    });
  });

  it('says that a server may not send, and what the owner has to say of it', async () => {
    assert.deepEqual(await run(['noreply@plain.test', '--ip', '192.0.2.8']), {
      status: 1,
      stdout:
        'fail: The SPF record of plain.test forbids 192.0.2.8 to send.\nDNS was asked for 0 of 10 terms; 0 of 2 got nothing.\nThe owner says: 192.0.2.8 is no server of ours\n',
      stderr: '',
    });
  });

  it('tells programs the same', async () => {
    const { status, stdout } = await run(['plain.test', '--ip', '2001:db8::1', '--format', 'json']);
    assert.equal(status, 1);
    assert.deepEqual(JSON.parse(stdout), {
      schemaVersion: 1,
      ip: '2001:db8::1',
      sender: 'plain.test',
      helo: 'plain.test',
      result: 'fail',
      reason: 'The SPF record of plain.test forbids 2001:db8::1 to send.',
      lookups: 0,
      voids: 0,
      explanation: '2001:db8::1 is no server of ours',
    });
  });

  it('judges mail without a sender by the name of the server', async () => {
    const { status, stdout } = await run(['', '--ip', '192.0.2.7', '--helo', 'mail.shop.test']);
    assert.equal(status, 0);
    assert.match(stdout, /^pass: The SPF record of mail\.shop\.test lets /);
  });

  it('steers no terminal, whatever the owner wrote', async () => {
    const { stdout } = await run(['shop.test', '--ip', '192.0.2.8']);
    assert.ok(!stdout.includes('\u001b'), stdout);
  });

  it('answers many questions in their order, from a file or a pipe', async () => {
    const lines = [
      { ip: '192.0.2.7', sender: 'a@slow.test', helo: '' },
      { ip: '192.0.2.7', sender: '', helo: 'mail.shop.test' },
      { ip: '192.0.2.8', sender: 'a@shop.test', helo: 'x' },
      { ip: 'nonsense', sender: 'a@shop.test', helo: 'x' },
    ]
      .map((question) => JSON.stringify(question))
      .join('\n');
    writeFiles(folder, { 'questions.jsonl': `${lines}\n\n` });
    for (const answered of [await run(['--batch', '-'], lines), await run(['--batch', 'questions.jsonl'])]) {
      assert.deepEqual([answered.status, answered.stderr], [0, '']);
      const results = answered.stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { readonly result: string }).result);
      assert.deepEqual(results, ['temperror', 'pass', 'fail', 'temperror']);
    }
  });

  for (const [what, args, told] of [
    ['no address', ['shop.test'], /^Name the sender and the address: /],
    ['no sender', ['--ip', '192.0.2.1'], /^Name the sender and the address: /],
    [
      'a name for an address',
      ['shop.test', '--ip', 'shop.test'],
      /^--ip: “shop\.test” is no address\. Write it like 192\.0\.2\.1\.\n$/,
    ],
    [
      'nobody at all',
      ['', '--ip', '192.0.2.1'],
      /^Mail without a sender is judged by the name of the server/,
    ],
    [
      'a batch that is not there',
      ['--batch', 'nowhere.jsonl'],
      /^--batch: “nowhere\.jsonl” can’t be read\.\n$/,
    ],
  ] as const)
    it(`wants more than ${what}`, async () => {
      const { status, stdout, stderr } = await run(args);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, told);
    });

  it('names the line of a batch that is no question', async () => {
    const { status, stderr } = await run(['--batch', '-'], '{"ip":"192.0.2.1"}\nhello\n');
    assert.equal(status, 2);
    assert.equal(stderr, '--batch: line 2 should be {"ip": "…", "sender": "…", "helo": "…"}.\n');
  });
});
