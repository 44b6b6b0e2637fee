/** The cookies that a domain sets, as its answers name them. */
import type { DomainObservation } from '../../observations/domain.ts';
import type { HttpExchange } from '../../observations/http.ts';
import { answerOf, headerValues } from '../headerValues.ts';

export interface SetCookie {
  readonly host: string;
  /** It came over HTTPS. */
  readonly isEncrypted: boolean;
  readonly name: string;
  /** Lower-case names; "" for flags. */
  readonly attributes: ReadonlyMap<string, string>;
  /** By its name it lets somebody in. */
  readonly isSession: boolean;
  /** Characters of name and value. */
  readonly length: number;
  /** Of one that came without encryption: the same host sets it over HTTPS as well. */
  readonly twin?: SetCookie;
}

/** Of the chains, the home page, the endpoints and the named subdomains, each cookie of each host once; what is deleted is none. */
export function cookieLines({ http, at }: DomainObservation): readonly SetCookie[] {
  if (!http) return [];
  const exchanges: readonly HttpExchange[] = [
    ...http.endpoints.map(({ exchange }) => exchange),
    ...http.chains.flatMap(({ hops }) => hops),
    ...(http.deep?.hops ?? []),
    ...[...http.subdomains, ...(http.subdomainEntrances ?? [])].flatMap(({ hops }) => hops),
  ];
  const cookies = new Map<string, SetCookie>();
  for (const exchange of exchanges) {
    const answer = answerOf(exchange);
    if (!answer) continue;
    for (const line of headerValues(answer, 'set-cookie')) {
      const cookie = readCookie(line, exchange);
      if (!cookie || isDeletion(cookie, at)) continue;
      const key = `${cookie.host} ${cookie.isEncrypted} ${cookie.name}`;
      if (!cookies.has(key)) cookies.set(key, cookie);
    }
  }
  const twinOf = ({ isEncrypted, host, name }: SetCookie): SetCookie | undefined =>
    isEncrypted ? undefined : cookies.get(`${host} true ${name}`);
  return Array.from(cookies.values(), (cookie) => withTwin(cookie, twinOf(cookie)));
}

function withTwin(cookie: SetCookie, twin: SetCookie | undefined): SetCookie {
  return twin ? { ...cookie, twin } : cookie;
}

function readCookie(line: string, { url }: HttpExchange): SetCookie | undefined {
  const [pair = '', ...parts] = line.split(';');
  const equals = pair.indexOf('=');
  if (equals <= 0) return undefined;
  const attributes = new Map<string, string>();
  for (const part of parts) {
    const [name = '', ...value] = part.split('=');
    attributes.set(name.trim().toLowerCase(), value.join('=').trim());
  }
  const name = pair.slice(0, equals).trim();
  return {
    host: url.hostname,
    isEncrypted: url.protocol === 'https:',
    name,
    attributes,
    length: pair.length - 1,
    isSession: SESSION.test(name) && !NO_SESSION.test(name),
  };
}

/** Names that frameworks and people give to what proves who somebody is. */
const SESSION =
  /sess|(?:^|[._-])sid$|^sid\b|auth|(?:^|[._-])(?:jwt|token)\b|[._-]token$|accesstoken|refreshtoken|login|remember|identity/i;
/** Scripts have to read the former, the others say nothing about a person's rights. */
const NO_SESSION =
  /csrf|xsrf|session[_-]?(?:start|count|number|seen|depth)|^_ga|^_hj|^_pk_|affinity|^ph_|author/i;

function isDeletion({ attributes }: SetCookie, at: string): boolean {
  const age = attributes.get('max-age');
  if (age !== undefined && /^-?\d+$/.test(age)) return Number(age) <= 0;
  const expires = Date.parse(attributes.get('expires') ?? '');
  return !Number.isNaN(expires) && expires <= Date.parse(at);
}
