import { flaw, quoted } from './build.ts';
import type { ReportUri } from './dmarcRecord.ts';
import type { RecordProblem, RecordTag, TextSpan } from './problem.ts';
import { splitAt } from './tags.ts';

/** The addresses of a list (`rua`, `ruf`): those that can be used, and what is wrong with the others. */
export interface ReportUris {
  readonly uris: readonly ReportUri[];
  readonly problems: readonly RecordProblem[];
}

export interface ReportUriRules {
  /** The first is what most receivers take. */
  readonly schemes: readonly string[];
  /** "DMARC" allows `!10m` after an address, as an obsolete form. */
  readonly hadSizes: boolean;
}

export function reportUris(text: string, tag: RecordTag, rules: ReportUriRules): ReportUris {
  const uris: ReportUri[] = [];
  const problems: RecordProblem[] = [];
  if (tag.value === '') {
    const message = `"${tag.name}" is empty: no reports are sent.`;
    return {
      uris,
      problems: [flaw('empty-uri', 'medium', { start: tag.nameAt.start, end: tag.valueAt.end }, message)],
    };
  }
  const parts = splitAt(text, tag.valueAt, ',');
  for (const [index, at] of parts.entries()) {
    const part = text.slice(at.start, at.end);
    if (part === '') {
      const isLast = index === parts.length - 1;
      const message = `"${tag.name}" has a comma ${isLast ? 'at its end' : 'too many'}. Some receivers take the list for broken.`;
      const comma = { start: Math.max(tag.valueAt.start, at.start - 1), end: at.start };
      problems.push(flaw('empty-uri', 'low', comma, message, ''));
      continue;
    }
    const read = readUri(part, at, tag.name, rules);
    uris.push(...read.uris);
    problems.push(...read.problems);
  }
  return { uris, problems: [...problems, ...repeatedUris(uris)] };
}

function repeatedUris(uris: readonly ReportUri[]): readonly RecordProblem[] {
  const seen = new Set<string>();
  return uris.flatMap(({ uri, at }) => {
    const key = uri.toLowerCase();
    const isRepeated = seen.has(key);
    seen.add(key);
    return isRepeated
      ? [flaw('repeated-uri', 'low', at, `${quoted(uri)} stands twice: each report comes twice.`)]
      : [];
  });
}

const ADDRESS = /^[^\s@,;<>"()[\]\\]{1,128}@(?:[a-z\d_](?:[a-z\d_-]{0,62})\.)+[a-z][a-z\d-]{1,62}\.?$/i;

function readUri(part: string, at: TextSpan, tag: string, rules: ReportUriRules): ReportUris {
  const none = (problem: RecordProblem): ReportUris => ({ uris: [], problems: [problem] });
  if (/\s/.test(part)) return blankInUri(part, at, tag, rules);
  const scheme = /^([a-z][a-z\d+.-]{0,20}):/i.exec(part)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    if (ADDRESS.test(part.replace(/![\dkmgt]+$/i, ''))) {
      const message = `${quoted(part)} lacks "mailto:" before it, so that no reports are sent there.`;
      return none(flaw('missing-mailto', 'medium', at, message, `mailto:${part}`));
    }
    return none(
      flaw(
        'invalid-uri',
        'medium',
        at,
        `${quoted(part)} is no address of reports. "mailto:" and a mail address belong there.`,
      ),
    );
  }
  if (!rules.schemes.includes(scheme)) {
    const near = /^(?:mail-?to?|mai?l?i?to|malito|e?mail)$/.test(scheme);
    if (near) {
      const head = { start: at.start, end: at.start + scheme.length };
      return none(
        flaw(
          'misspelt-mailto',
          'medium',
          head,
          `${quoted(`${scheme}:`)} is no way to send reports; "mailto:" is.`,
          'mailto',
        ),
      );
    }
    const allowed = rules.schemes.map((name) => `"${name}:"`).join(' and ');
    return none(
      flaw(
        'unsupported-uri',
        'medium',
        at,
        `${quoted(part)} gets no reports: receivers send them to ${allowed} only.`,
      ),
    );
  }
  return scheme === 'mailto' ? mailtoUri(part, at, rules) : httpsUri(part, at, scheme);
}

function blankInUri(part: string, at: TextSpan, tag: string, rules: ReportUriRules): ReportUris {
  const words = [...part.matchAll(/\S+/g)];
  const [first, second] = words;
  const gapAt = part.search(/\s/);
  const place = { start: at.start + gapAt, end: at.start + (second?.index ?? part.length) };
  const none = (message: string, fix?: string): ReportUris => ({
    uris: [],
    problems: [flaw('blank-in-uri', 'medium', place, message, fix)],
  });
  if (/^mailto:$/i.test(first?.[0] ?? ''))
    return none('There is a blank after "mailto:". No reports are sent there.', '');
  if (!words.slice(1).every(([word]) => /^(?:mailto:|https:)/i.test(word) || word.includes('@'))) {
    return none(`${quoted(part)} contains a blank. No reports are sent there.`);
  }
  const { problems } = none(
    `Addresses of "${tag}" are separated by commas, not by blanks. No reports are sent to them.`,
    ',',
  );
  const others = words.flatMap((word) => {
    const start = at.start + word.index;
    return readUri(word[0], { start, end: start + word[0].length }, tag, rules).problems;
  });
  return { uris: [], problems: [...problems, ...others] };
}

function mailtoUri(part: string, at: TextSpan, rules: ReportUriRules): ReportUris {
  const problems: RecordProblem[] = [];
  const size = /!(\d{1,20}[kmgt]?)$/i.exec(part);
  const uri = size ? part.slice(0, size.index) : part;
  const end = at.start + uri.length;
  if (size && rules.hadSizes) {
    const message = `The size limit ${quoted(size[0])} is obsolete (RFC 9989): receivers skip it.`;
    problems.push(flaw('obsolete-size', 'low', { start: end, end: at.end }, message, ''));
  }
  const slashes = /^mailto:\/\/(?=.)/i.exec(uri);
  if (slashes) {
    const place = { start: at.start + 7, end: at.start + 9 };
    return {
      uris: [],
      problems: [
        flaw('invalid-uri', 'medium', place, `"mailto:" takes no slashes. No reports are sent there.`, ''),
      ],
    };
  }
  const address = uri.slice('mailto:'.length).replace(/\?.*$/s, '');
  const own = { start: at.start, end };
  const percent = /%(?![\da-f]{2})/i.exec(address);
  if (percent) {
    const start = at.start + 'mailto:'.length + percent.index;
    const message = `${quoted(uri)} has a "%" without two hexadecimal digits. No reports are sent there.`;
    return {
      uris: [],
      problems: [
        ...problems,
        flaw('bad-percent-encoding', 'medium', { start, end: start + 1 }, message, '%25'),
      ],
    };
  }
  if (uri.includes('!') || (size && !rules.hadSizes)) {
    const start = at.start + part.indexOf('!');
    const message = `An exclamation mark in an address must be written "%21". No reports are sent there.`;
    return {
      uris: [],
      problems: [
        ...problems,
        flaw('unencoded-character', 'medium', { start, end: start + 1 }, message, '%21'),
      ],
    };
  }
  if (/^[^@]*mailto:/i.test(address)) {
    return {
      uris: [],
      problems: [
        ...problems,
        flaw('invalid-uri', 'medium', own, `${quoted(uri)} has "mailto:" twice. No reports are sent there.`),
      ],
    };
  }
  if (!ADDRESS.test(address)) {
    const message = `${quoted(uri)} holds no complete mail address. No reports are sent there.`;
    return { uris: [], problems: [...problems, flaw('invalid-uri', 'medium', own, message)] };
  }
  const domain = address
    .slice(address.lastIndexOf('@') + 1)
    .toLowerCase()
    .replace(/\.$/, '');
  return { uris: [{ uri, scheme: 'mailto', domain, at: own }], problems };
}

function httpsUri(part: string, at: TextSpan, scheme: string): ReportUris {
  const host = /^https:\/\/([a-z\d.-]{1,253}\.[a-z][a-z\d-]{1,62})(?::\d{1,5})?(?:[/?#]|$)/i.exec(part)?.[1];
  if (host === undefined || part.includes('!')) {
    return {
      uris: [],
      problems: [
        flaw('invalid-uri', 'medium', at, `${quoted(part)} is no complete URL. No reports are sent there.`),
      ],
    };
  }
  return { uris: [{ uri: part, scheme, domain: host.toLowerCase(), at }], problems: [] };
}
