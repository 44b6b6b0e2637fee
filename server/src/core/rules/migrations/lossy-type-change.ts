import { isOnLiveTable, stepsOf, tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import { isNewColumn } from '../../migrations/judging/liveObjects.ts';
import type { DataType } from '../../migrations/operation.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/lossy-type-change',
  impact: 'medium',
  stage: 'deployment',
  title: 'Type change that values may not survive',
  why: 'Values that don’t fit the new type make the migration fail half-way through a deploy, or are cut to what fits, for good.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['change-type', 'change-column'])) {
      const { operation, column } = step;
      const type = operation.kind === 'change-type' ? operation.type : operation.definition.type;
      if (!isOnLiveTable(step) || isNewColumn(step) || !type || !column?.type) continue;
      const loss = lossOf(column.type, type);
      if (loss === undefined) continue;
      yield* whileItRuns(step, {
        kind: `${operation.table}.${operation.column}`,
        message: `${operation.column} of ${tableWord(operation.table)} was ${worded(column.type)} and becomes ${worded(type)}: ${loss}. Look at the values in production first, or put them into a new column.`,
      });
    }
  },
});

const RANK: Readonly<Record<string, number>> = {
  smallint: 1,
  integer: 2,
  bigint: 3,
  numeric: 4,
  'double precision': 4,
};
const TEXTS = new Set(['text', 'character varying', 'character', 'mediumtext', 'longtext', 'citext']);
const MOMENTS = new Set(['timestamp', 'timestamptz', 'datetime']);

/** What happens to values that don't fit; undefined where all of them do. */
function lossOf(from: DataType, to: DataType): string | undefined {
  const gone = from.values?.filter((value) => to.values?.includes(value) === false) ?? [];
  if (gone.length > 0) return `a row that has ${listed(gone)} makes it fail`;
  const [before, after] = [from.name, to.name];
  if (TEXTS.has(before) && TEXTS.has(after)) {
    const [had, has] = [from.args?.[0], to.args?.[0]];
    return has !== undefined && (had === undefined || had > has) ? `longer values make it fail` : undefined;
  }
  if (TEXTS.has(before)) return `a value that is not written that way makes it fail`;
  if (before === after && before === 'numeric') {
    const [had, has] = [from.args ?? [], to.args ?? []];
    if (has.length === 0) return undefined;
    if ((has[1] ?? 0) < (had[1] ?? (had.length === 0 ? 1 : 0)))
      return 'digits behind the point are rounded away';
    return undefined;
  }
  const [low, high] = [RANK[after], RANK[before]];
  if (low !== undefined && high !== undefined) {
    if (low < 4 && high === 4) return 'digits behind the point are rounded away';
    return low < high ? 'larger numbers make it fail' : undefined;
  }
  if (MOMENTS.has(before) && after === 'date') return 'the time of day is gone';
  if (MOMENTS.has(before) && (after === 'time' || after === 'timetz')) return 'the day is gone';
  return undefined;
}

function listed(values: readonly string[]): string {
  const shown = values.slice(0, 3).map((value) => `“${value.slice(0, 40)}”`);
  return values.length > 3 ? `${shown.join(', ')} or another` : shown.join(' or ');
}

function worded({ name, args, values }: DataType): string {
  if (values) return `a list of ${values.length} values`;
  return args && args.length > 0 ? `${name}(${args.join(', ')})` : name;
}
