import { configSchema } from '../core/configSchema.ts';
import { parse } from 'yaml';

/** The first launch-ready.yaml of a project: what was answered, and what else there could be. */
export function starterConfig(domain: string | undefined): string {
  return [
    '# What Launch Ready knows of this product. All of it is optional: without it everything has a default.',
    '# What else there can be: https://github.com/launch-ready/launch-ready/blob/main/docs/checking.md',
    '',
    ...(domain === undefined
      ? [
          '# The name that customers type. launch-ready live --yes asks it.',
          '# domains:',
          '#   - domain: shop.example',
        ]
      : [
          '# The name that customers type. launch-ready live --yes asks it.',
          'domains:',
          `  - domain: ${domain}`,
        ]),
    '',
    '# How much a rule matters here: blocker, high, medium, low, or off.',
    '# rules:',
    '#   secrets/default-secret: high',
    '',
    '# Files in which nothing matters, and why.',
    '# ignore:',
    '#   - paths: [samples/]',
    '#     reason: samples for the documentation, which nobody deploys',
    '',
    '# From which impact on a commit is stopped. Without this: blocker.',
    '# review:',
    '#   failOn: high',
    '',
  ].join('\n');
}

export interface Section {
  readonly name: string;
  readonly what: string;
}

/** What stands in a configuration, and which sections it could have besides. Throws nothing: a text that is no YAML has none. */
export function sectionsOfConfig(text: string): {
  readonly present: readonly string[];
  readonly missing: readonly Section[];
} {
  const present = Object.entries(topLevelOf(text)).flatMap(([name, value]) =>
    Object.hasOwn(configSchema.entries, name) ? [`${name}${countOf(value)}`] : [],
  );
  const names = new Set(present.map((each) => each.replace(/ .*/, '')));
  const missing = Object.entries(configSchema.entries)
    .filter(([name]) => !names.has(name))
    .map(([name, schema]) => ({ name, what: descriptionOf(schema) }));
  return { present, missing };
}

function topLevelOf(text: string): object {
  try {
    const value: unknown = parse(text, { maxAliasCount: 20, logLevel: 'silent' });
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

function countOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  return ` (${Array.isArray(value) ? value.length : Object.keys(value).length})`;
}

/** As the JSON schema has it: the last description that was put on. */
function descriptionOf(schema: unknown): string {
  if (typeof schema !== 'object' || schema === null) return '';
  const { wrapped, pipe } = schema as { readonly wrapped?: unknown; readonly pipe?: readonly unknown[] };
  const description = pipe
    ?.map((each) => each as { readonly type?: string; readonly description?: string })
    .findLast(({ type }) => type === 'description')?.description;
  return description ?? descriptionOf(wrapped);
}
