import * as vscode from 'vscode';
import { IMPACTS } from '../counts.ts';
import { blocking, inWords, setHasReview, type LastReview, type ReviewModel } from '../review/reviewModel.ts';
import { nameOf } from '../review/gitApi.ts';
import { reviewItem, type ReviewNode } from './reviewItems.ts';

/** The tree in Source Control: what the last review of each repository found, most severe first. */
export function registerReviewView(model: ReviewModel): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const provider: vscode.TreeDataProvider<ReviewNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: reviewItem,
    getChildren: (node) => (node ? childrenOf(node) : rootsOf(model.reviews())),
  };
  const view = vscode.window.createTreeView('launchReady.review', {
    treeDataProvider: provider,
    showCollapseAll: true,
  });
  let drawn = '';
  return vscode.Disposable.from(
    view,
    changed,
    model.onDidChange(() => {
      const reviews = model.reviews();
      describe(view, reviews);
      // What is staged is reviewed again with every change of the index. A press on a button of a tree that is being drawn
      // anew gets lost, so one that says the same stays as it is.
      const now = contentsOf(reviews);
      if (now === drawn) return;
      drawn = now;
      changed.fire(undefined);
    }),
  );
}

/** The same for reviews of which the tree shows the same. */
function contentsOf(reviews: readonly LastReview[]): string {
  return JSON.stringify(
    reviews.map((review) => [
      review.repository.rootUri.toString(),
      reviews.length === 1 ? '' : statusOf(review),
      review.result,
    ]),
  );
}

/** What stands round the tree: the status of the last review, the badge, and whether there is a view at all. */
function describe(view: vscode.TreeView<ReviewNode>, reviews: readonly LastReview[]): void {
  const [only] = reviews.length === 1 ? reviews : [];
  view.description = only ? statusOf(only) : '';
  view.message = only ? messageOf(only) : '';
  const standing = reviews.reduce(
    (sum, { result }) => sum + (result.kind === 'reviewed' ? blocking(result).length : 0),
    0,
  );
  view.badge =
    standing === 0
      ? undefined
      : {
          value: standing,
          tooltip:
            standing === 1
              ? vscode.l10n.t('1 finding stands against the commit')
              : vscode.l10n.t('{0} findings stand against the commit', standing),
        };
  void setHasReview(reviews.length > 0);
}

/** "3 findings, 1 blocker · 14:02" */
export function statusOf({ result, at }: LastReview): string {
  const what = result.kind === 'failed' ? vscode.l10n.t('the review failed') : inWords(result);
  return `${what} · ${at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })}`;
}

/** Where the tree has nothing to show. */
function messageOf({ result }: LastReview): string {
  if (result.kind === 'failed')
    return vscode.l10n.t('The review failed, so nothing is known of what is staged. {0}', result.reason);
  return result.findings.length === 0 ? vscode.l10n.t('{0}.', inWords(result)) : '';
}

function rootsOf(reviews: readonly LastReview[]): ReviewNode[] {
  const [only] = reviews;
  if (reviews.length === 1 && only) return only.result.kind === 'failed' ? [] : partsOf(only);
  return reviews.map((review) => ({
    kind: 'repository',
    name: nameOf(review.repository),
    status: statusOf(review),
    review,
  }));
}

function childrenOf(node: ReviewNode): ReviewNode[] {
  switch (node.kind) {
    case 'repository':
      return partsOf(node.review);
    case 'impact':
      return node.findings.map((finding) => ({ kind: 'finding', finding, repository: node.repository }));
    case 'finding':
    case 'notice':
      return [];
  }
}

function partsOf({ result, repository }: LastReview): ReviewNode[] {
  if (result.kind === 'failed') return [{ kind: 'notice', text: result.reason }];
  return [
    ...IMPACTS.flatMap((impact): ReviewNode[] => {
      const findings = result.findings.filter((finding) => finding.impact === impact);
      return findings.length === 0 ? [] : [{ kind: 'impact', impact, findings, repository }];
    }),
    ...result.notices.map((text): ReviewNode => ({ kind: 'notice', text })),
  ];
}
