import { defineCheck } from '../../check.ts';
import { isTryout } from '../../live/environmentNames.ts';
import { environmentPages } from '../../live/environments.ts';
import { headerMend } from '../../live/headers/mend.ts';
import { noindexIn } from '../../live/exposure/noindex.ts';

export default defineCheck({
  id: 'exposure/open-staging',
  impact: 'low',
  stage: 'audit',
  title: 'Place for trying things out that is open to everybody',
  why: 'Search engines list what is not ready beside the product, people sign up to the wrong one, and strangers see what comes next.',
  *check(observed, context) {
    for (const { name, url, seen } of environmentPages(observed)) {
      if (!isTryout(name)) continue;
      const host = url.hostname;
      if (seen.is === 'unknown') yield { host, unknown: seen.failure };
      if (seen.is === 'closed') yield { host, pass: `Strangers see nothing of ${name}: ${seen.because}.` };
      if (seen.is !== 'page') continue;
      const [told] = noindexIn(seen.answer, seen.page);
      if (told !== undefined)
        yield { host, pass: `Search engines leave ${name} (${host}) out.`, evidence: [told] };
      else
        yield {
          host,
          kind: name,
          problem: `Anybody can open ${name} at ${url.href}, and it doesn’t tell search engines to leave it out: people may find it in place of the product.`,
          evidence: [`${url.href} → ${seen.answer.status}`, 'no X-Robots-Tag, no <meta name="robots">'],
          mend: headerMend(
            `Put a login or a password in front of ${name}, or at least have it tell search engines to leave it out. Production must not send this header.`,
            'X-Robots-Tag',
            'noindex',
            context,
          ),
        };
    }
  },
});
