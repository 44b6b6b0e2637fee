import { defineCheck } from '../../check.ts';
import { debugPageIn, type DebugPage } from '../../live/exposure/debug.ts';
import { answerOf } from '../../live/headerValues.ts';
import type { HttpExchange, HttpObservation } from '../../observations/http.ts';

export default defineCheck({
  id: 'exposure/debug-page',
  impact: 'high',
  stage: 'security',
  title: 'Error page that shows the inside of the program',
  why: 'Pages for developers show code, settings and paths to whoever provokes an error; some even run code.',
  *check({ http }) {
    if (!http) return;
    const told = new Set<DebugPage>();
    for (const { url, outcome } of errorsOf(http)) {
      const answer = 'status' in outcome ? outcome : undefined;
      const page = answer && debugPageIn(answer.body);
      if (!answer || !page || told.has(page)) continue;
      told.add(page);
      yield {
        host: url.hostname,
        kind: page.name,
        problem: `${url.hostname} answers an error with ${page.name}.`,
        impact: page.impact,
        evidence: [`${url.href}: status ${answer.status}`],
        mend: { how: page.how },
      };
    }
    const { notFound } = http;
    if (told.size === 0 && notFound && answerOf(notFound))
      yield {
        pass: `${notFound.url.hostname} does not show the inside of the program when something is not found.`,
      };
  },
});

/** What was asked for anyway, where an error came back; Werkzeug and Laravel send 500 for the home page too. */
function errorsOf({ notFound, endpoints, exposures, robots }: HttpObservation): readonly HttpExchange[] {
  const all = [
    ...(notFound ? [notFound] : []),
    ...endpoints.flatMap(({ exchange, cors }) => [exchange, ...cors.map((each) => each.exchange)]),
    ...(robots ? [robots] : []),
    ...exposures.map(({ exchange }) => exchange),
  ];
  return all.filter((exchange) => {
    const answer = answerOf(exchange);
    return answer !== undefined && (exchange === notFound || answer.status >= 400) && answer.body !== '';
  });
}
