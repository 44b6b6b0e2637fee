import { isFailure } from '../../core/observations/failure.ts';
import type {
  CorsObservation,
  EndpointObservation,
  HttpExchange,
  UrlParts,
} from '../../core/observations/http.ts';
import type { LiveTarget } from '../../core/observations/domain.ts';
import type { Share } from '../budget.ts';
import type { Session } from './session.ts';

/** Nobody's: the top-level domain is kept for examples (RFC 2606). */
const STRANGER = 'launch-ready-probe.example';

/**
 * A name that ends like the domain, and like its "www" to whoever lets any letter stand for the dot. Who turns this one away turns
 * every stranger away: so it is asked first, and a stranger with another name only where it is let in.
 */
export async function askStranger(
  session: Session,
  url: UrlParts,
  domain: string,
  share?: Pick<Share, 'take'>,
): Promise<CorsObservation> {
  return ask(session, url, 'prefix', `https://wwwx${domain}`, share);
}

/** A stranger whose name has nothing to do with the domain's. */
export function askHostile(session: Session, url: UrlParts): Promise<CorsObservation> {
  return ask(session, url, 'hostile', `https://${STRANGER}`);
}

/** What else tells whom a server lets in: the one that was let in or turned away stands at its place among them. */
export async function askLookAlikes(
  session: Session,
  { url, found }: Pick<EndpointObservation, 'url' | 'found'>,
  domain: string,
  stranger: CorsObservation,
): Promise<readonly CorsObservation[]> {
  const { outcome } = stranger.exchange;
  // Nobody answered: the other questions would not be answered either.
  if (isFailure(outcome)) return [stranger];
  const hostile = isEchoed(stranger) ? await askHostile(session, url) : undefined;
  const strangers = hostile ? [hostile, stranger] : [stranger];
  // What only we found need not be for other origins at all.
  const preflight = found ? [] : [askPreflight(session, url)];
  const lookAlikes = isLetIn(hostile ?? stranger)
    ? []
    : [ask(session, url, 'null', 'null'), ask(session, url, 'suffix', `https://${domain}.${STRANGER}`)];
  return [...strangers, ...(await Promise.all([...preflight, ...lookAlikes]))];
}

/**
 * A subdomain that we made up, and the domain without encryption: most servers let both in on purpose or not at all, so that they
 * are asked only where CORS shows. Who has a list shows it to whom it names alone: an endpoint that was named to us is asked by
 * another page of the product first.
 */
export async function askRelatives(
  session: Session,
  { exchange: plain, kind, found, cors: observed }: EndpointObservation,
  target: Pick<LiveTarget, 'domain' | 'canonical' | 'subdomains'>,
): Promise<readonly CorsObservation[]> {
  const { domain } = target;
  const [first] = observed;
  if (!first || isFailure(first.exchange.outcome) || isLetIn(first)) return [];
  const { hostname } = plain.url;
  // What weighs more is asked first: requests may not do for all.
  const askPlain = (): Promise<CorsObservation> => ask(session, plain.url, 'plain-http', `http://${domain}`);
  const askSubdomain = (): Promise<CorsObservation> =>
    ask(session, plain.url, 'subdomain', `https://launch-ready-probe.${domain}`);
  const sibling = `https://${hostname === domain ? 'www.' : ''}${domain}`;
  if (showsCors(plain, observed))
    return Promise.all([
      askPlain(),
      // Who says that the answer depends on the origin has it right, whomever that lets in.
      ...(variesByOrigin(plain) ? [] : [ask(session, plain.url, 'sibling', sibling)]),
      askSubdomain(),
    ]);
  if (kind === 'home' || found) return [];
  const frontEnd = await ask(session, plain.url, 'sibling', frontEndOf(target, hostname) ?? sibling);
  return isEchoed(frontEnd) ? [frontEnd, ...(await Promise.all([askPlain(), askSubdomain()]))] : [frontEnd];
}

/** Where the page most likely runs that calls an API: what is called like one, or the main host. */
function frontEndOf(
  { canonical, subdomains }: Pick<LiveTarget, 'canonical' | 'subdomains'>,
  api: string,
): string | undefined {
  const app = subdomains.find(({ host }) => /^(?:app|www|web|dashboard|my|portal)\./.test(host))?.host;
  const host = [app, canonical].find((each) => each !== undefined && each !== api);
  return host === undefined ? undefined : `https://${host}`;
}

/** The answer without an Origin, where CORS shows at all: with the others it tells whether `Vary` is needed. */
export function withoutOrigin(
  plain: HttpExchange,
  observed: readonly CorsObservation[],
): readonly CorsObservation[] {
  return showsCors(plain, observed) ? [{ kind: 'none', exchange: plain }] : [];
}

function showsCors(plain: HttpExchange, observed: readonly CorsObservation[]): boolean {
  const exchanges = [plain, ...observed.map(({ exchange }) => exchange)];
  return exchanges.some((exchange) => variesByOrigin(exchange) || allowsAnything(exchange));
}

function allowsAnything({ outcome }: HttpExchange): boolean {
  return !isFailure(outcome) && outcome.headers.some(([name]) => name.startsWith('access-control-'));
}

function variesByOrigin({ outcome }: HttpExchange): boolean {
  return (
    !isFailure(outcome) &&
    outcome.headers.some(([name, value]) => name === 'vary' && /\borigin\b/i.test(value))
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

function isLetIn(observed: CorsObservation): boolean {
  return isEchoed(observed) || allowedBy(observed) === '*';
}

export function isEchoed(observed: CorsObservation): boolean {
  return observed.origin !== undefined && allowedBy(observed) === observed.origin;
}

function allowedBy({ exchange: { outcome } }: CorsObservation): string | undefined {
  if (isFailure(outcome)) return undefined;
  return outcome.headers.find(([name]) => name === 'access-control-allow-origin')?.[1];
}
