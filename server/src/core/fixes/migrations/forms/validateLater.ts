import { sqlName } from '../../../migrations/judging/sqlNames.ts';
import { madeUpName } from '../../../migrations/replay.ts';
import type { Draft } from '../draft.ts';
import { breakpointOf } from '../newMigration.ts';
import { slugOf } from '../slug.ts';
import { alterTableOf, type AlterPart, type AlterTable } from '../sql/alterTable.ts';
import { cutClause, referencesClause, checkClause, type Clause } from '../sql/columnClauses.ts';
import { plainName } from '../sql/names.ts';
import { cased, findWords, type Token } from '../sql/tokensOf.ts';

/** A constraint that looks at no row when it comes, and at all of them in the next migration, while people go on working. */
export function validateLater(draft: Draft): void {
  const { operation } = draft.target;
  const alter = alterTableOf(draft.target);
  if (!alter) return draft.refuse('The statement can’t be divided.');
  if (operation.kind === 'add-constraint') addNotValid(draft, alter, operation.constraint);
  else if (operation.kind === 'alter-domain')
    addNotValid(draft, alter, { type: 'check', columns: [], ...operation.constraint });
  else if (operation.kind === 'add-column') divide(draft, alter, operation.column.name);
  else draft.refuse('Only a constraint that is added can be validated later.');
}

function addNotValid(
  draft: Draft,
  { table, own, head }: AlterTable,
  {
    name,
    type,
    columns,
  }: { readonly name?: string; readonly type: string; readonly columns: readonly string[] },
): void {
  const { tokens } = own;
  const isOfDomain = draft.target.operation.kind === 'alter-domain';
  const named = type !== 'check' ? columns : isOfDomain ? [] : columnsIn(tokens);
  const made = madeUpName(
    plainName(table),
    type === 'check' && named.length !== 1 ? [] : named,
    SUFFIXES[type] ?? 'check',
  );
  const word = findWords(tokens, ['constraint']);
  const called = word === -1 ? sqlName(made) : (tokens[word + 1]?.text ?? '');
  if (word === -1) {
    const add = tokens[0]?.end ?? own.start;
    draft.insert(add, ` CONSTRAINT ${called}`);
  }
  draft.insert(own.end, cased(draft.target.tokens, ' NOT VALID'));
  validate(draft, head, called, name ?? made);
}

/** Those that a condition speaks of: PostgreSQL names a check after its column where it has only one. */
function columnsIn(tokens: readonly Token[]): readonly string[] {
  const open = findWords(tokens, ['check']) + 1;
  const names = tokens
    .slice(open)
    .filter((token, index, own) => {
      const [before, behind] = [own[index - 1]?.text, own[index + 1]?.text];
      const isName = token.quoted || (/^[a-z_]/.test(token.word) && !IN_CONDITIONS.has(token.word));
      return isName && token.depth > 0 && behind !== '(' && behind !== '.' && before !== ':';
    })
    .map(({ text }) => plainName(text));
  return [...new Set(names)];
}

const IN_CONDITIONS: ReadonlySet<string> = new Set(
  `all and any array between case collate current_date current_timestamp date distinct else end escape false from ilike in interval is
  isnull like not notnull null or similar some symmetric then timestamp to true when`.split(/\s+/),
);

const SUFFIXES: Readonly<Record<string, string>> = { 'foreign-key': 'fkey', check: 'check' };

/** The migration that looks at the rows. */
export function validate(draft: Draft, head: string, called: string, name: string): void {
  draft.add({
    slug: slugOf('validate', name),
    up: [`${head} VALIDATE CONSTRAINT ${called}`],
    down: [],
  });
}

/** A column with its constraint written beside it: the column first, without. */
function divide(draft: Draft, { table, own, head }: AlterTable, column: string): void {
  const { text } = draft.target;
  const clauses = [referencesClause(text, own.tokens), checkClause(text, own.tokens)].filter(
    (clause): clause is Clause => clause !== undefined,
  );
  if (clauses.length === 0) return draft.refuse('The constraint beside the column can’t be told from it.');
  for (const clause of clauses) {
    const made = madeUpName(plainName(table), [column], clause.kind === 'check' ? 'check' : 'fkey');
    const name = clause.name ?? sqlName(made);
    cutClause(draft, clause);
    const columnText = quotedAs(own, column);
    const what = clause.kind === 'check' ? clause.text : `FOREIGN KEY (${columnText}) ${clause.text}`;
    addStatement(draft, `${head} ADD CONSTRAINT ${name} ${what} NOT VALID`);
    validate(draft, head, name, plainName(name));
  }
}

/** The column as the statement writes it. */
function quotedAs({ tokens }: AlterPart, column: string): string {
  return tokens.find(({ text }) => plainName(text) === column)?.text ?? sqlName(column);
}

/** Behind the statement. */
export function addStatement(draft: Draft, statement: string): void {
  const { target } = draft;
  draft.insert(target.statement.range.end, `;${breakpointOf(target)}\n${statement}`);
}
