import { isMadeUpLogin } from './passwords.ts';
import { isFilledIn, isPlaceholder } from './placeholder.ts';
import { isSealed } from './sealed.ts';
import { surpriseOf } from './surprise.ts';
import { hasTellingRun, UNUSUAL } from './tellingRuns.ts';

/**
 * What a value most likely is:
 * - random: drawn by a generator
 * - uuid: drawn by a generator, but mostly to tell things apart
 * - password: made up by a person, of letters with digits or signs
 * - unusual: letters that make no word, too few of them to be sure
 * - sample: the same as password, of the words that tutorials and tests use: "admin123"
 * - word: words, an identifier, a file name, a path, a sentence
 * - reference: stands for a value, or for something that is known by its form: a template, a URL, a date, a hash
 * - placeholder: to be replaced by whoever uses it
 */
export type ValueKind =
  'random' | 'uuid' | 'password' | 'unusual' | 'sample' | 'word' | 'reference' | 'placeholder';

export interface Rarity {
  readonly kind: ValueKind;
  /** How much likelier a generator would yield this than a person who names things, in bits; below 0 the other way round. */
  readonly surprise: number;
}

export function rarityOf(value: string): Rarity {
  if (isSealed(value)) return { kind: 'reference', surprise: 0 };
  if (isNoise(value)) return { kind: 'random', surprise: surpriseOf(value) };
  if (REFERENCES.some((pattern) => pattern.test(value))) return { kind: 'reference', surprise: 0 };
  if (PRINTED.has(value)) return { kind: 'placeholder', surprise: 0 };
  if (UUID.test(value)) return { kind: isPlaceholder(value) ? 'placeholder' : 'uuid', surprise: 0 };
  const surprise = surpriseOf(value);
  if (surprise < CERTAIN && LOOSE_REFERENCES.some((pattern) => pattern.test(value))) {
    return { kind: 'reference', surprise };
  }
  const kind = kindOf(value, surprise);
  const telling = kind === 'word' || kind === 'placeholder' || hasTellingRun(value);
  return { kind: telling ? kind : 'word', surprise };
}

function kindOf(value: string, surprise: number): ValueKind {
  const drawn = surprise >= leastSurprise(value);
  if (drawn) return isFilledIn(value) || isLayout(value) ? 'placeholder' : 'random';
  if (/\s/.test(value) || FIELD.test(value)) return 'word';
  if (!isChosen(value))
    return surprise >= UNUSUAL && /^[A-Za-z0-9]{8,}$/.test(value) && !isPlaceholder(value)
      ? 'unusual'
      : 'word';
  if (isPlaceholder(value) && (TO_BE_REPLACED.test(value) || !/[0-9]/.test(value))) return 'placeholder';
  // "P@ssw0rd123" is "password" with what a form asked for at the end.
  const stem = value.replace(/[0-9!@#$%^&*?._-]+$/, '');
  const sample = isPlaceholder(value) || isMadeUpLogin('', value, '') || isMadeUpLogin('', stem, '');
  return sample ? 'sample' : 'password';
}

/** Names of form fields, and of a product. */
const FIELD = /^\d?pass(?:word|wd)?[_-]?\d?$/i;

/** Says that it is no password, but where one belongs. */
const TO_BE_REPLACED =
  /your|change|replace|example|placeholder|insert|here|xxx|dummy|fake|mock|sample|todo|redact|hidden|foo|bar|lorem|invalid|wrong|^(.)\1*$|012|abc\d|\d{7}/i;

/** Drawn from everything that can be typed, as the keys of WordPress are: among that there is any form by chance. */
function isNoise(value: string): boolean {
  if (
    value.length < 32 ||
    /^(?:[$#%]?\{|\$\(|<%)/.test(value) ||
    !/[a-z]/.test(value) ||
    !/[A-Z]/.test(value) ||
    !/[0-9]/.test(value)
  )
    return false;
  const signs = value.replaceAll(/[A-Za-z0-9\s]/g, '');
  return (
    new Set(signs).size >= 8 &&
    /^[\x20-\x7e]+$/.test(value) &&
    surpriseOf(value) >= NOISE &&
    hasTellingRun(value)
  );
}

/** Bits that no expression of code or sentence reaches. */
const NOISE = 80;

/** What standards and manuals print: RFC 5849, 6749, 6750, 7617, OpenID Connect, one-time passwords, Kubernetes. */
const PRINTED = new Set([
  '2YotnFZFEjr1zCsicMWpAA',
  'tGzv3JOkF0XG5Qx2TlKWIA',
  'czZCaGRSa3F0MzpnWDFmQmF0M2JW',
  'czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3',
  '7Fjfp0ZBr1KtDRbnfVdmIw',
  'mF_9.B5f-4.1JqM',
  'h480djs93hd8',
  'SlAV32hkKG',
  'SplxlOBeZQQYbYS6WxSbIA',
  '8xLOxBtZp8',
  's6BhdRkqt3',
  'gX1fBat3bV',
  'ad180jjd733klru7',
  '0685bd9184jfhq22',
  'dpf43f3p2l4k3l03',
  'kd94hf93k423kf44',
  'hh5s93j4hdidpola',
  'hdhd0244k9j7ao03',
  'nnch734d00sl2jdk',
  'pfkkdhi9sl3r4s00',
  'QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
  'QWxhZGRpbjpPcGVuU2VzYW1l',
  '1f2d1e2e67df',
  'MWYyZDFlMmU2N2Rm',
  'JBSWY3DPEHPK3PXP',
  'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
]);

const UUID = /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i;

/**
 * By how much a value must surprise. Fewer than 1 in 1,000 generated ones of 20 characters stay below, in any of the
 * usual alphabets, and more than 99.9 % of identifiers and paths. Short ones need more: there are too many short names.
 */
function leastSurprise({ length }: string): number {
  return length >= 20 ? 12 : length >= 16 ? 14 : length >= 12 ? 18 : length >= 8 ? 24 : Infinity;
}

/** Known by its form to be something else, or to stand for a value that is somewhere else. */
const REFERENCES: readonly RegExp[] = [
  // Templates: ${x}, $x, {{x}}, <x>, %s, %(x)s, #{x}, @x@, [x], :x
  /[$#]\{|%\{\w|\{\{|<[A-Za-z/%_ .-]+>|<%|%\(\w+\)|\$\(\w|%[sdvq]$|\*{3}|\.{3}|…|^(?:\$[A-Za-z_]\w*|%\w+%|@\w+@|\[.*\]|\{[^{}]*\}|:[a-z]\w*|!(?:Ref|Sub|GetAtt|ImportValue|vault|secret|env|reference)\b.*|&\w+|\*\w+)$/i,
  // In other languages: x&.y of Ruby, {x} of a formatted string, $X/y of the shell; A=b is another assignment; yyyy-MM-dd.
  /^[A-Za-z_]\w*(?:\.\w+)*&\.[a-z[]|\{[A-Za-z_$][\w.$'"()[\]>-]{0,60}\}|^\$[A-Za-z_]\w*(?:[-/.:@]|$)|^[A-Z][A-Z0-9_]{3,}=|::|->|yyyy|HH:mm|%Y-/,
  // Patterns, and names of encodings.
  /\[\^?[^\]]{0,8}(?:a-[zf]|A-[ZF]|0-9)|\{\d+,\d*\}|\(\?|^(?:utf-?8|utf-?16(?:le|be)?|latin-?1|iso-8859-\d+|us-ascii|ascii|windows-125\d)$/i,
  // The first part of a signed token says only how it is signed. Crowdin's marks for texts to translate. Types of Azure.
  /^eyJ[A-Za-z0-9_-]{10,80}$|^crwdns\d|^Microsoft\.\w+\//,
  // Other alphabets: a translation. Keyboards of Europe have a few signs of their own, which passwords may have.
  /[^\x20-\x7e§£€¤¥°µ¬¿¡]/,
  // Sentences.
  /\w[.,:;!?]? \S+ \S|^\S+ \S+$/,
  // URLs, paths, addresses, MIME types.
  /^[a-z][a-z0-9+.-]*:(?:\/\/|\\\/)|^data:|^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$|^(?:application|text|image|audio|video|font|multipart)\/|^(?:arn|urn|mailto|tel|file|blob|cid|spring|resolve|env|ref|aws|gcp|azure):|:\/\//i,
  // Hashes by their marks, and the public halves of keys: of SSH, of RSA, of Web Push (a point of P-256).
  /^(?:sha(?:1|224|256|384|512)|md5|blake\w+)[-:=]|^\$(?:2[abxy]?|5|6|1|argon2\w*|pbkdf2\w*|scrypt|apr1|y)\$|^(?:pbkdf2|bcrypt|argon2|scrypt|sha256|sha1|md5|crypt)[\w-]*\$|^\{S?(?:SHA|MD5)\d*\}|^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2)|^AAAA[BCE][23]Nza|^B[A-P][A-Za-z0-9_-]{85}=?$|^MI[GI][A-Za-z0-9+/]{2}.{0,40}(?:ANBgkqh|BgkqhkiG9w0BAQEF)|-----BEGIN|^Ag[A-Z][A-Za-z0-9+/]{200}/,
  // Numbers and dates; addresses of contracts and accounts on a blockchain.
  /^[\d\s.,:+_/TZ-]+$|^0x[0-9a-f]{40}$/i,
];

/** Bits from which on a value is no name of anything, whatever it looks like. */
const CERTAIN = 30;

/** Forms that a generated value may have by chance. */
const LOOSE_REFERENCES: readonly RegExp[] = [
  // Versions, addresses, colours, quantities.
  /^v?\d+\.\d+[\w.+-]*$|^(?:\d{1,3}\.){3}\d{1,3}|^#[0-9a-f]{3,8}$|^0x[0-9a-f]{1,8}$|^\d+(?:px|rem|em|ms|s|m|h|d|kb|mb|gb|%)$/i,
  // Paths.
  /^(?:\.{0,2}|~|@|[A-Za-z]:)[\\/][\w.@-]+(?:[\\/]|$)/,
  // Code: calls, members, operators, expressions of patterns.
  /^[\w$.:!?@>-]+[([][^)\]]*[)\]]|\(\)|=>|->|::|&&|\|\||[=!]=|^(?:new|await|return|function|typeof|this|self|os|process|import|ctx|req|res|params|args|config|settings|env|options|props|data)\b\W|\\[dwsbDWSB]|\[\^|\[[a-z]-[a-z]|\(\?|^\^|\.\*|^\w+\[|;$|^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+[!?]?$|^[<>=]|\\u[0-9a-f]{4}|\+\s?["'\w]+\s?\+/,
  // File names.
  /^[\w.-]+\.(?:js|ts|tsx|jsx|json|ya?ml|py|rb|go|java|php|pem|key|crt|cer|p12|pfx|jks|txt|html?|css|scss|md|png|svg|jpe?g|gif|sh|sql|xml|env|conf|cfg|ini|toml|log|com|org|net|io|dev|app)$/i,
];

/** Chosen by a person as a password: six characters or more, letters with digits or signs, not joined like a name. */
function isChosen(value: string): boolean {
  if (value.length < 6 || value.length > 64 || !/[A-Za-z]/.test(value)) return false;
  if (!/^[\x21-\x7e§£€¤¥°µ¬¿¡]+$/.test(value) || /[\\,;|]/.test(value)) return false;
  if (/[(){}[\]<>]/.test(value)) return /[0-9]/.test(value) && !isBalanced(value);
  if (/[!@#$%^&*?+=~§£€¥]/.test(value)) return !/^[A-Za-z]?[a-z]*[!?]+$|^[@#&*?+=!$^~%-]|[=:?]$/.test(value);
  return /[0-9]/.test(value) && /^[A-Za-z0-9._-]+$/.test(value) && !IDENTIFIER.test(value);
}

/** As brackets are in code, also in a part of it. */
function isBalanced(value: string): boolean {
  const count = (character: string): number => value.split(character).length - 1;
  return ['()', '[]', '{}', '<>'].every((pair) => count(pair.charAt(0)) === count(pair.charAt(1)));
}

/** "step_2_token", "oauth2", "x-api-v2", "sha256": words in which digits have no say. */
const IDENTIFIER =
  /^[A-Za-z0-9]+(?:[._-]+[A-Za-z0-9]+)+$|^(?:oauth|auth|sha|md|utf|base|aes|rsa|hs|rs|es|v|key|token|step|bearer|jwt|argon|http|s|ipv|p|param|arg|value|field|input|row|col|id|h|ed|x|secp|pbkdf|hmac|h?s|ps|pkcs|tls|ssl|web|win|linux|node|python|int|uint|float|string|text|varchar|char)-?\d{1,4}(?:[A-Za-z]{1,6}\d{0,3})?$/i;

/** The alphabet itself, as generators and tables of characters have it. */
function isLayout(value: string): boolean {
  return /abcdefgh|ABCDEFGH|01234567|qwertyui|asdfghjk|zyxwvut/.test(value);
}
