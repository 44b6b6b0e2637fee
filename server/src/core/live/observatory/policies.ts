/** Content security policies as the observatory reads them: several of them are boiled down to one. */

/** Directive → its sources. The same set may be read, and changed, as another directive's fallback. */
export interface MergedPolicy {
  readonly directives: ReadonlyMap<string, Set<string>>;
  /** Reporting directives that stand in one policy twice. */
  readonly repeated: ReadonlySet<string>;
}

export const NO_POLICY: MergedPolicy = { directives: new Map(), repeated: new Set() };

/** "img-src", and one letter less: nothing shorter is taken for a policy. */
const SHORTEST_POLICY = 6;
const MAY_REPEAT: ReadonlySet<string> = new Set(['report-uri', 'report-to']);
const HEADER_ONLY = ['frame-ancestors', 'report-uri', 'sandbox'];

interface KnownSource {
  readonly value: string;
  readonly policy: number;
  isKept: boolean;
}

/** Policies from header values: a comma separates two of them. */
export function splitPolicies(values: readonly string[]): readonly string[] {
  return values.flatMap((value) => value.split(',').map((policy) => policy.trim()));
}

/**
 * Undefined where one of them is invalid: too short, or with a directive that comes twice. What only a later policy allows is
 * not allowed at all; what two policies name has to match in both.
 */
export function mergePolicies(policies: readonly string[]): MergedPolicy | undefined {
  const texts = policies.map((policy) => policy.replaceAll(/[\r\n]/g, '').trim());
  if (texts.some((text) => text.length < SHORTEST_POLICY)) return undefined;
  const known = new Map<string, readonly KnownSource[]>();
  const repeated = new Set<string>();
  for (const [index, text] of texts.entries()) {
    const seen = new Set<string>();
    for (const { name, values } of directivesOf(text)) {
      if (seen.has(name)) {
        if (!MAY_REPEAT.has(name)) return undefined;
        repeated.add(name);
      }
      seen.add(name);
      const own = values.map((value) => ({ value, policy: index, isKept: index === 0 }));
      const all = index === 0 ? own : [...(known.get(name) ?? []), ...own];
      if (all.length > 1) all.sort(byAlphabet);
      if (!decideWhatStays(all)) return undefined;
      const kept = all.filter(({ isKept }) => isKept);
      // With more policies to come, each of these has to be confirmed by the next one.
      if (index === 0 && texts.length > 1) for (const source of kept) source.isKept = false;
      known.set(name, kept);
    }
  }
  return { directives: new Map([...known].map(([name, sources]) => [name, valuesOf(sources)])), repeated };
}

/** Those of `<meta>`, without what only a header can say. */
export function mergeMetaPolicies(policies: readonly string[]): MergedPolicy | undefined {
  const merged = mergePolicies(policies);
  if (!merged) return undefined;
  const directives = new Map(merged.directives);
  for (const name of HEADER_ONLY) directives.delete(name);
  return { ...merged, directives };
}

export function isEmpty({ directives, repeated }: MergedPolicy): boolean {
  return directives.size === 0 && repeated.size === 0;
}

function* directivesOf(policy: string): Iterable<{ name: string; values: readonly string[] }> {
  for (const part of policy.split(';')) {
    const [name = '', ...values] = part.trim().toLowerCase().split(/\s+/);
    if (name === '') continue;
    yield { name, values: values.length === 0 && name.endsWith('-src') ? ["'none'"] : values };
  }
}

let collator: Intl.Collator | undefined;

/** The first collator takes 9 ms to make: where each directive has one source, nobody needs it. */
function byAlphabet(left: KnownSource, right: KnownSource): number {
  collator ??= new Intl.Collator('en');
  return collator.compare(left.value, right.value);
}

/** Looks at neighbours in order of the alphabet. False where a source can't be decoded. */
function decideWhatStays(sources: readonly KnownSource[]): boolean {
  for (const [index, source] of sources.entries()) {
    const before = sources[index - 1];
    if (!before) continue;
    if (source.policy === before.policy) {
      // The shorter one allows it already.
      if (source.value.startsWith(before.value)) source.isKept = false;
      continue;
    }
    const matches = pathMatches(before.value, source.value);
    if (matches === undefined) return false;
    if (matches) source.isKept = true;
  }
  return true;
}

function valuesOf(sources: readonly KnownSource[]): Set<string> {
  return sources.length === 0 ? new Set(["'none'"]) : new Set(sources.map(({ value }) => value));
}

/** CSP 3, "path-part matches": a pattern that ends in a slash allows what lies below it. Undefined: can't be decoded. */
function pathMatches(pattern: string, path: string): boolean | undefined {
  if (pattern === '' || (pattern === '/' && path === '')) return true;
  const isFolder = pattern.endsWith('/');
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length > given.length || (!isFolder && wanted.length !== given.length)) return false;
  if (isFolder) wanted.pop();
  try {
    return wanted.every(
      (piece, index) => decodeURIComponent(piece) === decodeURIComponent(given[index] ?? ''),
    );
  } catch {
    return undefined;
  }
}
