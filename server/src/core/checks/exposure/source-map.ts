import { defineCheck } from '../../check.ts';
import { answerOf } from '../../live/headerValues.ts';
import { found } from '../../live/exposure/looks.ts';

export default defineCheck({
  id: 'exposure/source-map',
  impact: 'medium',
  stage: 'security',
  title: 'Source map that gives the source code away',
  why: 'With the map, the code of the front end can be read as it was written, with names, comments and paths.',
  *check(observed) {
    const maps = found(observed, {
      at: /./,
      is: (body) =>
        body.startsWith('{') && /"mappings"\s*:\s*"/.test(body) && /"sources"\s*:\s*\[/.test(body),
    });
    const [first] = maps;
    if (first) {
      const hasSources = /"sourcesContent"\s*:\s*\[\s*(?:null\s*,\s*)*"/.test(first.answer.body);
      yield {
        host: first.url.hostname,
        problem: hasSources
          ? `${first.url.href} gives anybody the source code of the front end as it was written.`
          : `${first.url.href} gives anybody the names of the files that the front end is made of.`,
        impact: hasSources ? 'medium' : 'low',
        evidence: maps.map(({ url }) => url.href),
        mend: {
          how: 'Build without source maps for production, or send them to your error tracker and delete them before you deploy.',
        },
      };
      return;
    }
    const { http } = observed;
    const holders = (http?.assets ?? []).filter((exchange) => holdsItsMap(answerOf(exchange)?.body ?? ''));
    if (holders[0]) {
      yield {
        host: holders[0].url.hostname,
        problem: `${holders[0].url.href} has its source map in it, and with that the source code of the front end as it was written; everybody loads both.`,
        evidence: holders.map(({ url }) => url.href),
        mend: {
          how: 'Build for production without inline source maps (devtool: false, build.sourcemap: false).',
        },
      };
      return;
    }
    if (http?.assets.some(({ outcome }) => 'status' in outcome && outcome.status === 200))
      yield { pass: `No source map was found for the scripts of ${http.canonicalHost}.` };
  },
});

/** The last comment of the file is the map itself; styles are nobody's secret, and theirs ends otherwise. */
function holdsItsMap(body: string): boolean {
  const at = body.lastIndexOf('sourceMappingURL=data:application/json');
  return at !== -1 && /\/\/[#@]\s?$/.test(body.slice(Math.max(0, at - 4), at)) && body.length - at > 200;
}
