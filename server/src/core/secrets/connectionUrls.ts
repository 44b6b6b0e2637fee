import { kindOfScheme } from './connectionKinds.ts';
import { isMadeUpLogin, looksGenerated } from './passwords.ts';

/** A URL that carries a password: `scheme://user:password@host`. */
export interface ConnectionUrl {
  readonly scheme: string;
  /** Empty where it is an interpolation, or follows in another string. */
  readonly host: string;
  /** The whole URL. */
  readonly start: number;
  readonly end: number;
  readonly password: { readonly start: number; readonly end: number };
}

/** The URLs with a password in a text that may be real, in order. */
export function connectionUrls(text: string): readonly ConnectionUrl[] {
  const urls: ConnectionUrl[] = [];
  for (const match of text.matchAll(AFTER_SCHEME)) {
    const url = urlAround(text, match.index, match.index + match[0].length);
    if (url && url.start >= (urls.at(-1)?.end ?? 0)) urls.push(url);
  }
  return urls;
}

/** Whether a login can follow the mark of a URL in the bytes; whatever else ends there is let through. See `Rule.confirms`. */
export function mayHoldLogin(bytes: Uint8Array, markEnd: number, mark: string): boolean {
  if (!mark.startsWith(':')) return true;
  let colon = false;
  for (let at = markEnd; at < markEnd + LONGEST_LOGIN; at++) {
    const code = bytes[at] ?? 0;
    if (code === 64 && colon) return true; // @
    if (code === 58) colon = true;
    else if (ENDS_LOGIN.has(code)) return false;
  }
  return true;
}

/** In bytes: a user of 128 characters and a password of 256, of which each may take three. */
const LONGEST_LOGIN = 3 * (128 + 256);
/** Blanks, line breaks, the end of the text, quotes, brackets and the backslash. */
const ENDS_LOGIN: ReadonlySet<number> = new Set([0, 32, 9, 10, 13, 34, 39, 96, 60, 62, 92]);

/** "://", also as PHP's JSON writes it. */
const AFTER_SCHEME = /:(?:\/\/|\\\/\\\/)/g;
const SCHEME = /(?<![A-Za-z0-9+.])[A-Za-z][A-Za-z0-9+.-]{1,29}$/;
const LONGEST_SCHEME = 32;

const HOST = /[A-Za-z0-9._-]{1,253}|\[[0-9a-fA-F:.]{2,45}\]|[$#]?\{[^{}\s]{0,80}\}|%s|\$\w{1,60}|(?=["'`])/
  .source;
/** Without an at sign in the password: in a web address the first one ends it. */
const LOGIN = new RegExp(`([^\\s:@/?#"'\`<>\\\\]{0,128}):([^\\s@/"'\`<>\\\\]{1,256})@(${HOST})`, 'y');
/** Drivers of databases read up to the last one, and so do people who paste a generated password. */
const LOGIN_OF_DATABASE = new RegExp(
  `([^\\s:@/?#"'\`<>\\\\]{0,128}):([^\\s/,"'\`<>\\\\]{1,256})@(${HOST})`,
  'y',
);
const REST_OF_URL =
  /(?:\.{0,3}(?:\$\{[^{}\s]{0,200}\}|#\{[^{}\s]{0,200}\}|,[\w.-]{1,253}:\d{1,5}|&amp;|\\\/|[^\s"'`<>\\)\]},;.]))*/y;

function urlAround(text: string, schemeEnd: number, loginStart: number): ConnectionUrl | undefined {
  const scheme = schemeBefore(text, schemeEnd);
  if (scheme === undefined || !kindOfScheme(scheme)) return undefined;
  const isWeb = /^(?:https?|wss?|git|ldaps?)/i.test(scheme);
  const login = matchAt(isWeb ? LOGIN : LOGIN_OF_DATABASE, text, loginStart);
  if (!login) return undefined;
  const [whole, user = '', password = '', hostText = ''] = login;
  const host = /^[$#{%]/.test(hostText) ? '' : hostText.toLowerCase();
  if (isMadeUpLogin(user.replace(/^.*[$#]?\{.*\}$/, ''), password, host)) return undefined;
  // With an unknown host or user only the password itself can tell that this is more than a pattern.
  if ((host === '' || user.includes('{')) && !looksGenerated(password)) return undefined;
  const jdbc = /jdbc:$/i.test(
    text.slice(Math.max(0, schemeEnd - scheme.length - 5), schemeEnd - scheme.length),
  );
  const passwordStart = loginStart + user.length + 1;
  REST_OF_URL.lastIndex = loginStart + whole.length;
  REST_OF_URL.test(text);
  return {
    scheme: scheme.toLowerCase(),
    host,
    start: schemeEnd - scheme.length - (jdbc ? 'jdbc:'.length : 0),
    end: Math.max(REST_OF_URL.lastIndex, loginStart + whole.length),
    password: { start: passwordStart, end: passwordStart + password.length },
  };
}

/** The scheme that ends at `end`; an escaped line break before it is not a part of it: "\nredis". */
function schemeBefore(text: string, end: number): string | undefined {
  const start = Math.max(0, end - LONGEST_SCHEME);
  const before = text.slice(start, end).replace(/^.*\\[nrt]/s, '');
  return SCHEME.exec(before)?.[0];
}

function matchAt(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}
