import { sharedPrivateAnswer } from '../../web/caching/privateAnswers.ts';
import { placeIn, placeWord, replaceValue, said, sharingOf } from '../../web/caching/judging.ts';
import { defineProductRule } from '../../web/productRule.ts';

export default defineProductRule({
  id: 'caching/shared-account-path',
  impact: 'high',
  stage: 'security',
  title: 'Sign-in or account path that a shared cache keeps',
  why: 'What is answered under such a path is about one person. A CDN that keeps it shows one customer’s account, or an old sign-in form, to others.',
  *check({ web }, texts) {
    for (const one of said(web.cachePolicies)) {
      const { policy } = one;
      const sharing = sharingOf(one);
      const path = policy.handler ? policy.handler.path : policy.scope.pattern;
      if (!sharing?.isTold || path === undefined || policy.scope.conditional) continue;
      // What the handler does says more than its path.
      if ((policy.handler?.reads.length ?? 0) > 0 || policy.handler?.guarded) continue;
      // `allow_unauthenticated_access`: somebody thought of strangers here.
      if (policy.handler?.open?.by.startsWith('allow_')) continue;
      const part = PERSONAL.exec(path)?.[1];
      if (part === undefined || /\.\w{2,4}\)?\$?$|\/(?:static|assets|public)\//.test(path)) continue;
      // So does what answers there: one finding for one place.
      if (sharedPrivateAnswer(one, web, texts)) continue;
      const isCertain = policy.handler?.kind !== 'page';
      const fix = replaceValue(one, 'Write “private, no-store”', 'private, no-store');
      yield {
        file: policy.file,
        at: placeIn(one, sharing.directive),
        kind: path,
        message: `“${sharing.words}” (${placeWord(policy)}) has shared caches keep what ${path} answers, and its name says that it is about one person (${part}). Write “private, no-store” for it.`,
        ...(isCertain ? {} : { impact: 'medium' as const }),
        ...(fix ? { fix } : {}),
      };
    }
    for (const { file, at, scope } of web.dataCaches) {
      const path = scope?.pattern;
      const part = path === undefined ? undefined : SIGNED_IN.exec(path)?.[1];
      if (path === undefined || part === undefined) continue;
      yield {
        file,
        at,
        kind: path,
        impact: 'medium',
        message: `One answer of ${path} is kept for everybody, made without anybody’s cookies, and the name says that it is about one person (${part}): signed-in customers get the page of a stranger, or are sent to the sign-in. Take this off the path, unless its data is asked for in the browser.`,
      };
    }
  },
});

/** A form to sign in is the same for everybody: without cookies it may be kept. */
const SIGNED_IN =
  /(?:^|\/)(api\/auth|account|accounts|admin|dashboard|billing|checkout|profile|me|users?\/me|cart|settings|orders)(?:\/|$)/i;

const PERSONAL =
  /(?:^|[/(|])(api\/auth|auth|login|log-in|signin|sign-in|logout|log-out|signout|oauth|sso|session|sessions|csrf|account|accounts|admin|dashboard|billing|checkout|profile|me|users?\/me|cart)(?:[/)|:*(]|\[|$)/i;
