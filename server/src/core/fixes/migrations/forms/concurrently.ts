import type { TextEdit } from '../../../edit.ts';
import type { OperationOf } from '../../../migrations/operation.ts';
import { sqlName } from '../../../migrations/judging/sqlNames.ts';
import { madeUpName } from '../../../migrations/replay.ts';
import type { Draft } from '../draft.ts';
import { slugOf } from '../slug.ts';
import { alterTableOf } from '../sql/alterTable.ts';
import { plainName, schemaPart } from '../sql/names.ts';
import { runOutside, type Statements } from '../sql/outside.ts';
import type { Target } from '../sql/target.ts';
import { behindName, cased, findWords, written, type Token } from '../sql/tokensOf.ts';

/** CREATE, DROP INDEX, REINDEX, REFRESH and DETACH with CONCURRENTLY, where no transaction is open. */
export function doConcurrently(draft: Draft): void {
  const statements = concurrentForm(draft.target, true);
  if (!statements) return draft.refuse('The statement has a form that CONCURRENTLY doesn’t go with.');
  // The one that may run in a transaction.
  if (draft.target.operation.kind === 'refresh-materialized-view')
    for (const { range, newText } of statements.edits) draft.replace(range, newText);
  else runOutside(draft, statements);
}

/** It has the word already, and stands in a transaction. */
export function leaveTransaction(draft: Draft): void {
  runOutside(
    draft,
    concurrentForm(draft.target, false) ?? { slug: slugOf(draft.target.operation.kind), edits: [], down: [] },
  );
}

function concurrentForm(target: Target, isMissing: boolean): Statements | undefined {
  const { operation, statement } = target;
  switch (operation.kind) {
    case 'create-index':
      return createdIndex(target, operation, isMissing);
    case 'drop-index':
      return droppedIndexes(target, isMissing);
    case 'reindex':
    case 'refresh-materialized-view': {
      const word = operation.kind === 'reindex' ? operation.target : 'view';
      const slug = slugOf(operation.kind === 'reindex' ? 'reindex' : 'refresh', operation.name);
      const edits = isMissing ? insertBehind(target.tokens, word) : [];
      return edits && { slug, edits, down: [] };
    }
    case 'detach-partition': {
      // No other change can stand beside it.
      const alter = alterTableOf(target);
      if (statement.operations.length !== 1 || !alter) return undefined;
      const at = alter.own.end;
      return {
        slug: slugOf('detach', operation.partition),
        edits: isMissing ? [{ range: { start: at, end: at }, newText: cased(target.tokens, WORD) }] : [],
        down: [],
      };
    }
    default:
      return undefined;
  }
}

const WORD = ' CONCURRENTLY';

function insertBehind(tokens: readonly Token[], word: string): readonly TextEdit[] | undefined {
  const at = tokens[findWords(tokens, [word])]?.end;
  return at === undefined ? undefined : [{ range: { start: at, end: at }, newText: cased(tokens, WORD) }];
}

function createdIndex(
  { tokens, text }: Target,
  { index, table }: OperationOf<'create-index'>,
  isMissing: boolean,
): Statements | undefined {
  const indexAt = findWords(tokens, ['index']);
  let at = indexAt + 1;
  if (tokens[at]?.word === 'concurrently') at++;
  const behindWord = tokens[at - 1]?.end ?? 0;
  if (tokens[at]?.word === 'if') at += 3;
  const onAt = findWords(tokens, ['on']);
  if (indexAt === -1 || onAt === -1) return undefined;
  const hasName = tokens[at]?.word !== 'on';
  const name = hasName
    ? (tokens[at]?.text ?? '')
    : sqlName(madeUpName(table, columnWords(index.columns), 'idx'));
  const tableAt = tokens[onAt + 1]?.word === 'only' ? onAt + 2 : onAt + 1;
  const schema = schemaPart(written(text, tokens, tableAt, behindName(tokens, tableAt)));
  return {
    slug: slugOf('create', plainName(name)),
    edits: [
      {
        range: { start: behindWord, end: behindWord },
        newText: (isMissing ? cased(tokens, WORD) : '') + (hasName ? '' : ` ${name}`),
      },
    ],
    // An index that was not built to its end stays as an invalid one.
    down: [`DROP INDEX CONCURRENTLY IF EXISTS ${schema}${name}`],
    makes: plainName(name),
  };
}

/** CONCURRENTLY takes one index at a time, and no CASCADE. */
function droppedIndexes({ tokens, text, statement }: Target, isMissing: boolean): Statements | undefined {
  const indexAt = findWords(tokens, ['index']);
  if (indexAt === -1 || findWords(tokens, ['cascade']) !== -1) return undefined;
  const names = statement.operations.map((one) => (one.kind === 'drop-index' ? (one.name ?? '') : ''));
  const base = { slug: slugOf('drop', names[0] ?? 'index'), down: [] };
  if (names.length === 1) return { ...base, edits: isMissing ? (insertBehind(tokens, 'index') ?? []) : [] };
  let at = indexAt + 1;
  if (tokens[at]?.word === 'concurrently') at++;
  const ifExists = tokens[at]?.word === 'if' ? ' IF EXISTS' : '';
  if (ifExists !== '') at += 2;
  const each: string[] = [];
  while (at < tokens.length) {
    const end = behindName(tokens, at);
    each.push(`DROP INDEX CONCURRENTLY${ifExists} ${written(text, tokens, at, end)}`);
    if (tokens[end]?.text !== ',') break;
    at = end + 1;
  }
  return { ...base, edits: [], instead: each.join(';\n') };
}

/** As PostgreSQL calls them in the name of an index: an expression by its function (`ChooseIndexColumnNames`). */
function columnWords(columns: readonly string[]): readonly string[] {
  const words: string[] = [];
  for (const column of columns) {
    const word = column.startsWith('(') ? (/^\(+([a-z_]\w*)\(/i.exec(column)?.[1] ?? 'expr') : column;
    let unique = word;
    for (let count = 1; words.includes(unique); count++) unique = `${word}${String(count)}`;
    words.push(unique);
  }
  return words;
}
