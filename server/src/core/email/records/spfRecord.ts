import { counted, fatal, flaw, quoted } from './build.ts';
import type { RecordProblem, TextSpan } from './problem.ts';
import { lookupsOf, type SpfTerm } from './spfTerm.ts';
import { PERMERROR } from './spfDomain.ts';

/** What is wrong with the terms of a record together. */
export function spfRecordProblems(text: string, terms: readonly SpfTerm[]): readonly RecordProblem[] {
  const pasted = terms.find((term) => term.kind === 'modifier' && term.name === 'v');
  return [
    ...(pasted ? [pastedRecord(pasted.at, terms)] : terms.length === 0 ? [] : endProblems(terms)),
    ...repeatedModifiers(terms),
    ...repeatedTerms(terms),
    ...tooManyLookups(terms),
    ...allProblems(terms),
    ...(terms.length === 0 ? [emptyRecord(text)] : []),
    ...longRecord(text),
  ];
}

function firstAll(terms: readonly SpfTerm[]): SpfTerm | undefined {
  return terms.find((term) => term.kind === 'mechanism' && term.name === 'all');
}

function pastedRecord(at: TextSpan, terms: readonly SpfTerm[]): RecordProblem {
  const all = firstAll(terms);
  const isCut = all !== undefined && all.at.end <= at.start;
  const effect = isCut
    ? `Receivers stop at the first "all": nothing after it counts.`
    : 'Receivers skip that word and read both as one.';
  return flaw('two-records', 'high', at, `Two SPF records stand in one. ${effect}`);
}

function emptyRecord(text: string): RecordProblem {
  const at = { start: 0, end: text.length };
  return flaw('no-terms', 'medium', at, 'The record says nothing: no server is named, and none is refused.');
}

/** How the record ends: with one "all", or with a redirect. */
function endProblems(terms: readonly SpfTerm[]): readonly RecordProblem[] {
  const all = firstAll(terms);
  const redirect = terms.find((term) => term.kind === 'modifier' && term.name === 'redirect');
  if (!all) {
    const isMisspelt = terms.some((term) => term.kind === 'unknown');
    if (redirect || isMisspelt) return [];
    const last = terms.at(-1)?.at ?? { start: 0, end: 0 };
    const text =
      'The record has no "all" at its end, so that it refuses nobody: forged mail is neutral to receivers.';
    return [flaw('no-all', 'medium', { start: last.end, end: last.end }, text, ' ~all')];
  }
  const after = terms.filter((term) => term.at.start > all.at.start && term.kind !== 'modifier');
  const problems: RecordProblem[] = [];
  const lastAfter = after.at(-1);
  if (lastAfter) problems.push(afterAll(after, { start: after[0]?.at.start ?? 0, end: lastAfter.at.end }));
  if (redirect) {
    const text = `"redirect" is skipped, because the record has an "all". Keep one of them.`;
    problems.push(flaw('redirect-with-all', 'medium', redirect.at, text));
  }
  return problems;
}

function afterAll(after: readonly SpfTerm[], at: TextSpan): RecordProblem {
  if (after.every((term) => term.name === 'all')) {
    return flaw('several-all', 'medium', at, 'The record has several "all", and only the first counts.', '');
  }
  const text = `${counted(after.length, 'term')} after "all" ${after.length === 1 ? 'is' : 'are'} never looked at: who is named there may not send.`;
  return flaw('terms-after-all', 'high', at, text);
}

function allProblems(terms: readonly SpfTerm[]): readonly RecordProblem[] {
  const all = firstAll(terms);
  if (!all) return [];
  if (all.qualifier === '+') {
    const text = '"+all" lets every server of the internet send as this domain: SPF protects nothing.';
    return [flaw('any-sender', 'high', all.at, text, '~all')];
  }
  if (all.qualifier !== '?') return [];
  const text = '"?all" says nothing about other servers: forged mail is neutral to receivers.';
  return [flaw('neutral-all', 'low', all.at, text, '~all')];
}

/** Each may stand once (RFC 7208 section 6). */
function repeatedModifiers(terms: readonly SpfTerm[]): readonly RecordProblem[] {
  return ['redirect', 'exp'].flatMap((name) => {
    const [, second] = terms.filter((term) => term.kind === 'modifier' && term.name === name);
    if (!second) return [];
    return [
      fatal('repeated-modifier', 'high', second.at, `"${name}" may stand once in a record. ${PERMERROR}`),
    ];
  });
}

function repeatedTerms(terms: readonly SpfTerm[]): readonly RecordProblem[] {
  const seen = new Set<string>();
  return terms.flatMap((term) => {
    if (term.kind !== 'mechanism' || term.name === 'all') return [];
    const key = [
      term.qualifier,
      term.name,
      term.value?.toLowerCase().replace(/\.$/, ''),
      term.prefix4,
      term.prefix6,
    ].join(' ');
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const shown = quoted(term.value === undefined ? term.name : `${term.name}:${term.value}`);
    const cost = lookupsOf(term) > 0 ? ' It costs one of the 10 lookups again.' : '';
    return [flaw('repeated-term', 'low', term.at, `${shown} stands twice in the record.${cost}`)];
  });
}

/** RFC 7208 section 4.6.4, of this record alone; its includes add theirs. */
function tooManyLookups(terms: readonly SpfTerm[]): readonly RecordProblem[] {
  const all = firstAll(terms);
  const counting = terms.filter((term) => {
    if (lookupsOf(term) === 0) return false;
    return !all || (term.at.start < all.at.start && term.name !== 'redirect');
  });
  const eleventh = counting[LOOKUPS];
  if (!eleventh) return [];
  const last = counting.at(-1) ?? eleventh;
  const text = `The record needs ${counting.length} lookups of DNS by itself, and 10 are allowed. Mail from servers that are named late fails SPF (permerror).`;
  return [fatal('too-many-lookups', 'high', { start: eleventh.at.start, end: last.at.end }, text)];
}

const LOOKUPS = 10;

/** RFC 7208 section 3.4: the whole answer of DNS should fit into 512 bytes. */
function longRecord(text: string): readonly RecordProblem[] {
  if (text.length <= LONG) return [];
  const message = `The record has ${text.length} characters. With the answer's other parts it goes over 512 bytes, which some resolvers and firewalls still lose.`;
  return [flaw('long-record', 'low', { start: 0, end: text.length }, message)];
}

const LONG = 450;
