import { defineCheck } from '../../check.ts';
import { headerMend } from '../../live/headers/mend.ts';
import { headerValues, isPage } from '../../live/headerValues.ts';
import { readHomePage } from '../../live/observatory/homePage.ts';

const POLICIES: ReadonlySet<string> = new Set([
  'no-referrer',
  'no-referrer-when-downgrade',
  'origin',
  'origin-when-cross-origin',
  'same-origin',
  'strict-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
]);

export default defineCheck({
  id: 'headers/weak-referrer-policy',
  impact: 'low',
  stage: 'security',
  title: 'Addresses that are passed on to other sites',
  why: 'Whole addresses, with what stands in them (reset tokens, names, searches), reach every site that a page links to or loads from.',
  *check(observed, context) {
    const home = readHomePage(observed);
    if (!home || !isPage(home.answer)) return;
    const { host } = home;
    const metas = (observed.http?.page?.metas ?? [])
      .filter(({ kind, name }) => kind === 'name' && name === 'referrer')
      .map(({ content }) => content);
    const values = [...headerValues(home.answer, 'referrer-policy'), ...metas];
    // The last one that is known counts.
    const policy = values
      .flatMap((value) => value.split(','))
      .map((value) => value.trim().toLowerCase())
      .findLast((value) => POLICIES.has(value));
    if (policy && policy !== 'unsafe-url' && policy !== 'no-referrer-when-downgrade') {
      yield { host, pass: `${host} says what other sites learn of its addresses (${policy}).` };
      return;
    }
    yield {
      host,
      problem:
        policy === undefined
          ? values.length === 0
            ? `${host} does not say what other sites learn of its addresses (Referrer-Policy); older browsers pass on all of them.`
            : `${host} has a Referrer-Policy that browsers don’t know, so it does nothing.`
          : `${host} passes on whole addresses to other sites (Referrer-Policy: ${policy}), with whatever stands in them.`,
      impact: policy === undefined ? 'low' : 'medium',
      ...(values.length > 0 ? { evidence: values.map((value) => `Referrer-Policy: ${value}`) } : {}),
      mend: headerMend(
        'Send the header with every page.',
        'Referrer-Policy',
        'strict-origin-when-cross-origin',
        context,
      ),
    };
  },
});
