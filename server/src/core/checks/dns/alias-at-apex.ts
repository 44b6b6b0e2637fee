import { defineCheck } from '../../check.ts';
import { aliasesIn, isApex, nameOf, wayOf } from '../../live/dns/names.ts';
import { danglingEnd } from '../../live/dns/resolution.ts';
import { addressMend } from '../../live/mend.ts';

export default defineCheck({
  id: 'dns/alias-at-apex',
  impact: 'medium',
  stage: 'domain',
  title: 'CNAME record for the domain itself',
  why: 'A name with a CNAME record may have no other (RFC 1034 section 3.6.2), but a domain needs NS and SOA, and MX for mail: mail gets lost, and some resolvers fail.',
  *check(observed, context) {
    const { domain } = observed;
    const name = nameOf(observed, domain);
    if (!name || !isApex(observed) || danglingEnd(name) !== undefined) return;
    const alias = [name.v4, name.v6]
      .flatMap((answer) => aliasesIn(answer))
      .find(({ owner }) => owner === domain);
    if (alias) {
      yield {
        problem: `${domain} itself is an alias (CNAME) for ${alias.target}, beside its NS and SOA records: mail to it gets lost, and some resolvers fail.`,
        evidence: [wayOf(name)],
        mend: addressMend(domain, observed, context),
      };
    }
  },
});
