import { defineCheck } from '../../check.ts';
import { isListing } from '../../live/exposure/listings.ts';
import { answerOf } from '../../live/headerValues.ts';

export default defineCheck({
  id: 'exposure/directory-listing',
  impact: 'medium',
  stage: 'security',
  title: 'Folder whose files are listed',
  why: 'Whoever opens the folder sees every file in it, those that nobody was meant to find too.',
  *check({ http }) {
    if (!http) return;
    const home = http.endpoints.find(({ kind }) => kind === 'home')?.exchange;
    const exchanges = [
      ...(home ? [home] : []),
      ...http.endpoints.map(({ exchange }) => exchange),
      ...http.exposures.map(({ exchange }) => exchange),
      ...(http.notFound ? [http.notFound] : []),
    ];
    const told = new Set<string>();
    for (const exchange of exchanges) {
      const answer = answerOf(exchange);
      const { url } = exchange;
      if (!answer || told.has(url.href) || !isListing(answer)) continue;
      told.add(url.href);
      yield {
        host: url.hostname,
        kind: url.pathname,
        ...(exchange === home ? { impact: 'high' } : {}),
        problem: `${url.href} lists the files of its folder to anybody${exchange === home ? ', where visitors should see the product' : ''}.`,
        evidence: [...answer.body.matchAll(/<a href="([^"?/][^"]{0,100})"/gi)]
          .slice(0, 10)
          .map(([, name = '']) => name),
        mend: {
          how: `${exchange === home ? 'Deploy the product to this folder, or point the domain to where it runs. ' : ''}Switch the listing off: autoindex off in nginx, Options -Indexes in Apache, file_server without browse in Caddy.`,
        },
      };
    }
  },
});
