/** Code as statements: `if`, `def` and other blocks with what stands in them, and the rest as chains of calls. */
import type { TextRange } from '../../finding.ts';
import type { Token, Tokens } from './tokens.ts';

/** Indexes of tokens, end exclusive. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

const CONTINUES = /^(?:[,.+\-*\\=|&]|&\.|::|->|\?->|\|\||&&|=>|\|>|<>|\|\|=|\+=|<<)$/;
const LEADS = /^(?:\.|&\.|\|>|->|\?->|<>)$/;

/** The statements between two tokens, in order. Blocks stay whole. */
export function statementsIn(tokens: Tokens, part: Part): readonly Part[] {
  const { list, syntax } = tokens;
  const parts: Part[] = [];
  let from = part.from;
  for (let at = part.from; at < part.to; at++) {
    const token = list[at];
    if (!token) break;
    if (token.kind === 'line') {
      if (continues(list, at, from, part)) continue;
      if (at > from) parts.push({ from, to: at });
      from = at + 1;
      continue;
    }
    if (token.partner <= at || token.partner >= part.to) continue;
    at = token.partner;
    if (syntax.language === 'php' && token.text === '{' && isControl(list[from])) {
      parts.push({ from, to: at + 1 });
      from = at + 1;
    }
  }
  if (part.to > from) parts.push({ from, to: part.to });
  return parts.filter((statement) => list[statement.from]?.kind !== 'line');
}

function continues(list: readonly Token[], at: number, from: number, part: Part): boolean {
  const before = list[at - 1];
  if (at === from) return false;
  if (before?.kind === 'op' && CONTINUES.test(before.text) && !closesParameters(list, at - 1)) return true;
  if (before?.kind === 'key') return true;
  let next = at + 1;
  while (next < part.to && list[next]?.kind === 'line') next++;
  const after = list[next];
  return next < part.to && after?.kind === 'op' && LEADS.test(after.text) && list[at]?.text !== ';';
}

/** The second `|` of `do |t|`. */
function closesParameters(list: readonly Token[], at: number): boolean {
  if (list[at]?.text !== '|') return false;
  for (let index = at - 1; index > at - 12 && index >= 0; index--) {
    if (list[index]?.text === '|') return list[index - 1]?.text === 'do' || list[index - 1]?.text === '{';
    if (list[index]?.kind === 'line') return false;
  }
  return false;
}

const CONTROL =
  /^(?:if|else|elseif|foreach|for|while|switch|try|catch|finally|do|function|class|abstract|final|public|protected|private|static|namespace|trait|interface|readonly)$/;

function isControl(token: Token | undefined): boolean {
  return token?.kind === 'word' && CONTROL.test(token.text);
}

/** Whether a loop over so many texts is gone through turn by turn: what stands in it is read once for each. */
export function isShortLoop(turns: number, { from, to }: Part): boolean {
  return turns <= MOST_TURNS && turns * (to - from) <= MOST_TOKENS;
}

const MOST_TURNS = 40;
const MOST_TOKENS = 20_000;

/** Offsets of what two tokens hold between them. */
export function rangeOf({ list }: Tokens, { from, to }: Part): TextRange {
  let last = to - 1;
  while (last > from && list[last]?.kind === 'line') last--;
  const start = list[from]?.start ?? 0;
  return { start, end: Math.max(start, list[last]?.end ?? 0) };
}

/** What stands between commas, in order; empty parts are left out. */
export function partsBetweenCommas(tokens: Tokens, { from, to }: Part): readonly Part[] {
  const { list } = tokens;
  const parts: Part[] = [];
  let start = from;
  for (let at = from; at < to; at++) {
    const token = list[at];
    if (!token) break;
    if (token.partner > at && token.partner < to) at = token.partner;
    else if (token.kind === 'op' && token.text === ',') {
      push(at);
      start = at + 1;
    }
  }
  push(to);
  return parts;

  function push(end: number): void {
    let first = start;
    let last = end;
    while (first < last && list[first]?.kind === 'line') first++;
    while (last > first && list[last - 1]?.kind === 'line') last--;
    if (last > first) parts.push({ from: first, to: last });
  }
}
