import type { ReportUri } from './dmarc.ts';
import type { RecordProblem, RecordTag } from './problem.ts';
import { tagsOf } from './tags.ts';

/** A TLS-RPT record (RFC 8460 section 3), whatever state it is in. */
export interface TlsRptRecord {
  readonly text: string;
  readonly tags: readonly RecordTag[];
  readonly rua: readonly ReportUri[];
  readonly problems: readonly RecordProblem[];
}

/** Never throws; takes time in proportion to the text. */
export function parseTlsRpt(text: string): TlsRptRecord {
  return { text, tags: tagsOf(text), rua: [], problems: [] };
}
