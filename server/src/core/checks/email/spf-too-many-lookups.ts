import { defineCheck } from '../../check.ts';
import { mailProvider, providerOfInclude } from '../../email/providers/table.ts';
import { listed } from '../../live/dns/names.ts';
import { isOverLimit, spfMend, spfStateOf } from '../../live/mailAuth/spf.ts';
import { MOST_LOOKUPS, spfTreeLines, type SpfNode } from '../../email/spf/tree.ts';

export default defineCheck({
  id: 'email/spf-too-many-lookups',
  impact: 'high',
  stage: 'domain',
  title: 'SPF record that takes more than ten lookups',
  why: 'Receivers stop after ten questions to DNS and take that for an error: all mail fails SPF, whoever sent it.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const state = spfStateOf(mail);
      if (state.is !== 'record') continue;
      const { domain } = mail;
      const { tree } = state;
      const evidence = spfTreeLines(tree);
      if (isOverLimit(tree)) {
        const dearest = tree.children.toSorted((a, b) => b.lookups - a.lookups)[0];
        yield {
          host: domain,
          problem: `The SPF record of ${domain} takes ${tree.lookups} lookups with all that it includes, and receivers stop after ${MOST_LOOKUPS}: all of its mail fails SPF (permerror).`,
          evidence,
          mend: spfMend(`${needless(tree)}${howToSave(dearest)}`, undefined, mail, observed, context),
        };
      } else if (tree.lookups === MOST_LOOKUPS) {
        yield {
          host: domain,
          kind: 'at-the-limit',
          impact: 'low',
          problem: `The SPF record of ${domain} takes ${MOST_LOOKUPS} lookups, as many as are allowed: the next include, or a change at one of the providers, breaks it.`,
          evidence,
          mend: spfMend(
            'Remove what no longer sends before you add anything.',
            undefined,
            mail,
            observed,
            context,
          ),
        };
      } else if (mail.spf)
        yield {
          host: domain,
          pass: `The SPF record of ${domain} takes ${tree.lookups} of ${MOST_LOOKUPS} lookups.`,
          evidence,
        };
    }
  },
});

function howToSave(dearest: SpfNode | undefined): string {
  const most = dearest?.term === undefined ? '' : ` “${dearest.term}” alone takes ${dearest.lookups + 1}.`;
  return `Remove the includes of services that no longer send for you, and move others to a host of their own (most services can bounce to “send.” or “bounces.” below the domain).${most}`;
}

/** Of providers whose mail never bounces to the domain itself, so that its SPF is not asked for their mail. */
function needless(tree: SpfNode): string {
  const found = tree.children.flatMap(({ domain, term = domain, lookups }) => {
    const provider = mailProvider(providerOfInclude(domain) ?? '');
    if (!provider || provider.returnPath === 'domain' || provider.bouncesToVerified) return [];
    return [{ term, saves: lookups + 1, label: provider.label }];
  });
  if (found.length === 0) return '';
  const terms = found.map(({ term, saves, label }) => `“${term}” (${label}, ${saves})`);
  return `Not needed, because their mail bounces to another name: ${listed(terms)}. `;
}
