/** What stands for `{TABLE}` while SQL is read: a name of the same length, and what it means afterwards. */
import type { TextRange } from '../../finding.ts';
import { UNKNOWN_NAME } from '../operation.ts';
import type { Statement } from '../types.ts';

export interface Placeholders {
  /** What to write instead of a hole: exactly as long. `meaning`: the expression in it. */
  fill(hole: TextRange, meaning: TextRange | undefined): string;
  /** The statements with what is known put in. */
  resolve(statements: readonly Statement[]): readonly Statement[];
}

/** `textOf`: what a hole says, where a constant of the file is in it. */
export function createPlaceholders(textOf: (hole: TextRange) => string | undefined): Placeholders {
  const known = new Map<string, string>();
  let isUsed = false;
  return {
    fill(hole, meaning) {
      isUsed = true;
      const length = hole.end - hole.start;
      const name = `_${known.size.toString(36)}_`.padEnd(length, '_');
      const text = meaning && textOf(meaning);
      if (text === undefined || name.length > length || known.size >= MOST_KNOWN) return '_'.repeat(length);
      known.set(name, text);
      return name;
    },
    resolve: (statements) =>
      isUsed ? statements.map((statement) => resolved(statement, known)) : statements,
  };
}

/** Each is looked for in every name. */
const MOST_KNOWN = 30;

const ONLY_HOLE = /^_{3,}$/;

function resolved(statement: Statement, known: ReadonlyMap<string, string>): Statement {
  return { ...statement, operations: statement.operations.map((operation) => put(operation, known)) };
}

/** Facts are plain data, a few levels deep. */
function put<T>(value: T, known: ReadonlyMap<string, string>): T {
  if (typeof value === 'string') return textWith(value, known) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => put(item, known)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === 'table' && typeof one === 'string' && ONLY_HOLE.test(one)
        ? UNKNOWN_NAME
        : put(one as unknown, known),
    ]),
  ) as T;
}

function textWith(text: string, known: ReadonlyMap<string, string>): string {
  if (!text.includes('_')) return text;
  let changed = text;
  for (const [name, meaning] of known) changed = changed.replaceAll(name, () => meaning);
  return changed;
}
