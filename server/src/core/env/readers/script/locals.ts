/** What becomes of variables after they were given a local name. */
import { COLON, COMMA, OPEN_BRACE, ASSIGN, OPEN_PAREN } from '../../../parsers/script/codes.ts';
import { codeAt, isWord, parentOf, partnerOf, wordAt } from '../../../parsers/script/walk.ts';
import { aliasRange } from './environments.ts';
import { evidenceFor, type EvidenceKind } from './evidence.ts';
import { placesInRanges, placesOf, type Range } from './names.ts';
import type { Read, Reading } from './reading.ts';

export interface LocalEvidence {
  readonly name: string;
  readonly kind: EvidenceKind;
  readonly token: number;
  readonly read: Read;
}

/** For every use of a local name that holds a variable: what is done with it there. */
export function evidenceOfLocals(reading: Reading): readonly LocalEvidence[] {
  const known = KNOWN.get(reading);
  if (known) return known;
  const found = findEvidence(reading);
  KNOWN.set(reading, found);
  return found;
}

const KNOWN = new WeakMap<Reading, readonly LocalEvidence[]>();

function findEvidence(reading: Reading): LocalEvidence[] {
  const { script } = reading;
  const found: LocalEvidence[] = [];
  for (const [local, held] of heldNames(reading)) {
    for (const [token, { reads }] of placesInRanges(placesOf(script, local), [...held.values()])) {
      if (held.has(token)) continue;
      if (codeAt(script, token + 1) === COLON && isKeyOfObject(reading, token)) continue;
      const { kind } = evidenceFor(script, token, token);
      for (const read of reads) found.push({ name: read.name, kind, token, read });
    }
  }
  return found;
}

interface Held extends Range {
  /** One of several, where a name is set more than once. */
  readonly reads: Read[];
}

/** By their local name, and the token that declares it. */
function heldNames(reading: Reading): Map<string, Map<number, Held>> {
  const names = new Map<string, Map<number, Held>>();
  for (const read of reading.reads) {
    if (read.local === undefined) continue;
    const name = wordAt(reading.script, read.local);
    const held = names.get(name) ?? new Map<number, Held>();
    names.set(name, held);
    const known = held.get(read.local);
    if (!known) held.set(read.local, { reads: [read], ...rangeOfLocal(reading, read.local) });
    else if (known.reads.length < MOST_SETTINGS) known.reads.push(read);
  }
  return names;
}

const MOST_SETTINGS = 10;

function isKeyOfObject({ script }: Reading, token: number): boolean {
  const before = codeAt(script, token - 1);
  return before === OPEN_BRACE || before === COMMA;
}

/** A pattern's names are those of the block that the pattern stands in. */
function rangeOfLocal({ script }: Reading, token: number): Range {
  let outer = token;
  let open = parentOf(script, outer);
  for (
    let levels = 0;
    levels < 10 && codeAt(script, open) === OPEN_BRACE && isPattern({ script }, open);
    levels++
  ) {
    outer = open;
    open = parentOf(script, outer);
  }
  const { to } = aliasRange(script, outer);
  return { from: token + 1, to };
}

function isPattern({ script }: Pick<Reading, 'script'>, open: number): boolean {
  const close = partnerOf(script, open);
  return (
    close > 0 &&
    (codeAt(script, close + 1) === ASSIGN || codeAt(script, close + 1) === COLON) &&
    (isWord(script, open - 1, 'const') ||
      isWord(script, open - 1, 'let') ||
      isWord(script, open - 1, 'var') ||
      codeAt(script, open - 1) === OPEN_PAREN ||
      codeAt(script, open - 1) === COLON)
  );
}
