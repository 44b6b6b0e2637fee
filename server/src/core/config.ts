import ignore from 'ignore';
import * as v from 'valibot';
import { isMap, isNode, isScalar, isSeq, parseDocument, type Document as YamlDocument } from 'yaml';
import { configSchema, type ConfigInput } from './configSchema.ts';
import type { Impact, TextRange } from './finding.ts';
import { areaOf } from './rule.ts';

export const CONFIG_FILE = 'launch-ready.yaml';

/** The configuration in the form that the engine asks. */
export interface Config {
  /** The impact set for a rule; `off` switches it off; undefined leaves the rule's own. */
  impactOf(ruleId: string): Impact | 'off' | undefined;
  /** The reason for which a rule's findings in a file are not wanted, or undefined. */
  ignored(path: string, ruleId: string): string | undefined;
  readonly deferred: readonly Deferral[];
}

export interface Deferral {
  readonly rule?: string | undefined;
  readonly finding?: string | undefined;
  readonly owner: string;
  readonly until: string;
  readonly reason: string;
}

/** Something wrong with the configuration file: what, and where in its text. */
export interface ConfigProblem {
  readonly message: string;
  readonly range: TextRange;
}

export const DEFAULT_CONFIG: Config = buildConfig({});

/**
 * Reads `launch-ready.yaml`. Never throws: the parts that are wrong become problems with their place, and a file
 * with a problem counts as empty, so that a mistake in it can only make the product say more.
 */
export function parseConfig(text: string): { config: Config; problems: readonly ConfigProblem[] } {
  const yaml = parseDocument(text, { stringKeys: true });
  const wrong = [...yaml.errors, ...yaml.warnings];
  if (wrong.length > 0) {
    const problems = wrong.map(({ message, pos }) => ({
      message: message.split('\n', 1)[0] ?? message,
      range: { start: pos[0], end: Math.max(pos[1], pos[0] + 1) },
    }));
    return { config: DEFAULT_CONFIG, problems };
  }
  // maxAliasCount stops "billion laughs": a few lines of YAML that expand to gigabytes.
  const value = toPlain(yaml);
  if (value instanceof Error)
    return { config: DEFAULT_CONFIG, problems: [{ message: value.message, range: { start: 0, end: 1 } }] };
  const parsed = v.safeParse(configSchema, value ?? {});
  if (parsed.success) return { config: buildConfig(parsed.output), problems: [] };
  return { config: DEFAULT_CONFIG, problems: parsed.issues.map((issue) => problemOf(issue, yaml)) };
}

function toPlain(yaml: YamlDocument): unknown {
  try {
    return yaml.toJS({ maxAliasCount: 20 });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function problemOf(issue: v.BaseIssue<unknown>, yaml: YamlDocument): ConfigProblem {
  const keys = (issue.path ?? []).map((item) => item.key);
  const where = keys.join('.');
  const message =
    issue.expected === 'never' ? `Unknown setting “${where}”.` : `${where || 'This file'}: ${issue.message}`;
  const range = (issue.expected === 'never' ? keyRange(yaml, keys) : undefined) ?? valueRange(yaml, keys);
  return { message, range };
}

function keyRange(yaml: YamlDocument, keys: readonly unknown[]): TextRange | undefined {
  const parent = keys.length === 1 ? yaml.contents : yaml.getIn(keys.slice(0, -1), true);
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && key.value === keys.at(-1))
    : undefined;
  return isScalar(pair?.key) && pair.key.range
    ? { start: pair.key.range[0], end: pair.key.range[1] }
    : undefined;
}

/** Where the value at a path stands, or what is nearest around it. */
function valueRange(yaml: YamlDocument, keys: readonly unknown[]): TextRange {
  for (let depth = keys.length; depth >= 0; depth--) {
    const node = depth === 0 ? yaml.contents : yaml.getIn(keys.slice(0, depth), true);
    if (isNode(node) && node.range)
      return { start: node.range[0], end: Math.max(node.range[1], node.range[0] + 1) };
  }
  return { start: 0, end: 1 };
}

function buildConfig(input: ConfigInput): Config {
  const impacts = new Map(Object.entries(input.rules ?? {}));
  const ignores = (input.ignore ?? []).map((entry) => ({
    matcher: ignore().add(entry.paths),
    rules: entry.rules && new Set(entry.rules),
    reason: entry.reason,
  }));
  return {
    impactOf: (ruleId) => impacts.get(ruleId) ?? impacts.get(`${areaOf(ruleId)}/*`),
    ignored(path, ruleId) {
      const entry = ignores.find(
        ({ matcher, rules }) => matchesRule(rules, ruleId) && isInside(path) && matcher.ignores(path),
      );
      return entry?.reason;
    },
    deferred: input.deferred ?? [],
  };
}

function matchesRule(rules: ReadonlySet<string> | undefined, ruleId: string): boolean {
  return !rules || rules.has(ruleId) || rules.has(`${areaOf(ruleId)}/*`);
}

/** The gitignore matcher throws on paths that leave the root. */
function isInside(path: string): boolean {
  return ignore.isPathValid(path);
}

/** The rule names that a configuration speaks of, with their places, for checking that they exist. */
export function ruleNames(text: string): readonly { readonly name: string; readonly range: TextRange }[] {
  const names: { name: string; range: TextRange }[] = [];
  const add = (node: unknown): void => {
    if (isScalar(node) && typeof node.value === 'string' && node.range) {
      names.push({ name: node.value, range: { start: node.range[0], end: node.range[1] } });
    }
  };
  const yaml = parseDocument(text, { stringKeys: true });
  const rules = yaml.get('rules', true);
  if (isMap(rules)) for (const { key } of rules.items) add(key);
  for (const [section, field] of [
    ['ignore', 'rules'],
    ['deferred', 'rule'],
  ] as const) {
    const entries = yaml.get(section, true);
    if (!isSeq(entries)) continue;
    for (const entry of entries.items) {
      const named = isMap(entry) ? entry.get(field, true) : undefined;
      if (isSeq(named)) named.items.forEach(add);
      else add(named);
    }
  }
  return names;
}
