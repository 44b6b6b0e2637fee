/** Looks for what nobody should be able to read: what was really found, and not a page that answers everything. */
import type { Verdict } from '../../check.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure, type Failure } from '../../observations/failure.ts';
import type { HttpAnswer, UrlParts } from '../../observations/http.ts';
import { answerOf, headerText, isOk, isPage, mediaTypeOf } from '../headerValues.ts';
import { homePage } from '../observatory/homePage.ts';

export interface Look {
  readonly kind: string;
  readonly url: UrlParts;
  readonly answer: HttpAnswer;
}

/** What one check looks for. */
export interface Sought {
  /** Of the path: which looks it is about. */
  readonly at: RegExp;
  /** Whether the body is what it would be; "" is never. */
  readonly is: (body: string, answer: HttpAnswer, url: UrlParts) => boolean;
}

/** Everything that came with success, and is not what the server answers to any path. */
export function looksFound({ http }: DomainObservation): readonly Look[] {
  const anything = answerOf(http?.notFound);
  return (http?.exposures ?? []).flatMap(({ kind, exchange }) => {
    const answer = answerOf(exchange);
    if (!answer || !SHOWN.has(answer.status) || answer.body === '') return [];
    return anything?.status === 200 && anything.body === answer.body
      ? []
      : [{ kind, url: exchange.url, answer }];
  });
}

/** All of it, or the part of it that was asked for. */
const SHOWN: ReadonlySet<number> = new Set([200, 206]);

export function found(observed: DomainObservation, { at, is }: Sought): readonly Look[] {
  return looksFound(observed).filter(
    ({ url, answer }) => at.test(url.pathname) && is(answer.body, answer, url),
  );
}

/** Files whose type alone came: bytes that are no text, or that nobody fetched. */
export function typesFound({ http }: DomainObservation, at: RegExp, type: RegExp): readonly Look[] {
  const anything = answerOf(http?.notFound);
  if (anything && isOk(anything) && type.test(mediaTypeOf(anything))) return [];
  return (http?.exposures ?? []).flatMap(({ kind, exchange }) => {
    const answer = answerOf(exchange);
    if (!answer || !isOk(answer) || answer.body !== '' || !at.test(exchange.url.pathname)) return [];
    const length = Number(headerText(answer, 'content-length') ?? answer.bytes);
    return length > 0 && type.test(mediaTypeOf(answer)) ? [{ kind, url: exchange.url, answer }] : [];
  });
}

/** Text that is no page: what single-page applications answer to every path is one. */
export function isPlainText(body: string, answer: HttpAnswer): boolean {
  return !isPage(answer) && !/^\s*<(?:!doctype|html|\?xml|head|body)/i.test(body);
}

/** The looks that a check is about found nothing, or could not be made. */
export function* nothingFound(observed: DomainObservation, at: RegExp, pass: string): Iterable<Verdict> {
  const looks = (observed.http?.exposures ?? []).filter(({ exchange }) => at.test(exchange.url.pathname));
  if (looks.length === 0) return;
  const failures = looks.flatMap(({ exchange: { outcome } }) => (isFailure(outcome) ? [outcome] : []));
  if (failures.length < looks.length) {
    yield { pass };
    return;
  }
  const [first] = failures;
  const home = homePage(observed);
  // Of a site that is down it is told once; what nobody asked for is nobody's failure.
  if (first && !(home && isFailure(home)) && !NOT_ASKED.has(first.failed)) yield { unknown: first };
}

const NOT_ASKED: ReadonlySet<Failure['failed']> = new Set<Failure['failed']>([
  'limit',
  'not-confirmed',
  'cancelled',
]);
