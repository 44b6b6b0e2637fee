import { isFailure } from '../../core/observations/failure.ts';
import type { EndpointObservation, HttpExchange, UrlParts } from '../../core/observations/http.ts';
import { askLookAlikes, askStranger, isEchoed } from './cors.ts';
import type { Observing } from './observing.ts';
import { urlParts } from './url.ts';

/**
 * One interface of the site's own host that its page or a script of it calls, asked as a stranger would: many sites let nobody
 * read the page and everybody what stands behind it. Of a page that lets everybody in, that is known already.
 */
export async function askApi(
  { target, wants, session }: Observing,
  home: EndpointObservation | undefined,
  assets: readonly HttpExchange[],
): Promise<readonly EndpointObservation[]> {
  if (!home || !wants('cors') || home.cors.some(isEchoed)) return [];
  const url = apiOf(home.url, [home.exchange, ...assets].map(textOf));
  if (!url || target.endpoints.some((each) => each.url === url.href)) return [];
  const stranger = await askStranger(session, url, target.domain);
  if (isFailure(stranger.exchange.outcome)) return [];
  const endpoint = { url, kind: 'public', exchange: stranger.exchange, found: true } as const;
  // Whom a server turns away here, it is not asked more about.
  const cors = isEchoed(stranger)
    ? await askLookAlikes(session, endpoint, target.domain, stranger)
    : [stranger];
  return [{ ...endpoint, cors }];
}

/** The first path that a text calls for sure, or the first that is named like an interface. */
function apiOf(page: UrlParts, texts: readonly string[]): UrlParts | undefined {
  for (const pattern of [CALLED, NAMED]) {
    for (const text of texts) {
      for (const [, address = ''] of text.matchAll(pattern)) {
        // What follows is put together when the program runs.
        const url = urlParts(address.replace(/\$\{.*$|[?#].*$/s, ''), page.origin);
        if (url?.origin === page.origin && url.pathname !== '/' && !LEAVE.test(url.pathname)) return url;
      }
    }
  }
  return undefined;
}

function textOf({ outcome }: HttpExchange): string {
  return isFailure(outcome) || outcome.status !== 200 ? '' : outcome.body;
}

const CALLED = /\b(?:fetch|axios(?:\.\w{3,7})?)\(\s*["'`]((?:https:\/\/|\/(?!\/))[^"'`\s]{1,200})["'`]/g;
const NAMED =
  /["'`]((?:https:\/\/[\w.-]{1,100})?\/(?:api|graphql|trpc|rest|v\d)(?![\w-])[^"'`\s<>]{0,200})["'`]/g;
/** A GET of these may do something; files are no interfaces. */
const LEAVE =
  /log-?out|sign-?out|log-?off|delete|remove|destroy|unsubscribe|revoke|cancel|cron|webhook|callback|reset|\.(?:html?|m?js|css|map|png|jpe?g|gif|svg|webp|avif|ico|woff2?|txt|xml|wasm|webmanifest|pdf|mp4)$|^\/(?:_next|_nuxt|cdn-cgi)\//i;
