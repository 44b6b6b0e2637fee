import { strict as assert } from 'node:assert';
import type { FileFacts } from '../../server/src/core/collector.ts';
import { parseConfig } from '../../server/src/core/config.ts';
import { joinWorkspace, judgeWorkspace } from '../../server/src/core/judgeWorkspace.ts';
import { defineWorkspaceRule, type PlacedFinding } from '../../server/src/core/workspaceRule.ts';
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
    assert.equal(judge(plain, 'rules: { env/reads-any: low }\n').findings[0]?.impact, 'low');
    assert.deepEqual(judge(plain, 'rules: { env/reads-any: off }\n').findings, []);
  });

  it('cost themselves alone when they fail, and what they choked on is not told', () => {
    const { findings, errors } = judge({ 'a.py': "import os\nkey = os.environ['API_KEY']\n" });
    assert.equal(findings.length, 1);
    assert.deepEqual(errors, [{ file: '', ruleId: 'env/fails', message: 'failed with TypeError' }]);
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

function judge(files: Readonly<Record<string, string>>, configText = '') {
  const input: { files: ReadonlyMap<string, FileFacts>; ignoredEnv: readonly string[] } = {
    files: factsOfFiles(files),
    ignoredEnv: [],
  };
  const { config } = parseConfig(configText);
  return judgeWorkspace(joinWorkspace(input), input, [readsAny, fails], {
    config,
    today: TODAY,
    read: (path) => files[path],
  });
}
