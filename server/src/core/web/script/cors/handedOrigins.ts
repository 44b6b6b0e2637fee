/** Functions that are given the origin of a request as it came: `corsHeaders(req.headers.get('origin'))`. */
import { callOf } from '../../../parsers/expression/calls.ts';
import { contextOf, evaluate } from '../../evaluate.ts';
import { conditionsAround } from '../../evaluate/conditionsAround.ts';
import type { HandedOrigin } from '../../types.ts';
import type { Condition } from '../../values.ts';
import type { ScriptFile } from '../scriptFile.ts';

export function handedOrigins({ document }: ScriptFile): HandedOrigin[] {
  const context = contextOf(document);
  const { code, language } = context.scope;
  const found = new Map<string, HandedOrigin>();
  let count = 0;
  for (const match of code.masked.matchAll(CALLED)) {
    const name = match[1] ?? '';
    if (OF_OTHERS.test(name)) continue;
    if (++count > MOST) break;
    if (found.has(name)) continue;
    const call = callOf(code, language, match.index, name.length);
    const isRaw = call?.args.some(({ value }) => {
      const given = evaluate(value, context);
      return given.kind === 'request' && given.what === 'origin' && !given.parameter;
    });
    if (!call || !isRaw || conditionsAround(document, call.start).some(asksOrigin)) continue;
    const callee = evaluate(call.callee, context);
    found.set(name, { name, ...(callee.kind === 'imported' && { from: callee.from }) });
  }
  return [...found.values()];
}

/** A call with an origin among what it is given, or the reading of one. */
const CALLED =
  /(?<![\w$])([A-Za-z_$][\w$]{2,60})\((?=[^;{}]{0,160}?origin|[^;{}]{0,160}?\.(?:get|header)\()/gi;
/** Headers that are set and read, and what asks about the origin. */
const OF_OTHERS =
  /^(?:set|get|has|append|add|header|headers|setHeader|getHeader|includes|indexOf|startsWith|endsWith|test|match|log|info|warn|error|debug|URL|String|Boolean|callback|next|function|switch|while|for|catch|is[A-Z]\w*|use|json|push|require)$/;
const MOST = 60;

function asksOrigin(condition: Condition): boolean {
  if (condition.kind === 'all' || condition.kind === 'any') return condition.of.some(asksOrigin);
  return condition.kind === 'origin' && condition.test.kind !== 'present';
}
