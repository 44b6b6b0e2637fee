import { defineCheck } from '../../check.ts';
import { corsAnswers, corsEndpoints, corsLines, endpointWord } from '../../live/cors/answers.ts';
import { allowListMend } from '../../live/cors/mend.ts';

export default defineCheck({
  id: 'cors/unusable-allowed-origin',
  impact: 'medium',
  stage: 'deployment',
  title: 'Allowed origin that browsers can’t use',
  why: 'The header takes one origin, as browsers send it. Anything else fits nobody, and every request from another origin fails.',
  *check({ http }, context) {
    for (const endpoint of corsEndpoints(http)) {
      for (const each of corsAnswers(endpoint)) {
        const fault = faultOf(each.allowed);
        if (fault === undefined) continue;
        yield {
          host: endpoint.url.hostname,
          kind: endpoint.url.pathname,
          problem: `${endpointWord(endpoint)} answers with “Access-Control-Allow-Origin: ${each.allowed.join(', ')}”: ${fault}, so browsers let nobody in.`,
          evidence: corsLines(each),
          mend: allowListMend(
            context,
            context.target.canonical ?? http?.canonicalHost ?? context.target.domain,
          ),
        };
        break;
      }
    }
  },
});

/** The header is compared with the Origin letter by letter (WHATWG Fetch, "CORS check"). */
function faultOf(allowed: readonly string[]): string | undefined {
  const [value] = allowed;
  if (value === undefined) return undefined;
  if (allowed.length > 1)
    return 'the header came twice, often from the application and from the proxy in front of it';
  if (value === '') return 'the header is empty';
  if (value === '*' || value === 'null') return undefined;
  if (/[,\s]/.test(value)) return 'it holds several origins, and may hold one';
  if (/^(?:undefined|false|true)$/.test(value)) return 'a variable was not set';
  if (!/^[a-z][a-z\d+.-]*:\/\//i.test(value)) return 'an origin begins with https://';
  if (value.includes('*')) return '“*” stands for every origin only where it stands alone';
  return /^[a-z][a-z\d+.-]*:\/\/[^/]*\/.*$/i.test(value)
    ? 'an origin has no slash or path at its end'
    : undefined;
}
