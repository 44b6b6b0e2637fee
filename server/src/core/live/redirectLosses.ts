import type { HttpChain } from '../observations/http.ts';
import { type Step, stepsOf } from './redirectChains.ts';

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
