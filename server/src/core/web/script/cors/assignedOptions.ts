/** Options that are changed after they were written: `options.origin = true`. */
import { ASSIGN } from '../../../parsers/script/codes.ts';
import { codeAt, endOfExpression, isDot, wordAt } from '../../../parsers/script/walk.ts';
import { oppositeStage } from '../../evaluate/negated.ts';
import type { Condition, MapEntry, Stage, Value } from '../../values.ts';
import { declarationOf, usesOf } from '../declarations.ts';
import type { ScriptFile } from '../scriptFile.ts';

/** The value of a name with what is assigned to its properties below. `token` is where the name stands. */
export function withAssigned(file: ScriptFile, value: Value, token: number): Value {
  if (value.kind !== 'map') return value;
  const name = wordAt(file.script, token);
  const declared = name === '' ? undefined : declarationOf(file, name, token);
  if (!declared) return value;
  let entries: readonly MapEntry[] = value.entries;
  for (const use of usesOf(file, name)) {
    if (use < declared.token || declarationOf(file, name, use)?.token !== declared.token) continue;
    const assigned = assignedAt(file, use);
    if (assigned) entries = withEntry(entries, assigned);
  }
  return entries === value.entries ? value : { ...value, entries };
}

interface Assigned {
  readonly entry: MapEntry;
  readonly when: readonly Condition[];
}

function assignedAt(file: ScriptFile, use: number): Assigned | undefined {
  const { script } = file;
  const key = wordAt(script, use + 2);
  if (!isDot(script, use + 1) || key === '' || codeAt(script, use + 3) !== ASSIGN) return undefined;
  const first = use + 4;
  const value = file.value(first, endOfExpression(script, first));
  return { entry: { key, keyAt: file.span(use + 2, use + 2), value }, when: file.conditions(use) };
}

/** What is set on a condition may also be what it was before. */
function withEntry(entries: readonly MapEntry[], { entry, when }: Assigned): MapEntry[] {
  const before = entries.find(({ key }) => key === entry.key);
  const others = entries.filter(({ key }) => key !== entry.key);
  const [only] = when;
  if (when.length === 0) return [...others, entry];
  const stage: Stage = when.length === 1 && only?.kind === 'stage' ? only.stage : 'unknown';
  const { at } = entry.value;
  const value: Value = {
    kind: 'choice',
    options: [
      { when: stage, value: entry.value },
      { when: oppositeStage(stage), value: before?.value ?? { kind: 'nothing', at } },
    ],
    at,
  };
  return [...others, { ...entry, value }];
}
