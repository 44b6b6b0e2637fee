import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import type { Finding } from '../../server/src/core/finding.ts';
import { readTemplates } from './sample.ts';
import { judgeFiles } from './wholeWorkspace.ts';

interface Defect {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly what: string;
}

/**
 * Tests that the defects of the sample product whose ids match are found by rules of these areas, and that nothing else of
 * these areas is reported there. `beside` names rules whose findings are no defects of their own.
 */
export function tellSampleDefects(
  ids: RegExp,
  areas: readonly string[],
  beside: ReadonlySet<string> = new Set(),
): void {
  let findings: readonly Finding[];
  const all = JSON.parse(
    readFileSync(new URL('../fixtures/sample.defects.json', import.meta.url), 'utf8'),
  ) as readonly Defect[];
  const defects = all.filter(({ id }) => ids.test(id));

  before(async () => {
    findings = judgeFiles(Object.fromEntries(await readTemplates())).filter(({ area }) =>
      areas.includes(area),
    );
  });

  it('are there at all', () => assert.ok(defects.length > 0));

  for (const { id, file, line, what } of defects)
    it(`${id} ${file}:${line} is found: ${what}`, () =>
      assert.ok(findings.some((finding) => standsAt(finding, file, line))));

  it('have nothing else that is wrong with them', () =>
    assert.deepEqual(
      findings
        .filter(
          (finding) =>
            !beside.has(finding.ruleId) && !defects.some(({ file, line }) => standsAt(finding, file, line)),
        )
        .map(({ ruleId, impact, file, range }) => `${impact} ${ruleId} ${file}:${range?.start.line}`),
      [],
    ));
}

function standsAt({ file, range }: Finding, wanted: string, line: number): boolean {
  return file === wanted && range?.start.line === line;
}
