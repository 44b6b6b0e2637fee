import { defineCheck } from '../../check.ts';
import { doesNotExist } from '../../live/dns/resolution.ts';
import { isWithin } from '../../live/hostNames.ts';
import { liveAddresses } from '../../live/liveAddresses.ts';
import type { DeclaredDomain } from '../../live/declared.ts';
import { entrance, hopLines } from '../../live/redirects/chains.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'drift/domain-differs',
  impact: 'medium',
  stage: 'domain',
  title: 'Address of the product that is not where it runs',
  why: 'Links in mails, callbacks of sign-in and canonical addresses are made from this value: each of them takes a detour, or fails.',
  *check(observed, context) {
    const { domain, dns, http } = observed;
    // What follows from a domain that is gone is not repeated.
    if (doesNotExist(observed)) return;
    const declared = liveAddresses(observed, context);
    const own = new Set([domain, `www.${domain}`]);
    const byHost = new Map<string, readonly [DeclaredDomain, ...DeclaredDomain[]]>();
    for (const one of declared) {
      if (!isWithin(one.host, domain)) continue;
      const known = byHost.get(one.host);
      byHost.set(one.host, known ? [...known, one] : [one]);
    }
    for (const [host, places] of byHost) {
      const [first] = places;
      const common = {
        host,
        kind: host,
        declaredAt: { file: first.file, at: first.at },
      };
      const named = places.map(({ file, at }) => `${file}:${at.line} names ${host}`);
      const name = dns.names.find((one) => one.host === host);
      const hasNone =
        name && !isFailure(name.v4) && !isFailure(name.v6) && name.ipv4.length + name.ipv6.length === 0;
      // The domain itself without an address is judged as such, and so are environments.
      if (hasNone === true && host !== domain) {
        if (places.every(({ source }) => source === 'production')) continue;
        yield {
          ...common,
          impact: 'high',
          problem: `${first.file} says that the product is at ${host}, but that name has no address: whoever is sent there gets an error.`,
          evidence: named,
          mend: { how: `Write ${domain} there if that is meant, or add a record for ${host}.` },
        };
        continue;
      }
      // Where the configuration says the same as the file, it is the redirect that is wrong, and judged as such.
      if (!own.has(host) || host === context.target.canonical) continue;
      const chain = http && entrance(http, 'https:', host);
      const last = chain?.hops.at(-1);
      if (!chain || !last || isFailure(last.outcome) || chain.end !== 'answer') continue;
      const end = last.url.hostname;
      if (end === host)
        yield { host, pass: `${host} is where the product runs, as ${first.file} says.`, evidence: named };
      else if (own.has(end))
        yield {
          ...common,
          // The host's own settings may say otherwise than the file.
          ...(places.every(({ source }) => source === 'cname-file') ? { impact: 'low' } : {}),
          problem: `${first.file} says that the product is at ${host}, but ${host} leads to ${end}.`,
          evidence: [...named, ...hopLines(chain)],
          mend: { how: `Write ${end} there, or make ${host} the host that the others lead to.` },
        };
    }
  },
});
