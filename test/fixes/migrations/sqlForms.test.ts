import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';
import { testServer, whyNoServer } from '../../support/postgres.ts';
import { fixed, fixEverything, newFindings, rewritesIn, type RewriteFinding } from './applying.ts';
import { CHANGES, INIT, type Change } from './forms.ts';
import { RUNNERS, type Runner, type Texts } from './runners.ts';

/** No such file of Drizzle's and node-pg-migrate's can leave the transaction, and where nobody knows the runner there is none to leave. */
const NOT_OFFERED: Readonly<Record<string, readonly string[]>> = {
  drizzle: ['concurrently', 'leave-transaction', 'unique-by-index'],
  'node-pg-migrate': ['concurrently', 'leave-transaction', 'unique-by-index'],
  sql: ['leave-transaction', 'own-file'],
  'sql-migrate': ['leave-transaction', 'own-file'],
};

describe('safe forms in SQL files', () => {
  for (const [what, change] of Object.entries(CHANGES))
    for (const [tool, runner] of Object.entries(RUNNERS)) {
      const finding = findingIn(textsFor(runner, change), change);
      const isOffered = !NOT_OFFERED[tool]?.includes(change.form) || isExcepted(what, tool);
      it(`${what} with ${tool}: ${isOffered ? 'fixed, and nothing new is wrong' : 'not offered'}`, () => {
        assert.equal(finding !== undefined, isOffered);
        if (!finding) return;
        for (const lineBreak of ['\n', '\r\n']) {
          const texts = withLineBreaks(textsFor(runner, change), lineBreak);
          const own = findingIn(texts, change);
          const after = own && fixed(texts, own.fix);
          assert.ok(after && typeof after !== 'string', JSON.stringify(after));
          assert.ok(!isThere(after.texts, own), 'the finding is gone');
          assert.deepEqual(withoutSums(newFindings(texts, after.texts), tool), []);
          const rest = fixEverything(after.texts);
          assert.deepEqual(withoutSums(newFindings(texts, rest.texts), tool).filter(isNotOfView), []);
          assert.deepEqual(rest.refused, []);
          if (lineBreak === '\r\n')
            for (const [path, text] of Object.entries(rest.texts))
              if (!path.endsWith('.json')) assert.doesNotMatch(text, /(?<!\r)\n/, path);
        }
      });
    }
});

describe('safe forms in SQL files, run on PostgreSQL', function () {
  const reason = whyNoServer();
  if (reason !== undefined) {
    it(`are left out: ${reason}`);
    return;
  }
  this.timeout(120_000);
  const server = testServer();
  for (const [what, change] of Object.entries(CHANGES))
    it(`${what}: each fix, and all fixes, with every tool that it is offered for`, async () => {
      const { runThere } = await import('./onPostgres.ts');
      let count = 0;
      for (const [tool, runner] of Object.entries(RUNNERS)) {
        const texts = textsFor(runner, change);
        const finding = findingIn(texts, change);
        const after = finding && fixed(texts, finding.fix);
        if (!after || typeof after === 'string') continue;
        const all = fixEverything(after.texts).texts;
        for (const state of all === after.texts ? [all] : [after.texts, all])
          try {
            await runThere(server(), runner, state);
            count++;
          } catch (error) {
            assert.fail(`${tool}: ${error instanceof Error ? error.message : ''}\n${show(texts, state)}`);
          }
      }
      assert.ok(count > 0);
    });
});

/** It is one only once its table has row-level security. */
function isNotOfView(found: string): boolean {
  return !found.includes('view-past-rls');
}

function isExcepted(what: string, tool: string): boolean {
  // Refreshing concurrently may stand in a transaction; BEGIN in the file is a transaction for every runner.
  return (
    (what === 'refresh' && (tool === 'drizzle' || tool === 'node-pg-migrate')) ||
    (what.includes('BEGIN') && (tool === 'sql' || tool === 'sql-migrate'))
  );
}

function textsFor(runner: Runner, { up, down }: Change): Texts {
  return {
    ...runner.beside,
    ...runner.files(1, 'init', INIT.up, INIT.down),
    ...runner.files(2, 'change', up, down),
  };
}

function findingIn(texts: Texts, { form, rule }: Change): RewriteFinding | undefined {
  return rewritesIn(texts).find(({ fix, ruleId }) => fix.form === form && ruleId === `migrations/${rule}`);
}

function isThere(texts: Texts, { ruleId, fingerprint }: RewriteFinding): boolean {
  return judgeFiles(texts).some((one) => one.ruleId === ruleId && one.fingerprint === fingerprint);
}

function withLineBreaks(texts: Texts, lineBreak: string): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([path, text]) => [path, text.replaceAll('\n', lineBreak)]),
  );
}

/** The sums of Atlas are worked out by `atlas migrate hash` alone. */
function withoutSums(found: readonly string[], tool: string): readonly string[] {
  return tool === 'atlas' ? found.filter((one) => !one.includes('journal-mismatch')) : found;
}

function show(before: Texts, after: Texts): string {
  return Object.entries(after)
    .filter(([path, text]) => before[path] !== text)
    .map(([path, text]) => `--- ${path}\n${text}`)
    .join('\n');
}
