import { defineRule } from '../../rule.ts';
import { isKnownRule, noSuchRule } from '../../ruleName.ts';
import { SUPPRESSION_TRIGGER, suppressionComments } from '../../suppressions.ts';

export default defineRule({
  id: 'suppressions/missing-reason',
  impact: 'low',
  stage: 'audit',
  title: 'Suppression without effect',
  why: 'A finding that was switched off without a reason, or under a wrong name, is forgotten or still there; in a year nobody knows which.',
  triggers: [SUPPRESSION_TRIGGER],
  *check(document, context) {
    for (const { rules, reason, range } of suppressionComments(document)) {
      const unknown = rules.find((rule) => !isKnownRule(rule, context.ruleIds));
      if (rules.length === 0) {
        yield {
          range,
          message: 'This comment names no rule, so it silences nothing. Write the rule before the reason.',
        };
      } else if (unknown !== undefined) {
        yield { range, message: `${noSuchRule(unknown)}, so this comment silences nothing for it.` };
      } else if (reason === undefined) {
        yield {
          range,
          message:
            'This comment gives no reason, so it silences nothing. Add one after the rule: “-- why this is fine”.',
        };
      }
    }
  },
});
