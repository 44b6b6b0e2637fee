import type { Impact } from '../../finding.ts';
import { defineProductRule } from '../../web/productRule.ts';

export default defineProductRule({
  id: 'caching/lost-in-nested-block',
  impact: 'medium',
  stage: 'security',
  title: 'Header that an inner block takes away',
  why: 'In nginx, a block that adds a header of its own gets none of those that stand outside of it. Security headers vanish there without a word.',
  *check({ web }) {
    const seen = new Set<string>();
    for (const { lost, header, file, nameAt, scope } of web.headers) {
      if (!lost) continue;
      const where = lost.file ?? file;
      const key = `${where}\0${lost.at.start}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const others = web.headers.filter(
        (one) => one.lost && (one.lost.file ?? one.file) === where && one.lost.at.start === lost.at.start,
      );
      const names = [...new Set(others.map((one) => one.header))];
      yield {
        file: where,
        at: lost.at,
        kind: `lost ${scope.pattern ?? ''} ${names.join(' ')}`,
        message: `A block of nginx that adds a header of its own gets none of those that stand outside of it: answers of this one go out without ${listed(names)}. Repeat them here, put all of them into one file and include it, or write add_header_inherit merge (nginx 1.29.3 and later).`,
        impact: impactOf(names),
        related: [{ file, at: nameAt, message: `Sets ${header}` }],
      };
    }
  },
});

function listed(names: readonly string[]): string {
  return names.length < 3
    ? names.join(' and ')
    : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}

function impactOf(names: readonly string[]): Impact {
  return names.some((name) =>
    /^(?:strict-transport-security|content-security-policy|x-frame-options|access-control-|cache-control)/.test(
      name,
    ),
  )
    ? 'medium'
    : 'low';
}
