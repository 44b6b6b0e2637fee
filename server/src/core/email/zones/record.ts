import type { TextRange } from '../../finding.ts';
import type { RecordProblem } from '../records/problem.ts';
import type { MappedText } from './mappedText.ts';

/** A DNS record that a file of the workspace declares. */
export interface DeclaredRecord {
  /** Absolute and in lower case, without the dot at its end; as written, "@" or "_dmarc", where the zone's name is not told. */
  readonly name: string;
  /** In capitals: "TXT". */
  readonly type: string;
  /** Of a TXT record what its strings come to, without their quotes. */
  readonly value: MappedText;
  /** All that is written of the value. */
  readonly at: TextRange;
  /** The same for records of one name in one zone; absent where that can't be told, or where they may exclude each other. */
  readonly group?: string;
  /** What can't stand in an edit of the value, where the format has another meaning for it. */
  readonly forbidden?: RegExp;
  /** What is wrong with the way in which it is written; offsets into the file. */
  readonly written?: readonly WrittenProblem[];
}

/** Offsets into the file, not into the value. */
export type WrittenProblem = RecordProblem;

export function nameIn(origin: string | undefined, written: string): string {
  const name = written.trim().toLowerCase();
  if (name === '.') return name;
  if (name.endsWith('.')) return name.slice(0, -1);
  const zone = (origin ?? '').replace(/\.$/, '').toLowerCase();
  if (name === '@' || name === '') return zone === '' ? '@' : zone;
  if (zone === '' || name === zone || name.endsWith(`.${zone}`)) return name;
  return `${name}.${zone}`;
}
