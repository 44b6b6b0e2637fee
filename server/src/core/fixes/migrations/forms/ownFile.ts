import type { Draft } from '../draft.ts';
import { slugOf } from '../slug.ts';
import { alterTableOf, takeOut } from '../sql/alterTable.ts';
import { wholeStatement } from '../sql/statementText.ts';
import type { Target } from '../sql/target.ts';

/** The statement moves behind all that is there; of ALTER TABLE only the part that the finding is about. */
export function moveToOwnFile(draft: Draft): void {
  const { target } = draft;
  const { text, statement, section, operation } = target;
  const alter = alterTableOf(target);
  const isPart = alter !== undefined && alter.parts.length > 1;
  const up = isPart
    ? `${alter.head} ${text.slice(alter.own.start, alter.own.end)}`
    : text.slice(statement.range.start, statement.range.end);
  const table = 'table' in operation && operation.table !== undefined ? operation.table : '';
  const file = draft.add({
    slug: slugOf(VERBS[operation.kind] ?? operation.kind, nameOf(target) ?? table),
    up: [up],
    // The way back of the file that it comes from stays where it is.
    down: ['-- The migration before this one undoes both.', 'SELECT 1'],
  });
  if (file === undefined) return;
  if (isPart) takeOut(draft, alter);
  else draft.replace(wholeStatement(text, statement.range, section.start), '');
}

function nameOf({ operation }: Target): string | undefined {
  return 'name' in operation ? operation.name : undefined;
}

const VERBS: Readonly<Partial<Record<Target['operation']['kind'], string>>> = {
  'validate-constraint': 'validate',
  update: 'update',
  delete: 'delete_from',
  insert: 'insert_into',
};
