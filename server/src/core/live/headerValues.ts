import { isFailure } from '../observations/failure.ts';
import type { HttpAnswer, HttpExchange } from '../observations/http.ts';

/** What came back, or undefined where nothing did. */
export function answerOf(exchange: HttpExchange | undefined): HttpAnswer | undefined {
  return exchange && !isFailure(exchange.outcome) ? exchange.outcome : undefined;
}

/** Every value of that name (lower case), in the order in which they came. */
export function headerValues({ headers }: Pick<HttpAnswer, 'headers'>, name: string): readonly string[] {
  return headers.filter(([each]) => each === name).map(([, value]) => value);
}

/** Of a header of which one value alone can be right. */
export function isContradicted(answer: Pick<HttpAnswer, 'headers'>, name: string): boolean {
  return new Set(headerValues(answer, name).map((value) => value.trim().toLowerCase())).size > 1;
}

/** All values as one, as RFC 9110 section 5.3 joins them; undefined where there is none. */
export function headerText(answer: Pick<HttpAnswer, 'headers'>, name: string): string | undefined {
  const values = headerValues(answer, name);
  return values.length === 0 ? undefined : values.join(', ');
}

/** "text/html": lower case, without parameters; "" where there is none. */
export function mediaTypeOf(answer: Pick<HttpAnswer, 'headers'>): string {
  return (headerText(answer, 'content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

export function isPage(answer: Pick<HttpAnswer, 'headers'>): boolean {
  return /^(?:text\/html|application\/xhtml\+xml)$/.test(mediaTypeOf(answer));
}

export function isOk({ status }: Pick<HttpAnswer, 'status'>): boolean {
  return status >= 200 && status < 300;
}

/** Whether a header that lists names (Vary, Allow …) has one of them. */
export function listsName(answer: Pick<HttpAnswer, 'headers'>, header: string, name: string): boolean {
  return (headerText(answer, header) ?? '').split(',').some((each) => each.trim().toLowerCase() === name);
}

/** "cache-control: no-store", or that there is none: a line of evidence. */
export function headerLine(answer: Pick<HttpAnswer, 'headers'>, name: string): string {
  const text = headerText(answer, name);
  return text === undefined ? `no ${name}` : `${name}: ${text}`;
}
