import { getDomain, getPublicSuffix } from 'tldts';
import { defineCheck } from '../../check.ts';
import { isAtOrBelow, wayOf } from '../../live/dns/names.ts';
import { danglingEnd } from '../../live/dns/resolution.ts';
import { dnsMend } from '../../live/mend.ts';
import { unownedAlias } from '../../live/dns/unowned.ts';
import { abandonedAlias } from '../../live/providers/takeover.ts';
import type { NameObservation } from '../../observations/dns.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/dangling-alias',
  impact: 'high',
  stage: 'domain',
  title: 'Alias for something that nobody owns',
  why: 'Whoever claims the abandoned name at the provider serves what he likes under your domain, with your cookies and your good name.',
  *check(observed, context) {
    for (const name of observed.dns.names) {
      const target = name.aliases.at(-1);
      if (target === undefined) continue;
      const { host } = name;
      const found =
        danglingEnd(name) === undefined ? unowned(name, observed) : missing(name, target, observed);
      if (found) {
        yield {
          host,
          impact: found.isFree ? 'blocker' : 'high',
          problem: `${host} is an alias for ${found.what}. ${
            found.isFree
              ? 'Whoever claims that name can serve anything under yours.'
              : "It leads nowhere, and may become somebody else's."
          }`,
          evidence: [wayOf(name)],
          mend: dnsMend(
            `Delete the CNAME record of ${host}, or set up again what it points to.`,
            observed,
            context,
          ),
        };
      } else if (name.ipv4.length + name.ipv6.length > 0) {
        yield { host, pass: `${host} is an alias for ${target}, which exists.`, evidence: [wayOf(name)] };
      }
    }
  },
});

interface Abandoned {
  /** Completes "x is an alias for …". */
  readonly what: string;
  readonly isFree: boolean;
}

function missing(name: NameObservation, target: string, { domain }: DomainObservation): Abandoned {
  const provider = abandonedAlias(target);
  if (provider)
    return { what: `${target} at ${provider.label}, which does not exist`, isFree: provider.isFree };
  if (isUnregistered(name, target)) {
    return { what: `${target}, whose domain ${getDomain(target)} nobody has registered`, isFree: true };
  }
  const whose = isAtOrBelow(target, domain) ? ', a name of your own' : '';
  return { what: `${target}${whose}, which does not exist`, isFree: false };
}

/** The registry itself says that there is no such name: the SOA record of its answer is that of "com", say. */
function isUnregistered({ v4, v6 }: NameObservation, target: string): boolean {
  const suffix = getPublicSuffix(target);
  return [v4, v6].some(
    (answer) =>
      !isFailure(answer) &&
      answer.rcode === 'NXDOMAIN' &&
      answer.authorities.some(({ type, name }) => type === 'SOA' && name === suffix),
  );
}

function unowned(name: NameObservation, observed: DomainObservation): Abandoned | undefined {
  const found = unownedAlias(name, observed);
  if (!found) return undefined;
  const { target, provider } = found;
  return {
    what: `${target}, of which ${provider.label} says that nobody has it`,
    isFree: provider.isFree,
  };
}
