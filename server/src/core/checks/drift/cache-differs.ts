import { defineCheck } from '../../check.ts';
import { headersSeen, type DeclaredSeen } from '../../live/declaredAnswers.ts';
import { headerLine } from '../../live/headerValues.ts';
import { parseCacheControl } from '../../web/caching/cacheControl.ts';

export default defineCheck({
  id: 'drift/cache-differs',
  impact: 'medium',
  stage: 'domain',
  title: 'Caching that is not what the workspace says',
  why: 'Visitors get old pages, or the server does work that a cache should do: what the configuration promises about caching doesn’t hold.',
  *check(observed, context) {
    let good = 0;
    for (const one of headersSeen(observed, context, isCacheControl, isSameCaching)) {
      const { declaration, seen, served, isServed } = one;
      if (isServed) {
        good++;
        continue;
      }
      const { value, setBy, file, at, scope } = declaration;
      const { url } = seen.exchange;
      const impact = impactOf(one);
      yield {
        host: url.hostname,
        kind: scope.pattern ?? '',
        ...(impact === undefined ? {} : { impact }),
        problem:
          served === undefined
            ? `${setBy} sets Cache-Control for ${url.pathname}, but ${url.hostname} answers without it, so every cache decides for itself.`
            : `${setBy} says “${value}” for ${url.pathname}, but ${url.hostname} answers with “${served}”.`,
        evidence: [
          url.href,
          `declared: cache-control: ${value}`,
          `answered: ${headerLine(seen.answer, 'cache-control')}`,
        ],
        mend: {
          how: `Deploy what ${file} says, or set it where the answer is made: the framework and the CDN have rules of their own for ${url.pathname}.`,
        },
        declaredAt: { file, at },
      };
    }
    if (good > 0) yield { pass: `The answers are cached as the workspace says (${good} looked at).` };
  },
});

function isCacheControl(header: string): boolean {
  return header === 'cache-control';
}

/** What visitors notice. CDNs take out what is meant for them alone (s-maxage, stale-while-revalidate). */
function isSameCaching(declared: string, served: string): boolean {
  return noticed(declared) === noticed(served);
}

function noticed(text: string): string {
  const { directives } = parseCacheControl(text);
  const of = (name: string): string | undefined => {
    const found = directives.find((directive) => directive.name === name);
    return found && (found.value ?? '');
  };
  if (of('no-store') !== undefined) return 'no-store';
  const age = of('no-cache') === undefined ? of('max-age') : '0';
  return `${of('private') === undefined ? '' : 'private '}${age === undefined ? '' : Number(age)}`;
}

/** Kept by caches although the workspace says that it must not be. */
function impactOf({ declaration, served, isSure }: DeclaredSeen): 'high' | 'low' | undefined {
  if (!isSure) return 'low';
  const isPrivate = /\b(?:no-store|private)\b/i;
  return isPrivate.test(declaration.value) && !isPrivate.test(served ?? '') ? 'high' : undefined;
}
