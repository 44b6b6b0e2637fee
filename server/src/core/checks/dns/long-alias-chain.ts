import { defineCheck } from '../../check.ts';
import { wayOf } from '../../live/dns/names.ts';

/** Content networks need three or four; some resolvers give up at eight. */
const MANY = 5;

export default defineCheck({
  id: 'dns/long-alias-chain',
  impact: 'low',
  stage: 'domain',
  title: 'Long chain of aliases',
  why: 'Every alias is a question more before the first byte, and some resolvers give up on long chains.',
  *check({ dns }) {
    for (const name of dns.names) {
      if (name.aliases.length < MANY) continue;
      yield {
        host: name.host,
        problem: `${name.host} leads to its address through ${name.aliases.length} aliases.`,
        evidence: [wayOf(name)],
        mend: {
          how: `Point ${name.host} to the last name of the chain, or to the one that your host asks for.`,
        },
      };
    }
  },
});
