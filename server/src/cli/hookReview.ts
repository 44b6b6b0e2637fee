import { parseConfig } from '../core/config.ts';
import { IMPACTS, type Finding, type Impact } from '../core/finding.ts';
import { printable } from '../core/printable.ts';
import { reportIn } from '../core/report/formats.ts';
import type { CheckResult } from '../core/report/report.ts';
import { plural } from '../core/report/text.ts';
import { mergeSameSecrets } from '../core/sameSecrets.ts';
import { reviewChanges } from '../host/review/review.ts';
import type { Change } from '../host/review/change.ts';
import { readSettings } from './checkSettings.ts';
import { exitCodeOf, fails, overdueNotice } from './exitCode.ts';
import { paint } from './paint.ts';
import { userCache } from './wholeCheck.ts';

/** The part of the hook that needs the engine. */
export interface HookReview {
  /** As the configuration has it that is staged, or that on disk as long as nobody knows what is staged. */
  onFailure(): 'pass' | 'block';
  /** Says what it found. Rejects where nothing could be reviewed. */
  run(reading: Promise<Change>): Promise<'stop' | 'pass'>;
}

/** `failOn`: what the command line says; what launch-ready.yaml says otherwise. */
export function prepareHookReview(root: string, failOn: Impact | 'never' | undefined): HookReview {
  const settings = readSettings(root, {});
  let { review: config } = parseConfig(settings.configText).config;
  const onFailure = (): 'pass' | 'block' => config?.onFailure ?? 'pass';
  return {
    onFailure,
    async run(reading) {
      const { result: unmerged, notices } = await reviewChanges(root, { kind: 'staged' }, settings, {
        reading,
        cache: userCache(root),
        onReading: (files) => tell(`Launch Ready reads ${plural(files, 'file')} for the first time …`),
        onConfig: (text) => ({ review: config } = parseConfig(text).config),
      });
      const threshold = failOn ?? config?.failOn ?? 'blocker';
      const result = { ...unmerged, findings: mergeSameSecrets(unmerged.findings) };
      const code = exitCodeOf(result, threshold);
      for (const notice of notices) tell(`Launch Ready: ${printable(notice)}`);
      if (code === 1) {
        const width = process.stdout.columns ?? 100;
        // It is decided, whether or not the report can be written.
        process.exitCode = code;
        process.stdout.write(
          reportIn('text', result, { paint: paint(), width, ruleInfoOf: () => undefined }),
        );
        const overdue = overdueNotice(result, threshold);
        if (overdue !== '') tell(overdue);
        tell(adviceFor(result.findings.filter((finding) => fails(finding, threshold))));
        return 'stop';
      }
      if (code === 2) {
        tell(incomplete(result, onFailure()));
        if (onFailure() === 'block') return 'stop';
      }
      const open = result.findings.filter(({ suppressed }) => !suppressed);
      if (open.length > 0)
        tell(`Launch Ready: ${counted(open)} in this commit. launch-ready check --staged shows them.`);
      return 'pass';
    },
  };
}

/** Some files could not be looked at; the others were. */
function incomplete({ errors }: CheckResult, onFailure: 'pass' | 'block'): string {
  const missed = errors.filter(({ ruleId }) => ruleId === '');
  const [first] = missed;
  const more = missed.length > 1 ? ` (and ${plural(missed.length - 1, 'more file')})` : '';
  const outcome =
    onFailure === 'pass'
      ? 'The rest of this commit was reviewed.'
      : 'This commit is stopped for it (review.onFailure in launch-ready.yaml).';
  const told = printable(`${first?.file ?? ''}${more}: ${first?.message ?? ''}`).replace(/\.$/, '');
  return `Launch Ready could not review ${told}. ${outcome}`;
}

function adviceFor(findings: readonly Finding[]): string {
  const [first] = findings;
  const place = first?.file && first.range ? `${first.file}:${first.range.start.line}` : 'FILE:LINE';
  return [
    `Launch Ready stopped this commit: ${counted(findings)}.`,
    '  Fix it, stage the fix (git add) and commit again,',
    `  or put it off: launch-ready defer ${quoted(place)} --owner NAME --until YYYY-MM-DD --reason WHY`,
    '  or commit once without the review: git commit --no-verify',
  ].join('\n');
}

function quoted(place: string): string {
  return /^[\w./:@+-]+$/.test(place) ? place : `'${printable(place).replaceAll("'", String.raw`'\''`)}'`;
}

/** "1 blocker, 2 high" */
function counted(findings: readonly Finding[]): string {
  return IMPACTS.map((impact) => ({
    impact,
    count: findings.filter((finding) => finding.impact === impact).length,
  }))
    .filter(({ count }) => count > 0)
    .map(({ impact, count }) => (impact === 'blocker' ? plural(count, 'blocker') : `${count} ${impact}`))
    .join(', ');
}

function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
