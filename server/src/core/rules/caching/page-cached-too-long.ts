import {
  browserSeconds,
  DAY,
  duration,
  has,
  isAboutFiles,
  isEverything,
  isPages,
  placeIn,
  placeWord,
  replaceValue,
  said,
  type Said,
} from '../../web/caching/judging.ts';
import { directiveOf } from '../../web/caching/cacheControl.ts';
import { defineProductRule } from '../../web/productRule.ts';
import type { PlacedFinding } from '../../workspaceRule.ts';

export default defineProductRule({
  id: 'caching/page-cached-too-long',
  impact: 'high',
  stage: 'performance',
  title: 'Pages that browsers keep for days',
  why: 'A browser that keeps a page doesn’t ask for it again: after a deploy, or a mistake, customers keep the old one until it runs out, and nobody can take it back.',
  *check({ web }, texts) {
    for (const one of said(web.cachePolicies)) {
      const { policy, says, header } = one;
      if (header.header !== 'cache-control') continue;
      if (policy.handler) {
        const found = ofHandler(one);
        if (found && !isAboutFiles(one, texts)) yield found;
        continue;
      }
      const isAll = isEverything(policy.scope);
      if (!isAll && !isPages(policy.scope)) continue;
      // What code sets without a path is for one answer, and servers of static files are for files.
      if (
        isAll &&
        (policy.setBy === 'code' ||
          (policy.setBy === 'static-files' && !header.setting.holdsPages) ||
          policy.setBy === 'rails-config')
      )
        continue;
      const seconds = browserSeconds(says);
      if (seconds === undefined || (seconds < DAY && !has(says, 'immutable'))) continue;
      const fix = replaceValue(
        one,
        'Write “public, max-age=0, must-revalidate”',
        'public, max-age=0, must-revalidate',
      );
      // Next.js replaces the header on the pages that it renders: what is left are files of public/.
      const isReplaced = policy.setBy === 'next-config';
      yield {
        file: policy.file,
        at: placeIn(one, directiveOf(says, 'max-age')),
        kind: policy.scope.pattern ?? 'all',
        message: isReplaced
          ? `${placeWord(policy)} has browsers keep everything under ${policy.scope.pattern ?? 'all paths'} for ${duration(seconds)}. Next.js replaces this for most pages that it renders, but not for files of public/. Name the paths of files that never change.`
          : `${placeWord(policy)} has browsers keep ${isAll ? 'everything, pages too,' : 'pages'} for ${duration(seconds)} without asking: after a deploy, customers stay on the old version. Keep only files with a hash in their names that long, and pages for “max-age=0, must-revalidate”.`,
        ...(isReplaced || isAside(policy.scope.pattern)
          ? { impact: isReplaced || seconds > DAY ? ('medium' as const) : ('low' as const) }
          : {}),
        ...(fix && !isReplaced ? { fix: { ...fix, needsDecision: true as const } } : {}),
      };
    }
  },
});

/** One page by its name, and not the first: "/offline.html". */
function isAside(pattern: string | undefined): boolean {
  return (
    pattern !== undefined &&
    /^\/[\w/-]{1,200}\.html?$/.test(pattern) &&
    !/(?:^|\/)index\.html?$/.test(pattern)
  );
}

/** Code that answers with the first page itself. */
function ofHandler(one: Said): PlacedFinding | undefined {
  const { policy, says } = one;
  const { path, methods = ['GET'] } = policy.handler ?? {};
  const seconds = browserSeconds(says);
  if (path === undefined || !(path === '/' || /\.html?$/.test(path)) || !methods.includes('GET'))
    return undefined;
  if (seconds === undefined || (seconds < DAY && !has(says, 'immutable'))) return undefined;
  const fix = replaceValue(
    one,
    'Write “public, max-age=0, must-revalidate”',
    'public, max-age=0, must-revalidate',
  );
  return {
    file: policy.file,
    at: placeIn(one, directiveOf(says, 'max-age')),
    kind: path,
    message: `Browsers keep what ${path} answers for ${duration(seconds)} without asking: after a deploy, customers stay on the old version. Write “max-age=0, must-revalidate”, and keep only files with a hash in their names that long.`,
    impact: seconds >= 30 * DAY || has(says, 'immutable') ? 'high' : 'medium',
    ...(fix ? { fix: { ...fix, needsDecision: true as const } } : {}),
  };
}
