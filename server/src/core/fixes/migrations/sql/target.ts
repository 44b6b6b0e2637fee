/** The statement that a fix is about, in the file as it is now. */
import type { Refusal } from '../../../edit.ts';
import type { RewriteMigrationFix, TextRange } from '../../../finding.ts';
import type { Operation } from '../../../migrations/operation.ts';
import sqlFileReader from '../../../migrations/readers/sqlFile.ts';
import { readDirectives, type Section } from '../../../migrations/sqlFile/directives.ts';
import { readSqlPath } from '../../../migrations/sqlFile/paths.ts';
import type { MigrationFacts, Statement } from '../../../migrations/types.ts';
import { createDocument } from '../../../source.ts';
import type { Files } from '../../../workspace.ts';
import { tokensOf, type Token } from './tokensOf.ts';

export interface Target {
  readonly fix: RewriteMigrationFix;
  readonly files: Files;
  readonly text: string;
  readonly lineBreak: '\n' | '\r\n';
  readonly facts: MigrationFacts;
  readonly statement: Statement;
  /** All that run together with it: those of its changeset, or of the file. */
  readonly together: readonly Statement[];
  readonly operation: Operation;
  /** Of the statement. */
  readonly tokens: readonly Token[];
  /** The part of the file that it stands in. */
  readonly section: Section;
}

export function openTarget(fix: RewriteMigrationFix, files: Files): Target | Refusal {
  const text = files.read(fix.file);
  if (text === undefined) return { refused: `${fix.file} is gone.` };
  const read = sqlFileReader.read(createDocument({ path: fix.file, text }));
  const facts = read?.migration ?? read?.script;
  const statement = facts?.up.find(({ range }) => range.start === fix.statement);
  const operation = statement?.operations[fix.operation];
  if (!facts || !statement || !operation) return { refused: `${fix.file} has changed since it was checked.` };
  const section = sectionOf(text, fix.file, statement.range);
  return {
    fix,
    files,
    text,
    lineBreak: text.includes('\r\n') ? '\r\n' : '\n',
    facts,
    statement,
    together: fix.tool === 'liquibase' ? inside(facts.up, section) : facts.up,
    operation,
    tokens: tokensOf(text, statement.range, fix.dialect),
    section,
  };
}

/** From its heading to the next: what marks between statements cut is one again. */
function sectionOf(text: string, path: string, range: TextRange): Section {
  const guess = readSqlPath(path)?.evidence !== 'tool';
  const { sections } = readDirectives(text, { guess });
  const isIn = ({ start, end }: Section): boolean => start <= range.start && range.start < end;
  const index = sections.findIndex(isIn);
  const own = sections[index];
  if (!own) return { direction: 'up', start: 0, end: text.length };
  let first = own;
  for (let before = index - 1; sections[before]?.breakpoint; before--) first = sections[before] ?? first;
  return { direction: 'up', start: first.start, end: own.end };
}

function inside(statements: readonly Statement[], { start, end }: TextRange): readonly Statement[] {
  return statements.filter(({ range }) => range.start >= start && range.start < end);
}
