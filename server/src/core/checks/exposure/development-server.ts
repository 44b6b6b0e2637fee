import { defineCheck } from '../../check.ts';
import { ownAnswers } from '../../live/exposure/answers.ts';
import { DEVELOPMENT_SERVERS, toolsInHeaders, toolsInPage } from '../../live/exposure/tools.ts';
import { readHomePage } from '../../live/observatory/homePage.ts';

export default defineCheck({
  id: 'exposure/development-server',
  impact: 'high',
  stage: 'deployment',
  title: 'Development server in place of the built product',
  why: 'Servers for development hand out the sources, are slow, fall over under load, and were never made to stand against attackers.',
  *check(observed) {
    const { http } = observed;
    const home = readHomePage(observed);
    if (!http || !home) return;
    const inPage = toolsInPage(http, home, DEVELOPMENT_SERVERS);
    const inHeaders = ownAnswers(http).flatMap((one) =>
      one.url.hostname === home.host ? toolsInHeaders(one, DEVELOPMENT_SERVERS) : [],
    );
    const [first] = [...inPage, ...inHeaders];
    if (!first) return;
    const { tool } = first;
    yield {
      host: home.host,
      problem:
        inPage.length > 0
          ? `${home.host} serves the page of a development server (${tool.name}), not of a build: it hands out the sources, and is slow.`
          : `${home.host} is answered by ${tool.name}, which is not made for production.`,
      impact: tool.impact,
      evidence: [...new Set([...inPage, ...inHeaders].map(({ sign }) => sign))].slice(0, 5),
      mend: { how: tool.how },
    };
  },
});
