import { classifyText, mayBeMinified, type FileClass } from './classify.ts';
import type { Collector, FileFacts, KeptSuppression } from './collector.ts';
import type { Config } from './config.ts';
import { fileClassOf, type WorkspaceFacts } from './facts.ts';
import type { Finding, RawFinding } from './finding.ts';
import { languageOf, type Language } from './language.ts';
import { createLiteralMatcher } from './literalMatcher.ts';
import { mostSevere, postprocess, tooMuch, type RuleFinding } from './postprocess.ts';
import type { Context, Rule, RuleInfo } from './rule.ts';
import { createDocument, type Document, type Source } from './source.ts';
import { SUPPRESSION_TRIGGER, suppressionComments } from './suppressions.ts';

/** What one file gave. */
export interface Analysis {
  readonly findings: readonly Finding[];
  readonly errors: readonly AnalysisError[];
  /** What it says about subjects that are judged over all files together. */
  readonly facts?: FileFacts;
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
  /** Ids of all rules that there are, where `rules` are not all of them. */
  readonly ruleIds?: readonly string[];
  readonly collectors?: readonly Collector[];
  readonly config: Config;
  /** Today as an ISO date, and a clock in milliseconds: the core has neither. */
  readonly today: string;
  readonly now: () => number;
  /** Random, the same for all threads of a run: what tells that two secrets are one (`Finding.valueId`). */
  readonly salt: string;
  /** Nothing is left out: what is new is told apart from what was there before, and a cut would be made before that. */
  readonly everything?: boolean;
}

/** Judges one file at a time. Knows nothing of disks: hosts hand it bytes and text. */
export interface Analyzer {
  /** False for kinds of file that no active rule looks at: they need not be read. */
  looksAt(fileClass: FileClass): boolean;
  /**
   * Rules and collectors whose triggers occur in a file's bytes (ASCII-compatible encodings only); most files have none.
   * With the file's class by its path, those that don't look at such files are left out.
   */
  triggeredByBytes(path: string, bytes: Uint8Array, fileClass?: FileClass): readonly Reader[];
  /** The same of a text. */
  triggeredByText(source: Source): readonly Reader[];
  /** `triggered` comes from `triggeredByBytes`; left out, the text itself is searched for triggers. */
  analyze(source: Source, facts: WorkspaceFacts, triggered?: readonly Reader[]): Analysis;
}

/** Whatever looks at files. */
export type Reader = Rule | Collector;

const NOTHING: Analysis = { findings: [], errors: [] };
const NONE_FOUND: ReturnType<typeof mostSevere> = { kept: [], leftOut: new Map() };
/** Milliseconds one rule may spend on one file, and findings it may yield there, before it is stopped. */
const TIME_BUDGET = 1_000;
const YIELD_BUDGET = 2_000;
const YIELD_BUDGET_OF_ALL = 20_000;
/** Findings of one rule in one file that are shown: the most severe, not the first. */
const SHOWN = 200;

export function createAnalyzer(options: AnalyzerOptions): Analyzer {
  const { rules, collectors = [], config, today, now, salt, everything = false } = options;
  const active = rules.filter((rule) => isOn(rule, config));
  const readers: readonly Reader[] = [...active, ...collectors];
  const triggers = createTriggers(readers);
  const ruleIds = new Set(options.ruleIds ?? rules.map((rule) => rule.id));

  const ofKeystores = active.filter((rule) => rule.classes?.includes('keystore'));
  const classes = new Set(readers.flatMap((reader) => reader.classes ?? ['source' as const]));

  return {
    looksAt: (fileClass) => classes.has(fileClass),
    triggeredByBytes: triggers.inBytes,
    triggeredByText: ({ path, text }) => triggers.inText(path, text),
    analyze(source, facts, triggered) {
      const fileClass = classOf(source, facts);
      const candidates: readonly Reader[] =
        fileClass === 'keystore' ? ofKeystores : (triggered ?? triggers.inText(source.path, source.text));
      if (candidates.length === 0) return NOTHING;
      const document = createDocument(source);
      const readersOfIt = candidates.filter((reader) => looksAt(reader, document, fileClass));
      if (readersOfIt.length === 0) return NOTHING;
      const judges = readersOfIt.filter((reader) => 'check' in reader);
      let asked = false;
      const context: Context = {
        config,
        ruleIds,
        facts,
        everything: everything || config.baseline.size > 0,
        get today() {
          asked = true;
          return today;
        },
      };
      const found: RuleFinding[] = [];
      const errors: AnalysisError[] = [];
      for (const rule of judges) {
        const most = everything ? YIELD_BUDGET_OF_ALL : YIELD_BUDGET;
        const failure = runRule(rule, document, context, { now, most }, (raw) => found.push({ rule, raw }));
        if (failure) errors.push({ file: source.path, ruleId: rule.id, message: failure });
      }
      const collected = collectFrom(readersOfIt, document, errors);
      const { kept, leftOut } =
        found.length === 0
          ? NONE_FOUND
          : mostSevere(postprocess(found, document, { config, today, salt }), everything ? Infinity : SHOWN);
      for (const [ruleId, count] of leftOut)
        errors.push({ file: source.path, ruleId, message: tooMuch('in this file', SHOWN, count) });
      const dated = asked || (kept.length > 0 && config.deferred.length > 0);
      return {
        findings: kept,
        errors,
        ...(collected ? { facts: collected } : {}),
        ...(dated ? { dated } : {}),
      };
    },
  };
}

/** Matters of taste are silent until somebody gives them an impact. */
export function isOn({ id, offByDefault }: RuleInfo, config: Config): boolean {
  const configured = config.impactOf(id);
  return configured === undefined ? offByDefault !== true : configured !== 'off';
}

/** What the collectors gather, and the suppressions that count for it. */
function collectFrom(
  readers: readonly Reader[],
  document: Document,
  errors: AnalysisError[],
): FileFacts | undefined {
  const parts: FileFacts[] = [];
  for (const reader of readers) {
    if (!('collect' in reader)) continue;
    try {
      const found = reader.collect(document);
      if (found) parts.push(found);
    } catch (error) {
      errors.push({ file: document.path, ruleId: reader.id, message: failureOf(error) });
    }
  }
  if (parts.length === 0) return undefined;
  const facts: FileFacts = Object.assign({}, ...parts);
  const suppressions = document.text.includes(SUPPRESSION_TRIGGER) ? suppressionsIn(document) : [];
  return suppressions.length > 0 ? { ...facts, suppressions } : facts;
}

function suppressionsIn(document: Document): readonly KeptSuppression[] {
  const first = document.positionAt(0).line;
  return suppressionComments(document).flatMap(({ scope, rules, reason, targetLine }) =>
    reason === undefined ? [] : [{ line: scope === 'file' ? 0 : targetLine + first, rules, reason }],
  );
}

function classOf(source: Source, facts: WorkspaceFacts): FileClass {
  const byPath = fileClassOf(source.path, facts);
  return byPath === 'source' ? classifyText(source.path, source.text) : byPath;
}

function looksAt(rule: Reader, document: Document, fileClass: FileClass): boolean {
  if ('collect' in rule)
    return rule.classes.includes(fileClass) && rule.wants(document.path, document.language) !== 'never';
  if (rule.appliesTo && !rule.appliesTo.includes(document.language)) return false;
  return rule.classes ? rule.classes.includes(fileClass) : fileClass === 'source';
}

/** Runs one rule; returns what went wrong, in words, or undefined. */
function runRule(
  rule: Rule,
  document: Document,
  context: Context,
  { now, most }: { readonly now: () => number; readonly most: number },
  yields: (raw: RawFinding) => void,
): string | undefined {
  const end = now() + TIME_BUDGET;
  let count = 0;
  try {
    for (const raw of rule.check(document, context)) {
      yields(raw);
      if (++count >= most) return `stopped after ${most} findings in this file`;
      if (now() > end) return `took longer than ${TIME_BUDGET} ms on this file and was stopped`;
    }
    return undefined;
  } catch (error) {
    return failureOf(error);
  }
}

/** The message of an exception may quote the text it choked on, a secret included: only its kind is told. */
export function failureOf(error: unknown): string {
  return `failed with ${error instanceof Error ? error.name : 'an unknown error'}`;
}

interface Triggers {
  inBytes: Analyzer['triggeredByBytes'];
  inText(path: string, text: string): readonly Reader[];
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
function createTriggers(rules: readonly Reader[]): Triggers {
  const byTrigger = rulesByTrigger(rules);
  const literals = [...byTrigger.keys()];
  const triggeredBy = [...byTrigger.values()];
  const matcher = createLiteralMatcher(literals, { ignoreCase: true, inOrder: false });
  const starts = new Map<PossibleClasses | undefined, Map<Language, Uint8Array>>();
  /** One for all files, since there are thousands of hits in some. */
  const states = new Uint8Array(rules.length);
  let waiting = 0;
  let looks = 0;

  /** Of collectors: which literals count in the file at hand, by the literal's index. */
  const gates: (Uint8Array | undefined)[] = rules.map(() => undefined);
  const gateOf = createGates(literals);

  const isWaiting = (index: number, literal: number): boolean =>
    states[index] === WAITING && gates[index]?.[literal] !== 0;
  // A loop without a closure: this is asked for every hit, and most hits are of rules that are called already.
  const isAnyWaiting = (candidates: readonly number[], literal: number): boolean => {
    for (const index of candidates) if (isWaiting(index, literal)) return true;
    return false;
  };
  const callAll = (candidates: readonly number[], literal: number): void => {
    for (const index of candidates) {
      if (!isWaiting(index, literal)) continue;
      states[index] = CALLED;
      waiting--;
    }
  };
  const collectors = rules.flatMap((rule, index) => ('collect' in rule ? [{ rule, index }] : []));
  const byPath = rules.flatMap((rule, index) =>
    'check' in rule && rule.always ? [{ always: rule.always, index }] : [],
  );
  const begin = (path: string, possible: PossibleClasses | undefined): void => {
    const language = languageOf(path);
    const byLanguage = starts.get(possible) ?? new Map<Language, Uint8Array>();
    starts.set(possible, byLanguage);
    const start =
      byLanguage.get(language) ?? Uint8Array.from(rules, (rule) => stateAtStart(rule, language, possible));
    byLanguage.set(language, start);
    states.set(start);
    for (const { rule, index } of collectors) {
      if (start[index] === WAITING) states[index] = STATE_BY_WISH[rule.wants(path, language)];
      if (states[index] === WAITING && rule.triggersFor)
        gates[index] = gateOf(rule.triggersFor(path, language));
    }
    for (const { always, index } of byPath)
      if (states[index] === WAITING && always(path)) states[index] = CALLED;
    looks = 0;
    waiting = 0;
    for (const state of states) if (state === WAITING) waiting++;
  };
  const called = (): readonly Reader[] =>
    states.includes(CALLED) ? rules.filter((_, index) => states[index] === CALLED) : NONE;

  return {
    inBytes(path, bytes, fileClass) {
      begin(path, fileClass && possibleClasses(path, bytes, fileClass));
      if (waiting > 0)
        matcher.scanBytes(bytes, (literal, end) => {
          for (const { confirms, rules: candidates } of triggeredBy[literal] as readonly Triggered[]) {
            if (!isAnyWaiting(candidates, literal)) continue;
            if (!confirms || looks++ >= MOST_LOOKS || confirms(bytes, end, literals[literal] as string))
              callAll(candidates, literal);
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
            callAll(candidates, literal);
          return waiting === 0;
        });
      return called();
    },
  };
}

/** By literal, 1 for those that are in a list; kept, since there are few lists. */
function createGates(literals: readonly string[]): (triggers: readonly string[]) => Uint8Array {
  const known = new WeakMap<readonly string[], Uint8Array>();
  return (triggers) => {
    let gate = known.get(triggers);
    if (!gate) {
      const counted = new Set(triggers);
      gate = Uint8Array.from(literals, (literal) => (counted.has(literal) ? 1 : 0));
      known.set(triggers, gate);
    }
    return gate;
  };
}

/** What name and path say already. A name that says nothing may be a script's, whose first line names the language. */
function stateAtStart(reader: Reader, language: Language, possible: PossibleClasses | undefined): number {
  const { triggers, classes = ['source'] } = reader;
  const appliesTo = 'check' in reader ? reader.appliesTo : undefined;
  if (appliesTo && language !== 'text' && !appliesTo.includes(language)) return OUT;
  if (possible && !possible.some((one) => classes.includes(one))) return OUT;
  return triggers.length === 0 && appliesTo?.includes(language) ? CALLED : WAITING;
}

const STATE_BY_WISH = { always: CALLED, triggered: WAITING, never: OUT } as const;

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

const NONE: readonly Reader[] = [];

/** By literal. */
function rulesByTrigger(rules: readonly Reader[]): ReadonlyMap<string, readonly Triggered[]> {
  const byTrigger = new Map<string, Triggered[]>();
  rules.forEach((reader, index) => {
    const { triggers } = reader;
    const confirms = 'check' in reader ? reader.confirms : undefined;
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
