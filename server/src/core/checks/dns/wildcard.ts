import { defineCheck } from '../../check.ts';
import { addressesIn, aliasesIn } from '../../live/dns/names.ts';
import { abandonedAlias } from '../../live/providers/takeover.ts';
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
    const end = aliasesIn(wildcard).at(-1)?.target;
    const provider = end === undefined ? undefined : abandonedAlias(end);
    const isGone = !isFailure(wildcard) && wildcard.rcode === 'NXDOMAIN';
    if (isFailure(wildcard)) yield { unknown: wildcard };
    else if (end !== undefined && (isGone || provider?.servesAnyName)) {
      const at = provider ? ` at ${provider.label}` : '';
      const isFree = provider?.isFree === true;
      yield {
        kind: 'alias',
        impact: isFree && isGone ? 'blocker' : 'high',
        problem: `Every name under ${domain} that nobody set up is an alias for ${end}${at}${isGone ? ', which does not exist' : ''}. ${
          isGone && !isFree
            ? 'They lead nowhere, and may become somebody else’s.'
            : isGone
              ? 'Whoever claims that name can serve anything under yours.'
              : 'Whoever has an account there can claim a name of yours that you don’t use, and serve anything under it.'
        }`,
        evidence: answers,
        mend: { how: `Replace the record *.${domain} by one for each name that you use.` },
      };
    } else if (answers.length > 0) {
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
