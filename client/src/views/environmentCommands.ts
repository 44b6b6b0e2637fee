import * as vscode from 'vscode';
import type { Node } from './environmentItems.ts';

/** What the entries of the environment view offer in their menus. */
export async function copyName(node: Node | undefined): Promise<void> {
  if (node?.kind === 'variable') await vscode.env.clipboard.writeText(node.variable.name);
}

/** Opens a place that names the variable and begins a rename there. */
export async function renameEverywhere(node: Node | undefined): Promise<void> {
  if (node?.kind !== 'variable') return;
  const { environments, uses } = node.variable;
  const declared = environments.find(({ state, place }) => place && state !== 'missing');
  const place = declared?.place ?? uses[0];
  if (!place) return;
  const uri = vscode.Uri.parse(place.uri);
  const position = new vscode.Position(place.line, place.character);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(position, position) });
  await vscode.commands.executeCommand('editor.action.rename', [uri, position]);
}
