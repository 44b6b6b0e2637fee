import { strict as assert } from 'node:assert';
import type { FileFacts } from '../../server/src/core/collector.ts';
import { raised } from '../../server/src/core/deferrals.ts';
import { parseConfig } from '../../server/src/core/config.ts';
import { joinWorkspace, judgeWorkspace } from '../../server/src/core/judgeWorkspace.ts';
import {
  defineWorkspaceRule,
  type PlacedFinding,
  type WorkspaceModel,
  type WorkspaceRule,
} from '../../server/src/core/workspaceRule.ts';
import { TODAY } from '../support/analyzeText.ts';
import { factsOfFiles } from '../support/wholeWorkspace.ts';

/** Reports the first place that reads each variable. */
const readsAny = defineWorkspaceRule({
  id: 'env/reads-any',
  impact: 'high',
  stage: 'deployment',
  title: 'Reads a variable',
  why: 'For the tests.',
  *check({ env }) {
    for (const name of env.names) {
      const [first] = env.placesOf(name).uses;
      if (first) yield { file: first.file, at: first.use.at, message: `reads ${name}`, kind: name };
    }
  },
});

const fails = defineWorkspaceRule({
  ...readsAny,
  id: 'env/fails',
  // eslint-disable-next-line require-yield
  *check(): Iterable<PlacedFinding> {
    throw new TypeError('with a secret in its words');
  },
});

describe('rules that judge all files together', () => {
  it('report at places in files, with fingerprints that survive moved lines', () => {
    const before = judge({ 'a.py': "import os\nkey = os.environ['API_KEY']\n" });
    const after = judge({ 'a.py': "import os\n\n\n\nkey = os.environ['API_KEY']\n" });
    assert.equal(before.findings.length, 1);
    assert.deepEqual(before.findings[0]?.range, {
      start: { line: 2, column: 19 },
      end: { line: 2, column: 26 },
    });
    assert.equal(after.findings[0]?.range?.start.line, 5);
    assert.equal(after.findings[0]?.fingerprint, before.findings[0]?.fingerprint);
  });

  it('obey comments, configuration and deferrals as every rule does', () => {
    const comment = (scope: string, rule: string, reason: string): string =>
      `# ${['launch-ready', 'ignore', scope].join('-')} ${rule} -- ${reason}\n`;
    const text = `import os\n${comment('next-line', 'env/reads-any', 'set by hand')}key = os.environ['API_KEY']\n`;
    const [commented] = judge({ 'a.py': text }).findings;
    assert.deepEqual(commented?.suppressed, { by: 'comment', reason: 'set by hand' });

    const plain = { 'a.py': "import os\nkey = os.environ['API_KEY']\n" };
    const [whole] = judge({
      'a.py': `${comment('file', 'env/*', 'elsewhere')}${plain['a.py']}`,
    }).findings;
    assert.equal(whole?.suppressed?.reason, 'elsewhere');
    const ignored = "ignore:\n  - paths: ['*.py']\n    reason: scripts\n";
    assert.equal(judge(plain, ignored).findings[0]?.suppressed?.by, 'config');
    const deferred =
      'deferred:\n  - rule: env/reads-any\n    owner: mia\n    until: 2027-01-31\n    reason: later\n';
    assert.equal(judge(plain, deferred).findings[0]?.suppressed?.owner, 'mia');
    const late = judge(plain, deferred.replace('2027', '2026')).findings[0];
    assert.deepEqual(
      [late?.impact, late?.suppressed, late?.overdue?.owner],
      [raised(judge(plain).findings[0]?.impact ?? 'low'), null, 'mia'],
    );
    assert.equal(judge(plain, 'rules: { env/reads-any: low }\n').findings[0]?.impact, 'low');
    assert.deepEqual(judge(plain, 'rules: { env/reads-any: off }\n').findings, []);
  });

  it('cost themselves alone when they fail, and what they choked on is not told', () => {
    const { findings, errors } = judge({ 'a.py': "import os\nkey = os.environ['API_KEY']\n" });
    assert.equal(findings.length, 1);
    assert.deepEqual(errors, [{ file: '', ruleId: 'env/fails', message: 'failed with TypeError' }]);
  });

  it('report a place once for each thing, and count those of one kind by their places', () => {
    const text = "import os\nos.environ['A_KEY']\nos.environ['A_KEY']\nos.environ['B_KEY']\n";
    const places = ruleYielding(({ env }) =>
      env.names.flatMap((name) =>
        env.placesOf(name).uses.map(({ file, use }) => ({ file, at: use.at, message: name, kind: name })),
      ),
    );
    const backwards = ruleYielding((model) => {
      const found = [...places.check(model, NOTHING_TO_READ)].toReversed();
      return [...found, ...found];
    });
    const there = judge({ 'a.py': text }, '', [places]).findings;
    assert.deepEqual(
      there.map(({ kind, range }) => [kind, range?.start.line]),
      [
        ['A_KEY', 2],
        ['A_KEY', 3],
        ['B_KEY', 4],
      ],
    );
    assert.equal(new Set(there.map(({ fingerprint }) => fingerprint)).size, 3);
    assert.deepEqual(judge({ 'a.py': text }, '', [backwards]).findings, there);
    // The others of the file have no part in it.
    const [alone] = judge({ 'a.py': "import os\nos.environ['B_KEY']\n" }, '', [places]).findings;
    assert.equal(alone?.fingerprint, there[2]?.fingerprint);
  });

  it('come in the order of their impact, and no more than 500 of one rule', () => {
    const mixed = ruleYielding(() => [
      { file: 'a.py', at: spanAt(1), message: 'a', kind: 'a', impact: 'low' },
      { file: 'a.py', at: spanAt(2), message: 'b', kind: 'b', impact: 'high' },
    ]);
    assert.deepEqual(
      judge({}, '', [mixed]).findings.map(({ kind, impact }) => [kind, impact]),
      [
        ['b', 'high'],
        ['a', 'low'],
      ],
    );
    const many = ruleYielding(() =>
      Array.from({ length: 501 }, (_, index) => ({
        file: 'a.py',
        at: spanAt(index),
        message: 'a',
        kind: 'a',
      })),
    );
    assert.equal(judge({}, '', [many]).findings.length, 500);
  });

  it('are silenced by a comment on their own line, with a reason, and by no other', () => {
    const comment = (words: string): string =>
      `# ${['launch-ready', 'ignore-next-line'].join('-')} ${words}\n`;
    const text = [
      'import os\n',
      comment('env/reads-any -- set by hand'),
      "os.environ['A_KEY']\n",
      comment('env/reads-any'),
      "os.environ['B_KEY']\n",
      comment('env/other -- set by hand'),
      "os.environ['C_KEY']\n",
    ].join('');
    assert.deepEqual(
      judge({ 'a.py': text }).findings.map(({ kind, suppressed }) => [kind, suppressed?.reason]),
      [
        ['A_KEY', 'set by hand'],
        ['B_KEY', undefined],
        ['C_KEY', undefined],
      ],
    );
  });

  it('show the most severe of too many, and say how many are left out', () => {
    const names = Array.from({ length: 520 }, (_, index) => `A_KEY_${1_000 + index}`);
    const text = `import os\n${names.map((name) => `os.environ['${name}']\n`).join('')}`;
    const { findings, errors } = judge({ 'a.py': text });
    assert.equal(findings.length, 500);
    assert.deepEqual(errors[1], {
      file: '',
      ruleId: 'env/reads-any',
      message: 'found too much in this workspace: the 500 most severe findings are shown, 20 left out',
    });
  });

  it('do not depend on the order in which files were read', () => {
    const files = { 'b.py': "import os\nos.environ['B_KEY']\n", 'a.py': "import os\nos.environ['A_KEY']\n" };
    const there = judge(files).findings;
    const back = judge(Object.fromEntries(Object.entries(files).reverse())).findings;
    assert.deepEqual(there, back);
    assert.deepEqual(
      there.map(({ file }) => file),
      ['a.py', 'b.py'],
    );
  });
});

const NOTHING_TO_READ = {
  config: parseConfig('').config,
  today: TODAY,
  read: () => undefined,
  searchCode: () => new Map(),
};

function ruleYielding(check: (model: WorkspaceModel) => readonly PlacedFinding[]): WorkspaceRule {
  return defineWorkspaceRule({ ...readsAny, check });
}

function spanAt(line: number): PlacedFinding['at'] {
  return { start: line * 10, end: line * 10 + 1, line, column: 1 };
}

function judge(
  files: Readonly<Record<string, string>>,
  configText = '',
  rules: readonly WorkspaceRule[] = [readsAny, fails],
) {
  const input: { files: ReadonlyMap<string, FileFacts>; ignoredEnv: readonly string[] } = {
    files: factsOfFiles(files),
    ignoredEnv: [],
  };
  const { config } = parseConfig(configText);
  return judgeWorkspace(joinWorkspace(input), input, rules, {
    config,
    today: TODAY,
    searchCode: () => new Map(),
    read: (path) => files[path],
  });
}
