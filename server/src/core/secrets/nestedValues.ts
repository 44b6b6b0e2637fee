/**
 * Where the name and the word stand apart: `new Mistral({ apiKey: "…" })`, "mistral:" with "api_key: …" indented below it,
 * an address of the provider before "Authorization: Bearer …".
 */
export function nestedValueStarts(text: string, wordEnd: number): readonly number[] {
  const whole = text.slice(wordEnd, wordEnd + REACH);
  const paragraph = whole.slice(0, /\r?\n[ \t]*\r?\n/.exec(whole)?.index ?? whole.length);
  const headers = startsOf(HEADER, paragraph);
  const head = HEAD.exec(paragraph)?.[0];
  if (head === undefined) return headers.map((start) => wordEnd + start);
  const inside = paragraph.slice(head.length - 1);
  const part = inside.slice(0, /[};]|\r?\n\[/.exec(inside)?.index ?? inside.length);
  return [...headers, ...startsOf(MEMBER, part).map((start) => head.length - 1 + start)].map(
    (start) => wordEnd + start,
  );
}

/** How far from the word a value may start, in code units. */
const REACH = 200;

/** What opens a call, an object, a list, a section or an indented block. */
const HEAD =
  /^[\w.-]{0,40}\\?["'`]?[\])]{0,2}[ \t]{0,4}(?::=|=>|[:=])?[ \t]{0,4}(?:new[ \t]+)?[\w.]{0,40}[ \t]{0,4}(?:[({[]|\r?\n)/;
const SECRET_NAME =
  'api_?key|api_?token|api_?secret|access_?token|access_?key|auth_?token|auth_?key|client_?secret|secret_?key|private_?key|app_?secret|admin_?key|key|token|secret|password|auth|credentials?';
const MEMBER = new RegExp(
  `(?<![A-Za-z0-9_])\\\\?["'\`]?(?:${SECRET_NAME})\\\\?["'\`]?[ \\t]{0,4}(?::|=>|=)[ \\t]{0,4}\\\\?["'\`]?`,
  'gi',
);
const HEADER =
  /(?:authorization\\?["'`]?[ \t]{0,4}[:,=][ \t]{0,4}\\?[rbf]?["'`]?(?:bearer|token|key|apikey)[ \t]|(?:x-)?api-?key\\?["'`]?[ \t]{0,4}:[ \t]{0,4}\\?["'`]?)[ \t]{0,4}/gi;

function startsOf(pattern: RegExp, text: string): number[] {
  return [...text.matchAll(pattern)].map((match) => match.index + match[0].length);
}
