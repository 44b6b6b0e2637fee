/** What the conditions of policies call and compare. */
import type { History } from '../model.ts';
import type { Expression } from '../operation.ts';
import { unqualified } from '../replay.ts';
import type { Origin, PolicyState, TableState } from '../schema.ts';

export interface Condition {
  readonly table: TableState;
  readonly policy: PolicyState;
  readonly expression: Expression;
  readonly from: Origin;
  readonly part: 'using' | 'check';
}

/** The conditions of all policies as they are in the end. */
export function* conditionsOf({ final }: History): Iterable<Condition> {
  for (const table of final.tables.values())
    for (const policy of table.policies.values()) {
      const { using, check, usingFrom, checkFrom } = policy;
      if (using) yield { table, policy, expression: using, from: usingFrom, part: 'using' };
      if (check) yield { table, policy, expression: check, from: checkFrom, part: 'check' };
    }
}

/** "auth.uid()": the first call that PostgreSQL makes anew for each row, although it says the same for all of them. */
export function callPerRow({ text }: Expression): string | undefined {
  for (const { 0: call, 1: name, index } of text.matchAll(CALL))
    if (!isAskedOnce(text, index)) return name === undefined ? call : `${name.toLowerCase()}()`;
  return undefined;
}

const CALL = /\b(auth\.(?:uid|jwt|role|email)|current_setting)\s*\(/gi;

/** Inside of a SELECT that reads no table: PostgreSQL works it out once. */
function isAskedOnce(text: string, at: number): boolean {
  const open = subqueryAround(text, at);
  return open !== undefined && !readsTable(text, open);
}

/** Where the bracket of the nearest SELECT round a place is. */
function subqueryAround(text: string, at: number): number | undefined {
  let depth = 0;
  for (let index = at - 1; index >= 0; index--) {
    if (text[index] === ')') depth++;
    if (text[index] !== '(' || depth-- > 0) continue;
    depth = 0;
    if (/^\(\s*select\b/i.test(text.slice(index, index + 24))) return index;
  }
  return undefined;
}

/** The SELECT behind the bracket has a FROM of its own. */
function readsTable(text: string, open: number): boolean {
  let depth = 0;
  for (let index = open; index < text.length; index++) {
    if (text[index] === '(') depth++;
    if (text[index] === ')' && --depth === 0) return false;
    if (depth === 1 && /\s/.test(text[index] ?? '') && /^from\b/i.test(text.slice(index + 1, index + 6)))
      return true;
  }
  return true;
}

/** Columns of the table itself that are compared with who asks. */
export function columnsComparedWithUser({ expression: { text }, table }: Condition): readonly string[] {
  const names = [...text.matchAll(USER_THEN_COLUMN), ...text.matchAll(COLUMN_THEN_USER)].flatMap(
    ({ index, groups = {} }) => {
      const { owner, column = '' } = groups;
      const bare = unqualified(table.name);
      // In a subquery, a bare name is a column of another table.
      const isOwn = (owner === undefined || owner === bare) && subqueryAround(text, index) === undefined;
      return isOwn ? [column] : [];
    },
  );
  return [...new Set(names)].filter((name) => table.columns.has(name));
}

const USER = String.raw`(?:\( ?select auth\.uid\(\)(?: as \w+)? ?\)|\bauth\.uid\(\))(?:::\w+)?`;
const COLUMN = String.raw`(?:"?(?<owner>\w+)"?\.)?"?(?<column>\w+)"?`;
const USER_THEN_COLUMN = new RegExp(`${USER} ?= ?${COLUMN}(?![\\w".(:])`, 'gi');
const COLUMN_THEN_USER = new RegExp(`(?<![\\w".:])${COLUMN} ?= ?${USER}`, 'gi');
