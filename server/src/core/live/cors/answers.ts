/** What answers to requests from other origins allow. */
import { answerOf, headerText, headerValues } from '../headerValues.ts';
import type {
  CorsObservation,
  EndpointObservation,
  HttpAnswer,
  HttpObservation,
} from '../../observations/http.ts';

export interface CorsAnswer {
  readonly kind: CorsObservation['kind'];
  /** The origin that asked. */
  readonly asked?: string;
  readonly answer: HttpAnswer;
  /** Access-Control-Allow-Origin: each value as it came. */
  readonly allowed: readonly string[];
  /** Cookies may go with the request: only the word "true" counts. */
  readonly hasCredentials: boolean;
}

export function corsAnswers({ cors }: EndpointObservation): readonly CorsAnswer[] {
  return cors.flatMap((observation) => {
    const answer = answerOf(observation.exchange);
    return answer ? [corsAnswer(observation, answer)] : [];
  });
}

export function corsAnswerTo(
  endpoint: EndpointObservation,
  kind: CorsObservation['kind'],
): CorsAnswer | undefined {
  return corsAnswers(endpoint).find((each) => each.kind === kind);
}

/** The origin that asked is allowed by name: the server repeats what it was sent. */
export function isEchoed({ asked, allowed }: CorsAnswer): boolean {
  return asked !== undefined && allowed.length === 1 && allowed[0] === asked;
}

export function isWildcard({ allowed }: CorsAnswer): boolean {
  return allowed.length === 1 && allowed[0] === '*';
}

/** A stranger's origin is echoed: what the server makes of look-alikes follows from that. */
export function echoesEverything(endpoint: EndpointObservation): boolean {
  const hostile = corsAnswerTo(endpoint, 'hostile');
  return hostile !== undefined && isEchoed(hostile);
}

/** A pattern so loose that its subdomains and schemes are the least of it. */
export function allowsLookAlikes(endpoint: EndpointObservation): boolean {
  return corsAnswers(endpoint).some(
    (each) => (each.kind === 'suffix' || each.kind === 'prefix') && isEchoed(each),
  );
}

/** Endpoints that were asked about CORS, those with the same origin and answer only once. */
export function corsEndpoints(http: HttpObservation | undefined): readonly EndpointObservation[] {
  return http?.endpoints.filter(({ cors }) => cors.length > 0) ?? [];
}

/** Where an origin of that kind is let in by name. Whoever lets every origin in is told so, and nothing more. */
export function lettingIn(
  http: HttpObservation | undefined,
  kind: CorsObservation['kind'],
): readonly LetIn[] {
  return corsEndpoints(http).flatMap((endpoint) => {
    const found = corsAnswerTo(endpoint, kind);
    if (!found || !isEchoed(found) || echoesEverything(endpoint)) return [];
    const { hostname, pathname } = endpoint.url;
    return [
      {
        endpoint,
        found,
        word: endpointWord(endpoint),
        place: { host: hostname, kind: pathname, evidence: corsLines(found) },
      },
    ];
  });
}

interface LetIn {
  readonly endpoint: EndpointObservation;
  readonly found: CorsAnswer;
  /** The endpoint, as messages name it. */
  readonly word: string;
  /** What every finding about it has. */
  readonly place: { readonly host: string; readonly kind: string; readonly evidence: readonly string[] };
}

export function corsLines({ asked, answer, kind }: CorsAnswer): readonly string[] {
  const method = kind === 'preflight' ? 'OPTIONS' : 'GET';
  return [
    `${method} with Origin: ${asked ?? '(none)'} → ${answer.status}`,
    ...['access-control-allow-origin', 'access-control-allow-credentials', 'vary'].flatMap((name) => {
      const text = headerText(answer, name);
      return text === undefined ? [] : [`${name}: ${text}`];
    }),
  ];
}

/** "https://example.com/api" without a query. */
export function endpointWord({ url }: EndpointObservation): string {
  return url.origin + url.pathname;
}

function corsAnswer({ kind, origin }: CorsObservation, answer: HttpAnswer): CorsAnswer {
  return {
    kind,
    ...(origin === undefined ? {} : { asked: origin }),
    answer,
    allowed: headerValues(answer, 'access-control-allow-origin').map((value) => value.trim()),
    hasCredentials: headerText(answer, 'access-control-allow-credentials')?.trim() === 'true',
  };
}
