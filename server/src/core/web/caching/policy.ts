/** What one response is told about caching: all caching headers that are set together. */
import type { Span } from '../../span.ts';
import type { HeaderPlaceId } from '../headerPlaces.ts';
import type { Placed, PlacedHeader } from '../model.ts';
import type { Handler, HeaderSetting, Scope } from '../types.ts';
import type { Value } from '../values.ts';
import { parseCacheControl, type CacheControl } from './cacheControl.ts';

export interface CachePolicy extends Placed {
  readonly setBy: HeaderPlaceId;
  readonly scope: Scope;
  readonly handler?: Handler;
  /** Each header that speaks of caching: Cache-Control, and those for one kind of cache. */
  readonly headers: readonly CachingHeader[];
  /** Header names of a Vary that is set with them; undefined where none is. */
  readonly vary?: { readonly names: readonly string[]; readonly at: Span };
  readonly setsCookie?: Span;
  /** Other headers of the same response. */
  readonly others: readonly HeaderSetting[];
}

export interface CachingHeader {
  /** Lower case. */
  readonly header: string;
  readonly setting: PlacedHeader;
  /** For each text that it may be (a condition gives two): what it says. */
  readonly texts: readonly CachingText[];
}

export interface CachingText {
  readonly text: string;
  readonly at: Span;
  /** Only while developing. */
  readonly development: boolean;
  readonly says: CacheControl;
  /** Parts of it are worked out when it runs. */
  readonly incomplete: boolean;
  /** It is written in another file. */
  readonly isElsewhere: boolean;
}

/** Headers whose value is that of Cache-Control, for all caches or for one kind. */
export const CACHING_HEADERS: ReadonlySet<string> = new Set([
  'cache-control',
  'cdn-cache-control',
  'vercel-cdn-cache-control',
  'netlify-cdn-cache-control',
  'cloudflare-cdn-cache-control',
  'surrogate-control',
]);

/** Settings that are made together: the same object, block or handler. */
export function cachePolicyOf(
  file: string,
  settings: readonly PlacedHeader[],
  handler: Handler | undefined,
): CachePolicy | undefined {
  const caching = settings.filter(({ header, mode }) => CACHING_HEADERS.has(header) && mode !== 'remove');
  const [first] = caching;
  if (!first) return undefined;
  const vary = settings.find(({ header, mode }) => header === 'vary' && mode !== 'remove');
  const cookie = settings.find(({ header, mode }) => header === 'set-cookie' && mode !== 'remove');
  return {
    file,
    setBy: first.setBy,
    scope: first.scope,
    ...(handler ? { handler } : {}),
    headers: caching.map((setting) => ({
      header: setting.header,
      setting,
      texts: textsOf(setting.value, {
        development: false,
        elsewhere: setting.isElsewhere ? setting.value.at : undefined,
      }),
    })),
    ...(vary ? { vary: { names: namesIn(vary.value), at: vary.value.at } } : {}),
    ...(cookie ? { setsCookie: cookie.nameAt } : {}),
    others: settings.filter((setting) => !caching.includes(setting)),
  };
}

function namesIn(value: Value): readonly string[] {
  if (value.kind === 'list') return value.items.flatMap(namesIn);
  return value.kind === 'text' ? value.text.split(',').map((name) => name.trim().toLowerCase()) : [];
}

interface Round {
  readonly development: boolean;
  /** Where the value is asked for, of one that another file holds. */
  readonly elsewhere: Span | undefined;
}

/** Every text that a value may be. */
function textsOf(value: Value, round: Round): readonly CachingText[] {
  const text = (written: string, incomplete: boolean): readonly CachingText[] => [
    {
      text: written,
      at: round.elsewhere ?? value.at,
      development: round.development,
      says: parseCacheControl(written),
      incomplete,
      isElsewhere: round.elsewhere !== undefined,
    },
  ];
  switch (value.kind) {
    case 'text':
      return text(value.text, false);
    case 'joined':
      return text(value.parts.map(knownPart).join(''), true);
    case 'list': {
      const texts = value.items.flatMap((item) => (item.kind === 'text' ? [item.text] : []));
      return text(texts.join(', '), texts.length < value.items.length);
    }
    case 'choice':
      return value.options.flatMap(({ when, value: inner }) =>
        textsOf(inner, { ...round, development: round.development || when === 'development' }),
      );
    case 'variable':
      return value.fallback ? textsOf(value.fallback, round) : [];
    default:
      return [];
  }
}

/** What part of a text is not known is a NUL. */
function knownPart(part: Value): string {
  return part.kind === 'text' ? part.text : part.kind === 'number' ? String(part.value) : '\0';
}
