/** What the rules about migrations share: which steps they look at, and how they report. */
import type { Fix, Impact } from '../../finding.ts';
import type { PlacedFinding, WorkspaceModel } from '../../workspaceRule.ts';
import type { History, Migration, Step } from '../model.ts';
import { UNKNOWN_NAME, type Dialect, type OperationKind, type OperationOf } from '../operation.ts';
import { perHistory } from './perHistory.ts';

/** A step whose operation is of a known kind, with the history that it belongs to. */
export interface JudgedStep<K extends OperationKind = OperationKind> extends Step {
  readonly history: History;
  readonly operation: OperationOf<K>;
}

/** All steps of some kinds, of all histories on a database of that dialect. */
export function* stepsOf<K extends OperationKind>(
  { migrations }: WorkspaceModel,
  kinds: readonly K[],
  ...dialects: readonly Dialect[]
): Iterable<JudgedStep<K>> {
  for (const history of migrations.histories) {
    if (dialects.length > 0 && !dialects.includes(history.dialect)) continue;
    const { places, stepAt } = judgedSteps(history);
    const lists = kinds.flatMap((kind) => {
      const list = places.get(kind);
      return list ? [list] : [];
    });
    const wanted = lists.length > 1 ? lists.flat().sort((a, b) => a - b) : (lists[0] ?? []);
    for (const place of wanted) {
      const step = stepAt(place) as JudgedStep<K> | undefined;
      if (step) yield step;
    }
  }
}

interface JudgedSteps {
  /** The step at a place of the history, the same one each time. */
  readonly stepAt: (place: number) => JudgedStep | undefined;
  /** Places in the list, in order. */
  readonly places: ReadonlyMap<OperationKind, readonly number[]>;
}

/** Dozens of rules look for a few kinds each. */
const judgedSteps = perHistory((history): JudgedSteps => {
  const places = new Map<OperationKind, number[]>();
  history.steps.forEach(({ operation }, place) => {
    const list = places.get(operation.kind);
    if (list) list.push(place);
    else places.set(operation.kind, [place]);
  });
  const steps: (JudgedStep | undefined)[] = [];
  return {
    places,
    stepAt: (place) => {
      const step = history.steps[place];
      return (steps[place] ??= step && { ...step, history });
    },
  };
});

/** The steps of one migration, in order. */
export function stepsOfMigration(history: History, { index }: Migration): readonly Step[] {
  return stepsByMigration(history)[index] ?? [];
}

const stepsByMigration = perHistory((history): readonly (readonly Step[])[] => {
  const lists: Step[][] = history.migrations.map(() => []);
  for (const step of history.steps) lists[step.migration.index]?.push(step);
  return lists;
});

/** Customers may be at work on the table: it was not made in the deploy that this is part of. */
export function isOnLiveTable({ liveness }: Step): boolean {
  return liveness !== 'new';
}

/** The name as a message says it. Parts of it that code fills in are a row of "_". */
export function tableWord(table: string | undefined): string {
  return table === undefined || table === UNKNOWN_NAME || /_{4}|^_+$/.test(table) ? 'the table' : table;
}

export interface Report {
  readonly message: string;
  /** The rule's, where it is absent. */
  readonly impact?: Impact;
  /** What tells it from others of the rule in the file: names, as a rule. */
  readonly kind: string;
  readonly fix?: Fix;
  readonly related?: PlacedFinding['related'];
  readonly at?: PlacedFinding['at'];
}

/**
 * A finding about what happens while a migration runs. None where somebody has said that it is fine (`safety_assured`).
 * One that production has run already is low: nothing will happen any more, and editing it would make things worse.
 */
export function whileItRuns({ migration, operation }: Step, report: Report): readonly PlacedFinding[] {
  if (operation.assured) return [];
  const finding = afterAll(migration.file, { ...report, at: report.at ?? operation.at });
  if (migration.released !== 'yes' || migration.edited === true) return [finding];
  const { fix: _, ...rest } = finding;
  return [{ ...rest, message: `${report.message} ${HAS_RUN}`, impact: 'low', past: true }];
}

/** How the message of a finding ends about which nothing can be done any more. */
const HAS_RUN = 'It has run already: leave this file as it is, and do it differently next time.';

/** A finding about what is there when all migrations have run. */
export function afterAll(file: string, report: Report & { readonly at: PlacedFinding['at'] }): PlacedFinding {
  const { at, kind, message, impact, related, fix } = report;
  return {
    file,
    at,
    kind,
    message,
    ...(impact ? { impact } : {}),
    ...(related ? { related } : {}),
    ...(fix ? { fix } : {}),
  };
}
