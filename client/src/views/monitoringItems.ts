import * as vscode from 'vscode';
import type { MonitoringEndpoint, MonitoringFailure } from '../../../server/src/protocol.ts';
import { sparkline } from '../monitoring/sparkline.ts';
import { say } from './say.ts';

const { None, Collapsed } = vscode.TreeItemCollapsibleState;

export type MonitoringNode =
  | {
      readonly kind: 'endpoint';
      readonly endpoint: MonitoringEndpoint;
      readonly isRunning: boolean;
      /** All that is watched is on one host, which need not be named in each row. */
      readonly isOneHost: boolean;
    }
  | { readonly kind: 'text'; readonly id: string; readonly text: string; readonly icon: string }
  | { readonly kind: 'failure'; readonly id: string; readonly failure: MonitoringFailure }
  | { readonly kind: 'place'; readonly id: string; readonly endpoint: MonitoringEndpoint };

/** What is below an endpoint: how it has done, its last failures, where it is declared. */
export function partsOf(node: MonitoringNode): readonly MonitoringNode[] {
  if (node.kind !== 'endpoint') return [];
  const { endpoint, isRunning } = node;
  const { id, failures, place } = endpoint;
  const texts = [figures(endpoint, isRunning), quietly(endpoint)].filter((text) => text !== '');
  return [
    ...texts.map((text, index): MonitoringNode => ({
      kind: 'text',
      id: `${id} text ${index}`,
      text,
      icon: index === 0 ? 'graph-line' : 'bell-slash',
    })),
    ...failures.map((failure, index): MonitoringNode => ({
      kind: 'failure',
      id: `${id} failure ${index}`,
      failure,
    })),
    ...(place ? [{ kind: 'place', id: `${id} place`, endpoint } as const] : []),
  ];
}

/** The workspace and servers have a say in most texts: they are shown as text alone. */
export function monitoringItem(node: MonitoringNode, now: number): vscode.TreeItem {
  switch (node.kind) {
    case 'endpoint':
      return endpointItem(node, now);
    case 'text':
      return textItem(node.id, node.text, node.icon);
    case 'failure':
      return failureItem(node.id, node.failure, now);
    case 'place':
      return placeItem(node.id, node.endpoint);
  }
}

function endpointItem(
  { endpoint, isRunning, isOneHost }: MonitoringNode & { readonly kind: 'endpoint' },
  now: number,
): vscode.TreeItem {
  const item = new vscode.TreeItem(shortName(endpoint, isOneHost), Collapsed);
  item.id = endpoint.id;
  const state = stateWords(endpoint, isRunning, now);
  const line = sparkline(endpoint.runs, endpoint.latency);
  // What is wrong first: the room beside a name is small.
  item.description = [line, state].filter((part) => part !== '').join(' ');
  item.iconPath = iconOf(endpoint, isRunning);
  item.tooltip = [
    endpoint.name,
    `${endpoint.method} ${endpoint.url}`,
    state,
    figures(endpoint, isRunning),
    quietly(endpoint),
  ]
    .filter((text) => text !== '')
    .join('\n');
  say(item, [endpoint.name, state]);
  item.contextValue = [
    'monitoring.endpoint',
    ...(endpoint.place ? ['place'] : []),
    ...(endpoint.status === 'blocked' ? [] : ['open']),
  ].join('.');
  return item;
}

/** The side bar is narrow: of names that we made, what tells one from the other. */
function shortName({ name, url }: MonitoringEndpoint, isOneHost: boolean): string {
  const place = url.replace(/^https?:\/\//i, '').replace(/\/$/, '');
  const path = place.includes('/') ? place.slice(place.indexOf('/')) : '';
  if (name === `Home page of ${place}`) return isOneHost ? vscode.l10n.t('Home page') : place;
  if (!name.endsWith(` ${place}`)) return name;
  const method = name.slice(0, -place.length - 1);
  const short = isOneHost && path !== '' ? path : place;
  return method === 'GET' ? short : `${method} ${short}`;
}

function stateWords(endpoint: MonitoringEndpoint, isRunning: boolean, now: number): string {
  const { status, reason = '', since } = endpoint;
  const last = endpoint.runs.at(-1);
  const ago = last ? span(last.at, now) : '';
  const lasts = span(Date.parse(since ?? ''), now);
  switch (status) {
    case 'blocked':
      return vscode.l10n.t('not asked: {0}', reason);
    case 'unknown':
      return reason === '' ? vscode.l10n.t('not asked yet') : vscode.l10n.t('unknown: {0}', reason);
    case 'failing':
      return isRunning
        ? vscode.l10n.t('failed: {0}', reason)
        : vscode.l10n.t('failed {0} ago: {1}', ago, reason);
    case 'down':
      return isRunning
        ? vscode.l10n.t('down {0}: {1}', lasts, reason)
        : vscode.l10n.t('was down {0} ago: {1}', ago, reason);
    case 'up': {
      const took = last ? latencyWords(last.milliseconds) : '';
      const answer = last?.status === undefined || last.status === 200 ? took : `${last.status} · ${took}`;
      // Where nobody asks, nobody knows how it is now.
      return isRunning
        ? vscode.l10n.t('{0} · up {1}', answer, lasts)
        : vscode.l10n.t('{0} · {1} ago', answer, ago);
    }
  }
}

/** "2 of 120 runs failed · asked every minute" */
function figures({ every, total, status }: MonitoringEndpoint, isRunning: boolean): string {
  if (status === 'blocked') return '';
  const often =
    every === 60
      ? vscode.l10n.t('asked every minute')
      : every === 1
        ? vscode.l10n.t('asked every second')
        : every % 60 === 0
          ? vscode.l10n.t('asked every {0} minutes', every / 60)
          : vscode.l10n.t('asked every {0} seconds', every);
  const runs =
    total.runs === 0
      ? vscode.l10n.t('No run yet')
      : total.failures === 0
        ? vscode.l10n.t('All {0} runs were good', total.runs)
        : vscode.l10n.t('{0} of {1} runs failed', total.failures, total.runs);
  return `${runs} · ${isRunning ? often : vscode.l10n.t('not watched now')}`;
}

function quietly({ maintenance }: MonitoringEndpoint): string {
  if (maintenance === undefined) return '';
  return maintenance === ''
    ? vscode.l10n.t('Maintenance: nobody is told of failures')
    : vscode.l10n.t('Maintenance ({0}): nobody is told of failures', maintenance);
}

const COLOURS = {
  passed: 'testing.iconPassed',
  failed: 'testing.iconFailed',
  warned: 'list.warningForeground',
};

function iconOf({ status }: MonitoringEndpoint, isRunning: boolean): vscode.ThemeIcon {
  switch (status) {
    case 'up':
      return icon('pass', isRunning ? COLOURS.passed : undefined);
    case 'failing':
      return icon('warning', COLOURS.warned);
    case 'down':
      return icon('error', COLOURS.failed);
    case 'blocked':
      return icon('circle-slash');
    case 'unknown':
      return icon(isRunning ? 'sync~spin' : 'circle-outline');
  }
}

function icon(name: string, colour?: string): vscode.ThemeIcon {
  return colour === undefined
    ? new vscode.ThemeIcon(name)
    : new vscode.ThemeIcon(name, new vscode.ThemeColor(colour));
}

function textItem(id: string, text: string, name: string): vscode.TreeItem {
  const item = new vscode.TreeItem(text, None);
  item.id = id;
  item.iconPath = icon(name);
  item.tooltip = text;
  say(item, [text]);
  return item;
}

function failureItem(id: string, { at, reason, runs }: MonitoringFailure, now: number): vscode.TreeItem {
  const item = new vscode.TreeItem(reason.charAt(0).toUpperCase() + reason.slice(1), None);
  item.id = id;
  const ago = vscode.l10n.t('{0} ago', span(Date.parse(at), now));
  item.description = runs > 1 ? vscode.l10n.t('{0} times, last {1}', runs, ago) : ago;
  item.iconPath = icon('circle-small-filled', COLOURS.failed);
  item.tooltip = `${reason}\n${new Date(at).toLocaleString()}`;
  say(item, [reason, item.description]);
  return item;
}

function placeItem(id: string, { place, id: endpoint }: MonitoringEndpoint): vscode.TreeItem {
  const item = new vscode.TreeItem(place ? `${place.file}:${place.line + 1}` : '', None);
  item.id = id;
  item.iconPath = icon('go-to-file');
  item.tooltip = vscode.l10n.t('Open the line that declares it');
  say(item, [place?.file, place && vscode.l10n.t('line {0}', place.line + 1), item.tooltip]);
  item.command = {
    command: 'launchReady.monitoring.openPlace',
    title: vscode.l10n.t('Open'),
    arguments: [{ kind: 'endpointId', id: endpoint }],
  };
  return item;
}

function latencyWords(milliseconds: number): string {
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
}

/** "12 s", "3 min", "2 h", "4 days": between two times in milliseconds. */
function span(from: number, to: number): string {
  const seconds = Math.max(0, Math.round((to - from) / 1_000));
  if (seconds < 60) return vscode.l10n.t('{0} s', seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return vscode.l10n.t('{0} min', minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return vscode.l10n.t('{0} h', hours);
  const days = Math.floor(hours / 24);
  return days === 1 ? vscode.l10n.t('1 day') : vscode.l10n.t('{0} days', days);
}
