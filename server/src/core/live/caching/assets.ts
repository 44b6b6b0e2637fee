import type { DomainObservation } from '../../observations/domain.ts';
import type { HttpAnswer, HttpExchange, UrlParts } from '../../observations/http.ts';
import { answerOf, isOk } from '../headerValues.ts';

interface AnsweredAsset {
  readonly url: UrlParts;
  readonly answer: HttpAnswer;
}

/** Scripts and stylesheets of the page that were answered with their content. */
export function answeredAssets({ http }: DomainObservation): readonly AnsweredAsset[] {
  return (http?.assets ?? []).flatMap((exchange) => {
    const answer = answerOf(exchange);
    return answer && isOk(answer) ? [{ url: exchange.url, answer }] : [];
  });
}

/** Pages, as visitors who are not signed in get them: the home page and what the configuration calls public. */
export function publicAnswers({ http }: DomainObservation): readonly AnsweredAsset[] {
  return (http?.endpoints ?? []).flatMap(({ kind, exchange, found }) => {
    const answer = answerOf(exchange);
    return answer && !found && (kind === 'home' || kind === 'public') ? [{ url: exchange.url, answer }] : [];
  });
}

/** A name that changes with what the file holds: it has the content's hash in it, or lies where bundlers put such files. */
export function hasHashedName({ pathname }: UrlParts): boolean {
  if (BUNDLED.test(pathname)) return true;
  const name = pathname.slice(pathname.lastIndexOf('/') + 1);
  // "-4f3c2b1a.js", ".BfOxR2dk.css", "main.8d7c4f1e2a3b.js": letters and digits mixed, or hexadecimal digits only.
  return [...name.matchAll(/[-._]([\w-]{8,64}?)(?=\.)/g)].some(([, hash = '']) => isHash(hash));
}

/** A version in the path or the query: somebody changes the address by hand when the content changes. */
export function hasVersion({ pathname, search }: UrlParts): boolean {
  return (
    /\d+\.\d+(?:\.\d+)?(?=[^\d]|$)|\/v\d+\//.test(pathname) ||
    /[?&](?:v|ver|version|h|hash|rev|t|_)=|^\?[\w.-]+$/.test(search)
  );
}

/** "/app.js", or "/app.js and 2 more" */
export function assetWords(assets: readonly Pick<HttpExchange, 'url'>[]): string {
  const [first] = assets;
  const more = assets.length - 1;
  return `${first?.url.pathname ?? ''}${more > 0 ? ` and ${more} more` : ''}`;
}

const BUNDLED = /^\/(?:_next\/static\/(?!development)|_nuxt\/|_astro\/|_app\/immutable\/|_expo\/static\/)/;

function isHash(text: string): boolean {
  if (/^[\da-f]{8,64}$/i.test(text)) return /\d/.test(text);
  const last = text.slice(text.lastIndexOf('-') + 1);
  return (
    [text, last].some(
      (part) =>
        /^[\w-]{8,22}$/.test(part) &&
        /[A-Z]/.test(part) &&
        (/\d/.test(part) || /[a-z][A-Z]/.test(part)) &&
        /[a-z\d]/.test(part),
    ) || /^(?=[a-z\d]*\d[a-z\d]*\d)(?=[a-z\d]*[a-z])[a-z\d]{8,}$/.test(last)
  );
}
