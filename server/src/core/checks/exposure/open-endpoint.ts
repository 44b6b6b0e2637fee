import { defineCheck } from '../../check.ts';
import { cacheHit, sharedLife } from '../../live/caching/life.ts';
import { answerOf, headerLine } from '../../live/headerValues.ts';
import { strangerAnswer } from '../../live/exposure/strangerAnswer.ts';
import { isFailure } from '../../observations/failure.ts';
import type { HttpAnswer } from '../../observations/http.ts';

export default defineCheck({
  id: 'exposure/open-endpoint',
  impact: 'high',
  stage: 'security',
  title: 'Address for those who are signed in, open to everybody',
  why: 'Whoever knows or guesses the address gets what only customers should: their data, or the product without an account.',
  *check({ http }, { now }) {
    if (!http) return;
    for (const { kind, url, exchange } of http.endpoints) {
      if (kind !== 'authenticated') continue;
      const host = url.hostname;
      const answer = answerOf(exchange);
      if (!answer) {
        if (isFailure(exchange.outcome)) yield { host, unknown: exchange.outcome };
        continue;
      }
      const given = strangerAnswer(answer, http);
      if (given.is === 'refused') {
        yield { host, pass: `Strangers get nothing from ${url.href}: ${given.because}.` };
        continue;
      }
      if (given.is === 'unclear') {
        yield { host, unknown: `what strangers get from ${url.href}: ${given.because}` };
        continue;
      }
      if (isFromCache(answer, now)) {
        yield {
          host,
          unknown: `what ${url.href} answered may be a customer’s, out of a cache that visitors share`,
        };
        continue;
      }
      yield {
        host,
        kind: url.pathname,
        problem: given.isFrame
          ? `You said that only who is signed in may see ${url.href}, and it gave a stranger a page. If scripts fill in what is private after the login, that page is empty of it; if not, everybody sees it.`
          : `You said that only who is signed in may see ${url.href}, and it answered a stranger with ${given.what}: everybody who knows the address gets the same.`,
        ...(given.isFrame ? { impact: 'low' as const } : {}),
        evidence: [
          `GET ${url.href} without cookies and without Authorization → ${answer.status}`,
          headerLine(answer, 'content-type'),
          `${answer.bytes} bytes`,
        ],
        mend: {
          how: 'Have the server ask who is there before it answers, with 401 or a redirect to the login for strangers. What a page hides in the browser alone stays open.',
        },
      };
    }
  },
});

/** Then the server may well ask who is there, and it is the cache that doesn't: what caches do is told by a check of its own. */
function isFromCache(answer: HttpAnswer, now: string): boolean {
  const { isStorable, isTold, seconds } = sharedLife(answer, now);
  return cacheHit(answer) !== undefined || (isStorable && isTold && seconds > 0);
}
