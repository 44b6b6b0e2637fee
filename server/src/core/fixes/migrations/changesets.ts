/** Liquibase: what has to run later is another changeset of the same file. */
import type { TextEdit } from '../../edit.ts';
import type { TextRange } from '../../finding.ts';
import { lineEndAt } from '../../lines.ts';
import { statementsText, type NewMigration } from './newMigration.ts';
import { optOutText } from './optOut.ts';
import { slugOf } from './slug.ts';
import type { Target } from './sql/target.ts';

/** `index`: how many the plan has added before. */
export function appendChangeset(
  target: Target,
  { slug, up, down, outside }: NewMigration,
  index: number,
): TextEdit {
  const { text, statement } = target;
  const at = nextChangeset(text, statement.range.end);
  const { author, id } = idOf(text, statement.range.start);
  const options = [
    ...(outside ? [optOutText('liquibase')] : []),
    // A body has semicolons of its own.
    ...(up.some((piece) => piece.includes(';')) ? ['splitStatements:false'] : []),
  ];
  const head = [`--changeset ${author}:${id}-${slugOf(slug).replaceAll('_', '-')}`, ...options].join(' ');
  const back =
    down.length > 0 ? down.map((piece) => `--rollback ${piece};\n`).join('') : '--rollback empty\n';
  const isLast = at === text.length;
  const isParted = index === 0 && (!isLast || /\n\s*\n$/.test(text));
  const gap = isParted ? '' : index > 0 || text.endsWith('\n') ? '\n' : '\n\n';
  return {
    range: { start: at, end: at },
    newText: `${isLast ? gap : ''}${head}\n${statementsText(up, target)}${back}${isLast ? '' : '\n'}`,
  };
}

function nextChangeset(text: string, from: number): number {
  const next = /^--\s*changeset\s/gim;
  next.lastIndex = from;
  const match = next.exec(text);
  return match ? match.index : text.length;
}

/** From its heading to the next. */
export function changesetOf(text: string, at: number): TextRange {
  return { start: changesetHeading(text, at)?.start ?? 0, end: nextChangeset(text, at) };
}

/** The heading that a statement stands under. */
function changesetHeading(text: string, at: number): TextRange | undefined {
  let found: number | undefined;
  for (const { index } of text.slice(0, at).matchAll(/^--\s*changeset\s/gim)) found = index;
  return found === undefined ? undefined : { start: found, end: lineEndAt(text, found) };
}

function idOf(text: string, at: number): { readonly author: string; readonly id: string } {
  const heading = changesetHeading(text, at);
  const line = heading ? text.slice(heading.start, heading.end) : '';
  const match = /^--\s*changeset\s+([^\s:]{1,100}):(\S{1,200})/i.exec(line);
  return { author: match?.[1] ?? 'team', id: match?.[2] ?? 'next' };
}
