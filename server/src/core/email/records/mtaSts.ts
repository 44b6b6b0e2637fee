import { fatal, quoted } from './build.ts';
import type { RecordProblem, RecordTag } from './problem.ts';
import { tagNamed, wholeTag } from './tags.ts';
import { asFatal, onlyOther, SEPARATOR, tagRecord, type TagRecordKind } from './tagText.ts';

export { coversMx, parseMtaStsPolicy, type MtaStsPolicy } from './mtaStsPolicy.ts';

/** The TXT record of MTA-STS (RFC 8461 section 3.1), whatever state it is in. */
export interface MtaStsRecord {
  readonly text: string;
  readonly tags: readonly RecordTag[];
  /** Only where it is valid. */
  readonly id?: string;
  readonly problems: readonly RecordProblem[];
}

/** Never throws; takes time in proportion to the text. */
export function parseMtaSts(text: string): MtaStsRecord {
  const { tags, problems: form } = tagRecord(text, MTA_STS);
  const tag = tagNamed(tags, 'id');
  const isCut = form.some(({ code }) => code === SEPARATOR || code === 'version-separator');
  const isMeant = form.some(({ code }) => code === 'misspelt-tag' || code === 'colon-for-equals');
  const own = isCut || isMeant ? [] : idProblems(text, tag);
  const isValid = tag !== undefined && ID.test(tag.value);
  return {
    text,
    tags,
    ...(isValid ? { id: tag.value } : {}),
    problems: onlyOther([...(tag ? form : asFatal(form)), ...own]),
  };
}

const ID = /^[a-z\d]{1,32}$/i;

const MTA_STS: TagRecordKind = {
  label: 'MTA-STS',
  version: 'STSv1',
  brokenImpact: 'medium',
  brokenEffect: 'Senders find no MTA-STS record then, and the policy has no effect.',
  known: ['v', 'id'],
  allowsBlanks: false,
  needed: 'id',
  // The policy has them.
  elsewhere: ['mode', 'mx', 'max_age', 'version'],
  isStrict: true,
};

const NO_POLICY = 'Senders take the record for none, and the policy has no effect.';

function idProblems(text: string, tag: RecordTag | undefined): readonly RecordProblem[] {
  if (!tag) {
    const message = `The record has no "id". ${NO_POLICY}`;
    return [fatal('missing-id', 'medium', { start: 0, end: text.length }, message)];
  }
  const written = text.slice(tag.nameAt.start, tag.valueAt.start);
  if (tag.value !== '' && ID.test(tag.value)) {
    if (/^id=["\u2018-\u201f]?$/i.test(written)) return [];
    const message = `RFC 8461 has no blanks round "=" of "id". ${NO_POLICY}`;
    return [fatal('blank-in-tag', 'medium', wholeTag(tag), message, `id=${tag.value}`)];
  }
  const bare = tag.value.replace(/[^a-z\d]+/gi, '');
  const message =
    tag.value === ''
      ? `The "id" is empty. ${NO_POLICY}`
      : `${quoted(tag.value)} is no "id": 1 to 32 letters and digits are. ${NO_POLICY}`;
  const fix = ID.test(bare) ? bare : undefined;
  return [fatal('invalid-id', 'medium', tag.value === '' ? wholeTag(tag) : tag.valueAt, message, fix)];
}
