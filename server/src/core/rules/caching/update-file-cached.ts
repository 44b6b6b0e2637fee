import type { Impact } from '../../finding.ts';
import { browserSeconds, DAY, duration, placeIn, replaceValue, said } from '../../web/caching/judging.ts';
import { directiveOf } from '../../web/caching/cacheControl.ts';
import { defineProductRule } from '../../web/productRule.ts';

export default defineProductRule({
  id: 'caching/update-file-cached',
  impact: 'medium',
  stage: 'performance',
  title: 'File that tells browsers of updates, kept for long',
  why: 'Service workers, manifests and version files are how browsers learn that there is something new. Kept for days, they hide each release for as long.',
  *check({ web }) {
    for (const one of said(web.cachePolicies)) {
      const { policy, says, header } = one;
      const { pattern } = policy.scope;
      if (header.header !== 'cache-control' || pattern === undefined) continue;
      const found = FILES.find(({ name }) => name.test(pattern));
      const seconds = browserSeconds(says);
      if (!found || seconds === undefined || seconds < found.most) continue;
      const fix = replaceValue(one, 'Write “no-cache”', 'no-cache');
      yield {
        file: policy.file,
        at: placeIn(one, directiveOf(says, 'max-age')),
        kind: pattern,
        message: `Browsers keep ${pattern} for ${duration(seconds)}, and learn of ${found.what} only then. Write “no-cache”: they ask, and fetch it only if it changed.`,
        impact: seconds >= 30 * DAY ? 'medium' : found.impact,
        ...(fix ? { fix } : {}),
      };
    }
  },
});

interface UpdateFile {
  readonly name: RegExp;
  readonly what: string;
  /** Seconds from which it hurts. */
  readonly most: number;
  readonly impact: Impact;
}

const FILES: readonly UpdateFile[] = [
  // Browsers fetch the script of a service worker past their cache, but CDNs and what it imports obey the header.
  {
    name: /(?:^|\/|\()(?:sw|service-?worker|firebase-messaging-sw|ngsw-worker|OneSignalSDKWorker)\\?\.js/i,
    what: 'a new release',
    most: 3_600,
    impact: 'medium',
  },
  {
    name: /(?:^|\/)(?:version|build|release|meta|latest|ngsw)\\?\.json/i,
    what: 'a new release',
    most: 3_600,
    impact: 'medium',
  },
  {
    name: /(?:^|\/)(?:config|env|runtime-config|env-config|settings|app-config)\\?\.(?:js|json)/i,
    what: 'changed settings',
    most: 3_600,
    impact: 'medium',
  },
  {
    name: /(?:^|\/)(?:manifest\\?\.(?:json|webmanifest)|site\\?\.webmanifest)/i,
    what: 'changes to the app',
    most: 7 * DAY,
    impact: 'low',
  },
  {
    name: /(?:^|\/)(?:robots\\?\.txt|sitemap[\w-]*\\?\.xml)/i,
    what: 'new pages',
    most: 7 * DAY,
    impact: 'low',
  },
];
