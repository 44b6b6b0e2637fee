import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic,
  type Range,
  type TextEdit as LspTextEdit,
} from 'vscode-languageserver/node';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { overdueText } from '../core/deferrals.ts';
import type { TextEdit } from '../core/edit.ts';
import type { Finding, Impact, PositionRange } from '../core/finding.ts';
import { PRODUCT_NAME } from '../core/product.ts';
import { ruleInfoOf } from '../core/rules/registry.ts';
import { createDocument } from '../core/source.ts';

/** The only place that knows LSP ranges: 0-based lines, UTF-16 columns (as the core counts, from 0 instead of 1). */

const SEVERITY: Readonly<Record<Impact, DiagnosticSeverity>> = {
  blocker: DiagnosticSeverity.Error,
  high: DiagnosticSeverity.Warning,
  medium: DiagnosticSeverity.Warning,
  low: DiagnosticSeverity.Information,
};

/** `root` is the absolute path of the folder that the finding's related places are in. */
export function toDiagnostic(finding: Finding, root: string): Diagnostic {
  const relatedInformation = finding.related.map(({ file, range, message }) => ({
    location: { uri: toUri(root, file), range: toRange(range) },
    message,
  }));
  return {
    range: firstLineOf(toRange(finding.range)),
    severity: isHint(finding) ? DiagnosticSeverity.Hint : SEVERITY[finding.impact],
    ...(fades(finding) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    source: PRODUCT_NAME,
    code: finding.ruleId,
    codeDescription: { href: finding.docs },
    message: finding.overdue ? `${finding.message}\n${overdueText(finding.overdue)}` : finding.message,
    ...(relatedInformation.length > 0 ? { relatedInformation } : {}),
    data: { fingerprint: finding.fingerprint },
  };
}

/**
 * What fades is not underlined as well, and what has happened is no problem, unless somebody gave it a higher impact. VS Code
 * marks the first two columns of such a hint, and says its message there alone.
 */
export function isHint(finding: Finding): boolean {
  return (fades(finding) || finding.past === true) && finding.impact === 'low';
}

function fades({ ruleId }: Finding): boolean {
  return ruleInfoOf(ruleId)?.unnecessary === true;
}

/** A private key has some thirty lines: underlined is the first one, up to its end. */
function firstLineOf({ start, end }: Range): Range {
  return { start, end: end.line === start.line ? end : { line: start.line + 1, character: 0 } };
}

export function toRange(range: PositionRange | null): Range {
  if (!range) return { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  return {
    start: { line: range.start.line - 1, character: range.start.column - 1 },
    end: { line: range.end.line - 1, character: range.end.column - 1 },
  };
}

/** Offsets of the core's edits refer to `text`. */
export function toTextEdits(text: string, edits: readonly TextEdit[]): LspTextEdit[] {
  const document = createDocument({ path: '', text });
  return edits.map(({ range, newText }) => ({
    range: toRange({ start: document.positionAt(range.start), end: document.positionAt(range.end) }),
    newText,
  }));
}

/** Absolute path of a file URI; undefined for every other scheme. */
export function toPath(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined; // a host part that this platform has no path for
  }
}

export function toUri(root: string, relative: string): string {
  return pathToFileURL(path.join(root, relative)).href;
}

/** Forward slashes, relative to the root; undefined for what lies outside. */
export function toRelative(root: string, absolute: string): string | undefined {
  const relative = path.relative(root, absolute);
  const leaves = relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  if (relative === '' || leaves) return undefined;
  return relative.split(path.sep).join('/');
}
