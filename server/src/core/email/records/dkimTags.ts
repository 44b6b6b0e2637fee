import { fatal, flaw, quoted } from './build.ts';
import type { RecordProblem, RecordTag } from './problem.ts';
import { wholeTag } from './tags.ts';

/** What is wrong with the tags of a key's record other than the key. */
export function dkimTagProblems(tags: readonly RecordTag[]): readonly RecordProblem[] {
  const seen = new Set<string>();
  return tags.flatMap((tag) => {
    if (seen.has(tag.name)) return [];
    seen.add(tag.name);
    return TAGS[tag.name]?.(tag) ?? [];
  });
}

const FAIL = 'The signatures of this selector fail.';

const TAGS: Readonly<Record<string, (tag: RecordTag) => readonly RecordProblem[]>> = {
  k: keyType,
  h: hashes,
  s: services,
  t: flags,
  g: (tag) => {
    // Everybody: nothing is restricted.
    if (tag.value === '*') return [];
    const message =
      'The tag "g" is obsolete (RFC 6376). Some old receivers still let it restrict who may sign.';
    return [flaw('obsolete-tag', 'low', wholeTag(tag), message)];
  },
};

function keyType(tag: RecordTag): readonly RecordProblem[] {
  const value = tag.value.toLowerCase();
  if (value === 'rsa' || value === 'ed25519') {
    if (tag.value === value) return [];
    // RFC 6376 section 3.2: values are case-sensitive. mailauth 7.1 reads both, dkimpy 1.1 compares letter by letter and refuses the key.
    const inCapitals = `Write ${quoted(`k=${value}`)} in small letters: some receivers take ${quoted(tag.value)} for a type that they don't know, and the signatures of this selector fail there.`;
    return [flaw('key-type-in-capitals', 'medium', tag.valueAt, inCapitals, value)];
  }
  const message = `${quoted(`k=${tag.value}`)} is no type of key that receivers know: "rsa" and "ed25519" are. ${FAIL}`;
  const meant = /^rsa(?:-sha\d+|\d+)?$/.test(value)
    ? 'rsa'
    : /^ed-?25519(?:-sha256)?$/.test(value)
      ? 'ed25519'
      : undefined;
  return [fatal('unknown-key-type', 'high', tag.value === '' ? wholeTag(tag) : tag.valueAt, message, meant)];
}

function listOf(tag: RecordTag): readonly string[] {
  return tag.value
    .toLowerCase()
    .split(':')
    .map((item) => item.trim());
}

/** RFC 8301: SHA-1 must not be used any more. */
function hashes(tag: RecordTag): readonly RecordProblem[] {
  const items = listOf(tag);
  const at = tag.value === '' ? wholeTag(tag) : tag.valueAt;
  if (items.includes('sha256')) {
    if (!items.includes('sha1')) return [];
    const message = '"h" allows SHA-1 too, which receivers don\'t accept any more (RFC 8301).';
    return [flaw('sha1', 'low', at, message, 'sha256')];
  }
  const isMeant = /^sha-?(?:2-?)?256$|^rsa-sha256$/.test(tag.value.toLowerCase());
  const message = `${quoted(`h=${tag.value}`)} leaves out "sha256", the only hash that receivers accept (RFC 8301). ${FAIL}`;
  return [
    fatal(
      'hash-not-allowed',
      'high',
      at,
      message,
      isMeant || tag.value.toLowerCase() === 'sha1' ? 'sha256' : undefined,
    ),
  ];
}

function services(tag: RecordTag): readonly RecordProblem[] {
  const items = listOf(tag);
  if (items.includes('*') || items.includes('email')) return [];
  const message = `${quoted(`s=${tag.value}`)} says that the key is not for mail: "email" or "*" is expected. ${FAIL}`;
  return [fatal('not-for-mail', 'high', tag.value === '' ? wholeTag(tag) : tag.valueAt, message)];
}

function flags(tag: RecordTag): readonly RecordProblem[] {
  const items = listOf(tag);
  const problems: RecordProblem[] = [];
  if (items.includes('y')) {
    const message =
      '"t=y" says that DKIM is being tested: receivers may treat signed mail as if it were not signed.';
    problems.push(flaw('testing', 'medium', wholeTag(tag), message));
  }
  if (tag.value !== '' && !items.every((item) => item === 'y' || item === 's')) {
    const message = `${quoted(`t=${tag.value}`)} has a flag that nobody knows ("y" and "s" are known), and receivers skip it.`;
    problems.push(flaw('unknown-flag', 'low', tag.valueAt, message));
  }
  return problems;
}
