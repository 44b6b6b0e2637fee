import { defineCheck } from '../../check.ts';
import {
  brokenLink,
  isSecured,
  serversWithoutSignatures,
  validationFailure,
} from '../../live/dns/security.ts';
import { isZoneDead, zoneOf } from '../../live/dns/servers.ts';
import { listed, recordsOf } from '../../live/dns/names.ts';
import { dnsMend } from '../../live/mend.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/broken-dnssec',
  impact: 'blocker',
  stage: 'domain',
  title: 'Broken DNSSEC',
  why: "Resolvers that validate (Google's, Cloudflare's, Quad9's, most providers') throw the answers away: for their users the domain does not exist.",
  *check(observed, context) {
    const { domain, dns } = observed;
    const { ds, dnskey, resolverValidates } = dns.dnssec;
    // The keys of a registry are not the owner's matter.
    if (!zoneOf(observed)) return;
    const link = brokenLink(observed, context.now);
    const evidence = [
      ...recordsOf(ds, 'DS').map((one) => `DS: key ${one.keyTag}, algorithm ${one.algorithm}`),
      ...recordsOf(dnskey, 'DNSKEY').map((one) => `DNSKEY: key ${one.keyTag}, algorithm ${one.algorithm}`),
    ];
    const unsigned = serversWithoutSignatures(observed);
    // Whom the resolver happened to ask is chance: without keys, or without a reason, it was one of those.
    if (unsigned.length > 0 && (link === undefined || recordsOf(dnskey, 'DNSKEY').length === 0)) {
      yield {
        impact: 'high',
        kind: 'server',
        problem: `DNSSEC of ${domain} is broken at ${listed(unsigned)}: no signature comes with the answers, while the other name servers sign theirs. Resolvers that validate refuse what they get there.`,
        evidence,
        mend: {
          how: 'Make these name servers serve the signed zone, as the others do: transfer it to them anew, or remove them at the registrar and in the zone.',
        },
      };
    } else if (link !== undefined || validationFailure(observed)) {
      yield {
        problem: `DNSSEC of ${domain} is broken: ${link ?? 'a resolver that validates answers SERVFAIL, and without validation there is an answer'}. For most people the domain does not exist.`,
        evidence,
        mend: dnsMend(
          'Give the registrar the DS record that your DNS provider shows, or remove the DS record there; if signatures expired, sign the zone again.',
          observed,
          context,
        ),
      };
    } else if (isZoneDead(observed)) return;
    else if (isFailure(ds)) yield { unknown: ds };
    else if (!isSecured(observed)) return;
    else if (isFailure(dnskey)) yield { unknown: dnskey };
    else if (dnskey.isAuthenticated) yield { pass: `DNSSEC of ${domain} is valid.`, evidence };
    else if (dnskey.rcode !== 'NOERROR')
      yield { unknown: `the resolver answers ${dnskey.rcode} for its keys` };
    else if (resolverValidates === 'yes')
      yield { pass: `Nothing is wrong with DNSSEC of ${domain}.`, evidence };
    else yield { unknown: 'the resolver that was asked does not validate DNSSEC', evidence };
  },
});
