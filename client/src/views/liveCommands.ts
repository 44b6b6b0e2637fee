import * as vscode from 'vscode';
import { COMMANDS, type ConfirmedDomain } from '../../../server/src/protocol.ts';
import { addDomain, chooseDomains, isAllowed } from '../live/liveConfirm.ts';
import { isOwnHost } from '../live/liveHosts.ts';
import type { LiveModel } from '../live/liveModel.ts';
import { attempt } from '../progress.ts';
import type { LiveNode } from './liveNodes.ts';

/** Of a menu, the entry; undefined from the palette, and where the entry has just gone from the tree. */
type Node = LiveNode | undefined;

/** What the view of live checks offers, by command. */
export function liveCommands(live: LiveModel): Readonly<Record<string, (node?: LiveNode) => unknown>> {
  return {
    'launchReady.live.runAll': () => runAll(live),
    'launchReady.live.runDomain': (node: Node) => runDomain(live, node),
    'launchReady.live.runArea': (node: Node) =>
      node?.kind === 'area' && isAllowed() ? live.run([node.domain], [node.area]) : undefined,
    'launchReady.live.cancel': (node: Node) => live.cancel(node?.domain.domain),
    'launchReady.live.addDomain': () => addDomain(live),
    'launchReady.live.chooseDomains': () => chooseDomains(live),
    'launchReady.live.forgetDomain': (node: Node) => forget(live, node),
    'launchReady.live.copyMarkdown': (node: Node) => copyMarkdown(live, node ? [node.domain] : []),
    'launchReady.live.copyAllMarkdown': () => copyMarkdown(live, live.confirmed()),
    'launchReady.live.openInBrowser': openInBrowser,
    'launchReady.live.openLink': openLink,
    'launchReady.live.openPlace': openPlace,
    'launchReady.live.openPage': (node: Node) =>
      node?.kind === 'result'
        ? vscode.commands.executeCommand(COMMANDS.openRulePage, node.result.checkId)
        : undefined,
    'launchReady.live.copyRecord': (node: Node) => copy(node?.kind === 'copy' ? node.copy.text : undefined),
    'launchReady.live.copyValue': (node: Node) =>
      copy(node?.kind === 'copy' ? node.copy.valueText : undefined),
    'launchReady.live.copyText': (node: Node) => copy(textOf(node)),
  };
}

/** Where nothing is confirmed, somebody who wants to run the checks has to say for which domains. */
async function runAll(live: LiveModel): Promise<void> {
  if (!isAllowed()) return;
  await vscode.commands.executeCommand('launchReady.live.focus');
  const domains = live.confirmed();
  await (domains.length === 0 ? chooseDomains(live) : live.run(domains));
}

/** From the palette there is no node: the user picks one. */
async function runDomain(live: LiveModel, node: Node): Promise<void> {
  if (!isAllowed()) return;
  if (node) return live.run([node.domain]);
  const domains = live.confirmed();
  const chosen = await vscode.window.showQuickPick(
    domains.map((domain) => ({ label: domain.domain, domain })),
    { title: vscode.l10n.t('Which domain?') },
  );
  if (chosen) await live.run([chosen.domain]);
}

async function forget(live: LiveModel, node: Node): Promise<void> {
  if (!node) return;
  const { domain } = node.domain;
  const yes = vscode.l10n.t('Forget {0}', domain);
  const message = vscode.l10n.t('Forget {0}?', domain);
  const detail = vscode.l10n.t('It is not checked any more, and what was found out about it is dropped.');
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, yes)) !== yes) return;
  await attempt(() => live.forget(domain));
}

async function copyMarkdown(live: LiveModel, domains: readonly ConfirmedDomain[]): Promise<void> {
  if (domains.length === 0) return;
  await copy(await attempt(() => live.asMarkdown(domains.map(({ domain }) => domain))));
}

async function copy(text: string | undefined): Promise<void> {
  if (text === undefined) return;
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied'), 2_000);
}

function textOf(node: Node): string | undefined {
  if (node?.kind === 'text') return node.text;
  return node?.kind === 'result' ? node.result.message : undefined;
}

/** Hosts that are the user's, and no other that a server has named. */
async function openInBrowser(node: Node): Promise<void> {
  if (!node) return;
  const host = (node.kind === 'result' ? node.result.host : undefined) ?? node.domain.domain;
  if (!isOwnHost(node.domain, host)) return;
  await vscode.env.openExternal(vscode.Uri.from({ scheme: 'https', authority: host, path: '/' }));
}

/** The page of a provider, as our own table has it. */
async function openLink(node: Node): Promise<void> {
  if (node?.kind !== 'link') return;
  const uri = vscode.Uri.parse(node.link.url, true);
  if (uri.scheme === 'https') await vscode.env.openExternal(uri);
}

async function openPlace(node: Node): Promise<void> {
  const place = node?.kind === 'place' ? node.place : node?.kind === 'result' ? node.result.place : undefined;
  if (!place) return;
  const { uri, line, character, length } = place;
  const selection = new vscode.Range(line, character, line, character + length);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection });
}
