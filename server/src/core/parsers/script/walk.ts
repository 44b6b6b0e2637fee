/** Questions about the tokens of a script. Tokens are named by their index; -1 and `count` stand outside. */
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  COMMA,
  DOT,
  GREATER,
  JSX_CLOSE,
  LESS,
  NUMBER,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  OPTIONAL_DOT,
  QUESTION,
  REGEX,
  SEMICOLON,
  STRING,
  TEMPLATE_CLOSE,
  TEMPLATE_OPEN,
  WORD,
} from './codes.ts';
import type { Script } from './tokens.ts';

/** 0 outside of the text. */
export function codeAt(script: Script, token: number): number {
  return token >= 0 && token < script.count ? (script.codes[token] ?? 0) : 0;
}

export function startOf(script: Script, token: number): number {
  return script.starts[token] ?? 0;
}

export function endOf(script: Script, token: number): number {
  return script.ends[token] ?? 0;
}

export function textOf(script: Script, token: number): string {
  return token >= 0 && token < script.count
    ? script.text.slice(script.starts[token], script.ends[token])
    : '';
}

export function partnerOf(script: Script, token: number): number {
  return token >= 0 && token < script.count ? (script.partners[token] ?? -1) : -1;
}

export function parentOf(script: Script, token: number): number {
  return token >= 0 && token < script.count ? (script.parents[token] ?? -1) : -1;
}

export function isWord(script: Script, token: number, word: string): boolean {
  return (
    codeAt(script, token) === WORD &&
    endOf(script, token) - startOf(script, token) === word.length &&
    script.text.startsWith(word, startOf(script, token))
  );
}

/** The words of a token that is one; "" for all others. */
export function wordAt(script: Script, token: number): string {
  return codeAt(script, token) === WORD ? textOf(script, token) : '';
}

export function isAnyWord(script: Script, token: number, words: ReadonlySet<string>): boolean {
  return codeAt(script, token) === WORD && words.has(textOf(script, token));
}

/** What stands in the quotes of a string, as it is written; undefined for other tokens. */
export function stringAt(script: Script, token: number): string | undefined {
  if (codeAt(script, token) !== STRING) return undefined;
  return script.text.slice(
    startOf(script, token) + 1,
    Math.max(endOf(script, token) - 1, startOf(script, token) + 1),
  );
}

export function isDot(script: Script, token: number): boolean {
  const code = codeAt(script, token);
  return code === DOT || code === OPTIONAL_DOT;
}

/** True where the token before belongs to the same chain: this word is a property. */
export function isProperty(script: Script, token: number): boolean {
  return isDot(script, token - 1);
}

/** True for the key of an object, `x:`, and not for the branch of a condition, a label or a type. */
export function isObjectKey(script: Script, token: number): boolean {
  if (codeAt(script, token + 1) !== COLON) return false;
  const previous = codeAt(script, token - 1);
  return previous === OPEN_BRACE || previous === COMMA;
}

/** The token after the bracket that closes here, or after the token itself. */
export function after(script: Script, token: number): number {
  const partner = partnerOf(script, token);
  return (partner > token ? partner : token) + 1;
}

/** The token before the bracket that opens the one here, or before the token itself. */
export function before(script: Script, token: number): number {
  const partner = partnerOf(script, token);
  return (partner >= 0 && partner < token ? partner : token) - 1;
}

/** True where a line ends between a token and the one before it. */
export function startsLine(script: Script, token: number): boolean {
  const start = startOf(script, token);
  for (let at = token > 0 ? endOf(script, token - 1) : 0; at < start; at++)
    if (script.text.charCodeAt(at) === 10) return true;
  return false;
}

/** True for a token that a value may end with. */
export function endsValue(script: Script, token: number): boolean {
  const code = codeAt(script, token);
  if (code === WORD) return !isAnyWord(script, token, WORDS_BEFORE_VALUES) || isProperty(script, token);
  return (
    code === STRING ||
    code === NUMBER ||
    code === REGEX ||
    code === CLOSE_PAREN ||
    code === CLOSE_BRACKET ||
    code === CLOSE_BRACE ||
    code === TEMPLATE_CLOSE ||
    code === JSX_CLOSE
  );
}

const WORDS_BEFORE_VALUES = new Set(
  'return typeof instanceof in of new delete void throw case do else yield await extends default as satisfies export const let var'.split(
    ' ',
  ),
);

/** The first token of the chain of properties, calls and indexes that ends with `token`: `a` of `a.b(c)[d]`. */
export function startOfChain(script: Script, token: number): number {
  let at = token;
  for (;;) {
    const code = codeAt(script, at);
    if (code === CLOSE_PAREN || code === CLOSE_BRACKET) {
      const open = partnerOf(script, at);
      if (open < 0) return at;
      const previous = skipTypeArgumentsBack(script, open - 1);
      if (isProperty(script, open)) at = open - 2;
      else if (endsChainPart(script, previous)) at = previous;
      else return open;
    } else if (isDot(script, at - 1)) {
      at -= 2;
      if (codeAt(script, at) === 33) at--;
    } else {
      return codeAt(script, at - 1) === WORD && isWord(script, at - 1, 'new') ? at - 1 : at;
    }
  }
}

/** True where a bracket after this token calls or indexes it. */
function endsChainPart(script: Script, token: number): boolean {
  const code = codeAt(script, token);
  if (code === WORD) return !isAnyWord(script, token, NO_CALLEES) || isProperty(script, token);
  return code === CLOSE_PAREN || code === CLOSE_BRACKET;
}

/** Words whose parentheses call nothing. */
const NO_CALLEES = new Set(
  'if while for switch catch with return typeof in of new delete void throw case do else yield await default as function'.split(
    ' ',
  ),
);

/** True where this parenthesis is that of a call, and not of a group or a statement. */
export function opensCall(script: Script, open: number): boolean {
  return (
    codeAt(script, open) === OPEN_PAREN &&
    (codeAt(script, open - 1) === OPTIONAL_DOT ||
      endsChainPart(script, skipTypeArgumentsBack(script, open - 1)))
  );
}

/** The token before `<…>`, or the token itself. */
export function skipTypeArgumentsBack(script: Script, token: number): number {
  if (codeAt(script, token) !== GREATER) return token;
  let depth = 0;
  for (let at = token; at > token - TYPE_ARGUMENTS && at > 0; at--) {
    const code = codeAt(script, at);
    if (code === GREATER) depth++;
    else if (code === LESS && --depth === 0) return at - 1;
    else if (code === SEMICOLON || code === OPEN_PAREN) return token;
    if (partnerOf(script, at) >= 0 && partnerOf(script, at) < at) at = partnerOf(script, at);
  }
  return token;
}

/** The token after `<…>`, or the token itself. */
export function skipTypeArguments(script: Script, token: number): number {
  if (codeAt(script, token) !== LESS) return token;
  let depth = 0;
  for (let at = token; at < token + TYPE_ARGUMENTS && at < script.count; at = after(script, at)) {
    const code = codeAt(script, at);
    if (code === LESS) depth++;
    else if (code === GREATER && --depth === 0) return at + 1;
    else if (code === SEMICOLON || code === CLOSE_PAREN) return token;
  }
  return token;
}

const TYPE_ARGUMENTS = 60;

/** The name that a call's parenthesis calls, without what it hangs on: `parse` of `z.object({}).parse(`. */
export function calleeOf(script: Script, open: number): string {
  const token = calleeToken(script, open);
  return wordAt(script, token);
}

export function calleeToken(script: Script, open: number): number {
  const at = skipTypeArgumentsBack(script, codeAt(script, open - 1) === OPTIONAL_DOT ? open - 2 : open - 1);
  return at;
}

/** The first tokens of what commas separate between a bracket and its partner. */
export function* partsOf(script: Script, open: number): Generator<{ first: number; last: number }> {
  const partner = partnerOf(script, open);
  const close = partner > open ? partner : open + 1;
  let first = open + 1;
  for (let at = first; at < close; at = after(script, at)) {
    if (codeAt(script, at) !== COMMA) continue;
    if (at > first) yield { first, last: at - 1 };
    first = at + 1;
  }
  if (first < close) yield { first, last: close - 1 };
}

/** The token after a type that starts here: `string | undefined`, `Foo<Bar>[]`, `keyof typeof x`. */
export function afterType(script: Script, token: number): number {
  let at = token;
  for (;;) {
    while (isAnyWord(script, at, TYPE_OPERATORS)) at++;
    const code = codeAt(script, at);
    if (code === WORD || code === STRING || code === NUMBER) at++;
    else if (code === OPEN_BRACE || code === OPEN_PAREN || code === OPEN_BRACKET) at = after(script, at);
    else if (code === TEMPLATE_OPEN) at = after(script, at);
    else return at;
    while (codeAt(script, at) === DOT && codeAt(script, at + 1) === WORD) at += 2;
    at = skipTypeArguments(script, at);
    while (codeAt(script, at) === OPEN_BRACKET && !startsLine(script, at)) at = after(script, at);
    const next = codeAt(script, at);
    if (next !== 124 && next !== 38) return at;
    at++;
  }
}

const TYPE_OPERATORS = new Set(['keyof', 'typeof', 'readonly', 'unique', 'infer']);

/** The last token of the statement or list entry that holds `token`: up to a comma, semicolon, bracket or new line. */
export function endOfExpression(script: Script, token: number): number {
  let at = token;
  for (let steps = 0; ; steps++) {
    const next = after(script, at);
    if (steps > LONGEST_EXPRESSION) return at;
    const code = codeAt(script, next);
    if (code === 0 || code === COMMA || code === SEMICOLON || isCloser(code)) return next - 1;
    if (startsLine(script, next) && endsValue(script, next - 1) && startsStatement(script, next))
      return next - 1;
    at = next;
  }
}

/** In tokens on the same level: longer ones are cut, so that many in one another cost no more. */
const LONGEST_EXPRESSION = 300;

/** Without a semicolon, a line that starts with one of these goes on with what stands before it. */
function startsStatement(script: Script, token: number): boolean {
  const code = codeAt(script, token);
  if (code === WORD) return !isAnyWord(script, token, CONTINUING_WORDS);
  return code === OPEN_BRACE || code === CLOSE_BRACE || code === STRING || code === NUMBER;
}

const CONTINUING_WORDS = new Set(['as', 'satisfies', 'in', 'of', 'instanceof']);

export function isCloser(code: number): boolean {
  return (
    code === CLOSE_PAREN || code === CLOSE_BRACKET || code === CLOSE_BRACE || code === 9 || code === JSX_CLOSE
  );
}

/** Walks back on the same level to the `?` of a condition whose `:` stands at `colon`; -1 where it is no such thing. */
export function questionOf(script: Script, colon: number): number {
  let depth = 0;
  let steps = 0;
  for (let at = colon - 1; at >= 0 && steps < 200; at = before(script, at), steps++) {
    const code = codeAt(script, at);
    if (code === QUESTION) {
      if (depth === 0) return at;
      depth--;
    } else if (code === COLON) depth++;
    else if (code === COMMA || code === SEMICOLON || isOpener(script, at)) return -1;
  }
  return -1;
}

function isOpener(script: Script, token: number): boolean {
  return partnerOf(script, token) > token;
}

/** The first token that starts at or behind an offset. */
export function tokenAtOrAfter(script: Script, offset: number): number {
  let low = 0;
  let high = script.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startOf(script, middle) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
