import * as vscode from 'vscode';
import { variableCount } from '../counts.ts';
import type {
  EnvironmentCellInfo,
  EnvironmentFolder,
  EnvironmentPackage,
  EnvironmentPlace,
  EnvironmentVariable,
} from '../../../server/src/protocol.ts';

/** What the entries of the environment view look like. */
export type Node =
  | { readonly kind: 'folder'; readonly folder: EnvironmentFolder }
  | { readonly kind: 'package'; readonly package: EnvironmentPackage; readonly folder: EnvironmentFolder }
  | { readonly kind: 'variable'; readonly variable: EnvironmentVariable }
  | { readonly kind: 'cell'; readonly cell: EnvironmentCellInfo; readonly variable: EnvironmentVariable }
  | { readonly kind: 'uses'; readonly variable: EnvironmentVariable }
  | { readonly kind: 'place'; readonly place: EnvironmentPlace; readonly variable: EnvironmentVariable };

const { None, Collapsed } = vscode.TreeItemCollapsibleState;

export function packageItem({ folder, name, variables }: EnvironmentPackage): vscode.TreeItem {
  const item = new vscode.TreeItem(folder === '' ? name || vscode.l10n.t('This folder') : folder, Collapsed);
  const concerns = variables.filter(({ concern }) => concern !== 'none').length;
  item.iconPath = new vscode.ThemeIcon('package');
  item.description =
    concerns === 0
      ? variableCount(variables.length)
      : concerns === 1
        ? vscode.l10n.t('1 needs a look')
        : vscode.l10n.t('{0} need a look', concerns);
  item.tooltip = `${name}: ${variableCount(variables.length)}`;
  item.accessibilityInformation = { label: `${item.label as string}, ${item.description}` };
  return item;
}

export function variableItem(variable: EnvironmentVariable): vscode.TreeItem {
  const item = new vscode.TreeItem(variable.name, Collapsed);
  const traits = traitsOf(variable);
  item.iconPath = variableIcon(variable);
  item.description = concernWords(variable) || traits.join(' · ');
  item.tooltip = [variable.name, traits.join(' · '), concernWords(variable)]
    .filter((part) => part !== '')
    .join('\n');
  // Without it, screen readers get the tooltip in place of the label.
  item.accessibilityInformation = {
    label: [variable.name, concernWords(variable), ...traits].filter((part) => part !== '').join(', '),
  };
  item.contextValue = variable.environments.some(({ hasValue }) => hasValue) ? 'variable.value' : 'variable';
  return item;
}

/** "missing in production, render.yaml" */
function concernWords({ concern, concerned }: EnvironmentVariable): string {
  const where = concerned.map(shortName).join(', ');
  switch (concern) {
    case 'missing':
      return where === '' ? vscode.l10n.t('not declared anywhere') : vscode.l10n.t('missing in {0}', where);
    case 'empty':
      return vscode.l10n.t('empty in {0}', where);
    case 'placeholder':
      return vscode.l10n.t('a placeholder in {0}', where);
    case 'none':
      return '';
  }
}

function traitsOf({ need, isSecret, isPublic, suppliedBy, readBy }: EnvironmentVariable): readonly string[] {
  const needs = {
    required: vscode.l10n.t('required'),
    optional: vscode.l10n.t('optional'),
    unread: vscode.l10n.t('not read by the code'),
  };
  return [
    suppliedBy === undefined ? needs[need] : vscode.l10n.t('set by {0}', suppliedBy),
    ...(isPublic ? [vscode.l10n.t('public')] : isSecret ? [vscode.l10n.t('secret')] : []),
    ...(readBy === undefined ? [] : [vscode.l10n.t('read by {0}', readBy)]),
  ];
}

function variableIcon({
  concern,
  need,
  isSecret,
  isPublic,
  suppliedBy,
}: EnvironmentVariable): vscode.ThemeIcon {
  if (concern === 'missing') return icon('error', 'list.errorForeground');
  if (concern !== 'none') return icon('warning', 'list.warningForeground');
  if (suppliedBy !== undefined) return icon('cloud');
  if (need === 'unread') return icon('circle-outline', 'disabledForeground');
  if (isPublic) return icon('globe');
  return icon(isSecret ? 'lock' : 'symbol-variable');
}

function icon(name: string, color?: string): vscode.ThemeIcon {
  return color === undefined
    ? new vscode.ThemeIcon(name)
    : new vscode.ThemeIcon(name, new vscode.ThemeColor(color));
}

export function cellItem(cell: EnvironmentCellInfo, variable: EnvironmentVariable): vscode.TreeItem {
  const { environment, state, place, hasValue } = cell;
  const item = new vscode.TreeItem(shortName(environment), None);
  const words = stateWords(state);
  const where = place && state !== 'missing' ? placeWords(place, environment) : '';
  item.description = [words, where].filter((part) => part !== '').join(' · ');
  item.iconPath = cellIcon(state, variable.concerned.includes(environment));
  item.tooltip = vscode.l10n.t('{0} in {1}: {2}', variable.name, environment, words);
  item.accessibilityInformation = {
    label: [environment, words, where].filter((part) => part !== '').join(', '),
  };
  item.contextValue = hasValue ? 'cell.value' : 'cell';
  if (place) item.command = opening(place);
  return item;
}

/** A manifest is called by its file: of that the name will do, and the folder stands behind it. */
function shortName(environment: string): string {
  return environment.slice(environment.lastIndexOf('/') + 1);
}

function placeWords({ file, line }: EnvironmentPlace, environment: string): string {
  if (!environment.startsWith(file)) return `${file}:${line + 1}`;
  const folder = file.slice(0, Math.max(0, file.lastIndexOf('/')));
  return [vscode.l10n.t('line {0}', line + 1), folder].filter((part) => part !== '').join(' · ');
}

function stateWords(state: EnvironmentCellInfo['state']): string {
  return {
    present: vscode.l10n.t('set'),
    empty: vscode.l10n.t('empty'),
    placeholder: vscode.l10n.t('a placeholder'),
    missing: vscode.l10n.t('missing'),
    inherited: vscode.l10n.t('inherited'),
    elsewhere: vscode.l10n.t('held elsewhere'),
  }[state];
}

function cellIcon(state: EnvironmentCellInfo['state'], isConcern: boolean): vscode.ThemeIcon {
  switch (state) {
    case 'present':
      return icon('pass', 'testing.iconPassed');
    case 'inherited':
      return icon('arrow-down', 'testing.iconPassed');
    case 'elsewhere':
      return icon('cloud', 'testing.iconPassed');
    case 'empty':
      return isConcern
        ? icon('circle-large-outline', 'list.warningForeground')
        : icon('circle-large-outline');
    case 'placeholder':
      return isConcern ? icon('edit', 'list.warningForeground') : icon('edit');
    case 'missing':
      return isConcern ? icon('error', 'list.errorForeground') : icon('dash', 'disabledForeground');
  }
}

export function usesItem({ name, useCount }: EnvironmentVariable): vscode.TreeItem {
  const label =
    useCount === 1 ? vscode.l10n.t('Read in one place') : vscode.l10n.t('Read in {0} places', useCount);
  const item = new vscode.TreeItem(label, Collapsed);
  item.iconPath = icon('references');
  item.tooltip = vscode.l10n.t('Where the code reads {0}', name);
  item.accessibilityInformation = { label };
  return item;
}

export function placeItem(place: EnvironmentPlace): vscode.TreeItem {
  const slash = place.file.lastIndexOf('/') + 1;
  const item = new vscode.TreeItem(`${place.file.slice(slash)}:${place.line + 1}`, None);
  item.description = place.file.slice(0, Math.max(0, slash - 1));
  item.iconPath = icon('symbol-field');
  item.tooltip = place.file;
  item.accessibilityInformation = { label: `${place.file}, ${vscode.l10n.t('line {0}', place.line + 1)}` };
  item.command = opening(place);
  return item;
}

function opening({ uri, line, character, length }: EnvironmentPlace): vscode.Command {
  const selection = new vscode.Range(line, character, line, character + length);
  return {
    command: 'vscode.open',
    title: vscode.l10n.t('Open'),
    arguments: [vscode.Uri.parse(uri), { selection, preserveFocus: true }],
  };
}
