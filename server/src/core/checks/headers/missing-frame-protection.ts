import { defineCheck } from '../../check.ts';
import { cspPolicies, directiveSources } from '../../live/headers/cspPolicies.ts';
import { headerMend } from '../../live/headers/mend.ts';
import { headerText, headerValues, isPage } from '../../live/headerValues.ts';
import { readHomePage } from '../../live/observatory/homePage.ts';

const ANYBODY: ReadonlySet<string> = new Set(['*', 'http:', 'https:', 'http://*', 'https://*']);

export default defineCheck({
  id: 'headers/missing-frame-protection',
  impact: 'medium',
  stage: 'security',
  title: 'Page that anybody may put into a frame',
  why: 'A stranger’s site can show the page invisibly over its own buttons, and let visitors click what they don’t see.',
  *check(observed, context) {
    const home = readHomePage(observed);
    if (!home || !isPage(home.answer)) return;
    const { host, answer } = home;
    const ancestors = directiveSources(cspPolicies(answer, observed).enforced, 'frame-ancestors');
    // Where the policy speaks of frames, the older header no longer counts.
    if (ancestors.length > 0) {
      if (!ancestors.every((sources) => sources.some((source) => ANYBODY.has(source)))) {
        yield { host, pass: `The content security policy of ${host} says who may show it in a frame.` };
        return;
      }
    } else if (headerValues(answer, 'x-frame-options').some(isProtection)) {
      yield { host, pass: `X-Frame-Options of ${host} keeps strangers from showing it in a frame.` };
      return;
    }
    const text = headerText(answer, 'x-frame-options');
    const says =
      ancestors.length > 0
        ? 'allows every site to show it in a frame (frame-ancestors)'
        : text === undefined
          ? 'sends neither frame-ancestors nor X-Frame-Options'
          : `sends “X-Frame-Options: ${text.slice(0, 60)}”, which browsers ignore`;
    yield {
      host,
      problem: `${host} ${says}, so any site can lay it invisibly under its own buttons.`,
      mend: headerMend(
        'Add frame-ancestors to your content security policy; older browsers read X-Frame-Options.',
        'Content-Security-Policy',
        "frame-ancestors 'self'",
        context,
      ),
    };
  },
});

/** Several values, all of them the same, are fine (HTML standard, section 7.7). */
function isProtection(value: string): boolean {
  return value.split(',').every((one) => /^\s*(?:deny|sameorigin)\s*$/i.test(one));
}
