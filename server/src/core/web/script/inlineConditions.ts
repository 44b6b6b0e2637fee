/** Conditions in expressions: when an object or a list takes part in another one. */
import {
  AND,
  COLON,
  OPEN_BRACKET,
  OPEN_PAREN,
  QUESTION,
  SPREAD,
  STRING,
} from '../../parsers/script/codes.ts';
import { expressionAt } from '../../parsers/expression.ts';
import type { Script } from '../../parsers/script.ts';
import { codeAt, parentOf, partsOf, startOf, wordAt } from '../../parsers/script/walk.ts';
import { conditionOf, negatedCondition, type EvaluateContext } from '../evaluate.ts';
import type { Condition } from '../values.ts';

/** `...(isAllowed && { 'X': origin })`, `...(isProd ? [{ source … }] : [])`, `...(isProd && [{…}])`, `isProd && {…}`. */
export function inlineConditions(script: Script, brace: number, context: EvaluateContext): Condition[] {
  const found: Condition[] = [];
  let at = brace;
  for (let levels = 0; levels < 6; levels++) {
    const sign = codeAt(script, at - 1);
    const isElse = sign === COLON && wordAt(script, at - 2) === '' && codeAt(script, at - 2) !== STRING;
    if (sign === QUESTION || sign === AND || isElse) {
      const start = partStart(script, at);
      const test = expressionAt(context.scope.code, context.scope.language, startOf(script, start));
      const asked = test.kind === 'choice' ? test.test : test.kind === 'binary' ? test.left : undefined;
      const condition = asked && conditionOf(asked, context);
      if (condition) found.push(isElse ? negatedCondition(condition) : condition);
    }
    const parent = parentOf(script, at);
    const code = codeAt(script, parent);
    if (code !== OPEN_BRACKET && code !== OPEN_PAREN) break;
    at = parent;
  }
  return found;
}

/** The first token of the part of a list, or of what brackets hold, that a token stands in. */
function partStart(script: Script, token: number): number {
  const parent = parentOf(script, token);
  for (const { first, last } of partsOf(script, parent)) {
    if (token > last) continue;
    return codeAt(script, first) === SPREAD ? first + 1 : first;
  }
  return parent + 1;
}
