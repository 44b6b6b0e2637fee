import { defineCheck } from '../../check.ts';
import { declaredFor } from '../../live/declaredAnswers.ts';
import { answerOf, headerText } from '../../live/headerValues.ts';
import { covers } from '../../web/routes/paths.ts';

export default defineCheck({
  id: 'drift/cors-differs',
  impact: 'medium',
  stage: 'domain',
  title: 'Origins that get in although the workspace doesn’t list them',
  why: 'The list of origins in the workspace is not what keeps other sites out: something else answers them.',
  *check(observed, context) {
    const declared = declaredFor(observed, context)?.cors ?? [];
    for (const { url, cors } of observed.http?.endpoints ?? []) {
      const list = declared.find(({ scope }) => covers(scope, url.pathname));
      if (!list) continue;
      const asked = cors.filter(({ origin, kind }) => origin !== undefined && kind !== 'none');
      const stranger = asked.find(({ origin, exchange }) => {
        const answer = answerOf(exchange);
        const allowed = answer && headerText(answer, 'access-control-allow-origin')?.trim();
        return (
          allowed !== undefined &&
          (allowed === '*' || allowed === origin) &&
          !isListed(list.origins, origin ?? '')
        );
      });
      if (stranger) {
        const answer = answerOf(stranger.exchange);
        const allowed = (answer && headerText(answer, 'access-control-allow-origin')) ?? '';
        yield {
          host: url.hostname,
          kind: url.pathname,
          problem: `${list.file} lists who may read the answers of ${url.hostname}, but ${url.pathname} lets ${allowed.trim() === '*' ? 'everybody' : (stranger.origin ?? '')} in.`,
          evidence: [
            url.href,
            `sent: origin: ${stranger.origin ?? ''}`,
            `answered: access-control-allow-origin: ${allowed}`,
            `declared: ${list.origins.join(', ')}`,
          ],
          mend: {
            how: 'Look what answers in front of the application (a proxy, a CDN, a function), and take its CORS headers out.',
          },
          declaredAt: { file: list.file, at: list.at },
        };
      } else if (asked.some(({ exchange }) => answerOf(exchange)))
        yield { host: url.hostname, pass: `${url.href} lets in no origin that the workspace doesn’t list.` };
    }
  },
});

function isListed(origins: readonly string[], origin: string): boolean {
  const bare = origin.replace(/^https?:\/\//, '');
  return origins.some((one) => one === origin || one === bare || one === '*');
}
