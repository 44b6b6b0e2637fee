import { strict as assert } from 'node:assert';
import type { Finding } from '../../server/src/core/finding.ts';
import { mergeSameSecrets } from '../../server/src/core/sameSecrets.ts';
import { analyzeText } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';

const KEY = expand('{{stripe-secret-key}}');
const OTHER = expand('{{stripe-secret-key:2}}');

describe('the same secret in many places', () => {
  it('is one finding, with the other places as related ones', () => {
    const findings = [
      ...found('src/b.ts', `export const key = '${KEY}';\n`),
      ...found('src/a.ts', `\nexport const key = '${KEY}';\nconst again = '${KEY}';\n`),
      ...found('docs/setup.md', `Use ${KEY}.\n`),
    ];
    assert.equal(findings.length, 4);
    const [merged, ...rest] = mergeSameSecrets(findings);
    assert.deepEqual(rest, []);
    assert.equal(merged?.file, 'src/a.ts', 'the product’s own code comes first');
    assert.equal(merged.range?.start.line, 2);
    assert.deepEqual(
      merged.related.map(({ file, range, message }) => `${message} ${file}:${range.start.line}`),
      ['The same value src/a.ts:3', 'The same value src/b.ts:1', 'The same value docs/setup.md:1'],
    );
  });

  it('tells different secrets apart, though they look alike once they are masked', () => {
    const alike = `${KEY.slice(0, 12)}${OTHER.slice(12, -4)}${KEY.slice(-4)}`;
    const findings = [...found('a.ts', `const a = '${KEY}';`), ...found('b.ts', `const b = '${alike}';`)];
    assert.equal(mergeSameSecrets(findings).length, 2);
  });

  it('leaves a suppressed place alone, so that one reason does not silence another file', () => {
    const comment = ['// launch-ready', 'ignore-next-line secrets/provider-token -- a demo'].join('-');
    const findings = [
      ...found('a.ts', `${comment}\nconst a = '${KEY}';`),
      ...found('b.ts', `const b = '${KEY}';`),
    ];
    const merged = mergeSameSecrets(findings);
    assert.equal(merged.length, 2);
    assert.equal(merged.find(({ suppressed }) => !suppressed)?.file, 'b.ts');
    assert.deepEqual(
      merged.map(({ related }) => related),
      [[], []],
    );
  });

  it('cannot be recognised from one run to another', () => {
    const idWith = (salt: string) =>
      analyzeText('a.ts', `const a = '${KEY}';`, { salt }).findings[0]?.valueId;
    assert.equal(idWith('one'), idWith('one'));
    assert.notEqual(idWith('one'), idWith('two'));
  });
});

function found(path: string, text: string): readonly Finding[] {
  return analyzeText(path, text).findings.filter(({ ruleId }) => ruleId === 'secrets/provider-token');
}
