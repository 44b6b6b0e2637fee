/** Headers that code in Ruby sets: by item, by call, and in hashes. */
import type { Literal } from '../../fixes/literals/literal.ts';
import { lineStartAt } from '../../lines.ts';
import { skipBlank, type Code } from '../../parsers/code.ts';
import { lastBefore, openBracketBefore } from '../backend/brackets.ts';
import { isOfResponses } from '../backend/headerNames.ts';
import { headerStringsIn } from '../backend/headerStrings.ts';
import type { HeaderPlaceId } from '../headerPlaces.ts';
import type { HeaderSetting } from '../types.ts';
import type { Condition } from '../values.ts';
import type { RubyWeb } from './rubyWeb.ts';

export function readHeaderNames(web: RubyWeb): HeaderSetting[] {
  const { code } = web.file;
  const settings: HeaderSetting[] = [];
  for (const { literal, header } of headerStringsIn(code)) {
    if (settings.length >= MOST_SETTINGS) break;
    const given = givenTo(web, literal, header);
    if (given) settings.push(settingOf(web, literal, header, given));
  }
  return settings;
}

const MOST_SETTINGS = 1_000;

interface Given {
  readonly start: number;
  readonly mode: HeaderSetting['mode'];
  readonly group: string;
  readonly setBy?: HeaderPlaceId;
}

function settingOf(web: RubyWeb, literal: Literal, header: string, given: Given): HeaderSetting {
  const { file } = web;
  const handler = web.handlerAt(literal.start);
  const stage = stageOfFile(web);
  const when = [...stage, ...web.conditionsAt(literal.start)];
  return {
    setBy: given.setBy ?? 'code',
    header,
    nameAt: file.place(literal.content),
    value:
      given.mode === 'remove'
        ? { kind: 'nothing', at: file.place(literal.content) }
        : web.valueAt(given.start),
    scope: { syntax: 'all' },
    mode: given.mode,
    ...(handler !== undefined && { handler }),
    group: web.groupOf(
      `${file.blockAt(literal.start, 'def')?.start ?? file.blockAt(literal.start, 'do')?.start ?? ''} ${given.group}`,
    ),
    ...(when.length > 0 && { when }),
  };
}

/** `config/environments/development.rb` */
export function stageOfFile({ file }: RubyWeb): readonly Condition[] {
  const name = /(?:^|\/)config\/environments\/(\w+)\.rb$/.exec(file.document.path)?.[1];
  const at = file.place({ start: 0, end: 0 });
  if (name === 'development' || name === 'test' || name === 'local')
    return [{ kind: 'stage', stage: 'development', at }];
  return name === 'production' ? [{ kind: 'stage', stage: 'production', at }] : [];
}

function givenTo(web: RubyWeb, literal: Literal, header: string): Given | undefined {
  const { code } = web.file;
  const before = lastBefore(code.masked, literal.start);
  const next = skipBlank(code.masked, literal.end);
  if (code.masked[before] === '[' && code.masked[next] === ']') return asItem(web, before, next, header);
  const isPair = code.masked.startsWith('=>', next) || code.masked[literal.end] === ':';
  if (isPair)
    return asPair(web, literal, code.masked.startsWith('=>', next) ? next + 2 : literal.end + 1, header);
  return asArgument(web, literal, before, next, header);
}

const ASSIGNED = /[ \t]{0,20}(?:\|\|)?=(?![=~>])[ \t]{0,20}/y;

/** `headers['Vary'] = …`, `response.headers['Vary'] ||= …` */
function asItem({ file: { code } }: RubyWeb, open: number, close: number, header: string): Given | undefined {
  const receiver = /[\w.@()]{1,120}$/.exec(code.masked.slice(Math.max(0, open - 120), open))?.[0];
  if (receiver === undefined || !isOfResponse(receiver, header)) return undefined;
  ASSIGNED.lastIndex = close + 1;
  const assigned = ASSIGNED.exec(code.masked);
  return assigned
    ? { start: ASSIGNED.lastIndex, mode: assigned[0].includes('|') ? 'default' : 'set', group: 'response' }
    : undefined;
}

/** A request that the program sends has headers too. */
function isOfResponse(receiver: string, header: string): boolean {
  if (
    /(?:^|[._@])(?:req(?:uest)?|http|client|conn(?:ection)?|faraday|session|uri|options|params|env)(?:$|[._([])/i.test(
      receiver,
    )
  )
    return false;
  return /header|resp|(?:^|[.@])res$/i.test(receiver) || (isOfResponses(header) && header.includes('-'));
}

/** `'Vary' => 'Origin'` in hashes that go to responses. */
function asPair(web: RubyWeb, literal: Literal, behind: number, header: string): Given | undefined {
  const { code } = web.file;
  const start = skipBlank(code.masked, behind);
  const open = openBracketBefore(code, literal.start);
  const line = code.masked.slice(firstLineOf(code.masked, literal.start), literal.start);
  // Sinatra: `headers 'Vary' => 'Origin'`
  const call = /^\s*(?:response\.)?(headers|header|merge!|update)\s+(?:[^#]*,\s*)?$/.exec(line);
  if (call) return { start, mode: 'set', group: 'response' };
  if (open === -1) return undefined;
  const before = code.masked.slice(Math.max(0, open - 200), open).trimEnd();
  const setBy = placeOf(before);
  if (setBy) return { start, mode: 'set', group: `{${open}`, setBy };
  if (code.masked[open] === '(') {
    const callee = calleeBefore(code, open);
    return callee && takesHeaders(callee.name, callee.receiver, header)
      ? { start, mode: 'set', group: 'response' }
      : undefined;
  }
  if (code.masked[open] !== '{') return undefined;
  const round = openBracketBefore(code, open);
  if (round !== -1 && code.masked[round] === '(') {
    const callee = calleeBefore(code, round);
    if (callee && takesHeaders(callee.name, callee.receiver, header))
      return { start, mode: 'set', group: 'response' };
  }
  // Rack: `[200, { 'Vary' => 'Origin' }, []]`
  if (/\[\s*(?:\d{3}|:\w{1,40}|\w{1,40}),$/.test(before)) return { start, mode: 'set', group: `{${open}` };
  // `def response_headers`
  const method = web.file.blockAt(open, 'def')?.name ?? '';
  const isTold = isOfResponses(header) ? header.includes('-') : /response_headers|^headers$/.test(method);
  return isTold ? { start, mode: 'set', group: `{${open}` } : undefined;
}

/** The start of the line, or of the one that it goes on from: `'X' => 'y',` */
function firstLineOf(masked: string, offset: number): number {
  let start = lineStartAt(masked, offset, LONGEST_LINE);
  for (let lines = 0; lines < 12 && masked[start - 1] === '\n'; lines++) {
    const end = start - 1;
    const before = masked.slice(Math.max(0, end - 300), end).trimEnd();
    if (!before.endsWith(',')) break;
    start = lineStartAt(masked, end, LONGEST_LINE);
  }
  return start;
}

const LONGEST_LINE = 1_000;

function placeOf(before: string): HeaderPlaceId | undefined {
  if (
    /\bpublic_file_server\.headers\s*=$|\.public_file_server\.headers\.(?:merge!|update)\s*\($|\bActionDispatch::Static\b[^\n]{0,120}headers:$|\bRack::Static\b[^\n]{0,200}$/.test(
      before,
    )
  )
    return 'static-files';
  return /\bdefault_headers(?:\s*=|\.merge!\s*\(?|\.update\s*\(?)$/.test(before) ? 'rails-config' : undefined;
}

function takesHeaders(name: string, receiver: string, header: string): boolean {
  if (/^(?:merge!|update|replace|reverse_merge!)$/.test(name))
    return /headers?\.?\s*$/i.test(receiver) && isOfResponse(receiver, header);
  if (/^(?:headers|header|set_headers|add_headers)$/.test(name))
    return !/(?:request|http|client|conn)/i.test(receiver);
  return /(?:^|::)(?:Response|new)$/.test(name) && /Rack::|Response/.test(receiver + name);
}

const MODES: ReadonlyMap<string, HeaderSetting['mode']> = new Map<string, HeaderSetting['mode']>([
  ['set_header', 'set'],
  ['store', 'set'],
  ['header', 'set'],
  ['add_header', 'add'],
  ['append_header', 'add'],
  ['delete_header', 'remove'],
  ['delete', 'remove'],
  ['except', 'remove'],
]);

/** `response.set_header('Vary', …)`, Grape's `header 'Vary', …`, `headers.delete('Vary')` */
function asArgument(
  web: RubyWeb,
  literal: Literal,
  before: number,
  next: number,
  header: string,
): Given | undefined {
  const { code } = web.file;
  const isOpen = code.masked[before] === '(';
  const callee = isOpen ? calleeBefore(code, before) : wordBefore(code.masked, before);
  const mode = callee && MODES.get(callee.name);
  if (!callee || mode === undefined) return undefined;
  const receiver = callee.receiver.replace(/\.\s*$/, '');
  if (callee.name === 'header' ? receiver !== '' : !isOfResponse(receiver, header)) return undefined;
  if (mode === 'remove')
    return /header/i.test(receiver + callee.name)
      ? { start: literal.start, mode, group: 'response' }
      : undefined;
  return code.masked[next] === ','
    ? { start: skipBlank(code.masked, next + 1), mode, group: 'response' }
    : undefined;
}

/** The method whose brackets open at `open`, with what it is called on. */
function calleeBefore(
  { masked }: Code,
  open: number,
): { readonly name: string; readonly receiver: string } | undefined {
  const match = /((?:[\w@:()]{1,80}\.){0,6})([A-Za-z_]\w{0,60}[!?]?)$/.exec(
    masked.slice(Math.max(0, open - 300), open),
  );
  return match ? { name: match[2] ?? '', receiver: match[1] ?? '' } : undefined;
}

function wordBefore(
  masked: string,
  before: number,
): { readonly name: string; readonly receiver: string } | undefined {
  const match = /(?:^|[\s(;{])((?:[\w@]{1,60}\.){0,4})(\w{1,40})$/.exec(
    masked.slice(Math.max(0, before - 200), before + 1),
  );
  return match ? { name: match[2] ?? '', receiver: match[1] ?? '' } : undefined;
}
