/** What the arguments of a log call write out: `user.password`, `req.headers`, `process.env.KEY`, `getToken()`. */

import type { TextRange } from '../finding.ts';
import type { Language } from '../language.ts';

/** A chain of names that ends up in the output as it is. Offsets into the text. */
export interface LoggedValue extends TextRange {
  readonly parts: readonly Part[];
  /** The name that it is logged under: `{ key: value }`, `key=value`. */
  readonly key: string | undefined;
}

export interface Part {
  readonly name: string;
  /** True for `name(…)`. */
  readonly called: boolean;
  /** True for `["name"]` and for the word that a getter was asked for: `get("name")`. */
  readonly quoted: boolean;
}

/** A text with what has been worked out about it. */
export interface LexedText {
  readonly text: string;
  /** The same text with comments and the inside of strings blanked; interpolated code stays. */
  readonly code: string;
  /** For an opening bracket in `code` the offset of the one that closes it. */
  readonly closing: ReadonlyMap<number, number>;
  readonly language: Language;
}

/** The brackets of a piece of blanked code, matched; those without a partner are left out. */
export function closingBrackets(code: string): ReadonlyMap<number, number> {
  const closing = new Map<number, number>();
  const open: number[] = [];
  for (const { 0: bracket, index } of code.matchAll(/[([{}\])]/g)) {
    if ('([{'.includes(bracket)) open.push(index);
    else {
      const start = open.pop();
      if (start !== undefined) closing.set(start, index);
    }
  }
  return closing;
}

/**
 * The values in a range of arguments. What is only looked at is left out: compared, negated, tested, counted, or given
 * to a function whose result nobody knows, such as `mask(token)`.
 */
export function loggedValues(lexed: LexedText, { start, end }: TextRange): readonly LoggedValue[] {
  const values: LoggedValue[] = [];
  const ranges: TextRange[] = [{ start, end }];
  for (let range = ranges.pop(); range; range = ranges.pop()) collect(lexed, range, values, ranges);
  return values.sort((a, b) => a.start - b.start);
}

const WORD_STRING = /(["'`])(\w{1,80})\1/y;
const NAME = /(?:\$this|[$@]{0,2}[A-Za-z_]\w*)/y;
const SKIPPED = /[^\w$@"'`:]+/y;

/** Walks over one range; arguments of calls that pass them on are put on `ranges`. */
function collect(lexed: LexedText, range: TextRange, values: LoggedValue[], ranges: TextRange[]): void {
  const { code, language } = lexed;
  let key: Key | undefined;
  for (let at = range.start; at < range.end;) {
    SKIPPED.lastIndex = at;
    if (SKIPPED.test(code)) {
      at = SKIPPED.lastIndex;
      continue;
    }
    WORD_STRING.lastIndex = at;
    const quoted = WORD_STRING.exec(code);
    if (quoted) {
      const end = at + quoted[0].length;
      if (KEY_MARK.test(code.slice(end, end + 12))) key = { name: quoted[2] ?? '', end };
      at = end;
      continue;
    }
    if (code.startsWith('${', at) || isSymbol(code, at, language)) {
      at += code[at] === ':' ? 1 + wordLength(code, at + 1) : 2;
      continue;
    }
    NAME.lastIndex = at;
    if (!NAME.test(code)) {
      at += /\d/.test(code.charAt(at)) ? wordLength(code, at) : 1;
      continue;
    }
    const chain = withCast(lexed, chainAt(lexed, at, range.end), range.end);
    at = Math.max(chain.end, at + 1);
    const asKey = keyOf(code, chain, range.start, language);
    if (asKey) {
      key = asKey;
      continue;
    }
    if (isParameter(code, chain.end, language) || isOnlyTested(code, chain, language)) continue;
    if (chain.passes.length > 0) ranges.push(...chain.passes);
    else
      values.push({
        start: chain.start,
        end: chain.end,
        parts: chain.parts,
        key: nameFor(code, key, chain.start),
      });
  }
}

const WORD = /\w+/y;

function wordLength(code: string, at: number): number {
  WORD.lastIndex = at;
  return WORD.test(code) ? WORD.lastIndex - at : 0;
}

/** `:token` of Ruby and Elixir. */
function isSymbol(code: string, at: number, language: Language): boolean {
  if (code[at] !== ':' || (language !== 'ruby' && language !== 'elixir')) return false;
  return /[a-z_]/i.test(code.charAt(at + 1)) && !/[\w:]/.test(code.charAt(at - 1));
}

// --- keys ---

interface Key {
  readonly name: string;
  readonly end: number;
}

const KEY_MARK = /^\s*(?::(?!:)|=>)/;
const ASSIGNS = new Set<Language>(['python', 'kotlin', 'csharp', 'rust']);
const ARROW_KEYS = new Set<Language>(['ruby', 'php', 'elixir']);

function keyOf(
  code: string,
  { start, end, parts }: Chain,
  from: number,
  language: Language,
): Key | undefined {
  if (parts.length !== 1 || parts[0]?.called) return undefined;
  const after = code.slice(end, end + 12);
  const before = code.slice(Math.max(from - 1, start - 40), start);
  const isKey =
    (/^\s*:(?!:)/.test(after) && /(?:^|[{(,[\n])\s*$/.test(before)) ||
    (ASSIGNS.has(language) && /^\s*=(?![=>]|\s*[}!:])/.test(after)) ||
    (ARROW_KEYS.has(language) && /^\s*=>/.test(after));
  return isKey ? { name: code.slice(start, end), end } : undefined;
}

/** The key that directly precedes a value. */
function nameFor(code: string, key: Key | undefined, start: number): string | undefined {
  if (!key || start - key.end > 20) return undefined;
  return /^\s*(?::|=>?)\s*[%?]?$/.test(code.slice(key.end, start)) ? key.name : undefined;
}

// --- what is only looked at ---

function isParameter(code: string, end: number, language: Language): boolean {
  return !ARROW_KEYS.has(language) && /^\s*=>/.test(code.slice(end, end + 12));
}

const TESTED_BEFORE =
  /(?:(?:^|[^=|\-<>])[<>]=?|[!=]==?|[^/]\/|[^*]\*|[^-]-|!|\btypeof|\bnot|\binstanceof|\bvoid|\bdelete|\bif|\bunless|\bnew)\s*$/;
const TESTED_AFTER =
  /^\s*(?:\?(?![.?:])|[=!]==?|=~|[<>]=?|&&|[*/]|-(?!>)|\band\b|\binstanceof\b|\bin\b|\bis\b)/;
/** There `*x` and `&x` stand for the value itself. */
const HAS_POINTERS = new Set<Language>(['go', 'rust']);

function isOnlyTested(code: string, { start, end }: TextRange, language: Language): boolean {
  const before = code.slice(Math.max(0, start - 14), start);
  if (HAS_POINTERS.has(language) && /\*\s*$/.test(before)) return false;
  const after = code.slice(end, end + 14);
  if (isAlternativeInCondition(code, end)) return true;
  // The question mark of Rust hands the value on.
  return (
    TESTED_BEFORE.test(before) || TESTED_AFTER.test(language === 'rust' ? after.replace(/^\?/, '') : after)
  );
}

const ALTERNATIVES = /(?:\s{0,40}(?:\|\||&&|\?\?)\s{0,40}!{0,2}[\w$.]{1,120}){1,12}\s{0,40}\?(?![.?:])/y;

/** `A || B || C ? "on" : "off"`: the whole of it is asked. */
function isAlternativeInCondition(code: string, end: number): boolean {
  ALTERNATIVES.lastIndex = end;
  return ALTERNATIVES.test(code);
}

// --- chains ---

interface Chain extends TextRange {
  readonly parts: readonly Part[];
  /** Where the chain is a call that writes out what it is given: its arguments. */
  readonly passes: readonly TextRange[];
}

const LINK = /\s{0,40}(?:!?\??\.|\?->|->|::|&\.)\s{0,40}/y;
const MEMBER = /#?[A-Za-z_]\w*/y;

/** The chain of names that starts at `start`; it never leaves the range. */
function chainAt(lexed: LexedText, start: number, limit: number): Chain {
  const { code, closing } = lexed;
  const parts: Part[] = [];
  const passes: TextRange[] = [];
  NAME.lastIndex = start;
  NAME.test(code);
  let end = NAME.lastIndex;
  parts.push({ name: code.slice(start, end), called: false, quoted: false });
  while (end < limit) {
    const close = closing.get(end);
    if (code[end] === '(' && close !== undefined && close <= limit) {
      call(lexed, parts, passes, { start: end + 1, end: close });
      end = close + 1;
      continue;
    }
    if (code[end] === '[' && close !== undefined && close < limit) {
      parts.push({ name: wordIn(lexed, end + 1, close) ?? '', called: false, quoted: true });
      end = close + 1;
      continue;
    }
    LINK.lastIndex = end;
    if (!LINK.test(code)) break;
    const next = LINK.lastIndex;
    if (code[next] === '[' || code[next] === '(') {
      end = next;
      continue;
    }
    MEMBER.lastIndex = next;
    if (next >= limit || !MEMBER.test(code)) break;
    end = MEMBER.lastIndex;
    parts.push({ name: code.slice(next, end), called: false, quoted: false });
  }
  const last = parts.at(-1);
  const isPass = last !== undefined && last.called && passes.at(-1)?.end === end - 1;
  return { start, end, parts, passes: isPass ? passes : [] };
}

const CAST = /\s{1,9}as\b/y;

/** `(token as { sub?: string }).sub` is what the chain behind the bracket says. */
function withCast(lexed: LexedText, chain: Chain, limit: number): Chain {
  const { code, closing } = lexed;
  CAST.lastIndex = chain.end;
  const close = code[chain.start - 1] === '(' && CAST.test(code) ? closing.get(chain.start - 1) : undefined;
  if (close === undefined || close >= limit) return chain;
  LINK.lastIndex = close + 1;
  if (!LINK.test(code)) return { ...chain, end: close };
  const next = LINK.lastIndex;
  MEMBER.lastIndex = next;
  if (next >= limit || !MEMBER.test(code)) return { ...chain, end: close };
  const rest = chainAt(lexed, next, limit);
  return { ...rest, start: chain.start, parts: [...chain.parts, ...rest.parts] };
}

/** Notes a call: by what it was asked for, if that is one word, or by its own name. */
function call(lexed: LexedText, parts: Part[], passes: TextRange[], args: TextRange): void {
  const called = parts.pop();
  if (!called) return;
  const owner = parts.at(-1)?.name ?? '';
  parts.push({ name: called.name, called: true, quoted: called.quoted });
  const isEmpty = lexed.code.slice(args.start, args.end).trim() === '';
  if (!isEmpty && (PASSING.has(called.name) || PAINTERS.test(owner))) passes.push(args);
  const word = GETTERS.test(called.name) ? wordIn(lexed, args.start, args.end) : undefined;
  if (word !== undefined) parts.push({ name: word, called: false, quoted: true });
}

/** Functions that ask for a value by its name. */
const GETTERS =
  /^(?:get|header|headers|getheader|getheaders|fetch|getenv|get_env|env|config|var|environ|getenvironmentvariable|input|query|post|getitem|get_header|param|params|cookie|cookies|lookupenv|getstring|get_header_value|getparameter|getproperty|must|valueof|item)$/i;

/** Functions whose result shows what they are given. */
const PASSING = new Set(
  (
    'stringify String str repr inspect format sprintf Sprintf Sprint Sprintln json_encode print_r var_export dumps ' +
    'to_json dict list pformat toString encodeURIComponent decodeURIComponent btoa b64encode base64_encode valueOf ' +
    'fromEntries entries assign Object Any Str Strs Interface Bytes Fields WithField WithFields Msg Msgf Reflect ' +
    'Info Infof Infow Error Errorf Debug Debugf Warn Warnf Marshal kv keyValue to_string to_string_pretty concat ' +
    'join safeStringify prettyFormat dedent i Stringer ByteString Println Printf get_secret_value json'
  ).split(' '),
);
const PAINTERS = /^(?:chalk|pc|picocolors|colors|kleur|color|ansis|c)$/;

const QUOTED = /\s*:?(["'`])([^"'`\r\n]{1,80})\1\s*(?=[)\],])/y;
const SYMBOL = /\s*:(\w{1,80})\s*(?=[)\],])/y;

/** The one string or symbol in brackets; for a call the first argument. Undefined for anything else. */
function wordIn({ text }: LexedText, start: number, end: number): string | undefined {
  QUOTED.lastIndex = start;
  const quoted = QUOTED.exec(text)?.[2];
  SYMBOL.lastIndex = start;
  const word = quoted ?? SYMBOL.exec(text)?.[1];
  return word !== undefined && Math.max(QUOTED.lastIndex, SYMBOL.lastIndex) <= end + 1 ? word : undefined;
}
