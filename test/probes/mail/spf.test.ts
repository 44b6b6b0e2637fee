import assert from 'node:assert/strict';
import type { SpfVerdict } from '../../../server/src/core/observations/mail.ts';
import { isFailure } from '../../../server/src/core/observations/failure.ts';
import { evaluateSpf } from '../../../server/src/host/spfEvaluation.ts';
import { createDnsClient } from '../../../server/src/probes/dns/client.ts';
import { createAsking } from '../../../server/src/probes/mail/asking.ts';
import { startPlainResolver, type PlainResolver } from '../../support/world/plainResolver.ts';

/** "IP sender [helo]" or "IP <> helo", and what comes of it: a result, and more where it matters. */
type Case = readonly [
  title: string,
  question: string,
  result: SpfVerdict['result'],
  more?: { readonly [key in keyof SpfVerdict]?: SpfVerdict[key] | undefined },
];

interface Section {
  readonly zone: readonly string[];
  readonly cases: readonly Case[];
}

/** By the sections of RFC 7208. */
const SECTIONS: Readonly<Record<string, Section>> = {
  '2.4: an empty sender is the name of the server': {
    zone: ['mail.shop.test TXT v=spf1 ip4:192.0.2.7 -all', 'shop.test TXT v=spf1 -all'],
    cases: [
      ['passes by its own record', '192.0.2.7 <> mail.shop.test', 'pass'],
      ['fails by its own record', '192.0.2.8 <> mail.shop.test', 'fail'],
      ['has none where that is an address', '192.0.2.7 <> [192.0.2.7]', 'none'],
    ],
  },
  '2.6: results': {
    zone: [
      'pass.test TXT v=spf1 +all',
      'fail.test TXT v=spf1 -all',
      'soft.test TXT v=spf1 ~all',
      'neutral.test TXT v=spf1 ?all',
      'bare.test TXT v=spf1 all',
      'nothing.test A 192.0.2.1',
    ],
    cases: [
      [
        'pass',
        '192.0.2.1 a@pass.test',
        'pass',
        { reason: 'The SPF record of pass.test lets 192.0.2.1 send.', lookups: 0, voids: 0 },
      ],
      [
        'fail',
        '192.0.2.1 a@fail.test',
        'fail',
        { reason: 'The SPF record of fail.test forbids 192.0.2.1 to send.' },
      ],
      [
        'softfail',
        '192.0.2.1 a@soft.test',
        'softfail',
        {
          reason:
            'The SPF record of soft.test does not name 192.0.2.1, and asks to treat its mail with suspicion.',
        },
      ],
      [
        'neutral',
        '192.0.2.1 a@neutral.test',
        'neutral',
        { reason: 'The SPF record of neutral.test says nothing about 192.0.2.1.' },
      ],
      ['pass, where there is no qualifier', '192.0.2.1 a@bare.test', 'pass'],
      ['none', '192.0.2.1 a@nothing.test', 'none', { reason: 'There is no SPF record for nothing.test.' }],
      ['none, where there is no such domain', '192.0.2.1 a@gone.test', 'none'],
    ],
  },
  '3.1, 3.3: records and their strings': {
    zone: [
      'joined.test TXT "v=spf1 ip4:192.0" ".2.1 -all"',
      'apart.test TXT "v=spf1" "-all"',
      `long.test TXT v=spf1 ${Array.from({ length: 30 }, (_, at) => `ip4:198.51.100.${at}`).join(' ')} ip4:192.0.2.1 -all`,
    ],
    cases: [
      ['are joined without a space', '192.0.2.1 a@joined.test', 'pass'],
      ['are no record where the join makes them none', '192.0.2.1 a@apart.test', 'none'],
      ['may be longer than one string', '192.0.2.1 a@long.test', 'pass'],
      ['may be longer than one string, to the end', '192.0.2.2 a@long.test', 'fail'],
    ],
  },
  '4.3: names': {
    zone: ['shop.test TXT v=spf1 -all', `${'a'.repeat(63)}.test TXT v=spf1 -all`],
    cases: [
      ['in capitals are the same', '192.0.2.1 a@SHOP.TEST', 'fail'],
      ['of 63 characters are names', `192.0.2.1 a@${'a'.repeat(63)}.test`, 'fail'],
      ['of 64 characters are none', `192.0.2.1 a@${'a'.repeat(64)}.test`, 'none'],
      ['with an empty label are none', '192.0.2.1 a@shop..test', 'none'],
      ['of one label are none', '192.0.2.1 a@localhost', 'none'],
      ['that are addresses are none', '192.0.2.1 a@[192.0.2.1]', 'none'],
      ['without an address before them are postmaster’s', '192.0.2.1 shop.test', 'fail'],
    ],
  },
  '4.4: what DNS does not say': {
    zone: [
      'slow.test TIMEOUT',
      'broken.test SERVFAIL',
      'closed.test REFUSED',
      'slow-a.test TXT v=spf1 a:slow.test -all',
      'broken-a.test TXT v=spf1 a:broken.test -all',
      'before.test TXT v=spf1 ip4:192.0.2.1 a:slow.test -all',
      'alias.test CNAME shop.test',
      'shop.test TXT v=spf1 ip4:192.0.2.1 -all',
      'dangling.test CNAME gone.test',
    ],
    cases: [
      [
        'is a temporary error after silence',
        '192.0.2.1 a@slow.test',
        'temperror',
        { reason: 'DNS did not answer in time.' },
      ],
      [
        'is a temporary error after SERVFAIL',
        '192.0.2.1 a@broken.test',
        'temperror',
        { reason: 'A DNS server failed to answer.' },
      ],
      [
        'is a temporary error after a refusal',
        '192.0.2.1 a@closed.test',
        'temperror',
        { reason: 'A DNS server refused to answer.' },
      ],
      ['is a temporary error in the middle', '192.0.2.1 a@slow-a.test', 'temperror'],
      ['is a temporary error in the middle, after SERVFAIL', '192.0.2.1 a@broken-a.test', 'temperror'],
      ['is never asked once a term matches', '192.0.2.1 a@before.test', 'pass', { lookups: 0 }],
      ['is found through an alias', '192.0.2.1 a@alias.test', 'pass'],
      ['is not there where an alias leads nowhere', '192.0.2.1 a@dangling.test', 'none'],
    ],
  },
  '4.5: which record': {
    zone: [
      'two.test TXT v=spf1 +all',
      'two.test TXT v=spf1 -all',
      'among.test TXT google-site-verification=x',
      'among.test TXT v=spf1 -all',
      'among.test TXT v=spf10 +all',
      'version.test TXT v=spf2 -all',
      'glued.test TXT v=spf1-all',
      'tab.test TXT v=spf1\t-all',
      'led.test TXT  v=spf1 -all',
      'loud.test TXT V=SPF1 -ALL',
      'bare.test TXT v=spf1',
    ],
    cases: [
      [
        'is undecided where there are two',
        '192.0.2.1 a@two.test',
        'permerror',
        { reason: 'two.test has more than one SPF record.' },
      ],
      ['is the one among other texts', '192.0.2.1 a@among.test', 'fail'],
      ['is none of another version', '192.0.2.1 a@version.test', 'none'],
      ['is none where no space follows', '192.0.2.1 a@glued.test', 'none'],
      ['is none where a tab follows', '192.0.2.1 a@tab.test', 'none'],
      ['is none where a space comes first', '192.0.2.1 a@led.test', 'none'],
      ['is written in capitals as well', '192.0.2.1 a@loud.test', 'fail'],
      ['is neutral where it says nothing', '192.0.2.1 a@bare.test', 'neutral'],
    ],
  },
  '4.6: errors anywhere in a record': {
    zone: [
      'late.test TXT v=spf1 ip4:192.0.2.1 -all ipv4:192.0.2.2',
      'typo.test TXT v=spf1 includ:shop.test -all',
      'spaces.test TXT v=spf1   ip4:192.0.2.1   -all   ',
      'unknown.test TXT v=spf1 x-note=hello -all',
      'colon.test TXT v=spf1 x-note:hello -all',
      'qualified.test TXT v=spf1 -redirect=shop.test',
      'foreign.test TXT v=spf1 a:käse.test -all',
    ],
    cases: [
      ['count although a term before them matches', '192.0.2.1 a@late.test', 'permerror'],
      ['are mechanisms that do not exist', '192.0.2.1 a@typo.test', 'permerror'],
      ['are not many spaces', '192.0.2.1 a@spaces.test', 'pass'],
      ['are not modifiers that nobody knows', '192.0.2.1 a@unknown.test', 'fail'],
      ['are mechanisms that nobody knows', '192.0.2.1 a@colon.test', 'permerror'],
      ['are qualifiers of modifiers', '192.0.2.1 a@qualified.test', 'permerror'],
      [
        'are characters beyond ASCII',
        '192.0.2.1 a@foreign.test',
        'permerror',
        { reason: 'The record has characters that are not ASCII.' },
      ],
    ],
  },
  '4.6.4: limits': {
    zone: [
      `ten.test TXT v=spf1 ${Array.from({ length: 10 }, () => 'a:one.test').join(' ')} ip4:192.0.2.1 -all`,
      `eleven.test TXT v=spf1 ${Array.from({ length: 11 }, () => 'a:one.test').join(' ')} ip4:192.0.2.1 -all`,
      'one.test A 198.51.100.1',
      'loop.test TXT v=spf1 include:loop.test -all',
      'ring.test TXT v=spf1 redirect=ring.test',
      'tree.test TXT v=spf1 include:five.test include:four.test -all',
      `five.test TXT v=spf1 ${'a:one.test '.repeat(4)}-all`,
      `four.test TXT v=spf1 ${'a:one.test '.repeat(4)}-all`,
      'big-tree.test TXT v=spf1 include:five.test include:four.test a:one.test -all',
      'two-voids.test TXT v=spf1 a:no1.test a:no2.test ip4:192.0.2.1 -all',
      'three-voids.test TXT v=spf1 a:no1.test a:no2.test a:no3.test ip4:192.0.2.1 -all',
      'empty-voids.test TXT v=spf1 a:txt.test mx:txt.test exists:txt.test ip4:192.0.2.1 -all',
      'txt.test TXT nothing',
      `free.test TXT v=spf1 ${Array.from({ length: 20 }, (_, at) => `ip4:198.51.100.${at}`).join(' ')} ip6:2001:db8::1 all`,
      'many-mx.test TXT v=spf1 mx -all',
      ...Array.from({ length: 11 }, (_, at) => `many-mx.test MX 10 mx${at}.test`),
      ...Array.from({ length: 11 }, (_, at) => `mx${at}.test A 198.51.100.9`),
      'ten-mx.test TXT v=spf1 mx -all',
      ...Array.from({ length: 10 }, (_, at) => `ten-mx.test MX 10 mx${at}.test`),
    ],
    cases: [
      ['allow ten terms that ask', '192.0.2.1 a@ten.test', 'pass', { lookups: 10 }],
      [
        'do not allow eleven',
        '192.0.2.1 a@eleven.test',
        'permerror',
        { reason: 'More terms of the record ask DNS than the ten that are allowed.' },
      ],
      ['end what includes itself', '192.0.2.1 a@loop.test', 'permerror'],
      ['end what redirects to itself', '192.0.2.1 a@ring.test', 'permerror'],
      ['count includes and what is in them', '192.0.2.1 a@tree.test', 'fail', { lookups: 10 }],
      ['count one term more', '192.0.2.1 a@big-tree.test', 'permerror'],
      ['allow two that get nothing', '192.0.2.1 a@two-voids.test', 'pass', { lookups: 2, voids: 2 }],
      [
        'do not allow three that get nothing',
        '192.0.2.1 a@three-voids.test',
        'permerror',
        { reason: 'More than two terms of the record ask DNS for what is not there.' },
      ],
      ['count names without such records', '192.0.2.1 a@empty-voids.test', 'permerror'],
      ['do not count what asks nothing', '192.0.2.1 a@free.test', 'pass', { lookups: 0 }],
      ['allow ten hosts of a domain’s mail', '198.51.100.9 a@ten-mx.test', 'pass'],
      ['do not allow eleven hosts of a domain’s mail', '198.51.100.10 a@many-mx.test', 'permerror'],
    ],
  },
  '4.7: where nothing matches': {
    zone: ['open.test TXT v=spf1 ip4:192.0.2.1'],
    cases: [['it is neutral', '192.0.2.2 a@open.test', 'neutral']],
  },
  '5.1: all': {
    zone: [
      'early.test TXT v=spf1 -all ip4:192.0.2.1',
      'argument.test TXT v=spf1 -all:shop.test',
      'prefix.test TXT v=spf1 -all/8',
      'redirect.test TXT v=spf1 ?all redirect=pass.test',
      'pass.test TXT v=spf1 +all',
    ],
    cases: [
      ['ends a record', '192.0.2.1 a@early.test', 'fail'],
      ['has no name', '192.0.2.1 a@argument.test', 'permerror'],
      ['has no prefix', '192.0.2.1 a@prefix.test', 'permerror'],
      ['goes before redirect', '192.0.2.1 a@redirect.test', 'neutral'],
    ],
  },
  '5.2: include': {
    zone: [
      'shop.test TXT v=spf1 include:sender.test ~all',
      'sender.test TXT v=spf1 ip4:192.0.2.1 -ip4:192.0.2.2 ?ip4:192.0.2.3 -all',
      'minus.test TXT v=spf1 -include:sender.test +all',
      'none.test TXT v=spf1 include:nothing.test -all',
      'nothing.test TXT hello',
      'broken.test TXT v=spf1 include:typo.test -all',
      'typo.test TXT v=spf1 ip4:1.2.3 -all',
      'slow.test TXT v=spf1 include:silent.test -all',
      'silent.test TIMEOUT',
      'empty.test TXT v=spf1 include: -all',
    ],
    cases: [
      ['matches on pass', '192.0.2.1 a@shop.test', 'pass', { lookups: 1 }],
      ['does not match on fail', '192.0.2.2 a@shop.test', 'softfail'],
      ['does not match on neutral', '192.0.2.3 a@shop.test', 'softfail'],
      ['has a qualifier of its own', '192.0.2.1 a@minus.test', 'fail'],
      [
        'is an error where there is no record',
        '192.0.2.1 a@none.test',
        'permerror',
        { reason: 'nothing.test is referred to, and has no SPF record.' },
      ],
      ['is an error where that has one', '192.0.2.1 a@broken.test', 'permerror'],
      ['is a temporary error where that is', '192.0.2.1 a@slow.test', 'temperror'],
      ['needs a name', '192.0.2.1 a@empty.test', 'permerror'],
    ],
  },
  '5.3: a': {
    zone: [
      'shop.test TXT v=spf1 a -all',
      'shop.test A 192.0.2.1',
      'shop.test AAAA 2001:db8::1',
      'net.test TXT v=spf1 a:shop.test/24//64 -all',
      'four.test TXT v=spf1 a:shop.test/24 -all',
      'wide.test TXT v=spf1 a:shop.test/33 -all',
      'web.test TXT v=spf1 a:www.web.test -all',
      'www.web.test CNAME shop.test',
      'number.test TXT v=spf1 a:192.0.2.1 -all',
    ],
    cases: [
      ['matches the addresses of the domain', '192.0.2.1 a@shop.test', 'pass', { lookups: 1 }],
      ['matches those of IPv6', '2001:db8::1 a@shop.test', 'pass'],
      ['matches an IPv4 address that is written as one of IPv6', '::ffff:192.0.2.1 a@shop.test', 'pass'],
      ['matches no other', '192.0.2.2 a@shop.test', 'fail'],
      ['matches networks', '192.0.2.200 a@net.test', 'pass'],
      ['matches networks of IPv6', '2001:db8::ffff a@net.test', 'pass'],
      ['takes IPv6 alone as it is where only IPv4 has a prefix', '2001:db8::2 a@four.test', 'fail'],
      ['has no prefix over 32', '192.0.2.1 a@wide.test', 'permerror'],
      ['follows aliases', '192.0.2.1 a@web.test', 'pass'],
      ['has no address for a name', '192.0.2.1 a@number.test', 'permerror'],
    ],
  },
  '5.4: mx': {
    zone: [
      'shop.test TXT v=spf1 mx -all',
      'shop.test MX 10 mx1.shop.test',
      'shop.test MX 20 mx2.shop.test',
      'mx1.shop.test A 192.0.2.1',
      'mx2.shop.test A 192.0.2.2',
      'implicit.test TXT v=spf1 mx -all',
      'implicit.test A 192.0.2.1',
      'null.test TXT v=spf1 mx ?all',
      'null.test MX 0 .',
      'net.test TXT v=spf1 mx:shop.test/24 -all',
    ],
    cases: [
      ['matches any of the hosts', '192.0.2.2 a@shop.test', 'pass', { lookups: 1 }],
      ['matches no other', '192.0.2.3 a@shop.test', 'fail'],
      ['is not the domain itself where there is no such record', '192.0.2.1 a@implicit.test', 'fail'],
      ['matches nobody where no mail is received', '192.0.2.1 a@null.test', 'neutral'],
      ['matches networks', '192.0.2.77 a@net.test', 'pass'],
    ],
  },
  '5.5: ptr': {
    zone: [
      'shop.test TXT v=spf1 ptr -all',
      '1.2.0.192.in-addr.arpa PTR mail.shop.test',
      'mail.shop.test A 192.0.2.1',
      '2.2.0.192.in-addr.arpa PTR fake.shop.test',
      'fake.shop.test A 192.0.2.99',
      '3.2.0.192.in-addr.arpa PTR mail.otherwise-shop.test',
      'mail.otherwise-shop.test A 192.0.2.3',
      '4.2.0.192.in-addr.arpa SERVFAIL',
    ],
    cases: [
      ['matches a name below the domain that leads back', '192.0.2.1 a@shop.test', 'pass'],
      ['does not match one that leads elsewhere', '192.0.2.2 a@shop.test', 'fail'],
      ['does not match one that only ends alike', '192.0.2.3 a@shop.test', 'fail'],
      ['does not match where DNS fails', '192.0.2.4 a@shop.test', 'fail'],
    ],
  },
  '5.6: ip4 and ip6': {
    zone: [
      'shop.test TXT v=spf1 ip4:192.0.2.0/28 ip6:2001:db8:1::/48 -all',
      'all4.test TXT v=spf1 ip4:0.0.0.0/0 -all',
      'short.test TXT v=spf1 ip4:192.0.2 -all',
      'zero.test TXT v=spf1 ip4:192.0.2.1/032 -all',
      'wide.test TXT v=spf1 ip4:192.0.2.1/33 -all',
      'wide6.test TXT v=spf1 ip6:2001:db8::1/129 -all',
      'none.test TXT v=spf1 ip4 -all',
      'mixed.test TXT v=spf1 ip4:2001:db8::1 -all',
    ],
    cases: [
      ['match networks', '192.0.2.15 a@shop.test', 'pass'],
      ['end where those end', '192.0.2.16 a@shop.test', 'fail'],
      ['match networks of IPv6', '2001:db8:1:2::3 a@shop.test', 'pass'],
      ['tell the families apart', '2001:db8::1 a@all4.test', 'fail'],
      ['match everything with a prefix of 0', '203.0.113.1 a@all4.test', 'pass'],
      ['want whole addresses', '192.0.2.1 a@short.test', 'permerror'],
      ['want prefixes without a zero before them', '192.0.2.1 a@zero.test', 'permerror'],
      ['want prefixes up to 32', '192.0.2.1 a@wide.test', 'permerror'],
      ['want prefixes up to 128', '2001:db8::1 a@wide6.test', 'permerror'],
      ['want an address', '192.0.2.1 a@none.test', 'permerror'],
      ['want one of their family', '2001:db8::1 a@mixed.test', 'permerror'],
    ],
  },
  '5.7: exists': {
    zone: [
      'shop.test TXT v=spf1 exists:%{ir}.%{l}.allowed.test -all',
      '1.2.0.192.noreply.allowed.test A 127.0.0.2',
      'six.test TXT v=spf1 exists:only6.test -all',
      'only6.test AAAA 2001:db8::1',
      'none.test TXT v=spf1 exists -all',
    ],
    cases: [
      ['matches where there is any address', '192.0.2.1 noreply@shop.test', 'pass'],
      ['does not match where there is none', '192.0.2.1 info@shop.test', 'fail'],
      ['asks for IPv4, whoever comes', '2001:db8::1 a@six.test', 'fail'],
      ['needs a name', '192.0.2.1 a@none.test', 'permerror'],
    ],
  },
  '6.1: redirect': {
    zone: [
      'shop.test TXT v=spf1 redirect=sender.test',
      'sender.test TXT v=spf1 ip4:192.0.2.1 -all',
      'first.test TXT v=spf1 redirect=sender.test ip4:192.0.2.9',
      'none.test TXT v=spf1 redirect=nothing.test',
      'nothing.test A 192.0.2.1',
      'twice.test TXT v=spf1 redirect=sender.test redirect=sender.test',
      'empty.test TXT v=spf1 redirect=',
    ],
    cases: [
      ['is the record of somebody else', '192.0.2.1 a@shop.test', 'pass', { lookups: 1 }],
      ['fails as that fails', '192.0.2.2 a@shop.test', 'fail'],
      ['comes last, wherever it stands', '192.0.2.9 a@first.test', 'pass', { lookups: 0 }],
      ['is an error where there is no record', '192.0.2.1 a@none.test', 'permerror'],
      ['is there once', '192.0.2.1 a@twice.test', 'permerror'],
      ['needs a name', '192.0.2.1 a@empty.test', 'permerror'],
    ],
  },
  '6.2: explanations': {
    zone: [
      'shop.test TXT v=spf1 -all exp=why.test',
      'why.test TXT %{i} is no server of %{d}',
      'redirected.test TXT v=spf1 redirect=shop.test exp=other.test',
      'other.test TXT not this one',
      'included.test TXT v=spf1 include:shop.test -all exp=own.test',
      'own.test TXT our own',
      'twice.test TXT v=spf1 -all exp=many.test',
      'many.test TXT one',
      'many.test TXT two',
      'wrong.test TXT v=spf1 -all exp=typo.test',
      'typo.test TXT %{z} is nothing',
      'soft.test TXT v=spf1 ~all exp=why.test',
      'double.test TXT v=spf1 -all exp=why.test exp=why.test',
    ],
    cases: [
      [
        'come with a fail',
        '192.0.2.1 a@shop.test',
        'fail',
        { explanation: '192.0.2.1 is no server of shop.test' },
      ],
      [
        'are those of where a redirect leads',
        '192.0.2.1 a@redirected.test',
        'fail',
        { explanation: '192.0.2.1 is no server of shop.test' },
      ],
      ['are never those of an include', '192.0.2.1 a@included.test', 'fail', { explanation: 'our own' }],
      ['are none where there are two', '192.0.2.1 a@twice.test', 'fail', { explanation: undefined }],
      ['are none where they can’t be read', '192.0.2.1 a@wrong.test', 'fail', { explanation: undefined }],
      ['come with nothing but a fail', '192.0.2.1 a@soft.test', 'softfail', { explanation: undefined }],
      ['are named once', '192.0.2.1 a@double.test', 'permerror'],
    ],
  },
  '7: macros': {
    zone: [
      'parts.test TXT v=spf1 exists:%{s}.%{o}.%{d}.%{v}.test -all',
      'joe@parts.test.parts.test.parts.test.in-addr.test A 127.0.0.2',
      'turned.test TXT v=spf1 exists:%{lr-}.x.test -all',
      'c.b.a.x.test A 127.0.0.2',
      'last.test TXT v=spf1 exists:%{d1}.y.test -all',
      'test.y.test A 127.0.0.2',
      'helo.test TXT v=spf1 exists:%{h}.z.test -all',
      'mail.helo.test.z.test A 127.0.0.2',
      'six.test TXT v=spf1 exists:%{ir}.%{v}.w.test -all',
      `1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.w.test A 127.0.0.2`,
      'percent.test TXT v=spf1 exists:%%%_%-.test -all',
      'unknown.test TXT v=spf1 exists:%{q}.test -all',
      'lone.test TXT v=spf1 exists:%.test -all',
      'zero.test TXT v=spf1 exists:%{d0}.test -all',
      'clock.test TXT v=spf1 exists:%{t}.test -all',
    ],
    cases: [
      ['stand for sender, domain and family', '192.0.2.1 joe@parts.test', 'pass'],
      ['split and turn round', '192.0.2.1 a-b-c@turned.test', 'pass'],
      ['keep the last parts', '192.0.2.1 a@last.test', 'pass'],
      ['stand for the name of the server', '192.0.2.1 a@helo.test mail.helo.test', 'pass'],
      ['write IPv6 digit by digit', '2001:db8::1 a@six.test', 'pass'],
      ['have signs for percent and spaces', '192.0.2.1 a@percent.test', 'fail'],
      ['are an error where nobody knows them', '192.0.2.1 a@unknown.test', 'permerror'],
      ['are an error without braces', '192.0.2.1 a@lone.test', 'permerror'],
      ['keep one part at least', '192.0.2.1 a@zero.test', 'permerror'],
      ['tell the time in explanations alone', '192.0.2.1 a@clock.test', 'permerror'],
    ],
  },
};

describe('SPF (RFC 7208) over real DNS', () => {
  for (const [title, { zone, cases }] of Object.entries(SECTIONS))
    describe(title, () => {
      let resolver: PlainResolver;
      before(async () => (resolver = await startPlainResolver(zone)));
      after(() => resolver.close());

      for (const [name, question, result, more = {}] of cases)
        it(name, async () => {
          const verdict = await verdictOn(question, resolver);
          assert.equal(verdict.result, result, verdict.reason);
          for (const [key, value] of Object.entries(more))
            assert.deepEqual(verdict[key as keyof SpfVerdict], value);
        });
    });

  it('never says what the owner of a domain wrote, but as an explanation', async () => {
    const resolver = await startPlainResolver(['odd.test TXT v=spf1 evil\u0007word::x -all']);
    const { reason } = await verdictOn('192.0.2.1 a@odd.test', resolver);
    await resolver.close();
    assert.ok(/^[ -~’]*$/.test(reason), reason);
  });

  it('has no verdict once it is cancelled', async () => {
    const verdict = await evaluateSpf({
      ip: '192.0.2.1',
      sender: 'a@shop.test',
      helo: 'shop.test',
      resolve: () => Promise.resolve({ failed: 'cancelled', detail: 'it was cancelled' }),
    });
    assert.deepEqual(verdict, { failed: 'cancelled', detail: 'it was cancelled' });
  });

  it('may be told to go on beyond the limits', async () => {
    const resolver = await startPlainResolver([
      `many.test TXT v=spf1 ${Array.from({ length: 12 }, (_, at) => `a:no${at}.test`).join(' ')} -all`,
    ]);
    const verdict = await verdictOn('192.0.2.1 a@many.test', resolver, { lookups: 40, voids: 40 });
    await resolver.close();
    assert.deepEqual([verdict.result, verdict.lookups, verdict.voids], ['fail', 12, 12]);
  });
});

async function verdictOn(
  text: string,
  { address }: PlainResolver,
  limits?: { readonly lookups: number; readonly voids: number },
): Promise<SpfVerdict> {
  const [ip = '', from = '', helo = 'mail.client.test'] = text.split(' ');
  const settings = { resolver: address, ca: [], allowPrivate: true, connect: {}, version: 'test' };
  const dns = createDnsClient(settings, { inFlight: 64, udp: [150, 150], tcp: 100 });
  const asking = createAsking({ dns, signal: new AbortController().signal, most: 200 });
  const verdict = await evaluateSpf({
    ip,
    sender: from === '<>' ? '' : from,
    helo,
    resolve: (name, type) => asking.ask(name, type),
    ...(limits && { limits }),
  });
  dns.close();
  assert.ok(!isFailure(verdict), JSON.stringify(verdict));
  return verdict;
}
