/** What the name of a variable, a member, a header or an environment variable says about its value. */

import type { Impact } from '../finding.ts';

export interface Sensitive {
  /** Completes "This writes … to the log": "a password". */
  readonly what: string;
  readonly impact: Impact;
  /** True where the word alone is not enough: a token may be one of a parser, of a language model, of a page. */
  readonly ambiguous?: true;
}

/** Undefined for a name that promises nothing secret. Takes any way of writing: `apiKey`, `API_KEY`, `x-api-key`. */
export function sensitiveName(name: string): Sensitive | undefined {
  if (name.length > 80 || PUBLIC_PREFIX.test(name) || OF_A_FORM.test(name)) return undefined;
  const words = wordsOf(name);
  if (words.length === 0 || words.some((word) => DEFUSING.has(word))) return undefined;
  if (HARMLESS_START.has(words[0] ?? '')) return undefined;
  return judgeWhole(words) ?? judge(withoutWrapping(words));
}

function withoutWrapping(words: readonly string[]): readonly string[] {
  const last = words.at(-1) ?? '';
  return words.length > 1 && WRAPPING.has(last) ? withoutWrapping(words.slice(0, -1)) : words;
}

/** Names whose last word would be taken for a wrapping. */
function judgeWhole(words: readonly string[]): Sensitive | undefined {
  const [before = '', last = ''] = words.slice(-2);
  if (/^headers?$/.test(last) && /^auth(orization)?$/.test(before)) return SIGNS_IN;
  if (before === 'token' && /^(?:response|set|data|pair)$/.test(last)) {
    return { what: 'a set of tokens', impact: 'medium', ambiguous: true };
  }
  return before === 'connection' && last === 'string' ? CONNECTS : undefined;
}

/** "HTTPServerKey2" is http, server, key, 2. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

/** What build tools hand to every visitor anyway. */
export const PUBLIC_PREFIX =
  /^(?:NEXT_PUBLIC|NUXT_PUBLIC|VITE|REACT_APP|PUBLIC|EXPO_PUBLIC|GATSBY|VUE_APP|NG_APP|STORYBOOK)_/;

/** `errors.password = '…'`: what a form says of the field. */
const OF_A_FORM =
  /^(?:\w{0,20}errors?|\w{0,20}messages?|labels?|placeholders?|hints?|helperTexts?|translations?)\.\w+$/i;

const SIGNS_IN: Sensitive = { what: 'a token that signs its holder in', impact: 'high' };
const CONNECTS: Sensitive = { what: 'a connection URL, which may hold a password,', impact: 'medium' };

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Last words that add nothing: the value of the secret is the secret. */
const WRAPPING = setOf('value val raw plain plaintext string str text header base');
/** Words anywhere in a name that say that the secret is not in the value any more, or never was. */
const DEFUSING = setOf(
  'masked redacted hashed encrypted sanitized sanitised obfuscated censored hidden truncated shortened partial ' +
    'public publishable csrf xsrf antiforgery fake dummy mock example placeholder page cursor continuation design ' +
    'cancel cancellation prompt completion count length fingerprint preview last4 safe syntax lex lexer',
);
/** First words that ask or count rather than hold. */
const HARMLESS_START = setOf(
  'is has had should can could must need needs no not missing invalid valid use uses using with without show hide ' +
    'toggle allow allowed allows require requires required num number n total max min used remaining cached ' +
    'reasoning input output validate check compare hash mask redact sanitize encode decrypt encrypt on handle ' +
    'remove clear rotate expired delayed enable enabled disable disabled supports did will was are if parse decode',
);
/** "resetPassword" is what somebody does; "resetToken" is a token. */
const DEEDS = setOf('set reset forgot forgotten change update delete revoke verify confirm create');
/** A token with such a name belongs to a parser or to a list that comes in pages. */
const PARSED_TOKENS = setOf(
  'next prev previous last first peek lookahead path sync start end eof unexpected opening closing open close punctuation ' +
    'string comment keyword operator word text query search sort css style color',
);

const PASSWORDS = setOf('password passwords passwd pwd passphrase passcode passwort');
const SECRETS = setOf('secret secrets mnemonic');
const CREDENTIALS = setOf('credential credentials creds');
const TOKENS = setOf('token tokens');
const KEYS = setOf('key keys');
const LINKS = setOf('url uri dsn');

const SECRET_KEYS = setOf('api secret private access auth signing encryption master deploy webhook jwt');
/** "serviceKey" may be a name; "supabaseServiceKey" is a key. */
const OWNED_KEYS = setOf('role service admin session account');
const CREDENTIAL_TOKENS = setOf(
  'access refresh auth bearer id api session jwt reset verification verify invite invitation magic login user bot ' +
    'personal github gitlab slack npm webhook secret oauth oauth2 account admin service app signed password email ' +
    'client security stripe registry deploy saml sso impersonation share customer portal x',
);
const PASSWORD_OWNERS = setOf('db smtp mail user admin redis mysql pg ftp email root database postgres');
const DATABASES = setOf(
  'database db postgres postgresql mongo mongodb mysql redis amqp rabbitmq broker cache direct',
);
const CODES = setOf('otp totp mfa 2fa verification pin auth recovery backup login factor');
const CARD_WORDS = setOf('cvc cvv cvn ssn');

function judge(words: readonly string[]): Sensitive | undefined {
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (PASSWORDS.has(last) && DEEDS.has(before)) return undefined;
  if (PASSWORDS.has(last) || (last === 'pass' && PASSWORD_OWNERS.has(before))) {
    return { what: 'a password', impact: 'high' };
  }
  if (last === 'hash' && PASSWORDS.has(before)) return { what: 'a password hash', impact: 'medium' };
  if (SECRETS.has(last)) return { what: 'a secret', impact: 'high' };
  if (last === 'apikey' || last === 'secretkey' || last === 'privatekey') {
    return { what: 'a secret key', impact: 'high' };
  }
  if (KEYS.has(last) && (SECRET_KEYS.has(before) || (words.length > 2 && OWNED_KEYS.has(before)))) {
    return { what: 'a secret key', impact: last === 'key' ? 'high' : 'medium' };
  }
  if (CREDENTIALS.has(last))
    return { what: 'a set of credentials', impact: words.length > 1 ? 'high' : 'medium' };
  if (TOKENS.has(last)) return judgeToken(words.length, last, before);
  return judgeOther(words, last, before);
}

function judgeToken(length: number, last: string, before: string): Sensitive | undefined {
  if (length > 1 && CREDENTIAL_TOKENS.has(before)) {
    return { what: before === 'id' ? 'an identity token' : 'a token', impact: 'high' };
  }
  if (PARSED_TOKENS.has(before)) return undefined;
  const bare = length === 1 && last === 'token';
  return { what: 'a token', impact: bare ? 'high' : length === 1 ? 'low' : 'medium', ambiguous: true };
}

function judgeOther(words: readonly string[], last: string, before: string): Sensitive | undefined {
  if (last === 'jwt' || last === 'bearer' || last === 'authorization') {
    return SIGNS_IN;
  }
  if (last === 'auth' && (before === 'proxy' || before === 'basic')) {
    return SIGNS_IN;
  }
  if (last === 'cookie' || last === 'cookies') return { what: 'a cookie', impact: 'medium' };
  if (CARD_WORDS.has(last) || isCardNumber(words)) return { what: 'card or identity data', impact: 'high' };
  if (last === 'otp' || ((last === 'code' || last === 'codes') && CODES.has(before))) {
    return { what: 'a one-time code', impact: 'medium' };
  }
  if (last === 'phrase' && (before === 'seed' || before === 'recovery'))
    return { what: 'a secret', impact: 'high' };
  const connects = LINKS.has(last) && DATABASES.has(before);
  if (connects || (words.length === 1 && last === 'connectionstring')) return CONNECTS;
  return undefined;
}

function isCardNumber(words: readonly string[]): boolean {
  const name = words.join(' ');
  return /(?:^| )(?:card number|credit card|creditcard|cardnumber|social security number)$/.test(name);
}
