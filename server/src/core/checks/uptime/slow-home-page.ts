import { defineCheck } from '../../check.ts';
import { homeOf } from '../../live/redirects/chains.ts';
import { latencyText } from '../../uptime/duration.ts';

/** Milliseconds, as for endpoints that are watched. */
const LIMIT = 2_000;

export default defineCheck({
  id: 'uptime/slow-home-page',
  impact: 'medium',
  stage: 'performance',
  title: 'Home page that answers slowly',
  why: 'Before anything can be shown people wait for this answer, and many leave.',
  *check(observed, { target }) {
    const home = homeOf(observed);
    if (!home || home.outcome.status >= 400) return;
    const { href } = home.url;
    // Watched, it has a limit of its own.
    if (target.monitored?.some(({ url, method }) => url === href && method !== 'POST')) return;
    const { total, connected = 0 } = home.timings;
    const took = total - connected;
    if (took <= LIMIT) {
      yield { pass: `${href} answered in ${latencyText(took)}.` };
      return;
    }
    yield {
      problem: `${href} took ${latencyText(took)} to answer, without the time for the connection: people see nothing until then.`,
      evidence: [`GET ${href} → ${home.outcome.status} (${latencyText(took)})`],
      mend: {
        how: 'Ask it again: if only the first answer is slow, keep an instance running. Otherwise look at what the page waits for (queries, other services), and let a CDN keep what is the same for everybody.',
      },
    };
  },
});
