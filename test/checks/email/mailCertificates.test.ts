import expiredMxCertificate from '../../../server/src/core/checks/email/expired-mx-certificate.ts';
import expiringMxCertificate from '../../../server/src/core/checks/email/expiring-mx-certificate.ts';
import mxCertificateForAnotherName from '../../../server/src/core/checks/email/mx-certificate-for-another-name.ts';
import outdatedMxTls from '../../../server/src/core/checks/email/outdated-mx-tls.ts';
import untrustedMxCertificate from '../../../server/src/core/checks/email/untrusted-mx-certificate.ts';
import weakMxCertificate from '../../../server/src/core/checks/email/weak-mx-certificate.ts';
import { describeCheck } from '../../support/checkTables.ts';
import {
  healthyMail,
  mailDomain,
  mailHost,
  mxAnswer,
  smtp,
  smtpSession,
  smtpTls,
  tlsaAnswer,
} from '../../support/mailObservations.ts';
import { failure, certificate, intermediate } from '../../support/observations.ts';
import {
  HOST,
  WITHOUT_POLICY,
  withSmtp,
  withSession,
  withTls,
  distrust,
  ENFORCED,
  UNPROVEN,
  REFUSED,
  SILENT,
} from './receiving.ts';

describeCheck(outdatedMxTls, [
  {
    it: 'passes TLS 1.2',
    domain: withTls({}, { version: 'TLSv1.2' }),
    says: ['pass mx1.example.com speaks TLS 1.2.'],
  },
  {
    it: 'tells TLS 1.0',
    domain: withTls({}, { version: 'TLSv1' }),
    says: [
      'medium mx1.example.com speaks nothing newer than TLS 1.0: many senders refuse that, and deliver as plain text or not at all.',
    ],
  },
]);

describeCheck(expiredMxCertificate, [
  { it: 'passes one in its time', domain: withTls({}), says: ['pass Valid until 2027-01-22.'] },
  {
    it: 'tells one that expired',
    domain: withTls({ notAfter: '2026-11-01T12:00:00.000Z' }, distrust('expired')),
    says: [`medium The certificate of the mail server mx1.example.com expired on 2026-11-01: ${UNPROVEN}`],
  },
  {
    it: 'weighs more where MTA-STS is in force',
    domain: withTls({ notAfter: '2026-11-01T12:00:00.000Z' }, distrust('expired'), ENFORCED),
    says: [`high The certificate of the mail server mx1.example.com expired on 2026-11-01: ${REFUSED}`],
  },
  {
    it: 'tells one that is too early',
    domain: withTls({ notBefore: '2026-12-01T12:00:00.000Z' }, distrust('not-yet-valid')),
    says: [
      `medium The certificate of the mail server mx1.example.com is not valid before 2026-12-01: ${UNPROVEN}`,
    ],
  },
  {
    it: 'lets dates be where DANE names the key',
    domain: withTls({ notAfter: '2026-11-01T12:00:00.000Z' }, distrust('expired'), {
      tlsa: tlsaAnswer(HOST, [[3, 1, 1, 'a2'.repeat(32)]]),
    }),
    says: [],
  },
  { it: 'says nothing where TLS failed', domain: withSession({ tls: failure('tls') }), says: [] },
]);

describeCheck(expiringMxCertificate, [
  { it: 'passes 61 of 90 days', domain: withTls({}), says: ['pass 61 days of 90 days are left.'] },
  {
    it: 'tells a renewal that is late',
    domain: withTls({ notBefore: '2026-09-13T12:00:00.000Z', notAfter: '2026-12-12T12:00:00.000Z' }),
    says: [
      'low The certificate of the mail server mx1.example.com expires in 20 days, on 2026-12-12. Its renewal is late.',
    ],
  },
  {
    it: 'weighs more with a policy in force, and few days',
    domain: withTls(
      { notBefore: '2026-08-30T12:00:00.000Z', notAfter: '2026-11-28T12:00:00.000Z' },
      {},
      ENFORCED,
    ),
    says: [
      'high The certificate of the mail server mx1.example.com expires in 6 days, on 2026-11-28. Its renewal is late: after that, senders that follow your MTA-STS policy do not deliver.',
    ],
  },
  {
    it: 'goes by the share of the lifetime',
    domain: withTls({ notBefore: '2026-11-20T12:00:00.000Z', notAfter: '2026-11-26T12:00:00.000Z' }),
    says: ['pass 4 days of 6 days are left.'],
  },
]);

describeCheck(mxCertificateForAnotherName, [
  { it: 'passes its own name', domain: withTls({}), says: ['pass The certificate is for mx1.example.com.'] },
  {
    it: 'passes a star',
    domain: withTls({ names: ['*.example.com'] }),
    says: ['pass The certificate is for mx1.example.com.'],
  },
  {
    it: 'tells the name of the domain alone',
    domain: withTls({ names: ['example.com'] }),
    says: [
      `medium The certificate that the mail server mx1.example.com shows is for example.com, not for mx1.example.com: ${UNPROVEN}`,
    ],
  },
  {
    it: 'weighs more where MTA-STS is in force',
    domain: withTls({ names: ['mail.example.net'] }, {}, ENFORCED),
    says: [
      `high The certificate that the mail server mx1.example.com shows is for mail.example.net, not for mx1.example.com: ${REFUSED}`,
    ],
  },
  {
    it: 'leaves one that is signed by itself to another check',
    domain: withTls({ names: ['localhost'], isSelfSigned: true }, distrust('self-signed')),
    says: [],
  },
]);

describeCheck(untrustedMxCertificate, [
  { it: 'passes one that is trusted', domain: withTls({}), says: ["pass Trusted: from Let's Encrypt."] },
  {
    it: 'tells one that is signed by itself',
    domain: withTls({ isSelfSigned: true }, distrust('self-signed')),
    says: [`medium The certificate of the mail server mx1.example.com is signed by itself: ${UNPROVEN}`],
  },
  {
    it: 'weighs more where MTA-STS is in force',
    domain: withTls({ isSelfSigned: true }, distrust('self-signed'), ENFORCED),
    says: [`high The certificate of the mail server mx1.example.com is signed by itself: ${REFUSED}`],
  },
  {
    it: 'tells an authority that nobody knows',
    domain: withTls({ issuer: 'CN=Inner, O=Acme' }, distrust('unknown-root')),
    says: [
      `medium The certificate of the mail server mx1.example.com comes from Acme, an authority that nobody knows: ${UNPROVEN}`,
    ],
  },
  {
    it: 'tells a chain that is not complete',
    domain: withTls({}, { ...distrust('incomplete-chain'), chain: [certificate({ names: [HOST] })] }),
    says: [
      `medium The certificate of the mail server mx1.example.com is sent without the one that issued it (CN=E7, O=Let's Encrypt, C=US): ${UNPROVEN}`,
    ],
  },
  {
    it: 'tells a chain that proves nothing',
    domain: withTls({}, distrust('bad-signature')),
    says: [
      `medium The certificate of the mail server mx1.example.com has a chain that proves nothing: ${UNPROVEN}`,
    ],
  },
  { it: 'leaves dates to another check', domain: withTls({}, distrust('expired')), says: [] },
  {
    it: 'knows a server by its TLSA record',
    domain: withTls({ isSelfSigned: true }, distrust('self-signed'), {
      tlsa: tlsaAnswer(HOST, [[3, 1, 1, 'a2'.repeat(32)]]),
    }),
    says: ['pass mx1.example.com is known by its TLSA record (DANE).'],
  },
  {
    it: 'wants an authority all the same where MTA-STS is in force',
    domain: withTls({ isSelfSigned: true }, distrust('self-signed'), {
      ...ENFORCED,
      tlsa: tlsaAnswer(HOST, [[3, 1, 1, 'a2'.repeat(32)]]),
    }),
    says: [`high The certificate of the mail server mx1.example.com is signed by itself: ${REFUSED}`],
  },
  {
    it: 'takes no TLSA record that DNSSEC does not prove',
    domain: withTls({ isSelfSigned: true }, distrust('self-signed'), {
      tlsa: { ...tlsaAnswer(HOST, [[3, 1, 1, 'a2'.repeat(32)]]), isAuthenticated: false },
    }),
    says: [`medium The certificate of the mail server mx1.example.com is signed by itself: ${UNPROVEN}`],
  },
  {
    it: 'does not know where the chain could not be judged',
    domain: withTls({}, { trust: failure('protocol', 'it could not be read') }),
    says: ['unknown it could not be read'],
  },
  {
    it: 'does not know of a server that nobody could ask',
    domain: withSmtp([{ session: SILENT, mayBeFiltered: true }]),
    says: ['unknown no answer in time; many networks let nobody connect to port 25'],
  },
  {
    it: 'tells a server of two domains once',
    domain: mailDomain(
      ...['example.com', 'send.example.com'].map((domain) =>
        healthyMail({
          domain,
          ...WITHOUT_POLICY,
          mx: mxAnswer([[10, HOST]], domain),
          hosts: [
            mailHost({
              host: HOST,
              smtp: [
                smtp({
                  session: smtpSession({ tls: smtpTls({ isSelfSigned: true }, distrust('self-signed')) }),
                }),
              ],
            }),
          ],
        }),
      ),
    ),
    says: [`medium The certificate of the mail server mx1.example.com is signed by itself: ${UNPROVEN}`],
  },
]);

describeCheck(weakMxCertificate, [
  { it: 'passes a strong key', domain: withTls({}), says: ['pass Its key and its signature are strong.'] },
  {
    it: 'tells a short key',
    domain: withTls({ key: { type: 'rsa', bits: 1024 } }),
    says: [
      'medium The certificate of the mail server mx1.example.com has a key of 1024 bits (RSA), which is too weak: some senders refuse it, and deliver as plain text or not at all.',
    ],
  },
  {
    it: 'tells a signature that can be forged',
    domain: withTls(
      { signature: 'sha1WithRSAEncryption' },
      { chain: [certificate({ names: [HOST], signature: 'sha1WithRSAEncryption' }), intermediate()] },
    ),
    says: [
      'medium The certificate of the mail server mx1.example.com has the signature sha1WithRSAEncryption, which is too weak: some senders refuse it, and deliver as plain text or not at all.',
    ],
  },
]);
