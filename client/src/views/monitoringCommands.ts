import * as vscode from 'vscode';
import type { MonitoringEndpoint, MonitoringGenerateParams } from '../../../server/src/protocol.ts';
import { chooseDomains, isAllowed } from '../live/liveConfirm.ts';
import type { LiveModel } from '../live/liveModel.ts';
import type { MonitoringModel } from '../monitoring/monitoringModel.ts';
import { withoutIcons } from '../plain.ts';
import { attempt } from '../progress.ts';
import type { MonitoringNode } from './monitoringItems.ts';

/** Of a menu, the entry; of a line below an endpoint, its id; undefined from the palette. */
type Node = MonitoringNode | { readonly kind: 'endpointId'; readonly id: string } | undefined;

/** What the view of monitoring offers, by command. */
export function monitoringCommands(
  monitoring: MonitoringModel,
  live: LiveModel,
): Readonly<Record<string, (node?: MonitoringNode) => unknown>> {
  return {
    'launchReady.monitoring.start': () => start(monitoring, live),
    'launchReady.monitoring.stop': () => monitoring.stop(),
    'launchReady.monitoring.runAll': async () => {
      if (await hasDomains(live)) await monitoring.run();
    },
    'launchReady.monitoring.runEndpoint': async (node: Node) => {
      if (!isAllowed()) return;
      const endpoint = await chosen(monitoring, node);
      if (endpoint) await monitoring.run([endpoint.id]);
    },
    'launchReady.monitoring.openUrl': async (node: Node) => {
      const endpoint = await chosen(monitoring, node);
      if (endpoint && endpoint.status !== 'blocked')
        await vscode.env.openExternal(vscode.Uri.parse(endpoint.url, true));
    },
    'launchReady.monitoring.openPlace': async (node: Node) => openPlace(await chosen(monitoring, node)),
    'launchReady.monitoring.copyGenerated': () => copyGenerated(monitoring),
  };
}

/** The user is asked whose hosts they are, where that is not known yet; nobody else is ever asked anything. */
async function start(monitoring: MonitoringModel, live: LiveModel): Promise<void> {
  if (!(await hasDomains(live))) return;
  await vscode.commands.executeCommand('launchReady.monitoring.focus');
  await monitoring.start();
}

async function hasDomains(live: LiveModel): Promise<boolean> {
  if (!isAllowed()) return false;
  if (live.confirmed().length === 0) await chooseDomains(live);
  return live.confirmed().length > 0;
}

/** From the palette there is no node: the user picks one. */
async function chosen(monitoring: MonitoringModel, node: Node): Promise<MonitoringEndpoint | undefined> {
  const endpoints = (await monitoring.state())?.endpoints ?? [];
  if (node?.kind === 'endpoint') return node.endpoint;
  if (node?.kind === 'endpointId') return endpoints.find(({ id }) => id === node.id);
  const picked = await vscode.window.showQuickPick(
    endpoints.map((endpoint) => ({ label: withoutIcons(endpoint.name), endpoint })),
    { title: vscode.l10n.t('Which endpoint?') },
  );
  return picked?.endpoint;
}

async function openPlace(endpoint: MonitoringEndpoint | undefined): Promise<void> {
  if (!endpoint?.place) return;
  const { uri, line, character, length } = endpoint.place;
  const selection = new vscode.Range(line, character, line, character + length);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection });
}

interface Generator extends vscode.QuickPickItem {
  readonly kindOf: MonitoringGenerateParams['kind'];
}

/** What watches while no window is open. */
async function copyGenerated(monitoring: MonitoringModel): Promise<void> {
  const generators: readonly Generator[] = [
    {
      label: vscode.l10n.t('GitHub Actions workflow'),
      detail: vscode.l10n.t('Asks every few minutes, and tells whom launch-ready.yaml names'),
      kindOf: 'github-actions',
    },
    {
      label: vscode.l10n.t('Kubernetes CronJob'),
      detail: vscode.l10n.t('With a volume for what it knows from run to run'),
      kindOf: 'kubernetes',
    },
    {
      label: vscode.l10n.t('Prometheus alerting rules'),
      detail: vscode.l10n.t('For the metrics of “launch-ready watch --metrics-port”'),
      kindOf: 'prometheus',
    },
  ];
  const picked = await vscode.window.showQuickPick(generators, {
    title: vscode.l10n.t('What should watch while no window is open?'),
    placeHolder: vscode.l10n.t('It is copied, for you to paste'),
  });
  const text = picked && (await attempt(() => monitoring.generate(picked.kindOf)));
  if (!picked || text === undefined) return;
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied: {0}', picked.label), 4_000);
}
