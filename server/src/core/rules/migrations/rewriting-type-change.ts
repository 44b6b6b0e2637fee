import { isToldToRunOnline } from '../../migrations/judging/servers.ts';
import { columnWord, nobodyCanUse } from '../../migrations/judging/lockWords.ts';
import { settingAt } from '../../migrations/judging/sessionSettings.ts';
import {
  isOnLiveTable,
  stepsOf,
  tableWord,
  whileItRuns,
  type JudgedStep,
} from '../../migrations/judging/steps.ts';
import type { Impact } from '../../finding.ts';
import type { DataType } from '../../migrations/operation.ts';
import { indexesOf } from '../../migrations/replay.ts';
import {
  changeOfValues,
  costOfTypeChange,
  isPlainCast,
  isSameType,
  type TypeChangeCost,
} from '../../migrations/typeChange.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/rewriting-type-change',
  impact: 'high',
  stage: 'deployment',
  title: 'Type change for which every row is written anew',
  why: 'For most changes of a type the whole table is written again, with all indexes on the column. Until that is done nobody can read or save anything in it.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['change-type', 'change-column'], 'postgres', 'mysql')) {
      const type = newTypeOf(step);
      if (!isOnLiveTable(step) || isUntouched(step, type)) continue;
      const { history, operation } = step;
      const verdict =
        history.dialect === 'mysql'
          ? verdictOnMysql(step, type)
          : verdictOnPostgres(step, type, settingAt(step, 'timezone') === 'utc');
      const kind = columnWord(operation.table, operation.column);
      if (verdict) yield* whileItRuns(step, { kind, message: verdict.message, impact: verdict.impact });
    }
  },
});

type TypeStep = JudgedStep<'change-type' | 'change-column'>;

interface Verdict {
  readonly message: string;
  readonly impact: Impact;
}

function newTypeOf({ operation }: TypeStep): DataType | undefined {
  return operation.kind === 'change-type' ? operation.type : operation.definition.type;
}

/** As the migrations before it made it, or as the statement itself says. */
function typeBefore({ column, operation }: TypeStep): DataType | undefined {
  return column?.type ?? (operation.kind === 'change-type' ? operation.from : undefined);
}

function collationOf({ operation }: TypeStep): string | undefined {
  return operation.kind === 'change-type' ? operation.collation : operation.definition.collation;
}

/** The statement says the type that the column has, and is about something else. */
function isUntouched(step: TypeStep, type: DataType | undefined): boolean {
  if (!type) return step.operation.kind === 'change-column';
  const known = typeBefore(step);
  if (known && isSameType(known, type) && collationOf(step) === undefined) return isCast(step);
  return false;
}

function isCast({ operation }: TypeStep): boolean {
  return operation.kind !== 'change-type' || isPlainCast(operation.using, operation.column);
}

function verdictOnPostgres(step: TypeStep, type: DataType | undefined, isUtc: boolean): Verdict | undefined {
  const known = typeBefore(step);
  if (!known || !type) return verdictOnUnknown(step, type);
  const cost: TypeChangeCost = isCast(step) ? costOfTypeChange(known, type, 'postgres') : 'rewrite';
  if (cost === 'rewrite' || (cost === 'zone' && !isUtc))
    return {
      impact: cost === 'zone' ? 'medium' : 'high',
      message: `${rewriteWords(step, cost)} ${adviceFor(step, cost)}`,
    };
  const isRebuilt = cost !== 'none' || collationOf(step) !== undefined;
  if (!isRebuilt || !hasIndex(step)) return undefined;
  return {
    impact: 'medium',
    message: `${nobodyCanUse(step.operation.table, `the indexes on ${nameOf(step)} are built anew`)} Drop them before with CONCURRENTLY and build them again afterwards the same way, or run it when few people are at work.`,
  };
}

function rewriteWords(step: TypeStep, cost: TypeChangeCost): string {
  const unless = cost === 'zone' ? ' unless the time zone of the session is UTC' : '';
  return `PostgreSQL writes every row of ${tableWord(step.operation.table)} anew to change the type of ${nameOf(step)}, and all indexes on it${unless}. Until that is done nobody can read or write the table, and it takes longer the larger it is.`;
}

function adviceFor(step: TypeStep, cost: TypeChangeCost): string {
  const list = [newTypeOf(step), typeBefore(step)].every((type) => type && step.before.enums.has(type.name));
  if (list)
    return 'To add a value to a list, ALTER TYPE … ADD VALUE touches no row; leave values that nobody uses where they are.';
  return cost === 'zone'
    ? "SET timezone = 'UTC' before it where the values are in UTC, or add a new column, fill it in small steps and change over."
    : `Add a new column with the new type, write to both, fill it in small steps, change over to it, and drop ${step.operation.column === '?' ? 'the old one' : step.operation.column} later.`;
}

/** Nothing tells which type it had: what it becomes tells how likely a rewrite is. */
function verdictOnUnknown(step: TypeStep, type: DataType | undefined): Verdict | undefined {
  const isRestated = step.operation.kind === 'change-column';
  // Django says the whole column again for every change of a help text.
  if (isRestated && step.history.tool === 'django' && (step.column || type?.name === 'text'))
    return undefined;
  const impact = type ? impactOfUnknown(type) : 'medium';
  const unless = isRestated
    ? 'Unless that is the type it has already: '
    : impact === 'high'
      ? ''
      : 'Unless the values can stay as they are: ';
  return {
    impact: isRestated ? 'low' : impact,
    message: `${unless}${rewriteWords(step, 'rewrite')} ${adviceFor(step, 'rewrite')}`,
  };
}

function impactOfUnknown({ name, args, array }: DataType): Impact {
  if (array) return 'high';
  if (name === 'text' || (name === 'character varying' && !args)) return 'low';
  return MAY_BE_WIDER.has(name) ? 'medium' : 'high';
}

/** Often nothing but a longer or more precise form of what the column was. */
const MAY_BE_WIDER: ReadonlySet<string> = new Set([
  'character varying',
  'numeric',
  'varbit',
  'inet',
  'citext',
  'timestamp',
  'time',
  'interval',
]);

/** https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-column-operations */
function verdictOnMysql(step: TypeStep, type: DataType | undefined): Verdict | undefined {
  const known = typeBefore(step);
  if (isToldToRunOnline(step.operation)) return undefined;
  if (known && type && costOfTypeChange(known, type, 'mysql') === 'none') return undefined;
  const ofList = known && type && verdictOnValues(step, known, type);
  if (ofList) return ofList;
  // Values at the end of the list are added at once; which ones were there before isn't known.
  const isList = (type?.name === 'enum' || type?.name === 'set') && (!known || known.name === type.name);
  const unless = isList
    ? 'Unless values were added at the end of its list alone, '
    : known && type
      ? ''
      : 'Unless its type stays the same, ';
  const table = tableWord(step.operation.table);
  return {
    impact: isList || !known ? 'low' : 'high',
    message: `${unless}MySQL copies all of ${table} to change the type of ${nameOf(step)}. Until that is done nobody can write to the table, and it takes longer the larger it is. Use gh-ost or pt-online-schema-change, or add a new column, fill it in small steps and change over.`,
  };
}

const HOW: Readonly<Record<'removed' | 'moved' | 'outgrown', string>> = {
  removed: 'because values are taken out of the list',
  moved: 'because the values that were there move to other places of the list',
  outgrown: 'because a value needs one byte more from this many on',
};

/** A list of values that was written out before, and is now. */
function verdictOnValues(step: TypeStep, known: DataType, type: DataType): Verdict | undefined {
  if (!known.values || !type.values || known.name !== type.name) return undefined;
  const change = changeOfValues(type.name, known.values, type.values);
  if (change === 'appended') return undefined;
  const advice =
    change === 'outgrown'
      ? 'Use gh-ost or pt-online-schema-change, or keep the values in a table of their own.'
      : 'New values at the end of the list are added at once: leave the others where they are, or use gh-ost or pt-online-schema-change.';
  return {
    impact: 'high',
    message: `MySQL copies all of ${tableWord(step.operation.table)} to change ${nameOf(step)}, ${HOW[change]}. Until that is done nobody can write to the table, and it takes longer the larger it is. ${advice}`,
  };
}

function nameOf({ operation }: TypeStep): string {
  return columnWord(operation.table, operation.column);
}

function hasIndex({ before, operation }: TypeStep): boolean {
  return indexesOf(before, operation.table).some(({ columns }) => columns.includes(operation.column));
}
