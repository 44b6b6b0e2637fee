import mistypedMx from '../../../server/src/core/checks/email/mistyped-mx.ts';
import mxAtWebHost from '../../../server/src/core/checks/email/mx-at-web-host.ts';
import mxIsAlias from '../../../server/src/core/checks/email/mx-is-alias.ts';
import mxNotAHost from '../../../server/src/core/checks/email/mx-not-a-host.ts';
import mxPrivateAddress from '../../../server/src/core/checks/email/mx-private-address.ts';
import mxWithoutAddress from '../../../server/src/core/checks/email/mx-without-address.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { mailDomain, mailHost, smtp, unresolvedName } from '../../support/mailObservations.ts';
import { failure, resolvedName } from '../../support/observations.ts';
import { unlooked, withMx } from './receiving.ts';

describeCheck(mxWithoutAddress, [
  {
    it: 'passes hosts with addresses',
    domain: mailDomain(),
    says: ['pass mx1.example.com has an address.', 'pass mx2.example.com has an address.'],
  },
  {
    it: 'tells the only host, which does not exist',
    domain: withMx([[10, 'mail.example.com']], [unlooked('mail.example.com')]),
    says: [
      'high The MX record of example.com names mail.example.com, which has no address (the name does not exist): no mail arrives.',
    ],
  },
  {
    it: 'weighs less where another host is in order',
    domain: withMx(
      [
        [10, 'mx1.example.com'],
        [20, 'old.example.com'],
      ],
      [
        mailHost({ host: 'mx1.example.com' }),
        mailHost({ host: 'old.example.com', name: unresolvedName('old.example.com', 'NOERROR'), smtp: [] }),
      ],
    ),
    says: [
      'pass mx1.example.com has an address.',
      'medium The MX record of example.com names old.example.com, which has no address (no A and no AAAA record): mail is late when senders come to it first.',
    ],
  },
  {
    it: 'names the alias that ends nowhere',
    domain: withMx(
      [[10, 'mail.example.com']],
      [
        mailHost({
          host: 'mail.example.com',
          name: { ...unresolvedName('mail.example.com'), aliases: ['gone.example.net'] },
          smtp: [],
        }),
      ],
    ),
    says: [
      'high The MX record of example.com names mail.example.com, which has no address (it is an alias for gone.example.net, which does not exist): no mail arrives.',
    ],
  },
  {
    it: 'does not know where nobody answered',
    domain: withMx(
      [[10, 'mail.example.com']],
      [
        mailHost({
          host: 'mail.example.com',
          name: { ...unresolvedName('mail.example.com'), v4: failure('timeout', 'no answer in time') },
          smtp: [],
        }),
      ],
    ),
    says: ['unknown no answer in time'],
  },
  {
    it: 'does not know where the servers of its zone fail',
    domain: withMx(
      [[10, 'mail.example.net']],
      [
        mailHost({
          host: 'mail.example.net',
          name: unresolvedName('mail.example.net', 'SERVFAIL'),
          smtp: [],
        }),
      ],
    ),
    says: ['unknown the name servers answer SERVFAIL to the question for its address'],
  },
]);

describeCheck(mxIsAlias, [
  {
    it: 'passes a host with addresses',
    domain: withMx([[10, 'mx1.example.com']], [mailHost({ host: 'mx1.example.com' })]),
    says: ['pass mx1.example.com is no alias.'],
  },
  {
    it: 'tells an alias',
    domain: withMx(
      [[10, 'mail.example.com']],
      [
        mailHost({
          host: 'mail.example.com',
          name: resolvedName({
            host: 'mail.example.com',
            aliases: ['mx.example.net'],
            ipv4: ['23.192.228.90'],
            ipv6: [],
          }),
        }),
      ],
    ),
    says: [
      'medium The MX record of example.com names mail.example.com, which is an alias (CNAME) for mx.example.net: some servers do not deliver to it.',
    ],
  },
  {
    it: 'leaves one that leads nowhere to another check',
    domain: withMx(
      [[10, 'mail.example.com']],
      [
        mailHost({
          host: 'mail.example.com',
          name: { ...unresolvedName('mail.example.com'), aliases: ['gone.example.net'] },
        }),
      ],
    ),
    says: [],
  },
]);

describeCheck(mxNotAHost, [
  { it: 'says nothing of names', domain: mailDomain(), says: [] },
  ...(
    [
      ['23.192.228.90', 'which is an IP address: MX records name hosts'],
      ['2001:db8::1', 'which is an IP address: MX records name hosts'],
      ['localhost', 'which is the sender’s own machine'],
      ['mail', 'which is no whole name'],
      ['mail.office.local', 'which is no name of a host on the internet'],
    ] as const
  ).map(([exchange, why]) => ({
    it: `tells ${exchange}`,
    domain: withMx([[10, exchange]], []),
    says: [`high The MX record of example.com names ${exchange}, ${why}: no mail arrives.`],
  })),
]);

describeCheck(mxPrivateAddress, [
  { it: 'says nothing of public addresses', domain: mailDomain(), says: [] },
  {
    it: 'tells an address that nobody may connect to',
    domain: withMx(
      [[10, 'mx.example.com']],
      [
        mailHost({
          host: 'mx.example.com',
          name: resolvedName({ host: 'mx.example.com', ipv4: ['192.168.1.25'], ipv6: [] }),
          smtp: [smtp({ address: '192.168.1.25', session: failure('private-address') })],
        }),
      ],
    ),
    says: [
      "high mx.example.com, which takes the mail of example.com, is at 192.168.1.25, an address that is nobody's on the internet: no mail arrives.",
    ],
  },
  {
    it: 'tells it, too, where the user lets us connect to it, and it does not answer',
    domain: withMx(
      [[10, 'mx.example.com']],
      [
        mailHost({
          host: 'mx.example.com',
          name: resolvedName({ host: 'mx.example.com', ipv4: ['127.0.0.1'], ipv6: [] }),
          smtp: [smtp({ address: '127.0.0.1', session: failure('refused') })],
        }),
      ],
    ),
    says: [
      "high mx.example.com, which takes the mail of example.com, is at 127.0.0.1, an address that is nobody's on the internet: no mail arrives.",
    ],
  },
  {
    it: 'keeps silent in a world where the websites are at such addresses, too',
    domain: withMx([[10, 'mx.example.com']], [mailHost({ host: 'mx.example.com' }, '127.0.0.1')], {
      address: resolvedName({ ipv4: ['127.0.0.1'], ipv6: [] }),
    }),
    says: [],
  },
  {
    it: 'keeps silent there, too, where the mail server is behind a detour or dead',
    domain: withMx(
      [[10, 'mx.example.com']],
      [
        mailHost({
          host: 'mx.example.com',
          name: resolvedName({ host: 'mx.example.com', ipv4: ['127.0.0.1'], ipv6: [] }),
          smtp: [smtp({ address: '127.0.0.1', port: 2525, session: failure('refused') })],
        }),
      ],
      { address: resolvedName({ ipv4: ['127.0.0.1'], ipv6: [] }) },
    ),
    says: [],
  },
  {
    it: 'keeps silent about addresses for documentation that the user sent elsewhere',
    domain: withMx([[10, 'mx.example.com']], [mailHost({ host: 'mx.example.com' }, '192.0.2.25')]),
    says: [],
  },
]);

describeCheck(mistypedMx, [
  { it: 'says nothing of hosts of one’s own', domain: mailDomain(), says: [] },
  ...(
    [
      ['aspmx.l.gogle.com', 'aspmx.l.google.com (Google Workspace)'],
      ['aspmx.google.com', 'aspmx.l.google.com (Google Workspace)'],
      ['smpt.google.com', 'smtp.google.com (Google Workspace)'],
      ['example-com.mail.protection.outlok.com', 'example-com.mail.protection.outlook.com (Microsoft 365)'],
      ['in1-smtp.messagingengin.com', 'in1-smtp.messagingengine.com (Fastmail)'],
      ['mx1.improvemx.com', 'mx1.improvmx.com (ImprovMX)'],
    ] as const
  ).map(([exchange, meant]) => ({
    it: `knows what ${exchange} was to be`,
    domain: withMx([[10, exchange]], [unlooked(exchange)]),
    says: [
      `high The MX record of example.com names ${exchange}, which does not exist. ${meant} is probably meant: no mail arrives.`,
    ],
  })),
  {
    it: 'tells a look-alike that somebody has',
    domain: withMx([[10, 'aspmx.l.gooogle.com']], [mailHost({ host: 'aspmx.l.gooogle.com' })]),
    says: [
      'medium The MX record of example.com names aspmx.l.gooogle.com, which looks like aspmx.l.google.com (Google Workspace) and is not: mail may go to a stranger.',
    ],
  },
  {
    it: 'leaves a domain alone that somebody has and that is two letters beside',
    domain: withMx([[10, 'mx.goggles.com']], [mailHost({ host: 'mx.goggles.com' })]),
    says: [],
  },
  {
    it: 'leaves the hosts of other data centres alone',
    domain: withMx([[10, 'mx.zoho.eu']], [mailHost({ host: 'mx.zoho.eu' })]),
    says: [],
  },
  {
    it: 'leaves a host of nobody alone that looks like none',
    domain: withMx([[10, 'mail.example.net']], [unlooked('mail.example.net')]),
    says: [],
  },
]);

describeCheck(mxAtWebHost, [
  { it: 'says nothing of mail servers', domain: mailDomain(), says: [] },
  {
    it: 'tells a host of websites',
    domain: withMx(
      [[10, 'example.com']],
      [
        mailHost({
          host: 'example.com',
          name: resolvedName({ ipv4: ['76.76.21.21'], ipv6: [] }),
          smtp: [smtp({ session: failure('timeout'), mayBeFiltered: true })],
        }),
      ],
    ),
    says: [
      'high The MX record of example.com names example.com, which is at Vercel: websites are served there, and no mail is taken.',
    ],
  },
  {
    it: 'tells the proxy of Cloudflare',
    domain: withMx(
      [[10, 'mail.example.com']],
      [
        mailHost({
          host: 'mail.example.com',
          name: resolvedName({ host: 'mail.example.com', ipv4: ['104.16.1.1'], ipv6: [] }),
          smtp: [smtp({ session: failure('timeout') })],
        }),
      ],
    ),
    says: [
      'high The MX record of example.com names mail.example.com, which is at Cloudflare: websites are served there, and no mail is taken.',
    ],
  },
  {
    it: 'leaves Cloudflare’s own mail servers alone',
    domain: withMx(
      [[10, 'route1.mx.cloudflare.net']],
      [mailHost({ host: 'route1.mx.cloudflare.net' }, '162.159.205.11')],
    ),
    says: [],
  },
  {
    it: 'leaves alone what answers as a mail server',
    domain: withMx([[10, 'mail.example.com']], [mailHost({ host: 'mail.example.com' }, '104.16.1.1')]),
    says: [],
  },
  {
    it: 'tells a company that parks domains',
    domain: withMx([[10, 'mail.h-email.net']], [mailHost({ host: 'mail.h-email.net' })]),
    says: [
      'high The MX record of example.com names mail.h-email.net, which belongs to a company that parks domains: your mail goes to it.',
    ],
  },
]);
