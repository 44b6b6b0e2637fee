import type { Connection, Hover, HoverParams } from 'vscode-languageserver/node';
import { overdueText } from '../core/deferrals.ts';
import { IMPACTS, type Finding, type Impact, type PositionRange } from '../core/finding.ts';
import { ruleInfoOf } from '../core/rules/registry.ts';
import { isHint, toRange } from './convert.ts';
import { envHover } from './env/hover.ts';
import { escapeMarkdown as escape } from './env/markdown.ts';
import type { Services } from './services.ts';

const IMPACT_WORDS: Readonly<Record<Impact, string>> = {
  blocker: 'Blocker: do not launch with this',
  high: 'High: fix before paid traffic',
  medium: 'Medium: fix soon',
  low: 'Low: can wait',
};

/** Explains the findings under the pointer, and below them the variable that is named there: one hover for both. */
export function registerHover(connection: Connection, services: Services): void {
  connection.onHover((params): Hover | null => {
    const parts = [findingHover(params, services), envHover(params, services)].filter(
      (part) => part !== undefined,
    );
    const [first] = parts;
    if (!first) return null;
    return {
      ...first,
      contents: { kind: 'markdown', value: parts.map(({ contents }) => contents.value).join('\n\n---\n\n') },
    };
  });
}

/** Where VS Code marks a hint, it shows the message itself. */
const HINT_COLUMNS = 2;

/** How much each finding matters, why, and where to act. */
function findingHover(
  { textDocument, position }: HoverParams,
  { folders }: Services,
): (Hover & { contents: { value: string } }) | undefined {
  const place = folders.locate(textDocument.uri);
  if (!place) return undefined;
  const offsetPosition = { line: position.line + 1, column: position.character + 1 };
  const found = place.folder
    .findings(place.path)
    .filter((finding) => !finding.suppressed && covers(finding, offsetPosition));
  const first = [...found].sort((a, b) => IMPACTS.indexOf(a.impact) - IMPACTS.indexOf(b.impact))[0];
  return (
    first && {
      range: toRange(first.range),
      contents: {
        kind: 'markdown',
        value: found.map((finding) => explain(finding, offsetPosition)).join('\n\n---\n\n'),
      },
    }
  );
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

function explain(finding: Finding, { line, column }: PositionRange['start']): string {
  const rule = ruleInfoOf(finding.ruleId);
  const links = [
    ...(finding.help ? [`[${escape(finding.help.label)}](${finding.help.url})`] : []),
    `[About ${finding.ruleId}](${finding.docs})`,
  ];
  const isPast = finding.past === true;
  const start = finding.range?.start;
  const isMarked = start?.line === line && column <= start.column + HINT_COLUMNS;
  return [
    `**${rule?.title ?? finding.ruleId}** · ${isPast ? 'Nothing to do: it is done' : IMPACT_WORDS[finding.impact]}`,
    ...(isPast && isHint(finding) && !isMarked ? [escape(finding.message)] : []),
    ...(finding.overdue ? [escape(overdueText(finding.overdue))] : []),
    // Of what has happened, the message says all.
    ...(isPast ? [] : [escape(rule?.why ?? '')]),
    links.join(' · '),
  ].join('\n\n');
}
