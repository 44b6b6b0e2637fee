import type { HttpChain, HttpObservation } from '../../observations/http.ts';
import { areTwins, type Step, stepsOf } from './chains.ts';

/** The first redirect of a deep link that doesn't lead to the same path, or to one that ends with it ("/en/…"). */
export function stepThatLosesPath(chain: HttpChain): Step | undefined {
  if (!isJudged(chain)) return undefined;
  return stepsOf(chain).find(
    ({ from, to }) => to !== undefined && !plain(to.pathname).endsWith(plain(from.pathname)),
  );
}

/** The first redirect after which a parameter of the link is missing. */
export function stepThatLosesQuery(chain: HttpChain, search: string): Step | undefined {
  if (!isJudged(chain)) return undefined;
  const wanted = search.slice(1).split('&');
  return stepsOf(chain).find(({ to }) => {
    // A page that asks people to sign in keeps the whole link in a parameter of its own.
    const kept = to && new Set(to.search.slice(1).split('&'));
    return (
      kept !== undefined && !wanted.every((each) => kept.has(each) || to?.search.includes(percent(each)))
    );
  });
}

/** The redirect that leads to a name which the path's beginning has become a part of: "https://example.com" + "a/b". */
export function stepThatGluesPath(chain: HttpChain): Step | undefined {
  return stepsOf(chain).find(({ from, to }) => {
    const first = from.pathname.split('/')[1]?.toLowerCase() ?? '';
    if (first === '' || !to?.hostname.endsWith(first)) return false;
    const host = to.hostname.slice(0, -first.length);
    return host === from.hostname || areTwins(host, from.hostname);
  });
}

/** The redirect that puts path and query behind themselves: "/a?b" → "/a?b/a?b". */
export function stepThatDoublesPath(chain: HttpChain): Step | undefined {
  return stepsOf(chain).find(({ from, to }) => {
    if (!to || from.pathname === '/') return false;
    const link = from.pathname + from.search;
    return (
      to.pathname.endsWith(`${from.pathname}${from.pathname}`) ||
      (to.pathname + to.search).endsWith(link + link)
    );
  });
}

/** What a link to the host itself loses there, unless the way by HTTP has shown that already. */
export function lossAtTwin(
  { deep, twinDeep }: HttpObservation,
  loss: (chain: HttpChain) => Step | undefined,
): (Step & { readonly chain: HttpChain }) | undefined {
  const [step] = twinDeep ? stepsOf(twinDeep) : [];
  if (!twinDeep || !step || deep?.hops.some(({ url }) => url.href === step.from.href)) return undefined;
  // What the other host does with it is told of the other.
  const only = { hops: twinDeep.hops.slice(0, 1), end: 'answer' } as const;
  const found = loss(only);
  return found && { ...found, chain: only };
}

/** Circles are told as such, and what another host does with the link is its own matter. */
function isJudged({ end }: HttpChain): boolean {
  return end === 'answer' || end === 'failed';
}

function plain(path: string): string {
  return path
    .toLowerCase()
    .replace(/\/+$/, '')
    .replace(/\/{2,}/g, '/');
}

function percent(text: string): string {
  return text.replaceAll('=', '%3D');
}
