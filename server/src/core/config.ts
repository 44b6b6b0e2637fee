import ignore from 'ignore';
import * as v from 'valibot';
import { isMap, isScalar, isSeq, parseDocument, type Document as YamlDocument } from 'yaml';
import { leaveOut, wrongEntries } from './configEntries.ts';
import { schemaProblems, yamlProblems, type ConfigProblem } from './configProblems.ts';
import { configSchema, type ConfigInput } from './configSchema.ts';
import { emailConfig, type EmailConfig } from './email/emailConfig.ts';
import type { Impact, TextRange } from './finding.ts';
import { domainConfigs, type DomainConfig } from './live/domainConfig.ts';
import { loadConfig, type LoadConfig } from './load/loadConfig.ts';
import type { ReviewConfig } from './reviewConfigSchema.ts';
import { areaOf } from './rule.ts';
import { smokeConfig, type SmokeFlow } from './smoke/smokeConfig.ts';
import { monitoringConfig, type MonitoringConfig } from './uptime/monitoringConfig.ts';

export { CONFIG_FILE } from './fileNames.ts';

/** The configuration in the form that the engine asks. */
export interface Config {
  /** The impact set for a rule; `off` switches it off; undefined leaves the rule's own. */
  impactOf(ruleId: string): Impact | 'off' | undefined;
  /** The reason for which a rule's findings in a file are not wanted, or undefined. */
  ignored(path: string, ruleId: string): string | undefined;
  readonly deferred: readonly Deferral[];
  /** Fingerprints of the findings that were there when the baseline was written. */
  readonly baseline: ReadonlySet<string>;
  /** The domains of the product, for the live checks. */
  readonly domains: readonly DomainConfig[];
  /** Mail of all domains. */
  readonly email?: EmailConfig;
  /** What is asked again and again; undefined: as the domains have it. */
  readonly monitoring?: MonitoringConfig;
  /** What has to work after a deploy; undefined: what can be asked of any product. */
  readonly smoke?: readonly SmokeFlow[];
  readonly load?: LoadConfig;
  /** What stops a commit. */
  readonly review?: ReviewConfig;
}

export interface Deferral {
  readonly rule?: string | undefined;
  readonly finding?: string | undefined;
  readonly owner: string;
  readonly until: string;
  readonly reason: string;
}

/** What the file says, read once. */
export interface ParsedConfig {
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
  /** False: nothing of the file is used. True with problems: all but the entries in which they are. */
  readonly isUsed: boolean;
  /** The rule names that it speaks of, for checking that they exist. */
  readonly ruleNames: readonly NamedRule[];
}

interface NamedRule {
  readonly name: string;
  readonly range: TextRange;
}

export const DEFAULT_CONFIG: Config = buildConfig({}, new Set());

/** In UTF-16 units. Larger files are not written by people, and cost what they do on every check. */
const MAX_LENGTH = 256 * 1_024;

/**
 * Reads `launch-ready.yaml`. Never throws: the parts that are wrong become problems with their place, and a file
 * with a problem counts as empty, so that a mistake in it can only make the product say more. But where only entries are wrong that
 * stand for themselves (`wrongEntries`), the file counts as if they were not there. `baseline` holds fingerprints.
 */
export function parseConfig(text: string, baseline: ReadonlySet<string> = new Set()): ParsedConfig {
  if (text.length > MAX_LENGTH)
    return unusable(
      'This file has more than 256 KB, so nothing of it is used: leave out what you can.',
      baseline,
    );
  try {
    return read(text, baseline);
  } catch {
    // Nested too deep for the parser's recursion, say. What it says itself may quote the file.
    return unusable('This file can’t be read as YAML, so nothing of it is used.', baseline);
  }
}

function unusable(message: string, baseline: ReadonlySet<string>): ParsedConfig {
  const problems = [{ message, range: { start: 0, end: 1 } }];
  return { config: buildConfig({}, baseline), problems, isUsed: false, ruleNames: [] };
}

function read(text: string, baseline: ReadonlySet<string>): ParsedConfig {
  const yaml = parseDocument(text, { stringKeys: true, uniqueKeys: false, prettyErrors: false });
  const wrong = yamlProblems(yaml);
  const empty = buildConfig({}, baseline);
  const ruleNames = ruleNamesIn(yaml);
  if (wrong.length > 0) return { config: empty, problems: wrong, isUsed: false, ruleNames };
  const value = toPlain(yaml);
  if (value instanceof Error)
    return unusable(
      'An alias in this file is used too often or names no anchor, so nothing of it is used.',
      baseline,
    );
  const used = (input: ConfigInput, from: YamlDocument): Config =>
    buildConfig(input, baseline, domainConfigs(input.domains ?? [], from, text));
  const parsed = v.safeParse(configSchema, value ?? {});
  if (parsed.success) return { config: used(parsed.output, yaml), problems: [], isUsed: true, ruleNames };
  const entries = wrongEntries(parsed.issues);
  const rest = entries && leaveOut(yaml, entries);
  const remaining = rest && toPlain(rest);
  // An alias may name an anchor of what is left out.
  const again = remaining instanceof Error ? undefined : v.safeParse(configSchema, remaining);
  if (rest && again?.success) {
    const problems = schemaProblems(parsed.issues, yaml, ' This entry is left out until then.');
    return { config: used(again.output, rest), problems, isUsed: true, ruleNames };
  }
  return { config: empty, problems: schemaProblems(parsed.issues, yaml), isUsed: false, ruleNames };
}

/** `maxAliasCount` stops "billion laughs": a few lines of YAML that expand to gigabytes. */
function toPlain(yaml: YamlDocument): unknown {
  try {
    return yaml.toJS({ maxAliasCount: 20 });
  } catch (error) {
    if (error instanceof ReferenceError) return error;
    throw error;
  }
}

function buildConfig(
  input: ConfigInput,
  baseline: ReadonlySet<string>,
  domains: readonly DomainConfig[] = [],
): Config {
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
    baseline,
    domains,
    ...(input.email ? { email: emailConfig(input.email) } : {}),
    ...(input.monitoring ? { monitoring: monitoringConfig(input.monitoring) } : {}),
    ...(input.smoke ? { smoke: smokeConfig(input.smoke) } : {}),
    ...(input.load ? { load: loadConfig(input.load) } : {}),
    ...(input.review ? { review: input.review } : {}),
  };
}

function matchesRule(rules: ReadonlySet<string> | undefined, ruleId: string): boolean {
  return !rules || rules.has(ruleId) || rules.has(`${areaOf(ruleId)}/*`);
}

/** The gitignore matcher throws on paths that leave the root. */
function isInside(path: string): boolean {
  return ignore.isPathValid(path);
}

function ruleNamesIn(yaml: YamlDocument): readonly NamedRule[] {
  const names: NamedRule[] = [];
  const add = (node: unknown): void => {
    if (isScalar(node) && typeof node.value === 'string' && node.range) {
      names.push({ name: node.value, range: { start: node.range[0], end: node.range[1] } });
    }
  };
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
