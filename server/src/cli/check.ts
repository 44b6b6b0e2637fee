import type { Finding, Impact } from '../core/finding.ts';
import type { ReportFormat } from '../core/report/formatNames.ts';
import type { CheckResult } from '../core/report/report.ts';
import { mergeSameSecrets } from '../core/sameSecrets.ts';
import { isWanted, type AnalyzerSettings } from '../host/scan.ts';
import { goneNotice, judgesOf, writeBaseline } from './baseline.ts';
import { readSettings } from './checkSettings.ts';
import { applyFixes } from './fix.ts';
import { checkHistory } from './history.ts';
import { namedRules } from './namedRules.ts';
import { openFolder } from './readFolder.ts';
import { isReview, review } from './review.ts';
import { selectTarget } from './patterns.ts';
import type { Target } from './target.ts';
import { UsageError } from './usageError.ts';
import { verifyFindings } from './verify.ts';
import { cacheFor } from './cacheLocation.ts';
import { runCheck } from './wholeCheck.ts';
import { writeReport } from './writeReport.ts';

/** The options of `launch-ready check`, as the argument parser gives them. */
export interface CheckOptions {
  readonly format: ReportFormat;
  readonly failOn: Impact | 'never';
  readonly fix: boolean;
  /** False where nothing of an earlier check may be used, and nothing kept for a later one. */
  readonly cache: boolean;
  /** Keep results in this folder instead of the user's own. */
  readonly cacheLocation?: string;
  /** Look at the history instead of the files. */
  readonly history: boolean;
  /** With `history` where that starts; else what the review of a change starts from. */
  readonly since?: string;
  /** Review what the next commit would hold. */
  readonly staged: boolean;
  /** Review a unified diff: a file, or "-" for standard input. */
  readonly diff?: string;
  readonly only?: string;
  readonly config?: string;
  readonly baseline?: string;
  /** Ask the providers which keys are live: the only thing that makes the command line use the network. */
  readonly verify: boolean;
  /** True for the default file, or the name of one. */
  readonly writeBaseline?: true | string;
  /** Check the text on standard input, as if it stood in the file of that name. */
  readonly stdin?: boolean;
  readonly stdinFilename?: string;
  /** Patterns of files to leave out, as in .gitignore. */
  readonly ignorePattern: readonly string[];
  /** Say which files would be checked, and check none. */
  readonly listFiles?: boolean;
  /** How many findings are reported at most; all where it is left out. */
  readonly maxFindings?: number;
  /** Only what makes the check fail is reported. */
  readonly quiet?: boolean;
  /** What has happened already is listed too, in the formats that leave it out. */
  readonly past?: boolean;
  /** Where the report goes instead of standard output. */
  readonly outputFile?: string;
}

/** Runs a check, writes the report to standard output, and gives the exit code. */
export async function check(paths: readonly string[], options: CheckOptions): Promise<number> {
  if (isReview(options)) return review(paths, options);
  if (options.stdin) return (await import('./stdin.ts')).checkStdin(paths, options);
  if (options.stdinFilename !== undefined)
    throw new UsageError('--stdin-filename names the text that --stdin reads: use both.');
  const target = selectTarget(process.cwd(), { given: paths, ignored: options.ignorePattern });
  if (options.listFiles) return (await import('./listFiles.ts')).listFiles(target, options);
  const only = namedRules(options.only);
  if (options.verify && options.writeBaseline !== undefined)
    throw new UsageError('--verify and --write-baseline: use one after the other.');
  if (options.writeBaseline !== undefined && (options.format !== 'text' || options.outputFile !== undefined))
    throw new UsageError('--write-baseline writes a baseline and no report: leave out --format and -o.');
  if (options.history) return historyOf(target, only, options);
  // Whoever asks about keys needs the ids of their values, which are not kept.
  const cache = options.verify ? undefined : await cacheFor(target, options);
  const settings = {
    ...readSettings(target.root, options),
    ...(only ? { only } : {}),
    // What is accepted is all that there is, and not what fits into a report.
    ...(options.writeBaseline !== undefined && { everything: true as const }),
  };
  const workspace = openFolder(target.root);
  let result = await runCheck(workspace, target, settings, cache);
  if (options.fix) {
    const report = await applyFixes(result.findings, workspace, settings);
    process.stderr.write(report.text);
    if (report.applied > 0) result = await runCheck(workspace, target, settings, cache);
  }
  const isJudged = judgesOf(target, only, result);
  const inForce = settings.baselineText;
  if (options.writeBaseline !== undefined)
    return writeBaseline(target.root, options.writeBaseline, result, { inForce, isJudged, from: 'files' });
  if (!options.quiet) process.stderr.write(goneNotice(inForce, options.baseline, result, isJudged));
  if (options.verify) result = { ...result, findings: await verify(result, settings) };
  return writeReport({ ...result, findings: mergeSameSecrets(result.findings) }, options);
}

async function historyOf(
  target: Target,
  only: readonly string[] | undefined,
  options: CheckOptions,
): Promise<number> {
  if (options.fix || options.verify)
    throw new UsageError('--history goes with neither --fix nor --verify: they are about the present files.');
  const { since } = options;
  const settings = readSettings(target.root, options);
  const wanted = (ruleId: string): boolean => only === undefined || isWanted(ruleId, only);
  const checked = await checkHistory({ target, settings, wanted, since });
  if ('stopped' in checked) return checked.stopped;
  if (options.writeBaseline === undefined) return writeReport(checked.merged, options);
  return writeBaseline(target.root, options.writeBaseline, checked.unmerged, {
    inForce: settings.baselineText,
    isJudged: () => false,
    from: 'history',
  });
}

function verify({ root, findings }: CheckResult, settings: AnalyzerSettings): Promise<readonly Finding[]> {
  return verifyFindings(findings, { root, settings, tell: (line) => process.stderr.write(`${line}\n`) });
}
