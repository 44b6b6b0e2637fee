import { strict as assert } from 'node:assert';
import { findingWith } from '../support/findings.ts';
import { toDiagnostic } from '../../server/src/lsp/convert.ts';
import { DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver/node';
import { analyzeText } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';
import { judgeFiles } from '../support/wholeWorkspace.ts';

describe('a finding as a diagnostic', () => {
  it('hints at what has happened already, unless somebody made it weigh more', () => {
    const severity = (said: Parameters<typeof findingWith>[0]): unknown =>
      toDiagnostic(findingWith(said), '/product').severity;
    assert.equal(severity({ impact: 'low', past: true }), DiagnosticSeverity.Hint);
    assert.equal(severity({ impact: 'low' }), DiagnosticSeverity.Information);
    assert.equal(severity({ impact: 'high', past: true }), DiagnosticSeverity.Warning);
  });

  it('has the range of the finding, from zero', () => {
    const text = `const key = '${expand('{{stripe-secret-key}}')}';\n`;
    const [finding] = analyzeText('a.ts', text).findings;
    assert.ok(finding);
    const { range } = toDiagnostic(finding, '/product');
    assert.deepEqual(range, {
      start: { line: 0, character: 13 },
      end: { line: 0, character: text.length - 3 },
    });
  });

  it('underlines the first line only of a key that has many', () => {
    const text = expand(
      'one\n-----BEGIN RSA PRIVATE KEY-----\n{{pem-body}}\n-----END RSA PRIVATE KEY-----\n',
    );
    const [finding] = analyzeText('server.pem', text).findings;
    assert.ok(finding);
    assert.equal(finding.range?.end.line, text.split('\n').length - 1);
    assert.deepEqual(toDiagnostic(finding, '/product').range, {
      start: { line: 1, character: 0 },
      end: { line: 2, character: 0 },
    });
  });

  it('fades what can go, and underlines it where somebody takes it more seriously', () => {
    const files = {
      'package.json': '{ "name": "a" }',
      'a.ts': 'go(process.env.B_URL!);',
      '.env.example': 'A_URL=\nB_URL=\n',
    };
    const shown = (config: string) =>
      judgeFiles(files, { config }).map((finding) => toDiagnostic(finding, '/product'));
    const [faded] = shown('');
    assert.equal(faded?.code, 'env/unused-variable');
    assert.deepEqual(faded.tags, [DiagnosticTag.Unnecessary]);
    assert.equal(faded.severity, DiagnosticSeverity.Hint);
    const [serious] = shown('rules: { env/unused-variable: high }\n');
    assert.equal(serious?.severity, DiagnosticSeverity.Warning);
  });

  it('names related places by their addresses', () => {
    const [finding] = analyzeText('a.ts', `const key = '${expand('{{stripe-secret-key}}')}';\n`).findings;
    assert.ok(finding?.range);
    const related = [{ file: 'src/ü.ts', range: finding.range, message: 'The same value' }];
    const { relatedInformation } = toDiagnostic({ ...finding, related }, '/product');
    assert.deepEqual(
      relatedInformation?.map(({ location, message }) => `${message} ${location.uri}`),
      ['The same value file:///product/src/%C3%BC.ts'],
    );
  });
});
