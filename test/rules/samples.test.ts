import { strict as assert } from 'node:assert';
import { RULES } from '../../server/src/core/rules/registry.ts';
import { findingsIn } from '../support/analyzeText.ts';
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

    samples.forEach(({ kind, path, text, marks }, index) => {
      it(`${rule.id}, sample ${index + 1} (${path}) is ${kind === 'bad' ? 'reported where it is marked' : 'silent'}`, () => {
        const found = findingsIn(path, text);
        if (kind === 'good') return assert.deepEqual(found, []);
        assert.ok(marks.length > 0, 'a bad sample marks what is reported');
        assert.deepEqual(
          found.map(({ ruleId, offsets }) => ({ ruleId, text: text.slice(offsets?.start, offsets?.end) })),
          marks.map(({ start, end }) => ({ ruleId: rule.id, text: text.slice(start, end) })),
        );
        return undefined;
      });
    });
  }
});
