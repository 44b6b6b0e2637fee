import { CONFIG_FILE, parseConfig } from '../../config.ts';
import { defineRule } from '../../rule.ts';
import { isKnownRule, noSuchRule } from '../../ruleName.ts';

export default defineRule({
  id: 'config/invalid-setting',
  impact: 'medium',
  stage: 'audit',
  title: 'Configuration not understood',
  why: 'What is wrong in launch-ready.yaml changes nothing: of a domain or an endpoint that is watched this entry is left out, of all else the whole file.',
  triggers: [],
  appliesTo: ['launch-ready'],
  *check(document, context) {
    if (document.path !== CONFIG_FILE) return;
    const { problems, ruleNames } = document.parsed(parseConfig);
    yield* problems;
    for (const { name, range } of ruleNames) {
      if (!isKnownRule(name, context.ruleIds)) yield { range, message: `${noSuchRule(name)}.` };
    }
  },
});
