/** Where code names a header, and what it does with it: the same in all languages that are not read otherwise. */
import type { TextRange } from '../../finding.ts';
import { skipBlank, type Code } from '../../parsers/code.ts';
import { calleeBefore, openBracketBefore, operandAt } from './brackets.ts';
import { headerOfConstant } from './headerNames.ts';
import { headerStringsIn } from './headerStrings.ts';

export interface HeaderUse {
  readonly header: string;
  readonly nameAt: TextRange;
  /**
   * `argument`: `set("X", value)`. `assigned`: `headers["X"] = value`. `pair`: `"X" => value`, `"X": value`. `tuple`: `("X", value)`
   * in brackets that nobody calls. `asked`: nothing is given to it.
   */
  readonly how: 'argument' | 'assigned' | 'pair' | 'tuple' | 'asked';
  /** What is called, or what holds the pair: its last name. */
  readonly callee: string;
  /** What it is called on, without strings. */
  readonly receiver: string;
  readonly value?: TextRange;
  /** Offset of the bracket that holds it; -1 where there is none. */
  readonly open: number;
}

const MOST_USES = 600;

/** Headers that are named by strings, by constants of frameworks and by constants of this file. */
export function headerUsesIn(code: Code): HeaderUse[] {
  const uses: HeaderUse[] = [];
  const constants = new Map<string, string>();
  for (const { literal, header } of headerStringsIn(code)) {
    if (uses.length > MOST_USES) break;
    const constant = constantOf(code, literal.start, literal.end);
    if (constant !== undefined) constants.set(constant, header);
    else uses.push(useAt(code, header, literal, literal.content));
  }
  for (const match of code.masked.matchAll(CONSTANT)) {
    if (uses.length > MOST_USES) break;
    const header = headerOfConstant(match[0]);
    const holder =
      /(?:\w{1,40}(?:\.|::)){1,4}$/.exec(
        code.masked.slice(Math.max(0, match.index - 120), match.index),
      )?.[0] ?? '';
    const at = { start: match.index - holder.length, end: match.index + match[0].length };
    if (header !== undefined) uses.push(useAt(code, header, at, at));
  }
  if (constants.size > 0) addNamed(code, constants, uses);
  return uses.toSorted((first, second) => first.nameAt.start - second.nameAt.start);
}

const CONSTANT =
  /(?:\b(?:HEADER_)?(?:ACCESS_CONTROL_[A-Z_]{3,20}|(?:CDN_)?CACHE_CONTROL|SET_COOKIE|EXPIRES|PRAGMA|VARY)|(?:(?<=\.)(?:Header)?|\bheader(?:Name)?)(?:AccessControl(?:Allow|Expose|Max)[A-Z]\w{2,12}|CacheControl|SetCookie|Expires|Pragma|Vary))(?![\w(])(?!\s{0,20}(?:[-+*/|&]?=(?!=)|=>|:(?!:)))/g;

/** `const NAME = "X"`, `NAME: &str = "X"`, `@name "x"` */
function constantOf(code: Code, start: number, end: number): string | undefined {
  const head =
    /(?<![\w."$>\]])([@$]?[A-Za-z_]\w{2,60})(?:\s{0,40}:\s{0,4}&?(?:'static )?\w{1,20}|\s{1,8}string)?\s{0,40}:?=\s{0,8}(?:\[\]byte\()?$/.exec(
      code.masked.slice(Math.max(0, start - 160), start),
    );
  if (!head?.[1]) return undefined;
  return /^\s{0,4}\)?\s{0,4}(?:;|\n|\r|$)/.test(code.masked.slice(end, end + 12)) ? head[1] : undefined;
}

function addNamed(code: Code, constants: ReadonlyMap<string, string>, uses: HeaderUse[]): void {
  const names = [...constants.keys()].slice(0, 40).map((name) => name.replace(/[@$]/g, '\\$&'));
  const pattern = new RegExp(
    `(?<![\\w$@])(?:(?:self|static|this|\\w{1,40})(?:\\.|::))?(${names.join('|')})(?!\\w)`,
    'g',
  );
  for (const match of code.masked.matchAll(pattern)) {
    if (uses.length > MOST_USES) return;
    const header = constants.get(match[1] ?? '');
    const at = { start: match.index, end: match.index + match[0].length };
    if (header === undefined || /^\s{0,40}(?::?=(?!=)|string\b)/.test(code.masked.slice(at.end, at.end + 48)))
      continue;
    uses.push(useAt(code, header, at, at));
  }
}

function useAt(code: Code, header: string, at: TextRange, nameAt: TextRange): HeaderUse {
  const { masked } = code;
  const open = openBracketBefore(code, at.start);
  const bracket = masked[open];
  let next = skipBlank(masked, at.end);
  // `HeaderName::from_static("x")`, `[]byte("X")`, `"x".parse()`: the name is what is asked for
  if (bracket === '(' && masked[next] === ')' && WRAPPERS.test(masked.slice(Math.max(0, open - 60), open))) {
    const callee = calleeBefore(code, open);
    return { ...useAt(code, header, { start: callee?.at.start ?? open, end: next + 1 }, nameAt) };
  }
  while (masked[next] === ')' && code.partnerOf(next) < at.start && code.partnerOf(next) !== open) next++;
  const callee = bracket === undefined ? undefined : calleeBefore(code, open);
  const base = {
    header,
    nameAt: { start: nameAt.start, end: nameAt.end },
    callee: callee?.name ?? '',
    receiver: callee?.receiver ?? '',
    open,
  };
  const character = masked[next];
  if (masked.startsWith('=>', next)) return { ...base, how: 'pair', value: operandAt(code, next + 2) };
  if (character === ':' && masked[next + 1] !== ':')
    return { ...base, how: 'pair', value: operandAt(code, next + 1) };
  if (character === ',') {
    const value = operandAt(code, next + 1);
    const isCalled = bracket === '(' && callee !== undefined && !NOT_CALLED.has(callee.name);
    return { ...base, how: isCalled ? 'argument' : 'tuple', value };
  }
  if (character === ']' && bracket === '[') {
    const receiver = receiverOfIndex(code, open);
    const after = /^\s{0,40}(\+?=)(?![=>~])/.exec(masked.slice(next + 1, next + 48));
    if (after)
      return { ...base, receiver, how: 'assigned', value: operandAt(code, next + 1 + after[0].length) };
    return { ...base, receiver, how: 'asked' };
  }
  return { ...base, how: 'asked' };
}

const WRAPPERS = /(?:\[\]byte|\bfrom_static|\bstring|\bfrom_bytes)\s?$/;
const NOT_CALLED = new Set(['array', 'return', 'tuple', 'in', 'if', 'and', 'or']);

function receiverOfIndex(code: Code, open: number): string {
  return (/[\w$.>()?!-]{1,160}$/.exec(code.masked.slice(Math.max(0, open - 160), open))?.[0] ?? '').trim();
}
