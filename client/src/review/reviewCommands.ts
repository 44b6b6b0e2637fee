import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { COMMANDS } from '../../../server/src/protocol.ts';
import type { ReviewNode } from '../views/reviewItems.ts';
import { commitStaged } from './commitStaged.ts';
import { fixAndStage } from './fixAndStage.ts';
import { openFinding } from './openFinding.ts';
import { putOffStaged } from './putOffStaged.ts';
import type { ReviewModel } from './reviewModel.ts';
import { reviewStaged } from './runReview.ts';

type Handler = (...args: never[]) => unknown;

/** The commands about the review of what is staged, by id. Menus of the Source Control view hand over which one they are of. */
export function reviewCommands(
  client: LanguageClient,
  model: ReviewModel,
): Readonly<Record<string, Handler>> {
  return {
    'launchReady.reviewStaged': (from?: unknown) => reviewStaged(model, from),
    'launchReady.commitStaged': (from?: unknown) => commitStaged(client, model, from),
    'launchReady.review.refresh': () => reviewStaged(model, model.reviews()[0]?.repository),
    'launchReady.review.openFinding': (node?: ReviewNode) =>
      node?.kind === 'finding' ? openFinding(node.finding) : undefined,
    'launchReady.review.fixAndStage': (node?: ReviewNode) =>
      node?.kind === 'finding' ? fixAndStage(client, model, node.repository, node.finding) : undefined,
    'launchReady.review.putOff': (node?: ReviewNode) =>
      node?.kind === 'finding' ? putOff(client, model, node) : undefined,
    'launchReady.review.openRulePage': (node?: ReviewNode) =>
      node?.kind === 'finding'
        ? vscode.commands.executeCommand(COMMANDS.openRulePage, node.finding.ruleId)
        : undefined,
  };
}

async function putOff(
  client: LanguageClient,
  model: ReviewModel,
  { repository, finding }: Extract<ReviewNode, { readonly kind: 'finding' }>,
): Promise<void> {
  const title = vscode.l10n.t('Put Off');
  if (await putOffStaged(client, repository, [finding], title)) await model.review(repository);
}
