import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  ENVIRONMENT,
  ENVIRONMENT_CHANGED,
  type EnvironmentFolder,
  type EnvironmentPackage,
  type EnvironmentResult,
  type EnvironmentVariable,
} from '../../../server/src/protocol.ts';
import { cellItem, packageItem, placeItem, usesItem, variableItem, type Node } from './environmentItems.ts';
import { folderItem } from './folderItem.ts';

/** The tree in the side bar: what each environment gives to each package. It asks when it is looked at. */
export function registerEnvironmentView(client: LanguageClient): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  let result: Promise<EnvironmentResult | undefined> | undefined;
  const answer = (): Promise<EnvironmentResult | undefined> => (result ??= ask(client));
  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: itemOf,
    getChildren: async (node) => [...(node ? childrenOf(node) : rootsOf(await answer()))],
  };
  const view = vscode.window.createTreeView('launchReady.environment', {
    treeDataProvider: provider,
    showCollapseAll: true,
  });
  return vscode.Disposable.from(
    view,
    changed,
    client.onNotification(ENVIRONMENT_CHANGED, () => {
      result = undefined;
      changed.fire(undefined);
    }),
  );
}

/** What the view says where it has nothing to show is chosen by this context key. */
const STATE_KEY = 'launchReady.environmentState';

async function ask(client: LanguageClient): Promise<EnvironmentResult | undefined> {
  let answer: EnvironmentResult | undefined;
  try {
    answer = await client.sendRequest<EnvironmentResult>(ENVIRONMENT, {});
  } catch {
    // The server is starting or gone; when it knows something it says so.
  }
  const isEmpty = !answer?.folders.some(({ packages }) => packages.length > 0);
  const state = answer?.state === 'ready' && isEmpty ? 'empty' : (answer?.state ?? 'checking');
  await vscode.commands.executeCommand('setContext', STATE_KEY, state);
  return answer;
}

/** A level that would have one entry alone is left out. */
function rootsOf(result: EnvironmentResult | undefined): readonly Node[] {
  const folders = (result?.folders ?? []).filter(({ packages }) => packages.length > 0);
  const [only] = folders;
  if (!only || folders.length > 1) return folders.map((folder) => ({ kind: 'folder', folder }));
  return packagesOf(only);
}

function packagesOf(folder: EnvironmentFolder): readonly Node[] {
  const [only] = folder.packages;
  return only && folder.packages.length === 1
    ? variablesOf(only)
    : folder.packages.map((item) => ({ kind: 'package', package: item, folder }));
}

function variablesOf(item: EnvironmentPackage): readonly Node[] {
  return item.variables.map((variable) => ({ kind: 'variable', variable }));
}

function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'folder':
      return packagesOf(node.folder);
    case 'package':
      return variablesOf(node.package);
    case 'variable':
      return placesOf(node.variable);
    case 'uses':
      return node.variable.uses.map((place) => ({ kind: 'place', place, variable: node.variable }));
    case 'cell':
    case 'place':
      return [];
  }
}

function placesOf(variable: EnvironmentVariable): readonly Node[] {
  const cells = variable.environments.map((cell): Node => ({ kind: 'cell', cell, variable }));
  return variable.useCount === 0 ? cells : [...cells, { kind: 'uses', variable }];
}

function itemOf(node: Node): vscode.TreeItem {
  switch (node.kind) {
    case 'folder':
      return folderItem(node.folder.uri);
    case 'package':
      return packageItem(node.package);
    case 'variable':
      return variableItem(node.variable);
    case 'cell':
      return cellItem(node.cell, node.variable);
    case 'uses':
      return usesItem(node.variable);
    case 'place':
      return placeItem(node.place);
  }
}
