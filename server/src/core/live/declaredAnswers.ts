/** What the checks of drift share: which answers a declaration is about, and whether it counts where the product runs. */
import type { CheckContext } from '../check.ts';
import type { DomainObservation } from '../observations/domain.ts';
import type { HttpAnswer, HttpExchange } from '../observations/http.ts';
import type { HeaderPlaceId } from '../web/headerPlaces.ts';
import { covers } from '../web/routes/paths.ts';
import type { Scope } from '../web/types.ts';
import type { Declared, DeclaredHeader } from './declared.ts';
import { answerOf, headerText, isOk } from './headerValues.ts';
import { isWithin } from './hostNames.ts';

export interface Seen {
  readonly exchange: HttpExchange;
  readonly answer: HttpAnswer;
}

/** What the workspace declares, where it names the domain: it may be about another product. */
export function declaredFor({ domain }: DomainObservation, { declared }: CheckContext): Declared | undefined {
  const isNamed = declared?.domains.some(({ host }) => isWithin(host, domain) || isWithin(domain, host));
  return isNamed === true ? declared : undefined;
}

/**
 * What the canonical host gave, each address once. What is set for all paths is looked for on pages alone: servers have rules of
 * their own for files.
 */
function answersOf({ http }: DomainObservation): {
  readonly pages: readonly Seen[];
  readonly all: readonly Seen[];
} {
  if (!http) return { pages: [], all: [] };
  const seen = new Set<string>();
  const good = (exchange: HttpExchange | undefined): readonly Seen[] => {
    const answer = answerOf(exchange);
    if (!exchange || !answer || !isOk(answer) || exchange.url.hostname !== http.canonicalHost) return [];
    if (seen.has(exchange.url.href)) return [];
    seen.add(exchange.url.href);
    return [{ exchange, answer }];
  };
  const pages = http.endpoints.flatMap(({ kind, exchange }) => (kind === 'webhook' ? [] : good(exchange)));
  return { pages, all: [...pages, ...[...http.assets, http.robots].flatMap(good)] };
}

export interface DeclaredSeen {
  readonly declaration: DeclaredHeader;
  readonly seen: Seen;
  readonly isServed: boolean;
  /** All values of the header in the answer, joined; undefined for none. */
  readonly served: string | undefined;
  /** Whether it is sure that the declaration is about this answer. */
  readonly isSure: boolean;
}

/**
 * Each declared header of the wanted names with the first answer that it is about and that contradicts it, or else the first that
 * it is about.
 */
export function headersSeen(
  observed: DomainObservation,
  context: CheckContext,
  wants: (header: string) => boolean,
  isEqual: (declared: string, served: string) => boolean,
): readonly DeclaredSeen[] {
  const declared = declaredFor(observed, context);
  if (!declared) return [];
  const { pages, all } = answersOf(observed);
  const files = filesByPlace(declared.headers);
  return declared.headers
    .filter(({ header, place }) => wants(header) && files.get(place)?.size === 1)
    .flatMap((declaration) => {
      const about = (means(declaration.scope, '/') ? pages : all)
        .filter(({ exchange }) => means(declaration.scope, exchange.url.pathname))
        .flatMap((seen) => judge(declaration, seen, declared.headers, context, isEqual) ?? []);
      return about.find(({ isServed }) => !isServed) ?? about[0] ?? [];
    });
}

/** Two packages with a vercel.json each: nobody knows which of them runs here. */
function filesByPlace(headers: readonly DeclaredHeader[]): ReadonlyMap<HeaderPlaceId, ReadonlySet<string>> {
  const files = new Map<HeaderPlaceId, Set<string>>();
  for (const { place, file } of headers) {
    const known = files.get(place);
    if (known) known.add(file);
    else files.set(place, new Set([file]));
  }
  return files;
}

function means(scope: Scope, path: string): boolean {
  return scope.syntax !== 'type' && covers(scope, path);
}

function judge(
  declaration: DeclaredHeader,
  seen: Seen,
  all: readonly DeclaredHeader[],
  context: CheckContext,
  isEqual: (declared: string, served: string) => boolean,
): DeclaredSeen | undefined {
  const effect = effectOf(declaration, seen.answer, context);
  if (effect === 'none') return undefined;
  const { header, scope } = declaration;
  const path = seen.exchange.url.pathname;
  // Where several rules are about it, any of them may be the one that counts.
  const rivals = all.filter((one) => one.header === header && one !== declaration && means(one.scope, path));
  const served = headerText(seen.answer, header);
  const isServed =
    served !== undefined && [declaration, ...rivals].some(({ value }) => isEqual(value, served));
  if (!isServed && rivals.some(({ value }) => value !== declaration.value)) return undefined;
  // What looks ahead in a pattern is read in more than one way.
  const isSure = effect === 'sure' && scope.syntax !== 'regex' && scope.pattern?.includes('(?') !== true;
  return { declaration, seen, served, isServed, isSure };
}

/** Whether what is declared at a place counts for an answer: `none` where somebody else answers. */
export function effectOf(
  declared: { readonly file: string; readonly place: HeaderPlaceId },
  answer: HttpAnswer,
  context: CheckContext,
): Effect {
  const effect = effectOfPlace(declared.place, answer, context);
  // Of several applications any may be the one that runs here.
  return effect === 'sure' && isOneOfSeveral(declared.file) ? 'unsure' : effect;
}

/** Whether the file belongs to one application of a workspace with several. */
export function isOneOfSeveral(file: string): boolean {
  return ONE_OF_SEVERAL.test(file);
}

type Effect = 'sure' | 'unsure' | 'none';

const ONE_OF_SEVERAL = /(?:^|\/)(?:apps|packages|services|sites|projects)\//;

function effectOfPlace(place: HeaderPlaceId, answer: HttpAnswer, { providers }: CheckContext): Effect {
  const { host, edge } = providers;
  const platforms = PLATFORMS[place];
  if (platforms) {
    if (host === undefined) return 'unsure';
    return platforms.includes(host) ? 'sure' : 'none';
  }
  const server = headerText(answer, 'server') ?? '';
  const software = SOFTWARE[place];
  if (software) {
    if (software.test(server)) return 'sure';
    // A proxy in front has a name of its own.
    return server === '' || edge !== undefined ? 'unsure' : 'none';
  }
  const isNext = host === 'vercel' || /next\.js/i.test(headerText(answer, 'x-powered-by') ?? '');
  return isNext || answer.body.includes('/_next/') ? 'sure' : 'unsure';
}

const PLATFORMS: Readonly<Partial<Record<HeaderPlaceId, readonly string[]>>> = {
  vercel: ['vercel'],
  'netlify-toml': ['netlify'],
  'netlify-headers': ['netlify'],
  'cloudflare-headers': ['cloudflare-pages', 'cloudflare-workers'],
  'headers-file': ['netlify', 'cloudflare-pages', 'cloudflare-workers'],
  firebase: ['firebase'],
  'static-web-apps': ['azure'],
  amplify: ['amplify'],
  render: ['render'],
  fly: ['fly'],
};

const SOFTWARE: Readonly<Partial<Record<HeaderPlaceId, RegExp>>> = {
  nginx: /nginx|openresty/i,
  apache: /apache/i,
  caddy: /caddy/i,
};
