import { strict as assert } from 'node:assert';
import { findingsIn } from '../../support/analyzeText.ts';

describe('the file of an MTA-STS policy', () => {
  const rulesIn = (path: string, text: string): readonly string[] =>
    findingsIn(path, text).map(({ ruleId }) => ruleId);
  const policy = 'mode: enforce\nmx: mail.shop.com\nmax_age: 604800\n';

  it('is read by its words where the version is missing', () => {
    assert.deepEqual(rulesIn('public/.well-known/mta-sts.txt', policy), ['email/faulty-mta-sts-record']);
    assert.deepEqual(rulesIn('public/.well-known/mta-sts.txt', `version: STSv1\n${policy}`), []);
  });

  it('is not looked for where its words are those of others', () => {
    assert.deepEqual(rulesIn('vite.config.ts', `export default { mode: 'x' };\n`), []);
    assert.deepEqual(rulesIn('config.yaml', policy), []);
  });
});
