import {
  AND,
  ASSIGN,
  BANG,
  COMMA,
  DIFFERS,
  DOT,
  EQUALS,
  HOLE_OPEN,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  OPTIONAL_DOT,
  OR,
  QUESTION,
  SEMICOLON,
  TEMPLATE_OPEN,
  WORD,
} from '../../../parsers/script/codes.ts';
import {
  after,
  calleeOf,
  codeAt,
  endOf,
  endOfExpression,
  isWord,
  parentOf,
  partnerOf,
  startOf,
  startOfChain,
  stringAt,
  wordAt,
} from '../../../parsers/script/walk.ts';
import { evidenceFor } from './evidence.ts';
import { evidenceOfLocals } from './locals.ts';
import { declarationFor, placesOf } from './names.ts';
import type { Read, Reading } from './reading.ts';
import { placeOf } from '../../../place.ts';
import { spanOf } from '../../../span.ts';
import type { OpenCheck } from '../../types.ts';
import { opensDoors } from '../../opensDoors.ts';

/** Checks of a script that let somebody in when the variable of their secret is not set. */
export function openChecksIn(reading: Reading): readonly OpenCheck[] {
  const { document } = reading;
  if (placeOf(document.path) !== 'product' || !COMPARES.test(document.text)) return [];
  const found: OpenCheck[] = [];
  const seen = new Set<number>();
  const all = checksOf(reading);
  for (const place of readingPlaces(reading)) {
    const { start, end, read } = place;
    const checks = all.get(read.name);
    if (seen.has(start) || !checks || !opensDoors(read.name)) continue;
    const way = isCheckedBefore(reading, place, checks)
      ? wayAround(reading, place, checks)
      : wayIn(reading, place, checks);
    if (way === undefined) continue;
    seen.add(start);
    found.push({ name: read.name, at: spanOf(document, start, end), way });
  }
  return found;
}

const COMPARES = /[!=]==?|createHmac/;

interface Place {
  readonly read: Read;
  /** Offsets of what is reported: the variable's name, or that of the constant that holds it. */
  readonly start: number;
  readonly end: number;
  /** The tokens of the value where it is compared. */
  readonly first: number;
  readonly last: number;
}

type WayIn = OpenCheck['way'];

/** Where each variable stands, by itself or by a local name. */
function readingPlaces(reading: Reading): Place[] {
  const { script, reads } = reading;
  const direct = reads.flatMap((read) =>
    read.evidence && read.evidence.first >= 0 && !read.schema
      ? [{ read, start: read.start, end: read.end, first: read.evidence.first, last: read.evidence.last }]
      : [],
  );
  const local = evidenceOfLocals(reading).map(({ read, token }) => ({
    read,
    start: startOf(script, token),
    end: endOf(script, token),
    first: token,
    last: token,
  }));
  return [...direct, ...local];
}

/** What the file says of each name as a whole. */
interface Checks {
  /** It stops without it, or a schema asks for it. */
  readonly required: boolean;
  /** Tokens at which it looks whether it is there. */
  readonly guards: readonly number[];
}

function checksOf(reading: Reading): ReadonlyMap<string, Checks> {
  const checks = new Map<string, { required: boolean; guards: number[] }>();
  const note = (name: string, kind: string | undefined, token: number): void => {
    const check = checks.get(name) ?? { required: false, guards: [] };
    checks.set(name, check);
    if (kind === 'fails') check.required = true;
    if (kind === 'guard' && check.guards.length < MOST_LOOKS) check.guards.push(token);
  };
  for (const { name, evidence, schema, need } of reading.reads)
    note(name, schema || need === 'required' ? 'fails' : evidence?.kind, evidence?.first ?? -1);
  for (const { name, kind, token } of evidenceOfLocals(reading)) note(name, kind, token);
  return checks;
}

/** Of the places at which a name stands; more say nothing new. */
const MOST_LOOKS = 50;

/** The program stops, or answers with an error, before it gets here without the secret. */
function isCheckedBefore(reading: Reading, { read, first }: Place, checks: Checks): boolean {
  if (read.schema || read.fallback?.state === 'set' || checks.required) return true;
  return checks.guards.some((token) => !sharesCondition(reading, token, first));
}

function sharesCondition({ script }: Reading, a: number, b: number): boolean {
  const open = parentOf(script, a);
  if (codeAt(script, open) !== OPEN_PAREN) return false;
  const close = partnerOf(script, open);
  return b > open && b < close && !isNegatedGuard(script, a);
}

/** `!secret || token === secret`: whoever forgets the secret lets everybody in. */
function wayAround(reading: Reading, { read, first, last }: Place, { guards }: Checks): WayIn | undefined {
  const { script } = reading;
  if (read.schema || read.fallback?.state === 'set') return undefined;
  const hole = parentOf(script, first);
  const isInTemplate = codeAt(script, hole) === HOLE_OPEN && hole === first - 1;
  const from = isInTemplate ? parentOf(script, hole) : first;
  const to = isInTemplate ? partnerOf(script, from) : last;
  if (!isCompared(reading, from, to, EQUALS)) return undefined;
  const isOpen = guards.some(
    (token) =>
      token < from &&
      isNegatedGuard(script, token) &&
      parentOf(script, token) === parentOf(script, from) &&
      isAlternative(reading, token, from),
  );
  return isOpen ? 'skipped' : undefined;
}

const ENDS_CONDITION: ReadonlySet<number> = new Set([AND, COMMA, QUESTION, SEMICOLON]);

/** Only `||` and the comparison itself stand between the two. */
function isAlternative({ script }: Reading, guard: number, compared: number): boolean {
  let at = endOfOperand(script, guard) + 1;
  if (codeAt(script, at) !== OR) return false;
  at++;
  for (let steps = 0; at < compared && steps < 40; steps++, at = after(script, at))
    if (ENDS_CONDITION.has(codeAt(script, at))) return false;
  return at >= compared;
}

/** `!secret || token !== secret` refuses; `secret && token !== secret` lets through. */
function isNegatedGuard(script: Reading['script'], token: number): boolean {
  return codeAt(script, token - 1) === BANG;
}

function wayIn(reading: Reading, place: Place, checks: Checks): WayIn | undefined {
  const { script } = reading;
  const { first, last, read } = place;
  const hole = parentOf(script, first);
  if (codeAt(script, hole) === HOLE_OPEN && hole === first - 1) {
    const template = parentOf(script, hole);
    const way = wayOfTemplate(reading, template);
    if (way !== 'undefined-text' || !isGuardedTogether(reading, place, checks)) return way;
    return isCompared(reading, template, partnerOf(script, template), EQUALS) ? undefined : 'skipped';
  }
  const kind = read.evidence?.kind;
  if (isKeyOfHmac(reading, first) && kind === 'default' && read.fallback?.state === 'empty')
    return 'known-key';
  const other = otherSide(reading, first, last);
  if (other === undefined || isLiteral(reading, other) || isSetting(reading, other)) return undefined;
  if (isGuardedTogether(reading, place, checks))
    return isCompared(reading, first, last, EQUALS) ? undefined : 'skipped';
  return mayBeMissing(reading, other) ? 'nothing' : undefined;
}

/** `Bearer ${secret}`, compared or given as the key of a signature. */
function wayOfTemplate(reading: Reading, template: number): WayIn | undefined {
  const { script } = reading;
  const close = partnerOf(script, template);
  if (close < 0) return undefined;
  if (isKeyOfHmac(reading, template)) return 'known-key';
  if (isCompared(reading, template, close)) return 'undefined-text';
  // const expected = `Bearer ${secret}`;
  if (codeAt(script, template - 1) !== ASSIGN || codeAt(script, template - 2) !== WORD) return undefined;
  const name = wordAt(script, template - 2);
  const uses = placesOf(script, name).slice(0, MOST_LOOKS);
  return uses.some(
    (token) => token > close && isCompared(reading, token, token) && !isKeptUnder(reading, token, name),
  )
    ? 'undefined-text'
    : undefined;
}

function isCompared({ script }: Reading, first: number, last: number, operator?: number): boolean {
  return [codeAt(script, first - 1), codeAt(script, last + 1)].some((code) =>
    operator === undefined ? code === EQUALS || code === DIFFERS : code === operator,
  );
}

/** `cache.cacheKey === cacheKey`: the program compares with what it kept itself. */
function isKeptUnder(reading: Reading, token: number, name: string): boolean {
  const other = otherSide(reading, token, token);
  return other !== undefined && other.last > other.first && wordAt(reading.script, other.last) === name;
}

/** The second argument of `createHmac`. */
function isKeyOfHmac({ script }: Reading, token: number): boolean {
  const open = parentOf(script, token);
  return codeAt(script, open) === OPEN_PAREN && calleeOf(script, open) === 'createHmac' && token > open + 1;
}

interface Side {
  readonly first: number;
  readonly last: number;
  /** `==` takes null for undefined. */
  readonly loose: boolean;
}

/** What the secret is compared with. */
function otherSide({ script }: Reading, first: number, last: number): Side | undefined {
  const next = codeAt(script, last + 1);
  const previous = codeAt(script, first - 1);
  const isNext = next === EQUALS || next === DIFFERS;
  if (!isNext && previous !== EQUALS && previous !== DIFFERS) return undefined;
  const operator = isNext ? last + 1 : first - 1;
  const loose = endOf(script, operator) - startOf(script, operator) === 2;
  if (isWord(script, first - 1, 'typeof')) return undefined;
  if (!isNext) return { first: startOfChain(script, first - 2), last: first - 2, loose };
  return { first: last + 2, last: endOfOperand(script, last + 2), loose };
}

function isLiteral({ script }: Reading, { first }: Side): boolean {
  const word = wordAt(script, first);
  return (
    stringAt(script, first) !== undefined ||
    word === 'undefined' ||
    word === 'null' ||
    word === 'void' ||
    word === 'true'
  );
}

/** Two settings that are compared with each other: nobody outside has a say in it. */
function isSetting({ script }: Reading, { first, last }: Side): boolean {
  return /^(?:process|import\.meta)\??\.env\b/.test(
    script.text.slice(startOf(script, first), endOf(script, last)),
  );
}

function endOfOperand(script: Reading['script'], first: number): number {
  let at = first;
  for (let steps = 0; steps < 40; steps++) {
    const next = after(script, at);
    const code = codeAt(script, next);
    if (!GOES_ON.has(code) || (code === WORD && !DOTS.has(codeAt(script, next - 1)))) return next - 1;
    at = next;
  }
  return at;
}

const DOTS: ReadonlySet<number> = new Set([DOT, OPTIONAL_DOT]);
/** With these an operand does not end; `!` is TypeScript's, behind a value. */
const GOES_ON: ReadonlySet<number> = new Set([...DOTS, WORD, OPEN_PAREN, OPEN_BRACKET, BANG]);

/** True where a request decides about the value, and may leave it out. */
function mayBeMissing(reading: Reading, { first, last, loose }: Side, depth = 0): boolean {
  const { script, names } = reading;
  if (depth > 3) return false;
  const text = script.text.slice(
    startOf(script, first),
    Math.min(endOf(script, last), startOf(script, first) + 300),
  );
  if (codeAt(script, first) === TEMPLATE_OPEN || stringAt(script, first) !== undefined) return false;
  if (/\?\?|\|\|/.test(text) || /\b(?:undefined|null)\b|process\.env/.test(text)) return false;
  // Headers and parameters that are asked for by `get` are null when they are missing.
  const isPart = /\)\s*\??\.(?:split|replace|slice|substring|trim|match|at)\b/.test(text);
  if (/\.(?:get|getItem|getHeader)\s*\(/.test(text))
    return loose || (isPart && text.includes('?.')) || /\.split\(/.test(text);
  // After `startsWith("Bearer ")` the part behind it is a text, if an empty one.
  if (text.includes('.split(') && /\.startsWith\(\s{0,10}["'`]Bearer /i.test(script.text)) return false;
  if (REQUEST.test(text)) return true;
  const name = wordAt(script, first);
  if (first !== last || name === '') return false;
  if (isKnownToBeThere(reading, name, first)) return false;
  const declaration = declarationFor(names, name, first);
  if (declaration && declaration.kind === 'constant' && declaration.value >= 0)
    return mayBeMissing(
      reading,
      { first: declaration.value, last: endOfExpression(script, declaration.value), loose },
      depth + 1,
    );
  return isTakenFromRequest(reading, first, name);
}

const REQUEST =
  /\b(?:req|request|ctx|context|c|event|query|body|headers|params|searchParams|cookies|payload)\b\??\.?[\w$]*(?:\[|\.|\?\.)|\bheaders\[|\.split\(|\bbody\.|\bquery\./;

/** `const { token } = await request.json()` */
function isTakenFromRequest({ script }: Reading, before: number, name: string): boolean {
  for (const token of placesOf(script, name).slice(0, MOST_LOOKS)) {
    if (token >= before) break;
    const open = parentOf(script, token);
    if (codeAt(script, open) !== OPEN_BRACE) continue;
    const close = partnerOf(script, open);
    if (codeAt(script, close + 1) !== ASSIGN) continue;
    const end = endOfExpression(script, close + 2);
    const from = script.text.slice(
      startOf(script, close + 2),
      Math.min(endOf(script, end), startOf(script, close + 2) + 200),
    );
    if (/\b(?:req|request|ctx|event|context|query|body|headers|params)\b/.test(from)) return true;
  }
  return false;
}

/** `if (!token) return …` stands somewhere. */
function isKnownToBeThere({ script }: Reading, name: string, at: number): boolean {
  return placesOf(script, name)
    .slice(0, MOST_LOOKS)
    .some((token) => {
      if (token === at) return false;
      const { kind } = evidenceFor(script, token, token);
      return kind === 'guard' || kind === 'fails';
    });
}

/** `secret && token !== secret` */
function isGuardedTogether(reading: Reading, { first }: Place, checks: Checks): boolean {
  return checks.guards.some((token) => token !== first && sharesCondition(reading, token, first));
}
