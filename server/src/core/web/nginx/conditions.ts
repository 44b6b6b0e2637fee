/** What `if ( … )` asks: https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#if */
import type { NginxDirective, NginxWord } from '../../parsers/nginx.ts';
import type { Span } from '../../span.ts';
import type { Condition, OriginTest } from '../values.ts';
import { oneLine, spanOfWord } from './block.ts';
import { branchesOf, type Branch, type NginxCondition, type Place, type Variables } from './variables.ts';

/** All of them hold inside of the block. */
export function readCondition(
  variables: Variables,
  directive: NginxDirective,
  place: Place,
  depth: number,
): NginxCondition[] {
  const { left, sign, right, at } = partsOf(variables, directive);
  const other: NginxCondition[] = [{ kind: 'other', at }];
  if (!left || /^!?-[fdex]$/.test(left.text)) return other;
  if (left.text === '$request_method') return methodCondition(sign, right, at) ?? other;
  const branches = branchesOf(variables, left, place, depth + 1);
  if (isOrigin(branches)) return [originTest(variables, sign, right, at) ?? { kind: 'other', at }];
  const ways = waysTo(branches, sign, right);
  return (ways && anyOf(ways, sign, at)) ?? other;
}

/** What holds for the requests that a block with `return 403` lets past, as far as it asks for the origin. */
export function readPassing(variables: Variables, directive: NginxDirective, place: Place): Condition[] {
  const { left, sign, right, at } = partsOf(variables, directive);
  if (!left) return [];
  const branches = branchesOf(variables, left, place);
  if (isOrigin(branches)) {
    const test = originTest(variables, sign, right, at);
    return test ? opposite(test) : [];
  }
  const stopped = waysTo(branches, sign, right);
  if (!stopped) return [];
  if (stopped.every(({ when }) => when.length === 1))
    return stopped.flatMap(({ when }) => when.filter(isPlain).flatMap(opposite));
  const passing = branches.filter((branch) => !stopped.includes(branch) && !asksForNone(branch));
  const isKnown =
    passing.length > 0 && passing.every(({ when }) => when.some(({ kind }) => kind === 'origin'));
  return isKnown ? (anyOf(passing, sign, at) ?? []).filter(isPlain) : [];
}

function opposite(condition: Condition): Condition[] {
  return condition.kind === 'origin' ? [{ ...condition, negated: !condition.negated }] : [];
}

/** Requests without an origin: nobody's browser asks for another site. */
function asksForNone({ when }: Branch): boolean {
  return when.some(
    (condition) =>
      condition.kind === 'origin' &&
      condition.test.kind === 'equals' &&
      condition.test.value.kind === 'text' &&
      condition.test.value.text === '',
  );
}

function isOrigin([only, ...more]: readonly Branch[]): boolean {
  if (!only || more.length > 0 || only.when.length > 0) return false;
  return only.gives.kind === 'request' && only.gives.what === 'origin';
}

interface Parts {
  readonly left?: NginxWord;
  readonly sign?: NginxWord;
  readonly right?: NginxWord;
  readonly at: Span;
}

function partsOf({ document }: Variables, { name, args, start }: NginxDirective): Parts {
  const words = withoutBrackets(args);
  const [left, sign, right] = words;
  const at = oneLine(document, left?.start ?? start, words.at(-1)?.end ?? name.end);
  return { ...(left && { left }), ...(sign && { sign }), ...(right && { right }), at };
}

function methodCondition(
  sign: NginxWord | undefined,
  right: NginxWord | undefined,
  at: Span,
): NginxCondition[] | undefined {
  if (!sign || !right || sign.text.startsWith('!')) return undefined;
  const methods = right.text
    .toUpperCase()
    .replace(/[^A-Z|]/g, '')
    .split('|');
  return methods.every((method) => METHODS.has(method)) ? [{ kind: 'method', methods, at }] : undefined;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);

function originTest(
  { document }: Variables,
  sign: NginxWord | undefined,
  right: NginxWord | undefined,
  at: Span,
): Condition | undefined {
  if (!sign) return { kind: 'origin', test: { kind: 'present' }, negated: false, at };
  if (!right) return undefined;
  const rightAt = spanOfWord(document, right);
  const negated = sign.text.startsWith('!');
  if (right.text === '') return { kind: 'origin', test: { kind: 'present' }, negated: !negated, at };
  let test: OriginTest;
  if (sign.text === '=' || sign.text === '!=')
    test = { kind: 'equals', value: { kind: 'text', text: right.text, at: rightAt } };
  else if (/^!?~\*?$/.test(sign.text)) {
    const flags = sign.text.endsWith('*') ? 'i' : '';
    test = {
      kind: 'matches',
      how: 'search',
      pattern: { kind: 'pattern', source: right.text, flags, at: rightAt },
    };
  } else return undefined;
  return { kind: 'origin', test, negated, at };
}

/** The branches in which a comparison holds; undefined where that can't be told. */
function waysTo(
  branches: readonly Branch[],
  sign: NginxWord | undefined,
  right: NginxWord | undefined,
): Branch[] | undefined {
  if (!sign) return branches.filter(({ gives }) => !isEmptyOrZero(gives));
  if (!right) return undefined;
  const isNegated = sign.text.startsWith('!');
  const isPattern = /^!?~\*?$/.test(sign.text);
  const text = isPattern ? right.text.replace(/^\^|\$$/g, '') : right.text;
  if (isPattern && (isNegated || /[\\[({.*+?|]/.test(text))) return undefined;
  const isTold = branches.every(({ gives, when }) => isText(gives) || when.length > 0);
  if (!isTold) return undefined;
  return branches.filter(({ gives }) => {
    const given = gives.kind === 'text' ? gives.text : gives.kind === 'nothing' ? '' : undefined;
    if (given === undefined) return false;
    return (isPattern ? given.includes(text) : given === text) !== isNegated;
  });
}

function isText({ kind }: Branch['gives']): boolean {
  return kind === 'text' || kind === 'nothing';
}

function isEmptyOrZero(gives: Branch['gives']): boolean {
  return gives.kind === 'nothing' || (gives.kind === 'text' && /^0?$/.test(gives.text));
}

/** What holds where one of the branches is taken; undefined where that can't be told. */
function anyOf(ways: readonly Branch[], sign: NginxWord | undefined, at: Span): NginxCondition[] | undefined {
  const [first, ...more] = ways;
  if (!first) return undefined;
  // It has that text whoever asks.
  const always = ways.filter(({ when }) => when.length === 0);
  if (always.length > 0) return !sign && always.some(({ gives }) => !isText(gives)) ? undefined : [];
  if (more.length === 0) return [...first.when];
  const asked = ways.map(({ when }) =>
    when.flatMap((condition) => (condition.kind === 'method' ? condition.methods : [])),
  );
  const methods = asked.every((list) => list.length > 0) ? [...new Set(asked.flat())] : [];
  const ofMethods: NginxCondition[] = methods.length > 0 ? [{ kind: 'method', methods, at }] : [];
  // Where nothing but methods is asked, that is all.
  if (methods.length > 0 && ways.every(({ when }) => !when.some(isPlain))) return ofMethods;
  return [...ofMethods, { kind: 'any', of: ways.map(({ when }) => allOf(when.filter(isPlain), at)), at }];
}

function allOf(conditions: readonly Condition[], at: Span): Condition {
  const [only] = conditions;
  if (!only) return { kind: 'other', at };
  return conditions.length === 1 ? only : { kind: 'all', of: conditions, at };
}

export function isPlain(condition: NginxCondition): condition is Condition {
  return condition.kind !== 'method';
}

/** nginx' reader gives the brackets as parts of the words. */
function withoutBrackets(words: readonly NginxWord[]): NginxWord[] {
  const last = words.at(-1);
  return words.flatMap((word, index) => {
    let { text, start, end } = word;
    if (word.isQuoted) return [word];
    if (index === 0 && text.startsWith('(')) {
      text = text.slice(1);
      start++;
    }
    if (word === last && text.endsWith(')')) {
      text = text.slice(0, -1);
      end--;
    }
    return text === '' ? [] : [{ ...word, text, start, end }];
  });
}
