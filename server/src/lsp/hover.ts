import type { Connection, Hover } from 'vscode-languageserver/node';
import { IMPACTS, type Finding, type Impact } from '../core/finding.ts';
import { RULES } from '../core/rules/registry.ts';
import { toRange } from './convert.ts';
import type { Services } from './services.ts';

const IMPACT_WORDS: Readonly<Record<Impact, string>> = {
  blocker: 'Blocker: do not launch with this',
  high: 'High: fix before paid traffic',
  medium: 'Medium: fix soon',
  low: 'Low: can wait',
};

/** Explains the findings under the pointer: how much each matters, why, and where to act. */
export function registerHover(connection: Connection, { folders }: Services): void {
  connection.onHover(({ textDocument, position }): Hover | null => {
    const place = folders.locate(textDocument.uri);
    if (!place) return null;
    const offsetPosition = { line: position.line + 1, column: position.character + 1 };
    const found = place.folder
      .findings(place.path)
      .filter((finding) => !finding.suppressed && covers(finding, offsetPosition));
    const first = [...found].sort((a, b) => IMPACTS.indexOf(a.impact) - IMPACTS.indexOf(b.impact))[0];
    if (!first) return null;
    return {
      range: toRange(first.range),
      contents: { kind: 'markdown', value: found.map(explain).join('\n\n---\n\n') },
    };
  });
}

function covers(
  { range }: Finding,
  { line, column }: { readonly line: number; readonly column: number },
): boolean {
  if (!range) return false;
  const afterStart = line > range.start.line || (line === range.start.line && column >= range.start.column);
  const beforeEnd = line < range.end.line || (line === range.end.line && column <= range.end.column);
  return afterStart && beforeEnd;
}

function explain(finding: Finding): string {
  const rule = RULES.find(({ id }) => id === finding.ruleId);
  const links = [
    ...(finding.help ? [`[${escape(finding.help.label)}](${finding.help.url})`] : []),
    `[About ${finding.ruleId}](${finding.docs})`,
  ];
  return [
    `**${rule?.title ?? finding.ruleId}** · ${IMPACT_WORDS[finding.impact]}`,
    escape(rule?.why ?? ''),
    links.join(' · '),
  ].join('\n\n');
}

/** Parts of a finding can come from the file, which may try to write links into what we show. */
function escape(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()<>#|]/g, '\\$&');
}
