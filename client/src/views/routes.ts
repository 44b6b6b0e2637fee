import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { ROUTES, ROUTES_CHANGED, type RouteInfo, type RoutesResult } from '../../../server/src/protocol.ts';
import { folderItem } from './folderItem.ts';
import { say } from './say.ts';

type Access = RouteInfo['access'];

export type RouteNode =
  | { readonly kind: 'folder'; readonly uri: string; readonly routes: readonly RouteInfo[] }
  | { readonly kind: 'group'; readonly access: Access; readonly routes: readonly RouteInfo[] }
  | {
      readonly kind: 'route';
      readonly route: RouteInfo;
      /** Another one of its group is called like it: its file tells them apart. */
      readonly isNamesake: boolean;
    };

/** What the view says where it has nothing to show is chosen by this context key. */
const STATE_KEY = 'launchReady.routesState';
/** The order of the groups. */
const GROUPS: readonly Access[] = ['public', 'unknown', 'authenticated', 'machine'];

/** The tree in the side bar: every way in, by who may take it. It asks when it is looked at. */
export function registerRoutesView(client: LanguageClient): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  let result: Promise<RoutesResult | undefined> | undefined;
  const provider: vscode.TreeDataProvider<RouteNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: itemOf,
    getChildren: async (node) => (node ? childrenOf(node) : rootsOf(await (result ??= ask(client)))),
  };
  return vscode.Disposable.from(
    vscode.window.createTreeView('launchReady.routes', { treeDataProvider: provider, showCollapseAll: true }),
    changed,
    client.onNotification(ROUTES_CHANGED, () => {
      result = undefined;
      changed.fire(undefined);
    }),
  );
}

export async function copyRoute(node: RouteNode | undefined): Promise<void> {
  if (node?.kind === 'route') await vscode.env.clipboard.writeText(node.route.path);
}

async function ask(client: LanguageClient): Promise<RoutesResult | undefined> {
  let answer: RoutesResult | undefined;
  try {
    answer = await client.sendRequest<RoutesResult>(ROUTES, {});
  } catch {
    // The server is starting or gone; when it knows something it says so.
  }
  const isEmpty = !answer?.folders.some(({ routes }) => routes.length > 0);
  const state = answer?.state === 'ready' && isEmpty ? 'empty' : (answer?.state ?? 'checking');
  await vscode.commands.executeCommand('setContext', STATE_KEY, state);
  return answer;
}

/** A level that would have one entry alone is left out. */
function rootsOf(result: RoutesResult | undefined): RouteNode[] {
  const folders = (result?.folders ?? []).filter(({ routes }) => routes.length > 0);
  const [only] = folders;
  if (only && folders.length === 1) return groupsOf(only.routes);
  return folders.map(({ uri, routes }) => ({ kind: 'folder', uri, routes }));
}

function childrenOf(node: RouteNode): RouteNode[] {
  switch (node.kind) {
    case 'folder':
      return groupsOf(node.routes);
    case 'group':
      return routesIn(node);
    case 'route':
      return [];
  }
}

function itemOf(node: RouteNode): vscode.TreeItem {
  switch (node.kind) {
    case 'folder':
      return folderItem(node.uri);
    case 'group':
      return groupItem(node);
    case 'route':
      return routeItem(node);
  }
}

function groupsOf(routes: readonly RouteInfo[]): RouteNode[] {
  return GROUPS.flatMap((access): RouteNode[] => {
    const own = routes.filter((route) => route.access === access);
    return own.length === 0 ? [] : [{ kind: 'group', access, routes: own }];
  });
}

/** Those that may leak first. */
function routesIn({ routes }: Extract<RouteNode, { readonly kind: 'group' }>): RouteNode[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const name of routes.map(nameOf)) (seen.has(name) ? twice : seen).add(name);
  return [...routes]
    .sort((a, b) => Number(isTrouble(b)) - Number(isTrouble(a)))
    .map((route) => ({ kind: 'route', route, isNamesake: twice.has(nameOf(route)) }));
}

/** "GET, POST /api/orders" */
function nameOf({ methods, path }: RouteInfo): string {
  return `${methods.length === 0 ? vscode.l10n.t('any') : methods.join(', ')} ${path}`;
}

function isTrouble({ neverPublic, isShared }: RouteInfo): boolean {
  return neverPublic !== undefined && isShared;
}

const { None, Collapsed } = vscode.TreeItemCollapsibleState;

function groupItem({ access, routes }: Extract<RouteNode, { readonly kind: 'group' }>): vscode.TreeItem {
  const labels: Readonly<Record<Access, string>> = {
    public: vscode.l10n.t('Everybody'),
    unknown: vscode.l10n.t('Unclear'),
    authenticated: vscode.l10n.t('Signed in'),
    machine: vscode.l10n.t('Machines'),
  };
  const item = new vscode.TreeItem(labels[access], Collapsed);
  const trouble = routes.filter(isTrouble).length;
  item.iconPath = new vscode.ThemeIcon(GROUP_ICONS[access]);
  const count = routes.length === 1 ? vscode.l10n.t('1 route') : vscode.l10n.t('{0} routes', routes.length);
  item.description =
    trouble === 0 ? count : vscode.l10n.t('{0}, {1} that a shared cache may keep', count, trouble);
  say(item, [labels[access], item.description]);
  return item;
}

const GROUP_ICONS: Readonly<Record<Access, string>> = {
  public: 'globe',
  unknown: 'question',
  authenticated: 'account',
  machine: 'server-process',
};

function routeItem({ route, isNamesake }: Extract<RouteNode, { readonly kind: 'route' }>): vscode.TreeItem {
  const { framework, file, uri, line, reason, caching, cors, neverPublic } = route;
  const name = nameOf(route);
  const item = new vscode.TreeItem(name, None);
  const crossSite = cors === '' ? '' : vscode.l10n.t('CORS: {0}', cors);
  item.description = [isNamesake ? file : '', caching, crossSite].filter((part) => part !== '').join(' · ');
  item.iconPath = isTrouble(route)
    ? new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'))
    : new vscode.ThemeIcon(neverPublic === undefined ? 'circle-outline' : 'lock');
  const never = neverPublic === undefined ? '' : vscode.l10n.t('Never for shared caches: {0}.', neverPublic);
  const lines = [name, framework, reason, caching, crossSite, never, `${file}:${line + 1}`];
  item.tooltip = lines.filter((part) => part !== '').join('\n');
  say(item, [name, item.description, never]);
  item.contextValue = 'route';
  item.command = {
    command: 'vscode.open',
    title: vscode.l10n.t('Open'),
    arguments: [
      vscode.Uri.parse(uri),
      { selection: new vscode.Range(line, 0, line, 0), preserveFocus: true },
    ],
  };
  return item;
}
