/** Puts a safe form where the call stands. */
import type { Refusal, TextEdit } from '../../../edit.ts';
import { lineStartAt } from '../../../lines.ts';
import { edited } from './calls.ts';
import type { Format } from './format.ts';
import { wholeLines, type Site } from './site.ts';

/** The call that runs the SQL, with other SQL in it. */
export function ownCall(site: Site, newSql: string): string {
  const { sql } = site;
  return sql ? callText(site, [{ range: sql, newText: newSql }]) : newSql;
}

/** The call with some edits in it, without the indentation of its first line. */
export function callText(site: Site, edits: readonly TextEdit[]): string {
  const { text, call } = site;
  const indent = indentAt(text, call.start);
  return edited(text, call, edits)
    .split(/\r?\n/)
    .map((line, index) => (index > 0 && line.startsWith(indent) ? line.slice(indent.length) : line))
    .join('\n');
}

export function editsInPlace(
  site: Site,
  format: Format,
  lines: readonly string[],
): readonly TextEdit[] | Refusal {
  const { text, call } = site;
  const [first = '', ...others] = lines;
  const line = wholeLines(site, call);
  const indent = line?.indent ?? indentAt(text, call.start);
  const deep = (one: string): string => indented(one, indent);
  if (others.length === 0) return [{ range: call, newText: deep(first) }];
  if (!line)
    return {
      refused:
        'Several statements are needed instead of this call, and it doesn’t stand on lines of its own. Give it a line of its own first.',
    };
  if (line.lead === 'return ' && !/\basync\b/.test(text.slice(Math.max(0, line.start - 400), line.start)))
    return { refused: 'Several statements are needed instead of this call. Make the function async first.' };
  const lead = line.lead === '' ? '' : 'await ';
  const ending = line.ending === '' ? format.ending : line.ending;
  const all = [first, ...others].map(deep);
  const newText = all
    .map((one, index) => {
      const isLast = index === all.length - 1;
      return `${line.indent}${isLast ? line.lead : lead}${one}${isLast ? line.ending : ending}`;
    })
    .join('\n');
  return [
    {
      range: { start: line.start, end: line.start + text.slice(line.start, line.end).trimEnd().length },
      newText,
    },
  ];
}

function indentAt(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(lineStartAt(text, at, 4_000), at))?.[0] ?? '';
}

/** Lines behind the first get the indentation of the call. */
export function indented(line: string, indent: string): string {
  return line.replace(/\n(?=[^\r\n])/g, `\n${indent}`);
}
