/**
 * Words that give a general shape away: "datadog_api_key" before 32 hexadecimal digits. What stands between the word
 * and the value must be one of the ways in which languages and formats give a value to a name; otherwise the digits
 * are some hash that happens to stand in the same line.
 */

/** How far before the value, in code units, a word may start on the same line. */
export const NEAR_DISTANCE = 60;

/** Every way of writing a word: "dd_api_key" is also "dd-api-key", "dd.api.key", "dd api key" and "ddApiKey". */
export function spellingsOf(words: readonly string[]): readonly string[] {
  return [
    ...new Set(words.flatMap((word) => [word, ...SEPARATORS.map((mark) => word.replaceAll('_', mark))])),
  ];
}

const SEPARATORS = ['-', '.', ' ', ''];

/** Whether the value that starts at `start` is given to the name whose word ends at `wordEnd`, on the same line. */
export function isAssigned(text: string, wordEnd: number, start: number): boolean {
  const [name, rest] = splitName(text.slice(wordEnd, start));
  return !namesOther(name) && ASSIGNMENT.test(rest);
}

/** Where the value starts that is given to a name on the line after it; undefined where none is. */
export function wrappedValueStart(text: string, wordEnd: number): number | undefined {
  const name = NAME_REST.exec(text.slice(wordEnd, wordEnd + LONGEST_NAME_REST))?.[0] ?? '';
  if (namesOther(name)) return undefined;
  WRAPPED.lastIndex = wordEnd + name.length;
  return WRAPPED.test(text) ? WRAPPED.lastIndex : undefined;
}

/** Not inside another word: "dd_api_key" is in "DD_API_KEY" and "myDd_api_key", but not in "add_api_key". */
export function startsWord(text: string, offset: number): boolean {
  const [before, first] = [text[offset - 1] ?? '', text[offset] ?? ''];
  return (
    !/[A-Za-z]/.test(before) ||
    !/[A-Za-z]/.test(first) ||
    (/[a-z]/.test(before) && /[A-Z]/.test(first)) ||
    isEscape(text, offset - 1)
  );
}

/**
 * Whether the character at `index` ends an escape or a mark of its own, so that a value may start after it although
 * values contain such characters: "\n" in a string, "%3D" in a URL, "\u0022" in JSON, ":-" in `${KEY:-value}`.
 */
export function isEscape(text: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - 5), index + 1);
  return /\\[nrt]$|%[0-9A-Fa-f]{2}$|\\u00[0-9A-Fa-f]{2}$|:-$/.test(before);
}

const LONGEST_NAME_REST = 40;
/** "_api_key", and in sentences " API key". */
const NAME_REST =
  /^[\w.-]*(?: (?:api|app|application|auth|access|account|admin|client|live|master|personal|private|production|rest|secret|server|service)\b){0,2}(?: (?:key|token|secret|password)\b)?/i;

function splitName(between: string): readonly [name: string, rest: string] {
  const name = NAME_REST.exec(between)?.[0] ?? '';
  return [name, between.slice(name.length)];
}

function namesOther(name: string): boolean {
  return OTHER_THAN_KEY.test(name) || OTHER_IN_CAMEL_CASE.test(name);
}

/** "HEROKU_API_KEY_ID" and "twilioAuthTokenHash" name something that opens nothing. */
const OTHER_THAN_KEY =
  /(?:_|-|\.|\b)(?:id|sid|uuid|guid|arn|name|hash|digest|sha\d*|md5|checksum|fingerprint|version|url|uri|host|prefix|project|cluster|org|group|template|region|bucket|email|public_?key)$/i;
const OTHER_IN_CAMEL_CASE =
  /(?:Id|Sid|Uuid|Arn|Name|Hash|Digest|Checksum|Fingerprint|Version|Url|Uri|Prefix)$/;

const QUOTE = /(?:\\{0,3}["'`]|&quot;|\\u0022)/.source;
/** `: string =`, ` &'static str =`, `{ get; set; } =`, ` string =` */
const TYPED = /[:\s]\s*(?:&?'?[\w<>.?[\]]+(?:\s+\w+)?|\{ ?get; ?(?:\w+; ?)?\})\s*=/.source;
/** `, value: `, `" value="`, `, default=`, `" content="`, ` { default = ` */
const PAIRED = `[,{]?\\s*${QUOTE}?(?:value|default|content)${QUOTE}?\\s*[:=]`;
/** `= `, `: `, ` => `, ` ?? `, `('`, `', '`, `) { '`, `</td>`, `| `, ` - '` */
const PLAIN = /(?:-(?=\s{1,4}["'`])|(?:\?\?|\|\||:|\?)=|=>|=|\?\?|\|\||:-|\?:|:|,|\(|\)?\s*\{|>|\|)/.source;
/** `SecretStr(`, `String::from(`, `z.string().default(`, `Field(default=`, `prefix = ` */
const WRAPPER =
  /(?:(?:new\s+)?[A-Za-z][\w.:]{0,40}(?:\(\)\.\w{1,20}){0,3}\(\s*)?(?:[a-z_]{1,20}\s*=\s*|\w+\s+)?/.source;

/** From the end of the name to the value, on one line. Blanks alone are enough: `ENV KEY value`, `--key value`. */
const ASSIGNMENT = new RegExp(
  `^${QUOTE}?[\\])}!]*(?:\\s*(?:${TYPED}|${PAIRED}|${PLAIN})\\s*${WRAPPER}|\\s+)\\{?[@$bfru]{0,2}(?:${QUOTE}|\\()*$`,
  'i',
);

/** The same where the value has a line of its own, which must be marked as one: indented, quoted or named "value". */
const WRAPPED = new RegExp(
  `${QUOTE}?[\\])]?[ \\t]*(?:${[
    `:[ \\t]*[|>][+-]?\\d?[ \\t]*\\r?\\n[ \\t]+`,
    `,?[ \\t]*\\r?\\n[ \\t]*${QUOTE}?(?:value|default)${QUOTE}?[ \\t]*[:=][ \\t]*${QUOTE}?`,
    `(?:=|:|,|\\(|\\?\\?|\\|\\|)[ \\t]*\\(?[ \\t]*\\r?\\n[ \\t]+${QUOTE}`,
    `</key>\\s{0,40}<string>`,
  ].join('|')})`,
  'y',
);
