import { defineCheck, type Problem } from '../../check.ts';
import {
  hopLines,
  hostsOf,
  isPermanent,
  stepsOf,
  timedHopLines,
  type Step,
} from '../../live/redirects/chains.ts';
import { isOk } from '../../live/headerValues.ts';
import { isFailure } from '../../observations/failure.ts';
import type { HttpChain, HttpObservation, UrlParts } from '../../observations/http.ts';

export default defineCheck({
  id: 'redirects/broken-old-address',
  impact: 'high',
  stage: 'domain',
  title: 'Old address that doesn’t lead where it should',
  why: 'Links, bookmarks and search results still point to the old address. Whoever follows them doesn’t find the page, and its ranking is lost.',
  *check({ domain, http }, { target }) {
    for (const old of http?.legacy ?? []) {
      // Redirects that files of the workspace set up are held against those files.
      if (target.legacy.some(({ from, isDeclared }) => isDeclared === true && from === old.from)) continue;
      const last = old.chain.hops.at(-1)?.outcome;
      const gone = hostThatIsGone(old.chain);
      const isToldElsewhere =
        hostsOf(domain).includes(gone ?? '') || target.subdomains.some(({ host }) => host === gone);
      if ((!last || isFailure(last)) && (gone === undefined || isToldElsewhere)) {
        yield { unknown: last ?? `nothing was asked of ${old.from}` };
        continue;
      }
      const fault = faultOf(old);
      if (fault)
        yield {
          ...fault,
          kind: old.from,
          evidence: [`${old.from} should lead to ${old.to}`, ...hopLines(old.chain)],
          mend: {
            how: `Redirect ${old.from} to ${old.to} with status 301 or 308.`,
            copy: [{ kind: 'text', label: 'Old and new address', text: `${old.from} ${old.to} 301` }],
          },
        };
      else yield { pass: `${old.from} leads to ${old.to}.`, evidence: timedHopLines(old.chain) };
    }
  },
});

function faultOf({
  from,
  to,
  chain,
}: HttpObservation['legacy'][number]): Pick<Problem, 'problem' | 'impact'> | undefined {
  const steps = stepsOf(chain);
  const last = chain.hops.at(-1);
  if (chain.end === 'loop' || chain.end === 'too-many')
    return { problem: `${from} redirects in a circle and never gets to ${to}.` };
  const gone = hostThatIsGone(chain);
  if (gone !== undefined)
    return {
      problem: `${from} leads nowhere: ${gone} has no address, so old links don’t find ${to}.`,
    };
  if (!last || isFailure(last.outcome)) return undefined;
  const { status } = last.outcome;
  const end: UrlParts = last.outcome.location ?? last.url;
  if (steps.length === 0)
    return {
      problem: `${from} answers ${status} instead of redirecting to ${to}, so old links don’t find the page.`,
    };
  if (!isSameAddress(end, to))
    return { problem: `${from} leads to ${end.href} instead of ${to}, so old links don’t find the page.` };
  if (chain.end === 'answer' && !isOk(last.outcome))
    return { problem: `${from} leads to ${end.href} as it should, but that answers ${status}.` };
  const temporary = steps.find((step) => !isPermanent(step.status));
  if (temporary)
    return {
      problem: `${from} leads to ${to} with status ${temporary.status}, which says “for now”: search engines keep the old address.`,
      impact: 'medium',
    };
  const [first] = steps;
  const isUpgrade = first?.from.protocol === 'http:' && first.to?.hostname === first.from.hostname;
  return steps.length - (isUpgrade ? 1 : 0) > 2 || steps.filter(isMove).length > 1
    ? { problem: `${from} needs ${steps.length} redirects to get to ${to}.`, impact: 'low' }
    : undefined;
}

/** From one page to another: neither to another host of the same page, nor to the same with a slash at its end. */
function isMove({ from, to }: Step): boolean {
  const bare = (path: string): string => path.replace(/\/$/, '');
  return to !== undefined && bare(from.pathname) !== bare(to.pathname);
}

/** The host at which the way ends because there is no such name. */
function hostThatIsGone({ hops }: HttpChain): string | undefined {
  const last = hops.at(-1);
  return last && isFailure(last.outcome) && last.outcome.failed === 'no-address'
    ? last.url.hostname
    : undefined;
}

/** `to` is an absolute URL, or a path. A slash at the end and what stands behind a # make no difference. */
function isSameAddress(end: UrlParts, to: string): boolean {
  const plain = (text: string): string => text.replace(/#.*$/, '').replace(/\/+(?=\?|$)/, '');
  const [wanted, found] = /^https?:\/\//i.test(to)
    ? [
        to.replace(/^[a-z]+:\/\/[^/?#]*/i, (origin) => origin.toLowerCase().replace(/:(?:80|443)$/, '')),
        end.href,
      ]
    : [to.startsWith('/') ? to : `/${to}`, end.pathname + end.search];
  return plain(wanted) === plain(found) || plain(decoded(wanted)) === plain(decoded(found));
}

function decoded(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}
