import { defineCheck } from '../../check.ts';
import { addressesIn, aliasesIn } from '../../live/dns/names.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/wildcard',
  impact: 'low',
  stage: 'domain',
  title: 'Names that nobody set up have an address',
  why: 'A wildcard record makes every misspelt or forgotten name lead to your servers, with what they happen to answer there.',
  *check({ dns, domain }, { target }) {
    const isDeclared = [...target.confirmed, ...target.subdomains.map(({ host }) => host)].includes(
      `*.${domain}`,
    );
    if (isDeclared) return;
    const { wildcard } = dns;
    const answers = [...aliasesIn(wildcard).map((alias) => alias.target), ...addressesIn(wildcard)];
    if (isFailure(wildcard)) yield { unknown: wildcard };
    else if (answers.length > 0) {
      yield {
        problem: `Every name under ${domain} has an address, also those that nobody set up (${answers.join(', ')}).`,
        evidence: answers,
        mend: {
          how: `If customers don't get names of their own, replace the record *.${domain} by one for each name that you use. Otherwise name *.${domain} among the subdomains in launch-ready.yaml.`,
        },
      };
    } else if (['NOERROR', 'NXDOMAIN'].includes(wildcard.rcode)) {
      yield { pass: `Names under ${domain} that nobody set up do not exist.` };
    }
  },
});
