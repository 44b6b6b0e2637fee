/** Response headers that a script sets: calls, objects of headers, and assignments by name. */
import {
  ASSIGN,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  STRING,
  WORD,
} from '../../../parsers/script/codes.ts';
import {
  calleeToken,
  codeAt,
  endOfExpression,
  isDot,
  parentOf,
  partnerOf,
  startOf,
  stringAt,
  wordAt,
  tokenAtOrAfter,
} from '../../../parsers/script/walk.ts';
import { headerNamed, headerOfConstant } from '../../backend/headerNames.ts';
import type { HeaderSetting, LostHeader } from '../../types.ts';
import type { Value } from '../../values.ts';
import { alternativesOf } from './alternatives.ts';
import { chainTo } from '../chains.ts';
import { declarationOf, usesOf } from '../declarations.ts';
import { fateOf } from './fate.ts';
import { groupOfFunction, type FoundHeader, type FoundHeaders } from './foundHeaders.ts';
import { holderOf, isOfResponsesOnly, speaksToCaches, withObjects } from './headerObjects.ts';
import { lostHeaderAt } from './lostHeaders.ts';
import { callAt, type Call, type ScriptFile } from '../scriptFile.ts';

/** Headers of the whole script. */
export function headersIn(file: ScriptFile): FoundHeaders {
  const { script } = file;
  const headers: FoundHeader[] = [];
  const lost: LostHeader[] = [];
  const objects = new Set<number>();
  for (let token = 0; token < script.count && headers.length < MOST; token++) {
    const code = codeAt(script, token);
    if (code !== STRING && code !== WORD) continue;
    const header = headerAt(file, token);
    if (header === undefined) {
      if (code === WORD && wordAt(script, token) === 'vary') pushVary(file, token, headers);
      continue;
    }
    if (isKey(file, token)) {
      const brace = parentOfKey(file, token);
      if (objects.size < MOST_OBJECTS) objects.add(brace).add(holderOf(file, brace));
    } else if (isIndex(file, token) || isPropertyOfHeaders(script, token)) {
      const found = assignedAt(file, token, header);
      if (found?.lost) lost.push(found.lost);
      if (found?.setting) headers.push(found.setting);
    } else {
      const found = givenAt(file, token, header);
      if (found) headers.push(found);
    }
  }
  return { headers: withObjects(file, headers, objects).flatMap((header) => picked(file, header)), lost };
}

/** One header for each value that a question about the origin picks. */
function picked(file: ScriptFile, header: FoundHeader): FoundHeader[] {
  const { setting } = header;
  if (setting.header !== 'access-control-allow-origin' || setting.value.kind !== 'choice') return [header];
  const part = valueBehind(file, setting.nameAt.start);
  const found = part && alternativesOf(file, part.first, part.last);
  if (!found) return [header];
  const around = setting.when ?? [];
  const { when: _, ...rest } = setting;
  const each: FoundHeader[] = [];
  for (const { value, when } of found) {
    const all = [...around, ...when];
    each.push({ ...header, setting: all.length > 0 ? { ...rest, value, when: all } : { ...rest, value } });
  }
  return each;
}

/** The tokens of the value that is given to the header whose name stands at an offset. */
function valueBehind({ script }: ScriptFile, offset: number): { first: number; last: number } | undefined {
  const name = tokenAtOrAfter(script, offset - 1);
  const separator = codeAt(script, name + 1) === CLOSE_BRACKET ? name + 2 : name + 1;
  const code = codeAt(script, separator);
  if (code !== COMMA && code !== COLON && code !== ASSIGN) return undefined;
  return { first: separator + 1, last: endOfExpression(script, separator + 1) };
}

const MOST = 1_000;
const MOST_OBJECTS = 300;

/** The header that a token names: in quotes, or as a constant whose name says it. */
function headerAt({ script }: ScriptFile, token: number): string | undefined {
  const text = stringAt(script, token);
  if (text !== undefined) return text.length <= 60 ? headerNamed(text) : undefined;
  const word = wordAt(script, token);
  if (word.length > 60) return undefined;
  if (BARE.has(word))
    return isKeyOfHeaders(script, token) || isPropertyOfHeaders(script, token)
      ? headerNamed(word)
      : undefined;
  if (!CONSTANT.test(word)) return undefined;
  const previous = codeAt(script, token - 1);
  const isNamed =
    previous === OPEN_PAREN || previous === COMMA || previous === OPEN_BRACKET || isDot(script, token - 1);
  const next = codeAt(script, token + 1);
  return isNamed && (next === COMMA || next === CLOSE_BRACKET) ? headerOfConstant(word) : undefined;
}

const CONSTANT =
  /^(?:HEADER_|HTTP_HEADER_)?(?:ACCESS_CONTROL_[A-Z_]{3,20}|(?:CDN_)?CACHE_CONTROL|VARY|PRAGMA|EXPIRES|SET_COOKIE)$/;
const BARE = new Set(['Vary', 'Expires', 'Pragma', 'vary', 'expires', 'pragma']);

type Script = ScriptFile['script'];

/** `headers: { Vary: 'Origin' }` */
function isKeyOfHeaders(script: Script, token: number): boolean {
  if (codeAt(script, token + 1) !== COLON) return false;
  const brace = parentOf(script, token);
  if (codeAt(script, brace) !== OPEN_BRACE) return false;
  const before = codeAt(script, brace - 1);
  if (before === COLON) return /^headers$/i.test(stringAt(script, brace - 2) ?? wordAt(script, brace - 2));
  return before === OPEN_PAREN && wordAt(script, brace - 2) === 'Headers';
}

/** `headers.Vary = 'Origin'` */
function isPropertyOfHeaders(script: Script, token: number): boolean {
  return (
    isDot(script, token - 1) &&
    codeAt(script, token + 1) === ASSIGN &&
    /headers$/i.test(wordAt(script, token - 2))
  );
}

/** A key of an object that is written out, also in brackets: `[CACHE_CONTROL]: x`. */
function isKey({ script }: ScriptFile, token: number): boolean {
  if (codeAt(script, token + 1) === COLON) {
    const before = codeAt(script, token - 1);
    return (
      before === OPEN_BRACE || (before === COMMA && codeAt(script, parentOf(script, token)) === OPEN_BRACE)
    );
  }
  const open = parentOf(script, token);
  if (codeAt(script, open) !== OPEN_BRACKET || codeAt(script, token + 1) !== CLOSE_BRACKET) return false;
  const before = codeAt(script, open - 1);
  return codeAt(script, token + 2) === COLON && (before === OPEN_BRACE || before === COMMA);
}

function parentOfKey({ script }: ScriptFile, token: number): number {
  const parent = parentOf(script, token);
  return codeAt(script, parent) === OPEN_BRACKET ? parentOf(script, parent) : parent;
}

function isIndex({ script }: ScriptFile, token: number): boolean {
  return (
    codeAt(script, token + 1) === CLOSE_BRACKET && codeAt(script, parentOf(script, token)) === OPEN_BRACKET
  );
}

// Assignments

function assignedAt(
  file: ScriptFile,
  token: number,
  header: string,
): { setting?: FoundHeader; lost?: LostHeader } | undefined {
  const { script } = file;
  const isProperty = isDot(script, token - 1);
  const open = isProperty ? token - 1 : parentOf(script, token);
  const assign = isProperty ? token + 1 : partnerOf(script, open) + 1;
  if (codeAt(script, assign) !== ASSIGN) return undefined;
  const owner = isProperty ? token - 2 : isDot(script, open - 1) ? open - 2 : open - 1;
  if (codeAt(script, owner) !== WORD) return undefined;
  const { path } = chainTo(script, owner);
  if (path.some((name) => SENT_OUT.test(name))) return undefined;
  const last = endOfExpression(script, assign + 1);
  const value = file.value(assign + 1, last);
  const found = lostHeaderAt(file, owner, value);
  const lost = found && { header, at: file.inner(token), why: found };
  if (found === 'headers-object') return { lost: { header, at: file.inner(token), why: found } };
  if (path.length === 1 && fateOfName(file, owner) === 'request') return undefined;
  const declared = path.length === 1 ? declarationOf(file, path[0] ?? '', owner) : undefined;
  const isObject = declared !== undefined && codeAt(script, declared.value) === OPEN_BRACE;
  const group = isObject ? `object ${declared.value}` : groupOfFunction(file, token);
  return {
    setting: made(file, token, header, unwrapped(value), 'set', group),
    ...(lost ? { lost } : {}),
  };
}

const SENT_OUT =
  /^(?:req|request|config|axios|defaults|proxyReq|requestHeaders|reqHeaders|fetchOptions|init|details|xhr)$/;

function fateOfName(file: ScriptFile, token: number): string {
  const { script } = file;
  for (const use of usesOf(file, wordAt(script, token))) {
    const fate = fateOf(file, use, use);
    if (fate !== 'unknown') return fate;
  }
  return 'unknown';
}

/** CloudFront's functions: `{ value: 'x' }`, Lambda@Edge: `[{ key, value }]`. */
function unwrapped(value: Value): Value {
  const inner = value.kind === 'list' && value.items.length === 1 ? value.items[0] : value;
  if (inner?.kind !== 'map') return value;
  return inner.entries.find(({ key }) => key === 'value')?.value ?? value;
}

// Calls

/** `res.setHeader('X', value)`, `setHeader(event, 'X', value)`, `headers.append('X', value)`, `@Header('X', value)`. */
function givenAt(file: ScriptFile, token: number, header: string): FoundHeader | undefined {
  const { script } = file;
  const open = parentOf(script, token);
  if (codeAt(script, open) === OPEN_BRACKET) return pairAt(file, open, token, header);
  if (codeAt(script, open) !== OPEN_PAREN) return undefined;
  const callee = calleeToken(script, open);
  const call = codeAt(script, callee) === WORD ? callAt(file, callee) : undefined;
  if (!call || call.open !== open) return undefined;
  const at = call.args.findIndex(({ last }) => last === token);
  const name = call.name.replace(/^@/, '');
  if (at < 0 || at > 1 || isAboutRequest(file, call)) return undefined;
  const group = groupOfFunction(file, token);
  if (REMOVING.has(name))
    return made(file, token, header, { kind: 'nothing', at: file.inner(token) }, 'remove', group);
  const given = call.args[at + 1];
  if (!given || !(SETTING.has(name) || ADDING.has(name))) return undefined;
  if (at === 1 && !isEventCall(call)) return undefined;
  const value = file.value(given.first, given.last);
  if (value.kind === 'nothing') return made(file, token, header, value, 'remove', group);
  const isAdded = ADDING.has(name) || appends(file, call, at);
  return made(file, token, header, value, isAdded ? 'add' : 'set', group);
}

const SETTING = new Set(
  'setHeader set header headers setResponseHeader Header setHeaderValue withHeader overrideHeader setResponseHeaders'.split(
    ' ',
  ),
);
const ADDING = new Set(['append', 'appendHeader', 'appendResponseHeader', 'addHeader']);
const REMOVING = new Set(['removeHeader', 'removeResponseHeader', 'delete', 'remove']);

/** `setHeader(event, 'X', v)` of h3; with a receiver the name comes first. */
function isEventCall({ name, path }: Call): boolean {
  return path.length === 0 && /^(?:set|append)(?:Response)?Header$/.test(name);
}

/** `c.header('Vary', 'Origin', { append: true })` */
function appends({ script }: ScriptFile, call: Call, at: number): boolean {
  const options = call.args[at + 2];
  if (!options || codeAt(script, options.first) !== OPEN_BRACE) return false;
  return /\bappend:\s{0,4}true\b/.test(
    script.text.slice(startOf(script, options.first), startOf(script, options.first) + 60),
  );
}

/** Requests that code or tests send: `request(app).get('/').set(…)`, `proxyReq.setHeader(…)`, headers that `fetch` gets. */
function isAboutRequest(file: ScriptFile, { path, first, token, name }: Call): boolean {
  if (name.startsWith('@')) return false;
  const owner = path.at(-1) ?? '';
  if (/^(?:get|post|put|patch|delete|head|options|agent|request|supertest)\(\)$/.test(owner)) return true;
  if (
    /^(?:proxyReq|clientRequest|xhr|req|request|nextRequest|requestHeaders|reqHeaders|searchParams|params|localStorage|cache|map|store|url)$/.test(
      owner,
    )
  )
    return true;
  if (owner === 'headers') {
    const holder = path.at(-2) ?? '';
    if (/^(?:req|request|options|config|init|requestInit|nextRequest|proxyReq|axios|defaults)$/.test(holder))
      return true;
    if (holder.endsWith('Request')) return true;
  }
  if (path.length !== 1 || !/headers?$/i.test(owner)) return false;
  return fateOfName(file, first) === 'request' && codeAt(file.script, token) === WORD;
}

/** `new Headers([['Cache-Control', 'x']])` */
function pairAt(file: ScriptFile, open: number, token: number, header: string): FoundHeader | undefined {
  const { script } = file;
  if (codeAt(script, token - 1) !== OPEN_BRACKET || codeAt(script, token + 1) !== COMMA) return undefined;
  const outer = parentOf(script, open);
  if (codeAt(script, outer) !== OPEN_BRACKET) return undefined;
  const fate = fateOf(file, outer, partnerOf(script, outer));
  if (fate === 'request' || fate === 'development') return undefined;
  const value = file.value(token + 2, partnerOf(script, open) - 1);
  if (fate === 'unknown' && !isOfResponsesOnly(header) && !speaksToCaches(value)) return undefined;
  return made(file, token, header, value, 'set', `object ${outer}`);
}

/** `res.vary('Origin')` */
function pushVary(file: ScriptFile, token: number, headers: FoundHeader[]): void {
  const call = isDot(file.script, token - 1) ? callAt(file, token) : undefined;
  const first = call?.args[0];
  if (!call || !first || !/^(?:res|response|ctx|reply|context)$/.test(call.path.at(-1) ?? '')) return;
  headers.push(
    made(file, token, 'vary', file.value(first.first, first.last), 'add', groupOfFunction(file, token)),
  );
}

function made(
  file: ScriptFile,
  token: number,
  header: string,
  value: Value,
  mode: HeaderSetting['mode'],
  group: string,
): FoundHeader {
  const when = file.conditions(token);
  return {
    setting: {
      setBy: 'code',
      header,
      nameAt: file.inner(token),
      value,
      scope: { syntax: 'all' },
      mode,
      ...(when.length > 0 ? { when } : {}),
    },
    token,
    group,
  };
}
