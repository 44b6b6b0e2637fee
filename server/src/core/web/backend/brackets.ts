/** Where expressions and brackets end, in the masked text of code. */
import type { TextRange } from '../../finding.ts';
import { endOfBrackets, skipBlank, trimmed, type Code } from '../../parsers/code.ts';

const LONGEST_OPERAND = 4_000;

/** What starts at `start`, up to a comma, a semicolon or a bracket that closes what is round it. */
export function operandAt(code: Code, start: number): TextRange {
  const from = skipBlank(code.masked, start);
  const limit = Math.min(code.masked.length, from + LONGEST_OPERAND);
  let at = from;
  for (; at < limit; at++) {
    const character = code.masked[at] ?? '';
    if (OPENING.has(character)) {
      const partner = code.partnerOf(at);
      if (partner > at) at = partner;
    } else if (ENDING.has(character)) break;
    else if (character === '\n' && isEndOfStatement(code.masked, at)) break;
  }
  return trimmed(code.masked, from, Math.min(at, code.masked.length));
}

const OPENING = new Set(['(', '[', '{']);
const ENDING = new Set([',', ';', ')', ']', '}']);

/** Whether a statement ends with the line, in languages without semicolons: the next line does not go on with it. */
function isEndOfStatement(masked: string, lineFeed: number): boolean {
  const before =
    masked
      .slice(Math.max(0, lineFeed - 40), lineFeed)
      .trimEnd()
      .at(-1) ?? '';
  if ('+.,=&|?:([{><-*/'.includes(before)) return false;
  const next = masked.slice(lineFeed, lineFeed + 200).trimStart();
  return next !== '' && !/^(?:[.+?:&|)\]},;*-]|\|>)/.test(next);
}

/** Offset of the bracket that is open at `offset`, looking no farther than `most` back; -1 where there is none. */
export function openBracketBefore(code: Code, offset: number, most = 2_000): number {
  const limit = Math.max(0, offset - most);
  for (let at = offset - 1; at >= limit; at--) {
    const character = code.masked[at] ?? '';
    if (OPENING.has(character)) {
      const partner = code.partnerOf(at);
      if (partner === -1 || partner >= offset) return at;
    } else if (ENDING.has(character)) {
      const partner = code.partnerOf(at);
      if (partner !== -1 && partner < at) at = partner;
    }
  }
  return -1;
}

/** Offset of the last character before `offset` that is no blank or line break, looking no farther than 200 back. */
export function lastBefore(masked: string, offset: number): number {
  let at = offset - 1;
  const limit = Math.max(0, offset - 200);
  while (at >= limit && masked.charCodeAt(at) <= 32) at--;
  return at;
}

export interface ChainCall {
  readonly name: string;
  readonly nameAt: TextRange;
  readonly open: number;
  readonly end: number;
}

const LINK = /\s{0,200}(?:\?\.|\.|->|::)\s{0,40}(\w{1,60})(?:<[^<>()\n]{0,80}>)?\s{0,4}(?=[({])/y;
const MOST_LINKS = 200;

/** The calls that follow at `offset`: `.a(x).b(y)`. */
export function chainAt(code: Code, offset: number): ChainCall[] {
  const calls: ChainCall[] = [];
  for (let at = offset; calls.length < MOST_LINKS;) {
    LINK.lastIndex = at;
    const link = LINK.exec(code.masked);
    if (!link) break;
    const open = LINK.lastIndex;
    const name = link[1] ?? '';
    const nameStart = at + link[0].lastIndexOf(name);
    const end = endOfBrackets(code, open) + 1;
    calls.push({ name, nameAt: { start: nameStart, end: nameStart + name.length }, open, end });
    at = end;
  }
  return calls;
}

/** The call whose name ends right before the bracket at `open`, with what it is called on, at most 200 characters of it. */
export function calleeBefore(
  code: Code,
  open: number,
): { readonly name: string; readonly receiver: string; readonly at: TextRange } | undefined {
  const before = code.masked.slice(Math.max(0, open - 100), open);
  const match = /(\w+)(?:<[^<>()\n]{0,80}>)?\s{0,4}$/.exec(before);
  if (!match) return undefined;
  const start = Math.max(0, open - 100) + match.index;
  const name = match[1] ?? '';
  return { name, receiver: receiverBefore(code, start), at: { start, end: start + name.length } };
}

/** Where the call or the assignment starts that a place belongs to: before what it is called on. */
export function statementStart(code: Code, offset: number): number {
  let at = offset;
  for (let steps = 0; steps < 8; steps++) {
    const open = openBracketBefore(code, at, 2_000);
    if (open === -1 || code.masked[open] === '{') break;
    const callee = calleeBefore(code, open);
    at = callee ? callee.at.start - callee.receiver.length : open;
    // Blanks within a chain are not counted by its text.
    while (at > 0 && /[\w$.>)\]]/.test(code.masked[at - 1] ?? '')) at--;
  }
  return at;
}

/** What stands before a name and its dot: `w.Header()` of `w.Header().Set`; empty where it stands alone. */
export function receiverBefore(code: Code, nameStart: number): string {
  let at = nameStart;
  for (let links = 0; links < 40; links++) {
    const dot = /(?:\?\.|\.|->|::)\s{0,200}$/.exec(code.masked.slice(Math.max(0, at - 220), at));
    if (!dot) break;
    let end = at - dot[0].length;
    while (end > 0 && /\s/.test(code.masked[end - 1] ?? '')) end--;
    let start = end;
    while (start > 0 && (code.masked[start - 1] === ')' || code.masked[start - 1] === ']')) {
      const partner = code.partnerOf(start - 1);
      if (partner === -1 || partner >= start) break;
      start = partner;
    }
    const word = /[\w$@!]{1,80}$/.exec(code.masked.slice(Math.max(0, start - 80), start));
    if (word) start -= word[0].length;
    if (start === end) break;
    at = start;
  }
  return code.masked.slice(Math.max(at, nameStart - 400), nameStart).trim();
}
