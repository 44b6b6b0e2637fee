import { fatal, quoted, TEXT_BEFORE, unpasted } from './build.ts';
import type { RecordProblem } from './problem.ts';
import { PERMERROR } from './spfDomain.ts';

/** The text of an SPF record as its terms are read from it. */
export interface SpfText {
  /** As long as the text; blanks stand where characters are that no record may have, and can be told to be no part of a term. */
  readonly readable: string;
  /** Where the terms begin. */
  readonly from: number;
  readonly problems: readonly RecordProblem[];
}

export function spfText(text: string): SpfText {
  const readable = text
    .replace(/&(?:nbsp|quot|#\d{2,4}|#x[\da-f]{2,4});/gi, (written) => ' '.repeat(written.length))
    .replace(UNWANTED, (character) => (isDash(character) ? '-' : ' '));
  const { from, problem } = versionOf(text, readable);
  const problems = [...FOREIGN.flatMap((kind) => foreign(text, kind) ?? []), ...(problem ? [problem] : [])];
  return { readable, from, problems };
}

// Quotes, blanks other than the space, invisible characters, dashes and the minus sign of word processors.
const UNWANTED =
  /["'\u2018-\u201f\u00ab\u00bb\t\n\v\f\r\u00a0\u2000-\u200f\u202a-\u202f\u2060\u3000\ufeff\u2010-\u2015\u2212\\]/g;

function isDash(character: string): boolean {
  return /[\u2010-\u2015\u2212]/.test(character);
}

interface Foreign {
  readonly code: string;
  readonly pattern: RegExp;
  readonly what: string;
  /** What stands there when it is mended; absent: nobody can tell. */
  readonly instead?: string;
}

const FOREIGN: readonly Foreign[] = [
  { code: 'quotes', pattern: /(?:"\s+"|["'\\\u2018-\u201f\u00ab\u00bb])/g, what: 'quotation marks' },
  {
    code: 'html',
    pattern: /&(?:nbsp|quot|#\d{2,4}|#x[\da-f]{2,4});/gi,
    what: 'HTML for a character',
    instead: ' ',
  },
  { code: 'tab', pattern: /[\t\n\v\f\r]+/g, what: 'a tab or a line break', instead: ' ' },
  { code: 'dash', pattern: /[\u2010-\u2015\u2212]/g, what: 'a typographic dash', instead: '-' },
  {
    code: 'invisible-character',
    pattern: /[\u00a0\u2000-\u200f\u202a-\u202f\u2060\u3000\ufeff]+/g,
    what: 'a character that looks like a blank',
    instead: ' ',
  },
  { code: 'non-ascii', pattern: NON_ASCII(), what: 'a character that is not ASCII' },
  { code: 'control-character', pattern: CONTROL(), what: 'a control character', instead: '' },
];

function NON_ASCII(): RegExp {
  return /[\u0080-\u009f\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u1fff\u2020-\u2029\u2030-\u205f\u2061-\u2211\u2213-\u2fff\u3001-\ufefe\uff00-\uffff]+/g;
}

function CONTROL(): RegExp {
  return new RegExp(String.raw`[\u0000-\u0008\u000e-\u001f\u007f]+`, 'g');
}

function foreign(text: string, { code, pattern, what, instead }: Foreign): RecordProblem | undefined {
  const found = [...text.matchAll(pattern)];
  const [first] = found;
  const isEscape = code === 'quotes' && found.every((match) => match[0] === '\\');
  const last = found.at(-1);
  if (!first || !last) return undefined;
  const at = { start: first.index, end: last.index + last[0].length };
  const isAtEdge = at.start === 0 || at.end === text.length;
  const mended = code === 'quotes' ? withoutQuotes(text, at.start, at.end) : undefined;
  const fix =
    mended ?? (instead === undefined ? undefined : text.slice(at.start, at.end).replace(pattern, instead));
  const message = `The record contains ${isEscape ? 'a backslash' : what}, which SPF doesn't allow. ${at.start === 0 ? NO_RECORD : PERMERROR}`;
  return fatal(isEscape ? 'backslash' : code, 'high', at, message, isAtEdge && fix?.trim() === '' ? '' : fix);
}

/** Two strings that were pasted with their quotes: what stands between them is not known to be a blank. */
function withoutQuotes(text: string, start: number, end: number): string | undefined {
  const within = text.slice(start, end);
  if (/[^\s"]"\s*"[^\s"]/.test(within)) return undefined;
  return within.replace(/"\s+"/g, ' ').replace(/["'\\\u2018-\u201f\u00ab\u00bb]/g, '');
}

const NO_RECORD = 'Receivers find no SPF record then.';

interface Version {
  readonly from: number;
  readonly problem?: RecordProblem;
}

function versionOf(text: string, readable: string): Version {
  const lead = readable.length - readable.trimStart().length;
  const body = readable.slice(lead);
  const exact = /^v=spf1(?= |$)/i.exec(body);
  if (!exact) return brokenVersion(text, lead, body);
  const end = lead + exact[0].length;
  if (lead > 0 && /^[ \t\r\n]+$/.test(text.slice(0, lead))) {
    const message = `The record begins with a blank, and must begin with "v=spf1". ${NO_RECORD}`;
    return { from: end, problem: fatal('leading-blank', 'high', { start: 0, end: lead }, message, '') };
  }
  // RFC 7208 section 12: either case is right.
  return { from: end };
}

// What people write for the version, longest first.
const VERSION_LIKE = /^=?(?:v ?[=:]{0,2} ?)?(?:spf|sfp|psf|fsp|spv|sfp|sp)[\d.]{0,4}(?![a-z\d])/i;
const VERSION_GLUED = /^v ?[=:]? ?spf1?(?=[a-z~?+-])/i;
const OTHER_VERSION = /^v ?[=:] ?[\w.]{0,12}/i;

function brokenVersion(text: string, lead: number, body: string): Version {
  // "@ IN TXT v=spf1 mx -all": a line of a zone, or of a table, that was pasted as a whole.
  const later = /(?<=[\s:(>])v=spf1(?= |$)/i.exec(body);
  if (later && !/^v\s*[=:]/i.test(body)) {
    const end = lead + later.index;
    const written = text.slice(0, end).replace(UNWANTED, ' ').trim();
    const message = `The record begins with ${quoted(written)}, and must begin with "v=spf1". ${NO_RECORD}`;
    const whole = { start: 0, end: text.length };
    const problem = fatal(TEXT_BEFORE, 'high', whole, message, unpasted(text.slice(end)));
    return { from: end + later[0].length, problem };
  }
  const glued = /^v=spf1(?=[^ ])/i.test(body);
  const match = VERSION_LIKE.exec(body) ?? VERSION_GLUED.exec(body) ?? OTHER_VERSION.exec(body);
  if (!match) {
    const message = `The record does not begin with "v=spf1". ${NO_RECORD}`;
    const start = /^spf2\.0\//i.test(body) ? undefined : 'v=spf1 ';
    return { from: lead, problem: fatal('version-missing', 'high', { start: 0, end: lead }, message, start) };
  }
  const written = match[0].trimEnd();
  const punctuation = /^[,;:.]+/.exec(body.slice(written.length))?.[0] ?? '';
  const end = lead + written.length + punctuation.length;
  const at = { start: lead, end };
  const next = text[end];
  const separated = next === undefined || next === ' ' ? 'v=spf1' : 'v=spf1 ';
  const message = glued
    ? `"v=spf1" is not followed by a blank. ${NO_RECORD}`
    : `The record begins with ${quoted(written)}, and must begin with "v=spf1". ${NO_RECORD}`;
  return { from: end, problem: fatal(glued ? 'version-glued' : 'version', 'high', at, message, separated) };
}
