/** What texts of the configuration leave open: `$NAME` and `${NAME}` of the environment, `{{name}}` of an earlier step. */

export interface References {
  readonly variables: readonly string[];
  readonly saved: readonly string[];
}

/** What an earlier step saved: numbers and truth values stay what they are where they fill a whole text of JSON. */
export type Saved = string | number | boolean;

export interface Values {
  readonly variable: (name: string) => string | undefined;
  readonly saved: (name: string) => Saved | undefined;
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Without braces in capital letters alone: bodies of GraphQL have `$id` of their own. */
const REFERENCE =
  /\$(?:([A-Z_][A-Z0-9_]{0,99})(?![a-z])|\{([A-Za-z_]\w{0,99})\})|\{\{ ?([A-Za-z][\w-]{0,39}) ?\}\}/g;

export function referencesIn(texts: readonly string[]): References {
  const variables = new Set<string>();
  const saved = new Set<string>();
  for (const text of texts)
    for (const [, plain, inBraces, name] of text.matchAll(REFERENCE)) {
      if (name !== undefined) saved.add(name);
      else variables.add(plain ?? inBraces ?? '');
    }
  return { variables: [...variables], saved: [...saved] };
}

/** The text with all values in it; what has none stays as it is written. */
export function fill(text: string, { variable, saved }: Values): string {
  return text.replaceAll(
    REFERENCE,
    (whole, plain: string | undefined, inBraces: string | undefined, name: string | undefined) =>
      String((name === undefined ? variable(plain ?? inBraces ?? '') : saved(name)) ?? whole),
  );
}

/** A text that is nothing but `{{name}}` becomes the value itself, a number for example. */
export function fillJson(value: Json, values: Values): Json {
  if (typeof value === 'string') {
    const name = /^\{\{ ?([A-Za-z][\w-]{0,39}) ?\}\}$/.exec(value)?.[1];
    return (name === undefined ? undefined : values.saved(name)) ?? fill(value, values);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((each) => fillJson(each, values));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [fill(key, values), fillJson(each, values)]),
  );
}

/** Every text in it, keys too. */
export function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  if (isList(value)) return value.flatMap(textsIn);
  return Object.entries(value).flatMap(([key, each]) => [key].concat(textsIn(each)));
}

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
