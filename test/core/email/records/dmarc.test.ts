import assert from 'node:assert/strict';
import { parseDmarc, reportDomains } from '../../../../server/src/core/email/records/dmarc.ts';
import { recordCases } from './table.ts';

describe('Problems of DMARC records', () => {
  recordCases('dmarc', [
    ['v=DMARC1; p=reject; rua=mailto:a@b.com'],
    [
      'v=DMARC1;p=none;rua=mailto:a@b.com!10m,mailto:c@d.com; fo=1; ruf=mailto:x@y.com',
      'policy-none [p=none]',
      'obsolete-size [!10m] => ',
    ],
    ['v=DMARC1; p=none', 'policy-none-without-reports [p=none]'],
    ['v=DMARC1; rua=mailto:a@b.com', 'missing-policy [v=DMARC1; rua=mailto:a@b.com]'],
    ['v=DMARC1', 'missing-policy! [v=DMARC1]'],
    ['v=DMARC1; p=rejct', 'invalid-policy! [rejct] => reject'],
    ['v=DMARC1; p=quarentine; rua=mailto:a@b.com', 'invalid-policy [quarentine] => quarantine'],
    ['v=DMARC1 p=none rua=mailto:a@b.com', 'version-separator! [ ] => ; '],
    ['v=DMARC1, p=none, rua=mailto:a@b.com', 'version-separator! [, ] => ; '],
    ['v=DMARC1; p=none, rua=mailto:a@b.com', 'missing-semicolon! [, ] => ; '],
    ['v=DMARC1; p=none rua=mailto:a@b.com', 'missing-semicolon! [ ] => ; '],
    ['v=dmarc1; p=none', 'version! [v=dmarc1] => v=DMARC1', 'policy-none-without-reports [p=none]'],
    ['v=DMARC; p=none', 'version! [v=DMARC] => v=DMARC1', 'policy-none-without-reports [p=none]'],
    ['DMARC1; p=none', 'version! [DMARC1] => v=DMARC1', 'policy-none-without-reports [p=none]'],
    ['p=reject; v=DMARC1', 'version-not-first! [v=DMARC1]'],
    ['v:DMARC1; p:reject', 'version! [v:DMARC1] => v=DMARC1', 'colon-for-equals! [:] => ='],
    ['v=DMARC1; p:reject; rua=mailto:a@b.com', 'colon-for-equals [:] => ='],
    [' v=DMARC1; p=reject', 'leading-blank! [ ] => '],
    ['"v=DMARC1; p=reject"', 'quotes! ["v=DMARC1; p=reject"] => v=DMARC1; p=reject'],
    ['v=DMARC1\\; p=reject', 'escaped-semicolon! [\\;] => ;'],
    ['v=DMARC1; p=reject; rua=a@b.com', 'missing-mailto [a@b.com] => mailto:a@b.com'],
    ['v=DMARC1; p=reject; rua=mailto:a@b.com mailto:c@d.com', 'blank-in-uri [ ] => ,'],
    ['v=DMARC1; p=reject; rua=mailto:a@b.com; mailto:c@d.com', 'semicolon-in-list [; ] => ,'],
    ['v=DMARC1; p=reject; rua=mailto: a@b.com', 'blank-in-uri [ ] => '],
    ['v=DMARC1; p=reject; rua=https://a.com/x', 'unsupported-uri [https://a.com/x]'],
    ['v=DMARC1; p=reject; rua=mailto:a%@b.com', 'bad-percent-encoding [%] => %25'],
    [
      'v=DMARC1; p=reject; sp=none; np=quarantine; t=y; psd=y; pct=50; rf=afrf; ri=3600',
      'weaker-subdomain-policy [sp=none]',
      'testing [t=y]',
      'public-suffix [psd=y]',
      'partial-policy [pct=50]',
      'obsolete-tag [rf=afrf]',
      'obsolete-tag [ri=3600]',
    ],
    [
      'v=DMARC1; p=reject; p=none; adkim=strict; aspf=x; fo=2',
      'repeated-tag! [p=none]',
      'invalid-value [strict] => s',
      'invalid-value [x]',
      'invalid-value [2]',
    ],
    ['v=DMARC1; p=reject; foo=bar; rau=mailto:a@b.com', 'unknown-tag [foo=bar]', 'misspelt-tag [rau] => rua'],
    ['v=DMARC1; p=reject; fo=1', 'failure-options-without-address [fo=1]'],
    ['v=DMARC1; p=reject;'],
    ['v = DMARC1 ; p = reject'],
    ['v=DMARC1; p=reject; sp=', 'invalid-policy! [sp=]'],
    ['v=DMARC1; p=reject; fo=0:1', 'failure-options-without-address [fo=0:1]', 'invalid-value [0:1]'],
    ['v=DMARC1; p=reject; ruf=mailto:a@b.com; fo=d:s:1'],
    ['v=DMARC1; p=reject; np=reject; sp=quarantine', 'weaker-subdomain-policy [sp=quarantine]'],
    ['v=DMARC1; p=quarantine; pct=100', 'obsolete-tag [pct=100]'],
    ['v=DMARC1; p=quarantine; pct=0', 'partial-policy [pct=0]'],
    ['v=DMARC1; p=reject; pct=abc', 'invalid-value [pct=abc]'],
    ['v=DMARC1; p=none; t=y; rua=mailto:a@b.com', 'policy-none [p=none]'],
    ['v=DMARC1;; p=reject', 'empty-tag [;] => '],
    ['v=DMARC1; policy=reject', 'misspelt-tag! [policy] => p'],
    ['V=DMARC1; p=reject', 'tag-case [V=DMARC1] => v=DMARC1'],
    ['v=DMARC1; P=reject', 'tag-case [P] => p'],
    ['v=DMARC1; p=reject;\nrua=mailto:a@b.com', 'line-break [\n] =>  '],
    ['v=DMARC1; p=reject\n', 'line-break [\n] => '],
    ['v=DMARC1; p=reject;&nbsp;sp=reject', 'html [&nbsp;] =>  '],
    ['v=DMARC1; p=reject&#59; rua=mailto:a@b.com', 'html [&#59;] => ;'],
    [
      '_dmarc.b.com. 3600 IN TXT "v=DMARC1; p=none"',
      'text-before-record! [_dmarc.b.com. 3600 IN TXT "v=DMARC1; p=none"] => v=DMARC1; p=none',
    ],
    [
      'Name: _dmarc Value: v=DMARC1; p=none',
      'text-before-record! [Name: _dmarc Value: v=DMARC1; p=none] => v=DMARC1; p=none',
    ],
    ['v=DMARC1; p=reject; rua=', 'empty-uri [rua=]'],
    ['v=DMARC1; p=reject; rua=mailto:', 'invalid-uri [mailto:]'],
    ['v=DMARC1; p=reject; rua=mailto:a@b.com,', 'empty-uri [,] => '],
    ['v=DMARC1; p=reject; rua=mailto://a@b.com', 'invalid-uri [//] => '],
    ['v=DMARC1; p=reject; rua=mailto:<a@b.com>', 'invalid-uri [mailto:<a@b.com>]'],
    ['v=DMARC1; p=reject; rua=mail:a@b.com', 'misspelt-mailto [mail] => mailto'],
    ['v=DMARC1; p=reject; rua=mailto:a@b', 'invalid-uri [mailto:a@b]'],
    ['v=DMARC1; p=REJECT; adkim=S'],
    ['v=DMARC1; P=reject', 'tag-case [P] => p'],
    ['v=DMARC1; policy=reject; rua=mailto:a@b.com', 'misspelt-tag [policy] => p'],
    ['v=DMARC1; p=', 'invalid-policy! [p=]'],
    ['v=DMARC1; p=reject; sp=rejct; rua=mailto:a@b.com', 'invalid-policy [rejct] => reject'],
    ['v=spf1 -all', 'other-record! [v=spf1 -all]'],
    ['v=DMARC1; p=reject v=DMARC1; p=none', 'missing-semicolon! [ ] => ; ', 'repeated-tag! [p=none]'],
    ['v=DMARC1; p=reject; psd=n; t=n'],
    ['v=DMARC1; p=reject; psd=x', 'invalid-value [x]'],
    ['v=DMARC1; p=none|rua=mailto:a@b.com', 'missing-semicolon! [|] => ; '],
  ]);
});

describe('Policies of DMARC records', () => {
  const policies = (text: string): readonly (string | undefined)[] => {
    const { policy, subdomainPolicy, nonexistentPolicy } = parseDmarc(text);
    return [policy, subdomainPolicy, nonexistentPolicy];
  };

  it('are inherited from the domain to its subdomains', () => {
    assert.deepEqual(policies('v=DMARC1; p=reject'), ['reject', 'reject', 'reject']);
    assert.deepEqual(policies('v=DMARC1; p=reject; sp=none'), ['reject', 'none', 'none']);
    assert.deepEqual(policies('v=DMARC1; p=none; np=reject'), ['none', 'none', 'reject']);
  });

  it('that are wrong are none where reports are asked for', () => {
    assert.deepEqual(policies('v=DMARC1; rua=mailto:a@example.com'), ['none', 'none', 'none']);
    assert.deepEqual(policies('v=DMARC1; p=reject; sp=x; rua=mailto:a@example.com'), [
      'none',
      'none',
      'none',
    ]);
  });

  it('that are wrong end DMARC where no reports are asked for', () => {
    assert.deepEqual(policies('v=DMARC1'), [undefined, undefined, undefined]);
    assert.deepEqual(policies('v=DMARC1; p=reject; np=x'), [undefined, undefined, undefined]);
  });

  it('have modes of alignment', () => {
    const { adkim, aspf, isTesting, psd, percent } = parseDmarc(
      'v=DMARC1; p=none; adkim=s; t=y; psd=n; pct=5',
    );
    assert.deepEqual([adkim, aspf, isTesting, psd, percent], ['s', 'r', true, 'n', 5]);
  });

  it('name the domains that reports go to, each once', () => {
    const record =
      'v=DMARC1; p=none; rua=mailto:a@One.example!10m, mailto:b@two.example; ruf=mailto:c@one.example';
    assert.deepEqual(reportDomains(record), ['one.example', 'two.example']);
  });
});
