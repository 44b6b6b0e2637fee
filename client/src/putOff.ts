import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { PUT_OFF, type PutOffParams, type PutOffTarget } from '../../server/src/protocol.ts';
import { inform } from './inform.ts';
import { askToPutOff } from './putOffQuestions.ts';
import { gitApi, userNameOf } from './review/gitApi.ts';

type ServerEdit = Parameters<LanguageClient['protocol2CodeConverter']['asWorkspaceEdit']>[0];

/**
 * *Put off…*: asks who will see to it, until when it can wait and why, and writes that into launch-ready.yaml. A step that is left
 * leaves everything as it was.
 */
export async function putOff(
  context: vscode.ExtensionContext,
  client: LanguageClient,
  target: PutOffTarget,
): Promise<void> {
  const answers = await askToPutOff({
    title: vscode.l10n.t('Put off {0}', target.ruleId),
    isBlocker: target.impact === 'blocker',
    owner: (await gitName(target)) ?? context.globalState.get<string>(LAST_OWNER, ''),
    isForCommit: false,
  });
  if (!answers) return;
  await context.globalState.update(LAST_OWNER, answers.owner);
  const { uri, fingerprint } = target;
  const params: PutOffParams = { uri, fingerprint, ...answers };
  const answer = await client.sendRequest<ServerEdit | { refused: string } | null>(PUT_OFF, params);
  if (!answer) return;
  if ('refused' in answer) {
    inform(answer.refused);
    return;
  }
  const edit = await client.protocol2CodeConverter.asWorkspaceEdit(answer);
  if (edit) await apply(edit, answers.until);
}

const LAST_OWNER = 'launchReady.putOff.owner';

/** The command line and the hook read the file from disk: it is saved, unless it held edits of the user's own. */
async function apply(edit: vscode.WorkspaceEdit, until: string): Promise<void> {
  const files = edit.entries().map(([uri]) => uri);
  const isDirty = (uri: vscode.Uri): boolean => documentOf(uri)?.isDirty === true;
  const untouched = files.filter((uri) => !isDirty(uri));
  if (!(await vscode.workspace.applyEdit(edit))) return;
  for (const uri of untouched) await documentOf(uri)?.save();
  const [file] = files;
  if (!file) return;
  const open = vscode.l10n.t('Open launch-ready.yaml');
  void vscode.window
    .showInformationMessage(
      vscode.l10n.t('Put off until {0}: launch-ready.yaml says so. Commit it.', until),
      open,
    )
    .then((choice) => (choice === open ? vscode.window.showTextDocument(file) : undefined));
}

function documentOf(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

/** As git knows whoever works here; undefined where it does not. */
async function gitName({ uri }: PutOffTarget): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) return undefined;
  try {
    const repository = (await gitApi())?.getRepository(vscode.Uri.parse(uri));
    return repository ? await userNameOf(repository) : undefined;
  } catch {
    return undefined; // a setting that is missing is an error to git
  }
}
