import { isDeclared } from '../../env/judging/sources.ts';
import { relatedUses } from '../../env/judging/uses.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/undefined-in-template',
  impact: 'low',
  stage: 'deployment',
  title: 'Address that starts with "undefined" when a variable is missing',
  why: 'In a template a missing variable becomes the word "undefined". Nothing fails: mails and pages go out with links such as undefined/reset-password.',
  *check({ env }) {
    for (const { variables } of env.packages) {
      for (const variable of variables.values()) {
        const { name, uses, suppliedBy } = variable;
        // What nothing declares is missing: another rule says so.
        if (suppliedBy !== undefined || !isDeclared(variable)) continue;
        if (uses.some(({ use }) => use.schema !== undefined && use.need === 'required')) continue;
        const [first, ...others] = uses.filter(
          ({ use, place }) => use.startsAddress && use.need === 'required' && place === 'product',
        );
        if (!first) continue;
        yield {
          file: first.file,
          at: first.use.at,
          kind: name,
          message:
            `If ${name} is missing, this address starts with the word "undefined", and nothing fails. ` +
            `Check ${name} when the product starts, or give it a default that works.`,
          related: relatedUses(others, first),
        };
      }
    }
  },
});
