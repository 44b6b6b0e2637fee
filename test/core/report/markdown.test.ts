import { strict as assert } from 'node:assert';
import { markdownReport } from '../../../server/src/core/report/markdown.ts';
import { code, escaped, linked, table } from '../../../server/src/core/report/markdownText.ts';
import { ruleInfoOf } from '../../../server/src/core/rules/registry.ts';
import type { CheckResult } from '../../../server/src/core/report/report.ts';
import { findingWith, resultWith, WITHOUT_PRESENT_LINES } from '../../support/findings.ts';

const report = (result: CheckResult): string => markdownReport(result, { ruleInfoOf });

describe('the Markdown report', () => {
  it('says what is wrong, why, where, what to do and in which order', () => {
    const help = { label: 'Stripe: API keys', url: 'https://dashboard.stripe.com/apikeys' };
    assert.equal(
      report(resultWith([findingWith({ kind: 'stripe-secret-key', help })])),
      [
        '# Launch risks: shop',
        '',
        '**Not ready to launch: 1 blocker. Readiness 35 of 100.**',
        '2 files were checked by Launch Ready 1.2.3.',
        '',
        '## Must fix before launch',
        '',
        '| Risk | Impact | Effort | Step | Where |',
        '| --- | --- | --- | --- | --- |',
        '| [Provider key in the code](https://example.test/secrets/provider-token.md) | blocker | minutes | 1 and 2 | `src/pay.ts:3` |',
        '',
        '### Provider key in the code',
        '',
        '**Why it matters:** Whoever can read the repository, now or later, can use the key as if they were you: forks, backups, contractors and leaked laptops included.',
        '',
        '- **`stripe secret key`:** `src/pay.ts:3`: A key in this file.',
        '  - [Stripe: API keys](https://dashboard.stripe.com/apikeys)',
        '',
        '**How to fix:** Rotate it.  ',
        '**Effort:** minutes (a new key at the provider, and its variable in the environment). **Step** 1 and 2. **Rule:** [secrets/provider-token](https://example.test/secrets/provider-token.md)',
        '',
        '## In which order',
        '',
        '**Rotate what may be known.** Somebody may have a copy already. Taking a key out of the code does not make it worthless, a new one does. Put the new value into the environment at once.',
        '',
        '1. Provider key in the code: `stripe secret key` (minutes).',
        '',
        '**Change the code and its settings.** The new values are in place by now, so that this can be deployed.',
        '',
        '2. Provider key in the code: take the old value out of the files.',
        '',
        '## Not checked',
        '',
        '- Old versions of files, where a secret stays readable: `launch-ready check --history`.',
        '- The running product, its domain, mail and certificates: `launch-ready live your-domain`.',
        '',
      ].join('\n'),
    );
  });

  it('has what is put off, with owner and date, and counts what is accepted', () => {
    const text = report(
      resultWith([
        findingWith({
          suppressed: { by: 'config', owner: 'Ana | Bo', until: '2027-01-31', reason: 'demo account' },
        }),
        findingWith({ suppressed: { by: 'comment', reason: 'made up' } }),
      ]),
    );
    assert.ok(text.includes('**Nothing was found.**'));
    assert.ok(
      text.includes('Not counted: 1 put off, 1 accepted in comments, the configuration or a baseline.'),
    );
    assert.ok(
      text.includes(
        '| 2027-01-31 | Ana &#124; Bo | `src/pay.ts:3:7`: secrets/provider-token | demo account |',
      ),
    );
  });

  it('names the commands of the editor where it is read there', () => {
    const text = markdownReport(resultWith([]), { ruleInfoOf, isInEditor: true });
    assert.match(text, /stays readable: _Launch Ready: Check the History for Secrets_\./);
    assert.match(text, /mail and certificates: _Launch Ready: Run Live Checks_\./);
    assert.doesNotMatch(text, /launch-ready (?:check|live)/);
  });

  it('says of a review that it is one, and what was not reviewed', () => {
    const review = { changedFiles: 3, notices: ['photo.psd is over 5 MB and was not reviewed.'] };
    const text = report(resultWith([findingWith()], { review }));
    assert.ok(text.startsWith('# Launch risks of a change: shop\n'));
    assert.ok(text.includes('A change to 3 files was reviewed by Launch Ready 1.2.3.'));
    assert.ok(text.includes('- photo.psd is over 5 MB and was not reviewed.\n'));
  });

  it('says what could not be checked', () => {
    const errors = [{ file: 'a`b.ts', ruleId: '', message: 'it can’t be read' }];
    assert.ok(report(resultWith([], { errors })).includes('- ``a`b.ts``: it can’t be read\n'));
  });

  it('names places that are no lines of files of the present', () => {
    const text = report(resultWith(WITHOUT_PRESENT_LINES, { commits: 4 }));
    for (const place of [
      'message of commit 1a2b3c4d5e:3:7',
      'src/pay.ts:3:7 in commit 1a2b3c4d5e',
      'www.shop.example',
    ])
      assert.ok(text.includes(`\`${place}\``), text);
    assert.ok(text.startsWith('# Secrets in the history: shop\n'));
  });

  it('links places where somebody can tell their addresses', () => {
    const text = markdownReport(resultWith([findingWith({ file: 'src/a (1).ts' })]), {
      ruleInfoOf,
      linkTo: (file, line) => `/${encodeURIComponent(file)}#L${line}`,
    });
    assert.ok(text.includes('[`src/a (1).ts:3`](/src%2Fa%20%281%29.ts#L3)'), text);
  });

  it('leaves nothing of a stranger’s words to be markup', () => {
    const hostile =
      '</details><script>alert(1)</script> [x](javascript:alert(1)) ![y](https://evil.example/z) @ana #1 | `a` ``';
    const text = report(
      resultWith([
        findingWith({ file: `a|b\`c\n# ${hostile}.ts`, message: `${hostile}\n- x. Add **it** _now_.` }),
      ]),
    );
    assert.ok(!/<(?!\/?details>|\/?summary>)/.test(text.replaceAll(/(`+)[^`].*?[^`]\1(?!`)/g, '')), text);
    const words = text.replaceAll(/(`+)[^`].*?[^`]\1(?!`)/g, '');
    for (const markup of ['[x](', '![y](', '@ana', '#1 ', '://evil', '**it**', '_now_'])
      assert.ok(!words.includes(markup), `${markup}: ${words}`);
    for (const line of text.split('\n').filter((each) => each.startsWith('|')))
      assert.equal(line.replaceAll('\\|', '').split('|').length, 7, line);
  });

  it('fits into an issue however much there is', () => {
    const findings = Array.from({ length: 3_000 }, (_, index) =>
      findingWith({
        ruleId: ['migrations/dropped-table', 'cors/lost-header', 'env/no-validation'][index % 3] ?? '',
        impact: index % 2 ? 'low' : 'blocker',
        file: `src/${'deep/'.repeat(30)}${index}.ts`,
        message: `${index} ${'is wrong and '.repeat(200)}. Mend it.`,
      }),
    );
    const text = report(resultWith(findings));
    assert.ok(text.length < 65_536, `${text.length}`);
    assert.ok(text.includes('## Must fix before launch'));
    assert.ok(text.includes('`launch-ready check --only migrations/dropped-table` lists them'));
  });
});

describe('words in Markdown', () => {
  it('show themselves', () => {
    const cases: Readonly<Record<string, string>> = {
      'a_b and __init__': String.raw`a_b and \_\_init\_\_`,
      '*x* ~~y~~ [z] \\': String.raw`\*x\* \~\~y\~\~ \[z\] \\`,
      '<b>&amp;</b>': '&lt;b&gt;&amp;amp;&lt;/b&gt;',
      'run `rm -rf *` now': 'run `rm -rf *` now',
      'one ` alone': 'one \\` alone',
      '- a': String.raw`\- a`,
      '1. a': String.raw`1\. a`,
      '# a': String.raw`\# a`,
      '1.2.3': '1.2.3',
      'a\nb': String.raw`a\\u000ab`,
      'http://evil.example': 'http:\u200B//evil.example',
      'www.evil.example': 'www\u200B.evil.example',
      'ask @ana, see #12': 'ask @\u200Bana, see #\u200B12',
    };
    for (const [text, shown] of Object.entries(cases)) assert.equal(escaped(text), shown);
  });

  it('are code whatever backticks they have', () => {
    assert.equal(code('a.ts'), '`a.ts`');
    assert.equal(code('a`b'), '``a`b``');
    assert.equal(code('`a``'), '``` `a`` ```');
    assert.equal(code('a\nb'), '`a\\u000ab`');
  });

  it('are linked to web pages and files alone', () => {
    assert.equal(linked('x', 'https://a.example/(b)'), '[x](https://a.example/%28b%29)');
    assert.equal(linked('x', '/a%20b.ts#L3'), '[x](/a%20b.ts#L3)');
    for (const url of [
      'javascript:alert(1)',
      'https://a.example/ b',
      'https://a.example/<b>',
      'command:x',
      '',
    ])
      assert.equal(linked('x', url), 'x');
  });

  it('stay in their cell', () => {
    assert.equal(table(['A'], [[code('a|b')]]), '| A |\n| --- |\n| `a\\|b` |');
  });
});
