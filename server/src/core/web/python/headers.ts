/** Headers that code in Python sets on its responses: by item, by call, in dictionaries and in lists of pairs. */
import type { Literal } from '../../fixes/literals/literal.ts';
import { skipBlank, type Code } from '../../parsers/code.ts';
import { calleeBefore, lastBefore, openBracketBefore } from '../backend/brackets.ts';
import { isOfResponses } from '../backend/headerNames.ts';
import { headerStringsIn } from '../backend/headerStrings.ts';
import type { HeaderSetting } from '../types.ts';
import { isOfRequests, makesResponse, mayBeResponse, sendsRequest } from './responses.ts';
import type { PythonWeb } from './pythonWeb.ts';

/** Each string that names a header, with what it is given. */
export function readHeaderNames(web: PythonWeb): HeaderSetting[] {
  const { code } = web.file;
  const settings: HeaderSetting[] = [];
  for (const { literal, header } of headerStringsIn(code)) {
    if (settings.length >= MOST_SETTINGS) break;
    const given = givenTo(web, literal, header);
    if (given) settings.push(...forUsers(web, literal, settingOf(web, literal, header, given)));
  }
  return settings;
}

const MOST_SETTINGS = 1_000;

/** `CACHED = {"Cache-Control": …}` of a module is what each handler says that takes it. */
function forUsers(web: PythonWeb, literal: Literal, setting: HeaderSetting): readonly HeaderSetting[] {
  const { file } = web;
  const brace = openBracketBefore(file.code, literal.start);
  const name =
    setting.handler === undefined && brace !== -1 && !file.functionAt(literal.start)
      ? /(?:^|\n)(\w{1,80})[ \t]*(?::[^=\n]{1,80})?=[ \t]*$/.exec(
          file.code.masked.slice(Math.max(0, brace - 200), brace),
        )?.[1]
      : undefined;
  if (name === undefined) return [setting];
  const handlers = new Set(web.usesOf(name).flatMap((use) => web.handlerAt(use) ?? []));
  if (handlers.size === 0) return [setting];
  return [...handlers].map((handler) =>
    Object.assign({}, setting, { handler, group: web.groupOf(`${name} for ${handler}`) }),
  );
}

interface Given {
  /** Where its value starts; the header's name where it is taken away. */
  readonly start: number;
  readonly mode: HeaderSetting['mode'];
  /** What settings of one response have in common. */
  readonly group: string;
}

function settingOf(web: PythonWeb, literal: Literal, header: string, given: Given): HeaderSetting {
  const { file } = web;
  const handler = web.handlerAt(literal.start);
  const when = web.conditionsAt(literal.start);
  return {
    setBy: 'code',
    header,
    nameAt: file.place(literal.content),
    value:
      given.mode === 'remove'
        ? { kind: 'nothing', at: file.place(literal.content) }
        : web.valueAt(given.start),
    scope: { syntax: 'all' },
    mode: given.mode,
    ...(handler !== undefined && { handler }),
    group: web.groupOf(`${file.functionAt(literal.start)?.start ?? ''} ${given.group}`),
    ...(when.length > 0 && { when }),
  };
}

function givenTo(web: PythonWeb, literal: Literal, header: string): Given | undefined {
  const { code } = web.file;
  const before = lastBefore(code.masked, literal.start);
  const next = skipBlank(code.masked, literal.end);
  const behind = code.masked[next];
  if (code.masked[before] === '[' && behind === ']') return asItem(web, before, next, header);
  if (behind === ':') return asEntry(web, literal.start, next + 1, header);
  if (code.masked[before] === '(' && (behind === ',' || behind === ')'))
    return asArgument(web, before, next, header);
  return undefined;
}

/** `response["Vary"] = …`, `response.headers["Vary"] += …`, `del response["Vary"]` */
function asItem(web: PythonWeb, open: number, close: number, header: string): Given | undefined {
  const { code } = web.file;
  const receiver = /[\w.]{1,120}(?:\(\)[\w.]{0,40})?$/.exec(code.masked.slice(Math.max(0, open - 170), open));
  if (!receiver || isOfRequests(receiver[0]) || !mayBeResponse(receiver[0], header)) return undefined;
  if (!isOfResponses(header) && isSession(web, receiver[0], open)) return undefined;
  const group = responseOf(receiver[0]);
  ASSIGNED.lastIndex = close + 1;
  const assigned = ASSIGNED.exec(code.masked);
  if (assigned) return { start: ASSIGNED.lastIndex, mode: assigned[0].includes('+') ? 'add' : 'set', group };
  const from = open - receiver[0].length;
  return /(?:^|[\n;])[ \t]*del[ \t]{1,8}$/.test(code.masked.slice(Math.max(0, from - 200), from))
    ? { start: open, mode: 'remove', group }
    : undefined;
}

/** `s = requests.Session()`, `s.headers["Cache-Control"] = …` */
function isSession(web: PythonWeb, receiver: string, offset: number): boolean {
  const { code } = web.file;
  const name = /^\w+/.exec(receiver)?.[0] ?? '';
  const set = web
    .usesOf(name)
    .findLast((use) => use < offset && /^\w+[ \t]{0,8}=(?!=)/.test(code.masked.slice(use, use + 100)));
  return (
    set !== undefined &&
    /=\s{0,8}(?:await )?(?:requests|httpx|aiohttp|urllib\w*|cloudscraper|\w{0,20}Session|\w{0,20}Client|Request)\b/.test(
      code.masked.slice(set, set + 140),
    )
  );
}

const ASSIGNED = /[ \t]{0,20}(?::[^=\n]{1,60})?\+?=(?!=)[ \t]{0,20}/y;

/** `{"Vary": …}` where it goes to a response. */
function asEntry(web: PythonWeb, name: number, start: number, header: string): Given | undefined {
  const { code } = web.file;
  const brace = openBracketBefore(code, name);
  if (brace === -1 || code.masked[brace] !== '{') return undefined;
  const group = `{${brace}`;
  return goesToResponse(web, brace, header)
    ? { start: skipBlank(code.masked, start), mode: 'set', group }
    : undefined;
}

function goesToResponse(web: PythonWeb, brace: number, header: string): boolean {
  const { code } = web.file;
  const before = code.masked.slice(Math.max(0, brace - 200), brace);
  const round = openBracketBefore(code, brace);
  if (round !== -1 && code.masked[round] === '(') {
    const callee = calleeBefore(code, round);
    if (callee) return takesHeaders(callee.receiver, callee.name, header);
  }
  const whole = /([\w.]{1,100}\.headers)[ \t]*=[ \t]*$/.exec(before)?.[1];
  if (whole !== undefined) return !isOfRequests(whole);
  // What functions of AWS Lambda give back: `{"statusCode": 200, "headers": {…}}`
  if (
    /["']headers["']\s*:\s*$/.test(before) &&
    round !== -1 &&
    /["']statusCode["']/.test(code.text.slice(round, brace + 600))
  )
    return true;
  const named = /(?:^|[\n;])[ \t]*(?:self\.|cls\.)?(\w{1,80})[ \t]*(?::[^=\n]{1,80})?=[ \t]*(?:\(\s*)?$/.exec(
    before,
  );
  if (named?.[1] !== undefined) return isGivenToResponses(web, named[1], brace, header);
  if (/\breturn\b[^\n]{0,180}$/.test(before)) return true;
  return isOfResponses(header) && !isEverydayWord(header);
}

function takesHeaders(receiver: string, name: string, header: string): boolean {
  if (makesResponse(name) || makesResponse(receiver + name)) return true;
  if (name === 'update' || name === 'extend' || name === 'setdefault')
    return !isOfRequests(receiver) && mayBeResponse(receiver, header);
  if (isOfRequests(receiver) || sendsRequest(name)) return false;
  return isOfResponses(header) && !isEverydayWord(header);
}

/** A dictionary with a name: what it is given to in the file says what it is. */
function isGivenToResponses(web: PythonWeb, name: string, brace: number, header: string): boolean {
  const { code } = web.file;
  const uses = web.usesOf(name);
  let known: boolean | undefined;
  for (const use of uses) {
    const callee = use === brace ? undefined : callRound(code, use);
    if (!callee) continue;
    if (makesResponse(callee.name) || (callee.name === 'update' && mayBeResponse(callee.receiver, header)))
      return true;
    if (isOfRequests(callee.receiver) || sendsRequest(callee.name)) known = false;
  }
  const isPlain = !isOfResponses(header) || isEverydayWord(header);
  return known ?? (!isPlain || (/header/i.test(name) && (isOfResponses(header) || /resp|cache/i.test(name))));
}

/** The call whose brackets are round a place, through dictionaries and lists: `Response(headers={**cached})`. */
function callRound(code: Code, offset: number): ReturnType<typeof calleeBefore> {
  let at = offset;
  for (let levels = 0; levels < 3; levels++) {
    at = openBracketBefore(code, at, 600);
    if (at === -1) return undefined;
    if (code.masked[at] === '(') return calleeBefore(code, at);
  }
  return undefined;
}

/** `.set_header("Vary", …)`, `.headers.add("Vary", …)`, `("Vary", …)` in a list of pairs. */
function asArgument(web: PythonWeb, open: number, next: number, header: string): Given | undefined {
  const { code } = web.file;
  const callee = calleeBefore(code, open);
  const hasValue = code.masked[next] === ',';
  const start = skipBlank(code.masked, next + 1);
  if (!callee || /^(?:in|return|yield|and|or|not|if|else|append|insert)$/.test(callee.name)) {
    const isPair = hasValue && code.masked.slice(open, open + 2) !== '()';
    return isPair && isPairOfHeaders(code.masked, open, header)
      ? { start, mode: 'set', group: 'pairs' }
      : undefined;
  }
  const mode = MODES.get(callee.name);
  const receiver = callee.receiver.replace(/\.\s*$/, '');
  if (mode === undefined || isOfRequests(receiver) || !mayBeResponse(receiver, header)) return undefined;
  const group = responseOf(receiver);
  if (mode === 'remove') return { start: open, mode, group };
  return hasValue ? { start, mode, group } : undefined;
}

const MODES: ReadonlyMap<string, HeaderSetting['mode']> = new Map<string, HeaderSetting['mode']>([
  ['set_header', 'set'],
  // http.server
  ['send_header', 'set'],
  ['set', 'set'],
  ['__setitem__', 'set'],
  ['header', 'set'],
  ['put', 'set'],
  ['add_header', 'add'],
  ['add', 'add'],
  ['append', 'add'],
  ['append_header', 'add'],
  ['setdefault', 'default'],
  ['pop', 'remove'],
  ['remove', 'remove'],
  ['popitem', 'remove'],
  ['clear_header', 'remove'],
  ['delete_header', 'remove'],
  ['__delitem__', 'remove'],
]);

function isPairOfHeaders(masked: string, open: number, header: string): boolean {
  if (isOfResponses(header) && !isEverydayWord(header)) return true;
  return /headers/i.test(masked.slice(Math.max(0, open - 600), open));
}

/** Words that are keys of many other things. */
function isEverydayWord(header: string): boolean {
  return header === 'expires' || header === 'vary' || header === 'pragma';
}

/** `response` of `response.headers`. */
function responseOf(receiver: string): string {
  return receiver.replace(/\.(?:headers|raw_headers|mutable_headers)$/, '');
}
