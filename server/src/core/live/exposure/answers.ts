import type { HttpAnswer, HttpObservation, UrlParts } from '../../observations/http.ts';
import { answerOf } from '../headerValues.ts';

/** Everything that the product itself answered: pages, files and errors; each exchange once. */
export function ownAnswers({
  endpoints,
  notFound,
  robots,
  deep,
  assets,
  chains,
}: HttpObservation): readonly { readonly url: UrlParts; readonly answer: HttpAnswer }[] {
  const exchanges = new Set([
    ...endpoints.map(({ exchange }) => exchange),
    ...chains.flatMap(({ hops }) => hops),
    ...(deep?.hops ?? []),
    ...(notFound ? [notFound] : []),
    ...(robots ? [robots] : []),
    ...assets,
  ]);
  return [...exchanges].flatMap((exchange) => {
    const answer = answerOf(exchange);
    return answer ? [{ url: exchange.url, answer }] : [];
  });
}
