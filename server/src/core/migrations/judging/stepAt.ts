/** The step that stands at a place of a file: for what is judged when all migrations have run. */
import type { TextRange } from '../../finding.ts';
import type { History, Step } from '../model.ts';
import { perHistory } from './perHistory.ts';

/** The one that begins there, or else the last before it in the same statement. */
export function stepAt(
  history: History,
  file: string,
  { start: place }: Pick<TextRange, 'start'>,
): Step | undefined {
  const steps = stepsByPlace(history).get(file) ?? [];
  const isThere = ({ statement: { range } }: Step): boolean => range.start <= place && place < range.end;
  let found: Step | undefined;
  for (let index = countUpTo(steps, place) - 1; index >= 0; index--) {
    const step = steps[index];
    if (!step || (found && step.operation.at.start < place)) break;
    // Of several that begin there, the first.
    if (isThere(step)) found = step;
  }
  return found;
}

/** By where their operations begin. A migration may hold thousands, and each may be asked for. */
const stepsByPlace = perHistory((history): ReadonlyMap<string, readonly Step[]> => {
  const lists = new Map<string, Step[]>();
  for (const step of history.steps) {
    const { kind } = step.operation;
    // A call that opens a transaction holds all that runs in it.
    if (kind === 'begin' || kind === 'commit') continue;
    const list = lists.get(step.migration.file);
    if (list) list.push(step);
    else lists.set(step.migration.file, [step]);
  }
  for (const list of lists.values()) list.sort((a, b) => a.operation.at.start - b.operation.at.start);
  return lists;
});

/** How many begin there or before. */
function countUpTo(steps: readonly Step[], place: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle]?.operation.at.start ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}
