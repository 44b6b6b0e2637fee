import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  CHECK_HISTORY,
  HISTORY_PROGRESS,
  READ_VERSION,
  type CheckHistoryResult,
  type HistorySecret,
  type ReadVersionParams,
} from '../../server/src/protocol.ts';
import { hasFolder } from './hasFolder.ts';
import { impactIcon } from './impactIcon.ts';
import { plain, withoutIcons } from './plain.ts';
import { askWithProgress } from './progress.ts';
import { askForTrust } from './trust.ts';

/** Old versions of files, read-only: `launch-ready-history:/src/3f9c1a2b07:pay.ts?{"folder":…,"blob":…}`. */
const SCHEME = 'launch-ready-history';

export function registerVersions(client: LanguageClient): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    async provideTextDocumentContent(uri, token) {
      const params = JSON.parse(uri.query) as ReadVersionParams;
      const text = await client.sendRequest<string | null>(READ_VERSION, params, token);
      return text ?? vscode.l10n.t('This version of the file is not in the repository any more.');
    },
  });
}

/** Asks the server for the secrets in the history, says how many there are, and leads to each. */
export async function checkHistory(client: LanguageClient): Promise<void> {
  if (!vscode.workspace.isTrusted)
    return askForTrust(
      vscode.l10n.t(
        'Launch Ready: the history is read with git, which runs only where you trust the workspace.',
      ),
    );
  if (!hasFolder(vscode.l10n.t('Launch Ready: open a folder first. The history of its repository is read.')))
    return;
  const result = await checkWithProgress(client);
  if (!result || result.cancelled) return;
  if (result.unchecked.length > 0)
    void vscode.window.showWarningMessage(
      plain(
        vscode.l10n.t(
          'Launch Ready: not all of the history could be checked. {0}',
          result.unchecked.join(' '),
        ),
      ),
    );
  if (result.secrets.length > 0) void lookAt(result);
  else void vscode.window.showInformationMessage(summary(result));
}

/** One secret after the other: the notification says what there is to know of the one chosen, and leads back to the list. */
async function lookAt(result: CheckHistoryResult): Promise<void> {
  const show = vscode.l10n.t('Show Secrets');
  let message = summary(result);
  while ((await vscode.window.showInformationMessage(plain(message), show)) === show) {
    const chosen = await vscode.window.showQuickPick(result.secrets.map(toItem), {
      title: vscode.l10n.t('Secrets in the History'),
      placeHolder: vscode.l10n.t('Choose one to see where it stood'),
      matchOnDescription: true,
      matchOnDetail: true,
      ignoreFocusOut: true,
    });
    if (!chosen) return;
    await open(chosen.secret);
    ({ message } = chosen.secret);
  }
}

function checkWithProgress(client: LanguageClient): Promise<CheckHistoryResult | undefined> {
  return askWithProgress(
    vscode.l10n.t('Launch Ready: checking the history for secrets'),
    (token) => client.sendRequest<CheckHistoryResult>(CHECK_HISTORY, {}, token),
    {
      client,
      notification: HISTORY_PROGRESS,
      message: (done, total) => vscode.l10n.t('{0} of {1} versions of files', done, total),
    },
  );
}

function summary({ secrets, commits }: CheckHistoryResult): string {
  if (secrets.length === 0)
    return commits === 1
      ? vscode.l10n.t('Launch Ready: no secrets in 1 commit.')
      : vscode.l10n.t('Launch Ready: no secrets in {0} commits.', commits);
  const gone = secrets.filter(({ inHead }) => !inHead).length;
  return secrets.length === 1
    ? gone === 1
      ? vscode.l10n.t(
          'Launch Ready: 1 secret in the history. The current code no longer has it, but every clone does.',
        )
      : vscode.l10n.t('Launch Ready: 1 secret in the history. The current code still has it.')
    : gone === 0
      ? vscode.l10n.t(
          'Launch Ready: {0} secrets in the history, all of them still in the current code.',
          secrets.length,
        )
      : vscode.l10n.t(
          'Launch Ready: {0} secrets in the history, {1} of them no longer in the current code.',
          secrets.length,
          gone,
        );
}

interface SecretItem extends vscode.QuickPickItem {
  readonly secret: HistorySecret;
}

function toItem(secret: HistorySecret): SecretItem {
  const { version, commit, date, inHead, impact, message } = secret;
  const label = version
    ? `${version.path}:${version.range.start.line + 1}`
    : vscode.l10n.t('Message of a commit or tag');
  const where = inHead
    ? vscode.l10n.t('still in the current code')
    : vscode.l10n.t('no longer in the current code');
  return {
    secret,
    iconPath: impactIcon(impact),
    label: withoutIcons(label),
    description: [commit.slice(0, 10), date.slice(0, 10), where].filter((part) => part !== '').join(' · '),
    detail: withoutIcons(message),
  };
}

async function open({ version, folder, commit }: HistorySecret): Promise<void> {
  if (!version) return; // it stands in a message
  const query: ReadVersionParams = { folder, blob: version.blob };
  // The name is what the tab shows: it must differ from that of the present file.
  const nameStart = version.path.lastIndexOf('/') + 1;
  const name = `${commit.slice(0, 10)}:${version.path.slice(nameStart)}`;
  const uri = vscode.Uri.from({
    scheme: SCHEME,
    path: `/${version.path.slice(0, nameStart)}${name}`,
    query: JSON.stringify(query),
  });
  const { start, end } = version.range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  await vscode.window.showTextDocument(uri, { selection, preview: true });
}
