import { defineCheck } from '../../check.ts';
import { answerOf } from '../../live/headerValues.ts';
import { endOf } from '../../live/redirects/chains.ts';
import { answeringSubdomains } from '../../live/redirects/subdomains.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import type { HttpExchange, HttpObservation } from '../../observations/http.ts';

export default defineCheck({
  id: 'exposure/served-secret',
  impact: 'blocker',
  stage: 'security',
  title: 'Secret in what visitors download',
  why: 'Everybody can read the page and its scripts. Programs search published sites for keys around the clock.',
  *check(observed, context) {
    const { http } = observed;
    if (!http) return;
    const told = new Set<string>();
    let looked = 0;
    for (const { url, outcome } of [...servedBy(http), ...servedBelow(observed)]) {
      const body = 'body' in outcome ? outcome.body : '';
      if (body === '') continue;
      looked++;
      const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1) || 'index.html';
      for (const { impact, message, line, kind } of context.findSecrets(body, name)) {
        // The same key in two scripts is one.
        if (told.has(message)) continue;
        told.add(message);
        yield {
          host: url.hostname,
          kind: `${kind ?? ''} ${message.slice(0, 80)}`.trim(),
          problem: `${url.href} has a secret in line ${line}: ${message}`,
          impact,
          evidence: [`${url.href}, line ${line}`],
          mend: {
            how: 'Replace the secret at its provider, move the call that needs it to a server, build again and deploy.',
          },
        };
      }
    }
    if (told.size === 0 && looked > 0)
      yield { pass: `No secret was found in the page of ${http.canonicalHost} and its scripts.` };
  },
});

/** The pages of endpoints, and the scripts. What asks for a login is not served to everybody. */
function servedBy({ endpoints, assets }: HttpObservation): readonly HttpExchange[] {
  return [
    ...endpoints.filter(({ kind }) => kind === 'home' || kind === 'public').map(({ exchange }) => exchange),
    ...assets,
  ].filter((exchange) => answerOf(exchange)?.status === 200);
}

/** The pages of the named subdomains. */
function servedBelow(observed: DomainObservation): readonly HttpExchange[] {
  return answeringSubdomains(observed).flatMap(({ host, secure, plain }) =>
    [secure, ...(plain ? [plain] : [])].flatMap((chain) => {
      const end = endOf(chain);
      return end?.url.hostname === host && end.outcome.status === 200 ? [end] : [];
    }),
  );
}
