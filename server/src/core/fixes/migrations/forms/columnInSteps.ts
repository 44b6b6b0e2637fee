import { canOptOut } from '../../../migrations/toolTable.ts';
import { sqlName } from '../../../migrations/judging/sqlNames.ts';
import { madeUpName } from '../../../migrations/replay.ts';
import type { Draft } from '../draft.ts';
import { slugOf } from '../slug.ts';
import { alterTableOf } from '../sql/alterTable.ts';
import { cutClause, defaultClause, notNullClause } from '../sql/columnClauses.ts';
import { plainName } from '../sql/names.ts';
import { LIMIT } from './lockTimeout.ts';
import { setNotNull } from './notNullByCheck.ts';
import { addStatement } from './validateLater.ts';

/** The column without what rewrites the table or fails; what fills it and makes it required comes in migrations of its own. */
export function addInSteps(draft: Draft): void {
  const { operation, text } = draft.target;
  const alter = alterTableOf(draft.target);
  if (operation.kind !== 'add-column' || !alter)
    return draft.refuse('Only a column that is added can be written so.');
  const { own, head, table } = alter;
  const given = defaultClause(text, own.tokens);
  const required = notNullClause(text, own.tokens);
  if (!given && !required) return draft.refuse('The column has neither a default nor NOT NULL.');
  const { name } = operation.column;
  const column = own.tokens.find(({ text: one }) => plainName(one) === name)?.text ?? sqlName(name);
  if (required) cutClause(draft, required);
  const value = given && given.text.replace(/^\S+\s+/, '');
  if (given) {
    cutClause(draft, given);
    // For new rows alone: no row that is there is looked at.
    addStatement(draft, `${head} ALTER COLUMN ${column} SET DEFAULT ${value}`);
  }
  fill(draft, { table, column, value, name });
  if (required) require(draft, { head, table, column, name });
}

interface Column {
  readonly table: string;
  /** As it is written. */
  readonly column: string;
  readonly name: string;
}

function fill(
  draft: Draft,
  { table, column, name, value }: Column & { readonly value: string | undefined },
): void {
  const isOutside = mayCommit(draft);
  if (value !== undefined) {
    draft.add({
      slug: slugOf('fill', plainName(table), name),
      up: [
        '-- Fills the rows that are there, some at a time.',
        loop({ table, column, name }, value, isOutside),
      ],
      down: [],
      ...(isOutside ? { outside: true } : {}),
    });
    return;
  }
  const example = loop({ table, column, name }, "'…'", isOutside);
  draft.add({
    slug: slugOf('fill', plainName(table), name),
    up: [
      `-- Fill ${column} of the rows that are there, some at a time. Write what belongs into it, and take the dashes away:`,
      ...`${example};`.split('\n').map((line) => `-- ${line}`),
      'SELECT 1',
    ],
    down: [],
    ...(isOutside ? { outside: true } : {}),
  });
  draft.note(`Write into the new migration what belongs into ${column} of the rows that are there.`);
}

/** Whether each step of the loop can be a transaction of its own: then locks are held for a moment only. */
function mayCommit({ target: { fix } }: Draft): boolean {
  return canOptOut(fix.tool, 'sql');
}

/** Works without a primary key: ctid is where a row lies, and a row that moved meanwhile is found in the next round. */
function loop({ table, column }: Column, value: string, isOutside: boolean): string {
  return [
    'DO $$',
    'BEGIN',
    '  LOOP',
    `    UPDATE ${table} SET ${column} = ${value}`,
    `      WHERE ctid IN (SELECT ctid FROM ${table} WHERE ${column} IS NULL LIMIT 1000) AND ${column} IS NULL;`,
    '    EXIT WHEN NOT FOUND;',
    ...(isOutside ? ['    COMMIT;'] : []),
    '  END LOOP;',
    'END',
    '$$',
  ].join('\n');
}

function require(draft: Draft, { head, table, column, name }: Column & { readonly head: string }): void {
  const check = sqlName(madeUpName(plainName(table), [name], 'not_null'));
  draft.add({
    slug: slugOf('require', plainName(table), name),
    up: [LIMIT, `${head} ADD CONSTRAINT ${check} CHECK (${column} IS NOT NULL) NOT VALID`],
    down: [`${head} DROP CONSTRAINT IF EXISTS ${check}`],
  });
  setNotNull(draft, { head, name: check, column });
  draft.note(`Deploy what fills ${column} for new rows before the migration that requires it.`);
}
