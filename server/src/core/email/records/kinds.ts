import { parseBimi } from './bimi.ts';
import { parseDkim } from './dkim.ts';
import { parseDmarc } from './dmarc.ts';
import { parseMtaSts } from './mtaSts.ts';
import type { RecordProblem } from './problem.ts';
import { parseSpf } from './spf.ts';
import { parseTlsRpt } from './tlsRpt.ts';

export const MAIL_RECORD_KINDS = ['spf', 'dmarc', 'dkim', 'bimi', 'mta-sts', 'tls-rpt'] as const;
export type MailRecordKind = (typeof MAIL_RECORD_KINDS)[number];

/** The texts of a name's TXT records that receivers take for a record of that kind. */
export function recordsOf(kind: MailRecordKind, texts: readonly string[]): readonly string[] {
  return candidatesOf(kind, texts).flatMap((candidate) => (candidate.isNearMiss ? [] : [candidate.text]));
}

export interface RecordCandidate {
  readonly text: string;
  /** Meant to be a record of that kind, and taken for none: "v=DMARC; p=none", "spf1 -all". */
  readonly isNearMiss: boolean;
}

/** The texts that are a record of that kind, and those that only nearly are. Other texts are left out. */
export function candidatesOf(kind: MailRecordKind, texts: readonly string[]): readonly RecordCandidate[] {
  return texts.flatMap((text) => {
    if (RECORD[kind].test(text)) return [{ text, isNearMiss: false }];
    return NEARLY[kind].test(text) ? [{ text, isNearMiss: true }] : [];
  });
}

const RECORD: Readonly<Record<MailRecordKind, RegExp>> = {
  spf: /^v=spf1(?: |$)/i,
  dmarc: /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/,
  dkim: /(?:^|;)[ \t]*(?:v[ \t]*=[ \t]*DKIM1|p[ \t]*=)/,
  bimi: /^v[ \t]*=[ \t]*BIMI1[ \t]*(?:;|$)/,
  'mta-sts': /^v=STSv1[ \t]*(?:;|$)/,
  'tls-rpt': /^v=TLSRPTv1[ \t]*(?:;|$)/,
};

const NEARLY: Readonly<Record<MailRecordKind, RegExp>> = {
  spf: /^\W{0,9}(?:v\W{0,9})?spf/i,
  dmarc: /^\W{0,9}(?:v\W{0,9})?dmarc/i,
  dkim: /dkim/i,
  bimi: /^\W{0,9}(?:v\W{0,9})?bimi/i,
  'mta-sts': /^\W{0,9}(?:v\W{0,9})?sts/i,
  'tls-rpt': /^\W{0,9}(?:v\W{0,9})?tls/i,
};

/** Which kind a TXT record of that name and text is, by its name first; undefined: none of mail. Names may be relative. */
export function mailRecordKind(name: string, text: string): MailRecordKind | undefined {
  const labels = name.toLowerCase().split('.');
  if (labels[0] === '_dmarc') return 'dmarc';
  if (labels[1] === '_domainkey') return 'dkim';
  if (labels[1] === '_bimi') return 'bimi';
  if (labels[0] === '_mta-sts') return 'mta-sts';
  if (labels[0] === '_smtp' && labels[1] === '_tls') return 'tls-rpt';
  return candidatesOf('spf', [text]).length > 0 ? 'spf' : undefined;
}

/** What is wrong with a record of that kind: the one entry point for what DNS answers and for what files declare. */
export function mailRecordProblems(kind: MailRecordKind, text: string): readonly RecordProblem[] {
  return PARSERS[kind](text).problems;
}

const PARSERS: Readonly<
  Record<MailRecordKind, (text: string) => { readonly problems: readonly RecordProblem[] }>
> = {
  spf: parseSpf,
  dmarc: parseDmarc,
  dkim: parseDkim,
  bimi: parseBimi,
  'mta-sts': parseMtaSts,
  'tls-rpt': parseTlsRpt,
};

/**
 * Several records of one kind at one name: what receivers then do. Offsets are those of the second record's text.
 * Undefined: there are not several, or it does no harm.
 */
export function severalRecords(kind: MailRecordKind, texts: readonly string[]): RecordProblem | undefined {
  const [, second] = recordsOf(kind, texts);
  if (second === undefined) return undefined;
  return {
    code: 'several-records',
    message: 'There are several records of this kind, and receivers use none of them.',
    impact: 'high',
    isFatal: true,
    start: 0,
    end: second.length,
  };
}
