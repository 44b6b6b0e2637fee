/** Which safe forms can be written for a step: none that its tool would reject. */
import type { RewriteForm, RewriteMigrationFix } from '../../finding.ts';
import type { History, Migration, Step } from '../model.ts';
import type { Origin } from '../schema.ts';
import { folderOf } from '../../paths.ts';
import { canOptOut, TOOLS } from '../toolTable.ts';
import type { ToolId } from '../types.ts';
import { isWrittenInCode } from './codeForms.ts';
import { isOlderThan } from './servers.ts';
import { rewriteReason } from './newColumns.ts';
import { isKnownNotNull } from './notNull.ts';
import { stepAt } from './stepAt.ts';
import { stepsOfMigration, type JudgedStep } from './steps.ts';
import { typeText } from './typeText.ts';

/** What a form needs to know beside the statement. */
type RewriteOptions = Pick<RewriteMigrationFix, 'columns' | 'grants'>;

/** The fix that writes a safe form; undefined where the tool or the format has no way to run it. */
export function offerRewrite(
  step: JudgedStep,
  form: RewriteForm,
  { columns, grants }: RewriteOptions = {},
): RewriteMigrationFix | undefined {
  const { history, migration, statement, operation, transaction } = step;
  // Django's apps are one history, and each counts for itself.
  const isOfSameApp = ({ file }: Migration): boolean =>
    history.tool !== 'django' || folderOf(file) === folderOf(migration.file);
  const latest = history.migrations.findLast((one) => one.repeatable !== true && isOfSameApp(one));
  if (!latest || !isPossible(step, form)) return undefined;
  const type = form === 'expand-contract' ? typeText(step) : undefined;
  return {
    kind: 'rewrite-migration',
    title: TITLES[form],
    form,
    file: migration.file,
    statement: statement.range.start,
    operation: statement.operations.findIndex(
      ({ at, kind }) => at === operation.at && kind === operation.kind,
    ),
    tool: history.tool,
    dialect: history.dialect,
    transaction: { inside: transaction.inside, ...(transaction.by ? { by: transaction.by } : {}) },
    latest: { file: latest.file, version: latest.version },
    ...(history.journal ? { journal: history.journal.file } : {}),
    ...(type === undefined ? {} : { columnType: type }),
    ...(columns ? { columns } : {}),
    ...(grants ? { grants } : {}),
    ...(migration.released === 'yes' ? { inNewFile: true } : {}),
    // What the main branch of this machine has may have been deployed from it.
    ...(DECISIONS.has(form) || migration.released === 'committed' ? { needsDecision: true } : {}),
  };
}

/** The same as a part of a report: nothing where nothing is offered. */
export function withRewrite(
  step: JudgedStep,
  form: RewriteForm,
  options?: RewriteOptions,
): { readonly fix?: RewriteMigrationFix } {
  const fix = offerRewrite(step, form, options);
  return fix ? { fix } : {};
}

/** The same for what is judged when all migrations have run: by where it stands. */
export function withRewriteAt(
  history: History,
  { file, at }: Pick<Origin, 'file' | 'at'>,
  form: RewriteForm,
  options?: RewriteOptions,
): { readonly fix?: RewriteMigrationFix } {
  const step = stepAt(history, file, at);
  return step ? withRewrite({ ...step, history }, form, options) : {};
}

function isPossible(step: JudgedStep, form: RewriteForm): boolean {
  const { migration, operation, history } = step;
  // Statements in loops, conditions and DO blocks are nobody's to move.
  if (operation.nested === true || migration.repeatable) return false;
  if (migration.released === 'yes' && !CHANGED_LATER.has(form)) return false;
  if (history.dialect !== (form === 'refuse-to-copy' ? 'mysql' : 'postgres') && form !== 'index-foreign-key')
    return false;
  if (!isRewritten(history.tool, languageOf(migration))) return false;
  if (languageOf(migration) === 'code' && !isWrittenInCode(step, form)) return false;
  return suits(step, form);
}

/** What has run already is left as it is: a new migration can set these. */
const CHANGED_LATER: ReadonlySet<RewriteForm> = new Set<RewriteForm>([
  'row-level-security',
  'security-invoker',
]);

function suits(step: JudgedStep, form: RewriteForm): boolean {
  switch (form) {
    case 'concurrently':
      return mayBeConcurrent(step);
    case 'leave-transaction':
      return canLeaveTransaction(step);
    case 'unique-by-index':
      return canCount(step) && canLeaveTransaction(step) && takesIndex(step);
    case 'validate-later':
      return canCount(step) && step.table?.partitioned !== true;
    case 'not-null-by-check':
      return canCount(step) && !isOlderThan(step, 12);
    case 'column-in-steps':
      return canCount(step) && canComeInSteps(step);
    case 'own-file':
      return canCount(step);
    case 'lock-timeout':
      return !isSentWithConcurrently(step);
    case 'expand-contract':
      return canCount(step) && typeText(step) !== undefined;
    case 'security-invoker':
      return mayInvoke(step) && (step.migration.released !== 'yes' || canCount(step));
    case 'row-level-security':
      return step.migration.released !== 'yes' || canCount(step);
    case 'index-foreign-key':
      return (
        step.history.dialect !== 'postgres' ||
        step.operation.kind === 'create-table' ||
        (canCount(step) && canLeaveTransaction(step))
      );
    default:
      return true;
  }
}

/** A materialized view keeps rows, and asks nobody. */
function mayInvoke(step: JudgedStep): boolean {
  return step.operation.kind === 'create-view' && !step.operation.materialized && !isOlderThan(step, 15);
}

/** A new file can be named behind the last one. */
function canCount({ history, migration }: JudgedStep): boolean {
  if (languageOf(migration) === 'code' || TOOLS[history.tool].order === 'changelog') return true;
  return (
    migration.version !== '' && history.migrations.findLast(({ repeatable }) => !repeatable)?.version !== ''
  );
}

/** Whether fixes know how to write such a file for the tool. A folder may hold files of others. */
function isRewritten(tool: ToolId, writtenIn: 'sql' | 'code'): boolean {
  const { comment, alsoSql, notRewritten } = TOOLS[tool];
  if (notRewritten) return false;
  return writtenIn === 'sql' ? comment === '--' || alsoSql === true : comment !== '--';
}

function canLeaveTransaction({ history: { tool }, migration, transaction }: JudgedStep): boolean {
  if (transaction.inside === 'no') return true;
  if (TOOLS[tool].optOut?.notWithinAll && migration.transaction === 'all') return false;
  // Where nobody knows what runs the files, there may be none to leave.
  return tool === 'sql' || canOptOut(tool, languageOf(migration));
}

function mayBeConcurrent(step: JudgedStep): boolean {
  const { operation, table, before } = step;
  switch (operation.kind) {
    case 'create-index':
      return !operation.only && !table?.partitioned && canLeaveTransaction(step);
    case 'drop-index':
      return !operation.cascade && !table?.partitioned && !isOlderThan(step, 10) && canLeaveTransaction(step);
    case 'reindex':
      return operation.target !== 'system' && !isOlderThan(step, 12) && canLeaveTransaction(step);
    case 'detach-partition':
      return !isOlderThan(step, 14) && canLeaveTransaction(step);
    case 'refresh-materialized-view':
      // It needs a unique index over all rows.
      return (
        operation.noData !== true &&
        [...before.indexes.values()].some(
          ({ table: own, unique, where, columns }) =>
            own === operation.name && unique && !where && !columns.some((column) => column.startsWith('(')),
        )
      );
    default:
      return canLeaveTransaction(step);
  }
}

/** A constraint that can take over an index: https://www.postgresql.org/docs/current/sql-altertable.html */
function takesIndex(step: JudgedStep): boolean {
  const { operation, table } = step;
  if (table?.partitioned) return false;
  if (operation.kind !== 'add-constraint')
    return operation.kind === 'add-column' && !operation.column.primaryKey;
  const { type, columns } = operation.constraint;
  return (
    type === 'unique' ||
    (type === 'primary-key' &&
      columns.length > 0 &&
      columns.every((name) => isKnownNotNull(table, name, { trustsChecks: false })))
  );
}

function canComeInSteps(step: JudgedStep): boolean {
  const { operation } = step;
  if (operation.kind !== 'add-column' || operation.column.primaryKey) return false;
  const reason = rewriteReason(operation.column, step);
  return reason === undefined || reason === 'volatile' || reason === 'old-server';
}

/** Another statement beside it would make a transaction of the file, and CONCURRENTLY fail. */
function isSentWithConcurrently({ history, migration }: JudgedStep): boolean {
  return (
    migration.transaction === 'batch' &&
    stepsOfMigration(history, migration).some(
      ({ operation }: Step) => 'concurrently' in operation && operation.concurrently,
    )
  );
}

function languageOf({ file }: Migration): 'sql' | 'code' {
  return /\.sql$/i.test(file) ? 'sql' : 'code';
}

const TITLES: Readonly<Record<RewriteForm, string>> = {
  concurrently: 'Do it CONCURRENTLY, outside of a transaction',
  'leave-transaction': 'Take it out of the transaction',
  'validate-later': 'Add it NOT VALID, and validate it in a new migration',
  'unique-by-index': 'Build the index concurrently first, and add the constraint by it',
  'not-null-by-check': 'Check it by a constraint first, then set NOT NULL',
  'column-in-steps': 'Add the column in steps',
  'lock-timeout': 'Limit how long it waits for the lock',
  'expand-contract': 'Add the new column beside the old one',
  'own-file': 'Move it into a migration of its own',
  'refuse-to-copy': 'Let MySQL refuse instead of blocking',
  'row-level-security': 'Switch row-level security on',
  'grant-to-api': 'Grant what the policies are about',
  'security-invoker': 'Let the view use the rights of who asks',
  'search-path': 'Set the search path',
  'evaluate-once': 'Work it out once for the query',
  'index-foreign-key': 'Add an index for the foreign key',
};

/** What changes more than how the same is done: the editor offers it, and `--fix` leaves it to people. */
const DECISIONS: ReadonlySet<RewriteForm> = new Set<RewriteForm>([
  'column-in-steps',
  'expand-contract',
  'row-level-security',
  'grant-to-api',
  'security-invoker',
  'search-path',
]);
