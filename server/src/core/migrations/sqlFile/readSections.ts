/** Reads the parts of an .sql file, each as SQL. */
import { spanOf, type Span } from '../../span.ts';
import type { Document } from '../../source.ts';
import { lineEndAt } from '../../lines.ts';
import type { Dialect } from '../operation.ts';
import { readSql } from '../sql/readSql.ts';
import type { Statement } from '../types.ts';
import { withoutTemplates } from './contents.ts';
import type { Directives, Section } from './directives.ts';

export interface Parts {
  readonly up: readonly Statement[];
  readonly down: readonly Statement[];
  readonly dialect?: Dialect;
  readonly backticks?: true;
  readonly broken: boolean;
  /** Where the way back says that there is none. */
  readonly irreversible?: Span;
}

/** `back`: the direction of the sections that lead back, which is "up" in a file that is the way back as a whole. */
export function readSections(
  document: Document,
  directives: Directives,
  { known, back }: { readonly known: Dialect | undefined; readonly back: 'up' | 'down' },
): Parts {
  const { sections, prefixes } = directives;
  const text = readable(document.text, prefixes);
  const place = (start: number, end: number): Span => spanOf(document, start, end);
  const up: Statement[] = [];
  const down: (readonly Statement[])[] = [];
  let dialect: Dialect | undefined;
  let backticks = false;
  let broken = false;
  for (const section of sections) {
    const reading = readSql(text, {
      ...(known && { dialect: known }),
      placeOf: place,
      from: section.start,
      to: section.end,
    });
    dialect ??= reading.dialect;
    backticks ||= reading.backticks === true;
    broken ||= reading.broken;
    const statements = marked(reading.statements, section, document);
    if (section.direction === 'up') for (const statement of statements) up.push(statement);
    else down.push(statements);
  }
  const irreversible = prefixes.length > 0 ? undefined : refusalIn(document, sections, back);
  // Of several changes in one file the last is taken back first.
  return {
    up,
    down: down.toReversed().flat(),
    broken,
    ...(dialect ? { dialect } : backticks && { backticks: true as const }),
    ...(irreversible && { irreversible }),
  };
}

/** Same length: templates and the marks in front of commented SQL are blank. */
function readable(text: string, prefixes: Directives['prefixes']): string {
  const plain = withoutTemplates(text);
  if (prefixes.length === 0) return plain;
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of prefixes) {
    pieces.push(plain.slice(at, start), ' '.repeat(end - start));
    at = end;
  }
  return pieces.join('') + plain.slice(at);
}

function marked(
  statements: readonly Statement[],
  section: Section,
  document: Document,
): readonly Statement[] {
  if (section.outside) return statements.map(outsideOf);
  const first = statements[0];
  if (first && section.begins) return [{ ...first, begins: true }, ...statements.slice(1)];
  const last = statements.at(-1);
  if (!first || !last) return statements;
  if (
    section.whole &&
    statements.length > 1 &&
    BODY.test(document.text.slice(first.range.start, first.range.start + 200))
  )
    // MySQL's bodies hold semicolons without quotes round them.
    return [{ ...first, range: { start: first.range.start, end: last.range.end } }];
  return section.breakpoint ? [...statements.slice(0, -1), { ...last, breakpoint: true }] : statements;
}

function outsideOf(statement: Statement): Statement {
  return Object.assign({}, statement, {
    operations: statement.operations.map((operation) => Object.assign({}, operation, { outside: true })),
  });
}

const BODY =
  /^\s*create\s+(?:or\s+replace\s+)?(?:definer\s*=\s*\S+\s+)?(?:trigger|procedure|function|event)\b/i;

/** Words of a way back that is none: a comment, or an error that is raised. */
const REFUSAL =
  /\birreversible\b|\bnot reversible\b|\b(?:cannot|can't|can not) be (?:reversed|reverted|undone|rolled back)\b|\bno (?:way back|rollback|down migration)\b|\bone[- ]way\b|\braise\s+exception\b|\bsignal\s+sqlstate\b/i;
const LONGEST_REFUSAL = 2_000;

function refusalIn(document: Document, sections: readonly Section[], back: 'up' | 'down'): Span | undefined {
  for (const { direction, start, end } of sections) {
    if (direction !== back || end - start > LONGEST_REFUSAL) continue;
    const match = REFUSAL.exec(document.text.slice(start, end));
    if (!match) continue;
    const at = start + match.index;
    return spanOf(document, at, Math.min(at + match[0].length, lineEndAt(document.text, at)));
  }
  return undefined;
}
