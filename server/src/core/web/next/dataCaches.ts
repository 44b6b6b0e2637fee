/** What Next.js keeps for everybody: pages, answers of `fetch`, results of functions. */
import { COLON, LESS, OPEN_BRACE, OPEN_PAREN, WORD } from '../../parsers/script/codes.ts';
import { parametersOf } from '../../parsers/script/functions.ts';
import {
  codeAt,
  isDot,
  isWord,
  parentOf,
  partnerOf,
  partsOf,
  startOf,
  wordAt,
} from '../../parsers/script/walk.ts';
import { callAt, type ScriptFile } from '../script/scriptFile.ts';
import { userReadsIn } from '../script/access/userReads.ts';
import type { DataCache, UserRead } from '../types.ts';
import type { Value } from '../values.ts';
import { namesOfUsers } from '../script/access/access.ts';
import { directivesAt, reachedFrom, rangeOf, type Part } from '../script/module.ts';

/** Caches of functions and of requests to other servers, in any file. */
export function dataCachesOf(file: ScriptFile): DataCache[] {
  const { module } = file;
  if (module.directives.some(({ text }) => text === 'use client')) return [];
  return [...cachedFunctions(file), ...cachedCalls(file)].sort((a, b) => a.at.start - b.at.start);
}

/** `export const revalidate = 60`, `dynamic = 'force-static'`, `fetchCache = 'force-cache'` of pages, layouts and route handlers. */
export function segmentOptionsOf(
  file: ScriptFile,
  reads: readonly UserRead[],
  handler: number | undefined,
): DataCache[] {
  const found: DataCache[] = [];
  for (const { name, definition } of file.module.exports) {
    const how = SEGMENT_OPTIONS.get(name);
    if (!how || !definition) continue;
    const value = file.value(definition.first, definition.last);
    found.push({ how, value, at: value.at, reads, ...(handler === undefined ? {} : { handler }) });
  }
  return found;
}

const SEGMENT_OPTIONS: ReadonlyMap<string, DataCache['how']> = new Map<string, DataCache['how']>([
  ['revalidate', 'revalidate'],
  ['dynamic', 'dynamic'],
  ['fetchCache', 'fetch-cache'],
]);

// 'use cache'

function cachedFunctions(file: ScriptFile): DataCache[] {
  const whole = file.module.directives.find(({ text }) => isCacheDirective(text));
  const found: DataCache[] = [];
  if (whole) {
    const exported = file.module.exports.flatMap(({ definition }) =>
      definition?.isFunction ? [definition] : [],
    );
    const reads = exported.flatMap((part) => readsOf(file, part));
    found.push(useCache(file, whole, reads, []));
  }
  if (!file.script.text.includes('use cache')) return found;
  for (const part of file.functions) {
    if (found.length >= MOST_CACHES) break;
    if (codeAt(file.script, part.part.bodyStart) !== OPEN_BRACE) continue;
    const directive = directivesAt(file.script, part.part.bodyStart + 1).find(({ text }) =>
      isCacheDirective(text),
    );
    if (directive) found.push(useCache(file, directive, readsOf(file, part), part.parameters));
  }
  return found;
}

function isCacheDirective(text: string): boolean {
  return text === 'use cache' || text.startsWith('use cache:');
}

function useCache(
  file: ScriptFile,
  { text, at: token }: { readonly text: string; readonly at: number },
  reads: readonly UserRead[],
  parameters: readonly string[],
): DataCache {
  const at = file.inner(token);
  const isPrivate = /:\s*private\b/.test(text);
  return {
    how: 'use-cache',
    value: { kind: 'text', text, at },
    at,
    reads,
    parameters,
    ...(isPrivate ? { private: true as const } : {}),
  };
}

function readsOf(file: ScriptFile, part: Part): UserRead[] {
  return reachedFrom(file.module, part).flatMap((each) => {
    const { start, end } = rangeOf(file.script, each);
    return userReadsIn(file.document, start, end);
  });
}

// unstable_cache(…), fetch(…)

type KnownReads = Map<number, readonly UserRead[]>;

const MOST_CACHES = 300;

function* cachedCalls(file: ScriptFile): Generator<DataCache> {
  const { script, module } = file;
  const known: KnownReads = new Map();
  let left = MOST_CACHES;
  for (let token = 0; token < script.count && left > 0; token++) {
    if (codeAt(script, token) !== WORD) continue;
    const word = wordAt(script, token);
    if (codeAt(script, token + 1) === OPEN_PAREN || codeAt(script, token + 1) === LESS) {
      const imported = module.imports.get(word);
      const name = imported?.from === 'next/cache' ? imported.name : word;
      if (name !== 'unstable_cache') continue;
      left--;
      yield* unstableCache(file, token);
    } else if (codeAt(script, token + 1) === COLON) {
      const isForced = word === 'cache' && /^['"]force-cache/.test(textAt(file, token + 2));
      if (word !== 'next' && !isForced) continue;
      left--;
      yield* isForced ? forcedFetch(file, token, known) : revalidatedFetch(file, token, known);
    }
  }
}

function textAt({ script }: ScriptFile, token: number): string {
  return script.text.slice(startOf(script, token), startOf(script, token) + 14);
}

function* unstableCache(file: ScriptFile, token: number): Generator<DataCache> {
  const call = callAt(file, token);
  const [first, keys, options] = call?.args ?? [];
  if (!call || !first) return;
  const value: Value = options
    ? file.value(options.first, options.last)
    : { kind: 'nothing', at: file.span(token, token) };
  const made = functionIn(file, first);
  yield {
    how: 'unstable-cache',
    value,
    at: file.span(token, token),
    reads: made ? [...readsOf(file, made), ...closedOver(file, token, made, keys)] : [],
    ...(made ? { parameters: parametersOfPart(file, made) } : {}),
  };
}

/**
 * `const session = await auth(); unstable_cache(() => find(session.user.id), ['posts'])`: what a function takes from outside is no
 * part of the key, unless it stands among the key's parts.
 */
function closedOver(file: ScriptFile, token: number, made: Part, keys: Part | undefined): UserRead[] {
  const { script } = file;
  const around = file.functions.find(({ first, last }) => first <= token && token <= last);
  if (!around || made.first < around.first) return [];
  const users = new Set([
    ...namesOfUsers(script, readsOf(file, around), [around]),
    ...around.parameters.filter((name) => IS_ONE_USER.test(name)),
  ]);
  const parameters = new Set(parametersOfPart(file, made));
  const isUser = (at: number): boolean =>
    codeAt(script, at) === WORD &&
    users.has(wordAt(script, at)) &&
    !isDot(script, at - 1) &&
    codeAt(script, at + 1) !== COLON &&
    !parameters.has(wordAt(script, at));
  const { first, last: end } = keys ?? { first: 0, last: -1 };
  for (let at = first; at <= end; at++) if (isUser(at)) return [];
  for (let at = made.first; at <= made.last; at++) {
    if (!isUser(at)) continue;
    let last = at;
    while (isDot(script, last + 1) && codeAt(script, last + 2) === WORD) last += 2;
    const span = file.span(at, last);
    return [{ what: 'user', how: script.text.slice(span.start, span.end), at: span }];
  }
  return [];
}

/** A parameter that says whose data is asked for. */
const IS_ONE_USER =
  /^(?:(?:current|auth)?_?(?:user|owner|account|member|customer|viewer|tenant|org|organi[sz]ation|team|workspace)_?(?:id|email)|user|currentUser|session|viewer|account)$/i;

/** The function that is handed over, or that a name stands for. */
function functionIn(file: ScriptFile, { first, last }: Part): Part | undefined {
  if (first === last) return file.module.locals.get(wordAt(file.script, first));
  return { first, last };
}

function parametersOfPart(file: ScriptFile, { first, last }: Part): readonly string[] {
  const made = file.functions.find((each) => each.first >= first && each.last <= last);
  return made ? parametersOf(file.script, made.part).map(({ name }) => name) : [];
}

/** `{ next: { revalidate: 60 } }` of a call. */
function* revalidatedFetch(file: ScriptFile, token: number, known: KnownReads): Generator<DataCache> {
  const { script } = file;
  const open = token + 2;
  if (codeAt(script, open) !== OPEN_BRACE || !isOptionOfCall(file, token)) return;
  for (const { first, last } of partsOf(script, open)) {
    if (!isWord(script, first, 'revalidate') || codeAt(script, first + 1) !== COLON) continue;
    yield fetchCache(file, token, { first: first + 2, last }, known);
  }
}

function* forcedFetch(file: ScriptFile, token: number, known: KnownReads): Generator<DataCache> {
  if (isOptionOfCall(file, token))
    yield fetchCache(file, token, { first: token + 2, last: token + 2 }, known);
}

function fetchCache(file: ScriptFile, token: number, { first, last }: Part, known: KnownReads): DataCache {
  const value = file.value(first, last);
  const around = outermost(file, token, known);
  return { how: 'fetch-cache', value, at: value.at, reads: around ? around.reads : [] };
}

/** The key of an object that is handed to a call. */
function isOptionOfCall({ script }: ScriptFile, token: number): boolean {
  const brace = parentOf(script, token);
  if (codeAt(script, brace) !== OPEN_BRACE || partnerOf(script, brace) < 0) return false;
  return (
    codeAt(script, parentOf(script, brace)) === OPEN_PAREN &&
    wordAt(script, parentOf(script, brace) - 1) !== ''
  );
}

/** What the function round a token reads, worked out once for each function. */
function outermost(
  file: ScriptFile,
  token: number,
  known: KnownReads,
): { readonly reads: readonly UserRead[] } | undefined {
  const made = file.functions.find(({ first, last }) => first <= token && token <= last);
  if (!made) return undefined;
  const reads = known.get(made.first) ?? readsOf(file, made);
  known.set(made.first, reads);
  return { reads };
}
