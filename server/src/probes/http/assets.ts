import { isFailure } from '../../core/observations/failure.ts';
import type {
  ExposureObservation,
  HttpAnswer,
  HttpExchange,
  PageObservation,
  UrlParts,
} from '../../core/observations/http.ts';
import type { Share } from '../budget.ts';
import { sourceMapOf } from './exposures.ts';
import type { Session } from './session.ts';
import { urlParts } from './url.ts';

/** The first two scripts (libraries only where nothing else is there) and the first stylesheet that the page loads from confirmed hosts. */
export function assetsOf(page: PageObservation | undefined, session: Session): readonly UrlParts[] {
  const own = (page?.resources ?? []).filter(({ url }) => session.isConfirmed(url));
  const of = (kind: 'script' | 'stylesheet', most: number): readonly UrlParts[] => {
    const urls = new Map(own.filter((each) => each.kind === kind).map(({ url }) => [url.href, url]));
    return [...urls.values()].slice(0, most);
  };
  const scripts = of('script', 20);
  const written = scripts.filter(({ pathname }) => !LIBRARY.test(pathname));
  return [...(written.length > 0 ? written.slice(0, 2) : scripts.slice(0, 1)), ...of('stylesheet', 1)];
}

/** Files that hold nothing of the site's own. What bundlers call "vendor" is often more than that. */
const LIBRARY =
  /\/(?:chunk-)?(?:polyfills?|framework|runtime|webpack|jquery|bootstrap|react(?:-dom)?|vue)(?:[-.~_][^/]*)?\.m?js$/i;

/** Whether the source maps that scripts name are served. */
export async function askSourceMaps(
  session: Session,
  assets: readonly HttpExchange[],
  share: Pick<Share, 'take'>,
): Promise<readonly ExposureObservation[]> {
  const maps = assets.flatMap(({ url, outcome }) => {
    if (isFailure(outcome) || outcome.status !== 200 || isStyle(outcome)) return [];
    const named = sourceMapOf(url, outcome.headers, outcome.body);
    const map = named === undefined ? undefined : urlParts(named, url.href);
    return map && session.isConfirmed(map) ? [map] : [];
  });
  const once = new Map(maps.map((url) => [url.href, url]));
  return Promise.all(
    [...once.values()].map(async (url) => ({
      kind: 'source-map',
      // By its body alone a map can be told from a page that is the answer to every path.
      exchange: await session.ask({ url, wantsAnyBody: true }, share),
    })),
  );
}

/** What styles were made of is nobody's secret. */
function isStyle({ headers }: HttpAnswer): boolean {
  return headers.some(([name, value]) => name === 'content-type' && /\bcss\b/i.test(value));
}
