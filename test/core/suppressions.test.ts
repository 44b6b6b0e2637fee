import { strict as assert } from 'node:assert';
import { analyzeText, findingsIn } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';

const LINE = expand("'{{stripe-secret-key}}'");
const RULE = 'secrets/provider-token';
// Put together here, so that the comments in this file's strings are no suppressions of this file.
const IGNORE = ['launch-ready', 'ignore'].join('-');

describe('suppressions', () => {
  const forms: readonly (readonly [path: string, comment: (directive: string) => string])[] = [
    ['a.ts', (directive) => `// ${directive}`],
    ['a.css', (directive) => `/* ${directive} */`],
    ['a.py', (directive) => `# ${directive}`],
    ['a.html', (directive) => `<!-- ${directive} -->`],
    ['a.tsx', (directive) => `{/* ${directive} */}`],
    ['a.sql', (directive) => `-- ${directive}`],
  ];

  for (const [path, comment] of forms) {
    it(`silence the next line of ${path}, with the reason kept`, () => {
      const text = `${comment(`${IGNORE}-next-line ${RULE} -- key of the demo -- really`)}\nkey = ${LINE}\nother = ${LINE}\n`;
      const { findings } = analyzeText(path, text);
      assert.deepEqual(
        findings.map(({ range, suppressed }) => [range?.start.line, suppressed]),
        [
          [2, { by: 'comment', reason: 'key of the demo -- really' }],
          [3, null],
        ],
      );
    });
  }

  it('silence a whole file, and an area', () => {
    assert.deepEqual(findingsIn('a.ts', `// ${IGNORE}-file ${RULE} -- made up\n\n\nkey = ${LINE}`), []);
    assert.deepEqual(findingsIn('a.ts', `// ${IGNORE}-file secrets/* -- made up\n\n\nkey = ${LINE}`), []);
  });

  it('do nothing without a reason, and are named', () => {
    const found = findingsIn('a.ts', `// ${IGNORE}-next-line ${RULE}\nkey = ${LINE}`);
    assert.deepEqual(
      found.map(({ ruleId }) => ruleId),
      [RULE, 'suppressions/missing-reason'],
    );
  });

  it('are comments, not texts about them', () => {
    assert.deepEqual(
      findingsIn('a.md', `Write \`${IGNORE}-next-line RULE -- reason\`.\n\n    # ${IGNORE}-file RULE\n`),
      [],
    );
    assert.deepEqual(findingsIn('a.ts', `const help = 'use ${IGNORE}-next-line RULE';\n`), []);
    assert.equal(findingsIn('a.ts', `/*\n * ${IGNORE}-file RULE\n */\n`).length, 1);
  });

  it('silence only the rule that they name', () => {
    assert.equal(
      findingsIn('a.ts', `// ${IGNORE}-next-line secrets/private-key -- no\nkey = ${LINE}`).length,
      1,
    );
  });

  it('work on Windows line endings', () => {
    assert.deepEqual(
      findingsIn('a.ts', `a\r\n// ${IGNORE}-next-line ${RULE} -- demo\r\nkey = ${LINE}\r\n`),
      [],
    );
  });

  it('come from the configuration too, with a reason', () => {
    const config = `ignore: [{ paths: ["legacy/**"], rules: ["secrets/*"], reason: switched off }]`;
    assert.deepEqual(findingsIn('legacy/a.ts', LINE, { config }), []);
    assert.equal(findingsIn('src/a.ts', LINE, { config }).length, 1);
  });
});
