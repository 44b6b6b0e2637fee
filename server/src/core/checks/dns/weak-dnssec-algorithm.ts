import { defineCheck } from '../../check.ts';
import { listed, recordsOf } from '../../live/dns/names.ts';
import { zoneOf } from '../../live/dns/servers.ts';
import { isSecured } from '../../live/dns/security.ts';

export default defineCheck({
  id: 'dns/weak-dnssec-algorithm',
  impact: 'medium',
  stage: 'domain',
  title: 'Outdated DNSSEC algorithm',
  why: 'Signatures with SHA-1 count as none for a growing number of resolvers (RFC 9905).',
  *check(observed) {
    if (!zoneOf(observed) || !isSecured(observed)) return;
    const ds = recordsOf(observed.dns.dnssec.ds, 'DS');
    const weak = new Set(ds.flatMap(({ algorithm }) => WEAK[algorithm] ?? []));
    const isWeakDigest = ds.every(({ digestType }) => digestType === 1);
    const evidence = ds.map(
      ({ keyTag, algorithm, digestType }) =>
        `DS: key ${keyTag}, algorithm ${algorithm}, digest type ${digestType}`,
    );
    if (weak.size > 0 || isWeakDigest) {
      const what = [...weak, ...(isWeakDigest ? ['a SHA-1 digest in the parent zone'] : [])];
      yield {
        problem: `DNSSEC of ${observed.domain} rests on ${listed(what)}, which resolvers stop to accept.`,
        evidence,
        mend: {
          how: 'Change to ECDSA P-256 (algorithm 13) where your DNS is managed, and give its DS record with a SHA-256 digest to the registrar.',
        },
      };
    } else yield { pass: 'DNSSEC uses algorithms of today.', evidence };
  },
});

/** https://www.iana.org/assignments/dns-sec-alg-numbers: those that RFC 8624 and RFC 9905 forbid to sign with. */
const WEAK: Readonly<Record<number, string>> = {
  1: 'RSA/MD5',
  3: 'DSA',
  5: 'RSA/SHA-1',
  6: 'DSA',
  7: 'RSA/SHA-1',
  12: 'GOST',
};
