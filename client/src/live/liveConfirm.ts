import * as vscode from 'vscode';
import type { ConfirmedDomain, LiveProposal } from '../../../server/src/protocol.ts';
import { withoutIcons } from '../plain.ts';
import { askForTrust } from '../trust.ts';
import { isOwnHost, typedHost } from './liveHosts.ts';
import type { LiveModel } from './liveModel.ts';

/** Shows what the workspace names, and why. What the user ticks is theirs from then on, and is checked. */
export async function chooseDomains(live: LiveModel): Promise<void> {
  if (!isAllowed()) return;
  const state = await live.state();
  const fresh = newProposals(state?.proposals ?? [], live.confirmed());
  if (fresh.length === 0) {
    if (live.confirmed().length === 0) return addDomain(live);
    const add = vscode.l10n.t('Add a Domain…');
    const message = vscode.l10n.t('Launch Ready: this workspace names no other domain.');
    if ((await vscode.window.showInformationMessage(message, add)) === add) await addDomain(live);
    return;
  }
  const items = fresh.map((proposal) => ({
    label: proposal.domain,
    description: [proposal.environment ?? '', ...proposal.hosts].filter((part) => part !== '').join(', '),
    detail: withoutIcons(proposal.why),
    proposal,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Which of these are yours? Nobody was asked anything yet'),
    placeHolder: vscode.l10n.t('Tick what belongs to you: it is checked at once'),
    canPickMany: true,
    ignoreFocusOut: true,
    matchOnDetail: true,
  });
  if (!chosen || chosen.length === 0) return;
  await confirmAndRun(
    live,
    chosen.map(({ proposal: { domain, hosts } }) => ({ domain, hosts })),
  );
}

async function confirmAndRun(live: LiveModel, domains: readonly ConfirmedDomain[]): Promise<void> {
  await live.confirm(domains);
  await live.run(live.confirmed().filter(({ domain }) => domains.some((one) => one.domain === domain)));
}

/** The domains that the user has not said yes to. */
export function newProposals(
  proposals: readonly LiveProposal[],
  confirmed: readonly ConfirmedDomain[],
): readonly LiveProposal[] {
  return proposals.filter(({ domain }) => !confirmed.some((one) => isOwnHost(one, domain)));
}

/** Asks for a domain that the workspace does not name. */
export async function addDomain(live: LiveModel): Promise<void> {
  if (!isAllowed()) return;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Add a Domain'),
    prompt: vscode.l10n.t(
      'Write a domain that is yours. It is checked at once: its DNS, its certificates, and a few of its pages.',
    ),
    placeHolder: 'shop.example',
    validateInput: (value) =>
      value.trim() === '' || typedHost(value) !== undefined
        ? undefined
        : vscode.l10n.t('This is no domain that others can reach. Write it like shop.example.'),
  });
  const host = typed === undefined ? undefined : typedHost(typed);
  if (host === undefined) return;
  const domain = host.startsWith('www.') && host.split('.').length > 2 ? host.slice('www.'.length) : host;
  await confirmAndRun(live, [{ domain, hosts: [] }]);
}

export function isAllowed(): boolean {
  if (vscode.workspace.isTrusted) return true;
  askForTrust(
    vscode.l10n.t('Launch Ready: domains are checked only where you trust the workspace. Nothing was sent.'),
  );
  return false;
}
