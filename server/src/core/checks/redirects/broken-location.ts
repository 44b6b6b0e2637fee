import { defineCheck } from '../../check.ts';
import { headerValues } from '../../live/headerValues.ts';
import { followedChains, hopLines, startOf, type Step, stepsOf } from '../../live/redirects/chains.ts';
import { isGarbled } from '../../live/redirects/destinations.ts';

export default defineCheck({
  id: 'redirects/broken-location',
  impact: 'high',
  stage: 'domain',
  title: 'Redirect that says no usable address',
  why: 'Browsers stay on an empty page or show an error: nobody gets further.',
  *check({ domain, http }) {
    if (!http) return;
    for (const chain of followedChains(http)) {
      const step = stepsOf(chain).find((each) => faultOf(each, domain) !== undefined);
      const start = startOf(chain);
      if (!step || !start) continue;
      yield {
        host: step.from.hostname,
        problem: `${step.from.href} answers ${step.status}, ${faultOf(step, domain) ?? ''}: browsers can’t follow, so visitors get an error or an empty page.`,
        impact: start.hostname === domain && start.pathname === '/' ? 'high' : 'medium',
        evidence: hopLines(chain),
        mend: {
          how: 'Have the server send one Location with a whole address, such as https://example.com/path. An address with “undefined” or “$host” in it comes from a variable that was not set or not replaced.',
        },
      };
      // The other ways in meet the same.
      return;
    }
  },
});

function faultOf({ answer, to }: Step, domain: string): string | undefined {
  const values = new Set(headerValues(answer, 'location'));
  if (values.size === 0) return 'but names no address (no Location)';
  if (values.size > 1) return `but names ${values.size} addresses at once`;
  const [value = ''] = values;
  if (value.trim() === '') return 'but its Location is empty';
  if (!to) return `but its Location (${value.slice(0, 200)}) is no address`;
  if (!/^https?:$/.test(to.protocol))
    return `but its Location begins with ${to.protocol}, which is no web page`;
  return isGarbled(to, domain)
    ? `but its Location (${to.href.slice(0, 200)}) was put together wrongly`
    : undefined;
}
