/** What the checks of DNS and TLS say of real servers on loopback, beside what test/live has. */
import { strict as assert } from 'node:assert';
import { targetFor } from '../../server/src/core/live/targets.ts';
import { checkLive } from '../../server/src/host/live.ts';
import { createAuthority, type Issued } from '../support/world/certificates.ts';
import { ocspResponse } from '../support/world/ocspResponses.ts';
import { HEALTHY_RECORDS, inDays, startWorld, type World, type WorldSite } from '../support/world/world.ts';

/** What a domain does wrong, and all that is found about it. */
type Defect = readonly [name: string, site: WorldSite, ...found: readonly string[]];

const authority = createAuthority('Stapling Root', { key: 'p256' });
/** With an authority whose key the test has, so that it can answer for OCSP. */
const stapled = (options: Parameters<typeof ocspResponse>[2]): WorldSite => {
  let issued: Issued | undefined;
  return {
    certificate: (_ca, names) => {
      issued = authority.issue({ names });
      return issued;
    },
    tls: ({ chain, key }) => ({ chain, key, staple: ocspResponse(authority, issued!, options) }),
  };
};
const records = (...more: string[]): WorldSite => ({ zone: { records: [...HEALTHY_RECORDS, ...more] } });
const caa = (...lines: string[]): WorldSite => ({
  zone: { records: [...HEALTHY_RECORDS.filter((line) => !line.includes('CAA')), ...lines] },
});
const unlike = (name: string, difference: object): WorldSite => ({
  zone: { unlike: { [`ns2.${name}.test`]: difference } },
});

const DEFECTS: readonly Defect[] = [
  ['refusing', unlike('refusing', { behaviour: 'refusing' }), 'dns/dead-name-server'],
  ['failing', unlike('failing', { behaviour: 'failing' }), 'dns/dead-name-server'],
  ['www-differs', unlike('www-differs', { records: ['www A 192.0.2.99'] }), 'dns/disagreeing-name-servers'],
  ['ending', { zone: { signing: 'ending' } }, 'dns/expiring-signature'],
  ['serials', unlike('serials', { serial: 7 }), 'dns/disagreeing-name-servers'],
  ['unsigned-with-ds', { zone: { signing: 'missing' } }, 'dns/broken-dnssec'],
  ['another-server', { zone: { parent: { servers: ['ns1.another-server.test'] } } }, 'dns/broken-delegation'],
  ['nobody-may', caa('@ CAA 0 issue ;'), 'dns/caa-forbids-issuer'],
  [
    'no-wildcards',
    {
      ...caa('@ CAA 0 issue world.test', '@ CAA 0 issuewild ;'),
      certificate: (ca, [name = '']) => ca.issue({ names: [name, `*.${name}`] }),
    },
    'dns/caa-forbids-issuer',
  ],
  [
    'root',
    {
      certificate: (ca, names, root) => {
        const issued = ca.issue({ names });
        return { ...issued, chain: issued.chain + root.certificate };
      },
    },
    'tls/needless-root',
  ],
  [
    'long-lived',
    { certificate: (ca, names) => ca.issue({ names, notAfter: inDays(795) }) },
    'tls/too-long-lifetime',
  ],
  ['unknown-critical', caa('@ CAA 128 policy x', '@ CAA 0 issue world.test'), 'dns/malformed-caa'],
  ['issue-url', caa('@ CAA 0 issue https://letsencrypt.org'), 'dns/malformed-caa'],
  ['parameters', caa('@ CAA 0 issue world.test;validationmethods=dns-01')],
  ['mail', records('@ MX 10 mx.mail.test')],
  [
    'chain-order',
    {
      certificate: (ca, names) => {
        const issued = ca.intermediate('Second').intermediate('Third').issue({ names });
        const [own, third, second, ...rest] = issued.chain.split(/(?=-----BEGIN)/);
        return { ...issued, chain: [own, second, third, ...rest].join('') };
      },
    },
    'tls/wrong-chain-order',
  ],
  [
    'short-lived',
    { certificate: (ca, names) => ca.issue({ names, notBefore: inDays(-2), notAfter: inDays(4) }) },
  ],
  [
    'client-purpose',
    { certificate: (ca, names) => ca.issue({ names, purposes: ['1.3.6.1.5.5.7.3.2'] }) },
    'tls/not-for-servers',
  ],
  [
    'tls10',
    { tls: ({ chain, key }) => ({ chain, key, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }) },
    'tls/old-protocol',
  ],
  [
    'only-tls10',
    {
      tls: ({ chain, key }) => ({
        chain,
        key,
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      }),
    },
    'tls/missing-modern-protocol',
  ],
  [
    'only-tls12',
    { tls: ({ chain, key }) => ({ chain, key, maxVersion: 'TLSv1.2' }) },
    'tls/missing-modern-protocol',
  ],
  [
    'no-encryption',
    {
      certificate: (ca, names) => ca.issue({ names, key: 'rsa2048' }),
      tls: ({ chain, key }) => ({
        chain,
        key,
        maxVersion: 'TLSv1.2',
        ciphers: 'ECDHE-RSA-AES128-GCM-SHA256:NULL-SHA256:@SECLEVEL=0',
      }),
    },
    'tls/weak-cipher',
    'tls/missing-modern-protocol',
  ],
  [
    'asks',
    { tls: ({ chain, key }) => ({ chain, key, asksForCertificate: true }) },
    'tls/client-certificate-demanded',
  ],
  ['revoked', stapled({ status: 'revoked' }), 'tls/revoked', 'tls/untrusted-root'],
  [
    'stale',
    stapled({ nextUpdate: inDays(-3), thisUpdate: inDays(-9) }),
    'tls/untrusted-root',
    'tls/bad-staple',
  ],
];

describe('checks of DNS and TLS in a world of servers', () => {
  let world: World;
  before(async () => {
    world = await startWorld(Object.fromEntries(DEFECTS.map(([name, site]) => [`${name}.test`, site])));
  });
  after(() => world.close());

  it('find what is wrong and nothing else', async () => {
    const reports = await checkLive(
      {
        targets: DEFECTS.flatMap(([name]) => targetFor(`${name}.test`, { config: [] }) ?? []),
        areas: ['dns', 'tls'],
        network: world.settings,
        concurrency: 8,
        configText: '',
        baselineText: '',
        today: '2026-11-22',
      },
      { signal: new AbortController().signal },
    );
    const told = reports.map(({ domain, findings }) => [
      domain,
      [...new Set(findings.map(({ ruleId }) => ruleId))],
    ]);
    assert.deepEqual(
      told,
      DEFECTS.map(([name, , ...found]) => [`${name}.test`, found]),
    );
    assert.deepEqual(
      reports.flatMap(({ errors }) => errors),
      [],
    );
  }).timeout(120_000);
});
