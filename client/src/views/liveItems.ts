import * as vscode from 'vscode';
import type { LiveCheckResult } from '../../../server/src/protocol.ts';
import { impactCounts } from '../counts.ts';
import { impactIcon } from '../impactIcon.ts';
import { isOwnHost } from '../live/liveHosts.ts';
import type { RunningDomain } from '../live/liveModel.ts';
import { say } from './say.ts';
import {
  ageOf,
  isLeaf,
  newest,
  resultsOf,
  worst,
  type AreaNode,
  type DomainNode,
  type LiveNode,
  type PassedNode,
  type ResultNode,
} from './liveNodes.ts';

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/**
 * What the entries of the view of live checks look like. Servers have a say in most texts: labels and tooltips are plain text,
 * nothing in them is a link, an icon or a command.
 */
export function liveItem(node: LiveNode, now: number): vscode.TreeItem {
  const item = itemOf(node, now);
  item.id = node.id;
  return item;
}

function itemOf(node: LiveNode, now: number): vscode.TreeItem {
  switch (node.kind) {
    case 'domain':
      return domainItem(node, now);
    case 'area':
      return areaItem(node, now);
    case 'result':
      return resultItem(node);
    case 'passed':
      return passedItem(node);
    case 'text':
      return textItem(node);
    case 'mend':
      return mendItem(node);
    case 'copy':
      return copyItem(node);
    case 'link':
      return linkItem(node);
    case 'place':
      return placeItem(node);
  }
}

function domainItem(node: DomainNode, now: number): vscode.TreeItem {
  const { domain, report, running, isOneOfFew } = node;
  const results = report ? resultsOf([report]) : [];
  const isOpen = isOneOfFew && (!report || results.some(({ state }) => state === 'problem'));
  const item = new vscode.TreeItem(domain.domain, isLeaf(node) ? None : isOpen ? Expanded : Collapsed);
  const at = newest(report);
  const age = at === undefined ? '' : ageOf(at, now);
  item.description = running
    ? phaseWords(running)
    : report
      ? joined([countWords(results), age])
      : vscode.l10n.t('not checked yet');
  item.iconPath = running ? icon('sync~spin') : stateIcon(worst(results));
  const folder = report?.folder === undefined ? '' : folderName(report.folder);
  item.tooltip = [
    domain.domain,
    item.description,
    domain.hosts.length === 0 ? '' : vscode.l10n.t('Also asked: {0}', domain.hosts.join(', ')),
    report?.grade === undefined ? '' : vscode.l10n.t('MDN Observatory: {0}', report.grade),
    at === undefined ? '' : vscode.l10n.t('Checked at {0}', new Date(at).toLocaleString()),
    folder,
  ]
    .filter((line) => line !== '')
    .join('\n');
  say(item, [domain.domain, item.description, folder]);
  item.contextValue = running
    ? 'live.domain.running'
    : report
      ? 'live.domain.idle.checked'
      : 'live.domain.idle';
  return item;
}

/** Where several folders are open, the one whose configuration counted. */
function folderName(uri: string): string {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length < 2) return '';
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri))?.name ?? '';
}

function phaseWords({ phases }: RunningDomain): string {
  if (phases.has('judging')) return vscode.l10n.t('judging the answers…');
  return phases.size > 0 ? vscode.l10n.t('asking…') : vscode.l10n.t('waiting…');
}

/** "1 blocker, 2 high", or that all is well. */
function countWords(results: readonly LiveCheckResult[]): string {
  const problems = results.filter(({ state }) => state === 'problem');
  const counts = impactCounts(problems.map(({ impact = 'medium' }) => impact));
  if (counts !== '') return counts;
  const unknown = results.filter(({ state }) => state === 'unknown').length;
  if (unknown > 0) return vscode.l10n.t('{0} could not be told', unknown);
  return results.length === 0 ? vscode.l10n.t('nothing to say') : vscode.l10n.t('all well');
}

function areaItem(node: AreaNode, now: number): vscode.TreeItem {
  const { area, report, progress, domainAt } = node;
  const label = areaName(area);
  const results = report?.results ?? [];
  const state = worst(results);
  const hasProblems = results.some((result) => result.state === 'problem');
  const item = new vscode.TreeItem(label, isLeaf(node) ? None : hasProblems ? Expanded : Collapsed);
  // Checked alone, at another time than the rest.
  const own = report ? ageOf(report.at, now) : '';
  const age = domainAt !== undefined && own === ageOf(domainAt, now) ? '' : own;
  item.description = report ? joined([countWords(results), age]) : '';
  item.iconPath =
    progress === 'running'
      ? icon('sync~spin')
      : progress === 'waiting'
        ? icon('circle-outline')
        : stateIcon(state);
  const doing =
    progress === 'none'
      ? ''
      : progress === 'running'
        ? vscode.l10n.t('being checked')
        : vscode.l10n.t('waiting');
  item.tooltip = [`${label}: ${areaWords(area)}`, item.description].filter((line) => line !== '').join('\n');
  say(item, [label, item.description, doing]);
  item.contextValue = progress === 'none' ? 'live.area.idle' : 'live.area.running';
  return item;
}

function areaName(area: string): string {
  const names: Readonly<Record<string, string>> = {
    dns: vscode.l10n.t('DNS'),
    redirects: vscode.l10n.t('Redirects'),
    tls: vscode.l10n.t('TLS'),
    edge: vscode.l10n.t('CDN'),
    headers: vscode.l10n.t('Headers'),
    caching: vscode.l10n.t('Caching'),
    cors: vscode.l10n.t('CORS'),
    exposure: vscode.l10n.t('Exposure'),
    email: vscode.l10n.t('Email'),
    uptime: vscode.l10n.t('Uptime'),
    drift: vscode.l10n.t('Drift'),
  };
  return names[area] ?? area;
}

function areaWords(area: string): string {
  const words: Readonly<Record<string, string>> = {
    dns: vscode.l10n.t('records, name servers and who may issue certificates'),
    redirects: vscode.l10n.t('how people get to the one right address'),
    tls: vscode.l10n.t('certificates and encryption'),
    edge: vscode.l10n.t('what stands in front of the server'),
    headers: vscode.l10n.t('what answers tell browsers to guard against'),
    caching: vscode.l10n.t('what is kept, where, and for how long'),
    cors: vscode.l10n.t('which other sites may read answers'),
    exposure: vscode.l10n.t('what should not be served at all'),
    email: vscode.l10n.t('whether your mail arrives, and nobody else sends in your name'),
    uptime: vscode.l10n.t('whether the addresses that you watch answer as they should'),
    drift: vscode.l10n.t('what this workspace declares, and the product answers otherwise'),
  };
  return words[area] ?? '';
}

function resultItem(node: ResultNode): vscode.TreeItem {
  const { result, domain } = node;
  const { state, title, message, host, impact } = result;
  const passed = state === 'pass';
  const item = new vscode.TreeItem(passed ? message : title, isLeaf(node) ? None : Collapsed);
  item.description = passed ? (host === domain.domain ? '' : (host ?? '')) : (host ?? message);
  item.iconPath =
    state === 'problem'
      ? stateIcon(impact ?? 'medium')
      : state === 'accepted'
        ? icon('circle-slash', 'disabledForeground')
        : stateIcon(state);
  item.tooltip = joinedLines([title, message, host, impact ? impactWords(impact) : '']);
  say(item, [
    passed ? '' : impact ? impactWords(impact) : stateWords(state),
    passed ? message : title,
    passed ? stateWords(state) : message,
  ]);
  const traits = [
    ...(result.place ? ['place'] : []),
    ...(isOwnHost(domain, host ?? domain.domain) ? ['host'] : []),
  ];
  item.contextValue = ['live.result', ...traits].join('.');
  return item;
}

function impactWords(impact: NonNullable<LiveCheckResult['impact']>): string {
  return {
    blocker: vscode.l10n.t('Blocker: do not launch with this'),
    high: vscode.l10n.t('High: fix before paid traffic'),
    medium: vscode.l10n.t('Medium: fix soon'),
    low: vscode.l10n.t('Low: can wait'),
  }[impact];
}

function stateWords(state: LiveCheckResult['state']): string {
  return {
    problem: vscode.l10n.t('problem'),
    pass: vscode.l10n.t('passed'),
    unknown: vscode.l10n.t('unknown'),
    accepted: vscode.l10n.t('accepted'),
  }[state];
}

function passedItem({ results, state }: PassedNode): vscode.TreeItem {
  const label =
    state === 'pass'
      ? vscode.l10n.t('Passed: {0}', results.length)
      : vscode.l10n.t('Accepted: {0}', results.length);
  const item = new vscode.TreeItem(label, Collapsed);
  item.iconPath =
    state === 'pass' ? icon('pass', 'testing.iconPassed') : icon('circle-slash', 'disabledForeground');
  item.tooltip =
    state === 'pass' ? label : vscode.l10n.t('Problems that launch-ready.yaml or the baseline puts aside');
  say(item, [label]);
  return item;
}

function textItem({ text, what }: Extract<LiveNode, { readonly kind: 'text' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(text, None);
  item.iconPath =
    what === 'evidence' ? icon('eye', 'descriptionForeground') : icon('comment', 'descriptionForeground');
  item.tooltip = text;
  say(item, [what === 'evidence' ? vscode.l10n.t('Seen: {0}', text) : text]);
  item.contextValue = 'live.text';
  return item;
}

function mendItem({ mend }: Extract<LiveNode, { readonly kind: 'mend' }>): vscode.TreeItem {
  const label = vscode.l10n.t('How to mend');
  const item = new vscode.TreeItem(label, Expanded);
  item.iconPath = icon('wrench');
  item.tooltip = mend.how;
  say(item, [label, mend.how]);
  return item;
}

function copyItem({ copy }: Extract<LiveNode, { readonly kind: 'copy' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(copy.label, None);
  item.description = copy.value;
  item.iconPath = icon('symbol-string');
  item.tooltip = joinedLines([copy.label, copy.value]);
  say(item, [copy.label, copy.value]);
  item.contextValue = copy.valueText === undefined ? 'live.copy' : 'live.copy.record';
  return item;
}

function linkItem({ link }: Extract<LiveNode, { readonly kind: 'link' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(link.label, None);
  item.iconPath = icon('link-external');
  item.tooltip = joinedLines([link.label, link.url]);
  say(item, [link.label, vscode.l10n.t('opens in the browser')]);
  item.command = {
    command: 'launchReady.live.openLink',
    title: vscode.l10n.t('Open'),
    arguments: [{ kind: 'link', link }],
  };
  return item;
}

function placeItem({ place }: Extract<LiveNode, { readonly kind: 'place' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(`${place.file}:${place.line + 1}`, None);
  item.description = vscode.l10n.t('declares it');
  item.iconPath = icon('go-to-file');
  item.tooltip = vscode.l10n.t('The line that declares it otherwise');
  say(item, [place.file, vscode.l10n.t('line {0}', place.line + 1), item.tooltip]);
  const { line, character, length } = place;
  item.command = {
    command: 'vscode.open',
    title: vscode.l10n.t('Open'),
    arguments: [
      vscode.Uri.parse(place.uri),
      { selection: new vscode.Range(line, character, line, character + length), preserveFocus: true },
    ],
  };
  return item;
}

function stateIcon(state: ReturnType<typeof worst>): vscode.ThemeIcon {
  switch (state) {
    case 'blocker':
    case 'high':
    case 'medium':
    case 'low':
      return impactIcon(state);
    case 'unknown':
      return icon('question', 'descriptionForeground');
    case 'pass':
      return icon('pass', 'testing.iconPassed');
    case undefined:
      return icon('circle-outline', 'descriptionForeground');
  }
}

function icon(name: string, color?: string): vscode.ThemeIcon {
  return color === undefined
    ? new vscode.ThemeIcon(name)
    : new vscode.ThemeIcon(name, new vscode.ThemeColor(color));
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}

function joinedLines(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n');
}
