import { defineCheck } from '../../check.ts';
import { isAddress, nameOf, normalName, wayOf } from '../../live/dns/names.ts';
import { resolutionOf } from '../../live/dns/resolution.ts';
import { dnsMend } from '../../live/mend.ts';
import type { NameObservation } from '../../observations/dns.ts';
import type { DomainObservation } from '../../observations/domain.ts';

export default defineCheck({
  id: 'dns/unexpected-target',
  impact: 'high',
  stage: 'domain',
  title: 'Subdomain that points elsewhere than declared',
  why: 'People land on another server than the one that the configuration names: often an old one.',
  *check(observed, context) {
    for (const { host: written, target: declared } of context.target.subdomains) {
      if (declared === undefined) continue;
      const host = normalName(written);
      const target = normalName(declared);
      const found = resolutionOf(observed, host);
      // What has no address at all is said by another check.
      if (found.state !== 'resolved') continue;
      const { name } = found;
      const evidence = [wayOf(name), `declared: ${target}`];
      if (leadsTo(name, target, observed)) {
        yield { host, pass: `${host} points to ${target}, as the configuration says.`, evidence };
      } else if (isHidden(name, target, context.providers.edge)) {
        yield {
          host,
          unknown: `${host} is answered with addresses of its edge, which hide where it points`,
          evidence,
        };
      } else {
        const type = isAddress(target) ? (target.includes(':') ? 'AAAA' : 'A') : 'CNAME';
        const seen = name.aliases[0] ?? [...name.ipv4, ...name.ipv6].join(', ');
        yield {
          host,
          problem: `${host} points to ${seen}, but the configuration says ${target}.`,
          evidence,
          mend: dnsMend(
            `Point ${host} to ${target}, or correct the configuration if it moved on purpose.`,
            observed,
            context,
            [{ kind: 'record', name: host, type, value: target }],
          ),
        };
      }
    }
  },
});

function leadsTo(name: NameObservation, target: string, observed: DomainObservation): boolean {
  const addresses = [...name.ipv4, ...name.ipv6];
  if (isAddress(target)) return addresses.includes(target);
  if (name.host === target || name.aliases.includes(target)) return true;
  // Aliases may be flattened to the addresses that the target has.
  const other = nameOf(observed, target);
  return other !== undefined && addresses.some((address) => [...other.ipv4, ...other.ipv6].includes(address));
}

/** Edges that proxy a name answer with their own addresses, and no alias. */
function isHidden({ aliases }: NameObservation, target: string, edge: string | undefined): boolean {
  return aliases.length === 0 && edge === 'cloudflare' && !isAddress(target);
}
