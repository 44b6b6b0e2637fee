import { strict as assert } from 'node:assert';
import { createDocument } from '../../server/src/core/source.ts';
import { suppressionComments, suppressionReason } from '../../server/src/core/suppressions.ts';
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

  it('are found at once in any text', () => {
    const directive = `${IGNORE}-next-line ${RULE}`;
    const long = 2_000_000;
    const hostile = [
      ...['#', '/', ';', '*', ' ', '\t', '-', '/*', '# '].flatMap((opener) => [
        `${opener.repeat(long)}${directive} -- no`,
        `${opener.repeat(long)} ${IGNORE}`,
        `${opener.repeat(20)}${IGNORE}`.repeat(long / 40),
      ]),
      `// ${IGNORE}-next-line${' '.repeat(long)}x`,
      ...[' ', '-', '}', '*', ' --', ', '].map((filler) => `// ${directive} -- a${filler.repeat(long)}b`),
      `// ${directive} -- why\n`.repeat(long / 50),
      `// ${directive} -- why `.repeat(long / 50),
    ];
    for (const text of hostile) {
      const document = createDocument({ path: 'a.ts', text });
      suppressionComments(document);
      for (let at = 0; at < 20_000; at++) suppressionReason(document, RULE, text.length - at);
    }
  });

  it('have a text of 500 characters at most', () => {
    const text = `// ${IGNORE}-next-line ${RULE} -- ${'a'.repeat(10_000)}\nkey`;
    const document = createDocument({ path: 'a.ts', text });
    assert.equal(suppressionReason(document, RULE, text.length)?.length, 500 - RULE.length - 4);
  });

  it('may stand under a long line, after any kind of line break', () => {
    const text = `${'a'.repeat(9_000)}\r\n\r// ${IGNORE}-next-line ${RULE} -- demo\rkey = ${LINE}\n`;
    assert.deepEqual(findingsIn('a.ts', text), []);
  });

  it('never quote what can be no rule: a key may have been pasted there', () => {
    const key = expand('{{stripe-secret-key}}');
    const messages = (name: string): readonly string[] =>
      findingsIn('a.ts', `// ${IGNORE}-next-line ${name}\n`)
        .filter(({ ruleId }) => ruleId === 'suppressions/missing-reason')
        .map(({ message }) => message);
    const unnamed = ['There is no rule of that name, so this comment silences nothing for it.'];
    for (const name of [key, `secrets/${'a'.repeat(60)}`, 'secrets/Key', 'a/b/c'])
      assert.deepEqual(messages(name), unnamed);
    assert.deepEqual(messages('secrets/no-such'), [
      'There is no rule “secrets/no-such”, so this comment silences nothing for it.',
    ]);
  });

  it('come from the configuration too, with a reason', () => {
    const config = `ignore: [{ paths: ["legacy/**"], rules: ["secrets/*"], reason: switched off }]`;
    assert.deepEqual(findingsIn('legacy/a.ts', LINE, { config }), []);
    assert.equal(findingsIn('src/a.ts', LINE, { config }).length, 1);
  });
});
