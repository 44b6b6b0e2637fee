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
    'launchReady.review.openFinding': onFinding(({ finding }) => openFinding(finding)),
    'launchReady.review.fixAndStage': onFinding(({ repository, finding }) =>
      fixAndStage(client, model, repository, finding),
    ),
    'launchReady.review.putOff': onFinding((node) => putOff(client, model, node)),
    'launchReady.review.openRulePage': onFinding(({ finding }) =>
      vscode.commands.executeCommand(COMMANDS.openRulePage, finding.ruleId),
    ),
  };
}

type FindingNode = Extract<ReviewNode, { readonly kind: 'finding' }>;

/** Buttons of the tree hand their entry over, but for the moment in which VS Code draws it anew: it hands over nothing then. */
function onFinding(act: (node: FindingNode) => unknown): Handler {
  return (node?: ReviewNode) => {
    if (node?.kind === 'finding') return act(node);
    return vscode.window.showInformationMessage(
      vscode.l10n.t('Launch Ready: the review was just renewed. Choose the finding again.'),
    );
  };
}

async function putOff(
  client: LanguageClient,
  model: ReviewModel,
  { repository, finding }: FindingNode,
): Promise<void> {
  const title = vscode.l10n.t('Put Off');
  if (await putOffStaged(client, repository, [finding], title)) await model.review(repository);
}
