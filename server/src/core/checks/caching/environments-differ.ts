import { defineCheck, type Verdict } from '../../check.ts';
import { browserLife, sharedLife } from '../../live/caching/life.ts';
import { isProduction } from '../../live/environmentNames.ts';
import { environmentPages, ownPage, type EnvironmentPage } from '../../live/environments.ts';
import { headerLine, headerText, listsName } from '../../live/headerValues.ts';
import { noindexIn } from '../../live/exposure/noindex.ts';
import type { HttpAnswer, PageObservation, UrlParts } from '../../observations/http.ts';
import { duration } from '../../web/caching/judging.ts';

export default defineCheck({
  id: 'caching/environments-differ',
  impact: 'medium',
  stage: 'performance',
  title: 'Caching that was tested nowhere',
  why: 'What is kept too long, given to the wrong visitor or sent without compression shows in production for the first time, because the environment where it was tried out does otherwise.',
  *check(observed, { now }) {
    const all = environmentPages(observed);
    const production = all.find(({ name }) => isProduction(name)) ?? ownPage(observed);
    if (all.length === 0 || !production) return;
    const own = readable(production);
    if (!own) {
      yield* untold(production);
      return;
    }
    for (const other of all) {
      if (other === production) continue;
      const tried = readable(other);
      if (tried) yield judged(own, tried, now);
      else yield* untold(other);
    }
  },
});

interface Readable {
  readonly name: string;
  readonly url: UrlParts;
  readonly answer: HttpAnswer;
  readonly page: PageObservation | undefined;
}

function readable({ name, url, seen }: EnvironmentPage): Readable | undefined {
  return seen.is === 'page' ? { name, url, answer: seen.answer, page: seen.page } : undefined;
}

/** A page behind a login is another page: that it is cached otherwise says nothing. */
function* untold({ url, seen }: EnvironmentPage): Iterable<Verdict> {
  if (seen.is === 'unknown') yield { host: url.hostname, unknown: seen.failure };
  if (seen.is === 'other') yield { host: url.hostname, unknown: seen.because };
}

function judged(production: Readable, tried: Readable, now: string): Verdict {
  const found = DIFFERENCES.flatMap((difference) => difference(production, tried, now) ?? []);
  const [first] = found;
  if (!first)
    return {
      host: tried.url.hostname,
      pass: `${production.url.href} is cached and compressed as at ${tried.name} (${tried.url.hostname}), or more carefully.`,
    };
  return {
    host: tried.url.hostname,
    kind: tried.name,
    problem: `What is tried out at ${tried.name} (${tried.url.hostname}) is not what runs at ${production.url.hostname}: ${found.map(({ says }) => says).join('; ')}.`,
    impact: found.some(({ isGrave }) => isGrave) ? 'medium' : 'low',
    evidence: [production, tried].flatMap((one) => linesOf(one, [production, tried])),
    mend: {
      how: `Set caching and compression in one place for all environments, or give ${tried.name} the same CDN, web server and settings as production. Where the difference is wanted, try out a deploy with production’s headers once.`,
    },
  };
}

/** The headers that one of both has, also where it is the other. */
function linesOf({ name, url, answer }: Readable, both: readonly Readable[]): readonly string[] {
  const shown = SHOWN.filter((header) => both.some((one) => headerText(one.answer, header) !== undefined));
  const lines = [`${url.href} → ${answer.status}`, ...shown.map((header) => headerLine(answer, header))];
  return lines.map((line) => `${name}: ${line}`);
}

const SHOWN = ['cache-control', 'cdn-cache-control', 'expires', 'vary', 'content-encoding'];

interface Difference {
  readonly says: string;
  readonly isGrave: boolean;
}

/** Where production takes the risk, or where a place for trying things out shows old ones. Otherwise a more careful production is nobody's problem. */
const DIFFERENCES: readonly ((
  production: Readable,
  tried: Readable,
  now: string,
) => Difference | undefined)[] = [
  function keptByShared(production, tried, now) {
    const [own, other] = [sharedSeconds(production, now), sharedSeconds(tried, now)];
    if (own === 0) return undefined;
    const isCautious = noindexIn(tried.answer, tried.page).length > 0;
    if (other === 0)
      return {
        says: `caches that all visitors share may keep the page of production for ${duration(own)}, and that of ${tried.name} not at all`,
        // Short lives bridge a rush of visitors; a place that is shut on purpose is left out of caches on purpose.
        isGrave: own >= MINUTE && !isCautious,
      };
    return isFarLonger(own, other)
      ? {
          says: `caches that all visitors share may keep the page of production for ${duration(own)}, and that of ${tried.name} for ${duration(other)}`,
          isGrave: false,
        }
      : undefined;
  },
  function mixesVisitors(production, tried, now) {
    if (sharedSeconds(production, now) === 0 || listsName(production.answer, 'vary', '*')) return undefined;
    const lost = TELLING_VISITORS.filter(
      (name) => listsName(tried.answer, 'vary', name) && !listsName(production.answer, 'vary', name),
    );
    return lost.length === 0
      ? undefined
      : {
          says: `${tried.name} says that the page depends on the visitor (Vary: ${lost.join(', ')}), production does not, and caches may give one visitor’s page to another`,
          isGrave: true,
        };
  },
  function keptByBrowsers(production, tried, now) {
    const [own, other] = [browserSeconds(production, now), browserSeconds(tried, now)];
    // Longer than an hour is told of the page itself.
    if (own <= MINUTE || own > 60 * MINUTE || !isFarLonger(own, other)) return undefined;
    return {
      says: `browsers keep the page of production for ${duration(own)}, and that of ${tried.name} ${other === 0 ? 'not at all' : `for ${duration(other)}`}`,
      isGrave: false,
    };
  },
  function keptWhereTried(production, tried, now) {
    const [own, other] = [browserSeconds(production, now), browserSeconds(tried, now)];
    if (other < 60 * MINUTE || !isFarLonger(other, own)) return undefined;
    return {
      says: `browsers keep the page of ${tried.name} for ${duration(other)}, and that of production ${own === 0 ? 'not at all' : `for ${duration(own)}`}, so that whoever tries a deploy there may see the one before`,
      isGrave: false,
    };
  },
  function sentPlain(production, tried) {
    const other = encodingOf(tried.answer);
    if (encodingOf(production.answer) !== '' || other === '' || production.answer.bytes <= ONE_PACKET)
      return undefined;
    return {
      says: `the page of production comes without compression, that of ${tried.name} with ${other}`,
      isGrave: false,
    };
  },
];

const MINUTE = 60;
/** What fits into one packet gains nothing. */
const ONE_PACKET = 1_400;
const TELLING_VISITORS = ['cookie', 'authorization', 'accept-language'];

function isFarLonger(own: number, other: number): boolean {
  return own >= 10 * other && own - other >= 5 * MINUTE;
}

/** As far as the server says so: what caches make of Last-Modified is theirs. */
function sharedSeconds({ answer }: Readable, now: string): number {
  const { isStorable, isTold, seconds } = sharedLife(answer, now);
  return isStorable && isTold ? seconds : 0;
}

function browserSeconds({ answer }: Readable, now: string): number {
  const { isStorable, isTold, seconds } = browserLife(answer, now);
  return isStorable && isTold ? seconds : 0;
}

function encodingOf(answer: HttpAnswer): string {
  const encoding = headerText(answer, 'content-encoding')?.trim().toLowerCase() ?? '';
  return encoding === 'identity' ? '' : encoding;
}
