import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { UNSTAGED, type UnstagedParams, type UnstagedResult } from '../../../server/src/protocol.ts';
import { plain } from '../plain.ts';
import { attempt } from '../progress.ts';
import { openDocument, type Repository } from './gitApi.ts';

/**
 * Those of the files that have something on disk or in their editors that the index does not. Asks git. Undefined where that
 * failed, which is told.
 */
export async function unstagedAmong(
  client: LanguageClient,
  repository: Repository,
  uris: readonly vscode.Uri[],
): Promise<readonly vscode.Uri[] | undefined> {
  const params: UnstagedParams = {
    repository: repository.rootUri.toString(),
    files: uris.map((uri) => uri.toString()),
  };
  const answer = await attempt(() => client.sendRequest<UnstagedResult>(UNSTAGED, params));
  if (answer?.kind === 'failed')
    void vscode.window.showErrorMessage(plain(vscode.l10n.t('Launch Ready: {0}', answer.reason)));
  if (answer?.kind !== 'unstaged') return undefined;
  return uris.filter((uri) => answer.files.includes(uri.toString()) || openDocument(uri)?.isDirty);
}
