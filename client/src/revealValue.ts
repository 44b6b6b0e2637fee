import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  REVEAL_VALUE,
  VALUE_PLACES,
  type RevealedValue,
  type RevealTarget,
  type ValuePlaces,
} from '../../server/src/protocol.ts';
import { isTraced } from './messageTrace.ts';
import { inform } from './inform.ts';
import { plain, withoutIcons } from './plain.ts';
import { askForTrust } from './trust.ts';
import type { Node } from './views/environmentItems.ts';

/** Shows the value of one variable from one file for a short while, to whoever asked for it. It is kept nowhere. */
export async function revealValue(
  client: LanguageClient,
  asked: RevealTarget | Node | undefined,
): Promise<void> {
  const target = asked && 'kind' in asked ? targetOf(asked) : (asked ?? atCursor());
  if (!target) return inform(vscode.l10n.t('put the cursor on the name of a variable first.'));
  if (!vscode.workspace.isTrusted)
    return askForTrust(
      vscode.l10n.t('Launch Ready: values are revealed only where you trust the workspace.'),
    );
  if (isTraced())
    return inform(
      vscode.l10n.t(
        'values are not revealed while messages are traced (launchReady.trace.server): they would be written to the output.',
      ),
    );
  const found = await client.sendRequest<ValuePlaces | null>(VALUE_PLACES, target);
  if (!found || found.places.length === 0) return inform(vscode.l10n.t('there is no value to reveal here.'));
  const ticket = await chosen(found);
  if (ticket === undefined) return;
  const revealed = await client.sendRequest<RevealedValue | null>(REVEAL_VALUE, { ticket });
  if (!revealed)
    return inform(vscode.l10n.t('the file has changed since you asked. Ask again if you want to.'));
  await showForAWhile(found.name, revealed.value);
}

/** One cell of the matrix, or all of a variable's: then it is as if somebody asked in the code that reads it. */
function targetOf(node: Node): RevealTarget | undefined {
  if (node.kind !== 'variable' && node.kind !== 'cell') return undefined;
  const { name, environments, uses } = node.variable;
  const first = uses[0] ?? environments.find(({ hasValue }) => hasValue)?.place;
  const place = node.kind === 'cell' ? node.cell.place : first;
  return place && { uri: place.uri, name };
}

function atCursor(): RevealTarget | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

async function chosen({ name, places }: ValuePlaces): Promise<string | undefined> {
  const [first] = places;
  if (places.length === 1) return first?.ticket;
  const title = vscode.l10n.t('Reveal the value of {0}', name);
  const items = places.map(({ label, detail, ticket }) => ({
    label: withoutIcons(label),
    description: detail,
    ticket,
  }));
  return (await vscode.window.showQuickPick(items, { title }))?.ticket;
}

const SHOWN_FOR_MS = 10_000;
const MOST_SHOWN = 300;

/** A progress message goes by itself; others stay in the list of notifications until somebody clears it. */
async function showForAWhile(name: string, value: string): Promise<void> {
  const rest = value.length - MOST_SHOWN;
  const shown = rest > 0 ? `${value.slice(0, MOST_SHOWN)}…` : value;
  const more = rest > 0 ? ` ${vscode.l10n.t('({0} more characters)', rest)}` : '';
  const options = { location: vscode.ProgressLocation.Notification, title: name, cancellable: true };
  await vscode.window.withProgress(options, (progress, token) => {
    progress.report({ message: plain(shown.replaceAll(/[\r\n]+/g, ' ⏎ ')) + more });
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, SHOWN_FOR_MS);
      token.onCancellationRequested(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  });
}
