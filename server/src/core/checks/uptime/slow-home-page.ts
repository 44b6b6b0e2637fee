import { defineCheck } from '../../check.ts';
import { answerOf } from '../../live/headerValues.ts';
import { homeOf } from '../../live/redirects/chains.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import type { HttpAnswer, HttpExchange } from '../../observations/http.ts';
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
    const times = timesOf(observed, home);
    const took = Math.min(...times);
    if (took <= LIMIT) {
      yield { pass: `${href} answered in ${latencyText(took)}.` };
      return;
    }
    yield {
      problem: `${href} took ${latencyText(took)} to answer, without the time for the connection: people see nothing until then.`,
      evidence: times.map((time) => `GET ${href} → ${home.outcome.status} (${latencyText(time)})`),
      mend: {
        how: 'Look at what the page waits for (queries, other services), and let a CDN keep what is the same for everybody.',
      },
    };
  },
});

/**
 * Milliseconds of each answer of the page, those to other origins included: the quickest tells what the server can do. One slow
 * answer among them may be ours, when many domains are looked at together.
 */
function timesOf(
  { http }: DomainObservation,
  home: HttpExchange & { readonly outcome: HttpAnswer },
): number[] {
  const others = (http?.endpoints ?? []).flatMap(({ cors }) => cors.map(({ exchange }) => exchange));
  const same = others.filter(
    (other) =>
      other.method === 'GET' &&
      other.url.href === home.url.href &&
      answerOf(other)?.status === home.outcome.status,
  );
  return [home, ...same].map(({ timings: { total, connected = 0 } }) => total - connected);
}
