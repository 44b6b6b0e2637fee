import { defineCheck } from '../../check.ts';
import { INTERNAL_PAGES } from '../../live/exposure/internals.ts';
import { found, nothingFound } from '../../live/exposure/looks.ts';

const AT = new RegExp(INTERNAL_PAGES.map(({ at }) => at.source).join('|'));

export default defineCheck({
  id: 'exposure/internal-page',
  impact: 'high',
  stage: 'security',
  title: 'Page for those who run the server, open to everybody',
  why: 'Status pages, profilers and logs show strangers the inside of the product: addresses, sessions, often passwords.',
  *check(observed) {
    let isFound = false;
    for (const { kind, name, impact, tells, how, ...sought } of INTERNAL_PAGES)
      for (const { url } of found(observed, sought)) {
        isFound = true;
        yield {
          host: url.hostname,
          kind,
          problem: `${url.href} shows ${name} to anybody. It tells ${tells}.`,
          impact,
          evidence: [url.href],
          mend: { how },
        };
      }
    if (!isFound) yield* nothingFound(observed, AT, `No internal page was found on ${observed.domain}.`);
  },
});
