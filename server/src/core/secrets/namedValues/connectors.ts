import type { TextRange } from '../../finding.ts';
import type { ValueForm } from '../namedValues.ts';
import { fallbackAfter, readEnvironmentDefault, type Fallback } from './fallbacks.ts';
import { readField } from './fields.ts';
import { readInline, readLine, readQuoted, type ReadValue, type Surroundings } from './values.ts';

/** A value with the way in which it is given. */
export interface GivenValue extends ReadValue {
  readonly form: ValueForm;
  readonly variable?: string;
}

/** What is given to the name that stands at `nameRange`: one value mostly, none where the name is only used. */
export function readGiven(text: string, nameRange: TextRange): readonly GivenValue[] {
  const fallback = readEnvironmentDefault(text, nameRange);
  if (fallback) return [withForm(fallback)];
  for (const read of READERS) {
    const value = read(text, nameRange);
    if (value) return withoutScheme(text, value);
  }
  return [];
}

function withForm({ value, variable }: Fallback): GivenValue {
  return { ...value, form: 'fallback', variable };
}

type Reader = (text: string, name: TextRange) => GivenValue | undefined;

// Building blocks. Everything that repeats is bounded, and no two neighbours share a character.
const QUOTE = /(?:\\{0,3}["'`]|&quot;|&#3[49];|\\u0022)/.source;
/** A blank, with one line break at most. */
const SPACE = /[ \t]{0,40}(?:\\?\r?\n[ \t]{0,120})?/.source;
/** What closes the name: its quote, the bracket of an index, the asterisks of Markdown. */
const CLOSE = `(?:${QUOTE})?[\\])!?*]{0,4}(?:\\[\\d{0,4}\\])?`;
/** `: string = `, `: &'static str = `, ` { get; set; } = `, ` string = `: blanks tell a type from a value that ends in "=" */
const TYPED = `(?:${[
  /[ \t]{0,4}:[ \t]{0,4}&?(?:'\w{1,20} )?(?:mut )?[A-Za-z][\w<>.?[\]]{0,60}(?: \| [\w<>.[\]]{1,40}){0,3}/
    .source,
  /[ \t]{1,4}[*\w.[\]]{2,30}/.source,
  /[ \t]{0,4}\{[ \t]?get;[ \t]?(?:\w{1,10};[ \t]?)?\}/.source,
].join('|')})[ \\t]{1,4}(?==[ \\t\\r\\n])`;
/** `SecretStr(`, `String::from(`, `[]byte(`, `new Secret(`, `z.string().default(`, `{`, `[`, `(` */
const WRAPPER =
  /(?:ConvertTo-SecureString (?:-String )?|(?:new |await |return |&)?[\w$.:!]{0,60}(?:\[\])?(?:\w{1,12})?(?:\(\)[.\w]{1,40}){0,3}\(\s{0,20}(?:(?:default|value|initial|secret|password|data|s)\w{0,12}[ \t]?[=:][ \t]?)?|[[{(]\s{0,20}){0,2}/
    .source;

const ASSIGNED = new RegExp(
  `${CLOSE}(?:${TYPED}|${SPACE})(===?|!==?|=>|:=|\\+=|\\?\\?=|\\|\\|=|\\?=|=|:(?!:)|%3D)\\*{0,2}${SPACE}`,
  'y',
);
const WRAPPED = new RegExp(WRAPPER, 'y');
/** Calls that take the name of a value, not the value: as a word of its own, or as the last one of "configGet". */
const LOOKUPS = (
  'get\\w* env\\w* fetch\\w* find\\w* t i18n gettext _ __ trans\\w* require import read\\w* ' +
  'load\\w* select\\w* query\\w* resolve\\w* lookup params? input prompt ask header cookie item ' +
  'format sprintf test match\\w* replace\\w* split includes sign\\w* verify\\w* compare\\w* ' +
  'remove\\w* delete\\w* inject use\\w* describe it error warn log var ref sub join concat ' +
  'label message contains startsWith endsWith indexOf RegExp compile equals? is\\w* has(?!h)\\w* ' +
  'v-model when expect\\w* encode'
).split(' ');
const LOOKUP = new RegExp(`(?:^|[.\\s:_])(?:${LOOKUPS.join('|')})[([]\\s*$`, 'i');
const LOOKUP_AT_END = new RegExp(`[a-z](?:${LOOKUPS.map(capitalised).join('|')})[([]\\s*$`);

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const readAssigned: Reader = (text, name) => {
  ASSIGNED.lastIndex = name.end;
  const operator = ASSIGNED.exec(text)?.[1];
  if (operator === undefined || (operator === ':' && isBranch(text, name))) return undefined;
  const at = ASSIGNED.lastIndex;
  const form = formOf(text, name, operator);
  const quoted = readQuoted(text, at);
  if (quoted) return { ...quoted, form };
  if (form === 'comparison') return undefined;
  WRAPPED.lastIndex = at;
  const wrapper = WRAPPED.exec(text)?.[0] ?? '';
  if (wrapper !== '' && !LOOKUP.test(wrapper) && !LOOKUP_AT_END.test(wrapper)) {
    const inside = readQuoted(text, at + wrapper.length);
    // `"pw": { "name": …`: the first key of an object.
    if (inside && !(wrapper.includes('{') && KEY_END.test(text.slice(inside.end, inside.end + 8))))
      return { ...inside, form };
  }
  const fallback = fallbackAfter(text, at);
  if (fallback) return withForm(fallback);
  return readPlain(text, name, at, operator, form);
};

/** `isSet ? "Manage secret" : "Generate secret"`: the name is the end of a text, and what follows another text to show. */
function isBranch(text: string, name: TextRange): boolean {
  const quote = text[name.end] ?? '';
  if (!'"\'`'.includes(quote)) return false;
  const start = text.lastIndexOf(quote, name.start - 1);
  return start > name.start - LONGEST_TEXT && /\?\s{0,40}$/.test(text.slice(Math.max(0, start - 41), start));
}

/** Of a text that a button shows, in UTF-16 units. */
const LONGEST_TEXT = 120;

const KEY_END = /^["'`]\s{0,4}:/;

function formOf(text: string, name: TextRange, operator: string): ValueForm {
  if (/^[=!]==?$/.test(operator)) return 'comparison';
  const before = text[name.start - 1] ?? '';
  if (operator === '%3D' || (operator === '=' && (before === '?' || before === '&'))) return 'query';
  if (operator === '=' && text.startsWith('--', name.start - 2)) return 'flag';
  return 'assignment';
}

const SURROUNDINGS: Readonly<Partial<Record<ValueForm, Surroundings>>> = { query: 'query', flag: 'command' };

/** What may stand before a name on a line of a configuration file. */
const LINE_START =
  /(?:^|\n|\\n)(?:[ \t]*(?:#|\/\/|;|--|-|\*|>|export|ENV|ARG|set|setx|RUN|env|\$|%|"|'|`|\|)){0,3}[ \t]*["'`]?$/;

function readPlain(
  text: string,
  name: TextRange,
  at: number,
  operator: string,
  form: ValueForm,
): GivenValue | undefined {
  const colon = operator === ':';
  const own = LINE_START.test(text.slice(Math.max(0, name.start - 60), name.start));
  const block = colon && own ? readBlockScalar(text, at) : undefined;
  if (block) return { ...block, form };
  if (operator !== '=' && operator !== '%3D' && !colon && operator !== ':=' && operator !== '?=')
    return undefined;
  if (colon && text[at - 1] === ':' && form === 'assignment' && /\w/.test(text[at] ?? '') && !own)
    return undefined;
  // An unquoted value on the next line is another statement.
  if (/[\r\n]/.test(text.slice(Math.max(name.end, at - 160), at))) return undefined;
  const value =
    (own ? readOwn(text, name, at) : undefined) ?? readInline(text, at, SURROUNDINGS[form] ?? 'text');
  return value && { ...value, form };
}

/** On a line of its own, or all of it in quotes: `- "DB_PASSWORD=…"` */
function readOwn(text: string, name: TextRange, at: number): ReadValue | undefined {
  const value = readLine(text, at);
  const quote = text[name.start - 1] ?? '';
  if (!value || !/["'`]/.test(quote)) return value;
  const length = text.slice(at, value.end).indexOf(quote);
  if (length === -1) return value;
  return length < 3 ? undefined : { ...value, end: at + length };
}

const BLOCK = /[|>][+-]?\d?[ \t]{0,8}\r?\n[ \t]{1,80}/y;

/** YAML: `key: |` and the value on the line after it. `at` is behind the colon and its blanks. */
function readBlockScalar(text: string, at: number): ReadValue | undefined {
  BLOCK.lastIndex = at;
  return BLOCK.test(text) ? readLine(text, BLOCK.lastIndex) : undefined;
}

/** What may stand between a name and its value: `type = "SecureString"`, `"sensitive": true,` */
const BESIDE = `(?:${QUOTE})?(?:type|category|tier|scope|sensitive|overwrite|enabled|encrypted|required|description)(?:${QUOTE})?[ \\t]{0,20}[:=][ \\t]{0,8}(?:"[^"\\n]{0,80}"|'[^'\\n]{0,80}'|true\\b|false\\b)(?:,\\s{0,40}|\\s{1,40})`;

const PAIRED = new RegExp(
  `${CLOSE}[,;]?${SPACE}(?:\\}?,?${SPACE}|\\{\\s{0,40})(?:${BESIDE}){0,3}(?:${QUOTE})?(?:value|default|content|defaultValue|ParameterValue|stringValue|secret|initialValue)(?:${QUOTE})?[ \\t]{0,8}[:=][ \\t]{0,8}`,
  'iy',
);
const TERRAFORM_DEFAULT = /"\s{0,8}\{[^{}]{0,400}?\bdefault\s{0,12}=\s{0,12}/y;

/** `{"name": "X", "value": "…"}`, `Parameter("X", { type: "String", value: "…" })`, `<add key="X" value="…"/>`, `- name: X` with `value: …` below, `variable "X" { default = … }` */
const readPair: Reader = (text, name) => {
  PAIRED.lastIndex = name.end;
  TERRAFORM_DEFAULT.lastIndex = name.end;
  const at = PAIRED.test(text)
    ? PAIRED.lastIndex
    : TERRAFORM_DEFAULT.test(text)
      ? TERRAFORM_DEFAULT.lastIndex
      : undefined;
  if (at === undefined) return undefined;
  const value = readQuoted(text, at) ?? readLine(text, at) ?? readInline(text, at, 'text');
  return value && { ...value, form: 'pair' };
};

const ELEMENT = new RegExp(
  '(?:[ \\t][^<>\\n]{0,200})?(?:"[ \\t]{0,4}/?)?>\\s{0,200}(?:</key>\\s{0,80}<string>|</t[dh]>\\s{0,80}<t[dh]>(?:<code>)?|</(?:dt|strong|b|code|span|label)>:?\\s{0,80}(?:<(?:dd|code|span)>)?|<!\\[CDATA\\[)?',
  'y',
);
const KEY_ELEMENT =
  /\s{0,20}<\/(?:key|t[dh]|dt|strong|b|code|span|label)>:?\s{0,80}<(?:string|t[dh]|dd|code|span)>(?:<code>)?\s{0,20}/y;

/** `<password>…</password>`, `<key>ApiKey</key><string>…</string>`, `<td>Password</td><td>…</td>` */
const readElement: Reader = (text, name) => {
  const before = text[name.start - 1];
  const pattern =
    before === '<' || before === ':' || text[name.end] === '"'
      ? ELEMENT
      : before === '>'
        ? KEY_ELEMENT
        : undefined;
  if (!pattern) return undefined;
  pattern.lastIndex = name.end;
  if (!pattern.test(text)) return undefined;
  const value = readInline(text, pattern.lastIndex, 'markup');
  return value && text[value.end] !== undefined && /[<\]\s]/.test(text[value.end] ?? '')
    ? { ...value, form: 'element' }
    : undefined;
};

const CALL = new RegExp(`(?:\\([ \\t]{0,8}|\\{[ \\t]{0,4})(?:\\r?\\n[ \\t]{0,80})?`, 'y');
/** A name that asks for a value, or makes or judges one. */
const ASKS =
  /^(?:get|is|has|validate|verify|check|generate|gen|create|make|parse|decode|hash|find|fetch|read|remove|delete|revoke|refresh|reset|forgot|test|match|compare|lookup|load|require|request|confirm|expect|assert|mock|show|hide|render|encode|extract|list|count|describe|build|by|from|to|of|contains|unset|clear|missing|invalid|sign|normalize|format|describe|it|random|mask|redact|strip)(?:[A-Z_]|$)/;

/** `setPassword("…")`, `.withToken("…")`, C++'s `std::string password("…")` */
const readArgument: Reader = (text, name) => {
  if (text[name.end] !== '(' && text[name.end] !== '{') return undefined;
  const method = text.slice(name.start, name.end).split('.').at(-1) ?? '';
  if (ASKS.test(method)) return undefined;
  CALL.lastIndex = name.end;
  if (!CALL.test(text)) return undefined;
  const value = readQuoted(text, CALL.lastIndex);
  // A second argument makes it a call that looks something up or says something.
  return value && { ...value, form: 'argument' };
};

const NEXT_ARGUMENT = new RegExp(
  `${QUOTE}(?:[ \\t]{0,4},${SPACE}(?:\\w{1,20}\\()?|;s:\\d{1,5}:(?=\\\\{0,3}"))`,
  'y',
);
const ATOM_PAIR = /[ \t]{0,4},[ \t]{0,4}(?:<<)?/y;

/** `define('DB_PASSWORD', '…')`, `.set("x-api-key", "…")`, `["--api-key", "…"]`, Erlang's `{password, "…"}`, PHP's `s:8:"password";s:12:"…";` */
const readNextArgument: Reader = (text, name) => {
  const before = text[name.start - 1] ?? '';
  const flag = /["'`]--$/.test(text.slice(Math.max(0, name.start - 3), name.start));
  // The name must be all of the string that comes first: lists have strings that end in "password".
  const pattern = before === '{' ? ATOM_PAIR : flag || /["'`]/.test(before) ? NEXT_ARGUMENT : undefined;
  if (!pattern) return undefined;
  pattern.lastIndex = name.end;
  if (!pattern.test(text)) return undefined;
  if (!flag && isInList(text, name, pattern.lastIndex)) return undefined;
  const value = readQuoted(text, pattern.lastIndex);
  const defines = /\bdefine\(\s{0,8}["']$/.test(text.slice(Math.max(0, name.start - 20), name.start));
  if (flag && value && text.startsWith('--', value.start)) return undefined;
  // `"name": "Password1", "id": …`: another key follows.
  if (value && KEY_END.test(text.slice(value.end, value.end + 8))) return undefined;
  return value && { ...value, form: defines ? 'assignment' : 'argument' };
};

/** A string on a line of its own, which follows another one that does. */
function isInList(text: string, { start, end }: TextRange, next: number): boolean {
  return (
    text.slice(end, next).includes('\n') &&
    !/\(\s{0,40}["'`]$/.test(text.slice(Math.max(0, start - 42), start))
  );
}

const BLANKS = /\*{0,2}:?[ \t]{1,20}(?:-AsPlainText[ \t]|(?:is|was|to) (?=["'`])|\((?=`))?/y;
const SHOUTED_DIRECTIVE = /(?:^|\n)[ \t]*(?:ENV|ARG|setenv)[ \t]+$/;
const NETRC = /(?:^|\n)(?:[ \t]*(?:machine|default|login|account)\b[^\n]{0,160})?[ \t]*$/;

/** `--password …`, `ENV KEY value`, `requirepass …`, `machine x login y password z`, `PASSWORD '…'`, `#define KEY "…"` */
const readAfterBlank: Reader = (text, name) => {
  BLANKS.lastIndex = name.end;
  if (!BLANKS.test(text)) return undefined;
  const at = BLANKS.lastIndex;
  const quoted = readQuoted(text, at);
  const flag = text.startsWith('--', name.start - 2) || isShortFlag(text, name);
  if (quoted) return { ...quoted, form: flag ? 'flag' : 'argument' };
  const before = text.slice(Math.max(0, name.start - 200), name.start);
  const lineEnds = flag || SHOUTED_DIRECTIVE.test(before);
  if (!lineEnds && !(NETRC.test(before) && /^(?:[a-z]+|auth_pass)$/.test(text.slice(name.start, name.end))))
    return undefined;
  const value = flag ? readInline(text, at, 'command') : readLine(text, at);
  return value && { ...value, form: flag ? 'flag' : 'assignment' };
};

/** `keytool -storepass …`: programs of Java have one dash. */
function isShortFlag(text: string, { start, end }: TextRange): boolean {
  return (
    /[\s"']-$/.test(text.slice(Math.max(0, start - 2), start)) &&
    /^(?:\w{0,8}(?:store|key)pass|password|passwd|pass)$/i.test(text.slice(start, end))
  );
}

const CELL = /(?:\*{0,2}`?[ \t]{0,40}\|[ \t]{0,40}\*{0,2}`?)/y;

/** `| API key | … |` in a table of Markdown. */
const readCell: Reader = (text, name) => {
  CELL.lastIndex = name.end;
  if (!CELL.test(text)) return undefined;
  const value = readInline(text, CELL.lastIndex, 'table');
  return value && /^[`*\s]{0,4}\|/.test(text.slice(value.end, value.end + 40).trimStart())
    ? { ...value, form: 'pair' }
    : undefined;
};

const READERS: readonly Reader[] = [
  readPair,
  readAssigned,
  readElement,
  readField,
  readNextArgument,
  readArgument,
  readCell,
  readAfterBlank,
];

const SCHEME =
  /^(?:Basic|Bearer|Token|ApiKey|Api-Key|Key|Bot|SSWS|Apikey|PRIVATE-TOKEN|GenieKey|Client-ID|OAuth|JWT)[ =:]+(?:token=)?/i;

/** "Basic dXNlcjpwYXNz": the secret is what follows the scheme. */
function withoutScheme(text: string, value: GivenValue): readonly GivenValue[] {
  const scheme = SCHEME.exec(text.slice(value.start, value.start + 40))?.[0] ?? '';
  if (scheme === '') {
    // Unquoted, the scheme is all that was read: "Authorization: Bearer x".
    const rest = value.quoted
      ? undefined
      : /^(?:Basic|Bearer|Token|ApiKey)$/i.exec(text.slice(value.start, value.end));
    if (!rest) return [value];
    const after = readInline(text, value.end + 1, 'text');
    return after ? [{ ...after, form: 'header' }] : [];
  }
  if (value.quoted) {
    const start = value.start + scheme.length;
    return value.end - start < 4 ? [] : [{ ...value, start, form: 'header' }];
  }
  const after = readInline(text, value.start + scheme.length, 'text');
  return after ? [{ ...after, form: 'header' }] : [];
}
