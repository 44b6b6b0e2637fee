/** Names as frameworks derive them from each other: tables from models, columns from tables. */
import type { ObjectName } from '../operation.ts';

/** A model's class as its table. */
export function tableOfModel(name: string): ObjectName {
  return plural(underscored(name));
}

/** `user_profile` of `UserProfile`. */
export function underscored(name: string): string {
  return name
    .replace(/^.*::/, '')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** `userProfile` of `user_profile`. */
export function camel(name: string): string {
  return name.replace(/_+([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
}

/** `UserProfile` of `user_profile`. */
export function pascal(name: string): string {
  const written = camel(name);
  return written.slice(0, 1).toUpperCase() + written.slice(1);
}

/** The last word of a name in the plural, as frameworks' inflectors make it of everyday words. */
export function plural(name: string): string {
  const cut = name.lastIndexOf('_') + 1;
  const word = name.slice(cut);
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return name.slice(0, cut) + irregular;
  if (UNCOUNTABLE.test(name) || name === '') return name;
  if (/(?:[^aeiouy]|qu)y$/.test(word)) return `${name.slice(0, -1)}ies`;
  if (/(?:s|x|z|ch|sh)is$/.test(word) || /(?:^|[^t])sis$/.test(word)) return `${name.slice(0, -2)}es`;
  if (/(?:ss|x|ch|sh|us)$/.test(word)) return `${name}es`;
  if (/(?:[lr]f|[^f]fe)$/.test(word) && !/(?:chief|safe|belief|proof|brief)$/.test(word))
    return `${name.replace(/fe?$/, '')}ves`;
  return word.endsWith('s') ? name : `${name}s`;
}

/** As far as `plural` takes it back. */
export function singular(name: string): string {
  const cut = name.lastIndexOf('_') + 1;
  const irregular = SINGULAR.get(name.slice(cut));
  if (irregular !== undefined) return name.slice(0, cut) + irregular;
  if (UNCOUNTABLE.test(name) || ENDS_IN_S.test(name)) return name;
  const words = [name.replace(/ies$/, 'y'), name.replace(ADDS_ES, '$1'), name.replace(/([^s])s$/, '$1')];
  return words.find((word) => word !== name && plural(word) === name) ?? name.replace(/([^s])s$/, '$1');
}

/** "addresses" and "statuses" lose both letters; "houses", "causes" and "purchases" only one. */
const ADDS_ES = /(ss|x|ch|sh|[^ao]us)es$/;
const ENDS_IN_S =
  /(?:^|_)(?:status|alias|bus|virus|campus|bonus|focus|census|canvas|gas|analysis|basis|axis)$/;

const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ['person', 'people'],
  ['man', 'men'],
  ['woman', 'women'],
  ['child', 'children'],
  ['mouse', 'mice'],
  ['ox', 'oxen'],
]);
const SINGULAR: ReadonlyMap<string, string> = new Map([...IRREGULAR].map(([one, many]) => [many, one]));
const UNCOUNTABLE =
  /(?:^|_)(?:equipment|information|rice|money|species|series|fish|sheep|jeans|police|news|metadata|media|data|feedback|staff|software|traffic|evidence|audio|education)$/;
