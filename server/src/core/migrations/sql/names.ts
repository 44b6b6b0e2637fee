import { UNKNOWN_NAME, type ObjectName } from '../operation.ts';
import { eachInBrackets, is, kindAt, take, type Cursor } from './cursor.ts';
import { KIND, NUMBER, PARAMETER, QUOTED, STRING, TEMPLATE, WORD } from './tokens.ts';

/** An identifier as the database stores it; undefined, and no step, where none stands. */
export function takeName(cursor: Cursor): string | undefined {
  const kind = kindAt(cursor, cursor.at);
  if (kind !== WORD && kind !== QUOTED && kind !== PARAMETER) return undefined;
  return nameAt(cursor, cursor.at++);
}

/** The same, for an object: "schema.name" without the usual schema. */
export function takeObjectName(cursor: Cursor): ObjectName | undefined {
  let first = takeName(cursor);
  if (first === undefined) return undefined;
  let second: string | undefined;
  while (is(cursor, '.')) {
    cursor.at++;
    const next = takeName(cursor);
    if (next === undefined) break;
    if (second !== undefined) first = second;
    second = next;
  }
  if (second === undefined) return first;
  if (isUsualSchema(cursor, first)) return second;
  return second === UNKNOWN_NAME ? second : `${first}.${second}`;
}

function isUsualSchema(cursor: Cursor, schema: string): boolean {
  if (schema === 'public' || schema === UNKNOWN_NAME) return true;
  return cursor.context.dialect === 'sqlite' && schema === 'main';
}

/** Names between commas. */
export function takeObjectNames(cursor: Cursor): readonly ObjectName[] {
  const names: ObjectName[] = [];
  do {
    const name = takeObjectName(cursor);
    if (name === undefined) break;
    names.push(name);
    take(cursor, '*');
  } while (take(cursor, ','));
  return names;
}

/** `(a, b, c)`: the names, without what stands beside them. */
export function takeColumnList(cursor: Cursor): readonly string[] {
  const names: string[] = [];
  eachInBrackets(cursor, (part) => {
    const name = takeName(part);
    if (name !== undefined) names.push(name);
  });
  return names;
}

/** The text of the token as a name. */
export function nameAt(cursor: Cursor, index: number): string {
  const { tokens, context } = cursor;
  const kind = tokens.kinds[index] ?? 0;
  const start = tokens.starts[index] ?? 0;
  const end = tokens.ends[index] ?? start;
  switch (kind & KIND) {
    case QUOTED:
      return orUnknown(cursor, unquote(tokens.text, start, end));
    case PARAMETER:
      return UNKNOWN_NAME;
    default: {
      const text = tokens.text.slice(start, end);
      if ((kind & TEMPLATE) !== 0) return isTemplateAlone(text) ? UNKNOWN_NAME : text;
      return orUnknown(cursor, context.dialect === 'postgres' ? text.toLowerCase() : text);
    }
  }
}

function unquote(text: string, start: number, end: number): string {
  const quote = text[start] === '[' ? ']' : (text[start] ?? '');
  const closed = end - start > 1 && text[end - 1] === quote;
  const inside = text.slice(start + 1, closed ? end - 1 : end);
  return inside.includes(quote) ? inside.replaceAll(quote + quote, quote) : inside;
}

/** Parts that are worked out at run time stand as underscores in strings of code. */
function orUnknown(cursor: Cursor, name: string): string {
  if (name.includes('{') && isTemplateAlone(name)) return UNKNOWN_NAME;
  if (cursor.tokens.dynamic && isBlank(name)) return UNKNOWN_NAME;
  return name.length > SURELY_SHORT && cursor.context.dialect === 'postgres' ? cutName(name) : name;
}

/** PostgreSQL cuts names at 63 bytes of UTF-8 (NAMEDATALEN); 3 of them at most for each of our units. */
const SURELY_SHORT = 21;
const MOST_BYTES = 63;

function cutName(name: string): string {
  let bytes = 0;
  let end = 0;
  for (const character of name) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x8_00 ? 2 : code < 0x1_00_00 ? 3 : 4;
    if (bytes > MOST_BYTES) return name.slice(0, end);
    end += character.length;
  }
  return name;
}

function isTemplateAlone(text: string): boolean {
  return (text.startsWith('{') || text.startsWith('${')) && text.indexOf('}') >= text.length - 2;
}

function isBlank(name: string): boolean {
  if (name.length < 2) return false;
  for (let index = 0; index < name.length; index++) if (name.charCodeAt(index) !== 95) return false;
  return true;
}

/** What a string says; undefined, and no step, where none stands. */
export function takeString(cursor: Cursor): string | undefined {
  const kind = kindAt(cursor, cursor.at);
  if (kind !== STRING && !(kind === QUOTED && cursor.context.dialect === 'mysql')) return undefined;
  return stringAt(cursor, cursor.at++);
}

export function stringAt(cursor: Cursor, index: number): string {
  const { text, starts, ends } = cursor.tokens;
  let start = starts[index] ?? 0;
  const end = ends[index] ?? start;
  if (text.charCodeAt(start) !== 39 && text.charCodeAt(start) !== 34) start++;
  return unquote(text, start, end);
}

/** A number, also a negative one; undefined where none stands. */
export function takeNumber(cursor: Cursor): number | undefined {
  const negative = is(cursor, '-') && kindAt(cursor, cursor.at + 1) === NUMBER;
  const index = negative ? cursor.at + 1 : cursor.at;
  if (kindAt(cursor, index) !== NUMBER) return undefined;
  cursor.at = index + 1;
  const { text, starts, ends } = cursor.tokens;
  const value = Number(text.slice(starts[index], ends[index]));
  return negative ? -value : value;
}
