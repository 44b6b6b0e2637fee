import { said, sharingOf } from '../../web/caching/judging.ts';
import { defineProductRule } from '../../web/productRule.ts';

export default defineProductRule({
  id: 'caching/cache-split-by-vary',
  impact: 'medium',
  stage: 'performance',
  title: 'Vary that leaves nothing to a cache',
  why: 'A cache keeps one copy for each value of the headers that Vary names. Where nearly every visitor has another value, each of them waits for the server, although the answer is meant to be cached.',
  *check({ web }) {
    const seen = new Set<string>();
    for (const one of said(web.cachePolicies)) {
      const { vary, file } = one.policy;
      const sharing = sharingOf(one);
      const name = vary?.names.find((header) => EVERYBODYS_OWN.has(header));
      if (!vary || !sharing?.isTold || name === undefined || (one.policy.handler?.reads.length ?? 0) > 0)
        continue;
      const key = `${file}\0${vary.at.start}`;
      if (seen.has(key)) continue;
      seen.add(key);
      yield {
        file,
        at: vary.at,
        kind: `vary ${name}`,
        message:
          name === '*'
            ? `“Vary: *” says that no answer is like another, so no cache can use what it kept, in spite of “${sharing.words}”. Name the headers that change the answer, or take it out.`
            : `Nearly every visitor has another ${EVERYBODYS_OWN.get(name) ?? name}, so a cache that keeps a copy for each is of no use, in spite of “${sharing.words}”. Take it out if the answer is the same for all; write private if it isn’t.`,
      };
    }
  },
});

const EVERYBODYS_OWN: ReadonlyMap<string, string> = new Map([
  ['*', ''],
  ['cookie', 'Cookie header'],
  ['user-agent', 'User-Agent header'],
  ['referer', 'Referer header'],
]);
