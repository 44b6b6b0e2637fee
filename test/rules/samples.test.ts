import { strict as assert } from 'node:assert';
import { transform } from 'esbuild';
import { parseDocument } from 'yaml';
import { applyTextEdits } from '../../server/src/core/edit.ts';
import { planFix } from '../../server/src/core/fixes/planFix.ts';
import { RULES } from '../../server/src/core/rules/registry.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { findingsIn, type AnalyzeOptions } from '../support/analyzeText.ts';
import { memoryFiles } from '../support/memoryFiles.ts';
import { samplesOf } from '../support/rulePages.ts';

describe('the samples on the rules’ pages', () => {
  for (const rule of RULES) {
    const samples = samplesOf(rule.id);

    it(`${rule.id} has bad and good samples`, () => {
      assert.ok(
        samples.some(({ kind }) => kind === 'bad'),
        'a page needs a bad sample',
      );
      assert.ok(
        samples.some(({ kind }) => kind === 'good'),
        'a page needs a good sample',
      );
    });

    samples.forEach(({ kind, path, text, marks, facts, besides }, index) => {
      it(`${rule.id}, sample ${index + 1} (${path}) is ${kind === 'bad' ? 'reported where it is marked' : 'silent'}`, () => {
        // Matters of taste speak when they are asked to.
        const config = rule.offByDefault ? `rules: { ${rule.id}: low }\n` : '';
        const found = findingsIn(path, text, { facts, config }).filter(({ ruleId }) => ruleId !== besides);
        if (kind === 'good') return assert.deepEqual(found, []);
        assert.ok(marks.length > 0, 'a bad sample marks what is reported');
        assert.deepEqual(
          found.map(({ ruleId, offsets }) => ({ ruleId, text: text.slice(offsets?.start, offsets?.end) })),
          marks.map(({ start, end }) => ({ ruleId: rule.id, text: text.slice(start, end) })),
        );
        return undefined;
      });

      if (kind === 'bad') {
        it(`${rule.id}, sample ${index + 1} (${path}) is silent once its fixes are applied, and still parses`, async () => {
          const config = rule.offByDefault ? `rules: { ${rule.id}: low }\n` : '';
          await assertParses(path, applyFixes(path, text, { facts, config }));
        });
      }
    });
  }
});

/** The text after every fix that can be applied there; each of them takes its finding away. */
function applyFixes(path: string, text: string, options: AnalyzeOptions): string {
  const files = memoryFiles({ [path]: text, 'package.json': '{}' });
  const document = createDocument({ path, text });
  for (const { ruleId, fixes } of findingsIn(path, text, options)) {
    const plan = fixes[0] ? planFix(fixes[0], document, files) : undefined;
    if (!plan || 'refused' in plan) continue;
    const edits = plan.edits.find((edit) => edit.path === path)?.edits ?? [];
    const fixed = applyTextEdits(text, edits);
    assert.deepEqual(
      findingsIn(path, fixed, options).filter((finding) => finding.ruleId === ruleId),
      [],
    );
    return applyFixes(path, fixed, options);
  }
  return text;
}

async function assertParses(path: string, text: string): Promise<void> {
  const loader = /\.([jt]sx?)$/.exec(path)?.[1];
  if (loader) await transform(text, { loader: loader as 'ts' });
  if (/\.ya?ml$/.test(path)) assert.deepEqual(parseDocument(text).errors, []);
}
