import { defineCheck } from '../../check.ts';
import { answeredAssets, publicAnswers } from '../../live/caching/assets.ts';
import { cacheControlOf } from '../../live/caching/life.ts';
import { headerText } from '../../live/headerValues.ts';
import { directiveOf, type CacheControl } from '../../web/caching/cacheControl.ts';

export default defineCheck({
  id: 'caching/unusable-cache-header',
  impact: 'medium',
  stage: 'performance',
  title: 'Cache-Control that contradicts itself or can’t be read',
  why: 'Caches skip what they don’t know, and take the stricter half of a contradiction: what was meant doesn’t happen.',
  *check(observed) {
    const seen = new Set<string>();
    for (const { url, answer } of [...publicAnswers(observed), ...answeredAssets(observed)]) {
      const text = headerText(answer, 'cache-control');
      if (text === undefined || seen.has(text)) continue;
      seen.add(text);
      const fault = faultOf(cacheControlOf(answer));
      if (!fault) continue;
      yield {
        host: url.hostname,
        kind: text,
        problem: `${url.origin}${url.pathname} answers with “Cache-Control: ${text}”: ${fault.words}.`,
        impact: fault.isHarmless ? 'low' : 'medium',
        evidence: [`cache-control: ${text}`],
        mend: {
          how: `${fault.instead === undefined ? 'Keep the one that you mean.' : `Write “${fault.instead}”.`} If two places add the header (application and proxy), let only one of them do it.`,
        },
      };
    }
  },
});

interface Fault {
  readonly words: string;
  readonly instead?: string;
  /** Nothing else happens than was likely meant. */
  readonly isHarmless?: boolean;
}

function faultOf(says: CacheControl): Fault | undefined {
  const has = (name: string): boolean => directiveOf(says, name) !== undefined;
  const seconds = (name: string): number => directiveOf(says, name)?.seconds ?? 0;
  if (has('public') && has('private')) return { words: '“public” and “private” contradict each other' };
  if (has('private') && directiveOf(says, 'private')?.value === undefined && seconds('s-maxage') > 0)
    return { words: '“private” forbids the shared caches that “s-maxage” speaks to' };
  if (has('no-store')) {
    const other = ['immutable', 's-maxage', 'max-age'].find((name) =>
      name === 'immutable' ? has(name) : seconds(name) > 0,
    );
    if (other !== undefined) return { words: `“no-store” forbids to keep it, “${other}” says for how long` };
    if (has('public')) return { words: '“no-store” and “public” contradict each other', isHarmless: true };
  }
  for (const { kind, found, instead } of says.faults) {
    if (kind === 'repeated') return { words: `“${found}” stands there twice with different values` };
    const words = WORDS[kind];
    if (words !== undefined)
      return {
        words: words(found),
        ...(instead === undefined ? {} : { instead }),
        isHarmless: kind === 'needless-value',
      };
  }
  return undefined;
}

/** Directives that nobody knows may be for a cache that does. */
const WORDS: Readonly<Partial<Record<CacheControl['faults'][number]['kind'], (found: string) => string>>> = {
  'misspelt-directive': (found) => `caches don’t know “${found}” and skip it`,
  'wrong-separator': (found) =>
    `caches read directives between commas, and this has “${found.trim() || 'a blank'}”`,
  'bad-number': (found) => `“${found}” has no number of seconds that caches can read`,
  'missing-value': (found) => `“${found}” lacks its number of seconds`,
};
