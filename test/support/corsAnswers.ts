/** What an endpoint answers to each origin, for tables of tests. */
import type {
  CorsObservation,
  EndpointObservation,
  HttpObservation,
} from '../../server/src/core/observations/http.ts';
import { exchange, type ExchangeWords, urlParts } from './observations.ts';

export const URL = 'https://example.com/api';
export const ORIGINS: Readonly<Record<CorsObservation['kind'], string | undefined>> = {
  hostile: 'https://evil.example',
  null: 'null',
  suffix: 'https://example.com.evil.example',
  prefix: 'https://wwwxexample.com',
  subdomain: 'https://made-up.example.com',
  'plain-http': 'http://example.com',
  sibling: 'https://www.example.com',
  preflight: 'https://evil.example',
  none: undefined,
};
const KINDS = Object.keys(ORIGINS) as readonly CorsObservation['kind'][];

export type Words = Omit<ExchangeWords, 'url' | 'headers'> & {
  readonly headers?: Readonly<Record<string, string>>;
};

/** An endpoint that answers each origin like this. */
export function asked(
  answer: (origin: string | undefined, kind: CorsObservation['kind']) => Words,
  kind: EndpointObservation['kind'] = 'public',
): Partial<HttpObservation> {
  const cors = KINDS.map((each): CorsObservation => {
    const origin = ORIGINS[each];
    return observation(each, origin, answer(origin, each));
  });
  return { endpoints: [{ url: urlParts(URL), kind, exchange: exchange({ url: URL }), cors }] };
}

export function observation(
  kind: CorsObservation['kind'],
  origin: string | undefined,
  words: Omit<ExchangeWords, 'url'>,
): CorsObservation {
  const method = kind === 'preflight' ? 'OPTIONS' : 'GET';
  const answered = exchange({ url: URL, method, ...words });
  return origin === undefined ? { kind, exchange: answered } : { kind, origin, exchange: answered };
}

export const allow = (origin: string, more: Readonly<Record<string, string>> = {}): Words => ({
  headers: { 'access-control-allow-origin': origin, vary: 'Origin', ...more },
});
export const CREDENTIALS = { 'access-control-allow-credentials': 'true' };
/** Lets in whoever fits, and nobody else. */
export const allowing = (
  fits: (origin: string) => boolean,
  more: Readonly<Record<string, string>> = {},
  kind?: EndpointObservation['kind'],
): Partial<HttpObservation> =>
  asked((origin) => (origin !== undefined && fits(origin) ? allow(origin, more) : {}), kind);
/** An endpoint that was asked once. */
export const only = (kind: CorsObservation['kind'], words: Words): Partial<HttpObservation> => ({
  endpoints: [
    {
      url: urlParts(URL),
      kind: 'public',
      exchange: exchange({ url: URL }),
      cors: [observation(kind, ORIGINS[kind], words)],
    },
  ],
});
export const everybody = (): boolean => true;
export const nobody = asked(() => ({}));
export const star = (
  more: Readonly<Record<string, string>> = {},
  kind?: EndpointObservation['kind'],
): Partial<HttpObservation> => asked(() => allow('*', more), kind);
