import type { Impact } from '../../finding.ts';
import type { Span } from '../../span.ts';
import { compareImpact } from '../../finding.ts';
import { duration, isEverything, isHashedAssets, mayBeHashed } from '../../web/caching/judging.ts';
import { defineProductRule } from '../../web/productRule.ts';
import type { CacheQuestion, ProxyCache, Scope, WebFacts } from '../../web/types.ts';

export default defineProductRule({
  id: 'caching/shared-proxy-cache',
  impact: 'high',
  stage: 'security',
  title: 'Cache in front of the application that everybody shares',
  why: 'A cache in front of the application keeps the page of whoever comes first, and gives it to everybody who comes next: one customer sees the data of another, or gets the session cookie.',
  *check({ web }) {
    for (const [file, facts] of web.files) {
      const worst = new Map<number, { readonly cache: ProxyCache; readonly judged: Judged }>();
      for (const cache of facts.proxyCaches ?? []) {
        const judged = judge(cache, facts);
        const before = judged && worst.get(judged.at.start);
        if (judged && (!before || compareImpact(judged.impact, before.judged.impact) < 0))
          worst.set(judged.at.start, { cache, judged });
      }
      for (const { cache, judged } of worst.values())
        yield {
          file,
          at: judged.at,
          kind: `${cache.setBy} ${cache.scope.pattern ?? ''}`,
          message: judged.message,
          impact: judged.impact,
          ...(judged.at.start === cache.at.start
            ? {}
            : { related: [{ file, at: cache.at, message: 'The cache that keeps the answers' }] }),
        };
    }
  },
});

interface Judged {
  readonly at: Span;
  readonly message: string;
  readonly impact: Impact;
}

/** What of the application a cache stands in front of. */
type Part = 'application' | 'maybe' | 'files';

function judge(cache: ProxyCache, facts: WebFacts): Judged | undefined {
  const part = partOf(cache, facts);
  // Answers for each visitor stay apart, or those of visitors with a cookie are never kept.
  if (part === 'files' || asksWho(cache.key) || cache.noStore.some(asksWho) || cache.dropsCookies)
    return undefined;
  if (cache.setBy === 'cloudfront') return ofCloudFront(cache);
  const where =
    cache.scope.pattern === undefined || isEverything(cache.scope) ? 'all paths' : cache.scope.pattern;
  return ofIgnoredHeaders(cache, part, where) ?? ofTimes(cache, part, where);
}

function asksWho(question: CacheQuestion | undefined): boolean {
  return question?.asks.some((asked) => asked !== 'other') === true;
}

function ofIgnoredHeaders(cache: ProxyCache, part: Part, where: string): Judged | undefined {
  const ignored = (name: string): Span | undefined => cache.ignores.find(({ header }) => header === name)?.at;
  const cookie = ignored('set-cookie');
  const isHidden = cache.hides.some(({ header }) => header === 'set-cookie');
  const isSure = part === 'application';
  if (cookie && !isHidden)
    return {
      at: cookie,
      message: `nginx never keeps an answer that sets a cookie, unless it is told to pay no attention to it, as here: what it keeps of ${where} holds the session cookie of one visitor, and it gives it to the next. Take Set-Cookie out, or keep nothing of visitors who have a cookie: proxy_no_cache and proxy_cache_bypass $cookie_… .`,
      impact: isSure ? 'blocker' : 'low',
    };
  const said = ignored('cache-control');
  if (!said || !keptSeconds(cache)) return undefined;
  return {
    at: said,
    message: `The application says with Cache-Control which answers nobody else may see, and nginx is told to pay no attention to it: it keeps “private” and “no-store” answers of ${where}, too, and gives them to everybody. Take Cache-Control out, or keep nothing of visitors who are signed in: proxy_no_cache and proxy_cache_bypass with $cookie_… or $http_authorization.`,
    impact: isSure ? 'high' : 'low',
  };
}

function ofTimes(cache: ProxyCache, part: Part, where: string): Judged | undefined {
  const kept = keptSeconds(cache);
  if (!kept || part !== 'application') return undefined;
  const isAnsweredAnew = cache.bypass.some(asksWho);
  const isHidden = cache.hides.some(({ header }) => header === 'set-cookie');
  const advice =
    'Add proxy_no_cache and proxy_cache_bypass with the session’s cookie ($cookie_…) and $http_authorization.';
  return {
    at: kept.at,
    message: isAnsweredAnew
      ? `Visitors who are signed in get a fresh answer (proxy_cache_bypass), but nginx keeps that answer of ${where} and gives it to the others. Say the same in proxy_no_cache.`
      : `nginx keeps every answer of ${where} that doesn’t say otherwise for ${duration(kept.seconds)}, and doesn’t ask who is signed in: the page of one customer goes to the next. ${advice}`,
    impact: kept.seconds < 60 ? 'low' : isAnsweredAnew || isHidden ? 'medium' : 'high',
  };
}

/** For how long an ordinary answer is kept. */
function keptSeconds({ valid }: ProxyCache): { readonly seconds: number; readonly at: Span } | undefined {
  for (const { statuses, seconds, at } of valid)
    if (seconds && (statuses.length === 0 || statuses.includes('200') || statuses.includes('any')))
      return { seconds, at };
  return undefined;
}

/** CloudFront hands no cookies on that it doesn't keep apart, unless another policy says so. */
function ofCloudFront(cache: ProxyCache): Judged | undefined {
  const at = cache.ignores.find(({ header }) => header === 'cache-control')?.at;
  if (!at || !isApi(cache.scope)) return undefined;
  return {
    at,
    message: `With a least time above zero, CloudFront keeps what ${cache.scope.pattern ?? 'all paths'} answers even where the answer says “no-store” or “private”. If the API knows who asks, customers may see each other’s data. Write 0, and let the API say how long.`,
    impact: 'low',
  };
}

function partOf({ scope, setBy }: ProxyCache, { locations = [] }: WebFacts): Part {
  const { pattern, syntax } = scope;
  if (isFiles(scope)) return 'files';
  if (scope.conditional) return 'maybe';
  // A piece of a configuration: where it is included, only the including file knows.
  if (pattern === undefined || syntax === 'all')
    return setBy === 'nginx' && locations.length === 0 ? 'maybe' : 'application';
  return isEverything(scope) || isApi(scope) || /php/.test(pattern) ? 'application' : 'maybe';
}

function isApi({ pattern = '' }: Scope): boolean {
  return /(?:^|[/^(])(?:api|graphql|rest|trpc|rpc|account|dashboard|admin|app|user|users|me)(?:[/$()|*]|$)/i.test(
    pattern,
  );
}

function isFiles(scope: Scope): boolean {
  const { pattern, syntax } = scope;
  if (pattern === undefined) return false;
  return (
    syntax === 'extension' ||
    isHashedAssets(scope) ||
    mayBeHashed(scope) ||
    /\b(?:static|assets|images?|img|media|uploads?|fonts?|css|js|dist|public|thumbs?|thumbnails?|favicon|avatars?|_next|storage|cdn)\b/i.test(
      pattern,
    ) ||
    /\.(?:html?|xml|txt|json|png|jpe?g|svg|gif|webp|woff2?|ico|pdf|mp4)\b/i.test(pattern.replace(/\\/g, ''))
  );
}
