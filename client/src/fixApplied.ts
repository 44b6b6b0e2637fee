import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { FIX_APPLIED, type FixAppliedResult } from '../../server/src/protocol.ts';
import { plain } from './plain.ts';

/** After a fix that the editor has made: says what is left to do. */
export async function fixApplied(client: LanguageClient): Promise<void> {
  await sayFixApplied(await client.sendRequest<FixAppliedResult | null>(FIX_APPLIED));
}

/** Ends when the user has closed it. */
export async function sayFixApplied(result: FixAppliedResult | null): Promise<void> {
  if (!result) return;
  const open = vscode.l10n.t('Open {0}', result.link?.label ?? '');
  const choice = await vscode.window.showInformationMessage(
    plain(result.message),
    ...(result.link ? [open] : []),
  );
  if (choice === open && result.link) await vscode.env.openExternal(vscode.Uri.parse(result.link.url));
}
