/** Cookies of one flow (RFC 6265): each goes back to the host that set it, and to no other. */
export interface CookieJar {
  /** `set`: values of Set-Cookie. `now`: milliseconds since 1970. */
  store(place: CookiePlace, set: readonly string[], now: number): void;
  /** The value of Cookie; undefined where there is none to send. */
  headerFor(place: CookiePlace, now: number): string | undefined;
  valueOf(host: string, name: string): string | undefined;
}

export interface CookiePlace {
  /** Lower case. */
  readonly host: string;
  /** With the slash at its beginning, without a query. */
  readonly path: string;
  /** Over TLS, or to this machine. */
  readonly isSecure: boolean;
}

interface Cookie {
  readonly host: string;
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly isSecureOnly: boolean;
  /** Milliseconds since 1970. */
  readonly until: number;
}

const MOST_COOKIES = 50;
/** Of a name and its value together: RFC 6265 section 6.1. */
const LONGEST = 4_096;

export function createCookieJar(): CookieJar {
  let cookies: readonly Cookie[] = [];
  return {
    store(place, set, now) {
      for (const text of set) {
        const cookie = readCookie(text, place, now);
        if (!cookie) continue;
        const others = cookies.filter(
          ({ host, name, path }) => host !== cookie.host || name !== cookie.name || path !== cookie.path,
        );
        cookies = cookie.until <= now ? others : [...others, cookie].slice(-MOST_COOKIES);
      }
    },
    headerFor({ host, path, isSecure }, now) {
      const sent = cookies.filter(
        (cookie) =>
          cookie.host === host &&
          cookie.until > now &&
          (isSecure || !cookie.isSecureOnly) &&
          isPathWithin(path, cookie.path),
      );
      if (sent.length === 0) return undefined;
      // Section 5.4: longer paths first.
      return sent
        .toSorted((a, b) => b.path.length - a.path.length)
        .map(({ name, value }) => `${name}=${value}`)
        .join('; ');
    },
    valueOf: (host, name) =>
      cookies.findLast((cookie) => cookie.host === host && cookie.name === name)?.value,
  };
}

function readCookie(text: string, { host, path, isSecure }: CookiePlace, now: number): Cookie | undefined {
  const [pair = '', ...attributes] = text.slice(0, 2 * LONGEST).split(';');
  const equals = pair.indexOf('=');
  if (equals < 1 || pair.length > LONGEST) return undefined;
  const [name, value] = [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
  // What is sent back stands in a header of ours.
  if (!/^[!#-+\--:<-~]+$/.test(name) || !/^[!-:<-~ ]*$/.test(value)) return undefined;
  let [at, isSecureOnly, until, hasMaxAge] = [defaultPath(path), false, Infinity, false];
  for (const attribute of attributes) {
    const split = attribute.indexOf('=');
    const key = (split < 0 ? attribute : attribute.slice(0, split)).trim().toLowerCase();
    const said = split < 0 ? '' : attribute.slice(split + 1).trim();
    if (key === 'secure') isSecureOnly = true;
    else if (key === 'path' && said.startsWith('/')) at = said;
    else if (key === 'max-age' && /^-?\d{1,12}$/.test(said)) {
      hasMaxAge = true;
      until = now + Number(said) * 1_000;
    } else if (key === 'expires' && !hasMaxAge) {
      const date = Date.parse(said);
      if (!Number.isNaN(date)) until = date;
    }
  }
  return isSecureOnly && !isSecure ? undefined : { host, name, value, path: at, isSecureOnly, until };
}

/** Section 5.1.4. */
function defaultPath(path: string): string {
  const end = path.lastIndexOf('/');
  return end < 1 ? '/' : path.slice(0, end);
}

function isPathWithin(path: string, wanted: string): boolean {
  return path === wanted || path.startsWith(wanted.endsWith('/') ? wanted : `${wanted}/`);
}
