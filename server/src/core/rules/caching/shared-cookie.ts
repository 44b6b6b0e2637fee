import { placeIn, said, sentAt, sharingOf } from '../../web/caching/judging.ts';
import { defineProductRule } from '../../web/productRule.ts';

export default defineProductRule({
  id: 'caching/shared-cookie',
  impact: 'blocker',
  stage: 'security',
  title: 'Cookie in an answer that a shared cache keeps',
  why: 'A cache that keeps the answer may keep its cookie, and hand one visitor’s session to the next.',
  *check({ web }) {
    for (const one of said(web.cachePolicies)) {
      const sharing = sharingOf(one);
      const cookie = one.policy.setsCookie ?? one.policy.handler?.setsCookie;
      if (!sharing?.isTold || !cookie) continue;
      // The rule about private answers says it already.
      if ((one.policy.handler?.reads.length ?? 0) > 0) continue;
      const at = placeIn(one, sharing.directive);
      yield {
        file: one.policy.file,
        at,
        kind: one.policy.handler?.path ?? one.header.header,
        message: `“${sharing.words}” has shared caches keep this answer, which also sets a cookie: a visitor may get the cookie of somebody else. Write “private, no-store”, or set the cookie elsewhere.`,
        related: [{ file: one.policy.file, at: cookie, message: 'Sets the cookie' }, ...sentAt(one, at)],
      };
    }
  },
});
