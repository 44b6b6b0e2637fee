/** Chains of properties and calls, as far as names tell something. */
import {
  ASSIGN,
  ASSIGN_LOGICAL,
  ASSIGN_OTHER,
  BANG,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  STRING,
  WORD,
} from '../../parsers/script/codes.ts';
import type { Script } from '../../parsers/script.ts';
import {
  after,
  codeAt,
  isDot,
  parentOf,
  partnerOf,
  skipTypeArgumentsBack,
  startOfChain,
  stringAt,
  textOf,
  wordAt,
} from '../../parsers/script/walk.ts';

export interface Chain {
  readonly first: number;
  /** `["req", "headers", "get"]`; what is called on the way has `()`, what cannot be named is "". */
  readonly path: readonly string[];
  /** The name behind it: `theme` of `req.cookies.theme` and `req.cookies['theme']`. */
  readonly next?: string;
}

/** The chain that ends with the name at `token`. */
export function chainTo(script: Script, token: number): Chain {
  const first = startOfChain(script, token);
  const path: string[] = [wordAt(script, token)];
  let at = token;
  while (path.length < LONGEST_PATH && isDot(script, at - 1)) {
    at -= 2;
    if (codeAt(script, at) === BANG) at--;
    const step = stepEndingAt(script, at);
    path.unshift(step.name);
    at = step.first;
    if (step.isEnd) break;
  }
  const next = nameBehind(script, token);
  return { first, path, ...(next === undefined ? {} : { next }) };
}

const LONGEST_PATH = 8;
/** Words whose parentheses hold a value: `return (await cookies()).get('x')`. */
const NOT_CALLED = /^(?:await|return|of|in|typeof|yield|void|case|throw|if|while)$/;

function stepEndingAt(script: Script, at: number): { name: string; first: number; isEnd?: boolean } {
  const code = codeAt(script, at);
  if (code === CLOSE_BRACKET) {
    const open = partnerOf(script, at);
    return { name: stringAt(script, open + 1) ?? '', first: Math.max(open, 0), isEnd: true };
  }
  if (code !== CLOSE_PAREN) return { name: wordAt(script, at), first: at };
  const open = partnerOf(script, at);
  const callee = skipTypeArgumentsBack(script, open - 1);
  if (open > 0 && codeAt(script, callee) === WORD && !NOT_CALLED.test(textOf(script, callee)))
    return { name: `${textOf(script, callee)}()`, first: callee };
  // (await cookies()).get, (req as any).user
  let inner = open + 1;
  if (textOf(script, inner) === 'await') inner++;
  const isCall = codeAt(script, inner + 1) === OPEN_PAREN;
  const last = lastOfPath(script, inner);
  return { name: isCall ? `${wordAt(script, inner)}()` : wordAt(script, last), first: open, isEnd: true };
}

function lastOfPath(script: Script, token: number): number {
  let at = token;
  while (isDot(script, at + 1) && codeAt(script, at + 2) === WORD) at += 2;
  return at;
}

function nameBehind(script: Script, token: number): string | undefined {
  if (isDot(script, token + 1)) {
    if (codeAt(script, token + 2) === OPEN_BRACKET) return stringAt(script, token + 3);
    const name = wordAt(script, token + 2);
    const isAsking = codeAt(script, token + 3) === OPEN_PAREN && codeAt(script, token + 4) === STRING;
    return isAsking ? stringAt(script, token + 4) : name;
  }
  return codeAt(script, token + 1) === OPEN_BRACKET ? stringAt(script, token + 2) : undefined;
}

/** `req.user = x`, `req.session.id = x`, `delete req.user`, `req.session.destroy()`, `cookies.set(…)`. */
export function isWritten(script: Script, token: number): boolean {
  let at = token + 1;
  for (let steps = 0; steps < 8; steps++) {
    if (isDot(script, at) && codeAt(script, at + 1) === WORD) {
      if (WRITING.has(textOf(script, at + 1)) && codeAt(script, at + 2) === OPEN_PAREN) return true;
      at += 2;
    } else if (codeAt(script, at) === OPEN_BRACKET) at = after(script, at);
    else break;
  }
  const code = codeAt(script, at);
  if (code === ASSIGN || code === ASSIGN_LOGICAL || code === ASSIGN_OTHER) return true;
  return textOf(script, startOfChain(script, token) - 1) === 'delete';
}

const WRITING = new Set([
  'set',
  'delete',
  'destroy',
  'save',
  'regenerate',
  'clear',
  'remove',
  'touch',
  'reset',
  'toString',
]);

/** The last name of what a pattern takes apart: `headers` of `const { authorization } = req.headers`. */
export function destructuredFrom(script: Script, token: number): string | undefined {
  const previous = codeAt(script, token - 1);
  if (previous !== OPEN_BRACE && previous !== COMMA) return undefined;
  const open = parentOf(script, token);
  if (codeAt(script, open) !== OPEN_BRACE) return undefined;
  const close = partnerOf(script, open);
  // `{ locals: { user } }` of a parameter or a constant
  if (codeAt(script, open - 1) === COLON) {
    const key = wordAt(script, open - 2);
    return isPattern(script, open) ? key : undefined;
  }
  if (close < 0 || codeAt(script, close + 1) !== ASSIGN) return undefined;
  let at = close + 2;
  while (textOf(script, at) === 'await' || codeAt(script, at) === OPEN_PAREN) at++;
  const last = lastOfPath(script, at);
  return codeAt(script, last + 1) === OPEN_PAREN ? undefined : wordAt(script, last);
}

/** An object that takes apart, and not one that is made: there is `=` or an arrow's or function's body behind its outermost brace. */
function isPattern(script: Script, open: number): boolean {
  let outer = open;
  for (let steps = 0; steps < 6; steps++) {
    const parent = parentOf(script, outer);
    if (codeAt(script, parent) !== OPEN_BRACE) break;
    if (codeAt(script, outer - 1) !== COLON) return false;
    outer = parent;
  }
  const next = codeAt(script, partnerOf(script, outer) + 1);
  if (next === ASSIGN) return textOf(script, outer - 1) !== '=';
  const parameters = parentOf(script, outer);
  if (codeAt(script, parameters) !== OPEN_PAREN) return false;
  const behind = textOf(script, partnerOf(script, parameters) + 1);
  return behind === '=>' || behind === '{' || behind === ':';
}
