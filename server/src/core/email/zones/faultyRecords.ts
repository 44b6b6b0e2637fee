import type { Fix, Impact, RawFinding } from '../../finding.ts';
import { folderOf } from '../../paths.ts';
import { placeOf } from '../../place.ts';
import { defineRule, type Rule } from '../../rule.ts';
import type { Document } from '../../source.ts';
import {
  candidatesOf,
  mailRecordKind,
  mailRecordProblems,
  recordsOf,
  severalRecords,
  type MailRecordKind,
} from '../records/kinds.ts';
import type { RecordProblem } from '../records/problem.ts';
import { isOfNoProduct } from './mailRecords.ts';
import { hasUnknown, locate, UNKNOWN } from './mappedText.ts';
import type { DeclaredRecord } from './record.ts';
import { RECORD_LANGUAGES, recordsOf as recordsIn } from './recordsOf.ts';

/** A rule about one kind of record, wherever a file declares it. `more` judges what else belongs to it. */
export function defineRecordRule(
  rule: Pick<Rule, 'id' | 'impact' | 'title' | 'why' | 'triggers' | 'confirms'> & {
    readonly record: MailRecordKind;
    readonly more?: (document: Document) => readonly RecordProblem[];
  },
): Rule {
  const { record, more, ...info } = rule;
  return defineRule({
    ...info,
    stage: 'security',
    appliesTo: RECORD_LANGUAGES,
    *check(document) {
      yield* asPlaced(document, () => [
        ...(more?.(document) ?? []).map((problem) => findingAt(problem, problem, true)),
        ...faultsOf(record, recordsIn(document)),
      ]);
    },
  });
}

/** None in a test's own data, and of low impact in examples. */
export function* asPlaced(document: Document, found: () => Iterable<RawFinding>): Generator<RawFinding> {
  if (isOfNoProduct(document.path)) return;
  const isExample = placeOf(`${folderOf(document.path)}/file`) !== 'product';
  for (const one of found()) yield isExample ? { ...one, impact: 'low' as const } : one;
}

function* faultsOf(kind: MailRecordKind, records: readonly DeclaredRecord[]): Generator<RawFinding> {
  const own = records.filter((record) => kindOf(record) === kind);
  for (const record of own) {
    if (isBeside(kind, record, own)) {
      const isMeant = candidatesOf(kind, [record.value.text]).length > 0;
      if (isMeant) yield findingAt(PASSED_OVER, record.at, false);
      continue;
    }
    for (const problem of record.written ?? []) yield findingAt(problem, problem, true);
    for (const problem of problemsOf(kind, record, own)) {
      const place = locate(record.value, problem.start, problem.end);
      const isExact = place.isSame && record.forbidden?.test(problem.replacement ?? '') !== true;
      yield findingAt(problem, place.start < place.end ? place : record.at, isExact, place);
    }
  }
  yield* repeated(kind, own);
}

/** Another text at the name of a record, which is none: whoever asks for the record passes it over. */
function isBeside(kind: MailRecordKind, record: DeclaredRecord, own: readonly DeclaredRecord[]): boolean {
  const { group, type, value } = record;
  if (group === undefined || type !== 'TXT' || hasUnknown(value)) return false;
  if (recordsOf(kind, [value.text]).length > 0) return false;
  return own.some(
    (other) =>
      other.group === group && other.type === 'TXT' && recordsOf(kind, [other.value.text]).length > 0,
  );
}

/** By its text where the name says nothing: a DMARC record that stands where nobody looks for it. */
function kindOf({ name, type, value }: DeclaredRecord): MailRecordKind | undefined {
  if (type !== 'TXT' && type !== 'SPF') return undefined;
  // ADSP is no key (RFC 5617), and nobody asks for it any more.
  if (value.text.trim() === UNKNOWN || name.startsWith('_adsp._domainkey')) return undefined;
  return mailRecordKind(name, value.text) ?? (isMisplacedDmarc(name, value.text) ? 'dmarc' : undefined);
}

/** Names with an underscore or "dmarc" are there for others: reports that are let in, what a CNAME at `_dmarc` leads to. */
function isMisplacedDmarc(name: string, text: string): boolean {
  return /^v=DMARC1[ \t]*;/.test(text) && !/(?:^|\.)_|dmarc/.test(name) && !name.includes(UNKNOWN);
}

function problemsOf(
  kind: MailRecordKind,
  record: DeclaredRecord,
  own: readonly DeclaredRecord[],
): readonly RecordProblem[] {
  const { name, type, value, group } = record;
  const whole = { start: 0, end: value.text.length };
  if (kind === 'dmarc' && mailRecordKind(name, value.text) !== 'dmarc') return [misplaced(name, whole)];
  // RFC 7208 section 3.1
  const hasTwin = own.some((other) => other.type === 'TXT' && other.group === group);
  if (type === 'SPF') return hasTwin ? [] : [{ ...OBSOLETE_TYPE, ...whole }];
  // `*._domainkey` without a key: no mail of the domain is ever signed.
  if (kind === 'dkim' && name.startsWith('*._domainkey') && /p=\s*;?\s*$/.test(value.text)) return [];
  const problems = mailRecordProblems(kind, value.text);
  return hasUnknown(value) ? problems.filter((problem) => isSureOf(problem, record)) : problems;
}

function misplaced(name: string, whole: { readonly start: number; readonly end: number }): RecordProblem {
  const below = name === '@' ? '' : `.${name}`;
  return {
    code: 'misplaced-record',
    message: `Receivers look for this record at “_dmarc${below}” and nowhere else, so this one does nothing. Name it “_dmarc${below}”.`,
    impact: 'high',
    isFatal: true,
    ...whole,
  };
}

const PASSED_OVER = {
  code: 'passed-over',
  message:
    'This looks like a second record beside the one that holds, and it is written so that receivers pass it over: nothing that it says has an effect. Put what is missing into the other record, and remove this one.',
  impact: 'medium' as Impact,
  isFatal: false,
  start: 0,
  end: 0,
};

const OBSOLETE_TYPE = {
  code: 'obsolete-type',
  message: 'Nobody asks for records of the type SPF any more: publish this as a TXT record.',
  impact: 'high' as Impact,
  isFatal: true,
};

/** Of a record with parts that are not known here: what concerns a known part of it, and nothing that the others could mend. */
function isSureOf({ code, start, end }: RecordProblem, { value }: DeclaredRecord): boolean {
  if (start >= end || (start === 0 && end >= value.text.length) || ABOUT_ALL.test(code)) return false;
  let from = start;
  let to = end;
  while (from > 0 && !/[\s;]/.test(value.text.charAt(from - 1))) from--;
  while (to < value.text.length && !/[\s;]/.test(value.text.charAt(to))) to++;
  return locate(value, from, to).isKnown;
}

const ABOUT_ALL =
  /missing|^no-|without|too-many|too-long|long-record|empty|truncated|several-all|policy-none|version|other-record/;

function* repeated(kind: MailRecordKind, own: readonly DeclaredRecord[]): Generator<RawFinding> {
  const groups = new Map<string, DeclaredRecord[]>();
  for (const record of own)
    if (record.group !== undefined && record.type === 'TXT' && !hasUnknown(record.value))
      groups.set(record.group, [...(groups.get(record.group) ?? []), record]);
  for (const group of groups.values()) {
    const taken = group.filter(({ value }) => recordsOf(kind, [value.text]).length > 0);
    const problem = severalRecords(
      kind,
      taken.map(({ value }) => value.text),
    );
    const second = taken[1];
    if (problem && second) yield findingAt(problem, second.at, false);
  }
}

interface Place {
  readonly start: number;
  readonly end: number;
}

export function findingAt(
  problem: RecordProblem,
  { start, end }: Place,
  isExact: boolean,
  edited: Place = { start, end },
): RawFinding {
  const { code, message, impact, replacement } = problem;
  return {
    range: { start, end },
    message,
    impact,
    kind: code,
    ...(replacement !== undefined && isExact && { fix: editOf(replacement, edited) }),
  };
}

function editOf(replacement: string, { start, end }: Place): Fix {
  const title =
    replacement === ''
      ? 'Take this out'
      : replacement.length > 60
        ? 'Write it as it has to be'
        : `Write “${replacement.trim()}”`;
  return { kind: 'edit', title, edits: [{ range: { start, end }, newText: replacement }] };
}
