/**
 * Who gets an answer from a function on the server: whether it stops who is not signed in, whether machines call it and prove it,
 * and whether it answers with a cookie. Judged by what the text shows; where it does not, nothing is said.
 */
import {
  ARROW,
  ASSIGN,
  CLOSE_BRACE,
  COLON,
  COMMA,
  DOT,
  OPEN_BRACE,
  OPEN_PAREN,
  SEMICOLON,
  WORD,
} from '../../../parsers/script/codes.ts';
import type { Script } from '../../../parsers/script.ts';
import {
  codeAt,
  endOf,
  endOfExpression,
  parentOf,
  partnerOf,
  startOf,
  textOf,
  wordAt,
  tokenAtOrAfter,
} from '../../../parsers/script/walk.ts';
import type { Document } from '../../../source.ts';
import { spanOf, type Span } from '../../../span.ts';
import { userReadsIn } from './userReads.ts';
import type { Handler, UserRead } from '../../types.ts';
import { guardIn, isGuardName } from './guards.ts';
import { checksMachine, cookieIn, IS_CALL_OF_MACHINE } from './machines.ts';
import { rangeOf, reachedFrom, type Module, type Part } from '../module.ts';
import { wrappersOf } from './wrappers.ts';

export type Access = Pick<Handler, 'reads' | 'guarded' | 'setsCookie' | 'machine'>;

/** What a function and those that it calls in this file say. */
export function accessOf(document: Document, module: Module, part: Part): Access {
  const { script } = module;
  const parts = reachedFrom(module, part);
  const wrapped = byWrapper(document, script, part);
  const reads = mergeReads([
    ...wrapped.reads,
    ...parts.flatMap((each) => {
      const { start, end } = rangeOf(script, each);
      return userReadsIn(document, start, end);
    }),
    ...parts.flatMap((each) => readsOfPatterns(document, script, each)),
  ]);
  const names = namesOfUsers(script, reads, parts);
  const machine =
    wrapped.machine ??
    (isServedToMachines(module, part) || parts.some((each) => checksMachine(script, each)));
  const guarded =
    wrapped.guarded ??
    guardIn({ document, module, users: names, reads: tokensOf(script, reads), known: new Map() }, part);
  const setsCookie = firstOf(parts, (each) => cookieIn(document, script, each));
  return {
    reads,
    ...(guarded && { guarded }),
    ...(setsCookie && { setsCookie }),
    ...(machine ? { machine: true as const } : {}),
  };
}

/** `export const { GET, POST, PUT } = serve({ client, functions })` of Inngest and its kin, which check signatures themselves. */
function isServedToMachines({ script, imports }: Module, { first }: Part): boolean {
  const from = imports.get(wordAt(script, first))?.from ?? '';
  return /^(?:inngest|@upstash\/(?:qstash|workflow)|@trigger\.dev)(?:\/|$)/.test(from);
}

function firstOf<T>(parts: readonly Part[], find: (part: Part) => T | undefined): T | undefined {
  for (const part of parts) {
    const found = find(part);
    if (found) return found;
  }
  return undefined;
}

function tokensOf(script: Script, reads: readonly UserRead[]): ReadonlySet<number> {
  return new Set(
    reads.filter(({ what }) => what !== 'cookie').map(({ at }) => tokenAtOrAfter(script, at.start)),
  );
}

function mergeReads(reads: readonly UserRead[]): UserRead[] {
  const seen = new Set<number>();
  const found: UserRead[] = [];
  for (const read of reads) {
    if (seen.has(read.at.start) || found.length >= MOST_READS) continue;
    seen.add(read.at.start);
    found.push(read);
  }
  return found;
}

const MOST_READS = 20;

// Wrappers

interface Wrapped {
  readonly guarded?: { readonly by: string; readonly at: Span };
  readonly machine?: true;
  readonly reads: readonly UserRead[];
}

/** `withSession(async ({ session }) => …)`: what stands round a handler says who comes in. */
function byWrapper(document: Document, script: Script, part: Part): Wrapped {
  const wrappers = wrappersOf(script, part);
  const guard = wrappers.find(({ name }) => isGuardName(name) || IS_CALL_OF_MACHINE.test(name));
  const inner = wrappers.at(-1);
  const client = wordAt(script, part.first);
  const reads = inner ? readsOfParameters(document, script, inner.open, part.last) : [];
  if (!guard && GUARDED_CLIENT.test(client))
    return {
      guarded: { by: client, at: spanOf(document, startOf(script, part.first), endOf(script, part.first)) },
      reads,
    };
  if (!guard) return { reads };
  const by = guard.name;
  const at = spanOf(document, startOf(script, guard.at), endOf(script, guard.at));
  return { guarded: { by, at }, reads, ...(IS_CALL_OF_MACHINE.test(by) ? { machine: true as const } : {}) };
}

/** `authAction.schema(x).action(…)`, `protectedProcedure.query(…)` */
const GUARDED_CLIENT =
  /^(?:auth|authed|authenticated|authorized|protected|private|secure|user|admin|team|workspace|org)\w{0,20}(?:Action|ActionClient|Procedure|ActionUser)$/;

/** `({ session, params }) =>` of the function that is handed to a wrapper. */
function readsOfParameters(document: Document, script: Script, open: number, last: number): UserRead[] {
  const found: UserRead[] = [];
  let arrows = 0;
  for (let at = open + 1; at <= last && at < open + 400 && arrows < 3; at++) {
    const close = codeAt(script, at) === OPEN_PAREN ? partnerOf(script, at) : -1;
    if (close < 0 || codeAt(script, close + 1) !== ARROW) continue;
    arrows++;
    if (codeAt(script, at + 1) !== OPEN_BRACE) continue;
    const end = partnerOf(script, at + 1);
    for (let name = at + 2; name < end; name++) {
      const what = PARAMETERS.get(wordAt(script, name));
      if (
        !what ||
        codeAt(script, parentOf(script, name)) !== OPEN_BRACE ||
        codeAt(script, name - 1) === COLON
      )
        continue;
      const span = spanOf(document, startOf(script, name), endOf(script, name));
      found.push({ what, how: textOf(script, name), at: span });
    }
  }
  return found;
}

/** `const { auth, error } = await parseRequest(request)`: a helper that gives back who asks. */
function readsOfPatterns(document: Document, script: Script, { first, last }: Part): UserRead[] {
  const found: UserRead[] = [];
  for (let at = first; at <= last; at++) {
    if (codeAt(script, at) !== OPEN_BRACE || !/^(?:const|let)$/.test(wordAt(script, at - 1))) continue;
    const close = partnerOf(script, at);
    if (close < 0 || !isCallWithRequest(script, close + 1)) continue;
    for (let name = at + 1; name < close; name++) {
      const what = PARAMETERS.get(wordAt(script, name));
      if (!what || codeAt(script, name - 1) === COLON || parentOf(script, name) !== at) continue;
      const span = spanOf(document, startOf(script, name), endOf(script, name));
      found.push({
        what,
        how: textOf(script, close + 2) === 'await' ? `${textOf(script, close + 3)}()` : textOf(script, name),
        at: span,
      });
    }
  }
  return found;
}

/** `= await parse(request` */
function isCallWithRequest(script: Script, assign: number): boolean {
  if (codeAt(script, assign) !== ASSIGN) return false;
  let at = assign + 1;
  if (wordAt(script, at) === 'await') at++;
  while (codeAt(script, at) === WORD && codeAt(script, at + 1) === DOT) at += 2;
  return (
    codeAt(script, at + 1) === OPEN_PAREN && /^(?:req|request|headers|cookies)$/.test(textOf(script, at + 2))
  );
}

const PARAMETERS = new Map<string, UserRead['what']>([
  ['session', 'session'],
  ['auth', 'session'],
  ['authentication', 'session'],
  ['user', 'user'],
  ['userId', 'user'],
  ['currentUser', 'user'],
  ['apiKey', 'authorization'],
]);

// Users

/**
 * Names that hold what was read: `session` of `const session = await auth()`, `user` of `const { user } = …`, and what such a
 * value was looked up with. Other cookies than those of a session say nothing.
 */
export function namesOfUsers(
  script: Script,
  reads: readonly UserRead[],
  parts: readonly Part[] = [],
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { what, how, at } of reads) {
    const given = namesGiven(script, tokenAtOrAfter(script, at.start));
    const isSession = what !== 'cookie' || IS_SESSION.test(how);
    // const { user } = Astro.locals
    if (/^\w+$/.test(how) && isSession) names.add(how);
    for (const name of given) if (isSession || IS_SESSION.test(name)) names.add(name);
  }
  for (const part of parts) addLookedUp(script, part, names);
  return names;
}

const IS_SESSION = /session|token|auth|jwt|\bsid\b|user/i;

/** `const user = await findUser(session.user.id)` */
function addLookedUp(script: Script, { first, last }: Part, names: Set<string>): void {
  if (names.size === 0) return;
  for (let at = first; at <= last; at++) {
    if (codeAt(script, at) !== ASSIGN) continue;
    const given = namesBefore(script, at).filter((name) => IS_OF_USER.test(name) && !names.has(name));
    if (given.length === 0) continue;
    const end = Math.min(endOfExpression(script, at + 1), at + 60);
    for (let token = at + 1; token <= end; token++)
      if (
        codeAt(script, token) === WORD &&
        names.has(wordAt(script, token)) &&
        codeAt(script, token - 1) !== DOT
      )
        for (const name of given) names.add(name);
  }
}

const IS_OF_USER =
  /user|session|account|member|viewer|profile|auth|token|payload|claims|admin|team|workspace/i;

/** What the value that starts at, or is handed on at, a token is given to. */
function namesGiven(script: Script, token: number): string[] {
  let at = token - 1;
  for (let steps = 0; steps < 30 && at >= 0; steps++, at--) {
    const code = codeAt(script, at);
    if (code === ASSIGN) return namesBefore(script, at);
    if (code === SEMICOLON || code === COMMA || code === CLOSE_BRACE || code === OPEN_BRACE) return [];
    // decode(cookies().get('token')), (await auth())
    if (code === WORD && /^(?:if|return|while|for|switch|case|const|let|var)$/.test(wordAt(script, at)))
      return [];
  }
  return [];
}

function namesBefore(script: Script, assign: number): string[] {
  const last = assign - 1;
  if (codeAt(script, last) === WORD) {
    // `x: Session | null =`
    const names = [wordAt(script, last)];
    for (let at = last; at > last - 8 && at > 0; at--)
      if (codeAt(script, at) === COLON) names.push(wordAt(script, at - 1));
    return names;
  }
  const open = partnerOf(script, last);
  if (open < 0) return [];
  const names: string[] = [];
  for (let at = open + 1; at < last; at++)
    if (codeAt(script, at) === WORD && codeAt(script, at + 1) !== COLON) names.push(wordAt(script, at));
  return names;
}
