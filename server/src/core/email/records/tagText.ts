import { fatal, flaw, inOrder, quoted, TEXT_BEFORE, unpasted } from './build.ts';
import type { RecordProblem, RecordTag, TextSpan } from './problem.ts';
import { characterProblems, readableText } from './tagCharacters.ts';
import type { TagRecordKind } from './tagKind.ts';
import { tagList, trimmed, wholeTag, type TagList } from './tags.ts';

export type { TagRecordKind } from './tagKind.ts';

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
    ...emptyProblems(readable, list, kind),
    ...separatorProblems(list.tags, kind),
    ...repeatedProblems(list.tags, kind),
    ...unknownProblems(text, list.tags, kind),
  ];
  return { ...list, problems, readable };
}

/** Of a record that is another one altogether nothing more is said; in the order of the text. */
export function onlyOther(problems: readonly RecordProblem[]): readonly RecordProblem[] {
  const other = problems.find(
    ({ code }) => code === TEXT_BEFORE || code === 'other-record' || code === 'empty-record',
  );
  return other ? [other] : inOrder(problems);
}

/** A tag that receivers don't see, because of how it is written, is fatal where nothing works without it. */
export function asFatal(problems: readonly RecordProblem[]): readonly RecordProblem[] {
  return problems.map((problem) => (HIDING.has(problem.code) ? madeFatal(problem) : problem));
}

function madeFatal(problem: RecordProblem): RecordProblem {
  return { ...problem, isFatal: true };
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
  const before = textBefore(readable, part, kind);
  if (before) {
    const message = `The record begins with ${quoted(readable.slice(before.start, before.end).trim())}, and must begin with "v=${version}". ${effect}`;
    const whole = { start: 0, end: text.length };
    return [fatal(TEXT_BEFORE, impact, whole, message, unpasted(text.slice(before.end)))];
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

/** "_dmarc IN TXT v=DMARC1": a line of a zone, or of a table, that was pasted as a whole. */
function textBefore(readable: string, part: TextSpan, { version }: TagRecordKind): TextSpan | undefined {
  const pattern = new RegExp(`[\\s:(>]v\\s?=\\s?${version}(?!\\w)`, 'i');
  const found = pattern.exec(readable.slice(part.start, part.end));
  if (!found || isVersion(readable.slice(part.start, part.end))) return undefined;
  return { start: 0, end: part.start + found.index + 1 };
}

function isVersion(text: string): boolean {
  return /^v\s*[=:]/i.test(text);
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
  if (written.startsWith('V') && kind.ignoresCase) {
    const message = `The tag "V" is usually written "v": some software looks for just that.`;
    return [flaw('tag-case', 'low', at, message, `v=${version}`)];
  }
  if (written.startsWith('V')) {
    const message = `The tag is written "v", in lower case; many receivers take "V" for another tag. ${effect}`;
    return [fatal('version', impact, at, message, `v=${version}`)];
  }
  if (allowsBlanks) return [];
  if (written === `v=${version}`) {
    // RFC 8460 section 3 and RFC 8461 section 3.1: records that don't begin with "v=…;" are discarded, though the grammar has blanks there.
    const gap = /^[ \t]+(?=;)/.exec(text.slice(at.end))?.[0] ?? '';
    if (gap === '') return [];
    const message = `A blank stands between "v=${version}" and its semicolon: some senders look for "v=${version};".`;
    return [flaw('blank-before-semicolon', 'low', { start: at.end, end: at.end + gap.length }, message, '')];
  }
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
    const build = kind.isStrict ? fatal : flaw;
    // Of the first part the version's problem speaks.
    if (at.start === first) return [];
    if (/^(?:mailto:|https:)/i.test(part)) {
      const place = { start: readable.lastIndexOf(';', at.start), end: at.start };
      const message = `Addresses of reports are separated by commas, not by semicolons: ${quoted(part)} gets none.`;
      return [build('semicolon-in-list', 'medium', place, message, ',')];
    }
    if (colon) {
      const name = colon[1] ?? '';
      const place = { start: at.start + name.length, end: at.start + colon[0].length };
      const message = `${quoted(name)} is followed by a colon, and "=" belongs there. Receivers skip the tag.`;
      return [flaw('colon-for-equals', kind.brokenImpact, place, message, '=')];
    }
    const message = `${quoted(part)} is no tag: a name, "=" and a value. Receivers skip it, or take the record for broken.`;
    return [build('stray-text', kind.isStrict ? kind.brokenImpact : 'medium', at, message)];
  });
}

/** No grammar has a separator with nothing before it; receivers that cut records at semicolons don't mind. */
function emptyProblems(readable: string, { empty }: TagList, kind: TagRecordKind): readonly RecordProblem[] {
  const first = empty.find(({ start }) => readable.slice(0, start).trim() !== '');
  if (!first) return [];
  const message = `Two semicolons stand in a row, which the syntax of ${kind.label} doesn't have. Most receivers skip it.`;
  return [flaw('empty-tag', 'low', first, message, '')];
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
    // RFC 8461 section 3.2 takes the first of several, and RFC 8460 section 3 has several "rua".
    if (kind.isStrict) {
      const message = `The tag "${tag.name.slice(0, 20)}" stands twice. Senders take the first, or both.`;
      return [flaw('repeated-tag', kind.brokenImpact, wholeTag(tag), message)];
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
    if (kind.known.includes(tag.name)) return tagCase(text, tag, kind);
    // The version's problem speaks of what stands before it.
    if (/[\s:(>]v$/.test(tag.name)) return [];
    const meant = meantTags(tag.name, kind);
    const shown = quoted(tag.name);
    if (meant.length === 1 && !names.has(meant[0] ?? '')) {
      const message = `${shown} is no tag of ${kind.label}, and receivers skip it. It was probably meant to be "${meant[0]}".`;
      return [flaw('misspelt-tag', 'medium', tag.nameAt, message, meant[0])];
    }
    if (!(kind.isStrict ? /^[a-z\d][\w.-]{0,31}$/ : /^[a-z][\w-]*$/i).test(tag.name)) {
      const message = `${shown} is no name of a tag. Receivers skip it, or take the record for broken.`;
      const build = kind.isStrict ? fatal : flaw;
      return [build('invalid-tag', kind.isStrict ? kind.brokenImpact : 'medium', tag.nameAt, message)];
    }
    // Extensions have visible characters other than "=" and ";", and no blanks (RFC 8460 section 3, RFC 8461 section 3.1).
    const extension = text.slice(tag.nameAt.start, tag.valueAt.end);
    if (kind.isStrict && !/^[a-z\d][\w.-]{0,31}=[!-:<>-~]{1,999}$/i.test(extension)) {
      const message = `${quoted(extension)} is no tag: a name, "=" and a value without blanks. ${kind.brokenEffect}`;
      return [fatal('invalid-tag', kind.brokenImpact, wholeTag(tag), message)];
    }
    // There the standard foresees tags of others.
    if (kind.isStrict && !kind.elsewhere?.includes(tag.name)) return [];
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

function meantTags(name: string, { known, meant }: TagRecordKind): readonly string[] {
  if (meant && Object.hasOwn(meant, name)) return [meant[name] ?? ''];
  return /^[a-z]{2,8}$/.test(name) ? known.filter((one) => isSwapped(name, one)) : [];
}

/** Names of tags are case-sensitive by RFC 6376 section 3.2, RFC 8460 section 3 and RFC 8461 section 3.1, but not by RFC 9989. */
function tagCase(text: string, { name, nameAt }: RecordTag, kind: TagRecordKind): readonly RecordProblem[] {
  const written = text.slice(nameAt.start, nameAt.end);
  if (written === name || name === 'v') return [];
  if (name === kind.needed) {
    const hidden = `The tag ${quoted(written)} must be written in lower case, "${name}": it is another tag otherwise. ${kind.brokenEffect}`;
    return [fatal('tag-case', kind.brokenImpact, nameAt, hidden, name)];
  }
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
