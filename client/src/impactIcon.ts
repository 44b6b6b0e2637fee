import * as vscode from 'vscode';
import type { IMPACTS } from './counts.ts';

type Impact = (typeof IMPACTS)[number];

/**
 * The shapes are those of the Problems view, where a blocker alone is an error: colours, which high contrast themes take away,
 * only add to them.
 */
const ICONS: Readonly<Record<Impact, readonly [string, string]>> = {
  blocker: ['error', 'testing.iconFailed'],
  high: ['warning', 'list.errorForeground'],
  medium: ['warning', 'list.warningForeground'],
  low: ['info', 'descriptionForeground'],
};

export function impactIcon(impact: Impact): vscode.ThemeIcon {
  const [name, color] = ICONS[impact];
  return new vscode.ThemeIcon(name, new vscode.ThemeColor(color));
}
