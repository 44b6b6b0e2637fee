import { getDomain } from 'tldts';
import type { Page } from './input.ts';
import { worseOf, type Judged } from './judged.ts';
import { isHtmlType, mediaType } from './markup.ts';
import type { ObservatoryOutcome } from './scores.ts';

/** From good to bad. */
const ORDER: readonly ObservatoryOutcome[] = [
  'sri-implemented-and-all-scripts-loaded-securely',
  'sri-implemented-and-external-scripts-loaded-securely',
  'sri-implemented-but-external-scripts-not-loaded-securely',
  'sri-not-implemented-but-external-scripts-loaded-securely',
  'sri-not-implemented-and-external-scripts-not-loaded-securely',
];

const PASSES: ReadonlySet<ObservatoryOutcome> = new Set<ObservatoryOutcome>([
  'sri-implemented-and-all-scripts-loaded-securely',
  'sri-implemented-and-external-scripts-loaded-securely',
  'sri-not-implemented-but-all-scripts-loaded-from-secure-origin',
]);

export function testSubresourceIntegrity(page: Page): Judged {
  const { input, headers, scripts, isSecure } = page;
  if (mediaType(headers) !== '' && !isHtmlType(headers))
    return { result: 'sri-not-implemented-response-not-html', pass: true };
  if (!page.isParseable) return { result: 'html-not-parseable', pass: false };
  if (scripts.length === 0) return { result: 'sri-not-implemented-but-no-scripts-loaded', pass: true };
  let worst: ObservatoryOutcome | undefined;
  let isForeign = false;
  for (const { src, integrity } of scripts) {
    if (!src) continue;
    const place = placeOf(src, input.host);
    if (place === 'foreign') {
      isForeign = true;
      const defect = defectOf(src.startsWith('https:'), Boolean(integrity));
      if (defect) worst = worseOf(ORDER, worst, defect);
    } else if (integrity && (place === 'relative' ? isSecure : src.startsWith('https:')))
      worst ??= 'sri-implemented-and-all-scripts-loaded-securely';
  }
  const result =
    worst ??
    (isForeign
      ? 'sri-implemented-and-external-scripts-loaded-securely'
      : 'sri-not-implemented-but-all-scripts-loaded-from-secure-origin');
  return { result, pass: PASSES.has(result) };
}

/** Without its scheme, an address counts as somebody else's, whoever's it is. */
function placeOf(src: string, host: string): 'relative' | 'own' | 'foreign' {
  if (/^\/\/[^/]/.test(src)) return 'foreign';
  if (!/^https?:\/\//.test(src)) return 'relative';
  return getDomain(src) === getDomain(host) ? 'own' : 'foreign';
}

function defectOf(isSecure: boolean, hasIntegrity: boolean): ObservatoryOutcome | undefined {
  if (hasIntegrity) return isSecure ? undefined : 'sri-implemented-but-external-scripts-not-loaded-securely';
  return isSecure
    ? 'sri-not-implemented-but-external-scripts-loaded-securely'
    : 'sri-not-implemented-and-external-scripts-not-loaded-securely';
}
