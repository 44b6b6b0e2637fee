import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { today } from '../../server/src/host/clock.ts';
import { dayAfter } from '../../server/src/core/deferrals.ts';
import { launchReadyIn } from '../support/commandLine.ts';
import { expand } from '../support/expand.ts';
import { temporaryRepository } from '../support/temporaryFolder.ts';

const leak = (seed: number): string => `export const key = '${expand(`{{stripe-secret-key:${seed}}}`)}';\n`;
const BOUND = "export const load = () => fetch('http://localhost:3000/api');\n";
const LATER = dayAfter(today(), 30);
const PAST = dayAfter(today(), -3);

const launchReady = (cwd: string, ...args: readonly string[]) => launchReadyIn(cwd, args);
const defer = (cwd: string, what: string, ...more: readonly string[]) =>
  launchReady(
    cwd,
    'defer',
    what,
    '--owner',
    'Ann',
    '--until',
    LATER,
    '--reason',
    'The supplier answers then',
    ...more,
  );
const configOf = (root: string): string => readFileSync(path.join(root, 'launch-ready.yaml'), 'utf8');

interface Reported {
  readonly fingerprint: string;
  readonly impact: string;
  readonly suppressed: { readonly owner?: string } | null;
  readonly overdue?: object;
}
const findingsOf = (root: string, ...args: readonly string[]): readonly Reported[] =>
  (
    JSON.parse(launchReady(root, 'check', '--format', 'json', ...args).stdout) as {
      findings: readonly Reported[];
    }
  ).findings;

describe('launch-ready defer', () => {
  it('puts off what stands at a place of the report, and the check passes', () => {
    const root = temporaryRepository({ 'src/pay.ts': `// pay\n${leak(1)}` });
    assert.equal(launchReady(root, 'check').status, 1);
    const { status, stdout, stderr } = defer(root, 'src/pay.ts:2');
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^src\/pay\.ts:2:21 secrets\/provider-token: /);
    assert.match(
      stdout,
      new RegExp(`\nPut off until ${LATER}, by Ann\\. launch-ready\\.yaml says so: commit it\\.\n$`),
    );
    const [finding] = findingsOf(root);
    assert.equal(
      configOf(root),
      `deferred:\n  - finding: ${finding?.fingerprint} # secrets/provider-token in src/pay.ts\n    owner: Ann\n    until: ${LATER}\n    reason: The supplier answers then\n`,
    );
    assert.equal(finding?.suppressed?.owner, 'Ann');
    assert.equal(launchReady(root, 'check').status, 0);
  });

  it('takes a fingerprint, a rule, an area, and places as a folder below names them', () => {
    const root = temporaryRepository({
      'launch-ready.yaml': '# ours\nrules: {}\n',
      'src/a b.ts': BOUND,
      'c.ts': BOUND,
    });
    assert.equal(defer(path.join(root, 'src'), 'a b.ts:1:34').status, 0);
    const other = findingsOf(root).find(({ suppressed }) => !suppressed);
    assert.equal(defer(root, other?.fingerprint ?? '').status, 0);
    assert.deepEqual(
      findingsOf(root).map(({ suppressed }) => suppressed?.owner),
      ['Ann', 'Ann'],
    );
    assert.equal(defer(root, 'secrets/environment-bound-url').status, 0);
    assert.equal(defer(root, 'tls/*').status, 0);
    const text = configOf(root);
    assert.ok(text.startsWith('# ours\nrules: {}\ndeferred:\n  - finding: '), text);
    assert.match(text, /\n {2}- rule: secrets\/environment-bound-url\n(.*\n){3} {2}- rule: tls\/\*\n/);
  });

  it('puts one secret off wherever it stands', () => {
    const root = temporaryRepository({ 'a.ts': leak(1), 'b.ts': leak(1), 'c.ts': leak(2) });
    assert.equal(defer(root, 'a.ts:1').status, 0);
    assert.deepEqual(
      findingsOf(root)
        .map(({ suppressed }) => suppressed?.owner ?? '')
        .sort((a, b) => a.localeCompare(b)),
      ['', 'Ann', 'Ann'],
    );
  });

  it('gives what is put off already another day', () => {
    const root = temporaryRepository({ 'a.ts': BOUND });
    defer(root, 'a.ts:1');
    const day = dayAfter(today(), 60);
    assert.equal(defer(root, 'a.ts:1', '--until', day).status, 0);
    assert.equal(configOf(root).split('- finding').length, 2);
    assert.match(configOf(root), new RegExp(`until: ${day}\n`));
  });

  it('refuses what it does not know, and writes nothing', () => {
    const root = temporaryRepository({
      'a.ts': BOUND,
      'two.ts': `${leak(2).trim()} ${leak(3)}`,
      'b.ts': `${['// launch-ready', 'ignore-next-line'].join('-')} secrets/provider-token -- a demo\n${leak(1)}`,
    });
    const refusals: readonly (readonly [string, RegExp, ...string[]])[] = [
      ['secrets/no-such-rule', /^There is no rule “secrets\/no-such-rule”\. launch-ready check names/],
      ['nowhere/*', /^There is no rule “nowhere\/\*”/],
      ['0123456789abcdef', /^No finding in this folder has the fingerprint 0123456789abcdef\./],
      ['a.ts', /^“a\.ts” names nothing to put off\. Write where it stands/],
      ['a.ts:7', /^No finding stands at a\.ts:7\. launch-ready check says where they stand now\.$/m],
      ['gone.ts:1', /^There is no file “gone\.ts”\.$/m],
      ['b.ts:2', /^This is silenced by a comment already \(a demo\): there is nothing to put off\.$/m],
      ['two.ts:1', /^2 findings stand at two\.ts:1\. Name one by its fingerprint:\n {2}[\da-f]{16} secrets/],
      ['a.ts:1', /^--until: Write the day as YYYY-MM-DD, /, '--until', 'tomorrow'],
      ['a.ts:1', /^--until: Write the day as YYYY-MM-DD, /, '--until', '2027-02-30'],
      ['a.ts:1', /^--until: The day must be in the future: today is /, '--until', today()],
      ['a.ts:1', /^--until: Put it off for a year at most: /, '--until', dayAfter(today(), 400)],
      ['a.ts:1', /^--owner: Write who will see to it\.$/m, '--owner', ' '],
      ['a.ts:1', /^--reason: Write a reason that your team will understand/, '--reason', 'x'],
    ];
    for (const [what, message, ...more] of refusals) {
      const { status, stderr } = defer(root, what, ...more);
      assert.equal(status, 2, what);
      assert.match(stderr, message);
    }
    assert.ok(!existsSync(path.join(root, 'launch-ready.yaml')));
  });

  it('leaves a file alone that has a mistake, is a link, or is written in another encoding', () => {
    const root = temporaryRepository({ 'a.ts': BOUND, 'launch-ready.yaml': 'rules:\n  bad\n' });
    const config = path.join(root, 'launch-ready.yaml');
    const broken = defer(root, 'tls/*');
    assert.equal(broken.status, 2);
    assert.match(broken.stderr, /launch-ready\.yaml has a mistake in line 2: .* Mend it first/);
    assert.equal(configOf(root), 'rules:\n  bad\n');

    const utf16 = Buffer.from('\ufeffrules: {}\n', 'utf16le');
    writeFileSync(config, utf16);
    assert.match(
      defer(root, 'tls/*').stderr,
      /launch-ready\.yaml can’t be changed: it is not written in UTF-8/,
    );
    assert.deepEqual(readFileSync(config), utf16);

    rmSync(config);
    writeFileSync(path.join(root, 'elsewhere'), '');
    symlinkSync('elsewhere', config);
    assert.equal(defer(root, 'tls/*').status, 2);
    assert.equal(readFileSync(path.join(root, 'elsewhere'), 'utf8'), '');
  });
});

describe('what was put off until a day that has passed', () => {
  const late = (text: string): string => text.replace(LATER, PAST);
  const withLate = (): string => {
    const root = temporaryRepository({ 'a.ts': BOUND });
    defer(root, 'a.ts:1');
    writeFileSync(path.join(root, 'launch-ready.yaml'), late(configOf(root)));
    return root;
  };

  it('fails a check whatever its impact, unless nothing may, and the report says why', () => {
    const root = withLate();
    const { status, stdout, stderr } = launchReady(root, 'check');
    assert.equal(status, 1);
    assert.match(
      stdout,
      new RegExp(
        `\n {4}Put off by Ann until ${PAST} \\(The supplier answers then\\): that day has passed\\.\n`,
      ),
    );
    assert.equal(
      stderr,
      '1 finding was put off until a day that has passed, so the check fails whatever its impact. Mend it, or agree on a new day: launch-ready deferred lists what is put off.\n',
    );
    assert.equal(launchReady(root, 'check', '--fail-on', 'never').status, 0);
    const [finding] = findingsOf(root);
    assert.deepEqual(
      [finding?.impact, finding?.overdue],
      ['high', { owner: 'Ann', until: PAST, reason: 'The supplier answers then' }],
    );
    assert.deepEqual(findingsOf(root, '--no-cache'), findingsOf(root), 'kept results say the same');
    assert.equal(launchReady(root, 'check', '--quiet').status, 1);
  });

  it('fails a check also where the same secret stands elsewhere too', () => {
    const root = temporaryRepository({ 'a.ts': leak(1), 'b.ts': leak(1) });
    defer(root, 'b.ts:1');
    const [first, second] = configOf(root)
      .split(/(?= {2}- finding)/)
      .slice(1);
    assert.ok(first && second);
    writeFileSync(path.join(root, 'launch-ready.yaml'), `deferred:\n${late(second)}`);
    assert.equal(findingsOf(root).filter(({ overdue }) => overdue).length, 1);
  });

  it('is not buried in a baseline', () => {
    const root = withLate();
    const written = launchReady(root, 'check', '--write-baseline');
    assert.match(
      written.stderr,
      /^1 finding put off until a day that has passed is not accepted: mend it, or agree on a new day\.$/m,
    );
    assert.equal(launchReady(root, 'check').status, 1);
  });
});

describe('launch-ready deferred', () => {
  it('lists what is put off, the oldest day first, and what has become of it', () => {
    const root = temporaryRepository({ 'a.ts': BOUND, 'b.ts': BOUND });
    assert.equal(launchReady(root, 'deferred').stdout, 'Nothing is put off.\n');
    for (const what of ['a.ts:1', 'b.ts:1', 'tls/old-protocol']) assert.equal(defer(root, what).status, 0);
    writeFileSync(path.join(root, 'launch-ready.yaml'), configOf(root).replace(LATER, PAST));
    writeFileSync(path.join(root, 'b.ts'), 'export {};\n');
    const { status, stdout } = launchReady(root, 'deferred');
    assert.equal(status, 1);
    const [first = '', second = '', third = '', summary] = stdout.split('\n\n');
    assert.match(
      first,
      new RegExp(
        `^${PAST} \\(3 days ago\\) · Ann · secrets/environment-bound-url\n {2}The supplier answers then\n {2}a\\.ts:1:34\n( {4}.*\n)+ {2}Its day has passed and it still stands: mend it, or agree on a new day\\.$`,
      ),
    );
    assert.equal(
      second,
      `${LATER} (in 30 days) · Ann · secrets/environment-bound-url in b.ts\n  The supplier answers then\n  What it puts off is gone: launch-ready deferred --prune takes the entry out.`,
    );
    assert.match(third, /· all of tls\/old-protocol\n.*\n {2}A check of the files can’t tell/);
    assert.equal(summary, '✖ 3 deferrals, 1 with a day that has passed, 1 of what is gone.\n');

    const json = JSON.parse(launchReady(root, 'deferred', '--format', 'json').stdout) as {
      deferrals: { daysLeft: number; expired: boolean; state: string }[];
    };
    assert.deepEqual(
      json.deferrals.map(({ daysLeft, expired, state }) => [daysLeft, expired, state]),
      [
        [-3, true, 'standing'],
        [30, false, 'gone'],
        [30, false, 'unknown'],
      ],
    );
    const { stdout: markdown } = launchReady(root, 'deferred', '--format', 'markdown');
    assert.match(markdown, /^# Put off\n\n\| Until \| Owner \| What \| Now \| Reason \|\n/);
  });

  it('takes out what is gone and nothing else', () => {
    const root = temporaryRepository({ 'a.ts': BOUND, 'b.ts': BOUND });
    for (const what of ['a.ts:1', 'b.ts:1', 'tls/old-protocol']) defer(root, what);
    const before = `# ours\n${configOf(root)}  # the end\n`;
    writeFileSync(path.join(root, 'launch-ready.yaml'), before);
    assert.match(launchReady(root, 'deferred', '--prune').stderr, /^No entry is taken out: /);
    assert.equal(configOf(root), before);
    writeFileSync(path.join(root, 'b.ts'), 'export {};\n');
    const { status, stderr } = launchReady(root, 'deferred', '--prune');
    assert.equal(status, 0);
    assert.equal(stderr, 'launch-ready.yaml: 1 entry taken out, because what was put off is gone.\n');
    const entries = before.split(/(?=^ {2}(?:-|#))/m);
    assert.equal(configOf(root), entries.filter((entry) => !entry.includes('in b.ts')).join(''));
  });

  it('fails where the configuration has a mistake', () => {
    const root = temporaryRepository({ 'launch-ready.yaml': 'deferred: soon\n' });
    const { status, stderr } = launchReady(root, 'deferred');
    assert.equal(status, 2);
    assert.match(stderr, /Nobody knows what is put off while launch-ready\.yaml has a mistake\./);
  });
});
