import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import type { Finding } from '../../server/src/core/finding.ts';
import { findingsIn } from '../support/analyzeText.ts';
import { readTemplates } from '../support/sample.ts';
import { judgeFiles } from '../support/wholeWorkspace.ts';

interface Defect {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly what: string;
}

describe('the sample product', () => {
  let findings: readonly Finding[];
  const defects = (
    JSON.parse(
      readFileSync(new URL('../fixtures/sample.defects.json', import.meta.url), 'utf8'),
    ) as readonly Defect[]
  ).filter(({ id }) => id.startsWith('E'));

  before(async () => {
    const files = Object.fromEntries(await readTemplates());
    const ofLines = Object.entries(files).flatMap(([path, text]) => findingsIn(path, text));
    findings = [...judgeFiles(files, { ignored: ['.env'] }), ...ofLines].filter(({ area }) => area === 'env');
  });

  for (const { id, file, line, what } of defects)
    it(`${id} ${file}:${line} is found: ${what}`, () =>
      assert.ok(findings.some((finding) => standsAt(finding, file, line))));

  it('has nothing else that is wrong with its variables', () =>
    assert.deepEqual(
      findings
        .filter((finding) => !defects.some(({ file, line }) => standsAt(finding, file, line)))
        .map(({ ruleId, file, range }) => `${ruleId} ${file}:${range?.start.line}`),
      [],
    ));
});

function standsAt({ file, range }: Finding, wanted: string, line: number): boolean {
  return file === wanted && range?.start.line === line;
}
