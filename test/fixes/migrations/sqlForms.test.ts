import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';
import { fixed, fixEverything, newFindings, type RewriteFinding } from './applying.ts';
import { CHANGES } from './forms.ts';
import { findingIn, textsFor } from './matrix.ts';
import { RUNNERS, type Texts } from './runners.ts';

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
