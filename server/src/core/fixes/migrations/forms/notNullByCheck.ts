import { sqlName } from '../../../migrations/judging/sqlNames.ts';
import { madeUpName } from '../../../migrations/replay.ts';
import type { Draft } from '../draft.ts';
import { slugOf } from '../slug.ts';
import { alterTableOf } from '../sql/alterTable.ts';
import { undoFirst } from '../sql/back.ts';
import { plainName } from '../sql/names.ts';
import { LIMIT } from './lockTimeout.ts';

/** A check that looks at no row when it comes; it is validated in the next migration, and NOT NULL then needs no look. */
export function notNullByCheck(draft: Draft): void {
  const { operation } = draft.target;
  const alter = alterTableOf(draft.target);
  if (operation.kind !== 'set-not-null' || !alter)
    return draft.refuse('Only ALTER COLUMN … SET NOT NULL can be written so.');
  const { own, head, table } = alter;
  const { tokens } = own;
  const column = tokens[tokens[1]?.word === 'column' ? 2 : 1]?.text ?? sqlName(operation.column);
  const name = sqlName(madeUpName(plainName(table), [operation.column], 'not_null'));
  draft.replace(own, `ADD CONSTRAINT ${name} CHECK (${column} IS NOT NULL) NOT VALID`);
  undoFirst(draft, `${head} DROP CONSTRAINT IF EXISTS ${name}`);
  setNotNull(draft, { head, name, column });
}

/** The migration that believes the check. */
export function setNotNull(
  draft: Draft,
  { head, name, column }: { readonly head: string; readonly name: string; readonly column: string },
): void {
  draft.add({
    slug: slugOf('validate', plainName(name)),
    up: [
      LIMIT,
      `${head} VALIDATE CONSTRAINT ${name}`,
      '-- The check tells that no row is empty: none is looked at.',
      `${head} ALTER COLUMN ${column} SET NOT NULL`,
      `${head} DROP CONSTRAINT ${name}`,
    ],
    down: [
      `${head} ALTER COLUMN ${column} DROP NOT NULL`,
      `${head} ADD CONSTRAINT ${name} CHECK (${column} IS NOT NULL) NOT VALID`,
    ],
  });
}
