/** Names that are set in several steps, and texts that are put together in Python's own ways. */
import { contextOf, evaluateAt } from '../evaluate.ts';
import { conditionsAround } from '../evaluate/conditionsAround.ts';
import type { Value } from '../values.ts';
import { foldSteps, stepsIn, type Step } from './assignments.ts';
import { partsIn, type PythonFile } from './pythonFile.ts';
import { textOfParts } from './values.ts';

/** The value of an expression, with what only Python has: `origins.append(…)`, `"max-age=%d" % age`, `", ".join(list)`. */
export function createValues(file: PythonFile): (start: number, end: number) => Value {
  const { document, code } = file;
  let steps: ReadonlyMap<string, readonly Step[]> | undefined;
  const valueAt = (start: number, end: number, depth = 0): Value => {
    const written = code.masked.slice(start, Math.min(end, start + 100)).trimEnd();
    if (/^[A-Za-z_]\w{0,80}$/.test(written) && end - start < 100 && depth < 6) {
      steps ??= byName(stepsIn(file, () => true));
      const own = stepsBefore(file, steps.get(written) ?? [], start);
      if (isStepped(file, own)) {
        const folded = foldSteps(
          own,
          (step) => valueAt(step.start, step.end, depth + 1),
          (step) => conditionsAround(document, step.nameAt.start),
        );
        if (folded) return folded;
      }
    }
    return (
      formatted(file, start, end, (from, to) => valueAt(from, to, depth + 1)) ??
      evaluateAt(contextOf(document), start, end)
    );
  };
  return (start, end) => valueAt(start, end);
}

function byName(steps: readonly Step[]): ReadonlyMap<string, readonly Step[]> {
  const found = new Map<string, Step[]>();
  for (const step of steps) {
    const known = found.get(step.name);
    if (known) known.push(step);
    else found.set(step.name, [step]);
  }
  return found;
}

/** Those of the same function, or of the module where the function has none. */
function stepsBefore(file: PythonFile, steps: readonly Step[], offset: number): readonly Step[] {
  const before = steps.filter(
    ({ nameAt, start, end }) => nameAt.start < offset && !(start <= offset && offset < end),
  );
  const inside = file.functionAt(offset);
  const own = before.filter(({ nameAt }) => file.functionAt(nameAt.start) === inside);
  const found =
    own.length > 0 || !inside
      ? own
      : before.filter(({ nameAt }) => file.functionAt(nameAt.start) === undefined);
  // What is set again without a condition makes all before it forgotten.
  const last = found.findLastIndex(({ how, nameAt }) => how === 'set' && isUnconditional(file, nameAt.start));
  return found.slice(Math.max(0, last)).slice(-20);
}

function isUnconditional(file: PythonFile, offset: number): boolean {
  return conditionsAround(file.document, offset).length === 0;
}

function isStepped(file: PythonFile, steps: readonly Step[]): boolean {
  const [first] = steps;
  if (!first) return false;
  return steps.length > 1 || first.how !== 'set' || !isUnconditional(file, first.nameAt.start);
}

const BEHIND = /\s{0,20}(?:(%)\s{0,20}|\.(format|join)\()/y;

function formatted(
  file: PythonFile,
  start: number,
  end: number,
  valueAt: (start: number, end: number) => Value,
): Value | undefined {
  const { code } = file;
  const literal = code.stringAt(start);
  if (!literal || literal.holes.length > 0 || literal.end >= end) return undefined;
  BEHIND.lastIndex = literal.end;
  const match = BEHIND.exec(code.masked);
  if (!match) return undefined;
  const from = BEHIND.lastIndex;
  const text = code.text.slice(literal.content.start, literal.content.end);
  if (match[2] === 'join') {
    const list = valueAt(from, Math.max(from, code.partnerOf(from - 1)));
    if (list.kind !== 'list' || list.open) return undefined;
    return textOfParts(
      list.items.flatMap((item, index) => (index === 0 ? [item] : [text, item])),
      file.place({ start, end }),
    );
  }
  const ranges =
    match[1] === '%'
      ? code.masked[from] === '('
        ? partsIn(code, from)
        : [{ start: from, end }]
      : partsIn(code, from - 1);
  const holes = match[1] === '%' ? /%(?:\(\w+\))?[dsifr]/g : /\{\d{0,2}\}/g;
  const texts = text.split(holes);
  if (texts.length !== ranges.length + 1) return undefined;
  const parts = texts.flatMap((piece, index) => {
    const range = ranges[index - 1];
    return range ? [valueAt(range.start, range.end), piece] : [piece];
  });
  return textOfParts(parts, file.place(literal.content));
}
