/** Finds calls by what is called. */
import { escapeRegExp } from '../../escapeRegExp.ts';
import type { TextRange } from '../../finding.ts';
import type { Language } from '../../language.ts';
import type { Code } from '../code.ts';
import { expressionAt, type CallExpr, type Expr } from '../expression.ts';

/**
 * Calls of functions whose last name is one of `names`, in the order of the text, with all that stands before the name:
 * `app.use` of `app.use(…)`. Calls without parentheses (Ruby) count too. Definitions are none. `within`: where the names stand.
 */
export function* callsNamed(
  code: Code,
  language: Language,
  names: readonly string[],
  within: TextRange = { start: 0, end: code.text.length },
): Generator<CallExpr> {
  if (names.length === 0) return;
  const pattern = new RegExp(`(?<![\\w$@])(?:${names.map(escapeRegExp).join('|')})(?![\\w$])`, 'g');
  pattern.lastIndex = within.start;
  for (
    let match = pattern.exec(code.masked);
    match && match.index < within.end;
    match = pattern.exec(code.masked)
  ) {
    if (isDefinition(code.masked, match.index)) continue;
    const call = callOf(code, language, match.index, match[0].length);
    if (call) yield call;
  }
}

/** The call of the name that stands at `at`. */
export function callOf(code: Code, language: Language, at: number, length: number): CallExpr | undefined {
  const start = chainStart(code, at);
  return callIn(expressionAt(code, language, start, Math.min(code.text.length, at + length + MOST)), at);
}

const MOST = 60_000;

/** The call within an expression whose name stands at `at`. */
function callIn(expression: Expr, at: number): CallExpr | undefined {
  let here: Expr | undefined = expression;
  for (let steps = 0; here && steps < 4_000; steps++) {
    if (here.kind === 'call') {
      if (nameStart(here.callee) === at) return here;
      here = here.callee;
    } else if (here.kind === 'member' || here.kind === 'index') here = here.object;
    else if (here.kind === 'not' || here.kind === 'spread') here = here.value;
    else if (here.kind === 'binary') here = here.right.start <= at ? here.right : here.left;
    else if (here.kind === 'choice')
      here = here.test.end > at ? here.test : here.consequent.end > at ? here.consequent : here.alternate;
    else return undefined;
  }
  return undefined;
}

function nameStart(callee: Expr): number {
  return callee.kind === 'member' ? callee.nameAt.start : callee.start;
}

/** Where the chain that a name ends begins: `app` of `app.use`, `new` of `new A().use`. */
export function chainStart(code: Code, at: number): number {
  const { masked } = code;
  let start = at;
  for (let links = 0; links < 400; links++) {
    let before = blankBefore(masked, start);
    const sign = SIGN_BEFORE.exec(masked.slice(Math.max(0, before - 3), before))?.[0];
    if (sign === undefined) break;
    before = blankBefore(masked, before - sign.length);
    let from = before;
    // Calls, indexes and blocks from their ends to their names
    for (let brackets = 0; brackets < 6 && /[)\]}]/.test(masked.charAt(from - 1)); brackets++) {
      const partner = code.partnerOf(from - 1);
      if (partner < 0 || partner >= from) return start;
      from = partner;
      while (from > 0 && /[ \t!?]/.test(masked.charAt(from - 1))) from--;
    }
    const name = wordStart(masked, from);
    if (name === from && from === before) break;
    start = name;
  }
  const constructor = /\bnew\s{1,10}$/.exec(masked.slice(Math.max(0, start - 20), start));
  return constructor ? start - constructor[0].length : start;
}

const SIGN_BEFORE = /(?:\?->|->|\?\.|&\.|!\.|::|\.|\\)$/;

function blankBefore(masked: string, at: number): number {
  let from = at;
  while (from > 0 && at - from < 400 && /\s/.test(masked.charAt(from - 1))) from--;
  return from;
}

function wordStart(masked: string, at: number): number {
  let from = at;
  while (from > 0 && at - from < 200 && /[\w$@\u00a1-\uffff]/.test(masked.charAt(from - 1))) from--;
  return from;
}

function isDefinition(masked: string, at: number): boolean {
  return /\b(?:function\*?|def|func|fun|fn|class|import|interface|struct|type)\s{1,10}$/.test(
    masked.slice(Math.max(0, at - 24), at),
  );
}
