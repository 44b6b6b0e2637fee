import { parseConfig } from '../core/config.ts';
import { isKnownRule, noSuchRule } from '../core/ruleName.ts';
import { RULE_INFOS } from '../core/rules/registry.ts';
import { placed, type ConfigMistake } from './configMistakes.ts';

/** Settings of a configuration for rules that there are not: they change nothing, and the rest is used. */
export function idleSettings(text: string): readonly ConfigMistake[] {
  const ids = new Set(RULE_INFOS.map(({ id }) => id));
  const unknown = parseConfig(text).ruleNames.filter(({ name }) => !isKnownRule(name, ids));
  return placed(
    text,
    unknown.map(({ name, range }) => ({
      message: `${noSuchRule(name)}: launch-ready explain lists what there is.`,
      range,
    })),
  );
}
