import type { NamedValue } from '../namedValues.ts';
import { readInline, readQuoted, type ReadValue } from './values.ts';

/** What comes before a login that has no name of its own, in lower case, with what reads it. */
const READERS: readonly (readonly [mark: string, read: Reader])[] = [
  ['bearer ', (text, end) => afterScheme(text, end, 'Bearer')],
  ['basic ', (text, end) => afterScheme(text, end, 'Basic')],
  [' -u', commandLogin],
  ['--user', commandLogin],
  [' -p ', commandPassword],
  [
    'identified by',
    (text, end) => (text[end] === ' ' ? password(end, 'password', readQuoted(text, end + 1)) : []),
  ],
  // Also basicAuth(, HTTPBasicAuth(, SetBasicAuth(, PasswordAuthentication( is Java's.
  ['auth(', secondArgument],
  ['auth=(', secondArgument],
  ['auth = (', secondArgument],
  ['basic_auth ', secondArgument],
  ['wifi.begin(', secondArgument],
  ['authentication(', secondArgument],
  ['credentials(', secondArgument],
  ['credential(', secondArgument],
  ['login(', secondArgument],
  ['signin(', secondArgument],
  ['sign_in(', secondArgument],
  ['create_user(', thirdArgument],
  ['create_superuser(', thirdArgument],
  ['getconnection(', thirdArgument],
  ['mysqli_connect(', thirdArgument],
  ['new mysqli(', thirdArgument],
  ['new pdo(', thirdArgument],
  [
    'convertto-securestring ',
    (text, end) => password(end - 1, 'ConvertTo-SecureString', readQuoted(text, end)),
  ],
  ['echo "root:', passwordOfRoot],
  ["echo 'root:", passwordOfRoot],
  ['echo root:', passwordOfRoot],
];

type Reader = (text: string, markEnd: number) => readonly NamedValue[];

export const LOGIN_MARKS: readonly string[] = READERS.map(([mark]) => mark);

/** The login after the mark with this index that ends at `markEnd`. */
export function loginsIn(text: string, mark: number, markEnd: number): readonly NamedValue[] {
  return READERS[mark]?.[1](text, markEnd) ?? [];
}

function password(nameEnd: number, name: string, value: ReadValue | undefined): readonly NamedValue[] {
  if (!value) return [];
  const nameRange = { start: Math.max(0, nameEnd - name.length), end: nameEnd };
  return [{ ...value, name, nameRange, word: 'password', strength: 'strong', form: 'argument' }];
}

/** The value of a header: "Bearer …" */
function afterScheme(text: string, markEnd: number, name: string): readonly NamedValue[] {
  if (/[A-Za-z0-9_]/.test(text[markEnd - name.length - 2] ?? '')) return [];
  const value = readInline(text, markEnd, 'text');
  if (!value || value.end - value.start < 8) return [];
  const nameRange = { start: markEnd - name.length - 1, end: markEnd - 1 };
  return [{ ...value, name, nameRange, word: 'authorization', strength: 'fair', form: 'header' }];
}

const LOGIN = /[ =]{0,2}["'`]?([\w.@%+-]{0,64}):([^\s"'`:]{4,200})/y;
const HTTP_CLIENT = /\b(?:curl|wget|httpie|https?|ab)\b/;

/** `curl -u user:password`, also where the command stands in a string. */
function commandLogin(text: string, markEnd: number): readonly NamedValue[] {
  LOGIN.lastIndex = markEnd;
  const login = LOGIN.exec(text);
  if (!login || !HTTP_CLIENT.test(text.slice(Math.max(0, markEnd - 300), markEnd + 300))) return [];
  const [whole, user = '', secret = ''] = login;
  const end = markEnd + whole.length;
  const start = end - secret.length;
  const nameRange = { start: start - 1 - user.length, end: start - 1 };
  const name = user || 'password';
  return [{ start, end, name, nameRange, word: 'password', strength: 'strong', form: 'flag', quoted: false }];
}

const LOGIN_COMMAND =
  /\b(?:(?:docker|podman|helm|az|oc|buildah|skopeo|registry) [\w ]{0,20}login|sshpass)\b[^\n]{0,120}$/;

/** `docker login -p …`, `sshpass -p …` */
function commandPassword(text: string, markEnd: number): readonly NamedValue[] {
  if (!LOGIN_COMMAND.test(text.slice(Math.max(0, markEnd - 160), markEnd))) return [];
  return password(markEnd, 'password', readQuoted(text, markEnd) ?? readInline(text, markEnd, 'command'));
}

const FIRST_ARGUMENT = /\s{0,20}\\?["'`][\w.@+-]{1,64}\\?["'`]\s{0,4},\s{0,20}/y;

/** `login('ada@tidepool.app', '…')`, `auth=("deploy", "…")` */
function secondArgument(text: string, markEnd: number): readonly NamedValue[] {
  FIRST_ARGUMENT.lastIndex = markEnd;
  return FIRST_ARGUMENT.test(text)
    ? password(markEnd, 'password', readQuoted(text, FIRST_ARGUMENT.lastIndex))
    : [];
}

const TWO_ARGUMENTS =
  /\s{0,20}(?:["'][^"'\n]{0,160}["']|[$\w.]{1,60})\s{0,4},\s{0,20}["'][^"'\n]{1,64}["']\s{0,4},\s{0,20}/y;

/** `DriverManager.getConnection(url, "sa", "…")`, `create_user("ada", "ada@tidepool.app", "…")` */
function thirdArgument(text: string, markEnd: number): readonly NamedValue[] {
  TWO_ARGUMENTS.lastIndex = markEnd;
  return TWO_ARGUMENTS.test(text)
    ? password(markEnd, 'password', readQuoted(text, TWO_ARGUMENTS.lastIndex))
    : [];
}

/** `echo "root:…" | chpasswd` */
function passwordOfRoot(text: string, markEnd: number): readonly NamedValue[] {
  if (!/^[^\n|]{4,80}\|\s{0,4}(?:sudo )?chpasswd/.test(text.slice(markEnd, markEnd + 120))) return [];
  return password(markEnd - 1, 'root', readInline(text, markEnd, 'text'));
}
