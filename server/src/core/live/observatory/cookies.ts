import { cookiesKept, type KeptCookie } from './cookieJar.ts';
import { headerLines, type Page } from './input.ts';
import { worseOf, type Judged } from './judged.ts';
import type { ObservatoryOutcome } from './scores.ts';
import { testStrictTransportSecurity } from './strictTransportSecurity.ts';

/** From harmless to bad. */
const ORDER: readonly ObservatoryOutcome[] = [
  'cookies-without-secure-flag-but-protected-by-hsts',
  'cookies-without-secure-flag',
  'cookies-session-without-secure-flag-but-protected-by-hsts',
  'cookies-samesite-flag-invalid',
  'cookies-anticsrf-without-samesite-flag',
  'cookies-session-without-httponly-flag',
  'cookies-session-without-secure-flag',
];

/** Heroku's router sets it, and nobody can change how. */
const NOT_COUNTED = 'heroku-session-affinity';

export function testCookies(page: Page): Judged {
  const cookies = cookiesKept(page.chain, page.input.at).filter(({ name }) => name !== NOT_COUNTED);
  if (cookies.length === 0) return { result: 'cookies-not-found', pass: true };
  const isProtected = testStrictTransportSecurity(page).pass;
  let worst: ObservatoryOutcome | undefined;
  // Of the last answer even those that no browser would keep.
  if (headerLines(page.headers, 'set-cookie').some(hasUnknownSameSite))
    worst = 'cookies-samesite-flag-invalid';
  for (const cookie of cookies)
    for (const defect of defectsOf(cookie, isProtected)) worst = worseOf(ORDER, worst, defect);
  if (worst) return { result: worst, pass: false };
  return cookies.every(({ sameSite }) => sameSite)
    ? { result: 'cookies-secure-with-httponly-sessions-and-samesite', pass: true }
    : { result: 'cookies-secure-with-httponly-sessions', pass: true };
}

function* defectsOf(
  { name, isSecure, isHttpOnly, sameSite }: KeptCookie,
  isProtected: boolean,
): Iterable<ObservatoryOutcome> {
  const lower = name.toLowerCase();
  const isSession = lower.includes('login') || lower.includes('sess');
  if (!isSecure) {
    if (sameSite === 'none') yield 'cookies-samesite-flag-invalid';
    yield isProtected ? 'cookies-without-secure-flag-but-protected-by-hsts' : 'cookies-without-secure-flag';
    if (isSession)
      yield isProtected
        ? 'cookies-session-without-secure-flag-but-protected-by-hsts'
        : 'cookies-session-without-secure-flag';
  }
  if (lower.includes('csrf') && !sameSite) yield 'cookies-anticsrf-without-samesite-flag';
  if (isSession && !isHttpOnly) yield 'cookies-session-without-httponly-flag';
}

function hasUnknownSameSite(line: string): boolean {
  return line.split(';').some((part) => {
    const [key = '', value = ''] = part.trim().split('=');
    return (
      key.trim().toLowerCase() === 'samesite' &&
      !['lax', 'strict', 'none'].includes(value.trim().toLowerCase())
    );
  });
}
