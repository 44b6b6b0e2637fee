import type { RecordProblem, RecordTag } from './problem.ts';
import { tagsOf } from './tags.ts';

/** The record of a DKIM key (RFC 6376 section 3.6.1), whatever state it is in. */
export interface DkimKeyRecord {
  readonly text: string;
  readonly tags: readonly RecordTag[];
  /** `k`, lower case: "rsa" where it is not written. */
  readonly keyType: string;
  /** `p` is there and empty. */
  readonly isRevoked: boolean;
  /** Of an RSA key that can be read. */
  readonly bits?: number;
  /** `t=y`, `t=s`. */
  readonly isTesting: boolean;
  readonly isStrict: boolean;
  readonly problems: readonly RecordProblem[];
}

/** Never throws; takes time in proportion to the text. */
export function parseDkim(text: string): DkimKeyRecord {
  return {
    text,
    tags: tagsOf(text),
    keyType: 'rsa',
    isRevoked: false,
    isTesting: false,
    isStrict: false,
    problems: [],
  };
}
