import { defineCheck } from '../../check.ts';
import { browserLife, sharedLife } from '../../live/caching/life.ts';
import { answerOf, headerLine } from '../../live/headerValues.ts';
import type { EndpointObservation } from '../../observations/http.ts';
import { DAY, duration } from '../../web/caching/judging.ts';

export default defineCheck({
  id: 'caching/kept-error',
  impact: 'medium',
  stage: 'performance',
  title: 'Error that caches keep for long',
  why: 'Whoever met the error once goes on seeing it after the page is there: with a script of a new deploy, the product stays broken for them.',
  *check({ http }, { now }) {
    const exchanges = [
      http?.notFound,
      ...(http?.assets ?? []),
      ...(http?.endpoints ?? []).filter(isForPeople).map(({ exchange }) => exchange),
    ];
    for (const exchange of exchanges) {
      const answer = answerOf(exchange);
      if (!exchange || !answer || answer.status < 400) continue;
      const [browser, shared] = [browserLife(answer, now), sharedLife(answer, now)];
      const seconds = Math.max(browser.isTold ? browser.seconds : 0, shared.isTold ? shared.seconds : 0);
      const isNotFound = exchange === http?.notFound;
      if (seconds < DAY) {
        if (isNotFound) yield { pass: 'Caches don’t keep “not found” for long.' };
        continue;
      }
      yield {
        host: exchange.url.hostname,
        problem: `${isNotFound ? `A path that doesn’t exist at ${exchange.url.hostname}` : exchange.url.href} answers ${answer.status} and has caches keep that for ${duration(seconds)}: once the page is there, people go on seeing the error.`,
        evidence: [`${exchange.url.href} → ${answer.status}`, headerLine(answer, 'cache-control')],
        mend: {
          how: 'Set long lives for files that were found alone: in nginx “add_header” without “always”, elsewhere by the status. Answer errors with “no-store” or a minute.',
        },
      };
      return;
    }
  },
});

/** Machines send webhooks by POST: what such an address answers to GET is nobody's. */
function isForPeople({ kind }: EndpointObservation): boolean {
  return kind !== 'webhook' && kind !== 'health';
}
