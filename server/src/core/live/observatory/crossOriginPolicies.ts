import { headerValue, type Page } from './input.ts';
import type { Judged } from './judged.ts';
import { readToken } from './structuredToken.ts';

export function testEmbedderPolicy(page: Page): Judged {
  switch (tokenOf(page, 'cross-origin-embedder-policy')) {
    case undefined:
      return { result: 'coep-not-implemented', pass: true };
    case 'require-corp':
      return { result: 'coep-implemented-with-require-corp', pass: true };
    case 'credentialless':
      return { result: 'coep-implemented-with-credentialless', pass: true };
    case 'unsafe-none':
      return { result: 'coep-implemented-with-unsafe-none', pass: true };
    default:
      return { result: 'coep-header-invalid', pass: false };
  }
}

export function testOpenerPolicy(page: Page): Judged {
  switch (tokenOf(page, 'cross-origin-opener-policy')) {
    case undefined:
      return { result: 'coop-not-implemented', pass: true };
    case 'same-origin':
      return { result: 'coop-implemented-with-same-origin', pass: true };
    case 'same-origin-allow-popups':
      return { result: 'coop-implemented-with-same-origin-allow-popups', pass: true };
    case 'noopener-allow-popups':
      return { result: 'coop-implemented-with-noopener-allow-popups', pass: true };
    case 'unsafe-none':
      return { result: 'coop-implemented-with-unsafe-none', pass: true };
    default:
      return { result: 'coop-header-invalid', pass: false };
  }
}

/** Unlike the others it is no structured field: letters of any case, and nothing beside the value. */
export function testResourcePolicy({ headers }: Page): Judged {
  const value = headerValue(headers, 'cross-origin-resource-policy')?.slice(0, 256).trim().toLowerCase();
  switch (value) {
    case undefined:
    case '':
      return { result: 'corp-not-implemented', pass: true };
    case 'same-site':
      return { result: 'corp-implemented-with-same-site', pass: true };
    case 'same-origin':
      return { result: 'corp-implemented-with-same-origin', pass: true };
    case 'cross-origin':
      return { result: 'corp-implemented-with-cross-origin', pass: true };
    default:
      return { result: 'corp-header-invalid', pass: false };
  }
}

/** Undefined: not sent, or empty. "": what can't be read; so it is with a header that came twice. */
function tokenOf({ headers }: Page, name: string): string | undefined {
  const value = headerValue(headers, name);
  return value ? (readToken(value.slice(0, 1024).trim()) ?? '') : undefined;
}
