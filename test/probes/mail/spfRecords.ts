import type { SpfVerdict } from '../../../server/src/core/observations/mail.ts';

/** "IP sender [helo]" or "IP <> helo", and what comes of it: a result, and more where it matters. */
export type Case = readonly [
  title: string,
  question: string,
  result: SpfVerdict['result'],
  more?: { readonly [key in keyof SpfVerdict]?: SpfVerdict[key] | undefined },
];

export interface Section {
  readonly zone: readonly string[];
  readonly cases: readonly Case[];
}

/** Sections 2 to 4 of RFC 7208: what is evaluated, and its limits. */
export const RECORD_SECTIONS: Readonly<Record<string, Section>> = {
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
      `endless.test TXT v=spf1 a:x.${'a'.repeat(30_000)}! -all`,
      'joined.test TXT "v=spf1 ip4:192.0" ".2.1 -all"',
      'apart.test TXT "v=spf1" "-all"',
      `long.test TXT v=spf1 ${Array.from({ length: 30 }, (_, at) => `ip4:198.51.100.${at}`).join(' ')} ip4:192.0.2.1 -all`,
    ],
    cases: [
      [
        'are not evaluated where they would take all day',
        '192.0.2.1 a@endless.test',
        'permerror',
        { reason: 'The record is longer than anybody evaluates.' },
      ],
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
};
