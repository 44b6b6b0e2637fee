import { defineCheck } from '../../check.ts';
import { declaredFor, effectOf, isOneOfSeveral } from '../../live/declaredAnswers.ts';
import { hopLines, isPermanent, isRedirect, stepsOf } from '../../live/redirects/chains.ts';
import { answerOf, isOk } from '../../live/headerValues.ts';
import type { DeclaredRedirect } from '../../live/declared.ts';
import { isFailure } from '../../observations/failure.ts';
import type { HttpChain, HttpExchange, UrlParts } from '../../observations/http.ts';
import type { HeaderPlaceId } from '../../web/headerPlaces.ts';

export default defineCheck({
  id: 'drift/redirect-differs',
  impact: 'medium',
  stage: 'domain',
  title: 'Redirect that is set in the workspace, but not answered',
  why: 'Whoever follows the old address doesn’t get where the configuration says.',
  *check(observed, context) {
    const redirects = declaredFor(observed, context)?.redirects ?? [];
    const http = observed.http;
    if (!http) return;
    for (const old of http.legacy) {
      const isDeclared = context.target.legacy.some(({ from, isDeclared: it }) => it && from === old.from);
      const same = redirects.filter(({ from }) => from === old.from);
      const [redirect] = same;
      // What the configuration's map has is judged as an old address.
      if (!isDeclared || !redirect || same.some(({ to }) => to !== redirect.to)) continue;
      const last = old.chain.hops.at(-1)?.outcome;
      if (!last || isFailure(last)) {
        yield { host: http.canonicalHost, unknown: last ?? `nothing was asked of ${old.from}` };
        continue;
      }
      const effect = effectOf({ ...redirect, place: PLACES[redirect.setBy] ?? 'next-config' }, last, context);
      if (effect === 'none') continue;
      const first = answerOf(old.chain.hops.find((hop) => !isUpgradeHop(hop)));
      if (
        redirect.yieldsToFiles === true &&
        first &&
        isOk(first) &&
        !PAGES_LAST.has(context.providers.host ?? '')
      )
        continue;
      // Where the domain answers everything so, that is what is wrong, and it is judged as such.
      const home = answerOf(http.endpoints.find(({ kind }) => kind === 'home')?.exchange);
      const isDead = first !== undefined && (first.status === 404 || first.status >= 500);
      const isSerious = isDead && home?.status !== first.status && !isOneOfSeveral(redirect.file);
      const fault = faultOf(redirect, old.chain, http.canonicalHost);
      if (fault === undefined) {
        yield {
          host: http.canonicalHost,
          pass: `${named(redirect).from} leads to ${named(redirect).to}, as ${redirect.setBy} says.`,
        };
        continue;
      }
      yield {
        host: http.canonicalHost,
        kind: named(redirect).from,
        ...(fault.isSlight === true || (effect === 'unsure' && !isSerious) ? { impact: 'low' } : {}),
        problem: fault.problem,
        evidence: hopLines(old.chain),
        mend: {
          how: `Deploy what ${redirect.file} says, and look whether a rule before it answers ${redirect.from}.`,
        },
        declaredAt: { file: redirect.file, at: redirect.at },
      };
    }
  },
});

const PLACES: Readonly<Record<string, HeaderPlaceId>> = {
  'vercel.json': 'vercel',
  'netlify.toml': 'netlify-toml',
  _redirects: 'headers-file',
};

/** Here redirects go before files: https://developers.cloudflare.com/pages/configuration/redirects/ */
const PAGES_LAST: ReadonlySet<string> = new Set(['cloudflare-pages', 'cloudflare-workers']);

/** As the file says it. */
function named({ pattern, from, to }: DeclaredRedirect): { readonly from: string; readonly to: string } {
  return pattern ?? { from, to };
}

function isUpgradeHop({ url, outcome }: HttpExchange): boolean {
  return !isFailure(outcome) && isRedirect(outcome) && isUpgrade(url, outcome.location);
}

function faultOf(
  redirect: DeclaredRedirect,
  chain: HttpChain,
  host: string,
): { readonly problem: string; readonly isSlight?: true } | undefined {
  const { to, status, setBy, pattern } = redirect;
  const rule = `${setBy} redirects ${named(redirect).from} to ${named(redirect).to}`;
  const steps = stepsOf(chain);
  const own = steps.find(({ from: asked, to: next }) => !isUpgrade(asked, next));
  const first = chain.hops[0]?.outcome;
  if (!own || !first || isFailure(first)) {
    const last = chain.hops.at(-1)?.outcome;
    const code = last && !isFailure(last) ? ` answers ${last.status}` : ' doesn’t redirect';
    return { problem: `${rule}, but ${host}${code} ${pattern ? `at ${redirect.from}` : 'there'}.` };
  }
  const reaches = steps.some((step) => step.to && isSame(step.to, to));
  if (!reaches)
    return {
      problem: `${rule}, but ${host} leads ${pattern ? `${redirect.from} ` : ''}to ${own.to?.href ?? 'nowhere'}.`,
    };
  if (status !== undefined && isPermanent(status) !== isPermanent(own.status))
    return {
      problem: `${setBy} redirects ${named(redirect).from} with ${status}, but ${host} answers ${own.status}: ${isPermanent(own.status) ? 'browsers keep it for good' : 'search engines keep the old address'}.`,
      isSlight: true,
    };
  return undefined;
}

/** To HTTPS, to the other host, or to the same path with a slash: what every address gets. */
function isUpgrade(from: UrlParts, to: UrlParts | undefined): boolean {
  return to !== undefined && plain(to.pathname) === plain(from.pathname) && to.search === from.search;
}

function isSame(found: UrlParts, to: string): boolean {
  const isAbsolute = /^https?:\/\//i.test(to);
  const wanted = to.replace(/#.*$/, '');
  const text = isAbsolute ? found.href : `${found.pathname}${wanted.includes('?') ? found.search : ''}`;
  return plain(text.replace(/#.*$/, '')) === plain(wanted);
}

function plain(text: string): string {
  return text.replace(/\/+(?=\?|$)/, '');
}
