import { strict as assert } from 'node:assert';
import { applyTextEdits } from '../../server/src/core/edit.ts';
import type { Releases } from '../../server/src/core/facts.ts';
import type { Finding } from '../../server/src/core/finding.ts';
import { planFix } from '../../server/src/core/fixes/planFix.ts';
import { WORKSPACE_RULES } from '../../server/src/core/rules/registry.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { memoryFiles } from '../support/memoryFiles.ts';
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
        const found = judgeFiles(texts, { ignored, config, ...releasesIn(files) })
          .filter(({ ruleId }) => ruleId === rule.id)
          .map(({ file, offsets }) => ({ file, start: offsets?.start, end: offsets?.end }));
        const marks = files.flatMap(({ path, marks: wanted }) =>
          wanted.map(({ start, end }) => ({ file: path, start, end })),
        );
        if (kind === 'bad') assert.ok(marks.length > 0, 'a bad sample marks what is reported');
        assert.deepEqual(inOrder(found), inOrder(marks));
      });

      if (kind === 'bad') {
        it(`${rule.id}, sample ${index + 1} loses a finding with each fix, whatever its line breaks are`, () => {
          for (const lineBreak of ['\n', '\r\n']) {
            const written = files.map(({ path, text }) => [path, text.replaceAll('\n', lineBreak)] as const);
            const ignored = files.filter((file) => file.ignored).map(({ path }) => path);
            fixAll(Object.fromEntries(written), rule.id, ignored);
          }
        });
      }
    });
  }
});

/** What git says, where a sample speaks of it. */
function releasesIn(
  files: readonly { readonly path: string; readonly released: 'same' | 'edited' | undefined }[],
): { readonly released?: Releases } {
  const paths = Object.fromEntries(
    files.flatMap(({ path, released }) => (released ? [[path, released]] : [])),
  );
  return Object.keys(paths).length === 0 ? {} : { released: { ref: 'origin/main', paths, deleted: [] } };
}

type Texts = Readonly<Record<string, string>>;

/** Applies one fix after the other, and looks after each whether what it was for is gone. */
function fixAll(
  texts: Texts,
  ruleId: string,
  ignored: readonly string[],
  refused: readonly string[] = [],
): void {
  const finding = judgeFiles(texts, { ignored }).find(
    ({ ruleId: id, fixes, fingerprint }) =>
      id === ruleId && fixes.length > 0 && !refused.includes(fingerprint),
  );
  const after = finding && fixed(texts, finding);
  if (!finding) return;
  if (!after) return fixAll(texts, ruleId, ignored, [...refused, finding.fingerprint]);
  for (const [path, text] of Object.entries(after))
    if (texts[path]?.includes('\r\n')) assert.doesNotMatch(text, /(?<!\r)\n/, path);
  assert.ok(
    judgeFiles(after, { ignored }).every(
      ({ ruleId: id, fingerprint }) => id !== ruleId || fingerprint !== finding.fingerprint,
    ),
    finding.message,
  );
  fixAll(after, ruleId, ignored, refused);
}

/** The files after its fix; undefined where that is refused. */
function fixed(texts: Texts, { file, fixes: [fix] }: Finding): Texts | undefined {
  if (!fix) return undefined;
  const path = file ?? '';
  const plan = planFix(fix, createDocument({ path, text: texts[path] ?? '' }), memoryFiles(texts));
  if ('refused' in plan) return undefined;
  return Object.assign(
    { ...texts },
    ...plan.edits.map((edit) => ({ [edit.path]: applyTextEdits(texts[edit.path] ?? '', edit.edits) })),
  ) as Texts;
}

function inOrder(places: readonly unknown[]): readonly string[] {
  return places.map((place) => JSON.stringify(place)).sort();
}
