import { sqlName } from '../../../migrations/judging/sqlNames.ts';
import type { Draft } from '../draft.ts';
import { slugOf } from '../slug.ts';
import { alterTableOf } from '../sql/alterTable.ts';
import { plainName } from '../sql/names.ts';

/** Another column beside the old one; what has to follow stands as a comment in a new migration. */
export function expandAndContract(draft: Draft): void {
  const { operation, fix } = draft.target;
  const alter = alterTableOf(draft.target);
  if (operation.kind !== 'rename-column' || !alter)
    return draft.refuse('Only a column that gets another name can be written so.');
  if (fix.columnType === undefined)
    return draft.refuse(
      `No migration tells of which type ${operation.column} is: add ${operation.to} by hand.`,
    );
  const { own, table } = alter;
  const [from, to] = renamed(own.tokens.map(({ text }) => text)) ?? [
    sqlName(operation.column),
    sqlName(operation.to),
  ];
  draft.replace(own, `ADD COLUMN ${to} ${fix.columnType}`);
  draft.add({
    slug: slugOf('replace', plainName(table), operation.column),
    up: [
      [
        `-- ${to} takes the place of ${from} in ${table}. What is left, in this order:`,
        `-- 1. Deploy code that writes both columns, and still reads ${from}.`,
        '-- 2. Copy what is there, some rows at a time, in a migration or job of its own:',
        `--      UPDATE ${table} SET ${to} = ${from}`,
        `--        WHERE ctid IN (SELECT ctid FROM ${table} WHERE ${to} IS DISTINCT FROM ${from} LIMIT 1000);`,
        `-- 3. Give ${to} the default, indexes and constraints that ${from} has.`,
        `-- 4. Deploy code that reads and writes ${to} alone.`,
        '-- 5. When nothing uses the old column any more:',
        `--      ALTER TABLE ${table} DROP COLUMN ${from};`,
      ].join('\n'),
      'SELECT 1',
    ],
    down: [],
  });
  draft.note(
    `Write both ${to} and ${from} from your code until the old values are copied; the new migration lists the steps.`,
  );
}

/** RENAME [COLUMN] a TO b. */
function renamed(texts: readonly string[]): readonly [string, string] | undefined {
  const to = texts.findIndex((text) => text.toLowerCase() === 'to');
  const [from, after] = [texts[to - 1], texts[to + 1]];
  return to > 0 && from !== undefined && after !== undefined ? [from, after] : undefined;
}
