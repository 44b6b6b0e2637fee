import type { TextRange } from '../finding.ts';
import { isMadeUpLogin, looksGenerated } from './passwords.ts';

/**
 * A login in one string that is no `user:password@host`: ADO.NET's "Server=…;Password=…", libpq's "host=… password=…",
 * JDBC's "jdbc:…?user=…&password=…" and Go's "user:password@tcp(host)".
 */
export interface ConnectionString extends TextRange {
  readonly host: string;
  readonly password: TextRange;
}

/** Those in a text that may be real, in order. */
export function connectionStrings(text: string): readonly ConnectionString[] {
  const found: ConnectionString[] = [];
  for (const match of text.matchAll(PASSWORD)) {
    const one =
      match[1] === undefined
        ? pairsAround(text, match.index, match.index + match[0].length)
        : goDsnAround(text, match.index);
    if (one && one.start >= (found.at(-1)?.end ?? 0)) found.push(one);
  }
  return found;
}

/** Where a password starts or, in Go's, has ended. */
const PASSWORD = /(?<![A-Za-z0-9_])(?:password|pwd)=|(@tcp6?\()/gi;

/** How far before and after the password the rest of the string is looked for, in code units. */
const REACH = 400;

function pairsAround(text: string, index: number, valueStart: number): ConnectionString | undefined {
  const value = matchAt(VALUE, text, valueStart);
  const password = value?.[1] ?? value?.[2];
  if (!value || password === undefined) return undefined;
  const quoted = value[1] !== undefined;
  const valueEnd = valueStart + value[0].length;
  // A single quote bounds the string, unless it is what quotes the password.
  const before = (quoted ? /[^"`<>\r\n]*$/ : /[^"'`<>\r\n]*$/).exec(
    text.slice(Math.max(0, index - REACH), index),
  );
  const after = (quoted ? /^[^"`<>\r\n\\]*/ : /^[^"'`<>\r\n\\]*/).exec(
    text.slice(valueEnd, valueEnd + REACH),
  );
  const first = FIRST_KEY.exec(before?.[0] ?? '');
  if (!before || !after || !first) return undefined;
  const start = index - before[0].length + first.index;
  const string = text.slice(start, valueEnd + after[0].length).trimEnd();

  const pairs = pairsOf(string);
  const host =
    pairs &&
    valueOf(pairs, HOST_KEY)
      ?.replace(/^tcp:|[,:]\d+$/g, '')
      .toLowerCase();
  const user = pairs && valueOf(pairs, USER_KEY);
  if (!host || !user || isMadeUpLogin(user, password, host)) return undefined;
  // Separated by blanks, words that somebody typed may as well be a call or a command.
  if (!/[;&]/.test(string) && !quoted && !looksGenerated(password)) return undefined;
  const passwordStart = valueStart + (quoted ? 1 : 0);
  return {
    host,
    start,
    end: start + string.length,
    password: { start: passwordStart, end: passwordStart + password.length },
  };
}

const VALUE = /'([^'\r\n]{1,256})'|([^\s;&"'`<>\\]{1,256})/y;
const HOST_KEY = /^(?:server|host|hostname|data source|addr|address)$/i;
const USER_KEY = /^(?:user id|userid|user name|username|user|uid)$/i;
const FIRST_KEY =
  /jdbc:[a-z]|sqlserver:\/\/|(?<![A-Za-z0-9_])(?:server|host|hostname|data source|addr|address|database|initial catalog|dbname|port|provider|driver|user id|userid|user name|username|user|uid)=/i;
const ADDRESS = /^(?:jdbc:)?[a-z0-9+:]{1,30}:\/\/([A-Za-z0-9._-]+|\[[0-9a-f:.]+\])[^\s?;]*[?;]/i;

type Pairs = readonly (readonly [key: string, value: string])[];

/** The keys and values of a string that consists of nothing else; undefined for code and prose. */
function pairsOf(string: string): Pairs | undefined {
  const address = ADDRESS.exec(string);
  const rest = address ? string.slice(address[0].length) : string;
  const separator = address?.[0].endsWith('?') ? /&(?:amp;)?/ : rest.includes(';') ? ';' : /\s+/;
  const pairs: (readonly [string, string])[] = address ? [['host', address[1] ?? '']] : [];
  for (const part of rest.split(separator)) {
    if (part.trim() === '') continue;
    const pair = /^\s*([A-Za-z][\w .-]*?)\s*=(.*)$/.exec(part);
    if (!pair) return undefined;
    pairs.push([pair[1] ?? '', (pair[2] ?? '').trim()]);
  }
  return pairs;
}

function valueOf(pairs: Pairs, key: RegExp): string | undefined {
  return pairs.find(([name]) => key.test(name))?.[1];
}

/** `user:password@tcp(host:3306)/name`, as the MySQL driver of Go writes it. */
function goDsnAround(text: string, at: number): ConnectionString | undefined {
  const before = /(?<![\w/.-])([\w.-]{1,64}):([^\s"'`<>:]{1,128})$/.exec(
    text.slice(Math.max(0, at - 200), at),
  );
  const after = /^@tcp6?\(([^)\s]{1,253})\)[^\s"'`<>]*/i.exec(text.slice(at, at + REACH));
  if (!before || !after) return undefined;
  const [whole, user = '', password = ''] = before;
  const host = (after[1] ?? '').replace(/:\d+$/, '').toLowerCase();
  if (isMadeUpLogin(user, password, host)) return undefined;
  return {
    host,
    start: at - whole.length,
    end: at + after[0].length,
    password: { start: at - password.length, end: at },
  };
}

function matchAt(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}
