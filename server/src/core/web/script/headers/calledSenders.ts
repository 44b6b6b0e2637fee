/** Answers that a function of another file sends: `return sendPdf(c, file)`, where that function says what caches may do. */
import { COLON, COMMA, OPEN_BRACE, OPEN_PAREN, WORD } from '../../../parsers/script/codes.ts';
import { codeAt, isDot, parentOf, wordAt } from '../../../parsers/script/walk.ts';
import type { ExportedValue } from '../../types.ts';
import { CACHING_HEADERS } from '../../caching/policy.ts';
import { ASKS_WHO, partsOfCondition, type Ask, type Condition } from '../../values.ts';
import { usesOf } from '../declarations.ts';
import type { FoundHandler } from '../routes/handlers.ts';
import { callAt, type ScriptFile } from '../scriptFile.ts';
import { groupOfFunction, type FoundHeader } from './foundHeaders.ts';
import { OF_WORKSPACE } from './sharedHeaders.ts';

/**
 * Calls of functions of other files in handlers that ask who is there. Which headers they send is known when the files are put
 * together (see `exportedSenders`): until then their name is `*`. `headers`: what this file sets itself, which is said later.
 */
export function calledSenders(
  file: ScriptFile,
  handlers: readonly FoundHandler[],
  headers: readonly FoundHeader[],
): FoundHeader[] {
  const { script } = file;
  const found: FoundHeader[] = [];
  const seen = new Set<number>();
  for (const { handler, parts } of handlers) {
    if (handler.reads.length === 0 || handler.machine) continue;
    if (headers.some(({ setting, token }) => isOwnWord(setting.header) && isInside(token, parts))) continue;
    for (const { first, last } of parts)
      for (let token = first; token <= last && found.length < MOST; token++) {
        if (codeAt(script, token) !== WORD || codeAt(script, token + 1) !== OPEN_PAREN) continue;
        if (isDot(script, token - 1) || seen.has(token)) continue;
        const name = wordAt(script, token);
        const imported = file.imported(name);
        if (!imported || !OF_WORKSPACE.test(imported.from) || !isSending(file, token)) continue;
        seen.add(token);
        const at = file.span(token, token);
        const when = file.conditions(token);
        const given = givenTo(file, token);
        const value = { kind: 'imported', from: imported.from, name: imported.name, path: [], at } as const;
        found.push({
          setting: {
            setBy: 'code',
            header: '*',
            nameAt: at,
            value,
            scope: { syntax: 'all' },
            mode: 'set',
            ...(when.length > 0 ? { when } : {}),
            ...(given ? { given } : {}),
          },
          token,
          group: groupOfFunction(file, token),
        });
      }
  }
  return found;
}

const MOST = 40;

function isOwnWord(header: string): boolean {
  return header === 'cache-control' || header === '*';
}

function isInside(token: number, parts: FoundHandler['parts']): boolean {
  return parts.some(({ first, last }) => first <= token && token <= last);
}

/** It gets the response, or what it gives is what is answered. */
function isSending(file: ScriptFile, token: number): boolean {
  const { script } = file;
  const before = wordAt(script, token - 1);
  const isGiven = before === 'return' || (before === 'await' && wordAt(script, token - 2) === 'return');
  if (isGiven || RESPONSE.test(wordAt(script, token))) return true;
  const call = callAt(file, token);
  return (
    call?.args.some(({ first, last }) =>
      first === last
        ? HANDED.test(wordAt(script, first))
        : codeAt(script, first) === OPEN_BRACE && holdsResponse(file, first, last),
    ) === true
  );
}

const RESPONSE = /cach|headers?$/i;
const HANDED = /^(?:res|response|reply|c|ctx|context|event|h)$/;

/** `{ title, context: c }`, `{ res }` */
function holdsResponse({ script }: ScriptFile, first: number, last: number): boolean {
  for (let token = first + 1; token < last; token++) {
    if (parentOf(script, token) !== first || !HANDED.test(wordAt(script, token))) continue;
    const before = codeAt(script, token - 1);
    if (before === COLON || ((before === OPEN_BRACE || before === COMMA) && isAlone(script, token)))
      return true;
  }
  return false;
}

function isAlone(script: ScriptFile['script'], token: number): boolean {
  return codeAt(script, token + 1) !== COLON;
}

/** The properties of objects that a call hands over, where they are written out. */
function givenTo(file: ScriptFile, token: number): Readonly<Record<string, string>> | undefined {
  const given = callAt(file, token)?.args.flatMap(({ first, last }) => {
    const value = codeAt(file.script, first) === OPEN_BRACE ? file.value(first, last) : undefined;
    return value?.kind !== 'map'
      ? []
      : value.entries.flatMap(({ key, value: part }): [string, string][] =>
          part.kind === 'text' ? [[key, part.text]] : part.kind === 'flag' ? [[key, String(part.value)]] : [],
        );
  });
  return given && given.length > 0 ? Object.fromEntries(given) : undefined;
}

/**
 * What functions of this file that others may call say about caching, with all that they set beside it, under their names: a map
 * as of an object of headers. A function is one that sends, one that gives headers, or middleware.
 */
export function exportedSenders(
  file: ScriptFile,
  headers: readonly FoundHeader[],
  known: readonly ExportedValue[],
): ExportedValue[] {
  const set = headers.filter(({ setting }) => setting.mode !== 'remove');
  const places = new Map(set.map((header) => [header, placesOf(file, header)] as const));
  return file.module.exports.flatMap(({ name, at, definition }): ExportedValue[] => {
    if (!definition?.isFunction || ANSWERING.test(name) || known.some((one) => one.name === name)) return [];
    const own = set.filter(
      (header) =>
        isSaidToAll(file, header) &&
        places.get(header)?.some((token) => definition.first <= token && token <= definition.last),
    );
    if (!own.some(({ setting }) => CACHING_HEADERS.has(setting.header))) return [];
    const entries = own.map(({ setting: { header, nameAt, value, when = [] } }) => {
      const asks = asksOf(file, when);
      return asks.length > 0
        ? { key: header, keyAt: nameAt, value, asks }
        : { key: header, keyAt: nameAt, value };
    });
    const place = file.span(at, at);
    return [{ name, value: { kind: 'map', entries, open: true, at: place }, at: place }];
  });
}

/** Names by which frameworks call a function: these send to who asks, and to nobody else. */
const ANSWERING =
  /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|default|loader|action|handler|handle|middleware|proxy|load|onRequest\w{0,10})$/;

/** Where a header is set, and where the functions round it are called, and those round these calls. */
function placesOf(file: ScriptFile, { token, uses }: FoundHeader): readonly number[] {
  const places = [...(uses ?? [token])];
  const functions = new Set<string>();
  for (let index = 0; index < places.length && places.length < MOST; index++) {
    const place = places[index] ?? token;
    const made = file.functions.find(({ first, last }) => first <= place && place <= last);
    if (!made || made.name === '' || functions.has(made.name)) continue;
    functions.add(made.name);
    for (const use of usesOf(file, made.name))
      if ((use < made.first || use > made.last) && codeAt(file.script, use + 1) === OPEN_PAREN)
        places.push(use);
  }
  return places;
}

/** Not where somebody, or what is for everybody, is told apart; nor while developing. */
function isSaidToAll({ document: { text } }: ScriptFile, { setting: { when = [] } }: FoundHeader): boolean {
  return when.flatMap(partsOfCondition).every((condition) => {
    const { kind, at } = condition;
    if (kind === 'stage') return condition.stage === 'production';
    const asked = text.slice(at.start, at.end);
    return kind === 'other' && !ASKS_WHO.test(asked) && !/public|private|cach/i.test(asked);
  });
}

function asksOf(file: ScriptFile, when: readonly Condition[]): readonly Ask[] {
  return when.flatMap((condition): readonly Ask[] => {
    const { kind, at } = condition;
    if (kind === 'all') return asksOf(file, condition.of);
    if (kind === 'any') return [{ start: at.start, either: asksOf(file, condition.of) }];
    const [, name, is] = QUESTION.exec(file.document.text.slice(at.start, at.end)) ?? [];
    if (kind !== 'other' || name === undefined) return [{ start: at.start }];
    const negated = condition.negated === true;
    return [{ start: at.start, about: { name, ...(is === undefined ? {} : { is }), negated } }];
  });
}

/** `isDownload`, `options.isDownload`, `version === 'pending'` */
const QUESTION = /^(?:\w{1,40}\.)?(\w{1,40})(?: ===? ['"](\w{1,40})['"])?$/;
