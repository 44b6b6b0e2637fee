import { defineCheck } from '../../check.ts';
import { DEBUG_TOOLS, toolsInHeaders, toolsInPage } from '../../live/exposure/tools.ts';
import { ownAnswers } from '../../live/exposure/answers.ts';
import { readHomePage } from '../../live/observatory/homePage.ts';

export default defineCheck({
  id: 'exposure/debug-tool',
  impact: 'high',
  stage: 'security',
  title: 'Developers’ tool that is switched on for everybody',
  why: 'Profilers and debug bars keep requests with their sessions, queries and settings, and show them to whoever asks.',
  *check(observed) {
    const { http } = observed;
    if (!http) return;
    const home = readHomePage(observed);
    const seen = [
      ...ownAnswers(http).flatMap((one) => toolsInHeaders(one, DEBUG_TOOLS)),
      ...(home ? toolsInPage(http, home, DEBUG_TOOLS) : []),
    ];
    const told = new Set<string>();
    for (const { tool, url } of seen) {
      if (told.has(tool.name)) continue;
      told.add(tool.name);
      const signs = seen.filter((one) => one.tool.name === tool.name);
      yield {
        host: url.hostname,
        kind: tool.name,
        problem: `${url.href} shows that ${tool.name} is switched on, a tool for debugging that tells strangers about the inside of the program.`,
        impact: tool.impact,
        evidence: [...new Set(signs.map((one) => `${one.url.href}: ${one.sign}`))].slice(0, 5),
        mend: { how: tool.how },
      };
    }
  },
});
