import { isList, type Json } from './references.ts';

/** The steps of `user.roles[0].name`, `$.items.0.id` or `["a.b"]`; undefined for what is no such path. "" is the whole. */
export function jsonPath(text: string): readonly string[] | undefined {
  const rest = text === '$' ? '' : text.replace(/^\$(?=[.[])/, '').replace(/^\./, '');
  const steps: string[] = [];
  let at = 0;
  STEP.lastIndex = 0;
  while (at < rest.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(rest);
    if (!match) return undefined;
    const [whole, index, quoted, name] = match;
    steps.push(index ?? quoted ?? name ?? '');
    at += whole.length;
    if (rest[at] === '.') at += 1;
    else if (at < rest.length && rest[at] !== '[') return undefined;
  }
  return rest.endsWith('.') ? undefined : steps;
}

const STEP = /\[(?:(\d{1,6})|"([^"\]]{1,100})")\]|([^.[\]"]{1,100})/y;

/** What stands there; undefined where nothing does. */
export function valueAt(value: Json, steps: readonly string[]): Json | undefined {
  let at: Json | undefined = value;
  for (const step of steps) {
    if (typeof at !== 'object' || at === null) return undefined;
    if (isList(at)) at = step === 'length' ? at.length : at[/^\d+$/.test(step) ? Number(step) : -1];
    else at = Object.hasOwn(at, step) ? at[step] : undefined;
  }
  return at;
}

/** Whether two values of JSON say the same; the order of keys says nothing. */
export function isSame(a: Json, b: Json): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (isList(a) || isList(b)) {
    if (!isList(a) || !isList(b) || a.length !== b.length) return false;
    return a.every((each, index) => isSame(each, b[index] ?? null));
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key] ?? null, b[key] ?? null))
  );
}
