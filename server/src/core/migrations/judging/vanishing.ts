/** What takes a column or a table away from code that is running: drops and renames. */
import type { CodePlace, PlacedFinding, WorkspaceContext } from '../../workspaceRule.ts';
import type { Step } from '../model.ts';
import { UNKNOWN_NAME } from '../operation.ts';
import { stepsOfMigration, type JudgedStep } from './steps.ts';
import { isEverydayWord, placesInWords, queryFor, relatedPlaces, usesInWords, type Target } from './uses.ts';

/** A step that takes something away, with the places in the code that still use it. */
export interface Vanishing<S extends JudgedStep> {
  readonly step: S;
  readonly uses: readonly CodePlace[];
}

/** Asks once for all of them; code is searched only for what is not in production yet, and is gone in the end. */
export function withUses<S extends JudgedStep>(
  steps: readonly S[],
  targetOf: (step: S) => Target,
  context: WorkspaceContext,
): readonly Vanishing<S>[] {
  const queries = new Map(
    steps.flatMap((step) => {
      const target = targetOf(step);
      return isAsked(step, target) ? [[step, queryFor(target)] as const] : [];
    }),
  );
  const places = context.searchCode([...queries.values()]);
  return steps.map((step) => ({ step, uses: places.get(queries.get(step)?.key ?? '') ?? [] }));
}

function isAsked({ migration, history }: JudgedStep, { table, column }: Target): boolean {
  if (migration.released === 'yes' || table === UNKNOWN_NAME || column === UNKNOWN_NAME) return false;
  const final = history.final.tables.get(table);
  return column === undefined ? !final?.created : !final?.columns.has(column);
}

interface ToldUses {
  readonly sentence: string;
  readonly related: PlacedFinding['related'];
}

/** What a message says of the uses, and the places beside it. */
export function toldUses(uses: readonly CodePlace[]): ToldUses {
  if (uses.length === 0) return { sentence: '', related: [] };
  return { sentence: ` ${usesInWords(uses)}.`, related: relatedPlaces(uses) };
}

/**
 * The same of a column. They are sure to be of it where the word is not an everyday one that is found once, and where no other
 * table has a column of that name in the end.
 */
export function toldUsesOfColumn(
  uses: readonly CodePlace[],
  { history, operation: { table, column } }: JudgedStep<'drop-column' | 'rename-column' | 'change-column'>,
): ToldUses & { readonly areCertain: boolean } {
  const isShared = [...history.final.tables.values()].some(
    ({ name, columns }) => name !== table && columns.has(column),
  );
  if (isShared && uses.length > 0)
    return {
      sentence: ` ${placesInWords(uses)} a column of that name, of this table or another.`,
      related: relatedPlaces(uses),
      areCertain: false,
    };
  return { ...toldUses(uses), areCertain: uses.length > (isEverydayWord(column) ? 1 : 0) };
}

/** The steps of the same migration that come after this one. */
export function laterInMigration({ history, migration, operation }: JudgedStep): readonly Step[] {
  const own = stepsOfMigration(history, migration);
  return own.slice(own.findIndex((step) => step.operation === operation) + 1);
}
