import { defineCheck } from '../../check.ts';
import { span } from '../../live/tls/certificateDates.ts';
import { endingSignatures, isSecured, validationFailure } from '../../live/dns/security.ts';
import { zoneOf } from '../../live/dns/servers.ts';
import { listed } from '../../live/dns/names.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/expiring-signature',
  impact: 'medium',
  stage: 'domain',
  title: 'DNSSEC signature that should have been renewed',
  why: 'The hour that a signature runs out, resolvers that validate throw the answers away: for their users the domain is gone.',
  *check(observed, { now }) {
    const zone = zoneOf(observed);
    // Broken ones are a finding of their own; those of an unsigned zone count for nothing.
    if (!zone || isFailure(zone) || !isSecured(observed) || validationFailure(observed)) return;
    const signatures = endingSignatures(observed, zone.apex, now);
    if (signatures.length === 0) return;
    const late = signatures.filter(({ isLate }) => isLate).sort((a, b) => a.days - b.days);
    const [first] = late;
    if (!first) {
      const least = Math.min(...signatures.map(({ days }) => days));
      yield { pass: `The signatures of ${zone.apex} are good for ${span(least)} at least.` };
      return;
    }
    const types = [...new Set(late.map(({ covers }) => covers))];
    yield {
      problem: `The DNSSEC signature${types.length > 1 ? 's' : ''} of ${zone.apex} (${listed(types)}) run${types.length > 1 ? '' : 's'} out in ${span(first.days)}. Renewal is late: after that, the domain does not exist for most people.`,
      evidence: late.map(
        ({ name, covers, inception, expiration }) => `${name} ${covers}: ${inception} to ${expiration}`,
      ),
      mend: {
        how: `Sign ${zone.apex} again now, and find out why its name server or its signer (cron job, OpenDNSSEC, BIND's dnssec-policy) did not do so by itself.`,
      },
    };
  },
});
