import { isFailure } from '../../core/observations/failure.ts';
import type { CorsObservation, HttpExchange, UrlParts } from '../../core/observations/http.ts';
import type { Share } from '../budget.ts';
import type { Session } from './session.ts';

/** Nobody's: the top-level domain is kept for examples (RFC 2606). */
const STRANGER = 'launch-ready-probe.example';

/** A stranger's origin. Whether it is let in decides what else is worth asking. */
export async function askHostile(
  session: Session,
  url: UrlParts,
  share?: Pick<Share, 'take'>,
): Promise<CorsObservation> {
  return ask(session, url, 'hostile', `https://${STRANGER}`, share);
}

/** What a server may let in that turns strangers away: a request with more to it, origins that look like its own, none at all. */
export async function askLookAlikes(
  session: Session,
  url: UrlParts,
  domain: string,
  hostile: CorsObservation,
): Promise<readonly CorsObservation[]> {
  const { outcome } = hostile.exchange;
  // Nobody answered: the other questions would not be answered either.
  if (isFailure(outcome)) return [];
  const preflight = askPreflight(session, url);
  if (isLetIn(hostile)) return [await preflight];
  return Promise.all([
    preflight,
    ask(session, url, 'null', 'null'),
    ask(session, url, 'suffix', `https://${domain}.${STRANGER}`),
    ask(session, url, 'prefix', `https://launch-ready-probe${domain}`),
  ]);
}

/**
 * A subdomain that we made up, and the domain without encryption: most servers let both in on purpose or not at all, so that they
 * are asked only where CORS shows.
 */
export async function askRelatives(
  session: Session,
  plain: HttpExchange,
  domain: string,
  observed: readonly CorsObservation[],
): Promise<readonly CorsObservation[]> {
  const [hostile] = observed;
  if (!hostile || isLetIn(hostile) || !showsCors(plain, observed)) return [];
  return Promise.all([
    ask(session, plain.url, 'subdomain', `https://launch-ready-probe.${domain}`),
    ask(session, plain.url, 'plain-http', `http://${domain}`),
  ]);
}

/** The answer without an Origin, where CORS shows at all: with the others it tells whether `Vary` is needed. */
export function withoutOrigin(
  plain: HttpExchange,
  observed: readonly CorsObservation[],
): readonly CorsObservation[] {
  return showsCors(plain, observed) ? [{ kind: 'none', exchange: plain }] : [];
}

function showsCors(plain: HttpExchange, observed: readonly CorsObservation[]): boolean {
  return [plain, ...observed.map(({ exchange }) => exchange)].some(
    ({ outcome }) =>
      !isFailure(outcome) &&
      outcome.headers.some(
        ([name, value]) =>
          name.startsWith('access-control-') || (name === 'vary' && /\borigin\b/i.test(value)),
      ),
  );
}

async function ask(
  session: Session,
  url: UrlParts,
  kind: CorsObservation['kind'],
  origin: string,
  share?: Pick<Share, 'take'>,
): Promise<CorsObservation> {
  return { kind, origin, exchange: await session.ask({ url, sent: { origin } }, share) };
}

/** Whether a stranger may change things in a user's name. */
export async function askPreflight(session: Session, url: UrlParts): Promise<CorsObservation> {
  const origin = `https://${STRANGER}`;
  const sent = {
    origin,
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'authorization, content-type',
  };
  return { kind: 'preflight', origin, exchange: await session.ask({ method: 'OPTIONS', url, sent }) };
}

function isLetIn({ origin, exchange: { outcome } }: CorsObservation): boolean {
  if (isFailure(outcome)) return false;
  const allowed = outcome.headers.find(([name]) => name === 'access-control-allow-origin')?.[1];
  return allowed === '*' || allowed === origin;
}
