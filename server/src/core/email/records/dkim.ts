import { dkimKeyProblems, readKey } from './dkimKey.ts';
import { dkimTagProblems } from './dkimTags.ts';
import type { RecordProblem, RecordTag } from './problem.ts';
import { tagNamed } from './tags.ts';
import { asFatal, onlyOther, SEPARATOR, tagRecord, type TagRecordKind } from './tagText.ts';

/** The record of a DKIM key (RFC 6376 section 3.6.1), whatever state it is in. */
export interface DkimKeyRecord {
  readonly text: string;
  readonly tags: readonly RecordTag[];
  /** `k`, lower case: "rsa" where it is not written. */
  readonly keyType: string;
  /** `p` is there and empty. */
  readonly isRevoked: boolean;
  /** Of an RSA key that can be read. */
  readonly bits?: number;
  /** `t=y`, `t=s`. */
  readonly isTesting: boolean;
  readonly isStrict: boolean;
  readonly problems: readonly RecordProblem[];
}

/** Never throws; takes time in proportion to the text. */
export function parseDkim(text: string): DkimKeyRecord {
  const { tags, problems: found } = tagRecord(text, DKIM);
  const keyType = tagNamed(tags, 'k')?.value.toLowerCase() ?? 'rsa';
  const key = tagNamed(tags, 'p');
  const flags = new Set((tagNamed(tags, 't')?.value ?? '').split(':').map((flag) => flag.trim()));
  const read = readKey(key?.value ?? '');
  const form = key ? found : asFatal(found);
  const isUnwanted = form.some(
    ({ code }) => code === 'quotes' || code === SEPARATOR || code === 'colon-for-equals',
  );
  const isCut = form.some(({ code }) => code === SEPARATOR);
  return {
    text,
    tags,
    keyType,
    isRevoked: key?.value === '',
    ...(read.key?.form === 'rsa' ? { bits: read.key.bits } : {}),
    isTesting: flags.has('y'),
    isStrict: flags.has('s'),
    problems: onlyOther([
      ...form,
      ...(isCut ? [] : dkimTagProblems(tags)),
      ...dkimKeyProblems(text, key, keyType, read, isUnwanted),
    ]),
  };
}

const DKIM: TagRecordKind = {
  label: 'DKIM',
  version: 'DKIM1',
  brokenImpact: 'high',
  brokenEffect: 'Receivers can use no key of it then, and the signatures of this selector fail.',
  known: ['v', 'k', 'h', 'p', 's', 't', 'n', 'g'],
  allowsBlanks: true,
  isVersionOptional: true,
  needed: 'p',
  allowsLineBreaks: true,
};
