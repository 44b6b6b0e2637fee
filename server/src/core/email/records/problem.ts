import type { Impact } from '../../finding.ts';

/** What is wrong with a record, and where in its text. */
export interface RecordProblem {
  /** Tells it from other problems of its kind: "several-all", "key-too-short" … Stable: a part of fingerprints. */
  readonly code: string;
  /** A sentence or two: what is written, and what happens because of it. */
  readonly message: string;
  readonly impact: Impact;
  /** Receivers take the record for none, or for broken. Otherwise it works, and not as well as it could. */
  readonly isFatal: boolean;
  /** UTF-16 offsets in the text of the record; end exclusive. */
  readonly start: number;
  readonly end: number;
  /** What to write instead of that part, where it is beyond doubt. */
  readonly replacement?: string;
}

/** A record of the form `tag=value; tag=value` (DMARC, DKIM, BIMI, MTA-STS, TLS-RPT), whatever state it is in. */
export interface RecordTag {
  /** Lower case. */
  readonly name: string;
  readonly value: string;
  /** Of the name, and of the value, in the record. */
  readonly nameAt: TextSpan;
  readonly valueAt: TextSpan;
}

export interface TextSpan {
  readonly start: number;
  readonly end: number;
}
