import { headerLines, headerValue, type Page } from './input.ts';
import type { Judged } from './judged.ts';
import { isEmpty, mergeMetaPolicies, mergePolicies, NO_POLICY, splitPolicies } from './policies.ts';
import type { ObservatoryOutcome } from './scores.ts';

const BROAD = ['ftp:', 'http:', 'https:', '*', 'http://*', 'http://*.*', 'https://*', 'https://*.*'];
const BROAD_OR_INLINE: ReadonlySet<string> = new Set([...BROAD, "'unsafe-inline'", 'data:']);
const ANYTHING_BROAD: ReadonlySet<string> = new Set(BROAD);
const NONCES_AND_HASHES = ["'sha256-", "'sha384-", "'sha512-", "'nonce-"];
const PASSIVE = ['img-src', 'media-src'];
const PASSES: ReadonlySet<ObservatoryOutcome> = new Set<ObservatoryOutcome>([
  'csp-implemented-with-no-unsafe',
  'csp-implemented-with-no-unsafe-default-src-none',
  'csp-implemented-with-unsafe-inline-in-style-src-only',
  'csp-implemented-with-insecure-scheme-in-passive-content-only',
]);

export function testContentSecurityPolicy(page: Page): Judged {
  const merged = mergedPolicyOf(page);
  if (typeof merged === 'string') return { result: merged, pass: false };
  const result = judge(merged.directives, page.isSecure);
  if (!PASSES.has(result)) return { result, pass: false };
  return {
    result: merged.repeated.size > 0 ? 'csp-implemented-but-duplicate-directives' : result,
    pass: true,
  };
}

/** The observatory takes frame-ancestors from `<meta>` too, although browsers don't, where there is a policy at all. */
export function frameAncestorsAreNamed(page: Page): boolean {
  const merged = mergedPolicyOf(page);
  return typeof merged !== 'string' && merged.directives.has('frame-ancestors');
}

/** Of headers and `<meta>` together; or why there is none. */
function mergedPolicyOf({
  headers,
  meta,
}: Page): (ReturnType<typeof mergePolicies> & object) | ObservatoryOutcome {
  const fromHeaders = splitPolicies(headerLines(headers, 'content-security-policy'));
  const fromMeta = splitPolicies(meta.policies);
  const merged = mergePolicies([...fromHeaders, ...fromMeta]);
  if (!merged) return 'csp-header-invalid';
  const counts = [mergePolicies(fromHeaders) ?? NO_POLICY, mergeMetaPolicies(fromMeta) ?? NO_POLICY];
  if (!counts.every(isEmpty)) return merged;
  return headerValue(headers, 'content-security-policy-report-only')
    ? 'csp-not-implemented-but-reporting-enabled'
    : 'csp-not-implemented';
}

type Directives = ReadonlyMap<string, Set<string>>;

function judge(directives: Directives, isSecure: boolean): ObservatoryOutcome {
  const sourcesOf = (name: string): Set<string> =>
    directives.get(name) ?? directives.get('default-src') ?? new Set(['*']);
  const scripts = sourcesOf('script-src');
  const styles = sourcesOf('style-src');
  const objects = sourcesOf('object-src');
  // The sets are those of the policy: what is taken out of a fallback is gone for everything that falls back to it.
  for (const sources of [scripts, styles]) if (hasNonceOrHash(sources)) sources.delete("'unsafe-inline'");
  if (scripts.has("'strict-dynamic'")) {
    if (!hasNonceOrHash(scripts)) return 'csp-header-invalid';
    forgetWhatStrictDynamicIgnores(scripts);
  }
  if (
    some(scripts, (source) => BROAD_OR_INLINE.has(source)) ||
    some(objects, (one) => ANYTHING_BROAD.has(one))
  )
    return 'csp-implemented-with-unsafe-inline';
  if (isSecure && activeSources(directives, scripts).some(isInsecure))
    return 'csp-implemented-with-insecure-scheme';
  if (scripts.has("'unsafe-eval'") || styles.has("'unsafe-eval'")) return 'csp-implemented-with-unsafe-eval';
  if (isSecure && PASSIVE.some((name) => some(passiveSources(directives, name), isInsecure)))
    return 'csp-implemented-with-insecure-scheme-in-passive-content-only';
  if (some(styles, (source) => BROAD_OR_INLINE.has(source)))
    return 'csp-implemented-with-unsafe-inline-in-style-src-only';
  const fallback = directives.get('default-src');
  return fallback?.size === 1 && fallback.has("'none'")
    ? 'csp-implemented-with-no-unsafe-default-src-none'
    : 'csp-implemented-with-no-unsafe';
}

function forgetWhatStrictDynamicIgnores(scripts: Set<string>): void {
  for (const source of scripts)
    if (
      source === "'self'" ||
      source === "'unsafe-inline'" ||
      BROAD.some((start) => source.startsWith(start))
    )
      scripts.delete(source);
}

/** Everything but images and media, even addresses of reports; and what scripts fall back to. */
function activeSources(directives: Directives, scripts: ReadonlySet<string>): readonly string[] {
  const sources = [...scripts];
  for (const [name, own] of directives)
    if (name !== 'script-src' && !PASSIVE.includes(name)) sources.push(...own);
  return sources;
}

function passiveSources(directives: Directives, name: string): ReadonlySet<string> {
  return directives.get(name) ?? directives.get('default-src') ?? new Set();
}

function hasNonceOrHash(sources: ReadonlySet<string>): boolean {
  return some(sources, (source) => NONCES_AND_HASHES.some((start) => source.startsWith(start)));
}

function isInsecure(source: string): boolean {
  return source.startsWith('http:') || source.startsWith('ftp:');
}

function some(sources: ReadonlySet<string>, holds: (source: string) => boolean): boolean {
  for (const source of sources) if (holds(source)) return true;
  return false;
}
