import type { AnalysisError } from '../analyze.ts';
import type { Finding } from '../finding.ts';

/** What a check of a workspace gave: the input of every report. */
export interface CheckResult {
  readonly version: string;
  /** Absolute path of the folder that was checked. */
  readonly root: string;
  /** Files that were looked at; of a history, versions of files. */
  readonly files: number;
  /** For a check of the history: its commits. */
  readonly commits?: number;
  readonly bytes: number;
  readonly durationMs: number;
  /** Sorted; suppressed findings included. */
  readonly findings: readonly Finding[];
  /** Findings that count, but are not listed: there are more than somebody wants to see. */
  readonly leftOut?: readonly Finding[];
  /** How many findings are neither listed nor counted, because they are about what has happened already (`Finding.past`). */
  readonly past?: number;
  readonly errors: readonly AnalysisError[];
  /** For a review of a change: how many files it touches, and what was not reviewed, in sentences. */
  readonly review?: { readonly changedFiles: number; readonly notices: readonly string[] };
}
