/** What the readers of one Ruby file share. */
import { callsNamed } from '../../parsers/expression/calls.ts';
import type { CallExpr, Expr } from '../../parsers/expression.ts';
import type { Document } from '../../source.ts';
import { contextOf, evaluate, evaluateAt } from '../evaluate.ts';
import { conditionsAround } from '../evaluate/conditionsAround.ts';
import type { Condition, Value } from '../values.ts';
import { findActions, type FoundAction } from './actions.ts';
import { readRubyFile, type RubyFile } from './rubyFile.ts';

export interface RubyWeb {
  readonly file: RubyFile;
  readonly actions: readonly FoundAction[];
  handlerAt(offset: number): number | undefined;
  conditionsAt(offset: number): readonly Condition[];
  valueOf(expression: Expr): Value;
  valueAt(start: number, end?: number): Value;
  calls(names: readonly string[]): readonly CallExpr[];
  groupOf(key: string): number;
}

const MOST_CALLS = 3_000;

export function createRubyWeb(document: Document): RubyWeb {
  const file = readRubyFile(document);
  const calls = (names: readonly string[]): readonly CallExpr[] => {
    const found: CallExpr[] = [];
    for (const call of callsNamed(file.code, 'ruby', names)) {
      found.push(call);
      if (found.length >= MOST_CALLS) break;
    }
    return found;
  };
  const valueOf = (expression: Expr): Value => evaluate(expression, contextOf(document));
  const actions = findActions(file, calls, valueOf);
  const groups = new Map<string, number>();
  return {
    file,
    actions,
    calls,
    valueOf,
    valueAt: (start, end) => evaluateAt(contextOf(document), start, end),
    conditionsAt: (offset) => conditionsAround(document, offset),
    handlerAt(offset) {
      const found = actions.findIndex(({ handler }) => handler.start <= offset && offset < handler.end);
      return found === -1 ? undefined : found;
    },
    groupOf(key) {
      const known = groups.get(key);
      if (known !== undefined) return known;
      groups.set(key, groups.size);
      return groups.size - 1;
    },
  };
}
