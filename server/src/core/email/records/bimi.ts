import type { RecordProblem, RecordTag } from './problem.ts';
import { tagsOf } from './tags.ts';

/** A BIMI record (draft-brand-indicators-for-message-identification), whatever state it is in. */
export interface BimiRecord {
  readonly text: string;
  readonly tags: readonly RecordTag[];
  /** URLs of `l` and `a`, as written. */
  readonly logo?: string;
  readonly evidence?: string;
  /** `l` and `a` are empty: the domain wants no logo to be shown. */
  readonly isDeclined: boolean;
  readonly problems: readonly RecordProblem[];
}

/** Never throws; takes time in proportion to the text. */
export function parseBimi(text: string): BimiRecord {
  return { text, tags: tagsOf(text), isDeclined: false, problems: [] };
}

/** URLs of a BIMI record, as written. */
export function bimiUrls(bimi: string): { readonly logo?: string; readonly evidence?: string } {
  const { logo, evidence } = parseBimi(bimi);
  return { ...(logo === undefined ? {} : { logo }), ...(evidence === undefined ? {} : { evidence }) };
}
