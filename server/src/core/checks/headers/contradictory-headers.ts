import { defineCheck } from '../../check.ts';
import { headerValues, isContradicted } from '../../live/headerValues.ts';
import { readHomePage } from '../../live/observatory/homePage.ts';

/** Of which one value alone can be right. */
const SINGLE = [
  'strict-transport-security',
  'x-frame-options',
  'x-content-type-options',
  'content-type',
  'cross-origin-opener-policy',
  'cross-origin-embedder-policy',
  'cross-origin-resource-policy',
] as const;

export default defineCheck({
  id: 'headers/contradictory-headers',
  impact: 'low',
  stage: 'security',
  title: 'Header that is sent twice with different values',
  why: 'Which of them counts differs from browser to browser, and often it is none.',
  *check(observed) {
    const home = readHomePage(observed);
    if (!home) return;
    for (const header of SINGLE) {
      if (!isContradicted(home.answer, header)) continue;
      const values = headerValues(home.answer, header).map((value) => value.trim());
      // RFC 6797 section 8.1.
      const counts =
        header === 'strict-transport-security'
          ? `browsers take the first (${values[0] ?? ''})`
          : 'it may not do what you think';
      yield {
        host: home.host,
        kind: header,
        problem: `${home.host} sends ${header} ${values.length === 2 ? 'twice' : `${values.length} times`} with different values, so ${counts}.`,
        impact: header === 'x-frame-options' || header === 'strict-transport-security' ? 'medium' : 'low',
        evidence: values.map((value) => `${header}: ${value}`),
        mend: { how: 'Send it at one place only: the program, or the proxy in front of it, not both.' },
      };
    }
  },
});
