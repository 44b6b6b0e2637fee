import carelessDkimKey from '../../../server/src/core/checks/email/careless-dkim-key.ts';
import missingDkimKey from '../../../server/src/core/checks/email/missing-dkim-key.ts';
import noDkimKeyFound from '../../../server/src/core/checks/email/no-dkim-key-found.ts';
import unusableDkimKey from '../../../server/src/core/checks/email/unusable-dkim-key.ts';
import weakDkimKey from '../../../server/src/core/checks/email/weak-dkim-key.ts';
import { generateKeyPairSync } from 'node:crypto';
import type { CheckContext } from '../../../server/src/core/check.ts';
import { mailTarget } from '../../../server/src/core/email/mailTarget.ts';
import type { DnsAnswer } from '../../../server/src/core/observations/dns.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { Failure } from '../../../server/src/core/observations/failure.ts';
import type { DkimKeyObservation } from '../../../server/src/core/observations/mail.ts';
import { describeCheck } from '../../support/checkTables.ts';
import {
  DKIM_KEY,
  healthyMail,
  mailDomain,
  noMail,
  txtAnswer,
  mxAnswer,
} from '../../support/mailObservations.ts';
import { answer, failure, healthyContext, healthyDns, record } from '../../support/observations.ts';

const DOMAIN = 'example.com';
const NONE = answer([], { rcode: 'NXDOMAIN' });
const GOOD = `v=DKIM1; k=rsa; p=${DKIM_KEY}`;
const SILENT = failure('timeout', 'no answer in time');

function at(
  selector: string,
  found: string | readonly string[] | DnsAnswer | Failure,
  source: DkimKeyObservation['source'] = 'well-known',
  provider?: string,
): DkimKeyObservation {
  const name = `${selector}._domainkey.${DOMAIN}`;
  const texts = typeof found === 'string' ? [found] : found;
  return {
    selector,
    source,
    name,
    answer: Array.isArray(texts) ? txtAnswer(name, ...texts) : (texts as DnsAnswer | Failure),
    ...(provider === undefined ? {} : { provider }),
  };
}

function keys(...found: readonly DkimKeyObservation[]): DomainObservation {
  return mailDomain(healthyMail({ dkim: { below: answer(), keys: found } }));
}

/** What DNS has below the domain can't be told from what it answers. */
function everyName(observed: DomainObservation): DomainObservation {
  return { ...observed, dns: { ...observed.dns, wildcard: answer() } };
}

function using(...providers: readonly string[]): Partial<CheckContext> {
  const { target } = healthyContext();
  return { target: { ...target, mail: { ...mailTarget(DOMAIN, undefined, undefined), providers } } };
}

function alias(selector: string, target: string): DnsAnswer {
  return answer([record({ type: 'CNAME', target }, `${selector}._domainkey.${DOMAIN}`)], {
    rcode: 'NXDOMAIN',
  });
}

function rsa(bits: number): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
}

function ed25519(): string {
  const { publicKey } = generateKeyPairSync('ed25519');
  return `v=DKIM1; k=ed25519; p=${publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')}`;
}

describeCheck(missingDkimKey, [
  {
    it: 'passes a configured selector',
    domain: keys(at('s1', GOOD, 'configured')),
    says: ['pass There is a DKIM key at s1._domainkey.example.com.'],
  },
  {
    it: 'tells a configured selector without a key',
    domain: keys(at('s9', NONE, 'configured')),
    says: [
      'high There is no DKIM key at s9._domainkey.example.com, although the configuration says that mail is signed with it: receivers can’t check the signature.',
    ],
  },
  {
    it: 'tells a provider in use without a key, and where it would be',
    domain: keys(at('resend', NONE, 'provider', 'resend'), at('google', GOOD)),
    context: using('resend'),
    says: [
      'high Resend sends mail for example.com, and none of its DKIM keys is in DNS: its mail is not signed by example.com, so it fails DMARC wherever SPF is not aligned.',
    ],
  },
  {
    it: 'passes a key of the provider',
    domain: keys(at('resend', GOOD, 'provider', 'resend')),
    context: using('resend'),
    says: ['pass Resend’s DKIM key is published.'],
  },
  {
    it: 'passes a key of the provider at the host that sends',
    domain: mailDomain(
      healthyMail({ dkim: { below: answer(), keys: [at('resend', NONE, 'provider', 'resend')] } }),
      healthyMail({
        domain: 'mail.example.com',
        dkim: { below: answer(), keys: [at('resend', GOOD, 'provider', 'resend')] },
      }),
    ),
    context: using('resend'),
    says: ['pass Resend’s DKIM key is published.'],
  },
  {
    it: 'says nothing of providers that make up selectors',
    domain: keys(at('s1', NONE)),
    context: using('ses', 'postmark', 'loops'),
    says: [],
  },
  {
    it: 'can’t tell without an answer',
    domain: keys(at('resend', SILENT, 'provider', 'resend')),
    context: using('resend'),
    says: ['unknown no answer in time'],
  },
  {
    it: 'says nothing of a domain without mail',
    domain: mailDomain(noMail()),
    context: using('resend'),
    says: [],
  },
]);

describeCheck(noDkimKeyFound, [
  {
    it: 'names whoever has the mailboxes, and what to publish',
    domain: mailDomain(
      healthyMail({ mx: mxAnswer([[1, 'smtp.google.com']]), dkim: { below: NONE, keys: [] } }),
    ),
    says: [
      'medium example.com has no DKIM key, although its SPF record names servers that send: receivers can’t tell whether its mail was changed, and trust it less.',
    ],
    how: [
      /^Switch DKIM on at Google Workspace, and publish what it shows \(google\._domainkey\.example\.com\)\.$/,
    ],
  },
  { it: 'passes a key', domain: keys(at('s1', GOOD)), says: ['pass example.com has a DKIM key.'] },
  {
    it: 'is sure where there is nothing below “_domainkey”',
    domain: mailDomain(healthyMail({ dkim: { below: NONE, keys: [] } })),
    says: [
      'medium example.com has no DKIM key, although its SPF record names servers that send: receivers can’t tell whether its mail was changed, and trust it less.',
    ],
  },
  {
    it: 'says that it may have another name, where every name exists',
    domain: everyName(keys(at('google', NONE), at('s1', NONE))),
    says: [
      'low No DKIM key of example.com was found at the usual selectors, although its SPF record names servers that send. DNS has no list of selectors: there may be one with another name.',
    ],
  },
  {
    it: 'leaves what is known to be missing to another check',
    domain: keys(at('resend', NONE, 'provider', 'resend')),
    context: using('resend'),
    says: [],
  },
  {
    it: 'can’t tell without an answer',
    domain: mailDomain(healthyMail({ dkim: { below: SILENT, keys: [] } })),
    says: ['unknown no answer in time'],
  },
  {
    it: 'can’t tell where one of the usual selectors is not answered',
    domain: keys(at('google', NONE), at('s1', SILENT)),
    says: ['unknown no answer in time'],
  },
  { it: 'says nothing of a domain without mail', domain: mailDomain(noMail()), says: [] },
]);

describeCheck(unusableDkimKey, [
  {
    it: 'passes a key',
    domain: keys(at('s1', GOOD)),
    says: ['pass The DKIM key at s1._domainkey.example.com can be used.'],
  },
  {
    it: 'tells a revoked key that is in use',
    domain: keys(at('s1', 'v=DKIM1; p=', 'configured')),
    says: [
      'high The DKIM key at s1._domainkey.example.com is revoked (its “p=” is empty): whatever is signed with it fails DKIM.',
    ],
  },
  {
    it: 'says nothing of an old key that was revoked',
    domain: keys(at('s1', GOOD), at('k1', 'v=DKIM1; p=')),
    says: ['pass The DKIM key at s1._domainkey.example.com can be used.'],
  },
  {
    it: 'tells a revoked key where there is no other',
    domain: keys(at('k1', 'v=DKIM1; p=')),
    says: [
      'medium The DKIM key at k1._domainkey.example.com is revoked (its “p=” is empty): whatever is signed with it fails DKIM.',
    ],
  },
  {
    it: 'says nothing where all selectors are revoked at once (*._domainkey)',
    domain: keys(...['s1', 's2', 'k1', 'google'].map((selector) => at(selector, 'v=DKIM1; p='))),
    says: [],
  },
  {
    it: 'says nothing of a revoked key where nothing is sent',
    domain: mailDomain(noMail({ dkim: { below: answer(), keys: [at('s1', 'v=DKIM1; p=')] } })),
    says: [],
  },
  {
    it: 'tells an alias that ends nowhere',
    domain: keys(at('selector1', alias('selector1', 'gone.onmicrosoft.com'))),
    says: [
      'high The DKIM key at selector1._domainkey.example.com is an alias of gone.onmicrosoft.com, where there is none: whatever is signed with it fails DKIM.',
    ],
  },
  {
    it: 'says nothing of an alias that every name is, but where the configuration names the key',
    domain: {
      ...keys(
        at('selector1', alias('selector1', 'acme.github.io')),
        at('s1', alias('s1', 'acme.github.io'), 'configured'),
      ),
      dns: healthyDns({
        wildcard: answer([record({ type: 'CNAME', target: 'acme.github.io' }, 'launch-ready-x.example.com')]),
      }),
    },
    says: [
      'high The DKIM key at s1._domainkey.example.com is an alias of acme.github.io, where there is none: whatever is signed with it fails DKIM.',
    ],
  },
  {
    it: 'tells several keys at one selector',
    domain: keys(at('s1', [GOOD, GOOD.replace('MIIB', 'MIIC')])),
    says: [
      'high s1._domainkey.example.com: There are 2 DKIM records at this name, and one is allowed. Receivers take any of them, so that signatures pass or fail by chance.',
    ],
  },
  {
    it: 'tells what is no key at a selector in use',
    domain: keys(at('s1', 'hello', 'configured')),
    says: [
      'high What is at s1._domainkey.example.com is no DKIM key: receivers find none, and whatever is signed with it fails DKIM.',
    ],
  },
]);

describe('a DKIM key', () => {
  describeCheck(weakDkimKey, [
    {
      it: 'of 2,048 bits passes',
      domain: keys(at('s1', GOOD)),
      says: ['pass The DKIM key at s1._domainkey.example.com has 2048 bits.'],
    },
    {
      it: 'of 768 bits is high, of 1,024 bits low',
      domain: keys(at('s1', rsa(768)), at('s2', rsa(1024))),
      says: [
        'high The DKIM key at s1._domainkey.example.com: The RSA key has 768 bits. Receivers must not accept less than 1024 (RFC 8301). The signatures of this selector fail.',
        'low The DKIM key at s2._domainkey.example.com: The RSA key has 1024 bits. It works, and 2048 are recommended (RFC 8301).',
      ],
    },
    { it: 'that is revoked has no length', domain: keys(at('s1', 'v=DKIM1; p=')), says: [] },
  ]);
  describeCheck(carelessDkimKey, [
    { it: 'that is good is not careless', domain: keys(at('s1', GOOD)), says: [] },
    {
      it: 'of Ed25519 alone is not read by all',
      domain: keys(at('s1', ed25519())),
      says: [
        'low The only DKIM key of example.com that was found is an Ed25519 key, which many receivers can’t check: to them its mail is not signed.',
      ],
    },
    {
      it: 'of Ed25519 beside one of RSA is fine',
      domain: keys(at('s1', ed25519()), at('s2', GOOD)),
      says: [],
    },
  ]);
});
