import type { DomainObservation } from '../observations/domain.ts';
import { isFailure, type Failure } from '../observations/failure.ts';
import type {
  EnvironmentObservation,
  HttpAnswer,
  HttpExchange,
  PageObservation,
  UrlParts,
} from '../observations/http.ts';
import { answerOf, isPage } from './headerValues.ts';
import { isLoginPage, isLoginPath } from './exposure/loginPages.ts';

/** The home page of one environment, as it came to a stranger. */
export interface EnvironmentPage {
  readonly name: string;
  readonly url: UrlParts;
  readonly seen:
    | { readonly is: 'page'; readonly answer: HttpAnswer; readonly page?: PageObservation }
    /** It asks for a login, or leads to another site. */
    | { readonly is: 'closed'; readonly because: string }
    /** An error, a circle, something that is no page. */
    | { readonly is: 'other'; readonly because: string }
    | { readonly is: 'unknown'; readonly failure: Failure };
}

export function environmentPages({ http }: DomainObservation): readonly EnvironmentPage[] {
  return (http?.environments ?? []).flatMap((environment) => {
    const last = environment.chain.hops.at(-1);
    return last ? [{ name: environment.name, url: last.url, seen: seenOf(environment, last) }] : [];
  });
}

function seenOf(
  { chain, page }: EnvironmentObservation,
  { url, outcome }: HttpExchange,
): EnvironmentPage['seen'] {
  if (isFailure(outcome)) return { is: 'unknown', failure: outcome };
  const because = `${url.href} answers with status ${outcome.status}`;
  if (chain.end === 'off-host') return { is: 'closed', because: `${url.href} leads to another address` };
  if (chain.end !== 'answer') return { is: 'other', because: `the redirects of ${url.href} have no end` };
  if (outcome.status === 401 || outcome.status === 403) return { is: 'closed', because };
  if (outcome.status !== 200) return { is: 'other', because };
  if (!isPage(outcome)) return { is: 'other', because: `${url.href} is no page` };
  const isSentToLogin = chain.hops.length > 1 && isLoginPath(url.pathname);
  if (isSentToLogin || isLoginPage(outcome.body))
    return { is: 'closed', because: `${url.href} asks for a login` };
  return { is: 'page', answer: outcome, ...(page ? { page } : {}) };
}

/** The home page of the domain, where it is one that everybody gets. */
export function ownPage({ http }: DomainObservation): EnvironmentPage | undefined {
  const home = http?.endpoints.find(({ kind }) => kind === 'home')?.exchange;
  const answer = answerOf(home);
  return home && answer?.status === 200 && isPage(answer)
    ? { name: 'production', url: home.url, seen: { is: 'page', answer } }
    : undefined;
}
