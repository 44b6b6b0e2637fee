import { fatal } from './build.ts';
import type { ReportUri } from './dmarcRecord.ts';
import type { RecordProblem, RecordTag } from './problem.ts';
import { reportUris } from './reportUris.ts';
import { tagNamed } from './tags.ts';
import { asFatal, onlyOther, SEPARATOR, tagRecord, type TagRecordKind } from './tagText.ts';

/** A TLS-RPT record (RFC 8460 section 3), whatever state it is in. */
export interface TlsRptRecord {
  readonly text: string;
  readonly tags: readonly RecordTag[];
  readonly rua: readonly ReportUri[];
  readonly problems: readonly RecordProblem[];
}

/** Never throws; takes time in proportion to the text. */
export function parseTlsRpt(text: string): TlsRptRecord {
  const { tags, problems: form, readable } = tagRecord(text, TLS_RPT);
  const tag = tagNamed(tags, 'rua');
  const read = tag
    ? reportUris(readable, tag, { schemes: ['mailto', 'https'], hadSizes: false })
    : { uris: [], problems: [] };
  const isCut = form.some(({ code }) => code === SEPARATOR || code === 'version-separator');
  const problems: RecordProblem[] = isCut ? [] : [...read.problems];
  if (!tag && !isCut && !form.some(({ code }) => code === 'misspelt-tag' || code === 'colon-for-equals')) {
    const message = 'The record has no "rua" with addresses: no reports are sent.';
    problems.push(fatal('missing-address', 'low', { start: 0, end: text.length }, message));
  }
  if (
    tag &&
    tag.value !== '' &&
    !isCut &&
    !/^rua=["\u2018-\u201f]?$/i.test(text.slice(tag.nameAt.start, tag.valueAt.start))
  ) {
    const message = `RFC 8460 has no blanks round "=" of "rua". ${TLS_RPT.brokenEffect}`;
    const gap = { start: tag.nameAt.end, end: tag.valueAt.start };
    problems.push(fatal('blank-in-tag', 'low', gap, message, '='));
  }
  // What is no URI makes the whole record invalid, whatever stands beside it.
  const NO_URI = new Set(['missing-mailto', 'blank-in-uri', 'empty-uri']);
  for (const [index, problem] of problems.entries()) {
    if (NO_URI.has(problem.code)) problems[index] = { ...problem, isFatal: true };
  }
  const isUseless = tag !== undefined && read.uris.length === 0;
  // What is wrong with the only address ends all reports.
  const own = isUseless ? problems.map((problem) => Object.assign(problem, { isFatal: true })) : problems;
  return { text, tags, rua: read.uris, problems: onlyOther([...(tag ? form : asFatal(form)), ...own]) };
}

const TLS_RPT: TagRecordKind = {
  label: 'TLS-RPT',
  version: 'TLSRPTv1',
  brokenImpact: 'low',
  brokenEffect: 'Senders find no TLS-RPT record then, and send no reports.',
  known: ['v', 'rua'],
  allowsBlanks: false,
  needed: 'rua',
  // DMARC has them.
  elsewhere: ['p', 'sp', 'pct', 'fo', 'ri'],
  isStrict: true,
};
