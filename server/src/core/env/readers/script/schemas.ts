/** The keys of a schema, wherever in the file its parts stand. */
import { COLON, DOT, OPEN_BRACE, OPEN_PAREN, SPREAD, STRING, WORD } from '../../../parsers/script/codes.ts';
import type { Script } from '../../../parsers/script/tokens.ts';
import {
  after,
  codeAt,
  endOfExpression,
  opensCall,
  partnerOf,
  partsOf,
  startOf,
  stringAt,
  wordAt,
} from '../../../parsers/script/walk.ts';
import type { Side } from '../../types.ts';
import { declarationFor } from './names.ts';
import { isVariableName, type Reading } from './reading.ts';
import { describeKey } from './schemaKeys.ts';
import { validatorsOf } from './schemaLibraries.ts';

/** The braces round the keys of a schema. */
export interface SchemaPart {
  readonly brace: number;
  /** All keys may be missing. */
  readonly partial?: boolean;
  readonly side?: Side;
}

/** The objects of keys that an expression is made of: `z.object({ … }).merge(other)`. */
export function schemaBraces(reading: Reading, first: number, last: number, only?: string): SchemaPart[] {
  const found: SchemaPart[] = [];
  collect(reading, { first, last, depth: 0, found, only });
  return found;
}

/** The same, of an expression that must make its schema by a call. */
export function madeSchemas(reading: Reading, first: number, last: number): SchemaPart[] {
  const found: SchemaPart[] = [];
  collect(reading, { first, last, depth: 2, found });
  return found;
}

interface Search {
  readonly first: number;
  readonly last: number;
  readonly depth: number;
  readonly found: SchemaPart[];
  /** The only function that counts as making a schema. */
  readonly only?: string | undefined;
}

function collect(reading: Reading, { first, last, depth, found, only }: Search): void {
  const { script, names } = reading;
  if (depth > 6 || found.length > 40) return;
  if (codeAt(script, first) === OPEN_BRACE) {
    // An object alone is a schema where the call takes one: not whatever a part of it refers to.
    if (depth <= 1) found.push({ brace: first });
    return;
  }
  if (
    codeAt(script, first) === WORD &&
    (first === last || codeAt(script, first + 1) !== OPEN_PAREN) &&
    !names.imports.has(wordAt(script, first))
  ) {
    const declaration = declarationFor(names, wordAt(script, first), first);
    if (declaration?.kind === 'constant' && declaration.value >= 0 && declaration.value !== first) {
      const end = endOfExpression(script, declaration.value);
      if (only === undefined || wordAt(script, declaration.value) === only)
        collect(reading, { first: declaration.value, last: end, depth: depth + 1, found });
    }
  }
  const before = found.length;
  for (let at = first; at <= last; at = after(script, at)) {
    if (at === last && first === last) break;
    if (codeAt(script, at) !== OPEN_PAREN || !opensCall(script, at)) continue;
    collectCall(reading, { first: at, last, depth, found });
  }
  if (isPartial(reading, first, last))
    for (let at = before; at < found.length; at++)
      found[at] = { ...(found[at] ?? { brace: -1 }), partial: true };
}

function collectCall(reading: Reading, { first: open, depth, found }: Search): void {
  const { script } = reading;
  const callee = wordAt(script, open - 1);
  if (NO_SCHEMAS.has(callee)) return;
  for (const { first, last } of partsOf(script, open)) {
    if (codeAt(script, first) === OPEN_BRACE) {
      if (OBJECTS.has(callee)) found.push({ brace: first });
    } else if (codeAt(script, first) === WORD) {
      collect(reading, { first, last, depth: depth + 1, found });
    }
  }
}

/** Functions that make a schema of an object of keys. */
const OBJECTS = new Set(
  'object strictObject looseObject interface keys shape extend safeExtend augment merge type Object Struct append'.split(
    ' ',
  ),
);
/** Their arguments are no schemas. */
const NO_SCHEMAS = new Set(
  'refine superRefine transform describe default catch min max regex message brand custom check with prefault'.split(
    ' ',
  ),
);

function isPartial({ script }: Reading, first: number, last: number): boolean {
  for (let at = first; at <= last; at = after(script, at))
    if (
      wordAt(script, at) === 'partial' &&
      codeAt(script, at - 1) === DOT &&
      partnerOf(script, at + 1) === at + 2
    )
      return true;
  return false;
}

/** Notes every key of the schema as read. */
export function readSchema(reading: Reading, part: SchemaPart): void {
  const { script, schemas } = reading;
  if (schemas.has(part.brace)) return;
  schemas.add(part.brace);
  const renamed = renamedIn(script);
  for (const { first, last } of partsOf(script, part.brace)) {
    if (codeAt(script, first) === SPREAD) readSpread(reading, { first: first + 1, last }, part);
    else readKey(reading, { first, last }, part, renamed);
  }
}

const RENAMED =
  /\b([A-Z_][A-Z\d_]{1,99})\s{0,4}:\s{0,4}(?:process|import\.meta)\.env\.([A-Z_][A-Z\d_]{1,99})\b(?!\s{0,4}(?:[=!<>]|\?(?!\?)))/g;

/** `{ BASE_URL: process.env.NEXT_PUBLIC_BASE_URL }`: what is checked under the first name is the second variable. */
function renamedIn(script: Script): ReadonlySet<string> {
  let renamed = RENAMED_IN.get(script);
  if (!renamed) {
    const found = [...script.text.matchAll(RENAMED)].map(([, key = '', name = '']) => ({ key, name }));
    renamed = new Set(found.filter(({ key, name }) => key !== name).map(({ key }) => key));
    RENAMED_IN.set(script, renamed);
  }
  return renamed;
}

/** A file may hold thousands of schemas. */
const RENAMED_IN = new WeakMap<Script, ReadonlySet<string>>();

/** `...base.shape`, `...serverKeys` */
function readSpread(
  reading: Reading,
  { first, last }: { first: number; last: number },
  part: SchemaPart,
): void {
  for (const { brace, partial } of schemaBraces(reading, first, last))
    readSchema(reading, { ...part, brace, partial: partial === true || part.partial === true });
}

function readKey(
  reading: Reading,
  { first, last }: { first: number; last: number },
  part: SchemaPart,
  renamed: ReadonlySet<string>,
): void {
  const { script, reads, names } = reading;
  const quoted = stringAt(script, first);
  const written = quoted ?? wordAt(script, first);
  const name = written.endsWith('?') ? written.slice(0, -1) : written;
  const isShorthand = first === last && codeAt(script, first) === WORD;
  if (renamed.has(name) || !isVariableName(name) || (codeAt(script, first + 1) !== COLON && !isShorthand))
    return;
  if (!/^[A-Z_]/.test(name) && !/^npm_|^https?_proxy$/.test(name)) return;
  const library = validatorsOf(names);
  if (codeAt(script, last) === STRING && first + 2 === last && library !== 'arktype') return;
  const value = isShorthand ? first : first + 2;
  const { need, fallback, schema } = describeKey(reading, { first: value, last, library });
  const start = startOf(script, first) + (quoted === undefined ? 0 : 1);
  reads.push({
    name,
    start,
    end: start + name.length,
    through: library,
    need: part.partial === true || written.endsWith('?') ? 'optional' : need,
    ...(fallback && { fallback }),
    ...(part.side && { side: part.side }),
    schema,
  });
}
