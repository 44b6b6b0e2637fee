import { fatal, flaw, quoted } from './build.ts';
import { isIp4, isIp6 } from './address.ts';
import type { RecordProblem, TextSpan } from './problem.ts';

/** What is wrong with a domain-spec (RFC 7208 section 7.1) of a term, the worst alone. */
export function domainProblem(term: DomainTerm): RecordProblem | undefined {
  const { value, valueAt: at, name } = term;
  if (value === '') return missing(term);
  // Of such characters the text's problem speaks.
  if (/[^ -~]/.test(value)) return undefined;
  return (
    foreignProblem(term) ??
    macroProblem(value, at) ??
    (endsWell(value)
      ? literalProblem(term)
      : fatal('invalid-domain', 'high', at, `${quoted(value)} is no complete domain. ${broken(name)}`))
  );
}

export interface DomainTerm {
  /** Of the mechanism or modifier. */
  readonly name: string;
  /** "~", or "" where none is written. */
  readonly written: string;
  readonly value: string;
  readonly valueAt: TextSpan;
  readonly at: TextSpan;
}

/** What receivers do with a syntax error (RFC 7208 section 4.6). */
export const PERMERROR =
  'Receivers take the whole record for broken (permerror), and SPF helps no mail of this domain.';

/** A macro that can't be read (RFC 7208 section 7.1), wherever it stands. */
export function macroProblem(value: string, at: TextSpan): RecordProblem | undefined {
  for (let percent = value.indexOf('%'); percent !== -1;) {
    const end = macroEnd(value, percent);
    const place = {
      start: at.start + percent,
      end: Math.min(at.start + (end ?? brokenEnd(value, percent)), at.end),
    };
    if (end === undefined) {
      const shown = quoted(value.slice(percent, percent + 12));
      return fatal('invalid-macro', 'high', place, `The macro at ${shown} can't be read. ${PERMERROR}`);
    }
    percent = value.indexOf('%', end);
  }
  return undefined;
}

/** Whether a domain-spec depends on the message: "%%", "%_" and "%-" don't. */
export function hasMacro(value: string): boolean {
  return value.includes('%{');
}

// `s l o d i p h v`; `c r t` are for explanations only. Zero digits are no transformer.
const MACRO = /^%(?:[%_-]|\{[slodiphv](?:0*[1-9]\d{0,8})?r?[.\-+,/_=]*\})/i;
const LONGEST_MACRO = 40;

/** As far as a macro goes that can't be read. */
function brokenEnd(value: string, from: number): number {
  const match = /^%\{[^{}%]{0,38}\}/.exec(value.slice(from, from + LONGEST_MACRO));
  return from + (match?.[0].length ?? 1);
}

function macroEnd(value: string, from: number): number | undefined {
  const match = MACRO.exec(value.slice(from, from + LONGEST_MACRO));
  return match ? from + match[0].length : undefined;
}

// domain-end: a dot and a top label that is not a number alone, or a macro.
const ENDS_WELL = /(?:\.(?=[^.]*[a-z-])[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.?|%\{[^{}]{1,38}\}|%%|%_|%-)$/i;

/** "%%{d}" is a percent sign and three characters, and no macro. */
function endsWell(value: string): boolean {
  return ENDS_WELL.test(value.replaceAll('%%', '%_').slice(-70));
}

function missing({ name, at }: DomainTerm): RecordProblem {
  return fatal('missing-domain', 'high', at, `"${name}" names no domain. ${PERMERROR}`);
}

/** What stands where a domain belongs, and is something else. */
function foreignProblem(term: DomainTerm): RecordProblem | undefined {
  const { name, written, value, valueAt, at } = term;
  const url = /^[a-z]{2,10}:\/\/([a-z\d._-]{1,253})[/:]?/i.exec(value);
  if (url) {
    const host = url[1] ?? '';
    return fatal(
      'url-for-domain',
      'high',
      valueAt,
      `${quoted(value)} is a URL, and "${name}" takes a bare domain. ${broken(name)}`,
      host,
    );
  }
  const address = addressIn(value);
  if (address) {
    const sender = `${written}${isIp4(address) ? 'ip4' : 'ip6'}:${address}`;
    const text = `"${name}" takes a domain, and ${quoted(value)} is an address. ${PERMERROR}`;
    const fix = name === 'include' || name === 'a' || name === 'mx' ? sender : undefined;
    return fatal('address-for-domain', 'high', at, text, fix);
  }
  if (/^[^%@]{1,64}@[^%@]{1,255}$/.test(value)) {
    const build = isAsked(name) || !endsWell(value) ? fatal : flaw;
    const text = `${quoted(value)} is a mail address, and "${name}" takes a domain. ${build === fatal ? PERMERROR : effect(name)}`;
    return build('mail-address-for-domain', 'high', valueAt, text);
  }
  return undefined;
}

function addressIn(value: string): string | undefined {
  const bare = value.replace(/^\[([^\]]*)\]$/, '$1').replace(/\/\d{1,3}$/, '');
  if (isIp4(bare) || isIp6(bare)) return value.startsWith('[') ? bare : value;
  return undefined;
}

/** A domain that is well written by the grammar, and that DNS can't have. */
function literalProblem({ name, value, valueAt }: DomainTerm): RecordProblem | undefined {
  if (value.includes('%')) {
    const macro = /%\{p[\dr]/i.exec(value) ?? /%\{p\}/i.exec(value);
    if (!macro) return undefined;
    const text = `The macro %{p} asks for names of the sender's address, which is slow and often fails. RFC 7208 says not to use it.`;
    return flaw(
      'macro-p',
      'low',
      { start: valueAt.start + macro.index, end: valueAt.start + macro.index + 3 },
      text,
    );
  }
  const labels = value.replace(/\.$/, '').split('.');
  const isGood = value.length <= 254 && labels.every((label) => /^[\w-]{1,63}$/.test(label));
  if (isGood) return undefined;
  const build = isAsked(name) ? fatal : flaw;
  return build(
    'invalid-domain',
    'high',
    valueAt,
    `${quoted(value)} is no name that DNS can have. ${effect(name)}`,
  );
}

/** Terms that need a record there: a domain without one breaks the whole evaluation (RFC 7208 sections 5.2 and 6.1). */
function isAsked(name: string): boolean {
  return name === 'include' || name === 'redirect';
}

function broken(name: string): string {
  return name === 'exp' ? 'Receivers take the record for broken (permerror).' : PERMERROR;
}

function effect(name: string): string {
  return isAsked(name) ? PERMERROR : `The ${quoted(name)} term never matches.`;
}
