import { classifyPath, classifyText, type FileClass } from './classify.ts';
import type { Config } from './config.ts';
import type { WorkspaceFacts } from './facts.ts';
import type { Finding, RawFinding } from './finding.ts';
import { languageOf } from './language.ts';
import { createLiteralMatcher } from './literalMatcher.ts';
import { postprocess, type RuleFinding } from './postprocess.ts';
import type { Context, Rule } from './rule.ts';
import { createDocument, type Document, type Source } from './source.ts';

/** What one file gave. */
export interface Analysis {
  readonly findings: readonly Finding[];
  readonly errors: readonly AnalysisError[];
}

/** A rule that failed on a file; it cost that rule on that file and nothing else. */
export interface AnalysisError {
  readonly file: string;
  readonly ruleId: string;
  readonly message: string;
}

export interface AnalyzerOptions {
  readonly rules: readonly Rule[];
  readonly config: Config;
  /** Today as an ISO date, and a clock in milliseconds: the core has neither. */
  readonly today: string;
  readonly now: () => number;
  /** Random, the same for all threads of a run: what tells that two secrets are one (`Finding.valueId`). */
  readonly salt: string;
}

/** Judges one file at a time. Knows nothing of disks: hosts hand it bytes and text. */
export interface Analyzer {
  /** False for kinds of file that no active rule looks at: they need not be read. */
  looksAt(fileClass: FileClass): boolean;
  /** Rules whose triggers occur in a file's bytes (ASCII-compatible encodings only); most files have none. */
  triggeredByBytes(path: string, bytes: Uint8Array): readonly Rule[];
  /** `triggered` comes from `triggeredByBytes`; left out, the text itself is searched for triggers. */
  analyze(source: Source, facts: WorkspaceFacts, triggered?: readonly Rule[]): Analysis;
}

const NOTHING: Analysis = { findings: [], errors: [] };
/** Milliseconds one rule may spend on one file, and findings it may yield there, before it is stopped. */
const TIME_BUDGET = 1_000;
const YIELD_BUDGET = 2_000;
/** Findings of one rule in one file that are shown: the most severe, not the first. */
const SHOWN = 200;

export function createAnalyzer({ rules, config, today, now, salt }: AnalyzerOptions): Analyzer {
  const active = rules.filter((rule) => config.impactOf(rule.id) !== 'off');
  const triggers = createTriggers(active);
  const ruleIds = new Set(rules.map((rule) => rule.id));

  const classes = new Set(active.flatMap((rule) => rule.classes ?? ['source' as const]));

  return {
    looksAt: (fileClass) => classes.has(fileClass),
    triggeredByBytes: (path, bytes) => triggers(path, (onHit, matcher) => matcher.scanBytes(bytes, onHit)),
    analyze(source, facts, triggered) {
      const fileClass = classOf(source);
      const candidates =
        triggered ?? triggers(source.path, (onHit, matcher) => matcher.scanText(source.text, onHit));
      if (candidates.length === 0) return NOTHING;
      const document = createDocument(source);
      const judges = candidates.filter((rule) => looksAt(rule, document, fileClass));
      if (judges.length === 0) return NOTHING;
      const context: Context = { config, ruleIds, today, facts };
      const found: RuleFinding[] = [];
      const errors: AnalysisError[] = [];
      for (const rule of judges) {
        const failure = runRule(rule, document, context, now, (raw) => found.push({ rule, raw }));
        if (failure) errors.push({ file: source.path, ruleId: rule.id, message: failure });
      }
      const { kept, leftOut } = mostSevere(
        found.length === 0 ? [] : postprocess(found, document, { config, today, salt }),
      );
      for (const [ruleId, count] of leftOut) {
        const message = `found too much in this file: the ${SHOWN} most severe findings are shown, ${count} left out`;
        errors.push({ file: source.path, ruleId, message });
      }
      return { findings: kept, errors };
    },
  };
}

/** Of sorted findings, the first of each rule; those that somebody silenced make room for those that stand. */
function mostSevere(findings: readonly Finding[]): {
  readonly kept: readonly Finding[];
  /** How many of a rule's findings are not among them. */
  readonly leftOut: ReadonlyMap<string, number>;
} {
  const kept = new Set<Finding>();
  const counts = new Map<string, number>();
  const byWeight = [...findings].sort(
    (a, b) => Number(a.suppressed !== null) - Number(b.suppressed !== null),
  );
  for (const finding of byWeight) {
    const count = (counts.get(finding.ruleId) ?? 0) + 1;
    counts.set(finding.ruleId, count);
    if (count <= SHOWN) kept.add(finding);
  }
  const leftOut = [...counts].flatMap(([ruleId, count]) =>
    count > SHOWN ? [[ruleId, count - SHOWN] as const] : [],
  );
  return { kept: findings.filter((finding) => kept.has(finding)), leftOut: new Map(leftOut) };
}

function classOf(source: Source): FileClass {
  const byPath = classifyPath(source.path);
  return byPath === 'source' ? classifyText(source.path, source.text) : byPath;
}

function looksAt(rule: Rule, document: Document, fileClass: FileClass): boolean {
  if (rule.appliesTo && !rule.appliesTo.includes(document.language)) return false;
  return rule.classes ? rule.classes.includes(fileClass) : fileClass === 'source';
}

/** Runs one rule; returns what went wrong, in words, or undefined. */
function runRule(
  rule: Rule,
  document: Document,
  context: Context,
  now: () => number,
  yields: (raw: RawFinding) => void,
): string | undefined {
  const end = now() + TIME_BUDGET;
  let count = 0;
  try {
    for (const raw of rule.check(document, context)) {
      yields(raw);
      if (++count >= YIELD_BUDGET) return `stopped after ${YIELD_BUDGET} findings in this file`;
      if (now() > end) return `took longer than ${TIME_BUDGET} ms on this file and was stopped`;
    }
    return undefined;
  } catch (error) {
    // The message of an exception may quote the text it choked on, a secret included: only its kind is told.
    return `failed with ${error instanceof Error ? error.name : 'an unknown error'}`;
  }
}

type Matcher = ReturnType<typeof createLiteralMatcher>;
type OnHit = Parameters<Matcher['scanText']>[1];

/** Prepares the search for triggers: one pass over the input, whatever the number of rules. */
function createTriggers(rules: readonly Rule[]) {
  const literals = [...new Set(rules.flatMap((rule) => rule.triggers))];
  const rulesOf = literals.map((literal) =>
    rules.flatMap((rule, index) => (rule.triggers.includes(literal) ? [index] : [])),
  );
  const untriggered = rules.flatMap((rule, index) => (rule.triggers.length === 0 ? [{ rule, index }] : []));
  const matcher = createLiteralMatcher(literals, { ignoreCase: true });

  return (path: string, scan: (onHit: OnHit, matcher: Matcher) => void): readonly Rule[] => {
    const language = languageOf(path);
    const hit = new Set(
      untriggered.flatMap(({ rule, index }) => (rule.appliesTo?.includes(language) ? [index] : [])),
    );
    if (literals.length > 0) {
      scan((literal) => {
        for (const index of rulesOf[literal] ?? []) hit.add(index);
        return hit.size === rules.length;
      }, matcher);
    }
    return [...hit].sort((a, b) => a - b).flatMap((index) => rules[index] ?? []);
  };
}
