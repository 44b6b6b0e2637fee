import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  CHECK_KEY,
  KEY_QUESTION,
  type CheckKeyResult,
  type KeyCheckTarget,
  type KeyQuestion,
} from '../../server/src/protocol.ts';
import { plain } from './plain.ts';

/** Asks the user, every time anew, before a key is sent to the provider that issued it. */
export async function checkKey(client: LanguageClient, target: KeyCheckTarget): Promise<void> {
  if (!vscode.workspace.isTrusted) return;
  const question = await client.sendRequest<KeyQuestion | null>(KEY_QUESTION, target);
  if (!question) {
    const gone = vscode.l10n.t('The key is not there any more, or nobody can be asked about it.');
    void vscode.window.showInformationMessage(gone);
    return;
  }
  if (!(await mayAsk(question))) return;
  const title = vscode.l10n.t('Launch Ready: asking {0}', question.host);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const result = await vscode.window.withProgress(options, (_progress, token) =>
    client.sendRequest<CheckKeyResult>(CHECK_KEY, { ticket: question.ticket }, token).then(
      (answer) => (token.isCancellationRequested ? undefined : answer),
      () => undefined, // cancelled, or the server has gone: nothing is known, and there is nothing to say
    ),
  );
  if (result) await show(result);
}

async function mayAsk({ key, host, request }: KeyQuestion): Promise<boolean> {
  const message = vscode.l10n.t('Ask {0} whether this key is live?', host);
  const detail = vscode.l10n.t(
    'Launch Ready will send this key ({0}) to {1} once, with {2}, and to nobody else. {1} will see the request in its log.',
    key,
    host,
    request,
  );
  const ask = vscode.l10n.t('Ask {0}', host);
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, ask)) === ask;
}

async function show({ state, message, link }: CheckKeyResult): Promise<void> {
  if (state !== 'live') {
    void vscode.window.showInformationMessage(plain(message));
    return;
  }
  const open = vscode.l10n.t('Open {0}', link?.label ?? '');
  const choice = await vscode.window.showWarningMessage(plain(message), ...(link ? [open] : []));
  if (choice === open && link) await vscode.env.openExternal(vscode.Uri.parse(link.url));
}
