import { defineCheck } from '../../check.ts';
import { answeringOf } from '../../live/dns/agreement.ts';
import { isAtOrBelow } from '../../live/dns/names.ts';
import { zoneOf } from '../../live/dns/servers.ts';
import { dnsMend } from '../../live/mend.ts';
import { isFailure } from '../../observations/failure.ts';

const WEEK = 604_800;

export default defineCheck({
  id: 'dns/unusual-ttl',
  impact: 'low',
  stage: 'domain',
  title: 'Address that is remembered for too long, or not at all',
  why: 'Everybody keeps an address as long as its TTL says: after a move, people get to the old server until then. With none, each visit waits for DNS again.',
  *check(observed, context) {
    const { domain } = observed;
    const zone = zoneOf(observed);
    if (!zone || isFailure(zone)) return;
    // Resolvers count down: only the zone's own servers say how long it is.
    const answers = zone.nameServers
      .flatMap(answeringOf)
      .flatMap(({ addressAnswer, hostAnswers = [] }) =>
        hostAnswers.map(({ answer }) => answer).concat(addressAnswer ?? []),
      )
      .flatMap((answer) => (!isFailure(answer) && answer.isAuthoritative ? answer.answers : []))
      .filter(({ type, name }) => (type === 'A' || type === 'CNAME') && isAtOrBelow(name, domain));
    const odd = answers.find(({ ttl }) => ttl >= WEEK || ttl === 0);
    if (odd) {
      const { name, type, ttl } = odd;
      yield {
        host: name,
        problem:
          ttl === 0
            ? `The ${type} record of ${name} has a TTL of 0: nobody keeps it, and each visit waits for DNS again.`
            : `The ${type} record of ${name} has a TTL of ${Math.floor(ttl / 86_400)} days: after a change, people get to the old place for as long.`,
        evidence: [`${name} ${ttl} ${type}`],
        mend: dnsMend(`Set the TTL of ${name} to an hour (3600).`, observed, context),
      };
    } else if (answers.length > 0) yield { pass: 'The TTLs of the addresses are usual ones.' };
  },
});
