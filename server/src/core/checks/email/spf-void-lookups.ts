import { defineCheck } from '../../check.ts';
import { brokenIncludes, isOverLimit, spfMend, spfStateOf } from '../../live/mailAuth/spf.ts';
import { MOST_VOIDS, nodesBelow } from '../../email/spf/tree.ts';

export default defineCheck({
  id: 'email/spf-void-lookups',
  impact: 'high',
  stage: 'domain',
  title: 'SPF record that asks for names without addresses',
  why: 'Receivers may stop after two names that have nothing, and take that for an error: then all mail fails SPF.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const state = spfStateOf(mail);
      if (state.is !== 'record' || isOverLimit(state.tree) || brokenIncludes(state.tree).length > 0) continue;
      const { domain } = mail;
      const { tree } = state;
      const names = [...new Set([tree, ...nodesBelow(tree)].flatMap((node) => node.void))];
      if (names.length === 0) continue;
      const isBroken = tree.voids > MOST_VOIDS;
      yield {
        host: domain,
        impact: isBroken ? 'high' : 'low',
        problem: isBroken
          ? `The SPF record of ${domain} asks for ${tree.voids} names that have nothing, and receivers stop after ${MOST_VOIDS}: all of its mail fails SPF (permerror).`
          : `The SPF record of ${domain} asks for ${names.length === 1 ? 'a name that has nothing' : 'two names that have nothing'}: ${names.join(', ')}. With more than ${MOST_VOIDS} of them it breaks.`,
        evidence: names.map((name) => `${name}: nothing there`),
        mend: spfMend(
          'Take out the terms with these names, or give the names their records back.',
          undefined,
          mail,
          observed,
          context,
        ),
      };
    }
  },
});
