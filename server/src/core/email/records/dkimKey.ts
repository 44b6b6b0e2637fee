import { base64Bytes, base64Text } from '../../base64.ts';
import { fatal, flaw } from './build.ts';
import type { RecordProblem, RecordTag, TextSpan } from './problem.ts';
import { publicKeyOf, type PublicKey, type RsaKey } from './publicKey.ts';
import { wholeTag } from './tags.ts';

/** The value of `p` as far as it can be read. */
export interface ReadKey {
  /** Without blanks. */
  readonly text: string;
  readonly bytes?: readonly number[];
  readonly key?: PublicKey;
}

export function readKey(value: string): ReadKey {
  const text = value.replace(/\s+/g, '');
  const bytes = base64Bytes(text);
  if (bytes === undefined || text === '') return { text };
  return { text, bytes, key: publicKeyOf(bytes) };
}

const FAIL = 'The signatures of this selector fail.';

/** What is wrong with the key; `isUnwanted`: quotes or a missing semicolon are in the way, and are spoken of. */
export function dkimKeyProblems(
  text: string,
  tag: RecordTag | undefined,
  keyType: string,
  read: ReadKey,
  isUnwanted: boolean,
): readonly RecordProblem[] {
  if (!tag) {
    if (isUnwanted) return [];
    const message = `The record has no key ("p="). ${FAIL}`;
    return [fatal('missing-key', 'high', { start: 0, end: text.length }, message)];
  }
  if (tag.value === '') {
    const message =
      'The key is empty, which says that it is revoked: no signature of this selector is valid any more.';
    // RFC 6376 section 3.6.1: that is how a key is revoked, so that the record is as it should be.
    return [flaw('revoked', 'low', wholeTag(tag), message)];
  }
  const { valueAt: at } = tag;
  const pem = pemProblem(tag, read);
  if (pem) return [pem];
  if (!read.bytes || !read.key) return isUnwanted ? [] : [notBase64(tag, at)];
  if (keyType !== 'rsa' && keyType !== 'ed25519') return [];
  const problems =
    keyType === 'rsa' ? rsaProblems(read.key, read.bytes, at) : ed25519Problems(read.key, read.bytes, at);
  if (problems.some((problem) => problem.isFatal)) return problems;
  const written = writtenProblem(tag, read.text);
  return written ? [...problems, written] : problems;
}

function pemProblem({ value, valueAt: at }: RecordTag, { key }: ReadKey): RecordProblem | undefined {
  if (key?.form === 'private' || /-----BEGIN [A-Z ]{0,20}PRIVATE KEY/i.test(value)) {
    const message =
      'A private key stands in the record, where everybody can read it: anybody can sign mail of this domain. Make a new pair of keys.';
    return fatal('private-key', 'blocker', at, message);
  }
  if (key?.form === 'certificate' || /-----BEGIN CERTIFICATE/i.test(value)) {
    return fatal(
      'certificate-for-key',
      'high',
      at,
      `A certificate stands where the public key belongs. ${FAIL}`,
    );
  }
  if (!value.includes('-----')) return undefined;
  const bare = value.replace(/-----[A-Z ]{0,40}-----/gi, '').replace(/\s+|\\[nr]/g, '');
  const fix = base64Bytes(bare) && bare !== '' ? bare : undefined;
  return fatal(
    'pem-header',
    'high',
    at,
    `The lines round the key ("-----BEGIN …") belong in files only. ${FAIL}`,
    fix,
  );
}

function notBase64({ value }: RecordTag, at: TextSpan): RecordProblem {
  const bad = /[^A-Za-z\d+/=\s]|=(?=[^=\s])/.exec(value);
  const place = bad ? { start: at.start + bad.index, end: at.start + bad.index + 1 } : at;
  return fatal('invalid-base64', 'high', place, `The key has a character that base64 doesn't have. ${FAIL}`);
}

function rsaProblems(key: PublicKey, bytes: readonly number[], at: TextSpan): readonly RecordProblem[] {
  if (key.form === 'rsa') return rsaKeyProblems(key, at);
  if (key.form === 'ed25519' || bytes.length === 32) {
    const message = `The key is one of Ed25519, and the record says that it is RSA: "k=ed25519" is missing. ${FAIL}`;
    return [fatal('wrong-key-type', 'high', at, message)];
  }
  if (key.form === 'other') {
    return [
      fatal(
        'wrong-key-type',
        'high',
        at,
        `The key is neither RSA nor Ed25519, and receivers know no other. ${FAIL}`,
      ),
    ];
  }
  if (key.form === 'truncated') {
    const message = `The key is cut off: ${bytes.length} of ${key.expected} bytes are there. Long records are published as several strings. ${FAIL}`;
    return [fatal('truncated-key', 'high', at, message)];
  }
  return [
    fatal(
      'unreadable-key',
      'high',
      at,
      `The key can't be read: it is damaged, or was not copied whole. ${FAIL}`,
    ),
  ];
}

function rsaKeyProblems(key: RsaKey, at: TextSpan): readonly RecordProblem[] {
  if (key.bits < 1024) {
    const message = `The RSA key has ${key.bits} bits. Receivers must not accept less than 1024 (RFC 8301). ${FAIL}`;
    return [fatal('key-too-short', 'high', at, message)];
  }
  if (key.isModulusEven || key.isExponentEven || key.exponent === 1) {
    return [
      fatal('unreadable-key', 'high', at, `The numbers of the RSA key make no key: it is damaged. ${FAIL}`),
    ];
  }
  const problems: RecordProblem[] = [];
  if (key.bits < 2048) {
    const message = `The RSA key has ${key.bits} bits. It works, and 2048 are recommended (RFC 8301).`;
    problems.push(flaw('key-short', 'low', at, message));
  } else if (key.bits > 4096) {
    const message = `The RSA key has ${key.bits} bits. Receivers need to know keys up to 4096 only (RFC 8301), and some can't use this one.`;
    problems.push(flaw('key-too-long', 'medium', at, message));
  }
  if (key.exponent !== undefined && key.exponent < 65_537) {
    const message = `The exponent of the RSA key is ${key.exponent}, which is weaker than the usual 65537.`;
    problems.push(flaw('small-exponent', 'low', at, message));
  }
  // RFC 6376 names this form, and publishes the other; verifiers on OpenSSL read the other alone.
  if (key.encoding === 'pkcs1') {
    const message =
      'The key is an RSAPublicKey (PKCS#1). Most receivers expect a SubjectPublicKeyInfo ("BEGIN PUBLIC KEY"), and some can\'t read this form.';
    problems.push(flaw('pkcs1-key', 'medium', at, message));
  }
  if (key.rest > 0) {
    const message = `There are ${key.rest} bytes too many after the key. Some receivers can't read it.`;
    problems.push(flaw('trailing-bytes', 'medium', at, message));
  }
  return problems;
}

/** RFC 8463 section 4: the 32 bytes themselves. */
function ed25519Problems(key: PublicKey, bytes: readonly number[], at: TextSpan): readonly RecordProblem[] {
  if (bytes.length === 32) return [];
  if (key.form === 'ed25519' && key.raw.length === 32) {
    const message = `An Ed25519 key is published as its 32 bytes alone, and this one is a SubjectPublicKeyInfo of ${bytes.length}. ${FAIL}`;
    return [fatal('wrong-key-length', 'high', at, message, base64Text(key.raw))];
  }
  if (key.form === 'rsa') {
    return [
      fatal(
        'wrong-key-type',
        'high',
        at,
        `The key is one of RSA, and the record says that it is Ed25519. ${FAIL}`,
      ),
    ];
  }
  const message = `An Ed25519 key has 32 bytes, and this one has ${bytes.length}. ${FAIL}`;
  return [fatal('wrong-key-length', 'high', at, message)];
}

/** How a key is written that can be read. */
function writtenProblem({ valueAt }: RecordTag, text: string): RecordProblem | undefined {
  // Blanks in it are in order (RFC 6376 section 3.6.1).
  if (text.length % 4 === 0) return undefined;
  const message = 'The padding at the end of the key ("=") is wrong. Some receivers can\'t read it.';
  const bare = text.replace(/=+$/, '');
  const padded = bare.length % 4 === 1 ? undefined : bare.padEnd(Math.ceil(bare.length / 4) * 4, '=');
  return flaw('missing-padding', 'medium', valueAt, message, padded);
}
