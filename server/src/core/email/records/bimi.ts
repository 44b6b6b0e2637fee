import { fatal, flaw, quoted } from './build.ts';
import type { RecordProblem, RecordTag } from './problem.ts';
import { tagNamed, wholeTag } from './tags.ts';
import { onlyOther, SEPARATOR, tagRecord, type TagRecordKind } from './tagText.ts';

/** A BIMI record (draft-brand-indicators-for-message-identification), whatever state it is in. */
export interface BimiRecord {
  readonly text: string;
  readonly tags: readonly RecordTag[];
  /** URLs of `l` and `a`, as written. */
  readonly logo?: string;
  readonly evidence?: string;
  /** `l` and `a` are empty: the domain wants no logo to be shown. */
  readonly isDeclined: boolean;
  readonly problems: readonly RecordProblem[];
}

/** Never throws; takes time in proportion to the text. */
export function parseBimi(text: string): BimiRecord {
  const { tags, problems: form } = tagRecord(text, BIMI);
  const l = tagNamed(tags, 'l');
  const a = tagNamed(tags, 'a');
  const isCut = form.some(({ code }) => code === SEPARATOR || code === 'version-separator');
  const problems = isCut
    ? form
    : [...form, ...logoProblems(text, l, a), ...evidenceProblems(a), ...otherProblems(tags)];
  return {
    text,
    tags,
    ...(l && l.value !== '' ? { logo: l.value } : {}),
    ...(a && a.value !== '' && a.value !== 'self' ? { evidence: a.value } : {}),
    isDeclined: l?.value === '' && (a?.value ?? '') === '',
    problems: onlyOther(problems),
  };
}

const BIMI: TagRecordKind = {
  label: 'BIMI',
  version: 'BIMI1',
  brokenImpact: 'low',
  brokenEffect: 'Receivers find no BIMI record then, and show no logo.',
  known: ['v', 'l', 'a', 'avp', 'lps'],
  allowsBlanks: true,
  needed: 'l',
};

/** URLs of a BIMI record, as written. */
export function bimiUrls(bimi: string): { readonly logo?: string; readonly evidence?: string } {
  const { logo, evidence } = parseBimi(bimi);
  return { ...(logo === undefined ? {} : { logo }), ...(evidence === undefined ? {} : { evidence }) };
}

const NO_LOGO = 'Receivers show no logo.';

function logoProblems(
  text: string,
  l: RecordTag | undefined,
  a: RecordTag | undefined,
): readonly RecordProblem[] {
  if (!l) {
    const message = `The record has no "l" with the URL of a logo. ${NO_LOGO}`;
    return [fatal('missing-logo', 'low', { start: 0, end: text.length }, message)];
  }
  if (l.value === '') {
    if ((a?.value ?? '') === '') return [];
    const message = '"l" is empty while "a" names a certificate. Many receivers want both.';
    return [flaw('missing-logo', 'low', wholeTag(l), message)];
  }
  const bad = urlProblem(l);
  if (bad) return [bad];
  const path = l.value.replace(/[?#].*$/s, '');
  if (/\.svgz?$/i.test(path)) return [];
  const message = `${quoted(l.value)} is not named like an SVG picture, and logos of BIMI must be SVG (Tiny PS). ${NO_LOGO}`;
  const isOther = /\.(?:png|jpe?g|gif|webp|ico|bmp|pdf|pem)$/i.test(path);
  return [(isOther ? fatal : flaw)('logo-not-svg', 'low', l.valueAt, message)];
}

function evidenceProblems(a: RecordTag | undefined): readonly RecordProblem[] {
  if (!a || a.value === '' || a.value === 'self') return [];
  const bad = urlProblem(a);
  if (bad) return [bad];
  if (!/\.(?:svgz?|png|jpe?g)$/i.test(a.value.replace(/[?#].*$/s, ''))) return [];
  const message = `${quoted(a.value)} is a picture; "a" takes the URL of a certificate (VMC or CMC, a .pem file).`;
  return [fatal('evidence-not-certificate', 'low', a.valueAt, message)];
}

function urlProblem({ name, value, valueAt }: RecordTag): RecordProblem | undefined {
  if (/^http:\/\//i.test(value)) {
    const at = { start: valueAt.start, end: valueAt.start + 4 };
    return fatal(
      'url-not-https',
      'low',
      at,
      `The URL of "${name}" must begin with "https://". ${NO_LOGO}`,
      'https',
    );
  }
  if (/,\s*https?:/i.test(value)) {
    const message = `"${name}" takes one URL, and ${quoted(value)} holds several. ${NO_LOGO}`;
    return fatal('several-urls', 'low', valueAt, message);
  }
  if (/^https:\/\/[a-z\d](?:[a-z\d.-]{0,251})\.[a-z][a-z\d-]{1,62}\.?(?::\d{1,5})?\/[^\s,]*$/i.test(value))
    return undefined;
  return fatal(
    'invalid-url',
    'low',
    valueAt,
    `${quoted(value)} is no complete URL with "https://". ${NO_LOGO}`,
  );
}

function otherProblems(tags: readonly RecordTag[]): readonly RecordProblem[] {
  const preference = tagNamed(tags, 'avp');
  if (!preference || /^(?:brand|personal)$/i.test(preference.value)) return [];
  const message = `${quoted(`avp=${preference.value}`)} means nothing: "brand" or "personal" is expected. Receivers take "brand".`;
  return [flaw('invalid-value', 'low', wholeTag(preference), message)];
}
