import * as vscode from 'vscode';
import type { StatusParams } from '../../server/src/protocol.ts';

type Counts = StatusParams['counts'];
type Impact = keyof Counts;

/** Most severe first. */
export const IMPACTS = ['blocker', 'high', 'medium', 'low'] as const satisfies readonly Impact[];

/** "1 blocker, 2 high": what there is none of is left out, so that it is "" where there is nothing. */
export function countsInWords(counts: Counts): string {
  return IMPACTS.filter((impact) => counts[impact] > 0)
    .map((impact) => impactCount(impact, counts[impact]))
    .join(', ');
}

/** The same of a list. */
export function impactCounts(impacts: readonly Impact[]): string {
  const counts = { blocker: 0, high: 0, medium: 0, low: 0 };
  for (const impact of impacts) counts[impact]++;
  return countsInWords(counts);
}

export function impactCount(impact: Impact, count: number): string {
  switch (impact) {
    case 'blocker':
      return count === 1 ? vscode.l10n.t('1 blocker') : vscode.l10n.t('{0} blockers', count);
    case 'high':
      return vscode.l10n.t('{0} high', count);
    case 'medium':
      return vscode.l10n.t('{0} medium', count);
    case 'low':
      return vscode.l10n.t('{0} low', count);
  }
}

export function fileCount(count: number): string {
  return count === 1 ? vscode.l10n.t('1 file') : vscode.l10n.t('{0} files', count);
}

export function variableCount(count: number): string {
  return count === 1 ? vscode.l10n.t('1 variable') : vscode.l10n.t('{0} variables', count);
}
