/**
 * Whether who is asked stands on another way through a handler than the header: a worker that answers all addresses asks in some of
 * its branches, and gives files away in others. It reads the file anew, and is asked where a finding is at hand only.
 */
import { scriptOf, type Script } from '../../parsers/script.ts';
import {
  CLOSE_BRACE,
  CLOSE_PAREN,
  COLON,
  DOT,
  OPEN_BRACE,
  OPEN_PAREN,
  SEMICOLON,
  WORD,
} from '../../parsers/script/codes.ts';
import {
  before,
  codeAt,
  endOfExpression,
  isWord,
  parentOf,
  partnerOf,
  tokenAtOrAfter,
  wordAt,
} from '../../parsers/script/walk.ts';
import { functionsAround } from '../../parsers/script/functions.ts';
import { createDocument } from '../../source.ts';
import type { Texts } from '../../workspaceRule.ts';
import type { UserRead } from '../types.ts';
import { MOST_READS, userReadsIn } from '../script/access/userReads.ts';
import { leaves } from '../script/leaving.ts';
import { moduleOf, type Definition, type Module } from '../script/module.ts';
import { userReads, type Said } from './judging.ts';

export function isAskedElsewhere({ policy, header }: Said, texts: Texts): boolean {
  const { file, handler } = policy;
  const source = handler && /\.[cm]?[jt]sx?$/.test(file) ? sourceOf(file, texts) : undefined;
  if (!source) return false;
  const { script, reads, ways } = source;
  const known = new Set(userReads(handler).map(({ how }) => how));
  const asked = reads.filter(({ how }) => known.has(how));
  const headers = ways(header.setting.nameAt.start);
  return (
    asked.length > 0 &&
    headers?.every(({ tokens }) => tokens.every((token) => functionsOf(script, token).length === 1)) ===
      true &&
    asked.every(
      ({ at }) =>
        ways(at.start)?.every((way) => !headers.some((other) => mayMeet(script, way, other))) === true,
    )
  );
}

interface Source {
  readonly script: Script;
  readonly reads: readonly UserRead[];
  /** To the place at an offset; undefined where there are too many. */
  readonly ways: (offset: number) => readonly Way[] | undefined;
}

/** Each file once in a judgement. */
const SOURCES = new WeakMap<Texts, Map<string, Source | undefined>>();

function sourceOf(file: string, texts: Texts): Source | undefined {
  let known = SOURCES.get(texts);
  if (!known) SOURCES.set(texts, (known = new Map()));
  if (!known.has(file)) known.set(file, readSource(file, texts.read(file)));
  return known.get(file);
}

function readSource(file: string, text: string | undefined): Source | undefined {
  if (text === undefined || text.length > LONGEST) return undefined;
  const document = createDocument({ path: file, text });
  const script = scriptOf(document);
  const reads = userReadsIn(document, 0, text.length);
  return reads.length < MOST_READS ? { script, reads, ways: waysIn(moduleOf(script)) } : undefined;
}

const LONGEST = 200_000;

interface Way {
  /** The branches that a place is reached through. */
  readonly branches: readonly Branch[];
  /** The place, and those of the calls that lead to it. */
  readonly tokens: readonly number[];
}

interface Branch {
  /** The first and last token, and the `if` or `switch` that its other branches belong to. */
  readonly first: number;
  readonly last: number;
  readonly choice: number;
  /** The function ends in it, so that what stands behind it is another way. */
  readonly leaves: boolean;
}

/** Calls that are followed for one place. */
const MOST = 60;
const DEEPEST = 6;

/** All the ways to a place: through the branches round it, and round each call of the function that it stands in. */
function waysIn({ script, locals, exports }: Module): Source['ways'] {
  const functions = [...locals.values()].filter(({ isFunction }) => isFunction);
  const calls = new Map<Definition, readonly number[]>();
  const callsOf = (called: Definition): readonly number[] => {
    let found = calls.get(called);
    if (!found) calls.set(called, (found = placesOfName(script, called)));
    return found;
  };
  let left = MOST;
  const ways = (token: number, depth: number): readonly Way[] => {
    const own: Way = { branches: branchesRound(script, token), tokens: [token] };
    const inside = functions.find(({ first, last, at }) => token >= first && token <= last && token !== at);
    if (!inside) return [own];
    const isGiven = exports.some(({ definition }) => definition?.at === inside.at);
    const from: Way[] = isGiven ? [own] : [];
    for (const call of callsOf(inside)) {
      // Functions that call each other have very many ways.
      if (--left < 0 || depth >= DEEPEST) break;
      // Whoever it is handed to calls it anyhow.
      if (codeAt(script, call + 1) !== OPEN_PAREN) from.push(own);
      else for (const way of ways(call, depth + 1)) from.push(both(way, own));
    }
    if (depth >= DEEPEST) left = -1;
    return from;
  };
  return (offset) => {
    left = MOST;
    const found = ways(tokenAtOrAfter(script, offset), 0);
    return left < 0 ? undefined : found;
  };
}

function placesOfName(script: Script, { name, at: own, first, last }: Definition): number[] {
  const found: number[] = [];
  for (let at = 0; at < script.count && found.length <= MOST; at++) {
    if (at === own || codeAt(script, at) !== WORD || wordAt(script, at) !== name) continue;
    if ((at < first || at > last) && codeAt(script, at - 1) !== DOT) found.push(at);
  }
  return found;
}

function both(way: Way, { branches, tokens }: Way): Way {
  return { branches: way.branches.concat(branches), tokens: way.tokens.concat(tokens) };
}

/** Whether a request may come through both, in the order in which they stand. */
function mayMeet(script: Script, way: Way, other: Way): boolean {
  if (functionsOf(script, way.tokens[0]).at(-1) !== functionsOf(script, other.tokens[0]).at(-1)) return true;
  return way.branches.every((branch) => goesThrough(other, branch)) && !isOver(script, other, way);
}

/** By the braces that open them, the innermost first. */
function functionsOf(script: Script, token = 0): readonly number[] {
  return [...functionsAround(script, token)].map(({ bodyStart }) => bodyStart);
}

function goesThrough({ branches }: Way, { first, choice, leaves: isEnd }: Branch): boolean {
  if (branches.some((branch) => branch.first === first)) return true;
  return !isEnd && !branches.some((branch) => branch.choice === choice);
}

/** `if (…) { … return … }` in which a place stands, before another place comes. */
function isOver(script: Script, { branches }: Way, { tokens }: Way): boolean {
  return branches.some(({ choice, last, leaves: isEnd }) => {
    const block = parentOf(script, choice);
    const end = block < 0 ? script.count : partnerOf(script, block);
    return isEnd && tokens.some((token) => token > last && token < end);
  });
}

/** `if (…) { … }`, `else …`, `case 'GET': return …`, from the inside out. */
function branchesRound(script: Script, token: number): Branch[] {
  const found: Branch[] = [];
  let here = token;
  for (let levels = 0; levels < 40 && here >= 0; levels++) {
    const first = startOfStatement(script, here);
    if (first !== here || codeAt(script, here) !== OPEN_BRACE) {
      const choice = choiceOf(script, first);
      if (choice >= 0)
        found.push({
          first,
          last: endOfExpression(script, first),
          choice,
          leaves: leaves(script, first, first),
        });
    }
    const parent = parentOf(script, here);
    const choice = codeAt(script, parent) === OPEN_BRACE ? choiceOf(script, parent) : -1;
    const last = partnerOf(script, parent);
    if (choice >= 0) found.push({ first: parent, last, choice, leaves: leaves(script, parent, last) });
    here = parent;
  }
  return found;
}

function startOfStatement(script: Script, token: number): number {
  const parent = parentOf(script, token);
  let at = token;
  for (let steps = 0; steps < 60 && at > parent + 1 && !isBranch(script, at); steps++) {
    const code = codeAt(script, at - 1);
    if (code === SEMICOLON || code === CLOSE_BRACE) break;
    at = before(script, at - 1) + 1;
  }
  return at;
}

/** The first `if` of those that a branch is one of, or the `switch`; -1 where a token starts none. */
function choiceOf(script: Script, token: number): number {
  if (codeAt(script, token - 1) === COLON && isWord(script, token - 3, 'case'))
    return parentOf(script, token);
  let at = token - 1;
  for (let steps = 0; steps < 60; steps++) {
    const isElse = isWord(script, at, 'else');
    const head = isElse ? -1 : ifOf(script, at);
    if (!isElse && head < 0) return -1;
    if (!isElse && !isWord(script, head - 1, 'else')) return head;
    const otherwise = isElse ? at : head - 1;
    // The branch before: a block, or one statement
    const last = otherwise - 1;
    at = codeAt(script, last) === CLOSE_BRACE ? partnerOf(script, last) : startOfStatement(script, last - 1);
    if (!isBranch(script, at)) return otherwise;
    at--;
  }
  return -1;
}

/** Behind `if (…)`, `else` or `case …:`. */
function isBranch(script: Script, token: number): boolean {
  if (isWord(script, token - 1, 'else') || ifOf(script, token - 1) >= 0) return true;
  return codeAt(script, token - 1) === COLON && isWord(script, token - 3, 'case');
}

/** The `if` whose condition ends here. */
function ifOf(script: Script, close: number): number {
  const open = codeAt(script, close) === CLOSE_PAREN ? partnerOf(script, close) : -1;
  return open > 0 && isWord(script, open - 1, 'if') ? open - 1 : -1;
}
