import { LONGEST_VALUE } from './dotenvEnvironment.ts';

type Lookup = (name: string) => string | undefined;

/** Replaces references as docker compose does; undefined where it would give up. */
export function substituteAsCompose(template: string, lookup: Lookup, depth = 0): string | undefined {
  if (!template.includes('$')) return template;
  let result = '';
  for (let at = 0; at < template.length;) {
    const dollar = template.indexOf('$', at);
    if (dollar === -1) return result + template.slice(at);
    result += template.slice(at, dollar);
    const found = referenceAt(template, dollar, lookup, depth);
    if (!found) return undefined;
    result += found.value;
    at = found.end;
    if (result.length > LONGEST_VALUE) return result.slice(0, LONGEST_VALUE);
  }
  return result;
}

interface Found {
  readonly value: string;
  readonly end: number;
}

const NAME = /[_A-Za-z][_A-Za-z0-9]*/y;
const OPERATOR = /:?[-+?]/y;
const DEEPEST = 50;

function referenceAt(template: string, dollar: number, lookup: Lookup, depth: number): Found | undefined {
  const next = template[dollar + 1];
  if (next === '$') return { value: '$', end: dollar + 2 };
  const name = nameAt(template, next === '{' ? dollar + 2 : dollar + 1);
  if (next !== '{')
    return name === undefined
      ? { value: '$', end: dollar + 1 }
      : { value: lookup(name) ?? '', end: dollar + 1 + name.length };
  if (name === undefined) return undefined;
  const nameEnd = dollar + 2 + name.length;
  if (template[nameEnd] === '}') return { value: lookup(name) ?? '', end: nameEnd + 1 };
  OPERATOR.lastIndex = nameEnd;
  const operator = OPERATOR.exec(template)?.[0];
  const end = closingBrace(template, dollar);
  if (operator === undefined || end === undefined || depth >= DEEPEST) return undefined;
  const words = template.slice(nameEnd + operator.length, end);
  const value = valueFor(operator, lookup(name), words, lookup, depth);
  return value === undefined ? undefined : { value, end: end + 1 };
}

function nameAt(template: string, at: number): string | undefined {
  NAME.lastIndex = at;
  return NAME.exec(template)?.[0];
}

function valueFor(
  operator: string,
  current: string | undefined,
  words: string,
  lookup: Lookup,
  depth: number,
): string | undefined {
  const isThere = current !== undefined && (current !== '' || !operator.startsWith(':'));
  if (operator.endsWith('?')) return isThere ? current : undefined;
  const takesWords = operator.endsWith('+') ? isThere : !isThere;
  return takesWords ? substituteAsCompose(words, lookup, depth + 1) : (current ?? '');
}

/** The brace that closes the reference; without one that does, the last on its line. */
function closingBrace(template: string, dollar: number): number | undefined {
  let depth = 0;
  let last: number | undefined;
  for (let at = dollar; at < template.length && template[at] !== '\n'; at++) {
    const sign = template[at];
    if (sign === '}') {
      last = at;
      if (--depth === 0) return at;
    } else if (sign === '{') {
      depth++;
      at++;
    }
  }
  return last;
}
