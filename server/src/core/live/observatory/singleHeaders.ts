import { frameAncestorsAreNamed } from './contentSecurityPolicy.ts';
import { headerValue, type Page } from './input.ts';
import type { Judged } from './judged.ts';

export function testContentTypeOptions({ headers }: Page): Judged {
  const value = headerValue(headers, 'x-content-type-options');
  if (!value) return { result: 'x-content-type-options-not-implemented', pass: false };
  return value.slice(0, 256).trim().toLowerCase() === 'nosniff'
    ? { result: 'x-content-type-options-nosniff', pass: true }
    : { result: 'x-content-type-options-header-invalid', pass: false };
}

/** A policy that names frame-ancestors stands above the header. */
export function testFrameOptions(page: Page): Judged {
  if (frameAncestorsAreNamed(page)) return { result: 'x-frame-options-implemented-via-csp', pass: true };
  const value = headerValue(page.headers, 'x-frame-options')?.slice(0, 1024).trim().toLowerCase();
  if (!value) return { result: 'x-frame-options-not-implemented', pass: false };
  if (value === 'deny' || value === 'sameorigin')
    return { result: 'x-frame-options-sameorigin-or-deny', pass: true };
  return value.startsWith('allow-from')
    ? { result: 'x-frame-options-allow-from-origin', pass: true }
    : { result: 'x-frame-options-header-invalid', pass: false };
}

const PRIVATE: ReadonlySet<string> = new Set([
  'no-referrer',
  'same-origin',
  'strict-origin',
  'strict-origin-when-cross-origin',
]);
const UNSAFE: ReadonlySet<string> = new Set([
  'origin',
  'origin-when-cross-origin',
  'unsafe-url',
  'no-referrer-when-downgrade',
]);

/** The last policy that is known counts, and `<meta>` comes after the headers. */
export function testReferrerPolicy({ headers, meta }: Page): Judged {
  const header = headerValue(headers, 'referrer-policy');
  const values = [header, meta.referrer].filter((value) => value !== undefined);
  if (values.length === 0) return { result: 'referrer-policy-not-implemented', pass: true };
  const policy = values
    .join(', ')
    .split(',')
    .map((value) => value.trim().toLowerCase())
    .findLast((value) => PRIVATE.has(value) || UNSAFE.has(value));
  if (policy === undefined) return { result: 'referrer-policy-header-invalid', pass: false };
  return PRIVATE.has(policy)
    ? { result: 'referrer-policy-private', pass: true }
    : { result: 'referrer-policy-unsafe', pass: false };
}

/** Who MDN asks as: where it is let in by name, its own answer would be the same. */
const OBSERVATORY_ORIGIN = 'https://http-observatory.security.mozilla.org';

/** Universal: any origin is allowed by name, with credentials. */
export function testResourceSharing({ input: { preflight } }: Page): Judged {
  const allowed = preflight && headerValue(preflight.headers, 'access-control-allow-origin');
  if (!preflight || !allowed) return { result: 'cross-origin-resource-sharing-not-implemented', pass: true };
  if (allowed.slice(0, 256).trim().toLowerCase() === '*')
    return { result: 'cross-origin-resource-sharing-implemented-with-public-access', pass: true };
  const credentials = headerValue(preflight.headers, 'access-control-allow-credentials') ?? '';
  const isStranger = allowed === preflight.sentOrigin || allowed === OBSERVATORY_ORIGIN;
  const isUniversal = isStranger && credentials.toLowerCase().trim() === 'true';
  return isUniversal
    ? { result: 'cross-origin-resource-sharing-implemented-with-universal-access', pass: false }
    : { result: 'cross-origin-resource-sharing-implemented-with-restricted-access', pass: true };
}
