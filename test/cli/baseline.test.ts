import { strict as assert } from 'node:assert';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launchReadyIn } from '../support/commandLine.ts';
import { expand } from '../support/expand.ts';
import { temporaryRepository } from '../support/temporaryFolder.ts';

const leak = (seed: number): string => `export const key = '${expand(`{{stripe-secret-key:${seed}}}`)}';\n`;

describe('launch-ready check with a baseline', () => {
  it('accepts all that there is, also where a report shows less', () => {
    const root = temporaryRepository({
      'src/pay.ts': Array.from({ length: 230 }, (_, index) => leak(index + 1)).join(''),
      'src/api.ts': Array.from(
        { length: 7 },
        (_, index) => `export const u${index} = 'http://localhost:30${10 + index}/x';\n`,
      ).join(''),
    });
    assert.match(launchReady(root, '--write-baseline').stdout, /accepts 237 findings/);
    assert.equal(launchReady(root, '--fail-on', 'low').status, 0);
    writeFileSync(
      path.join(root, 'src/api.ts'),
      `${readFileSync(path.join(root, 'src/api.ts'), 'utf8')}export const last = 'http://localhost:3999/x';\n`,
    );
    assert.equal(launchReady(root, '--fail-on', 'low').status, 1);
  });

  it('accepts what was there, and fails for what is new', () => {
    const root = temporaryRepository({ 'src/pay.ts': leak(1) });
    const written = launchReady(root, '--write-baseline');
    assert.equal(written.status, 0);
    assert.match(written.stdout, /^launch-ready-baseline\.json accepts 1 finding\. From now on/);
    assert.equal(launchReady(root).status, 0);
    writeFileSync(path.join(root, 'src/pay.ts'), `// moved\n\n${leak(1)}`);
    assert.equal(launchReady(root).status, 0, 'a moved line is nothing new');
    writeFileSync(path.join(root, 'src/mail.ts'), leak(2));
    const { status, stdout } = launchReady(root, '--format', 'json');
    assert.equal(status, 1);
    const { findings } = JSON.parse(stdout) as { findings: { file: string; suppressed: unknown }[] };
    assert.deepEqual(
      findings.map(({ file, suppressed }) => ({ file, suppressed })),
      [
        { file: 'src/mail.ts', suppressed: null },
        { file: 'src/pay.ts', suppressed: { by: 'baseline', reason: 'accepted in the baseline' } },
      ],
    );
  });

  it('drops what was mended when it is written again', () => {
    const root = temporaryRepository({ 'a.ts': leak(1), 'b.ts': leak(2) });
    launchReady(root, '--write-baseline', 'ci/accepted.json');
    assert.equal(launchReady(root, '--baseline', 'ci/accepted.json').status, 2, 'there is no folder ci');
    mkdirSync(path.join(root, 'ci'));
    assert.equal(launchReady(root, '--write-baseline', 'ci/accepted.json').status, 0);
    const accepted = (): readonly string[] =>
      (
        JSON.parse(readFileSync(path.join(root, 'ci/accepted.json'), 'utf8')) as {
          findings: { file: string }[];
        }
      ).findings.map(({ file }) => file);
    assert.deepEqual(accepted(), ['a.ts', 'b.ts']);
    writeFileSync(path.join(root, 'a.ts'), 'export {};\n');
    launchReady(root, '--baseline', 'ci/accepted.json', '--write-baseline', 'ci/accepted.json');
    assert.deepEqual(accepted(), ['b.ts']);
  });

  describe('says of what is gone', () => {
    const gone = (root: string, ...args: readonly string[]): string =>
      launchReady(root, ...args)
        .stderr.split('\n')
        .filter((line) => line.includes('no longer'))
        .join('\n');
    const acceptedIn = (root: string): readonly string[] =>
      (
        JSON.parse(readFileSync(path.join(root, 'launch-ready-baseline.json'), 'utf8')) as {
          findings: { file: string; rule: string }[];
        }
      ).findings.map(({ file, rule }) => `${file} ${rule}`);
    const TOKEN = 'secrets/provider-token';
    const setUp = (): string => {
      const root = temporaryRepository({
        'a/a.ts': leak(1),
        'b/b.ts': leak(2),
        'c.ts': 'export const url = process.env.API_URL;\n',
        '.env.example': 'OTHER=\n',
      });
      launchReady(root, '--write-baseline');
      assert.deepEqual(
        acceptedIn(root).filter((entry) => entry.includes(TOKEN)),
        [`a/a.ts ${TOKEN}`, `b/b.ts ${TOKEN}`],
      );
      assert.equal(acceptedIn(root).filter((entry) => entry.startsWith('c.ts env/')).length, 1);
      assert.equal(gone(root), '');
      return root;
    };

    it('how many entries it has, in the files and the rules that were checked', () => {
      const root = setUp();
      for (const file of ['a/a.ts', 'b/b.ts']) writeFileSync(path.join(root, file), 'export {};\n');
      const one =
        '1 entry of launch-ready-baseline.json no longer stands: launch-ready check --write-baseline drops it.';
      assert.equal(
        gone(root),
        '2 entries of launch-ready-baseline.json no longer stand: launch-ready check --write-baseline drops them.',
      );
      assert.equal(gone(root, 'a'), one);
      assert.equal(gone(root, 'a/a.ts'), one);
      assert.equal(gone(root, 'c.ts'), '', 'of one file alone nobody knows what all say together');
      assert.equal(gone(root, '--only', 'env'), '');
      assert.equal(gone(root, '--quiet'), '');
      const named = ['--baseline', 'launch-ready-baseline.json', 'b'];
      assert.equal(
        gone(root, ...named),
        '1 entry of launch-ready-baseline.json no longer stands: launch-ready check --baseline launch-ready-baseline.json --write-baseline launch-ready-baseline.json drops it.',
      );
    });

    it('and drops it, but nothing that it did not look at', () => {
      const root = setUp();
      const before = acceptedIn(root);
      for (const file of ['a/a.ts', 'b/b.ts', 'c.ts']) writeFileSync(path.join(root, file), 'export {};\n');
      launchReady(root, '--only', 'env', 'a', '--write-baseline');
      assert.deepEqual(acceptedIn(root), before);
      launchReady(root, 'c.ts', '--write-baseline');
      assert.deepEqual(acceptedIn(root), before);
      const { stdout } = launchReady(root, 'a', '--write-baseline');
      assert.match(stdout, /accepts \d+ findings?; 1 entry of what is gone left it\. From now on/);
      assert.deepEqual(
        acceptedIn(root),
        before.filter((entry) => !entry.startsWith('a/')),
      );
      launchReady(root, '--only', 'secrets', '--write-baseline');
      assert.deepEqual(
        acceptedIn(root),
        before.filter((entry) => !entry.includes(TOKEN)),
      );
      launchReady(root, '--write-baseline');
      assert.deepEqual(
        acceptedIn(root).filter((entry) => entry.startsWith('c.ts')),
        [],
      );
    });

    it('and keeps what stands in the history alone', () => {
      const root = temporaryRepository({ 'a.ts': leak(1) });
      writeFileSync(path.join(root, 'a.ts'), 'export {};\n');
      assert.equal(launchReady(root, '--history', '--write-baseline').status, 0);
      const entry = [`a.ts ${TOKEN}`];
      assert.deepEqual(acceptedIn(root), entry);
      assert.equal(gone(root), '');
      launchReady(root, '--write-baseline');
      assert.deepEqual(acceptedIn(root), entry);
      assert.equal(launchReady(root, '--history').status, 0);
    });

    it('which a renamed file is as well: what was accepted is asked about anew', () => {
      const root = temporaryRepository({ 'a.ts': leak(1) });
      launchReady(root, '--write-baseline');
      renameSync(path.join(root, 'a.ts'), path.join(root, 'b.ts'));
      assert.match(gone(root), /^1 entry of/);
      assert.equal(launchReady(root).status, 1);
      launchReady(root, '--write-baseline');
      assert.deepEqual(acceptedIn(root), [`b.ts ${TOKEN}`]);
    });
  });

  it('refuses a named file that is missing or no baseline, and ignores a broken one of its own with a word', () => {
    const root = temporaryRepository({ 'a.ts': leak(1), 'launch-ready-baseline.json': '{"version":2}' });
    const broken = launchReady(root);
    assert.equal(broken.status, 1);
    assert.match(broken.stderr, /launch-ready-baseline\.json is not used: it is no baseline of version 1/);
    const named = launchReady(root, '--baseline', 'launch-ready-baseline.json');
    assert.equal(named.status, 2);
    assert.match(named.stderr, /no baseline of version 1/);
    const missing = launchReady(root, '--baseline', 'nowhere.json');
    assert.equal(missing.status, 2);
    assert.match(missing.stderr, /there is no file “nowhere\.json”/);
  });
});

describe('launch-ready check on one secret in many files', () => {
  it('reports it once and names the other places', () => {
    const root = temporaryRepository({ 'a.ts': leak(1), 'b.ts': leak(1), 'test/c.test.ts': leak(1) });
    const { findings, summary } = JSON.parse(launchReady(root, '--format', 'json').stdout) as {
      findings: { file: string; related: { file: string; message: string }[] }[];
      summary: { byImpact: { blocker: number } };
    };
    assert.equal(summary.byImpact.blocker, 1);
    assert.deepEqual(
      findings.map(({ file, related }) => ({
        file,
        related: related.map((place) => `${place.message}: ${place.file}`),
      })),
      [{ file: 'a.ts', related: ['The same value: b.ts', 'The same value: test/c.test.ts'] }],
    );
    assert.match(launchReady(root).stdout, /The same value: b\.ts:1:21/);
  });
});

function launchReady(cwd: string, ...args: readonly string[]) {
  return launchReadyIn(cwd, ['check', ...args]);
}
