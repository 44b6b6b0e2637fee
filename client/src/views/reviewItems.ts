import * as vscode from 'vscode';
import type { ReviewFinding } from '../../../server/src/protocol.ts';
import { impactIcon } from '../impactIcon.ts';
import type { Repository } from '../review/gitApi.ts';
import type { LastReview } from '../review/reviewModel.ts';
import { say } from './say.ts';

type Impact = ReviewFinding['impact'];

export type ReviewNode =
  | {
      readonly kind: 'repository';
      readonly name: string;
      readonly status: string;
      readonly review: LastReview;
    }
  | {
      readonly kind: 'impact';
      readonly impact: Impact;
      readonly findings: readonly ReviewFinding[];
      readonly repository: Repository;
    }
  | { readonly kind: 'finding'; readonly finding: ReviewFinding; readonly repository: Repository }
  | { readonly kind: 'notice'; readonly text: string };

const { None, Expanded } = vscode.TreeItemCollapsibleState;

/** What the entries look like. Files have a say in most texts: nothing in them is a link, an icon or a command. */
export function reviewItem(node: ReviewNode): vscode.TreeItem {
  switch (node.kind) {
    case 'repository':
      return repositoryItem(node);
    case 'impact':
      return impactItem(node);
    case 'finding':
      return findingItem(node.finding);
    case 'notice':
      return noticeItem(node.text);
  }
}

function repositoryItem({
  name,
  status,
}: Extract<ReviewNode, { readonly kind: 'repository' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(name, Expanded);
  item.description = status;
  item.iconPath = new vscode.ThemeIcon('repo');
  say(item, [name, status]);
  item.contextValue = 'review.repository';
  return item;
}

function impactItem({ impact, findings }: Extract<ReviewNode, { readonly kind: 'impact' }>): vscode.TreeItem {
  const names: Readonly<Record<Impact, string>> = {
    blocker: vscode.l10n.t('Blockers'),
    high: vscode.l10n.t('High'),
    medium: vscode.l10n.t('Medium'),
    low: vscode.l10n.t('Low'),
  };
  const advice: Readonly<Record<Impact, string>> = {
    blocker: vscode.l10n.t('do not launch with these'),
    high: vscode.l10n.t('fix before paid traffic'),
    medium: vscode.l10n.t('fix soon'),
    low: vscode.l10n.t('can wait'),
  };
  const item = new vscode.TreeItem(names[impact], Expanded);
  item.description = `${findings.length} · ${advice[impact]}`;
  item.iconPath = impactIcon(impact);
  item.tooltip = `${names[impact]}: ${advice[impact]}`;
  say(item, [names[impact], item.description]);
  item.contextValue = 'review.impact';
  return item;
}

function findingItem(finding: ReviewFinding): vscode.TreeItem {
  const { file, range, message, ruleId, fix, overdue, impact } = finding;
  const place = `${file}:${range.start.line + 1}`;
  const name = `${file.split('/').at(-1) ?? file}:${range.start.line + 1}`;
  const item = new vscode.TreeItem(name, None);
  item.description = message;
  item.iconPath = impactIcon(impact);
  const late = overdue === undefined ? '' : vscode.l10n.t('It was put off until {0}.', overdue);
  const made = fix === undefined ? '' : vscode.l10n.t('Fix: {0}', fix);
  item.tooltip = [place, message, late, made, ruleId].filter((line) => line !== '').join('\n');
  say(item, [name, message, late]);
  // Of a file that is deleted nothing is left to fix.
  const isFixable = fix !== undefined && finding.status !== 'deleted';
  item.contextValue = isFixable ? 'review.finding.fixable' : 'review.finding';
  item.command = {
    command: 'launchReady.review.openFinding',
    title: vscode.l10n.t('Open the Change'),
    arguments: [{ kind: 'finding', finding }],
  };
  return item;
}

function noticeItem(text: string): vscode.TreeItem {
  const item = new vscode.TreeItem(text, None);
  item.iconPath = new vscode.ThemeIcon('info', new vscode.ThemeColor('descriptionForeground'));
  item.tooltip = text;
  say(item, [text]);
  item.contextValue = 'review.notice';
  return item;
}
