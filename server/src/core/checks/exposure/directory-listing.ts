import { defineCheck } from '../../check.ts';
import { answerOf } from '../../live/headerValues.ts';

export default defineCheck({
  id: 'exposure/directory-listing',
  impact: 'medium',
  stage: 'security',
  title: 'Folder whose files are listed',
  why: 'Whoever opens the folder sees every file in it, those that nobody was meant to find too.',
  *check({ http }) {
    if (!http) return;
    const exchanges = [
      ...http.endpoints.map(({ exchange }) => exchange),
      ...http.exposures.map(({ exchange }) => exchange),
      ...(http.notFound ? [http.notFound] : []),
    ];
    const told = new Set<string>();
    for (const exchange of exchanges) {
      const answer = answerOf(exchange);
      const { url } = exchange;
      if (answer?.status !== 200 || told.has(url.href) || !LISTING.test(answer.body.slice(0, 20_000)))
        continue;
      told.add(url.href);
      yield {
        host: url.hostname,
        kind: url.pathname,
        problem: `${url.href} lists the files of its folder to anybody.`,
        evidence: [...answer.body.matchAll(/<a href="([^"?/][^"]{0,100})"/gi)]
          .slice(0, 10)
          .map(([, name = '']) => name),
        mend: {
          how: 'Switch the listing off: autoindex off in nginx, Options -Indexes in Apache, file_server without browse in Caddy.',
        },
      };
    }
  },
});

/** Apache and nginx, Python's http.server, Jetty, IIS, serve, Caddy. */
const LISTING =
  /<title>\s*Index of \/|<h1>\s*Index of \/|<title>\s*Directory listing for |<title>\s*Directory: \/|\[To Parent Directory\]|<title>\s*Files within /i;
