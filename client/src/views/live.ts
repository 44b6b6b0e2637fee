import * as vscode from 'vscode';
import type { LiveStateResult } from '../../../server/src/protocol.ts';
import { newProposals } from '../live/liveConfirm.ts';
import type { LiveModel } from '../live/liveModel.ts';
import { ageOf, childrenOf, domainNodes, failingIn, newest, type LiveNode } from './liveNodes.ts';
import { liveItem } from './liveItems.ts';

/** Milliseconds between two looks at what is going on: checks tell of it more often than anybody can read. */
const PAUSE = 80;
/** Ages are told in minutes. */
const MINUTE = 60_000;

/** The tree in the side bar: each domain that is the user's, what was found out about it, and how it is mended. */
export function registerLiveView(live: LiveModel): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const provider: vscode.TreeDataProvider<LiveNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => liveItem(node, Date.now()),
    getChildren: async (node) => {
      if (node) return [...childrenOf(node)];
      const state = await live.state();
      if (state?.state === 'untrusted' || !vscode.workspace.isTrusted) return [];
      return [...domainNodes(live.confirmed(), state?.reports ?? [], (domain) => live.running(domain))];
    },
  };
  const view = vscode.window.createTreeView('launchReady.live', {
    treeDataProvider: provider,
    showCollapseAll: true,
  });
  let pause: NodeJS.Timeout | undefined;
  let minutes: NodeJS.Timeout | undefined;
  const update = async (): Promise<void> => {
    clearTimeout(pause);
    pause = undefined;
    changed.fire(undefined);
    await describe(view, live, await live.state());
  };
  const updateSoon = (): void => {
    pause ??= setTimeout(() => void update(), PAUSE);
  };
  /** "3 min ago" is kept true while somebody looks at it. */
  const watchTime = (): void => {
    clearInterval(minutes);
    minutes = view.visible ? setInterval(() => void update(), MINUTE) : undefined;
    if (view.visible) updateSoon();
  };
  watchTime();
  return vscode.Disposable.from(
    view,
    changed,
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

/** What stands round the tree: the badge, what was found while nothing is confirmed, and which welcome is shown. */
async function describe(
  view: vscode.TreeView<LiveNode>,
  live: LiveModel,
  state: LiveStateResult | undefined,
): Promise<void> {
  const failing = failingIn(state?.reports ?? []);
  view.badge =
    failing === 0
      ? undefined
      : {
          value: failing,
          tooltip:
            failing === 1
              ? vscode.l10n.t('1 live check fails')
              : vscode.l10n.t('{0} live checks fail', failing),
        };
  const confirmed = live.confirmed();
  const fresh = newProposals(state?.proposals ?? [], confirmed);
  view.description =
    confirmed.length > 0 ? lastRun(state) : vscode.workspace.isTrusted ? foundWords(fresh) : '';
  await setContext('launchReady.liveState', welcomeFor(state, fresh.length));
  await setContext('launchReady.liveRunning', live.isRunning());
  await setContext('launchReady.liveDomains', confirmed.length > 0);
}

/** Beside the names of domains there is often no room for it. */
function lastRun(state: LiveStateResult | undefined): string {
  const last = (state?.reports ?? [])
    .flatMap((report) => newest(report) ?? [])
    .sort()
    .at(-1);
  return last === undefined ? '' : ageOf(last, Date.now());
}

function foundWords(proposals: readonly { readonly domain: string }[]): string {
  const [first] = proposals;
  if (!first) return '';
  return proposals.length === 1
    ? vscode.l10n.t('found {0}', first.domain)
    : vscode.l10n.t('found {0} and {1} more', first.domain, proposals.length - 1);
}

/** Chooses what the view says where it has nothing to show. */
function welcomeFor(state: LiveStateResult | undefined, proposals: number): string {
  if (!vscode.workspace.isTrusted) return 'untrusted';
  if (proposals > 0) return 'proposed';
  return state?.state === 'ready' ? 'none' : (state?.state ?? 'checking');
}

async function setContext(key: string, value: unknown): Promise<void> {
  await vscode.commands.executeCommand('setContext', key, value);
}
