import type { Config } from './config.ts';
import type { Impact, RawFinding, Stage } from './finding.ts';
import type { Language } from './language.ts';
import type { FileClass } from './classify.ts';
import type { WorkspaceFacts } from './facts.ts';
import type { Document } from './source.ts';

/** What is shown of a rule wherever it is named. */
export interface RuleInfo {
  /** `area/name`, the same as its folder and file; a noun phrase for what is wrong. */
  readonly id: string;
  readonly impact: Impact;
  readonly stage: Stage;
  readonly title: string;
  /** One or two sentences that a founder understands: what happens if this ships. */
  readonly why: string;
  /** True where it marks what can go: editors fade it, and don't list it among the problems. */
  readonly unnecessary?: true;
  /** True where it says nothing until `launch-ready.yaml` gives it an impact: matters of taste. */
  readonly offByDefault?: true;
}

export interface Rule extends RuleInfo {
  /**
   * Lower-case literals, ASCII. A text that has none of them, in either case, is shown to the rule only if `always` says so.
   * Empty only together with `appliesTo`: every text in those languages is shown.
   */
  readonly triggers: readonly string[];
  /**
   * A cheap look at what stands around a trigger, before the text is decoded and the rule called: false where it can't
   * find anything because of this one. Most triggers are everyday words, and most files end here. `bytes` are UTF-8, or
   * another encoding that keeps ASCII as it is. A text that comes without its bytes is shown to the rule all the same.
   */
  readonly confirms?: (bytes: Uint8Array, triggerEnd: number, trigger: string) => boolean;
  /** Files it is shown whatever is in them: by their path, quickly, since every path is asked about. */
  readonly always?: (path: string) => boolean;
  /** Languages it understands; absent: every text file. */
  readonly appliesTo?: readonly Language[];
  /** Kinds of file it looks at; absent: files that people write (`source`). */
  readonly classes?: readonly FileClass[];
  check(document: Document, context: Context): Iterable<RawFinding>;
}

/** Workspace-wide facts, computed once and kept until an input changes. A rule asks; it never walks files. */
export interface Context {
  readonly config: Config;
  /** Ids of all rules, for the rules that judge configuration and suppressions. */
  readonly ruleIds: ReadonlySet<string>;
  /** Today as an ISO date (YYYY-MM-DD): tokens expire, deferrals end. */
  readonly today: string;
  readonly facts: WorkspaceFacts;
  /** All findings are wanted, as in a review: a rule that stops where people have read enough goes on. */
  readonly everything: boolean;
}

/** Keeps the literal types of a rule while it is checked against the contract. */
export function defineRule(rule: Rule): Rule {
  return rule;
}

/** The part of an id before the slash. */
export function areaOf(ruleId: string): string {
  return ruleId.slice(0, ruleId.indexOf('/'));
}
