import type { RecordProblem, RecordTag, TextSpan } from './problem.ts';

/** A DMARC record (RFC 9989), whatever state it is in, as receivers understand it. */
export interface DmarcRecord {
  readonly text: string;
  readonly tags: readonly RecordTag[];
  /**
   * What is asked for the domain itself (`p`), before `t=y` weakens it: "none" where `p` is missing or wrong and reports are
   * asked for. Absent: receivers apply no DMARC at all.
   */
  readonly policy?: DmarcPolicy;
  /** For subdomains that exist (`sp`, else `p`), and for those that don't (`np`, else `sp`, else `p`). */
  readonly subdomainPolicy?: DmarcPolicy;
  readonly nonexistentPolicy?: DmarcPolicy;
  /** `t=y`: each policy is applied one level weaker. */
  readonly isTesting: boolean;
  readonly adkim: 'r' | 's';
  readonly aspf: 'r' | 's';
  readonly psd: 'y' | 'n' | 'u';
  /** `pct`, obsolete: older receivers still sample by it. */
  readonly percent?: number;
  readonly rua: readonly ReportUri[];
  readonly ruf: readonly ReportUri[];
  readonly problems: readonly RecordProblem[];
}

export type DmarcPolicy = 'none' | 'quarantine' | 'reject';

/** One address of reports that receivers can use. */
export interface ReportUri {
  /** As written, without the obsolete size. */
  readonly uri: string;
  /** Lower case: "mailto", "https". */
  readonly scheme: string;
  /** Of a mailto: the domain after "@", of https: the host; lower case. */
  readonly domain: string;
  readonly at: TextSpan;
}
