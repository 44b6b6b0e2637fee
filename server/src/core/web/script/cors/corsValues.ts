/** Values as the options of CORS libraries. */
import type { Span } from '../../../span.ts';
import type { MapEntry, MapValue, Value } from '../../values.ts';

/**
 * What stands at `cors:` where the option is a switch or options: `true` stands for the library's defaults, `false` for nothing
 * at all.
 */
export function switched(value: Value): Value | undefined {
  if (value.kind === 'flag') return value.value ? { kind: 'nothing', at: value.at } : undefined;
  if (value.kind === 'nothing') return undefined;
  return value;
}

/** Some entries of a map as a map of their own; undefined where none of them is there. */
export function entriesNamed(value: Value, names: readonly string[]): MapValue | undefined {
  if (value.kind !== 'map') return undefined;
  const entries = value.entries.filter(({ key }) => names.includes(key));
  return entries.length > 0 ? { ...value, entries, open: false } : undefined;
}

export function entryOf(value: Value | undefined, name: string): MapEntry | undefined {
  return value?.kind === 'map' ? value.entries.findLast(({ key }) => key === name) : undefined;
}

export function mapOf(key: string, keyAt: Span, value: Value): MapValue {
  return { kind: 'map', entries: [{ key, keyAt, value }], open: false, at: value.at };
}

/** `Cors.ALL_ORIGINS` and other constants of the CDK are what they stand for. */
export function withCdkConstants(value: Value): Value {
  switch (value.kind) {
    case 'imported': {
      const last = value.path.at(-1) ?? value.name;
      if (/^ALL_(?:ORIGINS|METHODS)$/.test(last) || last === 'ANY')
        return { kind: 'text', text: '*', at: value.at };
      return /^(?:GET|PUT|POST|DELETE|HEAD|PATCH|OPTIONS)$/.test(last)
        ? { kind: 'text', text: last, at: value.at }
        : value;
    }
    case 'list':
      return { ...value, items: value.items.map(withCdkConstants) };
    case 'map':
      return {
        ...value,
        entries: value.entries.map((entry) => ({ ...entry, value: withCdkConstants(entry.value) })),
      };
    case 'choice':
      return {
        ...value,
        options: value.options.map((option) => ({ ...option, value: withCdkConstants(option.value) })),
      };
    default:
      return value;
  }
}

/** `env.array('ORIGINS', ['*'])` of Strapi. */
export function withStrapiVariables(value: Value): Value {
  if (value.kind === 'map')
    return {
      ...value,
      entries: value.entries.map((entry) => ({ ...entry, value: withStrapiVariables(entry.value) })),
    };
  if (value.kind !== 'call' || !/^env(?:\.\w+)?$/.test(value.callee)) return value;
  const [name, fallback] = value.args.map((given) => given.value);
  if (name?.kind !== 'text') return value;
  return {
    kind: 'variable',
    name: name.text,
    mayBeUnset: true,
    at: value.at,
    ...(fallback ? { fallback } : {}),
    ...(value.callee.endsWith('array') ? { split: ',' } : {}),
  };
}
