import { CONFIG_FILE, parseConfig, ruleNames } from '../../config.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'config/invalid-setting',
  impact: 'medium',
  stage: 'audit',
  title: 'Configuration not understood',
  why: 'While launch-ready.yaml has a mistake, none of it is used: what it was meant to change is not changed.',
  triggers: [],
  appliesTo: ['launch-ready'],
  *check(document, context) {
    if (document.path !== CONFIG_FILE) return;
    for (const problem of document.parsed(parseConfig).problems) yield problem;
    for (const { name, range } of document.parsed(ruleNames)) {
      const known = name.endsWith('/*')
        ? [...context.ruleIds].some((id) => id.startsWith(name.slice(0, -1)))
        : context.ruleIds.has(name);
      if (!known) yield { range, message: `There is no rule “${name}”.` };
    }
  },
});
