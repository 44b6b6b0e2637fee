import { defineCheck, type Problem } from '../../check.ts';
import { cacheControlOf, cacheHit, says, sharedLife } from '../../live/caching/life.ts';
import { cacheControlMend } from '../../live/caching/mend.ts';
import { answerOf, headerLine, headerText, isOk } from '../../live/headerValues.ts';
import type { HttpAnswer } from '../../observations/http.ts';
import { isFailure } from '../../observations/failure.ts';
import { directiveOf } from '../../web/caching/cacheControl.ts';

export default defineCheck({
  id: 'caching/shared-private-endpoint',
  impact: 'blocker',
  stage: 'security',
  title: 'Private answer that caches share',
  why: 'A CDN or proxy keeps what one customer was shown and shows it to the next.',
  *check({ http }, context) {
    for (const { kind, url, exchange } of http?.endpoints ?? []) {
      if (kind !== 'authenticated') continue;
      const at = { host: url.hostname, kind: url.pathname };
      const answer = answerOf(exchange);
      if (!answer) {
        yield { host: url.hostname, unknown: isFailure(exchange.outcome) ? exchange.outcome : 'no answer' };
        continue;
      }
      const fault = faultOf(answer, `${url.origin}${url.pathname}`, context.now);
      if (fault)
        yield {
          ...at,
          ...fault,
          evidence: [
            `${url.href} → ${answer.status}`,
            ...['cache-control', 'vary', 'age', 'x-cache', 'cf-cache-status']
              .filter((name) => name === 'cache-control' || headerText(answer, name) !== undefined)
              .map((name) => headerLine(answer, name)),
          ],
          mend: cacheControlMend(
            'Answer with “Cache-Control: private, no-store” wherever the answer depends on who asks, errors included.',
            url.pathname,
            'private, no-store',
            context,
          ),
        };
      else yield { host: url.hostname, pass: `Shared caches may not keep ${url.origin}${url.pathname}.` };
    }
  },
});

function faultOf(
  answer: HttpAnswer,
  word: string,
  now: string,
): Pick<Problem, 'problem' | 'impact'> | undefined {
  const hit = cacheHit(answer);
  const { isStorable, seconds, isTold } = sharedLife(answer, now);
  const isAnyonesToKeep = (says(answer, 'public') || says(answer, 's-maxage')) && !says(answer, 'no-store');
  if (isOk(answer)) {
    if (hit !== undefined)
      return {
        problem: `${word} is for customers who are signed in, and came from a cache that all visitors share: they get each other’s data.`,
      };
    if (
      isStorable &&
      isTold &&
      (seconds > 0 || (says(answer, 'public') && !says(answer, 'max-age') && !says(answer, 'no-cache')))
    )
      return {
        problem: `${word} is for customers who are signed in, and lets every cache on the way keep the answer${seconds > 0 ? ` for ${Math.round(seconds)} seconds` : ''}: they may get each other’s data.`,
      };
    if (
      isStorable &&
      !isTold &&
      headerText(answer, 'cache-control') === undefined &&
      headerText(answer, 'cdn-cache-control') === undefined
    )
      return {
        problem: `${word} is for customers who are signed in, and says nothing about caching: a CDN or proxy may keep the answer and show it to others.`,
        impact: 'medium',
      };
    return undefined;
  }
  // What strangers get is kept and shown to customers; and the same header is likely on what customers get.
  // Caches keep errors, too, where they are told to: by the header itself, whatever their status is understood to be.
  const lines = cacheControlOf(answer);
  const told = directiveOf(lines, 's-maxage')?.seconds ?? directiveOf(lines, 'max-age')?.seconds ?? seconds;
  return isAnyonesToKeep && told > 0
    ? {
        problem: `${word} answers strangers with ${answer.status} and lets every cache keep that: customers may get it, too, and if their own answers have the same header, they get each other’s data.`,
        impact: 'high',
      }
    : undefined;
}
