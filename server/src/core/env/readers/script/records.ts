/** Variables that are kept in an object of this file, `const keys = { a: process.env.A }`, and what becomes of them there. */
import { ASSIGN, COLON, OPEN_BRACE, OPEN_BRACKET, WORD } from '../../../parsers/script/codes.ts';
import { codeAt, isDot, parentOf, partnerOf, wordAt } from '../../../parsers/script/walk.ts';
import { aliasRange } from './environments.ts';
import { evidenceFor, type EvidenceKind } from './evidence.ts';
import { localOf } from './members.ts';
import { placesInRanges, placesOf } from './names.ts';
import type { Reading } from './reading.ts';

export interface RecordEvidence {
  readonly name: string;
  readonly kind: EvidenceKind;
}

export function evidenceOfRecords(reading: Reading): RecordEvidence[] {
  return [...recordsOf(reading)].flatMap(([record, variables]) => {
    const found: RecordEvidence[] = [];
    // What is done with `record[key]` may be done with each of them.
    const ofAll = new Set<EvidenceKind>();
    for (const { key, kind } of partsUsed(reading, record)) {
      const name = key === undefined ? undefined : variables.get(key);
      if (key === undefined) ofAll.add(kind);
      else if (name !== undefined) found.push({ name, kind });
    }
    for (const kind of ofAll) for (const name of variables.values()) found.push({ name, kind });
    return found;
  });
}

interface PartUse {
  /** Undefined where it is worked out. */
  readonly key: string | undefined;
  readonly kind: EvidenceKind;
}

function* partsUsed(reading: Reading, record: string): Generator<PartUse> {
  const { script } = reading;
  for (const token of placesOf(script, record)) {
    const isIndex = codeAt(script, token + 1) === OPEN_BRACKET;
    const last = isIndex ? partnerOf(script, token + 1) : token + 2;
    if ((!isIndex && !isDot(script, token + 1)) || last < 0) continue;
    const key = isIndex ? undefined : wordAt(script, last);
    const evidence = evidenceFor(script, token, last);
    yield { key, kind: evidence.kind };
    const local = localOf(reading, evidence.first, evidence.last);
    if (local === undefined) continue;
    const range = aliasRange(script, local);
    let looks = 0;
    for (const [place] of placesInRanges(placesOf(script, wordAt(script, local)), [range])) {
      if (++looks > MOST_LOOKS) break;
      yield { key, kind: evidenceFor(script, place, place).kind };
    }
  }
}

/** At the places of one local name; more say nothing new. */
const MOST_LOOKS = 20;

/** By the name of the object: the variable under each of its keys. */
function recordsOf({ script, reads }: Reading): Map<string, Map<string, string>> {
  const records = new Map<string, Map<string, string>>();
  for (const { name, evidence } of reads) {
    if (!evidence || evidence.first < 3) continue;
    const { first } = evidence;
    const open = parentOf(script, first);
    if (codeAt(script, first - 1) !== COLON || codeAt(script, open) !== OPEN_BRACE) continue;
    if (codeAt(script, open - 1) !== ASSIGN) continue;
    const record = nameBefore(script, open - 1);
    if (record === '') continue;
    const variables = records.get(record) ?? new Map<string, string>();
    records.set(record, variables.set(wordAt(script, first - 2), name));
  }
  return records;
}

/** `name =`, `name: Type =` */
function nameBefore(script: Reading['script'], assign: number): string {
  for (let at = assign - 1; at > assign - 16 && at > 0; at--) {
    const word = wordAt(script, at - 1);
    if (word === 'const' || word === 'let' || word === 'var')
      return codeAt(script, at) === WORD ? wordAt(script, at) : '';
  }
  return '';
}
