/** The way back of the migration that a fix changes. */
import { TOOLS } from '../../../migrations/toolTable.ts';
import sqlFileReader from '../../../migrations/readers/sqlFile.ts';
import type { Operation } from '../../../migrations/operation.ts';
import type { Statement } from '../../../migrations/types.ts';
import { nextLineAt, lineEndAt } from '../../../lines.ts';
import { createDocument } from '../../../source.ts';
import { changesetOf } from '../changesets.ts';
import type { Draft } from '../draft.ts';
import { lineStartOf } from './statementText.ts';
import type { Target } from './target.ts';
import { findWords, tokensOf } from './tokensOf.ts';

interface Back {
  readonly path: string;
  readonly text: string;
  readonly statements: readonly Statement[];
}

/** What another migration undoes by now must not make this way back fail: it gets IF EXISTS. */
export function dropSoftly(draft: Draft, kind: 'drop-index' | 'drop-constraint', name: string): void {
  const back = backOf(draft.target);
  for (const { operations, range } of back?.statements ?? []) {
    const operation = operations.find((one) => isDropOf(one, kind, name));
    if (!back || !operation || ('ifExists' in operation && operation.ifExists)) continue;
    const tokens = tokensOf(back.text, range, draft.target.fix.dialect);
    const from = tokens.findIndex(({ start }) => start >= operation.at.start);
    const index = findWords(
      tokens,
      ['drop', kind === 'drop-index' ? 'index' : 'constraint'],
      Math.max(0, from),
    );
    const concurrently = tokens[index + 2]?.word === 'concurrently' ? 1 : 0;
    const at = tokens[index + 1 + concurrently]?.end;
    if (index === -1 || at === undefined) continue;
    insertInto(draft, back, at, ' IF EXISTS');
  }
}

function isDropOf(operation: Operation, kind: 'drop-index' | 'drop-constraint', name: string): boolean {
  return operation.kind === kind && operation.name?.split('.').at(-1) === name;
}

/** A statement that the way back has to begin with. Where there is no way back, nothing is written. */
export function undoFirst(draft: Draft, statement: string): void {
  const back = backOf(draft.target);
  if (!back) return;
  const first = back.statements[0];
  const own = draft.target.facts.downAt;
  if (draft.target.fix.tool === 'liquibase') {
    // In comments, one a line.
    if (first)
      insertInto(draft, back, lineStartOf(back.text, first.range.start), `--rollback ${statement};\n`);
    return;
  }
  if (first) return insertInto(draft, back, first.range.start, `${statement};\n`);
  if (back.path === draft.target.fix.file && own) {
    const at = nextLineAt(back.text, lineEndAt(back.text, own.start));
    insertInto(draft, back, at, `${statement};\n`);
  }
}

function insertInto(draft: Draft, { path }: Back, at: number, newText: string): void {
  if (path === draft.target.fix.file) draft.insert(at, newText);
  else draft.edit({ path, edits: [{ range: { start: at, end: at }, newText }] });
}

function backOf({ fix, files, text, facts }: Target): Back | undefined {
  if (facts.down) {
    const own = fix.tool === 'liquibase' ? changesetOf(text, fix.statement) : undefined;
    const isOwn = ({ range }: Statement): boolean =>
      !own || (range.start >= own.start && range.start < own.end);
    return { path: fix.file, text, statements: facts.down.filter(isOwn) };
  }
  if (TOOLS[fix.tool].back !== 'file' && fix.tool !== 'sql') return undefined;
  const path = fix.file.replace(/\.up\.sql$/, '.down.sql').replace(/(^|\/)up\.sql$/, '$1down.sql');
  const other = path === fix.file ? undefined : files.read(path);
  if (other === undefined) return undefined;
  const read = sqlFileReader.read(createDocument({ path, text: other }))?.migration;
  return read?.down && { path, text: other, statements: read.down };
}
