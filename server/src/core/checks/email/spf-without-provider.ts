import { defineCheck } from '../../check.ts';
import { mailProvider } from '../../email/providers/table.ts';
import { nodesBelow } from '../../email/spf/tree.ts';
import { includeAtDomain, isNamedIn, merged, spfMend, spfStateOf } from '../../live/mailAuth/spf.ts';

export default defineCheck({
  id: 'email/spf-without-provider',
  impact: 'medium',
  stage: 'domain',
  title: 'SPF record without the provider that sends',
  why: 'Mail that the provider sends for you fails SPF, and where DKIM fails too it goes to spam or back.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const state = spfStateOf(mail);
      // What mail is sent from below the domain has its own record.
      if (state.is !== 'record' || mail.domain !== observed.domain) continue;
      const { domain } = mail;
      const below = nodesBelow(state.tree);
      // Services that keep the record short name nobody: they ask of each address whether it may send.
      const hasUnknown =
        below.some(({ state: is }) => is !== 'record') ||
        [state.tree, ...below].some(({ text = '' }) => /\s[+?~]?exists:/i.test(text));
      for (const key of context.target.mail?.providers ?? []) {
        const provider = mailProvider(key);
        const term = includeAtDomain(provider);
        if (!provider || term === undefined) continue;
        if (isNamedIn(state.tree, provider)) {
          yield { host: domain, pass: `The SPF record of ${domain} lets ${provider.label} send.` };
        } else if (hasUnknown) {
          yield {
            host: domain,
            unknown: `${domain}: not everything that its SPF record includes could be read`,
          };
        } else {
          yield {
            host: domain,
            kind: key,
            problem: `${provider.label} sends mail for ${domain}, and the SPF record does not name it: that mail fails SPF.`,
            evidence: [`${domain} TXT "${state.text}"`],
            mend: spfMend(
              `Add “${term}” to the record that is there: a second record would break both.`,
              merged(state.text, [term]),
              mail,
              observed,
              context,
            ),
          };
        }
      }
    }
  },
});
