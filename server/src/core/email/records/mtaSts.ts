import type { RecordProblem, RecordTag, TextSpan } from './problem.ts';
import { tagsOf } from './tags.ts';

/** The TXT record of MTA-STS (RFC 8461 section 3.1), whatever state it is in. */
export interface MtaStsRecord {
  readonly text: string;
  readonly tags: readonly RecordTag[];
  /** Only where it is valid. */
  readonly id?: string;
  readonly problems: readonly RecordProblem[];
}

/** Never throws; takes time in proportion to the text. */
export function parseMtaSts(text: string): MtaStsRecord {
  return { text, tags: tagsOf(text), problems: [] };
}

/** The policy file of MTA-STS (RFC 8461 section 3.2), whatever state it is in. */
export interface MtaStsPolicy {
  readonly text: string;
  readonly version?: string;
  /** Only where it is one of the three. */
  readonly mode?: 'enforce' | 'testing' | 'none';
  /** Seconds, where it is a number in range. */
  readonly maxAge?: number;
  /** Patterns that are well formed, lower case: "mx1.example.com", "*.mail.example.com". */
  readonly mx: readonly { readonly pattern: string; readonly at: TextSpan }[];
  readonly problems: readonly RecordProblem[];
}

/** Offsets of problems are in the text of the file. Never throws; takes time in proportion to the text. */
export function parseMtaStsPolicy(text: string): MtaStsPolicy {
  return { text, mx: [], problems: [] };
}

/** Whether a policy's pattern covers the host of an MX record: "*." stands for one label (RFC 8461 section 4.1). */
export function coversMx(pattern: string, host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (!pattern.startsWith('*.')) return name === pattern;
  const dot = name.indexOf('.');
  return dot > 0 && name.slice(dot) === pattern.slice(1);
}
