import type { Impact } from '../../finding.ts';
import { parseBimi } from './bimi.ts';
import { fatal } from './build.ts';
import { parseDkim } from './dkim.ts';
import { parseDmarc } from './dmarc.ts';
import { parseMtaSts } from './mtaSts.ts';
import type { RecordProblem } from './problem.ts';
import { parseSpf } from './spf.ts';
import { PERMERROR } from './spfDomain.ts';
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
  return texts.flatMap((text): readonly RecordCandidate[] => {
    if (RECORD[kind].test(text)) return [{ text, isNearMiss: false }];
    return NEARLY[kind].test(text) || PASTED[kind].test(text) ? [{ text, isNearMiss: true }] : [];
  });
}

const RECORD: Readonly<Record<MailRecordKind, RegExp>> = {
  spf: /^v=spf1(?: |$)/i,
  // RFC 9989 section 4.8: the tag's name in either case, its value exactly so.
  dmarc: /^[vV][ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/,
  dkim: /(?:^|;)[ \t]*(?:v[ \t]*=[ \t]*DKIM1|p[ \t]*=)/,
  bimi: /^v[ \t]*=[ \t]*BIMI1[ \t]*(?:;|$)/,
  'mta-sts': /^v=STSv1[ \t]*(?:;|$)/,
  'tls-rpt': /^v=TLSRPTv1[ \t]*(?:;|$)/,
};

// What is meant to be a version, whatever stands before it; of SPF also terms that have none before them.
const NEARLY: Readonly<Record<MailRecordKind, RegExp>> = {
  spf: /^[\s"'\u2018-\u201f\ufeff\u200b\\=]{0,9}(?:v ?[=:]{0,2} ?)?(?:spf[1.\d]{0,4}(?!\.?\d*\/)(?=[^\w-]|$)|spf1?(?:include|ip4|ip6|redirect|mx|a)[:= ]|(?<=v ?[=:]{1,2} ?)(?:sp|sfp|psf|fsp|spv|spf)[\d.]{0,4}(?=\W|$))|^[+~?-]?(?:include|ip4|ip6|a|mx)(?::\S{1,253})?(?: \S{1,253}){0,20} [+~?-]all\s*$/i,
  dmarc:
    /^\W{0,9}(?:v\W{0,9})?d(?:marc|mrac|amrc|mar|mrc)\w?(?=\W|$)|^(?:p|sp|rua) ?= ?(?:none|quarantine|reject|mailto:)|;\s{0,9}v\s?=\s?DMARC1/i,
  dkim: /^\W{0,9}(?:v\W{0,9})?dkim/i,
  bimi: /^\W{0,9}(?:v\W{0,9})?bimi\d?(?=\W|$)|^l ?= ?https?:/i,
  'mta-sts': /^\W{0,9}(?:v\W{0,9})?(?:mta-?)?sts(?:v? ?\d)?(?=\W|$)|^id ?= ?\w{1,40}/i,
  'tls-rpt':
    /^\W{0,9}(?:v\W{0,9})?(?:smtp-?)?tls-?(?:rpt|prt|rtp|report)(?:v? ?\d)?(?=\W|$)|^rua ?= ?(?:mailto|https):/i,
};

// A line of a zone, or of a table, that was pasted as a whole: "_dmarc IN TXT v=DMARC1; p=none", "@ 3600 IN TXT v=spf1 -all".
const PASTED: Readonly<Record<MailRecordKind, RegExp>> = {
  spf: /^(?:[\w@*.:<>-]{1,253}[\s(]{1,9}){1,6}["'\u201c\\(]{0,3}v=spf1["']? {1,9}["']?(?:[+~?-]?(?:all|a|mx|ptr|include|ip4|ip6|exists)\b|redirect=|exp=)|^<\w{1,9}>v=spf1 /i,
  dmarc: /^[^;]{0,300}[\s"'\\(>:]v\s?=\s?DMARC1(?!\w)/i,
  dkim: /^[^;]{0,300}[\s"'\\(>:]v\s?=\s?DKIM1(?!\w)/i,
  bimi: /^[^;]{0,300}[\s"'\\(>:]v\s?=\s?BIMI1(?!\w)/i,
  'mta-sts': /^[^;]{0,300}[\s"'\\(>:]v\s?=\s?STSv1(?!\w)/i,
  'tls-rpt': /^[^;]{0,300}[\s"'\\(>:]v\s?=\s?TLSRPTv1(?!\w)/i,
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

/**
 * What is wrong with a record of that kind: the one entry point for what DNS answers and for what files declare.
 * `longestString`: bytes of the longest of the strings that it is published in, where that is known.
 */
export function mailRecordProblems(
  kind: MailRecordKind,
  text: string,
  { longestString = 0 }: { readonly longestString?: number } = {},
): readonly RecordProblem[] {
  const { problems } = PARSERS[kind](text);
  if (longestString <= STRING) return problems;
  const message = `A string of a TXT record has 255 bytes at most, and this one has ${longestString}. Split it into several strings in quotes.`;
  return [fatal('string-too-long', 'high', { start: 0, end: text.length }, message), ...problems];
}

const STRING = 255;

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
 * Undefined: there are not several.
 */
export function severalRecords(kind: MailRecordKind, texts: readonly string[]): RecordProblem | undefined {
  const records = recordsOf(kind, texts);
  const [, second] = records;
  if (second === undefined) return undefined;
  const { label, impact, effect } = SEVERAL[kind];
  const message = `There are ${records.length} ${label} records at this name, and one is allowed. ${effect}`;
  return fatal('several-records', impact, { start: 0, end: second.length }, message);
}

const SEVERAL: Readonly<
  Record<MailRecordKind, { readonly label: string; readonly impact: Impact; readonly effect: string }>
> = {
  // RFC 7208 section 4.5
  spf: { label: 'SPF', impact: 'high', effect: PERMERROR },
  // RFC 9989 section 4.10
  dmarc: { label: 'DMARC', impact: 'high', effect: 'Receivers use none of them.' },
  // RFC 6376 section 3.6.2.2
  dkim: {
    label: 'DKIM',
    impact: 'high',
    effect: 'Receivers take any of them, so that signatures pass or fail by chance.',
  },
  bimi: { label: 'BIMI', impact: 'low', effect: 'Receivers use none of them.' },
  // RFC 8461 section 3.1
  'mta-sts': { label: 'MTA-STS', impact: 'medium', effect: 'Senders use none of them.' },
  // RFC 8460 section 3
  'tls-rpt': { label: 'TLS-RPT', impact: 'low', effect: 'Senders use none of them, and send no reports.' },
};
