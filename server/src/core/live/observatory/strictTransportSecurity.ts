import { headerValue, lastHop, type Page } from './input.ts';
import type { Judged } from './judged.ts';
import { isPreloaded } from './preloaded.ts';

/** Half a year would be 15,768,000; many sites send 180 days. */
const SIX_MONTHS = 15_552_000;

export function testStrictTransportSecurity({ input }: Page): Judged {
  if (lastHop(input.https) && isPreloaded(input.host)) return { result: 'hsts-preloaded', pass: true };
  const hop = lastHop(input.https);
  if (!input.https || !hop) return { result: 'hsts-not-implemented-no-https', pass: false };
  if (!input.https.isVerified) return { result: 'hsts-invalid-cert', pass: false };
  const header = headerValue(hop.headers, 'strict-transport-security')?.slice(0, 1024);
  if (header === undefined) return { result: 'hsts-not-implemented', pass: false };
  const maxAge = header.includes(',') ? undefined : maxAgeOf(header);
  if (maxAge === undefined) return { result: 'hsts-header-invalid', pass: false };
  return maxAge < SIX_MONTHS
    ? { result: 'hsts-implemented-max-age-less-than-six-months', pass: false }
    : { result: 'hsts-implemented-max-age-at-least-six-months', pass: true };
}

/** The last one counts. What is there and no number is NaN, which is not less than six months. */
function maxAgeOf(header: string): number | undefined {
  const value = header
    .split(';')
    .map((part) => part.trim().toLowerCase())
    .findLast((part) => part.startsWith('max-age='));
  return value === undefined ? undefined : Number.parseInt(value.slice(8, 128), 10);
}
