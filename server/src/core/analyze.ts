import { classifyText, mayBeMinified, type FileClass } from './classify.ts';
import type { Config } from './config.ts';
import { fileClassOf, type WorkspaceFacts } from './facts.ts';
import type { Finding, RawFinding } from './finding.ts';
import { languageOf, type Language } from './language.ts';
import { createLiteralMatcher } from './literalMatcher.ts';
import { postprocess, type RuleFinding } from './postprocess.ts';
import type { Context, Rule } from './rule.ts';
import { createDocument, type Document, type Source } from './source.ts';

/** What one file gave. */
export interface Analysis {
  readonly findings: readonly Finding[];
  readonly errors: readonly AnalysisError[];
  /** True where it may be another one on another day. */
  readonly dated?: true;
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
  /**
   * Rules whose triggers occur in a file's bytes (ASCII-compatible encodings only); most files have none. With the
   * file's class by its path, the rules that don't look at such files are left out.
   */
  triggeredByBytes(path: string, bytes: Uint8Array, fileClass?: FileClass): readonly Rule[];
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

  const ofKeystores = active.filter((rule) => rule.classes?.includes('keystore'));
  const classes = new Set(active.flatMap((rule) => rule.classes ?? ['source' as const]));

  return {
    looksAt: (fileClass) => classes.has(fileClass),
    triggeredByBytes: triggers.inBytes,
    analyze(source, facts, triggered) {
      const fileClass = classOf(source, facts);
      const candidates =
        fileClass === 'keystore' ? ofKeystores : (triggered ?? triggers.inText(source.path, source.text));
      if (candidates.length === 0) return NOTHING;
      const document = createDocument(source);
      const judges = candidates.filter((rule) => looksAt(rule, document, fileClass));
      if (judges.length === 0) return NOTHING;
      let asked = false;
      const context: Context = {
        config,
        ruleIds,
        facts,
        get today() {
          asked = true;
          return today;
        },
      };
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
      const dated = asked || (kept.length > 0 && config.deferred.length > 0);
      return { findings: kept, errors, ...(dated ? { dated } : {}) };
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

function classOf(source: Source, facts: WorkspaceFacts): FileClass {
  const byPath = fileClassOf(source.path, facts);
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

interface Triggers {
  inBytes: Analyzer['triggeredByBytes'];
  inText(path: string, text: string): readonly Rule[];
}

/** Rules that are triggered by one literal, after one and the same look (`Rule.confirms`). */
interface Triggered {
  readonly confirms: Rule['confirms'];
  readonly rules: number[];
}

/** Looks at one file, which nobody stops: a text that is made of triggers is shown to the rules, whose time is limited. */
const MOST_LOOKS = 20_000;

/** What becomes of a rule on a file: it is asked only if a trigger of its own occurs, it is called, or it never is. */
const [WAITING, CALLED, OUT] = [0, 1, 2];

/** Prepares the search for triggers: one pass over the input, whatever the number of rules. */
function createTriggers(rules: readonly Rule[]): Triggers {
  const byTrigger = rulesByTrigger(rules);
  const literals = [...byTrigger.keys()];
  const triggeredBy = [...byTrigger.values()];
  const matcher = createLiteralMatcher(literals, { ignoreCase: true, inOrder: false });
  const starts = new Map<PossibleClasses | undefined, Map<Language, Uint8Array>>();
  /** One for all files, since there are thousands of hits in some. */
  const states = new Uint8Array(rules.length);
  let waiting = 0;
  let looks = 0;

  const call = (index: number): void => {
    if (states[index] !== WAITING) return;
    states[index] = CALLED;
    waiting--;
  };
  // A loop without a closure: this is asked for every hit, and most hits are of rules that are called already.
  const isAnyWaiting = (candidates: readonly number[]): boolean => {
    for (const index of candidates) if (states[index] === WAITING) return true;
    return false;
  };
  const begin = (path: string, possible: PossibleClasses | undefined): void => {
    const language = languageOf(path);
    const byLanguage = starts.get(possible) ?? new Map<Language, Uint8Array>();
    starts.set(possible, byLanguage);
    const start =
      byLanguage.get(language) ?? Uint8Array.from(rules, (rule) => stateAtStart(rule, language, possible));
    byLanguage.set(language, start);
    states.set(start);
    looks = 0;
    waiting = 0;
    for (const state of start) if (state === WAITING) waiting++;
  };
  const called = (): readonly Rule[] =>
    states.includes(CALLED) ? rules.filter((_, index) => states[index] === CALLED) : NONE;

  return {
    inBytes(path, bytes, fileClass) {
      begin(path, fileClass && possibleClasses(path, bytes, fileClass));
      if (waiting > 0)
        matcher.scanBytes(bytes, (literal, end) => {
          for (const { confirms, rules: candidates } of triggeredBy[literal] as readonly Triggered[]) {
            if (!isAnyWaiting(candidates)) continue;
            if (!confirms || looks++ >= MOST_LOOKS || confirms(bytes, end, literals[literal] as string))
              candidates.forEach(call);
          }
          return waiting === 0;
        });
      return called();
    },
    inText(path, text) {
      begin(path, undefined);
      if (waiting > 0)
        matcher.scanText(text, (literal) => {
          for (const { rules: candidates } of triggeredBy[literal] as readonly Triggered[])
            candidates.forEach(call);
          return waiting === 0;
        });
      return called();
    },
  };
}

/** What name and path say already. A name that says nothing may be a script's, whose first line names the language. */
function stateAtStart(
  { triggers, appliesTo, classes = ['source'] }: Rule,
  language: Language,
  possible: PossibleClasses | undefined,
): number {
  if (appliesTo && language !== 'text' && !appliesTo.includes(language)) return OUT;
  if (possible && !possible.some((one) => classes.includes(one))) return OUT;
  return triggers.length === 0 && appliesTo?.includes(language) ? CALLED : WAITING;
}

/** What a file may turn out to be when its text is looked at. Compared by identity: there is one of each. */
type PossibleClasses = readonly FileClass[];
const READABLE: PossibleClasses = ['source', 'generated'];
const ANY_CODE: PossibleClasses = ['source', 'generated', 'minified'];
const ONE_CLASS = new Map<FileClass, PossibleClasses>();

function possibleClasses(path: string, bytes: Uint8Array, byPath: FileClass): PossibleClasses {
  if (byPath === 'source') return mayBeMinified(path, bytes) ? ANY_CODE : READABLE;
  const known = ONE_CLASS.get(byPath) ?? [byPath];
  ONE_CLASS.set(byPath, known);
  return known;
}

const NONE: readonly Rule[] = [];

/** By literal. */
function rulesByTrigger(rules: readonly Rule[]): ReadonlyMap<string, readonly Triggered[]> {
  const byTrigger = new Map<string, Triggered[]>();
  rules.forEach(({ triggers, confirms }, index) => {
    for (const trigger of new Set(triggers)) {
      const triggered = byTrigger.get(trigger) ?? [];
      const same = triggered.find((one) => one.confirms === confirms);
      if (same) same.rules.push(index);
      else triggered.push({ confirms, rules: [index] });
      byTrigger.set(trigger, triggered);
    }
  });
  return byTrigger;
}
