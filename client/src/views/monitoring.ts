import * as vscode from 'vscode';
import type { LiveModel } from '../live/liveModel.ts';
import type { MonitoringModel } from '../monitoring/monitoringModel.ts';
import { registerMonitoringNotices } from '../monitoring/monitoringNotice.ts';
import { monitoringItem, partsOf, type MonitoringNode } from './monitoringItems.ts';

/** Milliseconds between two looks at what is going on. */
const PAUSE = 150;
/** "up for 3 min" is kept true while somebody looks at it. */
const MINUTE = 60_000;

/** The tree in the side bar: each endpoint that is watched, how it is, and how its last runs went. */
export function registerMonitoringView(monitoring: MonitoringModel, live: LiveModel): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const roots = async (): Promise<MonitoringNode[]> => {
    const state = await monitoring.state();
    if (!state || !vscode.workspace.isTrusted) return [];
    const { endpoints, isRunning } = state;
    // Until it was started once, the view says what would be done.
    if (!isRunning && endpoints.every(({ runs }) => runs.length === 0)) return [];
    const isOneHost = new Set(endpoints.map(({ url }) => url.split('/')[2])).size === 1;
    return endpoints.map((endpoint) => ({ kind: 'endpoint', endpoint, isRunning, isOneHost }));
  };
  const provider: vscode.TreeDataProvider<MonitoringNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => monitoringItem(node, Date.now()),
    getChildren: async (node) => (node ? [...partsOf(node)] : roots()),
    // Only endpoints are shown by name.
    getParent: () => undefined,
  };
  const view = vscode.window.createTreeView('launchReady.monitoring', {
    treeDataProvider: provider,
    showCollapseAll: true,
  });
  let pause: NodeJS.Timeout | undefined;
  let minutes: NodeJS.Timeout | undefined;
  const update = async (): Promise<void> => {
    clearTimeout(pause);
    pause = undefined;
    changed.fire(undefined);
    await describe(view, monitoring, live);
  };
  const updateSoon = (): void => {
    pause ??= setTimeout(() => void update(), PAUSE);
  };
  const watchTime = (): void => {
    clearInterval(minutes);
    minutes = view.visible ? setInterval(updateSoon, MINUTE) : undefined;
    if (view.visible) updateSoon();
  };
  const show = async (endpoint: string): Promise<void> => {
    const node = (await roots()).find((one) => one.kind === 'endpoint' && one.endpoint.id === endpoint);
    if (node) await view.reveal(node, { select: true, focus: true, expand: true });
    else await vscode.commands.executeCommand('launchReady.monitoring.focus');
  };
  watchTime();
  updateSoon();
  return vscode.Disposable.from(
    view,
    changed,
    registerMonitoringNotices(monitoring, show),
    monitoring.onDidChange(updateSoon),
    live.onDidChange(updateSoon),
    view.onDidChangeVisibility(watchTime),
    vscode.workspace.onDidGrantWorkspaceTrust(updateSoon),
    {
      dispose() {
        clearTimeout(pause);
        clearInterval(minutes);
      },
    },
  );
}

/** What stands round the tree: the badge, whether anything is watched, and which welcome is shown. */
async function describe(
  view: vscode.TreeView<MonitoringNode>,
  monitoring: MonitoringModel,
  live: LiveModel,
): Promise<void> {
  const state = await monitoring.state();
  const isRunning = state?.isRunning === true;
  const down = isRunning ? state.endpoints.filter(({ status }) => status === 'down').length : 0;
  view.badge =
    down === 0
      ? undefined
      : {
          value: down,
          tooltip:
            down === 1 ? vscode.l10n.t('1 endpoint is down') : vscode.l10n.t('{0} endpoints are down', down),
        };
  const hasDomains = live.confirmed().length > 0;
  const isKnown = state?.endpoints.some(({ runs }) => runs.length > 0) === true;
  view.description = isRunning ? vscode.l10n.t('on') : isKnown && hasDomains ? vscode.l10n.t('off') : '';
  await setContext('launchReady.monitoringRunning', isRunning);
  await setContext('launchReady.monitoringState', hasDomains ? 'idle' : 'none');
}

async function setContext(key: string, value: unknown): Promise<void> {
  await vscode.commands.executeCommand('setContext', key, value);
}
