import { defineCheck } from '../../check.ts';
import { addressesIn, listed } from '../../live/dns/names.ts';
import { judgedServers, zoneOf } from '../../live/dns/servers.ts';
import type { NameServerObservation } from '../../observations/dns.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/broken-delegation',
  impact: 'medium',
  stage: 'domain',
  title: 'Delegation that differs from the zone',
  why: 'The registry sends people to other name servers than the zone itself names: a change that was made in one place only.',
  *check(observed) {
    const zone = zoneOf(observed);
    if (!zone || isFailure(zone)) return;
    const { apex, delegated, nameServers, parentFailure } = zone;
    const servers = judgedServers(zone);
    // A server that does not serve the zone is a finding of its own, and so is one that nobody could ask.
    const isAlive = (name: string) => servers.find((server) => server.name === name)?.state === 'alive';
    const inZone = nameServers.filter((server) => server.inZone).map(({ name }) => name);
    if (delegated.length === 0 || inZone.length === 0) {
      if (parentFailure) yield { unknown: parentFailure };
      return;
    }
    const onlyParent = delegated.filter((name) => !inZone.includes(name) && isAlive(name));
    const onlyZone = inZone.filter((name) => !delegated.includes(name));
    const wrong = nameServers.filter(({ name }) => isAlive(name)).flatMap(wrongGlue)[0];
    const evidence = [`parent zone: ${delegated.join(', ')}`, `zone: ${inZone.join(', ')}`];
    if (onlyParent.length + onlyZone.length > 0) {
      const differences = [
        ...(onlyParent.length > 0 ? [`only the parent zone names ${listed(onlyParent)}`] : []),
        ...(onlyZone.length > 0 ? [`only the zone itself names ${listed(onlyZone)}`] : []),
      ];
      yield {
        problem: `The name servers of ${apex} are not the same everywhere: ${differences.join(', ')}.`,
        evidence,
        mend: {
          how: `Set the same name servers for ${apex} at the registrar and in the NS records of the zone.`,
        },
      };
    } else if (wrong) {
      const { name, address, own } = wrong;
      yield {
        kind: 'glue',
        problem: `The parent zone gives ${name} the address ${address}, but ${apex} itself gives it ${own.join(' and ')}: one of both is out of date, and some people ask at the wrong place.`,
        evidence: [...evidence, `glue of ${name}: ${address}`, `${name} in ${apex}: ${own.join(', ')}`],
        mend: {
          how: `Set the same address for ${name} at the registrar (host record, glue) and in its A record.`,
        },
      };
    } else if (saysItsServers(observed, apex) && delegated.every((name) => inZone.includes(name))) {
      yield { pass: `The parent zone and ${apex} name the same servers.`, evidence };
    }
  },
});

interface WrongGlue {
  readonly name: string;
  readonly address: string;
  readonly own: readonly string[];
}

/** The address at which a server answers is the parent's; its own zone may know others, but not other ones alone. */
function wrongGlue({ name, asked }: NameServerObservation): WrongGlue[] {
  return asked.flatMap(({ address, ownAnswer }) => {
    if (!ownAnswer || isFailure(ownAnswer) || !ownAnswer.isAuthoritative) return [];
    const own = addressesIn(ownAnswer).sort();
    return own.length > 0 && !own.includes(address) ? [{ name, address, own }] : [];
  });
}

/** Where the zone itself could not be asked for its servers, those of the parent are taken for them. */
function saysItsServers({ dns }: DomainObservation, apex: string): boolean {
  return dns.exchanges.some(
    ({ name, type, server, outcome }) =>
      name === apex &&
      type === 'NS' &&
      server === 'resolver' &&
      !isFailure(outcome) &&
      outcome.answers.length > 0,
  );
}
