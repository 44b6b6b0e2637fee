import { defineCheck } from '../../check.ts';
import { declaredFor, effectOf } from '../../live/declaredAnswers.ts';
import { hopLines, isPermanent, stepsOf } from '../../live/redirectChains.ts';
import type { DeclaredRedirect } from '../../live/declared.ts';
import { isFailure } from '../../observations/failure.ts';
import type { HttpChain, UrlParts } from '../../observations/http.ts';
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
      const fault = faultOf(redirect, old.chain, http.canonicalHost);
      if (fault === undefined) {
        yield {
          host: http.canonicalHost,
          pass: `${redirect.from} leads to ${redirect.to}, as ${redirect.setBy} says.`,
        };
        continue;
      }
      yield {
        host: http.canonicalHost,
        kind: redirect.from,
        ...(fault.isSlight === true || effect === 'unsure' ? { impact: 'low' } : {}),
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

function faultOf(
  { from, to, status, setBy }: DeclaredRedirect,
  chain: HttpChain,
  host: string,
): { readonly problem: string; readonly isSlight?: true } | undefined {
  const steps = stepsOf(chain);
  const own = steps.find(({ from: asked, to: next }) => !isUpgrade(asked, next));
  const first = chain.hops[0]?.outcome;
  if (!own || !first || isFailure(first)) {
    const last = chain.hops.at(-1)?.outcome;
    const code = last && !isFailure(last) ? ` answers ${last.status}` : ' doesn’t redirect';
    return { problem: `${setBy} redirects ${from} to ${to}, but ${host}${code} there.` };
  }
  const reaches = steps.some((step) => step.to && isSame(step.to, to));
  if (!reaches)
    return {
      problem: `${setBy} redirects ${from} to ${to}, but ${host} leads to ${own.to?.href ?? 'nowhere'}.`,
    };
  if (status !== undefined && isPermanent(status) !== isPermanent(own.status))
    return {
      problem: `${setBy} redirects ${from} with ${status}, but ${host} answers ${own.status}: ${isPermanent(own.status) ? 'browsers keep it for good' : 'search engines keep the old address'}.`,
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
