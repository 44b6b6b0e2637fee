import { isIp4, isIp6 } from './address.ts';
import { fatal, flaw, quoted } from './build.ts';
import type { RecordProblem, TextSpan } from './problem.ts';
import type { SpfQualifier, SpfTerm } from './spfTerm.ts';
import { networkOf, wideProblem } from './spfNetworks.ts';
import { domainProblem, hasMacro, macroProblem, PERMERROR } from './spfDomain.ts';
import { meantTerm } from './spfSpelling.ts';
import type { SpfToken } from './spfTokens.ts';

export interface ReadTerm {
  readonly term: SpfTerm;
  readonly problems: readonly RecordProblem[];
}

/** A term of an SPF record, and what is wrong with it alone. */
export function readTerm(token: SpfToken): ReadTerm {
  const read = readWord(token);
  // How it is cut says enough of a word that is none.
  const own = token.problem && read.term.kind === 'unknown' ? [] : read.problems;
  return { term: read.term, problems: token.problem ? [token.problem, ...own] : own };
}

function readWord(token: SpfToken): ReadTerm {
  const match = WORD.exec(token.text);
  const [, sign = '', name = '', separator = '', rest = ''] = match ?? [];
  if (!match) return unreadable(token);
  const word: Word = { token, sign, name: name.toLowerCase(), separator, rest };
  if (separator === '=') return modifier(word);
  return MECHANISMS.has(word.name) ? mechanism(word) : unknownMechanism(word);
}

const WORD = /^([+\-~?]?)([a-z][\w.-]*)(?:([:=/])(.*))?$/is;

const MECHANISMS = new Set(['all', 'include', 'a', 'mx', 'ptr', 'ip4', 'ip6', 'exists']);

/** A term as it is cut. */
export interface Word {
  readonly token: SpfToken;
  /** The qualifier as written: "" for none. */
  readonly sign: string;
  readonly name: string;
  /** ":", "=", "/", or "" for none. */
  readonly separator: string;
  readonly rest: string;
}

function mechanism(word: Word): ReadTerm {
  const { name, separator, token } = word;
  if (name === 'all') {
    if (separator === '') return { term: termOf(word, 'mechanism'), problems: [] };
    const text = `"all" takes nothing after it. ${PERMERROR}`;
    return only(termOf(word, 'mechanism'), fatal('value-of-all', 'high', token.at, text, `${word.sign}all`));
  }
  if (name === 'ip4' || name === 'ip6') return networkOf(word, termOf);
  const { domain, length, prefix4, prefix6 } = cutLength(word);
  const isCut = separator === '/' && domain !== '';
  const valueAt = valuePlace(word, domain.length);
  const hasDomain = separator === ':';
  const term: SpfTerm = {
    ...termOf(word, 'mechanism'),
    ...(hasDomain ? { value: domain, valueAt } : {}),
    ...(prefix4 === undefined ? {} : { prefix4 }),
    ...(prefix6 === undefined ? {} : { prefix6 }),
    hasMacro: hasDomain && hasMacro(domain),
  };
  const problems: RecordProblem[] = [];
  if (hasDomain || name === 'include' || name === 'exists') {
    const asked = { name, written: word.sign, value: hasDomain ? domain : '', valueAt, at: token.at };
    const found = domainProblem(asked);
    if (found?.isFatal) return only(term, found);
    if (found) problems.push(found);
  }
  const written = isCut ? domain + length : length;
  const start = token.offset(token.text.length - written.length);
  const badLength = lengthProblem(word, written, { start, end: token.at.end });
  if (badLength) problems.push(badLength);
  else if (word.sign === '' || word.sign === '+') {
    const wide = wideProblem(token, prefix4 ?? 32, 'ip4') ?? wideProblem(token, prefix6 ?? 128, 'ip6');
    if (wide) problems.push(wide);
  }
  if (name === 'ptr') problems.push(ptrProblem(token.at));
  return { term, problems };
}

function ptrProblem(at: TextSpan): RecordProblem {
  const text =
    '"ptr" asks for the names of every sender, which is slow and unreliable. RFC 7208 says not to use it, and some receivers skip it.';
  return flaw('ptr', 'medium', at, text);
}

/** "example.com/24//64": the domain, and the lengths of prefixes as written. */
function cutLength({ rest, separator, name }: Word): {
  readonly domain: string;
  readonly length: string;
  readonly prefix4?: number;
  readonly prefix6?: number;
} {
  const text = separator === '/' ? `/${rest}` : rest;
  const takesLength = name === 'a' || name === 'mx' || separator === '/';
  const found = takesLength ? LENGTHS.exec(text) : null;
  if (!found || found[0] === '')
    return separator === '/' ? { domain: '', length: text } : { domain: text, length: '' };
  const [length, one, other] = found;
  return {
    domain: text.slice(0, text.length - length.length),
    length,
    ...(one === undefined ? {} : { prefix4: Number(one) }),
    ...(other === undefined ? {} : { prefix6: Number(other) }),
  };
}

const LENGTHS = /(?:\/(?!\/)([^/]{0,9}))?(?:\/\/([^/]{0,9}))?$/;

function lengthProblem({ name }: Word, length: string, at: TextSpan): RecordProblem | undefined {
  if (length === '') return undefined;
  if (name !== 'a' && name !== 'mx') {
    return fatal(
      'prefix-not-allowed',
      'high',
      at,
      `"${name}" takes no length of a prefix (${quoted(length)}). ${PERMERROR}`,
      '',
    );
  }
  const match = /^(?:\/(0|[1-9]\d?))?(?:\/\/(0|[1-9]\d{0,2}))?$/.exec(length);
  if (match && Number(match[1] ?? 0) <= 32 && Number(match[2] ?? 0) <= 128) return undefined;
  const text = `${quoted(length)} is no length of a prefix: "/0" to "/32", and "//0" to "//128" for IPv6. ${PERMERROR}`;
  return fatal('invalid-prefix', 'high', at, text);
}

function modifier(word: Word): ReadTerm {
  const { token, sign, name, rest } = word;
  const valueAt = valuePlace(word, rest.length);
  const term: SpfTerm = {
    ...termOf(word, 'modifier'),
    value: rest,
    valueAt,
    hasMacro: hasMacro(rest),
  };
  if (MECHANISMS.has(name)) return equalsForColon(word);
  if (name === 'v' && /^spf1?$/i.test(rest)) return { term, problems: [] };
  const isKnown = name === 'redirect' || name === 'exp';
  if (sign !== '') {
    const text = `${quoted(name)} is a modifier, and takes no ${quoted(sign)} before it. ${PERMERROR}`;
    const fix = isKnown ? token.text.slice(1) : undefined;
    return only(
      { ...term, kind: isKnown ? 'modifier' : 'unknown' },
      fatal('qualified-modifier', 'high', token.at, text, fix),
    );
  }
  if (isKnown) {
    const found = domainProblem({ name, written: '', value: rest, valueAt, at: token.at });
    return { term, problems: found ? [found] : [] };
  }
  const macro = macroProblem(rest, valueAt);
  return macro ? only(term, macro) : unknownModifier(word, term);
}

/** `include=example.com` reads as a modifier that nobody knows: it is skipped without a word. */
function equalsForColon(word: Word): ReadTerm {
  const { token, sign, name, rest } = word;
  const at = {
    start: token.offset(sign.length + name.length),
    end: token.offset(sign.length + name.length + 1),
  };
  const term = { ...termOf(word, 'unknown'), value: rest, valueAt: valuePlace(word, rest.length) };
  if (name === 'all') {
    const text = `"all" takes nothing after it. ${sign === '' ? 'Receivers skip it.' : PERMERROR}`;
    const build = sign === '' ? flaw : fatal;
    return only(term, build('value-of-all', 'high', token.at, text));
  }
  const text = `"${name}" takes a colon: ${quoted(`${name}:${rest}`)}.`;
  if (sign !== '' || macroProblem(rest, term.valueAt))
    return only(term, fatal('equals-for-colon', 'high', at, `${text} ${PERMERROR}`, ':'));
  const effect = 'With "=" receivers skip the term, and the senders that it names are not allowed.';
  return only(term, flaw('equals-for-colon', 'high', at, `${text} ${effect}`, ':'));
}

function unknownModifier({ token, name, rest }: Word, term: SpfTerm): ReadTerm {
  if (PUBLISHED_MODIFIERS.has(name)) return { term, problems: [] };
  const at = { start: token.at.start, end: token.offset(name.length) };
  const meant = meantTerm(name, rest);
  if (meant !== undefined) {
    const fix = meant === 'redirect' || meant === 'exp' ? meant : undefined;
    const text = `${quoted(`${name}=`)} means nothing, and receivers skip it. It was probably meant to be "${meant}${fix ? '=' : ':'}".`;
    // "inlcude=" has two things wrong with it: both are mended at once.
    const place = fix ? at : { start: at.start, end: at.end + 1 };
    return only(term, flaw('misspelt-term', 'high', place, text, fix ?? `${meant}:`));
  }
  // Others are for those who know them (RFC 7208 section 6); what belongs into a record of its own has no effect here.
  if (!OTHER_RECORDS.test(name)) return { term, problems: [] };
  const text = `No standard knows the modifier ${quoted(name)}; receivers skip it.`;
  return only(term, flaw('unknown-modifier', 'low', token.at, text));
}

// "google-site-verification=", "MS=", and the tags of DMARC and DKIM.
const OTHER_RECORDS = /verif|^(?:ms|v|p|k|t|sp|rua|ruf|adkim|aspf|pct)$/;

/** RFC 6652 has ra, rp and rr; the others are of drafts, and do no harm. */
const PUBLISHED_MODIFIERS = new Set(['ra', 'rp', 'rr', 'op', 'accredit', 'match_subdomains', 'default']);

function unknownMechanism(word: Word): ReadTerm {
  const { token, sign, name, separator, rest } = word;
  const value = separator === ':' ? rest : undefined;
  const term: SpfTerm = {
    ...termOf(word, 'unknown'),
    ...(value === undefined ? {} : { value, valueAt: valuePlace(word, value.length) }),
  };
  const nameAt = { start: token.offset(sign.length), end: token.offset(sign.length + name.length) };
  if (name === 'redirect' || name === 'exp') {
    const text = `"${name}" is written with "=". ${PERMERROR}`;
    const at = { start: token.at.start, end: token.offset(sign.length + name.length + separator.length) };
    return only(term, fatal('colon-for-equals', 'high', at, text, `${name}=`));
  }
  if (isIp6(token.text.slice(sign.length).replace(/\/\d{1,3}$/, ''))) return unreadable(token);
  const meant = meantTerm(name, value);
  if (meant !== undefined && (meant === 'all') === (value === undefined)) {
    const isModifier = meant === 'redirect' || meant === 'exp';
    const text = `SPF has no ${quoted(name)}; it was probably meant to be "${meant}". ${PERMERROR}`;
    const at = isModifier ? { start: token.at.start, end: nameAt.end + 1 } : nameAt;
    return only(term, fatal('misspelt-term', 'high', at, text, isModifier ? `${meant}=` : meant));
  }
  if (value === undefined && /\.[a-z\d-]+$/i.test(name)) {
    const text = `${quoted(token.text)} stands alone: SPF needs to know what it is ("include:", "a:" or "mx:" before it). ${PERMERROR}`;
    return only(term, fatal('bare-domain', 'high', token.at, text));
  }
  const text = `SPF has no mechanism ${quoted(name)}. ${PERMERROR}`;
  return only(term, fatal('unknown-mechanism', 'high', nameAt, text));
}

/** A word that does not begin as a term does. */
function unreadable(token: SpfToken): ReadTerm {
  const sign = /^[+\-~?]?/.exec(token.text)?.[0] ?? '';
  const term: SpfTerm = { ...blank(token), name: '' };
  const address = token.text.slice(sign.length);
  const bare = address.replace(/\/\d{1,3}$/, '');
  const name = isIp4(bare) ? 'ip4' : 'ip6';
  if (isIp4(bare) || isIp6(bare)) {
    const text = `The address ${quoted(address)} stands alone: SPF needs "${name}:" before it. ${PERMERROR}`;
    return only(term, fatal('bare-address', 'high', token.at, text, `${sign}${name}:${address}`));
  }
  return only(
    term,
    fatal('unreadable-term', 'high', token.at, `${quoted(token.text)} is no term of SPF. ${PERMERROR}`),
  );
}

function termOf(word: Word, kind: SpfTerm['kind']): SpfTerm {
  const { sign, name, token } = word;
  const qualifier = sign === '' ? '+' : (sign as SpfQualifier);
  return { ...blank(token), kind, name, qualifier };
}

function blank(token: SpfToken): SpfTerm {
  return { kind: 'unknown', name: '', qualifier: '+', hasMacro: false, at: token.at };
}

/** Where what follows the separator stands. */
export function valuePlace({ token, sign, name }: Word, length: number): TextSpan {
  const from = sign.length + name.length + 1;
  const start = Math.min(token.offset(from), token.at.end);
  return { start, end: Math.min(token.offset(from + length), token.at.end) };
}

function only(term: SpfTerm, problem: RecordProblem): ReadTerm {
  return { term, problems: [problem] };
}
