/** What the readers of one Python file share: its functions, its handlers, and what its expressions come to. */
import { endOfStatement } from '../../parsers/pythonStatements.ts';
import type { Document } from '../../source.ts';
import { conditionsAround } from '../evaluate/conditionsAround.ts';
import type { Condition, Value } from '../values.ts';
import { findHandlers, type FoundHandler } from './handlers.ts';
import { readPythonFile, type PythonFile } from './pythonFile.ts';
import { createValues } from './steppedNames.ts';

export interface PythonWeb {
  readonly file: PythonFile;
  readonly handlers: readonly FoundHandler[];
  /** The handler whose function holds `offset`, or whose decorators do. */
  handlerAt(offset: number): number | undefined;
  conditionsAt(offset: number): readonly Condition[];
  /** The value of the expression that starts there; without an end, it ends with its statement. */
  valueAt(start: number, end?: number): Value;
  /** The same number for the same key. */
  groupOf(key: string): number;
  /** Where a name stands, as a word of its own. */
  usesOf(name: string): readonly number[];
}

export function createPythonWeb(document: Document): PythonWeb {
  const file = readPythonFile(document);
  const handlers = findHandlers(file);
  const valueOf = createValues(file);
  const groups = new Map<string, number>();
  const uses = new Map<string, readonly number[]>();
  return {
    file,
    handlers,
    handlerAt: (offset) => handlerAt(handlers, offset),
    conditionsAt: (offset) => conditionsAround(document, offset),
    valueAt: (start, end) => valueOf(start, end ?? endOfExpression(file, start)),
    groupOf(key) {
      const known = groups.get(key);
      if (known !== undefined) return known;
      groups.set(key, groups.size);
      return groups.size - 1;
    },
    usesOf(name) {
      const known = uses.get(name);
      if (known) return known;
      const found: number[] = [];
      for (const match of file.code.masked.matchAll(new RegExp(`(?<![\\w.])${name}(?!\\w)`, 'g'))) {
        if (found.length >= 50) break;
        found.push(match.index);
      }
      uses.set(name, found);
      return found;
    },
  };
}

/** The innermost: the last one that begins before. Of several routes for one function the first. */
function handlerAt(handlers: readonly FoundHandler[], offset: number): number | undefined {
  let best: number | undefined;
  let bestStart = -1;
  for (const [index, { handler }] of handlers.entries()) {
    if (handler.start > bestStart && handler.start <= offset && offset < handler.end) {
      best = index;
      bestStart = handler.start;
    }
  }
  return best;
}

/** Brackets and what is in them count as one character. */
const LONGEST = 4_000;

/** Where a comma, a closing bracket or the statement ends what starts at `start`. */
function endOfExpression({ code }: PythonFile, start: number): number {
  const statement = endOfStatement(code, start, LONGEST);
  for (let at = start; at < statement; at++) {
    const character = code.masked[at] ?? '';
    if ('([{'.includes(character)) {
      const partner = code.partnerOf(at);
      if (partner > at) at = partner;
    } else if (')]},'.includes(character)) return at;
  }
  return statement;
}
