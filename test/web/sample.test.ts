import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import type { Finding } from '../../server/src/core/finding.ts';
import { readTemplates } from '../support/sample.ts';
import { judgeFiles } from '../support/wholeWorkspace.ts';

interface Defect {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly what: string;
}

describe('caching and CORS in the sample product', () => {
  let findings: readonly Finding[];
  const defects = (
    JSON.parse(
      readFileSync(new URL('../fixtures/sample.defects.json', import.meta.url), 'utf8'),
    ) as readonly Defect[]
  ).filter(({ id }) => /^[HC]\d$/.test(id));

  before(async () => {
    findings = judgeFiles(Object.fromEntries(await readTemplates())).filter(
      ({ area }) => area === 'caching' || area === 'cors',
    );
  });

  for (const { id, file, line, what } of defects)
    it(`${id} ${file}:${line} is found: ${what}`, () =>
      assert.ok(findings.some((finding) => standsAt(finding, file, line))));

  it('have nothing else that is wrong with them', () =>
    assert.deepEqual(
      findings
        .filter((finding) => !defects.some(({ file, line }) => standsAt(finding, file, line)))
        .map(({ ruleId, impact, file, range }) => `${impact} ${ruleId} ${file}:${range?.start.line}`),
      [],
    ));
});

function standsAt({ file, range }: Finding, wanted: string, line: number): boolean {
  return file === wanted && range?.start.line === line;
}
