/** What the way back of a migration has to do differently when its way up does. */
import type { Refusal, TextEdit } from '../../../edit.ts';
import type { Operation, OperationOf } from '../../../migrations/operation.ts';
import type { Statement, ToolId } from '../../../migrations/types.ts';
import { callAround, endOfExpression } from './calls.ts';
import type { Format } from './format.ts';
import type { Rewritten } from './rewritten.ts';
import { removal, wholeLines, type Line, type Site } from './site.ts';
import { indexNameOf } from './toolNames.ts';

/** The migration no longer makes it: its way back must not take it away. */
export function withoutItsBack(site: Site, format: Format): readonly TextEdit[] | Refusal {
  const found = statementThat(site, (other) => undoes(site, other));
  if (!found || found.isHarmless || isInside(site, found.statement)) return [];
  const line = linesOf(site, found.statement, found.operation);
  const isShared = found.statement.operations.length > 1 && found.statement.embedded !== undefined;
  if (!line || isShared || line.lead === 'return ')
    return {
      refused:
        'The way back of this migration takes it away as well, in a call that can’t be taken out safely. Move both into a migration of their own.',
    };
  const isLast = site.facts.down?.flatMap(({ operations }) => operations).length === 1;
  return isLast && format.nothing !== undefined
    ? [{ range: { start: line.start, end: line.end }, newText: line.indent + format.nothing }]
    : [removal(site, line)];
}

/** Something more has to be taken back, before the rest is. */
export function withBackBefore(
  site: Site,
  format: Format,
  { alsoBack = [] }: Rewritten,
): { readonly edits: readonly TextEdit[]; readonly notes: readonly string[] } {
  if (alsoBack.length === 0 || !site.facts.down?.length || site.facts.irreversible)
    return { edits: [], notes: [] };
  const found = statementThat(site, (other) => undoes(site, other));
  const line = found && wholeLines(site, callOf(site, found.statement));
  const isAsync = !format.lead || line?.lead !== 'return ';
  if (!line || !isAsync)
    return {
      edits: [],
      notes: [`Take it back in the way back of this migration as well: ${alsoBack.join(' ')}`],
    };
  const lead = line.lead === '' ? '' : 'await ';
  const newText = alsoBack.map((one) => `${line.indent}${lead}${one}${format.ending}\n`).join('');
  return { edits: [{ range: { start: line.start, end: line.start }, newText }], notes: [] };
}

/** RunSQL has both ways in one call. */
function isInside({ call }: Site, { range }: Statement): boolean {
  return range.start >= call.start && range.end <= call.end;
}

interface Found {
  readonly statement: Statement;
  readonly operation: Operation;
  /** IF EXISTS: it does no harm where nothing is there. */
  readonly isHarmless: boolean;
}

function statementThat({ facts }: Site, holds: (operation: Operation) => boolean): Found | undefined {
  for (const statement of facts.down ?? []) {
    const operation = statement.operations.find(holds);
    if (operation) return { statement, operation, isHarmless: 'ifExists' in operation && operation.ifExists };
  }
  return undefined;
}

function undoes({ operation, fix }: Site, other: Operation): boolean {
  if (operation.kind === 'create-index' && other.kind === 'drop-index')
    return isSameIndex(fix.tool, operation, other);
  if (operation.kind === 'add-constraint' && other.kind === 'drop-constraint') {
    if (operation.table !== other.table) return false;
    if (other.name !== undefined && operation.constraint.name !== undefined)
      return other.name === operation.constraint.name;
    return other.columns?.join() === operation.constraint.columns.join();
  }
  return (
    operation.kind === 'set-not-null' &&
    other.kind === 'drop-not-null' &&
    operation.table === other.table &&
    operation.column === other.column
  );
}

function isSameIndex(
  tool: ToolId,
  made: OperationOf<'create-index'>,
  dropped: OperationOf<'drop-index'>,
): boolean {
  const bothNamed = made.index.name !== undefined && dropped.name !== undefined;
  if (!bothNamed && dropped.columns && made.table === dropped.table)
    return dropped.columns.join() === made.index.columns.join();
  return indexNameOf(tool, made) === indexNameOf(tool, dropped);
}

function callOf(
  site: Site,
  { embedded, range }: Statement,
): { readonly start: number; readonly end: number } {
  return (embedded && callAround(site.code, embedded)) ?? range;
}

function linesOf(site: Site, statement: Statement, { at }: Operation): Line | undefined {
  const whole = callOf(site, statement);
  if (statement.embedded || statement.operations.length === 1) return wholeLines(site, whole);
  return wholeLines(site, { start: at.start, end: endOfExpression(site.code, at.start) });
}
