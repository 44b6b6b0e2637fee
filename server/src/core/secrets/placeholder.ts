import { surpriseOf } from './surprise.ts';

/**
 * Whether a value was made up by a person and opens nothing: words such as "example", runs and sequences that no
 * generator of keys yields, the well-known keys of the providers' own documentation. Takes the whole token, prefix
 * included. Errs towards real: fewer than one random key in 500 is judged a placeholder.
 */
export function isPlaceholder(value: string): boolean {
  return isFilledIn(value) || isIdentifier(withoutZeroBytes(value.replace(TEST_PREFIX, '')));
}

/** The same for a value that is known to be no identifier. */
export function isFilledIn(value: string): boolean {
  const body = withoutZeroBytes(value.replace(TEST_PREFIX, ''));
  return (
    TEMPLATE.test(value) ||
    WORDS.test(body) ||
    hasShortWord(body) ||
    DELIMITED_WORDS.test(body) ||
    FILLER.test(body) ||
    isWellKnown(value) ||
    hasSequence(body) ||
    hasSequences(body) ||
    isRepetition(body) ||
    hasFewCharacters(body) ||
    isSpelledOut(body)
  );
}

/** `1F5F5F33D50B ...`: whoever shows it has left the rest of it out. */
export function isCutShort(text: string, end: number): boolean {
  return /^["'`]? ?(?:\.\.\.|…)/.test(text.slice(end, end + 6));
}

/** Whether a provider prints the value in its documentation, or ships it as a local default. */
export function isWellKnown(value: string): boolean {
  return WELL_KNOWN.some((fragment) => value.includes(fragment));
}

/** "sk_test_" says which mode a key is for, "dp.st.test." which environment. */
const TEST_PREFIX = /^(?:(?:[A-Za-z0-9]{1,10}[_-]){1,2}|dp\.st\.)?(?:test|TEST)[._-]/;

const TEMPLATE = /\$\{[\w.]*\}|\{\{[^{}]*\}\}|<[A-Za-z_ -]{2,}>|^\[.*\]$|^%[sd]$|\*{3}|\.{3}|…/;

/** Words of five letters and more, in the three ways of writing them: in random text they do not come up by chance. */
const WORDS = new RegExp(
  anyOf([
    'change_?[Mm]e',
    'demo[-_]?key',
    'dummy',
    'example',
    'foobar',
    'insert',
    'invalid',
    'lorem',
    'notreal',
    'placeholder',
    'qwerty',
    'redacted',
    'replace',
    'sample',
    'secret[-_]?here',
    'token[-_]?here',
  ]),
);

/** Of four letters: one key in a few thousand has one of them. */
const SHORT_WORDS = new RegExp(anyOf(['fake', 'mock', 'test', 'todo', 'your']), 'g');

function anyOf(words: readonly string[]): string {
  const capitalised = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return [...words, ...capitalised, ...words.map((word) => word.toUpperCase())].join('|');
}

/** Somebody wrote it: it starts or ends a run of letters and digits, or what stands round it was not drawn either. */
function hasShortWord(body: string): boolean {
  for (const { 0: word, index } of body.matchAll(SHORT_WORDS)) {
    const before = /[A-Za-z0-9]*$/.exec(body.slice(Math.max(0, index - LONGEST_KEY), index))?.[0] ?? '';
    const after =
      /^[A-Za-z0-9]*/.exec(body.slice(index + word.length, index + word.length + LONGEST_KEY))?.[0] ?? '';
    if (before === '' || after === '') return true;
    if (surpriseOf(before + after) < LEAST_SURPRISE) return true;
  }
  return false;
}

/** Bits that fewer than 1 in 1,000 drawn texts of 20 characters stay below: see `rarity.ts`. */
const LEAST_SURPRISE = 12;

/** Shorter words count where something sets them apart. */
const DELIMITED_WORDS =
  /(?:^|[-_. ])(?:abc|xyz|foo|bar|baz|here|none|null|undefined|my[-_]?key|key[-_]here)(?:$|[-_. ])/i;

/** What people fill a gap with. */
const FILLER = /xxxx|XXXX|(?:blah){2}|^abc123(?:xyz|def)?(?:\d{3})?$/i;

/** Pieces of keys that providers print in their documentation or ship as a local default. */
const WELL_KNOWN = [
  '4eC39HqLyjWDar', // Stripe, sample test key
  'BQokikJOvBiI2H', // Stripe, older sample test key
  'N7UND0UgjKTVK-', // Supabase CLI, secret key of every local stack
  'AAHdqTcvCH1vGW', // Telegram, Bot API introduction
  '16C7e42F292c69', // GitHub, OAuth documentation
  '1B4a2e77838347', // GitHub, refresh token there
  'Sn3lZJTBX6kkg7', // Cloudflare, API documentation
  'DaGmWKa4JsXZ-H', // Google, Maps documentation
  'Eby8vdM02xNOcq', // Azure Storage emulator
  'C2y6yDjf5/R+ob', // Azure Cosmos DB emulator
  'ngeVfQFYQlKU0u', // SendGrid, API documentation
  'NKFusih9vKVQkn', // Resend, API documentation
  '3ax6xnjp29jd6f', // Mailgun, older documentation
  '1DP5mmOlF5G5ag', // Razorpay, sample key id
  'MfKQ9r8GKYqrTw', // Svix, documentation of its webhooks
  'MTk4NjIyNDgzND', // Discord, developer documentation
  'Nzk5MjgxNDk0ND', // Discord, guide of discord.js
  'pdFZKVeTuE8sk7', // Slack, API documentation
  'AAFD39kkdpWt3y', // Telegram, Bot API introduction
  'DOCAbC123dEf45', // Firebase, documentation
];

/** Drops the zero bytes of base64, as in bearer tokens of X and macaroons of Fly, unless they are most of the value. */
function withoutZeroBytes(value: string): string {
  const rest = value.replaceAll(/A{6,}/g, '');
  return new Set(rest).size >= 12 ? rest : value;
}

/** "123456", "abcdef" and, interleaved, "a1b2c3" or "aabbcc": upwards or downwards, in either case. */
function hasSequence(body: string): boolean {
  const text = body.toLowerCase();
  return [1, 2].some((stride) => [1, -1].some((step) => longestRun(text, stride, step) >= 5));
}

/** "5678-abcd": twice, four characters are enough. */
function hasSequences(body: string): boolean {
  return body.length <= LONGEST_KEY && (body.match(FOUR_IN_A_ROW) ?? []).length >= 2;
}

const LONGEST_KEY = 64;
const FOUR_IN_A_ROW =
  /0123|1234|2345|3456|4567|5678|6789|7890|9876|8765|7654|6543|5432|4321|3210|abcd|bcde|cdef|ABCD|BCDE|CDEF|wxyz|WXYZ/g;

/** "0000000", "abcabcabc", "deadbeefdeadbeef". */
function isRepetition(body: string): boolean {
  for (let stride = 1; stride <= 16; stride++) {
    if (longestRun(body, stride, 0) >= Math.max(5, stride)) return true;
  }
  return false;
}

/** The most letters and digits in a row that each exceed the one `stride` before them by `step`. */
function longestRun(text: string, stride: number, step: number): number {
  let longest = 0;
  let run = 0;
  for (let index = stride; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const follows = code === text.charCodeAt(index - stride) + step && isLetterOrDigit(code);
    run = follows ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

function isLetterOrDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

/** Far fewer different characters than random text of that length has, even text of digits. */
function hasFewCharacters(body: string): boolean {
  return (body.match(/[A-Za-z0-9]{16,}/g) ?? []).some(
    (part) => new Set(part).size <= Math.min(7, Math.floor(part.length / 8) + 2),
  );
}

/** "modelNameThatIsLongEnough": letters only, few of them capitals, and the vowels of a language. */
function isIdentifier(body: string): boolean {
  const letters = /[A-Za-z]{20,}$/.exec(body)?.[0] ?? '';
  const share = (of: RegExp): number => (letters.match(of) ?? []).length / letters.length;
  const capitals = share(/[A-Z]/g);
  return capitals > 0 && capitals <= 0.25 && share(/[aeiou]/gi) >= 0.3 && !/[0-9]/.test(body);
}

/** For the most part made of the words that people write where a key goes: "this-is-not-a-real-key". */
function isSpelledOut(body: string): boolean {
  const characters = body.replaceAll(/[^A-Za-z0-9]/g, '');
  return characters.length >= 8 && characters.replaceAll(KEY_WORDS, '').length <= characters.length * 0.4;
}

/** Longer ones first, where one starts with another. */
const KEY_WORDS = new RegExp(
  (
    'access account actual admin api application auth client code database default development from generated ' +
    'goes here insecure just jwt key live local long not only password paste private production public put random ' +
    'real secret secure server service session some string super the this token user value very webhook with'
  ).replaceAll(' ', '|'),
  'gi',
);
