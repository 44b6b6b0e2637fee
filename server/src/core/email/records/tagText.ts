import { fatal, flaw, inOrder, quoted } from './build.ts';
import type { RecordProblem, RecordTag, TextSpan } from './problem.ts';
import { tagList, trimmed, wholeTag, type TagList } from './tags.ts';

/** What a standard says of a record of tags. */
export interface TagRecordKind {
  /** "DMARC": for messages. */
  readonly label: string;
  /** "DMARC1" */
  readonly version: string;
  /** What a record is worth that is broken. */
  readonly brokenImpact: 'high' | 'medium' | 'low';
  /** What happens then: a sentence. */
  readonly brokenEffect: string;
  /** Tags of the standard, "v" among them. */
  readonly known: readonly string[];
  /** A blank may stand before "=" and after it. */
  readonly allowsBlanks: boolean;
  /** The version may be left out. */
  readonly isVersionOptional?: true;
}

export interface TagRecord extends TagList {
  /** Of the version, of characters, separators, repeated tags and unknown ones. */
  readonly problems: readonly RecordProblem[];
  /** The text with blanks for what belongs to no value: quotes, backslashes before semicolons. Offsets are the same. */
  readonly readable: string;
}

/** Reads a record of tags, and says what is wrong with its form. */
export function tagRecord(text: string, kind: TagRecordKind): TagRecord {
  const readable = readableText(text);
  const list = tagList(readable);
  const unwanted = characterProblems(text, kind);
  const problems = [
    ...unwanted,
    ...versionProblems(text, readable, list, kind, unwanted.length > 0),
    ...strayProblems(readable, list, kind),
    ...separatorProblems(list.tags, kind),
    ...repeatedProblems(list.tags, kind),
    ...unknownProblems(text, list.tags, kind),
  ];
  return { ...list, problems, readable };
}

/** Of a record that is another one altogether nothing more is said; in the order of the text. */
export function onlyOther(problems: readonly RecordProblem[]): readonly RecordProblem[] {
  const other = problems.find(({ code }) => code === 'other-record' || code === 'empty-record');
  return other ? [other] : inOrder(problems);
}

/** A tag that receivers don't see, because of how it is written, is fatal where nothing works without it. */
export function asFatal(problems: readonly RecordProblem[]): readonly RecordProblem[] {
  return problems.map((problem) => (HIDING.has(problem.code) ? madeFatal(problem) : problem));
}

function madeFatal(problem: RecordProblem): RecordProblem {
  return { ...problem, isFatal: true };
}

/** Quotes and invisible characters, and backslashes before semicolons, each as a blank. */
export function readableText(text: string): string {
  return text.replace(/["\u2018-\u201f\u00a0\u2000-\u200f\u2060\ufeff]|\\(?=;)/g, ' ');
}

/** Characters that were pasted along. */
export function characterProblems(text: string, kind: TagRecordKind): readonly RecordProblem[] {
  const { brokenImpact: impact, label, brokenEffect } = kind;
  const problems: RecordProblem[] = [];
  const escaped = spanOf(text, /\\;/g);
  if (escaped) {
    const message = `A backslash stands before a semicolon. It belongs in zone files only: here it becomes a part of the record, and of the value before it.`;
    const fix = text.slice(escaped.start, escaped.end).replaceAll('\\;', ';');
    problems.push(fatal('escaped-semicolon', impact, escaped, message, fix));
  }
  const quotes = spanOf(text, /["\u2018-\u201f]/g);
  if (quotes) {
    const message = `The record contains quotation marks. They belong in zone files only: here they become a part of the ${label} record.`;
    const within = text.slice(quotes.start, quotes.end);
    const fix = within.replace(/"\s+"/g, '').replace(/["\u2018-\u201f]/g, '');
    problems.push(fatal('quotes', impact, quotes, `${message} ${brokenEffect}`, fix));
  }
  const foreign = spanOf(text, /[^\t\n\v\f\r -~\u2018-\u201f]+/g);
  if (foreign) {
    const fix = text.slice(foreign.start, foreign.end).replace(/[\u00a0\u2000-\u200f\u2060\ufeff]/g, ' ');
    const message = `The record contains a character that is not ASCII${/^[\s\u2000-\u200f\u2060\ufeff]/.test(text.slice(foreign.start)) ? ', and looks like a blank' : ''}. Receivers may not read what it stands in.`;
    const isAtStart = foreign.start === 0;
    const build = isAtStart ? fatal : flaw;
    const replacement = /^[ -~]*$/.test(fix) ? (isAtStart ? fix.trimStart() : fix) : undefined;
    problems.push(build('non-ascii', impact, foreign, message, replacement));
  }
  return problems;
}

function spanOf(text: string, pattern: RegExp): TextSpan | undefined {
  const found = [...text.matchAll(pattern)];
  const [first] = found;
  const last = found.at(-1);
  return first && last ? { start: first.index, end: last.index + last[0].length } : undefined;
}

/** The version stands first, and exactly so: otherwise receivers take the record for none. */
function versionProblems(
  text: string,
  readable: string,
  { tags, strays }: TagList,
  kind: TagRecordKind,
  isUnwanted: boolean,
): readonly RecordProblem[] {
  const { brokenImpact: impact, brokenEffect: effect, version } = kind;
  const part = trimmed(readable, 0, ends(readable));
  if (text.trim() === '') {
    return [fatal('empty-record', impact, { start: 0, end: text.length }, `The record is empty. ${effect}`)];
  }
  const [first] = tags;
  const isFirst = first !== undefined && first.nameAt.start === part.start;
  if (isFirst && first.name === 'v') return ownVersion(text, first, kind, isUnwanted);
  const later = tags.find((tag) => tag.name === 'v');
  if (later) {
    const message = `"v=${version}" must be the first tag. ${effect}`;
    return [fatal('version-not-first', impact, wholeTag(later), message)];
  }
  const stray = strays[0]?.start === part.start ? readable.slice(part.start, part.end) : undefined;
  const isMeant =
    stray !== undefined && new RegExp(`^v?\\s*[:.]?\\s*${version.slice(0, -1)}`, 'i').test(stray);
  if (isMeant) {
    const end = part.start + (/^[^\s,]*(?:\s*[:.]\s*\w+)?/.exec(stray)?.[0].length ?? 0);
    const at = { start: part.start, end: end > part.start ? end : part.end };
    const message = `The record begins with ${quoted(readable.slice(at.start, at.end))}, and must begin with "v=${version}". ${effect}`;
    return [fatal('version', impact, at, message, `v=${version}`)];
  }
  if (kind.isVersionOptional) return [];
  const message = `The record does not begin with "v=${version}". ${effect}`;
  const at = { start: 0, end: part.start };
  return [fatal('version-missing', impact, at, message, `v=${version}; `)];
}

function ends(text: string): number {
  const semicolon = text.indexOf(';');
  return semicolon === -1 ? text.length : semicolon;
}

function ownVersion(
  text: string,
  tag: RecordTag,
  kind: TagRecordKind,
  isUnwanted: boolean,
): readonly RecordProblem[] {
  const { brokenImpact: impact, brokenEffect: effect, version, allowsBlanks } = kind;
  const at = wholeTag(tag);
  const written = text.slice(at.start, at.end);
  if (tag.value !== version) {
    // "v=DMARC1 p=none", "v=DMARC1, p=none": only the separator is wrong.
    const glued = tag.value.startsWith(version) ? tag.value.slice(version.length) : '';
    const gap = /^[\s,:.]+/.exec(glued)?.[0] ?? '';
    const start = tag.valueAt.start + version.length;
    if (glued !== '' && (gap !== '' || /^[a-z]{1,5}=/.test(glued))) {
      const message = `A semicolon is missing after "v=${version}". ${effect}`;
      const isEnd = gap.length === glued.length;
      return [
        fatal('version-separator', impact, { start, end: start + gap.length }, message, isEnd ? '' : '; '),
      ];
    }
    const message = `The record begins with ${quoted(written)}, and must begin with "v=${version}". ${effect}`;
    if (isOther(tag.value, version)) return [fatal('other-record', impact, at, message)];
    return [fatal('version', impact, at, message, `v=${version}`)];
  }
  if (isUnwanted) return [];
  if (at.start > 0) {
    const message = `The record begins with a blank, and must begin with "v=${version}". ${effect}`;
    return [fatal('leading-blank', impact, { start: 0, end: at.start }, message, '')];
  }
  if (written.startsWith('V')) {
    const message = `The tag is written "v", in lower case; many receivers take "V" for another tag. ${effect}`;
    return [fatal('version', impact, at, message, `v=${version}`)];
  }
  if (allowsBlanks || written === `v=${version}`) return [];
  const message = `The record must begin with "v=${version}", without blanks. ${effect}`;
  return [fatal('version', impact, at, message, `v=${version}`)];
}

/** The version of another kind of record, which was published at the wrong name. */
function isOther(value: string, version: string): boolean {
  const own = version.toLowerCase().replace(/v?1$/, '');
  const kind = /^(?:spf|dmarc|dkim|sts|tlsrpt|bimi)/i.exec(value)?.[0].toLowerCase();
  return kind !== undefined && kind !== own;
}

/** Parts without "=", and separators that are none. */
function strayProblems(readable: string, { strays }: TagList, kind: TagRecordKind): readonly RecordProblem[] {
  const pattern = new RegExp(`^(${kind.known.join('|')})\\s*:\\s*(?=\\S)`, 'i');
  const first = trimmed(readable, 0, ends(readable)).start;
  return strays.flatMap((at) => {
    const part = readable.slice(at.start, at.end);
    const colon = pattern.exec(part);
    // Of the first part the version's problem speaks.
    if (at.start === first) return [];
    if (/^(?:mailto:|https:)/i.test(part)) {
      const place = { start: readable.lastIndexOf(';', at.start), end: at.start };
      const message = `Addresses of reports are separated by commas, not by semicolons: ${quoted(part)} gets none.`;
      return [flaw('semicolon-in-list', 'medium', place, message, ',')];
    }
    if (colon) {
      const name = colon[1] ?? '';
      const place = { start: at.start + name.length, end: at.start + colon[0].length };
      const message = `${quoted(name)} is followed by a colon, and "=" belongs there. Receivers skip the tag.`;
      return [flaw('colon-for-equals', kind.brokenImpact, place, message, '=')];
    }
    const message = `${quoted(part)} is no tag: a name, "=" and a value. Receivers skip it, or take the record for broken.`;
    return [flaw('stray-text', 'medium', at, message)];
  });
}

/** "p=none, rua=mailto:…": another tag inside of a value, because no semicolon stands between them. */
function separatorProblems(tags: readonly RecordTag[], kind: TagRecordKind): readonly RecordProblem[] {
  const pattern = new RegExp(`(?<![\\s,:|])[\\s,:|]+(?=(?:${kind.known.join('|')})\\s*=)`, 'i');
  return tags.flatMap((tag) => {
    if (tag.name === 'v') return [];
    const found = pattern.exec(tag.value);
    if (!found) return [];
    const start = tag.valueAt.start + found.index;
    const next = quoted(tag.value.slice(found.index + found[0].length, found.index + found[0].length + 12));
    const message = `A semicolon is missing before ${next}: receivers read it as a part of "${tag.name.slice(0, 20)}".`;
    return [flaw(SEPARATOR, kind.brokenImpact, { start, end: start + found[0].length }, message, '; ')];
  });
}

/** Tags whose value can't be judged, because another tag is in it. */
export const SEPARATOR = 'missing-semicolon';

const HIDING = new Set([SEPARATOR, 'colon-for-equals', 'misspelt-tag']);

function repeatedProblems(tags: readonly RecordTag[], kind: TagRecordKind): readonly RecordProblem[] {
  const seen = new Set<string>();
  return tags.flatMap((tag) => {
    const isRepeated = seen.has(tag.name);
    seen.add(tag.name);
    if (!isRepeated) return [];
    if (tag.name === 'v' && tag.value === kind.version) {
      const message = `Two ${kind.label} records stand in one. ${kind.brokenEffect}`;
      return [fatal('two-records', kind.brokenImpact, wholeTag(tag), message)];
    }
    // RFC 6376 section 3.2: tags with duplicate names make the whole list invalid; DMARC and BIMI have their syntax of there.
    const message = `The tag "${tag.name.slice(0, 20)}" stands twice. A list with a tag twice is invalid: receivers drop the record, or take either.`;
    return [fatal('repeated-tag', kind.brokenImpact, wholeTag(tag), message)];
  });
}

function unknownProblems(
  text: string,
  tags: readonly RecordTag[],
  kind: TagRecordKind,
): readonly RecordProblem[] {
  const names = new Set(tags.map((tag) => tag.name));
  return tags.flatMap((tag) => {
    if (kind.known.includes(tag.name)) return tagCase(text, tag);
    const meant = /^[a-z]{2,8}$/.test(tag.name)
      ? kind.known.filter((known) => isSwapped(tag.name, known))
      : [];
    const shown = quoted(tag.name);
    if (meant.length === 1 && !names.has(meant[0] ?? '')) {
      const message = `${shown} is no tag of ${kind.label}, and receivers skip it. It was probably meant to be "${meant[0]}".`;
      return [flaw('misspelt-tag', 'medium', tag.nameAt, message, meant[0])];
    }
    if (!/^[a-z][\w-]*$/i.test(tag.name)) {
      const message = `${shown} is no name of a tag. Receivers skip it, or take the record for broken.`;
      return [flaw('invalid-tag', 'medium', tag.nameAt, message)];
    }
    return [
      flaw(
        'unknown-tag',
        'low',
        wholeTag(tag),
        `${shown} is no tag of ${kind.label}, and receivers skip it.`,
      ),
    ];
  });
}

/** RFC 6376 section 3.2: names of tags are case-sensitive. */
function tagCase(text: string, { name, nameAt }: RecordTag): readonly RecordProblem[] {
  const written = text.slice(nameAt.start, nameAt.end);
  if (written === name || name === 'v') return [];
  const message = `The tag ${quoted(written)} is written in lower case: "${name}". Some receivers skip it otherwise.`;
  return [flaw('tag-case', 'low', nameAt, message, name)];
}

/** The same letters in another order, or one letter more or less, of a name with at least three. */
function isSwapped(one: string, known: string): boolean {
  if (known.length < 3) return false;
  if (one.length === known.length) {
    const differing = letters(one).filter((letter, index) => letter !== known[index]).length;
    return (
      differing === 1 ||
      (differing > 0 && letters(one).toSorted().join('') === letters(known).toSorted().join(''))
    );
  }
  const [short, long] = one.length < known.length ? [one, known] : [known, one];
  if (long.length - short.length !== 1) return false;
  return letters(long).some((_, index) => long.slice(0, index) + long.slice(index + 1) === short);
}

function letters(word: string): readonly string[] {
  return word.split('');
}
