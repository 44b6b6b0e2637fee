import { browserSeconds, DAY, duration, has, placeIn, placeWord, said } from '../../web/caching/judging.ts';
import { directiveOf } from '../../web/caching/cacheControl.ts';
import { defineProductRule } from '../../web/productRule.ts';

export default defineProductRule({
  id: 'caching/immutable-fixed-name',
  impact: 'medium',
  stage: 'performance',
  title: 'File of a fixed name that is kept for good',
  why: 'Browsers that have the file never ask for it again. When its content changes under the same name, customers keep the old one.',
  *check({ web }) {
    for (const one of said(web.cachePolicies)) {
      const { policy, says, header } = one;
      const { pattern } = policy.scope;
      if (header.header !== 'cache-control' || pattern === undefined || policy.handler) continue;
      const seconds = browserSeconds(says);
      if (!has(says, 'immutable') || seconds === undefined || seconds < 30 * DAY) continue;
      const name = FIXED.exec(pattern)?.[1];
      if (name === undefined || HASHED.test(name)) continue;
      yield {
        file: policy.file,
        at: placeIn(one, directiveOf(says, 'immutable')),
        kind: pattern,
        message: `${placeWord(policy)} has browsers keep ${name} for ${duration(seconds)} without ever asking, but its name stays the same when it changes. Take immutable out and write a max-age that you can wait for, or put a hash into the name.`,
        ...(/\.(?:js|css|mjs)$/.test(name) ? {} : { impact: 'low' as const }),
      };
    }
  },
});

/** One file, by its name. */
const FIXED = /(?:^|\/)([\w-]+\\?\.(?:js|mjs|css|svg|png|jpe?g|webp|ico|json))$/i;
const HASHED = /[-._](?=[\w-]*\d)[\da-zA-Z_-]{8,}\\?\.\w+$/;
