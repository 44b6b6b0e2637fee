import { defineCheck } from '../../check.ts';
import {
  type CorsAnswer,
  corsAnswers,
  corsEndpoints,
  corsLines,
  endpointWord,
  isEchoed,
  isWildcard,
} from '../../live/cors/answers.ts';
import { isOk } from '../../live/headerValues.ts';
import { isFailure } from '../../observations/failure.ts';
import type { Impact } from '../../finding.ts';

export default defineCheck({
  id: 'cors/refused-preflight',
  impact: 'medium',
  stage: 'deployment',
  title: 'Browsers are told no before they ask',
  why: 'Before a request with JSON, a token or another method than GET and POST, browsers ask with OPTIONS. If that fails, the request is never sent, although it works in every other program.',
  *check({ http }) {
    for (const endpoint of corsEndpoints(http)) {
      const observed = endpoint.cors.find(({ kind }) => kind === 'preflight');
      if (!observed) continue;
      const answers = corsAnswers(endpoint);
      const asked = observed.origin;
      const simple = answers.filter((each) => each.kind !== 'preflight' && each.kind !== 'none');
      // Who lets nobody in has nothing to say in a preflight either.
      const granting = simple.find((each) => isWildcard(each) || isEchoed(each)) ?? simple.find(namesOrigin);
      if (!granting) continue;
      const preflight = answers.find(({ kind }) => kind === 'preflight');
      if (!preflight) {
        if (isFailure(observed.exchange.outcome))
          yield { host: endpoint.url.hostname, unknown: observed.exchange.outcome };
        continue;
      }
      // There is nothing that anybody would call.
      if (granting.answer.status === 404) continue;
      const isSameOrigin = granting.asked === asked || isWildcard(granting);
      const fault = faultOf(preflight, granting, isSameOrigin);
      if (fault === undefined) {
        yield {
          host: endpoint.url.hostname,
          pass: `${endpointWord(endpoint)} answers what browsers ask before a request.`,
        };
        continue;
      }
      yield {
        host: endpoint.url.hostname,
        kind: endpoint.url.pathname,
        problem: `${endpointWord(endpoint)} lets other origins read it, but ${fault}: browsers don’t send requests with JSON, a token, PUT or DELETE.`,
        impact: impactOf(endpoint.kind, granting),
        evidence: [...corsLines(preflight), ...corsLines(granting)],
        mend: {
          how: 'Answer OPTIONS with 204 and the same Access-Control headers, before redirects, sign-in and rate limits have their say: put the CORS middleware first.',
        },
      };
    }
  },
});

function faultOf(preflight: CorsAnswer, granting: CorsAnswer, isSameOrigin: boolean): string | undefined {
  const { answer } = preflight;
  if (answer.status >= 300 && answer.status < 400)
    return `redirects the question before the request (OPTIONS, ${answer.status})`;
  if (!isOk(answer)) return `answers ${answer.status} to the question before the request (OPTIONS)`;
  if (!isSameOrigin) return undefined;
  if (preflight.allowed.length === 0)
    return 'names no allowed origin in the answer to the question before the request (OPTIONS)';
  if (granting.hasCredentials && !preflight.hasCredentials && !isWildcard(granting))
    return 'doesn’t allow credentials in the answer to the question before the request (OPTIONS)';
  return undefined;
}

/** One fixed origin is let in, whoever asks. */
function namesOrigin({ allowed }: CorsAnswer): boolean {
  return allowed.length === 1 && /^https?:\/\/[^/,\s]+$/.test(allowed[0] ?? '');
}

/** Hosts of static files let every origin read them, and nobody would send them more than GET. */
function impactOf(kind: string, granting: CorsAnswer): Impact {
  return kind === 'home' && isWildcard(granting) ? 'low' : 'medium';
}
