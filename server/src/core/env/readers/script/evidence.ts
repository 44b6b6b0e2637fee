/** What the code round a value says about whether it may be missing. */
import {
  AND,
  ASSIGN,
  ASSIGN_LOGICAL,
  ASSIGN_OTHER,
  BANG,
  CLOSE_PAREN,
  COLON,
  COMMA,
  DIFFERS,
  DOT,
  EQUALS,
  HOLE_CLOSE,
  HOLE_OPEN,
  NULLISH,
  NUMBER,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  OPTIONAL_DOT,
  OR,
  ORDER,
  PLUS,
  QUESTION,
  STRING,
  WORD,
} from '../../../parsers/script/codes.ts';
import type { Script } from '../../../parsers/script/tokens.ts';
import {
  afterType,
  calleeOf,
  calleeToken,
  codeAt,
  endsValue,
  isObjectKey,
  isWord,
  opensCall,
  parentOf,
  partnerOf,
  questionOf,
  startOfChain,
  startsLine,
  textOf,
  wordAt,
} from '../../../parsers/script/walk.ts';
import { branchOf, conditionAround, failsWithout, isProductionBranch, mayFail } from './conditions.ts';

export type EvidenceKind =
  /** Nothing: it is used as if it were there. */
  | 'bare'
  /** `x!`, `x as string`: somebody promises that it is there. */
  | 'asserted'
  /** Compared with something that is no literal. */
  | 'compared'
  /** The program fails, and says so, when it is missing. */
  | 'fails'
  /** The code looks whether it is there. */
  | 'guard'
  /** Compared with a literal: missing is one of the answers. */
  | 'matched'
  /** `x ?? …`, `x || …`, `x?.y` */
  | 'default'
  /** `… ?? x` */
  | 'alternative'
  /** One branch of a condition. */
  | 'conditional'
  /** Only shown, or handed on under its own name. */
  | 'passed';

export interface Evidence {
  readonly kind: EvidenceKind;
  /** The token of a literal that stands in for it. */
  readonly fallback?: number;
  /** The expression with what is wrapped round it: conversions, parentheses, assertions. */
  readonly first: number;
  readonly last: number;
}

/** What is known of the value that the tokens from `first` to `last` are. */
export function evidenceFor(script: Script, start: number, end: number): Evidence {
  const { first, last, asserted, converted } = unwrapped(script, start, end);
  const found = evidenceAround(script, first, last);
  const kind = asserted && found.kind === 'bare' ? 'asserted' : found.kind;
  // `Number(x)` of nothing is no value, but nothing fails.
  return { first, last, ...found, kind: converted && kind === 'compared' ? 'matched' : kind };
}

interface Wrapped {
  readonly first: number;
  readonly last: number;
  readonly asserted: boolean;
  readonly converted: boolean;
}

function unwrapped(script: Script, start: number, end: number): Wrapped {
  let first = start;
  let last = end;
  let asserted = false;
  let converted = false;
  for (let steps = 0; steps < 20; steps++) {
    const next = codeAt(script, last + 1);
    if (next === BANG && !startsLine(script, last + 1)) {
      asserted = true;
      last++;
    } else if (isWord(script, last + 1, 'as') || isWord(script, last + 1, 'satisfies')) {
      const type = afterType(script, last + 2);
      asserted ||= isTextType(script, last + 2, type);
      last = type - 1;
    } else if (codeAt(script, first - 1) === PLUS && !endsValue(script, first - 2)) {
      first--;
      converted = true;
    } else if (codeAt(script, first - 1) === OPEN_PAREN && partnerOf(script, first - 1) > last) {
      const open = first - 1;
      const close = partnerOf(script, open);
      if (opensCall(script, open)) {
        if (!CONVERSIONS.has(calleeOf(script, open)) || (next !== CLOSE_PAREN && next !== COMMA)) break;
        first = startOfChain(script, calleeToken(script, open));
        converted = true;
      } else {
        if (next !== CLOSE_PAREN || wordBefore(script, open)) break;
        first = open;
      }
      last = close;
    } else break;
  }
  return { first, last, asserted, converted };
}

/** `if (`, `return (`: only the latter is a mere group. */
function wordBefore(script: Script, open: number): boolean {
  return codeAt(script, open - 1) === WORD && STATEMENTS.has(wordAt(script, open - 1));
}

const STATEMENTS = new Set(['if', 'while', 'for', 'switch', 'catch', 'with']);

/** Functions that take a missing value as well, and give something of it back. */
const CONVERSIONS = new Set(['Number', 'parseInt', 'parseFloat', 'String', 'BigInt', 'trim']);

function isTextType(script: Script, from: number, to: number): boolean {
  for (let at = from; at < to; at++)
    if (isWord(script, at, 'undefined') || isWord(script, at, 'any')) return false;
  return to > from;
}

type Found = Pick<Evidence, 'kind' | 'fallback'>;

function evidenceAround(script: Script, first: number, last: number): Found {
  const byNext = evidenceOfNext(script, first, last);
  if (byNext) return byNext;
  const byPrevious = evidenceOfPrevious(script, first, last);
  if (byPrevious) return byPrevious;
  if (conditionAround(script, first)) return guard(script, first, { negated: false });
  return evidenceOfCall(script, first) ?? { kind: 'bare' };
}

function guard(script: Script, token: number, { negated }: { negated: boolean }): Found {
  return { kind: failsWithout(script, token, { negated }) ? 'fails' : 'guard' };
}

function evidenceOfNext(script: Script, first: number, last: number): Found | undefined {
  const next = last + 1;
  const code = codeAt(script, next);
  const negated = isNegated(script, first);
  switch (code) {
    case NULLISH:
    case OR:
      if (code === OR && negated) return guard(script, first, { negated: true });
      if (code === OR && conditionAround(script, first)) return guard(script, first, { negated: false });
      return mayFail(script, next + 1)
        ? { kind: 'fails' }
        : { kind: 'default', ...literal(script, next + 1) };
    case AND:
    case QUESTION:
      return guard(script, first, { negated });
    case OPTIONAL_DOT:
      return { kind: 'default' };
    case EQUALS:
    case DIFFERS:
      return comparison(script, first, next + 1, code);
    case ORDER:
    case 60:
    case 62:
      return { kind: 'matched' };
    case ASSIGN_LOGICAL:
      return { kind: 'default', ...literal(script, next + 1) };
    case ASSIGN:
    case ASSIGN_OTHER:
      return undefined;
    default:
      return undefined;
  }
}

function evidenceOfPrevious(script: Script, first: number, last: number): Found | undefined {
  const code = codeAt(script, first - 1);
  if (isNegated(script, first)) {
    const twice = codeAt(script, first - 2) === BANG;
    return codeAt(script, last + 1) === DOT ? undefined : guard(script, first, { negated: !twice });
  }
  if (code === EQUALS || code === DIFFERS)
    return comparison(script, first, startOfChain(script, first - 2), code);
  if (isWord(script, first - 1, 'typeof')) return { kind: 'guard' };
  if (code === AND) return guard(script, first, { negated: false });
  if (code === OR || code === NULLISH) {
    return conditionAround(script, first)
      ? guard(script, first, { negated: false })
      : { kind: 'alternative' };
  }
  if (code === QUESTION || (code === COLON && !isKeyColon(script, first - 1))) {
    const branch = branchOf(script, first - 1);
    if (branch) return isProductionBranch(script, branch) ? undefined : { kind: 'conditional' };
  }
  return code === OPEN_PAREN && isWord(script, first - 2, 'switch') ? { kind: 'matched' } : undefined;
}

function isKeyColon(script: Script, colon: number): boolean {
  return isObjectKey(script, colon - 1) || questionOf(script, colon) < 0;
}

/** A `!` that is no assertion of the value before it. */
export function isNegated(script: Script, first: number): boolean {
  return codeAt(script, first - 1) === BANG && !endsValue(script, first - 2);
}

function comparison(script: Script, first: number, other: number, code: number): Found {
  const isTypeof = isWord(script, first - 1, 'typeof');
  if (isTypeof) {
    const isUndefined = textOf(script, other).slice(1, -1) === 'undefined';
    return guard(script, first, { negated: isUndefined === (code === EQUALS) });
  }
  const word = wordAt(script, other);
  const empty = codeAt(script, other) === STRING && textOf(script, other).length === 2;
  if (word === 'undefined' || word === 'null' || word === 'void' || empty)
    return guard(script, first, { negated: code === EQUALS });
  if (
    codeAt(script, other) === STRING ||
    codeAt(script, other) === NUMBER ||
    word === 'true' ||
    word === 'false'
  )
    return { kind: 'matched' };
  return { kind: 'compared' };
}

/** The token of a literal behind `??`, where it is all that stands there. */
function literal(script: Script, token: number): { fallback?: number } {
  const code = codeAt(script, token);
  const word = wordAt(script, token);
  const isLiteral = code === STRING || code === NUMBER || word === 'true' || word === 'false';
  return isLiteral && !(codeAt(script, token + 1) === DOT || codeAt(script, token + 1) === OPEN_PAREN)
    ? { fallback: token }
    : {};
}

/** What the function says that it is handed to. */
function evidenceOfCall(script: Script, first: number): Found | undefined {
  const open = parentOf(script, first);
  if (codeAt(script, open) === HOLE_OPEN || codeAt(script, open) === HOLE_CLOSE)
    return evidenceOfHole(script, open);
  if (codeAt(script, open) === OPEN_BRACE)
    return isHandedOn(script, open, first) || isForSourceMaps(script, open) ? { kind: 'passed' } : undefined;
  if (codeAt(script, open) === OPEN_BRACKET) return isSifted(script, open) ? { kind: 'passed' } : undefined;
  if (codeAt(script, open) !== OPEN_PAREN || !opensCall(script, open)) return undefined;
  const callee = calleeOf(script, open);
  if (callee === 'Boolean') return { kind: 'guard' };
  if (callee === 'stringify' || isLogged(script, open)) return { kind: 'passed' };
  if (/^(?:is|has)[A-Z_]/.test(callee)) return { kind: 'guard' };
  if (first === open + 1 && TAKES_MISSING.test(callee) && !isMember(script, open)) return { kind: 'default' };
  if (first === open + 1 && /^(?:assert|invariant|ensure|must|nonNull|require|check|demand)/i.test(callee))
    return { kind: 'fails' };
  if (first === open + 1 && callee === 'ok' && /^assert$/.test(wordAt(script, calleeToken(script, open) - 2)))
    return { kind: 'fails' };
  return callee === 'expect' ? { kind: 'guard' } : undefined;
}

/** `[process.env.X, 'http://localhost:3000'].filter(Boolean)` */
function isSifted(script: Script, open: number): boolean {
  const close = partnerOf(script, open);
  return (
    close > open &&
    (codeAt(script, close + 1) === DOT || codeAt(script, close + 1) === OPTIONAL_DOT) &&
    isWord(script, close + 2, 'filter')
  );
}

/** Functions that make something of a text that may be missing: `parseEnvNumber(process.env.X, 10)`. */
const TAKES_MISSING =
  /^\w{1,40}From(?:String|Env)$|^(?:parse|normali[sz]e|coerce|convert|to|as|split|resolve|read|safe|get)(?:[A-Z_]\w*)?(?:Env|Bool|Boolean|Int|Integer|Number|Num|Float|List|Array|Csv|CSV|Flag|Default|Optional|String|Strings|Numbers|Duration|Cutoff|Date|Level|Origins?|Hosts?|Urls?|OrDefault|Json|Var)\w*$/;

function isMember(script: Script, open: number): boolean {
  return codeAt(script, calleeToken(script, open) - 1) === DOT;
}

/** A message that is logged or thrown may name a value that is missing. */
function evidenceOfHole(script: Script, hole: number): Found | undefined {
  const template = parentOf(script, hole);
  const open = parentOf(script, template);
  return codeAt(script, open) === OPEN_PAREN && opensCall(script, open) && isLogged(script, open)
    ? { kind: 'passed' }
    : undefined;
}

function isLogged(script: Script, open: number): boolean {
  const token = calleeToken(script, open);
  const callee = wordAt(script, token);
  if (/^(?:Error|[A-Z]\w*Error)$/.test(callee)) return true;
  const owner = codeAt(script, token - 1) === DOT ? wordAt(script, token - 2) : '';
  return /^(?:console|log|logger|winston|pino|debug)$/i.test(owner) || /^(?:log|debug)$/i.test(callee);
}

/** `{ env: { X: process.env.X } }`: what runs there decides whether it needs it. */
function isHandedOn(script: Script, open: number, first: number): boolean {
  return (
    codeAt(script, first - 1) === COLON &&
    codeAt(script, open - 1) === COLON &&
    /^(?:env|environment|runtimeEnv|experimental__runtimeEnv|define|extraEnv|webServerEnv)$/.test(
      wordAt(script, open - 2),
    )
  );
}

/** The options of Sentry's plugins for build tools: without them no source maps are uploaded, and nothing fails. */
function isForSourceMaps(script: Script, open: number): boolean {
  let at = open;
  for (let levels = 0; levels < 3; levels++) {
    at = parentOf(script, at);
    if (codeAt(script, at) === OPEN_PAREN) return /sentry\w*(?:config|plugin)/i.test(calleeOf(script, at));
  }
  return false;
}
