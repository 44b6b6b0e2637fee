import { strict as assert } from 'node:assert';
import { WORKSPACE_RULES } from '../../server/src/core/rules/registry.ts';
import { wholeSamplesOf } from '../support/rulePages.ts';
import { judgeFiles } from '../support/wholeWorkspace.ts';

describe('the samples on the pages of rules that judge all files together', () => {
  for (const rule of WORKSPACE_RULES) {
    const samples = wholeSamplesOf(rule.id);

    it(`${rule.id} has bad and good samples`, () => {
      for (const kind of ['bad', 'good'])
        assert.ok(
          samples.some((sample) => sample.kind === kind),
          `a page needs a ${kind} sample`,
        );
    });

    samples.forEach(({ kind, files }, index) => {
      it(`${rule.id}, sample ${index + 1} is ${kind === 'bad' ? 'reported where it is marked' : 'silent'}`, () => {
        const texts = Object.fromEntries(files.map(({ path, text }) => [path, text]));
        const ignored = files.filter((file) => file.ignored).map(({ path }) => path);
        // Matters of taste speak when they are asked to.
        const config = rule.offByDefault ? `rules: { ${rule.id}: low }\n` : '';
        const found = judgeFiles(texts, { ignored, config })
          .filter(({ ruleId }) => ruleId === rule.id)
          .map(({ file, offsets }) => ({ file, start: offsets?.start, end: offsets?.end }));
        const marks = files.flatMap(({ path, marks: wanted }) =>
          wanted.map(({ start, end }) => ({ file: path, start, end })),
        );
        if (kind === 'bad') assert.ok(marks.length > 0, 'a bad sample marks what is reported');
        assert.deepEqual(inOrder(found), inOrder(marks));
      });
    });
  }
});

function inOrder(places: readonly unknown[]): readonly string[] {
  return places.map((place) => JSON.stringify(place)).sort();
}
