import { parseConfig } from '../core/config.ts';
import { compareImpact, IMPACTS, type Finding, type Impact } from '../core/finding.ts';
import { printable } from '../core/printable.ts';
import { reportIn } from '../core/report/formats.ts';
import { plural } from '../core/report/text.ts';
import { mergeSameSecrets } from '../core/sameSecrets.ts';
import { reviewChanges } from '../host/review/review.ts';
import type { Change } from '../host/review/change.ts';
import { readSettings } from './checkSettings.ts';
import { exitCodeOf } from './exitCode.ts';
import { paint } from './paint.ts';
import { UsageError } from './usageError.ts';
import { userCache } from './wholeCheck.ts';

/** The part of the hook that needs the engine. */
export interface HookReview {
  readonly onFailure: 'pass' | 'block';
  /** Says what it found; true where that stops the commit. Rejects where not all could be reviewed. */
  run(reading: Promise<Change>): Promise<boolean>;
}

/** `failOn`: what the command line says; what launch-ready.yaml says otherwise. */
export function prepareHookReview(root: string, failOn: Impact | 'never' | undefined): HookReview {
  const settings = readSettings(root, {});
  const { review } = parseConfig(settings.configText).config;
  const threshold = failOn ?? review?.failOn ?? 'blocker';
  return {
    onFailure: review?.onFailure ?? 'pass',
    async run(reading) {
      const { result: unmerged } = await reviewChanges(root, { kind: 'staged' }, settings, {
        reading,
        cache: userCache(root),
        onReading: (files) => tell(`Launch Ready reads ${plural(files, 'file')} for the first time …`),
      });
      const result = { ...unmerged, findings: mergeSameSecrets(unmerged.findings) };
      const code = exitCodeOf(result, threshold);
      if (code === 1) {
        const width = process.stdout.columns ?? 100;
        process.stdout.write(
          reportIn('text', result, { paint: paint(), width, ruleInfoOf: () => undefined }),
        );
        tell(adviceFor(result.findings.filter((finding) => stops(finding, threshold))));
        return true;
      }
      const first = result.errors.find(({ ruleId }) => ruleId === '');
      if (code === 2 && first) throw new UsageError(`${first.file}: ${first.message}`);
      const open = result.findings.filter(({ suppressed }) => !suppressed);
      if (open.length > 0)
        tell(`Launch Ready: ${counted(open)} in this commit. launch-ready check --staged shows them.`);
      return false;
    },
  };
}

function stops({ suppressed, impact }: Finding, threshold: Impact | 'never'): boolean {
  return !suppressed && threshold !== 'never' && compareImpact(impact, threshold) <= 0;
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
