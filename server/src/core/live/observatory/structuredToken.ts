/** Structured fields, RFC 9651: an item whose value is a token. */

const KEY = /[a-z*][a-z0-9_.*-]*/y;
const TOKEN = /[A-Za-z*][\w:/!#$%&'*+.^`|~-]*/y;
const DISPLAY_STRING = /%"(?:[\x20\x21\x23\x24\x26-\x7e]|%[0-9a-f]{2})*"/y;
/** Values of parameters: whatever they are, they have to be well formed. */
const BARE_ITEMS: readonly RegExp[] = [
  /-?(?:\d{1,12}\.\d{1,3}|\d{1,15})(?![\d.])/y,
  /"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"/y,
  TOKEN,
  /:(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?:/y,
  /\?[01]/y,
  /@-?\d{1,15}$/y,
  DISPLAY_STRING,
];

/** The token, without its parameters; null for anything else. */
export function readToken(value: string): string | null {
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(value)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  take(/ +/y);
  const token = take(TOKEN);
  if (token === undefined) return null;
  while (value[at] === ';') {
    at++;
    take(/ +/y);
    if (take(KEY) === undefined) return null;
    if (value[at] !== '=') continue;
    at++;
    const takes = (item: RegExp): boolean => {
      const found = take(item);
      return found !== undefined && (item !== DISPLAY_STRING || isUnicode(found));
    };
    if (!BARE_ITEMS.some(takes)) return null;
  }
  take(/ +/y);
  return at === value.length ? token : null;
}

/** What is behind the percent signs has to be UTF-8. */
function isUnicode(escaped: string): boolean {
  try {
    decodeURIComponent(escaped.slice(2, -1));
    return true;
  } catch {
    return false;
  }
}
