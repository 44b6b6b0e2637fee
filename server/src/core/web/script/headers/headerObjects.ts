/** Objects of headers that are written out: what they hold, and which response they leave with. */
import {
  ASSIGN,
  COLON,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  SPREAD,
} from '../../../parsers/script/codes.ts';
import { codeAt, parentOf, partnerOf, wordAt, startOf } from '../../../parsers/script/walk.ts';
import { contextOf } from '../../evaluate.ts';
import { branchesAround } from '../../evaluate/surroundings.ts';
import { inlineConditions } from '../inlineConditions.ts';
import { headerNamed } from '../../backend/headerNames.ts';
import type { Value } from '../../values.ts';
import { declarationOf, usesOf } from '../declarations.ts';
import { fateOf } from './fate.ts';
import { groupOfFunction, type FoundHeader } from './foundHeaders.ts';
import { argumentsOf, type ScriptFile } from '../scriptFile.ts';

/** The headers of all objects at these braces, together with what else is set. */
export function withObjects(
  file: ScriptFile,
  headers: readonly FoundHeader[],
  braces: Iterable<number>,
): FoundHeader[] {
  const objects = [...braces].sort((a, b) => a - b).map((brace) => ({ brace, found: ofObject(file, brace) }));
  return together(file, headers, objects);
}

interface ObjectHeaders {
  readonly brace: number;
  readonly found: readonly FoundHeader[];
}

/**
 * `const cors = {…}; cors['X'] = y; … headers: { ...cors, 'Z': z }`: what is assigned to an object leaves with the objects that it
 * is spread into.
 */
function together(
  file: ScriptFile,
  headers: readonly FoundHeader[],
  objects: readonly ObjectHeaders[],
): FoundHeader[] {
  const takers = new Map<string, ObjectHeaders[]>();
  for (const object of objects) {
    if (object.found.length === 0) continue;
    for (const spread of spreadsIn(file, object.brace)) {
      const group = `object ${spread}`;
      takers.set(group, [...(takers.get(group) ?? []), object]);
    }
  }
  const given = [...headers, ...objects.flatMap(({ found }) => found)];
  if (takers.size === 0) return given;
  const all: FoundHeader[] = [];
  for (const header of given) {
    const into = takers.get(header.group);
    // Those of an object of the function itself are among the headers that it is spread into.
    if (!into || file.functionAt(header.token) === undefined) all.push(header);
    if (into && headers.includes(header))
      for (const { brace } of into) all.push({ ...header, token: brace, group: `object ${brace}` });
  }
  return all;
}

/** The braces of objects that are spread into one. */
function spreadsIn(file: ScriptFile, brace: number): number[] {
  const { script } = file;
  return argumentsOf(script, brace).flatMap(({ first, last }) => {
    if (codeAt(script, first) !== SPREAD || last !== first + 1) return [];
    const declared = declarationOf(file, wordAt(script, last), last);
    return declared && codeAt(script, declared.value) === OPEN_BRACE ? [declared.value] : [];
  });
}

/** The headers of an object, those that are spread into it as well. */
function ofObject(file: ScriptFile, brace: number): FoundHeader[] {
  const { script } = file;
  const close = partnerOf(script, brace);
  if (close < 0 || isDescription(file, brace) || isSample(file, brace)) return [];
  const value = file.value(brace, close);
  if (value.kind !== 'map') return [];
  const entries = value.entries.flatMap(({ key, keyAt, value: given }) => {
    const header = headerNamed(key);
    return header === undefined || isNoHeader(given) ? [] : [{ header, keyAt, given }];
  });
  if (entries.length === 0) return [];
  const fate = fateOf(file, brace, close);
  if (fate === 'request' || fate === 'development') return [];
  const isSure = fate === 'response' || entries.some(({ header }) => isOfResponsesOnly(header));
  if (!isSure && !entries.some(({ given }) => speaksToCaches(given)) && !isNamedSo(file, brace)) return [];
  const whole = holderOf(file, brace);
  const group = isGivenToResponse(file, whole) ? groupOfFunction(file, whole) : `object ${whole}`;
  const uses = usesOfConstant(file, brace);
  const context = contextOf(file.document);
  const inline = inlineConditions(file.script, brace, context);
  const inside = inline.length > 0 ? inline : branchesAround(context, startOf(file.script, brace));
  const when = [...file.conditions(brace), ...inside];
  const isConditional = when.length > 0;
  return entries.map(({ header, keyAt, given }): FoundHeader => {
    const base = {
      setBy: 'code',
      header,
      nameAt: keyAt,
      value: given,
      scope: { syntax: 'all' },
      mode: 'set',
    } as const;
    const setting = isConditional ? { ...base, when } : base;
    return uses ? { setting, token: brace, group, uses } : { setting, token: brace, group };
  });
}

/** Records of responses in lists of data: nothing that this file sends. */
function isSample(file: ScriptFile, brace: number): boolean {
  const { script } = file;
  if (file.functionAt(brace)) return false;
  let depth = 0;
  for (let at = parentOf(script, brace); at >= 0 && depth < 12; at = parentOf(script, at), depth++) {
    if (codeAt(script, at) === OPEN_BRACKET) return true;
    if (codeAt(script, at) === OPEN_PAREN) return false;
  }
  return depth > 2;
}

/** Only one who answers says so: `access-control-*`, `vary`. */
export function isOfResponsesOnly(header: string): boolean {
  return !/^(?:cache-control|pragma|expires)$/.test(header);
}

/** Descriptions of APIs: `'Cache-Control': { schema: … }`. */
function isNoHeader(value: Value): boolean {
  return value.kind === 'map' || value.kind === 'function';
}

function isDescription({ script }: ScriptFile, brace: number): boolean {
  return /^(?:properties|schema|parameters|requestHeaders|allowedHeaders)$/.test(
    codeAt(script, brace - 1) === COLON ? wordAt(script, brace - 2) : '',
  );
}

export function speaksToCaches(value: Value): boolean {
  if (value.kind === 'text')
    return /public|private|immutable|s-maxage|revalidate|stale-|max-age=[1-9]/i.test(value.text);
  if (value.kind === 'choice') return value.options.some(({ value: inner }) => speaksToCaches(inner));
  return value.kind === 'joined' && value.parts.some(speaksToCaches);
}

/** `const NO_CACHE_HEADERS = {`, `corsHeaders: {` */
function isNamedSo({ script }: ScriptFile, brace: number): boolean {
  const name =
    codeAt(script, brace - 1) === ASSIGN || codeAt(script, brace - 1) === COLON
      ? wordAt(script, brace - 2)
      : '';
  return /cors|cache|response|static|sse|stream/i.test(name) && !/request|fetch/i.test(name);
}

/** The object that `...(isKnown && {…})` is a part of, or the object itself. */
export function holderOf({ script }: ScriptFile, brace: number): number {
  const open = parentOf(script, brace);
  if (codeAt(script, open) !== OPEN_PAREN || codeAt(script, open - 1) !== SPREAD) return brace;
  const holder = parentOf(script, open);
  return codeAt(script, holder) === OPEN_BRACE ? holder : brace;
}

/** `res.set({…})`, `res.writeHead(200, {…})`: what else the function sets leaves with it. */
function isGivenToResponse({ script }: ScriptFile, brace: number): boolean {
  const open = parentOf(script, brace);
  return (
    codeAt(script, open) === OPEN_PAREN &&
    /^(?:writeHead|set|header|headers|setHeaders|setResponseHeaders)$/.test(wordAt(script, open - 1))
  );
}

/** Where the constant that an object is stands, but for its declaration; undefined for what is no constant of the module. */
function usesOfConstant(file: ScriptFile, brace: number): readonly number[] | undefined {
  if (file.functionAt(brace)) return undefined;
  const definition = [...file.module.locals.values()].find(
    ({ first, last }) => first <= brace && brace <= last,
  );
  if (!definition) return undefined;
  const uses = usesOf(file, definition.name).filter((use) => file.functionAt(use) !== undefined);
  return uses.length > 0 ? uses : undefined;
}
