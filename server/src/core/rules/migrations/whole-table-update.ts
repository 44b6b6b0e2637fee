import { schemaChangeBeside } from '../../migrations/judging/backfills.ts';
import { isAlwaysTrue } from '../../migrations/judging/conditions.ts';
import {
  isOnLiveTable,
  stepsOf,
  tableWord,
  whileItRuns,
  type JudgedStep,
} from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule, type WorkspaceContext } from '../../workspaceRule.ts';

type Update = JudgedStep<'update'>;

export default defineWorkspaceRule({
  id: 'migrations/whole-table-update',
  impact: 'high',
  stage: 'deployment',
  title: 'UPDATE that changes every row at once',
  why: 'Each changed row stays locked until the whole update is done, and the table is written anew on disk. On a large table customers wait for minutes, and what the rows said before is gone.',
  *check(workspace, context) {
    for (const step of stepsOf(workspace, ['update'])) {
      const { table, batched, columns } = step.operation;
      const where = conditionOf(step);
      if (!isOnLiveTable(step) || batched || isNarrow(where)) continue;
      const overwritten = where !== undefined ? undefined : overwrittenColumn(step, context);
      // Of a lock that is held meanwhile another rule speaks.
      if (overwritten === undefined && schemaChangeBeside(step)?.isLockHeld) continue;
      yield* whileItRuns(step, {
        kind: `${table}.${columns.join(',')}`,
        ...(overwritten === undefined
          ? {
              message: `This ${where !== undefined ? 'may change most rows' : 'changes every row'} of ${tableWord(table)} in one go: each of them stays locked until all are done. Do it in batches of some thousand rows, each in a transaction of its own.`,
              impact: where !== undefined ? 'medium' : 'high',
            }
          : {
              message: `This gives ${overwritten} the same value in every row of ${tableWord(table)}, and what customers have there is gone for good. If only some rows are meant, say which in a WHERE.`,
              impact: 'blocker',
            }),
      });
    }
  },
});

function conditionOf({ operation: { where } }: Update): string | undefined {
  return where && !isAlwaysTrue(where.text) ? where.text : undefined;
}

/** Names some rows by a value: a condition that only asks what is empty holds for all of them after a new column came. */
function isNarrow(condition: string | undefined): boolean {
  if (condition === undefined) return false;
  const words = condition
    .replace(/\b[\w."]+\s+is\s+(?:not\s+)?null\b/gi, '')
    .replace(/\b(?:and|or|true)\b|[()\s]/gi, '');
  return words !== '';
}

/** A column that was there before, and now gets one value for all rows. Many bring a column in one migration and fill it in the next. */
function overwrittenColumn(step: Update, context: WorkspaceContext): string | undefined {
  const { migration, statement, operation, table } = step;
  const isOld = (name: string): boolean => {
    const column = table?.columns.get(name);
    if (!column) return table?.complete !== true;
    const came = column.origin.migration;
    const isJustAdded = came === migration.index - 1 && table?.created?.migration !== came;
    return came !== migration.index && !isJustAdded;
  };
  const text = context.read(migration.file)?.slice(statement.range.start, statement.range.end) ?? '';
  return operation.columns.find((name) => isOld(name) && !OPTIONS.has(name) && isSetToConstant(text, name));
}

/** What Rails' save() and update() take beside columns. */
const OPTIONS: ReadonlySet<string> = new Set(['validate', 'touch', 'context']);

function isSetToConstant(text: string, column: string): boolean {
  const name = column.replace(/[^\w]/g, '\\$&');
  const sql = new RegExp(
    `[\\s,]["\`]?${name}["\`]?\\s*=\\s*(?:'[^']*'|-?\\d+(?:\\.\\d+)?|true|false|null)\\s*(?:::\\w+)?\\s*(?:[,;]|$|["'\`)])`,
    'i',
  );
  const code = new RegExp(
    `["']?${name}["']?\\s*(?::|=>|=)\\s*(?:'[^']*'|"[^"]*"|-?\\d+|true|false|null|nil|None|True|False)\\s*[,)}\\]]`,
  );
  return sql.test(text) || code.test(text);
}
