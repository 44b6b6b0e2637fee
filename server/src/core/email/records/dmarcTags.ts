import { flaw, quoted } from './build.ts';
import { isPolicy, type ReadDmarc } from './dmarcPolicy.ts';
import type { RecordProblem, RecordTag } from './problem.ts';
import { wholeTag } from './tags.ts';

/** What is wrong with the tags of a DMARC record other than policies and addresses. */
export function dmarcTagProblems(record: ReadDmarc, isCut: boolean): readonly RecordProblem[] {
  const seen = new Set<string>();
  return record.tags.flatMap((tag) => {
    if (seen.has(tag.name)) return [];
    seen.add(tag.name);
    // Of such a value the missing semicolon speaks.
    if (isCut && /[\s,:|][a-z]+\s*=/i.test(tag.value.slice(0, 2_000))) return [];
    return TAGS[tag.name]?.(tag, record) ?? [];
  });
}

type TagRule = (tag: RecordTag, record: ReadDmarc) => readonly RecordProblem[];

const TAGS: Readonly<Record<string, TagRule>> = {
  adkim: (tag) =>
    oneOf(
      tag,
      ['r', 's'],
      new Map([
        ['relaxed', 'r'],
        ['strict', 's'],
      ]),
    ),
  aspf: (tag) =>
    oneOf(
      tag,
      ['r', 's'],
      new Map([
        ['relaxed', 'r'],
        ['strict', 's'],
      ]),
    ),
  t: (tag) =>
    oneOf(
      tag,
      ['y', 'n'],
      new Map([
        ['yes', 'y'],
        ['no', 'n'],
      ]),
    ),
  psd: (tag) => [
    ...oneOf(
      tag,
      ['y', 'n', 'u'],
      new Map([
        ['yes', 'y'],
        ['no', 'n'],
      ]),
    ),
    ...publicSuffix(tag),
  ],
  fo: failureOptions,
  pct: percent,
  rf: (tag) => [obsolete(tag, 'Receivers send one format of reports only.')],
  ri: (tag) => [obsolete(tag, 'Receivers send reports once a day.')],
};

function oneOf(
  tag: RecordTag,
  allowed: readonly string[],
  meant: ReadonlyMap<string, string>,
): readonly RecordProblem[] {
  const value = tag.value.toLowerCase();
  if (allowed.includes(value)) return [];
  const list = allowed.map((one) => `"${one}"`).join(' or ');
  const message = `${quoted(`${tag.name}=${tag.value}`)} means nothing: ${list} is expected. Receivers take its default.`;
  return [
    flaw(
      'invalid-value',
      'medium',
      tag.value === '' ? wholeTag(tag) : tag.valueAt,
      message,
      meant.get(value),
    ),
  ];
}

function publicSuffix(tag: RecordTag): readonly RecordProblem[] {
  if (tag.value.toLowerCase() !== 'y') return [];
  const message =
    '"psd=y" says that this domain is a public suffix such as "com", below which strangers register domains. It takes alignment from all subdomains.';
  return [flaw('public-suffix', 'medium', wholeTag(tag), message)];
}

/** RFC 9989 section 4.7: "0" or "1", "d" and "s", each once, in any order, with colons between them. */
function failureOptions(tag: RecordTag, { tags }: ReadDmarc): readonly RecordProblem[] {
  const options = tag.value.split(':').map((option) => option.trim().toLowerCase());
  if (!options.every((option) => /^[01ds]$/.test(option))) {
    const isList = /^[01ds](?:[\s,]+[01ds])+$/i.test(tag.value);
    const message = `${quoted(`fo=${tag.value}`)} means nothing: "0", "1", "d" and "s" are expected, with colons between them. Receivers take "0".`;
    const fix = isList ? tag.value.replace(/[\s,]+/g, ':') : undefined;
    return [flaw('invalid-value', 'low', tag.value === '' ? wholeTag(tag) : tag.valueAt, message, fix)];
  }
  const problems: RecordProblem[] = [];
  if (new Set(options).size < options.length) {
    problems.push(
      flaw('invalid-value', 'low', tag.valueAt, `${quoted(`fo=${tag.value}`)} has an option twice.`),
    );
  } else if (options.includes('0') && options.includes('1')) {
    const message = '"0" and "1" of "fo" exclude each other (RFC 9989): keep one.';
    problems.push(flaw('invalid-value', 'low', tag.valueAt, message));
  }
  if (!tags.some((other) => other.name === 'ruf')) {
    const message =
      '"fo" says when to send reports of failures, and no "ruf" says where to. Receivers skip it.';
    problems.push(flaw('failure-options-without-address', 'low', wholeTag(tag), message));
  }
  return problems;
}

function percent(tag: RecordTag, { tags }: ReadDmarc): readonly RecordProblem[] {
  if (!/^\d{1,3}$/.test(tag.value) || Number(tag.value) > 100) {
    const message = `${quoted(`pct=${tag.value}`)} is no share of 0 to 100; the tag is obsolete (RFC 9989). Remove it.`;
    return [flaw('invalid-value', 'medium', wholeTag(tag), message)];
  }
  const policy = tags.find((other) => other.name === 'p')?.value.toLowerCase();
  if (Number(tag.value) === 100 || !isPolicy(policy) || policy === 'none') {
    return [obsolete(tag, 'Receivers apply the policy to all mail.')];
  }
  const message = `"pct=${tag.value}" applies the policy to a part of the mail at older receivers, and to all of it at those of RFC 9989, which drops the tag.`;
  return [flaw('partial-policy', 'medium', wholeTag(tag), message)];
}

function obsolete(tag: RecordTag, effect: string): RecordProblem {
  return flaw(
    'obsolete-tag',
    'low',
    wholeTag(tag),
    `The tag "${tag.name}" is obsolete (RFC 9989). ${effect}`,
  );
}
