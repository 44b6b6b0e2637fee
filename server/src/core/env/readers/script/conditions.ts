/** Conditions round a value: whether the program goes on when it is missing. */
import {
  AND,
  COMMA,
  OPEN_BRACE,
  OPEN_PAREN,
  QUESTION,
  SEMICOLON,
  WORD,
  BANG,
  DOT,
} from '../../../parsers/script/codes.ts';
import type { Script } from '../../../parsers/script/tokens.ts';
import {
  before,
  codeAt,
  endOf,
  endOfExpression,
  isWord,
  opensCall,
  parentOf,
  partnerOf,
  questionOf,
  startOf,
  wordAt,
} from '../../../parsers/script/walk.ts';

/** The parenthesis of the `if` or `while` that `token` is a condition of, groups in it included; undefined elsewhere. */
export function conditionAround(script: Script, token: number): number | undefined {
  let open = parentOf(script, token);
  for (let levels = 0; levels < 20 && codeAt(script, open) === OPEN_PAREN; levels++) {
    if (isWord(script, open - 1, 'if') || isWord(script, open - 1, 'while')) return open;
    if (opensCall(script, open)) return undefined;
    open = parentOf(script, open);
  }
  return undefined;
}

/** True where a condition on the value throws or ends the program when it is missing. `negated`: it asks for its absence. */
export function failsWithout(script: Script, token: number, { negated }: { negated: boolean }): boolean {
  const open = conditionAround(script, token);
  if (open === undefined || !isWord(script, open - 1, 'if')) return false;
  const close = partnerOf(script, open);
  if (close < 0) return false;
  const inverted = negated !== isGroupNegated(script, token, open);
  const then = statementFrom(script, close + 1);
  const failing = inverted ? then : elseOf(script, then.last + 1);
  return failing !== undefined && throwsIn(script, failing) && decidesAlone(script, { open, close });
}

/** `if (!(a && b))` */
function isGroupNegated(script: Script, token: number, condition: number): boolean {
  let negated = false;
  for (let open = parentOf(script, token); open > condition; open = parentOf(script, open))
    if (codeAt(script, open - 1) === BANG) negated = !negated;
  return negated;
}

interface Tokens {
  readonly first: number;
  readonly last: number;
}

function statementFrom(script: Script, first: number): Tokens {
  if (codeAt(script, first) === OPEN_BRACE) {
    const close = partnerOf(script, first);
    return { first, last: close < 0 ? Math.min(script.count - 1, first + FAR) : close };
  }
  const last = endOfExpression(script, first);
  return { first, last: codeAt(script, last + 1) === SEMICOLON ? last + 1 : last };
}

function elseOf(script: Script, token: number): Tokens | undefined {
  return isWord(script, token, 'else') ? statementFrom(script, token + 1) : undefined;
}

/** How many tokens are looked at. */
const FAR = 300;

/** True where something in there throws or ends the program, or notes what is missing. */
export function throwsIn(script: Script, { first, last }: Tokens): boolean {
  const end = Math.min(last, first + FAR);
  for (let token = first; token <= end; token++) {
    if (codeAt(script, token) !== WORD) continue;
    const word = wordAt(script, token);
    if (word === 'throw') return true;
    if (codeAt(script, token + 1) !== OPEN_PAREN) continue;
    if (/^(?:exit|abort|fatal|die|panic|bail|fail|raise|setFailed)$/.test(word)) return true;
    if (word === 'push' && /missing|error|invalid|problem|issue/i.test(wordAt(script, token - 2)))
      return true;
    if (/^throw[A-Z]/.test(word)) return true;
  }
  return false;
}

/**
 * False where the value is only needed together with something else: `if (useS3 && !bucket) throw`. In production alone
 * is good enough.
 */
function decidesAlone(script: Script, { open, close }: { open: number; close: number }): boolean {
  let joined = false;
  for (let token = open + 1; token < close && token < open + FAR; token++)
    if (codeAt(script, token) === AND) joined = true;
  if (!joined) return true;
  const condition = script.text.slice(
    startOf(script, open),
    Math.min(endOf(script, close), startOf(script, open) + 600),
  );
  return IN_PRODUCTION.test(condition);
}

const IN_PRODUCTION = /\bNODE_ENV\b|\bVERCEL_ENV\b|\bAPP_ENV\b|production|\bis_?prod/i;

/** True for what stands behind `??` or `||` and only fails: `?? fail("X")`, `?? (() => { throw … })()`. */
export function mayFail(script: Script, token: number): boolean {
  if (isWord(script, token, 'throw')) return true;
  if (codeAt(script, token) === OPEN_PAREN) {
    const close = partnerOf(script, token);
    return close > 0 && throwsIn(script, { first: token, last: close });
  }
  if (codeAt(script, token) !== WORD) return false;
  const callee = codeAt(script, token + 1) === DOT ? token + 2 : token;
  return (
    codeAt(script, callee + 1) === OPEN_PAREN &&
    /^(?:throw|fail|die|raise|panic|bail|missing|invariant|assert|abort|exit|error|required)/i.test(
      wordAt(script, callee),
    )
  );
}

export interface Branch {
  readonly question: number;
  readonly isFirst: boolean;
}

/** The condition that a value behind `?` or `:` is a branch of. */
export function branchOf(script: Script, mark: number): Branch | undefined {
  if (codeAt(script, mark) === QUESTION) return { question: mark, isFirst: true };
  const question = questionOf(script, mark);
  return question < 0 ? undefined : { question, isFirst: false };
}

/** True for the branch that production takes: there the value is as good as bare. */
export function isProductionBranch(script: Script, { question, isFirst }: Branch): boolean {
  const condition = script.text.slice(startOfCondition(script, question), startOf(script, question));
  if (!/NODE_ENV|VERCEL_ENV|APP_ENV|\bis_?prod|\bis_?dev/i.test(condition)) return false;
  const isProduction = /prod/i.test(condition) !== /!==?|!\s*\(?is/i.test(condition);
  return isProduction === isFirst;
}

function startOfCondition(script: Script, question: number): number {
  let at = question - 1;
  for (let steps = 0; steps < 30; steps++) {
    const previous = before(script, at);
    const code = codeAt(script, previous);
    if (previous < 0 || code === COMMA || code === SEMICOLON || code === 61 || code === 58 || code === 14)
      break;
    if (partnerOf(script, previous) > previous || isWord(script, previous, 'return')) break;
    at = previous;
  }
  return startOf(
    script,
    partnerOf(script, at) >= 0 && partnerOf(script, at) < at ? partnerOf(script, at) : at,
  );
}
