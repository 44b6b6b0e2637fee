import { isOfAssistant, placeOf } from '../place.ts';
import { defineWorkspaceRule, type WorkspaceRule } from '../workspaceRule.ts';

/** A rule about what the product answers: tests answer nobody, and examples and documentation nobody yet. */
export function defineProductRule(rule: WorkspaceRule): WorkspaceRule {
  return defineWorkspaceRule({
    ...rule,
    *check(workspace, context) {
      for (const found of rule.check(workspace, context)) {
        const place = placeOf(found.file);
        if (place === 'test') continue;
        yield place === 'product' && !isOfAssistant(found.file) ? found : { ...found, impact: 'low' };
      }
    },
  });
}
