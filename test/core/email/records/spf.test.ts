import assert from 'node:assert/strict';
import { lookupsOf, parseSpf, spfAddresses } from '../../../../server/src/core/email/records/spf.ts';
import { recordCases } from './table.ts';

describe('Problems of SPF records', () => {
  recordCases('spf', [
    ['v=spf1 ;-all', 'separator! [;] => '],
    ['v=spf1 exists=%{x}.a.com -all', 'equals-for-colon! [=] => :'],
    ['v=spf1 a/24a/24 -all', 'invalid-prefix! [/24a/24]'],
    ['v=spf1 a:ex?mple.com/64 -all', 'invalid-domain [ex?mple.com]', 'invalid-prefix! [/64]'],
    ['v=spf1 mx:me@example_ -all', 'mail-address-for-domain! [me@example_]'],
    ['v=spf1 exists:%{i}.%%{d} -all', 'invalid-domain! [%{i}.%%{d}]'],
    ['v=spf1 exists:%{i}.%%%{d} -all'],
    ['v=spf1&nbsp;-all', 'html! [&nbsp;] =>  '],
    ['@ IN TXT v=spf1 mx -all', 'text-before-record! [@ IN TXT v=spf1 mx -all] => v=spf1 mx -all'],
    [
      'a.com. IN TXT ( "v=spf1 include:b.com " "-all" )',
      'text-before-record! [a.com. IN TXT ( "v=spf1 include:b.com " "-all" )] => v=spf1 include:b.com -all',
    ],
    ['v=spf1 include:_spf.google.com ~all'],
    ['v=spf1 include:spf.protection.outlook.com -all'],
    ['v=spf1 include:sendgrid.net include:amazonses.com include:mailgun.org include:spf.mtasv.net ~all'],
    ['v=spf1 include:zohomail.com include:spf.messagingengine.com ?all', 'neutral-all [?all] => ~all'],
    ['v=spf1 redirect=_spf.example.com'],
    [
      'v=spf1 a mx ip4:192.0.2.0/24 ip6:2001:db8::/32 a:mail.example.com/24//64 exists:%{ir}.%{v}._spf.%{d2} -all exp=explain.%{d}',
    ],
    ['v=spf1 -all'],
    ['V=SPF1 -all'],
    [' v=spf1 -all', 'leading-blank! [ ] => '],
    ['v=spf1;include:a.com -all', 'version-glued! [v=spf1;] => v=spf1 '],
    ['v=spf1include:a.com -all', 'version-glued! [v=spf1] => v=spf1 '],
    ['"v=spf1 include:a.com -all"', 'quotes! ["v=spf1 include:a.com -all"] => v=spf1 include:a.com -all'],
    ['v=spf1 include:a.com" "include:b.com -all', 'quotes! [" "] =>  '],
    ['v=spf1 include:a.com,include:b.com -all', 'separator! [,] =>  '],
    ['v=spf1 ip4:1.2.3.4,1.2.3.5 -all', 'separator! [,] =>  ip4:'],
    ['v=spf1 ip4:1.2.3.4; -all', 'separator! [;] => '],
    ['v=spf1 include:a.com -all;', 'separator! [;] => '],
    ['v=spf1 include:a.com –all', 'dash! [–] => -'],
    ['v=spf1 inlcude:a.com -all', 'misspelt-term! [inlcude] => include'],
    ['v=spf1 ip:1.2.3.4 -all', 'misspelt-term! [ip] => ip4'],
    [
      'v=spf1 ipv4:1.2.3.4 ipv6:2001:db8::1 -all',
      'misspelt-term! [ipv4] => ip4',
      'misspelt-term! [ipv6] => ip6',
    ],
    ['v=spf1 include=a.com -all', 'equals-for-colon [=] => :'],
    ['v=spf1 include: a.com -all', 'blank-in-term! [ ] => '],
    ['v=spf1 include:a.com - all', 'blank-in-term! [ ] => '],
    ['v=spf1 include:http://a.com/ -all', 'url-for-domain! [http://a.com/] => a.com'],
    ['v=spf1 include:1.2.3.4 -all', 'address-for-domain! [include:1.2.3.4] => ip4:1.2.3.4'],
    [
      'v=spf1 a:1.2.3.4 mx:1.2.3.4 -all',
      'address-for-domain! [a:1.2.3.4] => ip4:1.2.3.4',
      'address-for-domain! [mx:1.2.3.4] => ip4:1.2.3.4',
    ],
    ['v=spf1 1.2.3.4 -all', 'bare-address! [1.2.3.4] => ip4:1.2.3.4'],
    ['v=spf1 a.com -all', 'bare-domain! [a.com]'],
    ['v=spf1 include:me@a.com -all', 'mail-address-for-domain! [me@a.com]'],
    ['v=spf1 ip4:1.2.3.4/33 -all', 'invalid-prefix! [/33]'],
    ['v=spf1 ip4:1.2.3 -all', 'invalid-address! [1.2.3]'],
    [
      'v=spf1 ip4:2001:db8::1 ip6:1.2.3.4 -all',
      'wrong-address-family! [ip4] => ip6',
      'wrong-address-family! [ip6] => ip4',
    ],
    ['v=spf1 ip4:1.2.3.0/255.255.255.0 -all', 'invalid-prefix! [/255.255.255.0] => /24'],
    ['v=spf1 include:a.com-all', 'glued-terms! [] =>  '],
    ['v=spf1 include:a.cominclude:b.com ~all', 'glued-terms! [] =>  '],
    ['v=spf1 include:a.com ~all include:b.com', 'terms-after-all [include:b.com]'],
    ['v=spf1 include:a.com ~all -all', 'several-all [-all] => '],
    ['v=spf1 +all', 'any-sender [+all] => ~all'],
    ['v=spf1 all', 'any-sender [all] => ~all'],
    ['v=spf1 ip4:0.0.0.0/0 -all', 'any-sender [ip4:0.0.0.0/0]'],
    ['v=spf1 mx:mail.example.com/0 -all', 'any-sender [mx:mail.example.com/0]'],
    ['v=spf1 a//0 -all', 'any-sender [a//0]'],
    ['v=spf1 +a/7//64 -all', 'wide-network [+a/7//64]'],
    ['v=spf1 a/8 mx/24//16 -mx/0 -all'],
    [
      'v=spf1 ip4:10.0.0.1 ip4:1.0.0.0/7 ip6::/0 -all',
      'private-address [10.0.0.1]',
      'wide-network [ip4:1.0.0.0/7]',
      'invalid-address! [:]',
    ],
    ['v=spf1 redirect=a.com redirect=b.com', 'repeated-modifier! [redirect=b.com]'],
    ['v=spf1 redirect:a.com', 'colon-for-equals! [redirect:] => redirect='],
    ['v=spf1 a.com', 'bare-domain! [a.com]'],
    ['v=spf1 include:a.com', 'no-all [] =>  ~all'],
    ['v=spf1', 'no-terms [v=spf1]'],
    ['v=spf2.0 include:a.com -all', 'version! [v=spf2.0] => v=spf1'],
    ['v=spf include:a.com -all', 'version! [v=spf] => v=spf1'],
    ['spf1 include:a.com -all', 'version! [spf1] => v=spf1'],
    ['v=spf1 include:a.com -all v=spf1 include:b.com ~all', 'two-records [v=spf1]'],
    ['v=spf1 include:%{x}.com -all', 'invalid-macro! [%{x}]'],
    ['v=spf1 include:foo%.com -all', 'invalid-macro! [%]'],
    ['v=spf1 include:localhost -all', 'invalid-domain! [localhost]'],
    ['v=spf1 include:a..com -all', 'invalid-domain! [a..com]'],
    ['v=spf1 ptr foo=bar -all', 'ptr [ptr]'],
    ['v=spf1 a MS=ms123 -all', 'unknown-modifier [MS=ms123]'],
    ['v=spf1 a/24 mx/24//129 -all', 'invalid-prefix! [/24//129]'],
    ['v=spf1 include:a.com include:a.com -all', 'repeated-term [include:a.com]'],
    ['v=spf1\tinclude:a.com -all', 'tab! [\t] =>  '],
    ['v=spf1 include:bücher.de -all', 'non-ascii! [ü]'],
    ['v=spf1 -all:', 'value-of-all! [-all:] => -all'],
    ['v=spf1 -include', 'missing-domain! [-include]', 'no-all [] =>  ~all'],
    ['v=spf1 ~redirect=a.com', 'qualified-modifier! [~redirect=a.com] => redirect=a.com'],
    ['v=spf1 include:a.com -al', 'misspelt-term! [al] => all'],
    ['v=spf1 ip6:2001:db8::/129 -all', 'invalid-prefix! [/129]'],
    ['v=spf1 ip4:1.2.3.4:25 -all', 'invalid-address! [1.2.3.4:25]'],
    ['v=spf1 a:mail.example.com. mx -all'],
    ['v=spf1 a:museum -all', 'invalid-domain! [museum]'],
    ['v=spf1 exists:%{i}.%{l1r-+}._spf.%{d} ~all'],
    ['v=spf1 exists:%{i0}.x.com -all', 'invalid-macro! [%{i0}]'],
    ['v=spf1 include:%{d}._spf.ex.com -all'],
    ['v=spf1 include:%(d).ex.com -all', 'invalid-macro! [%]'],
    ['v=spf1 a/032 -all', 'invalid-prefix! [/032]'],
    ['v=spf1 a//64 -all'],
    ['v=spf1 ip4:1.2.3.4/ -all', 'invalid-prefix! [/]'],
    ['v=spf1 ip4:01.2.3.4 -all', 'invalid-address! [01.2.3.4]'],
    ['v=spf1 ip4: -all', 'missing-address! [ip4:]'],
    ['v=spf1 ip4 -all', 'missing-address! [ip4]'],
    ['v=spf1 ip4:example.com -all', 'invalid-address! [example.com]'],
    ['v=spf1 mx: -all', 'missing-domain! [mx:]'],
    ['v=spf1 exists -all', 'missing-domain! [exists]'],
    ['v=spf1 redirect= ', 'missing-domain! [redirect=]'],
    ['v=spf1 redirect=_spf.ex.com -all', 'redirect-with-all [redirect=_spf.ex.com]'],
    ['v=spf1 exp=a.com exp=b.com -all', 'repeated-modifier! [exp=b.com]'],
    ['v=spf1 a:ex.com/24 include:ex.com/24 -all', 'invalid-domain! [ex.com/24]'],
    ['v=spf1 --all', 'unreadable-term! [--all]'],
    ['v=spf1 *all', 'unreadable-term! [*all]'],
    ['v=spf1 a;mx;-all', 'separator! [;] =>  ', 'separator! [;] =>  '],
    ['v=spf1 ip6:fe80::1%eth0 -all', 'invalid-address! [fe80::1%eth0]'],
    ['v=spf1 ip6:2001:db8:::1 -all', 'invalid-address! [2001:db8:::1]'],
    ['v=spf1 ip6:::ffff:1.2.3.4 -all', 'mapped-address [::ffff:1.2.3.4]'],
    ['v=spf1  include:a.com   -all  '],
    ['v=spf1 mx a ptr:ex.com ?all', 'ptr [ptr:ex.com]', 'neutral-all [?all] => ~all'],
    [
      'v=spf1 include:a.com include:b.com include:c.com include:d.com include:e.com include:f.com include:g.com include:h.com include:i.com a mx -all',
      'too-many-lookups! [mx]',
    ],
    ['v=spf1 ip4:192.168.1.1 ip6:fd00::1 -all', 'private-address [192.168.1.1]', 'private-address [fd00::1]'],
    ['v=spf1 -ip4:0.0.0.0/0 +a -all'],
    ['v=spf1 foo=%x -all', 'invalid-macro! [%]'],
    [
      'v=spf1 include:_spf.google.com ~all google-site-verification=abc',
      'unknown-modifier [google-site-verification=abc]',
    ],
    ['v=spf1, include:a.com, -all', 'version-glued! [v=spf1,] => v=spf1', 'separator! [,] => '],
    ['v=spf1 a:-bad.com. -all'],
    ['v=spf1 include:*.a.com -all', 'invalid-domain! [*.a.com]'],
    ['v=spf1 ra=postmaster rp=100 rr=e -all'],
    ['v=spf1 mx a include:a.com -all exp=x', 'invalid-domain! [x]'],
    ['v=spf1 include:a.com\\ -all', 'backslash! [\\] => '],
  ]);
});

describe('SPF records of providers', () => {
  recordCases('spf', [
    ['v=spf1 include:_spf.google.com include:mail.zendesk.com -all'],
    [
      'v=spf1 include:_netblocks.google.com include:_netblocks2.google.com include:_netblocks3.google.com ~all',
    ],
    ['v=spf1 ip4:167.89.0.0/17 ip4:208.117.48.0/20 ip4:50.31.32.0/19 ip4:198.37.144.0/20 ~all'],
    [
      'v=spf1 ip4:40.92.0.0/15 ip4:40.107.0.0/16 ip4:52.100.0.0/15 ip6:2a01:111:f400::/48 ip6:2a01:111:f403:8000::/51 -all',
    ],
    ['v=spf1 include:spf.messagingengine.com ~all'],
    ['v=spf1 include:_spf.protonmail.ch ~all'],
    ['v=spf1 include:icloud.com ~all'],
    ['v=spf1 include:spf.migadu.com -all'],
    ['v=spf1 include:_spf.mx.cloudflare.net ~all'],
    ['v=spf1 include:spf.efwd.registrar-servers.com ~all'],
    ['v=spf1 include:spf.improvmx.com ~all'],
    ['v=spf1 include:spf.brevo.com include:servers.mcsv.net mx ~all'],
    ['v=spf1 exists:%{i}._spf.mta.salesforce.com -all'],
    ['v=spf1 a:mail.example.com ip6:2001:db8::1 include:eu.zcsend.net redirect=_spf.example.com'],
  ]);
});

describe('Terms of SPF records', () => {
  it('have names, values and places', () => {
    const { terms } = parseSpf('v=spf1 ~a:mail.example.com/24//64 redirect=%{d}');
    assert.deepEqual(terms, [
      {
        kind: 'mechanism',
        name: 'a',
        qualifier: '~',
        hasMacro: false,
        value: 'mail.example.com',
        valueAt: { start: 10, end: 26 },
        prefix4: 24,
        prefix6: 64,
        at: { start: 7, end: 33 },
      },
      {
        kind: 'modifier',
        name: 'redirect',
        qualifier: '+',
        hasMacro: true,
        value: '%{d}',
        valueAt: { start: 43, end: 47 },
        at: { start: 34, end: 47 },
      },
    ]);
  });

  it('ask DNS where they are include, a, mx, ptr, exists and redirect', () => {
    const { terms } = parseSpf(
      'v=spf1 include:a.com a mx ptr exists:b.com ip4:192.0.2.1 inlcude:c.com redirect=d.com exp=e.com',
    );
    assert.deepEqual(
      terms.map((term) => lookupsOf(term)),
      [1, 1, 1, 1, 1, 0, 0, 1, 0],
    );
  });

  it('name single addresses', () => {
    const record =
      'v=spf1 ip4:192.0.2.1 ip4:192.0.2.2/32 ip4:198.51.100.0/24 -ip4:192.0.2.9 ip6:2001:db8::1 ip4:no -all';
    assert.deepEqual(spfAddresses(record), ['192.0.2.1', '192.0.2.2', '2001:db8::1']);
  });

  it('that are too long are told by their length', () => {
    const record = `v=spf1 ${'ip4:192.0.2.1/32 '.repeat(1)}${Array.from({ length: 30 }, (_, n) => `ip4:198.51.100.${n}`).join(' ')} -all`;
    assert.deepEqual(
      parseSpf(record).problems.map(({ message }) => message),
      [
        `The record has ${record.length} characters. With the answer's other parts it goes over 512 bytes, which some resolvers and firewalls still lose.`,
      ],
    );
  });
});
