/** What an expression comes to, as far as its file shows. */
import { lastName, type Expr, type MapExpr } from '../parsers/expression.ts';
import { scopeOf } from '../parsers/expression/scope.ts';
import type { Document } from '../source.ts';
import { spanOf, type Span } from '../span.ts';
import { called } from './evaluate/called.ts';
import { conditionOf, negatedCondition } from './evaluate/conditions.ts';
import { evaluate, evaluateAt, placeOf, type EvaluateContext } from './evaluate/context.ts';
import { variableIn } from './evaluate/environment.ts';
import { functionValue, parametersOf } from './evaluate/functions.ts';
import { loopedList } from './evaluate/loops.ts';
import { ownerOfParameter } from './evaluate/parameterOwner.ts';
import { withReason } from './evaluate/reassigned.ts';
import { oppositeStage } from './evaluate/negated.ts';
import { isTakenOfHeaders, requestIn } from './evaluate/request.ts';
import { SAME } from './evaluate/wrappers.ts';
import type { Condition, MapEntry, Stage, Value } from './values.ts';

export { conditionOf, evaluate, evaluateAt, negatedCondition, placeOf, type EvaluateContext };

export function contextOf(document: Document): EvaluateContext {
  const known = CONTEXTS.get(document);
  if (known) return { ...known, budget: { left: MOST_STEPS } };
  const made: EvaluateContext = {
    document,
    scope: scopeOf(document),
    origins: NO_NAMES,
    bound: NOTHING_BOUND,
    within: NOT_WITHIN,
    depth: 0,
    budget: { left: MOST_STEPS },
    read,
  };
  CONTEXTS.set(document, made);
  return made;
}

const CONTEXTS = new WeakMap<Document, EvaluateContext>();
const NO_NAMES: ReadonlySet<string> = new Set();
const NOT_WITHIN: ReadonlySet<number> = new Set();
const NOTHING_BOUND: ReadonlyMap<string, Value> = new Map();
const MOST_STEPS = 4_000;
const DEEPEST = 24;

function read(expression: Expr, context: EvaluateContext): Value {
  const at = placeOf(expression, context);
  if (context.depth >= DEEPEST || --context.budget.left <= 0) return { kind: 'unknown', at };
  return valueOf(expression, { ...context, depth: context.depth + 1 }, at);
}

function valueOf(expression: Expr, context: EvaluateContext, at: Span): Value {
  const told = requestIn(expression, context, at) ?? variableIn(expression, context, at);
  if (told) return told;
  switch (expression.kind) {
    case 'string':
      return { kind: 'text', text: expression.text, at };
    case 'template':
      return joined(
        expression.parts.map((part) => evaluate(part, context)),
        at,
      );
    case 'number':
      return { kind: 'number', value: expression.value, at };
    case 'boolean':
      return { kind: 'flag', value: expression.value, at };
    case 'null':
      return { kind: 'nothing', at };
    case 'regex':
      return { kind: 'pattern', source: expression.source, flags: expression.flags, at };
    case 'name':
      return named(expression.name, expression.start, context, at);
    case 'member':
      return member(expression.object, expression.name, context, at);
    case 'index':
      return item(evaluate(expression.object, context), evaluate(expression.index, context), at);
    case 'list':
      return list(expression.items, context, at);
    case 'map':
      return map(expression, context, at);
    case 'spread':
      return evaluate(expression.value, context);
    case 'choice':
      return choice(expression, context, at);
    case 'binary':
      return binary(expression, context, at);
    case 'not':
      return negation(expression, context, at);
    case 'function':
      return functionValue(expression, context, at);
    case 'call':
      return called(expression, context, at);
    case 'unknown':
      return { kind: 'unknown', at };
  }
}

/** Texts side by side are one text. */
export function joined(parts: readonly Value[], at: Span): Value {
  const texts = parts.map((part) =>
    part.kind === 'text' ? part.text : part.kind === 'number' ? String(part.value) : undefined,
  );
  if (texts.every((text) => text !== undefined)) {
    const assumed = parts.find((part) => part.kind === 'text' && part.assumed !== undefined);
    return {
      kind: 'text',
      text: texts.join(''),
      at,
      ...(assumed?.kind === 'text' && { assumed: assumed.assumed }),
    };
  }
  if (parts.every(isNumber)) return { kind: 'unknown', at };
  // Python: `BASE + ["x"]`
  if (parts.some(({ kind }) => kind === 'list'))
    return {
      kind: 'list',
      items: parts.flatMap((part) =>
        part.kind === 'list' ? part.items : part.kind === 'unknown' ? [] : [part],
      ),
      open: parts.some((part) => part.kind === 'unknown' || (part.kind === 'list' && part.open)),
      at,
    };
  return { kind: 'joined', parts, at };
}

function isNumber(value: Value): boolean {
  return value.kind === 'number';
}

function named(name: string, offset: number, context: EvaluateContext, at: Span): Value {
  if (context.origins.has(name)) return { kind: 'request', what: 'origin', at };
  const bound = context.bound.get(name);
  if (bound) return bound;
  const owner = ORIGIN_PARAMETER.test(name) ? ownerOfParameter(context.scope, name, offset) : undefined;
  const found = context.scope.lookup(name, offset);
  // A parameter hides what other functions have of that name.
  const isHidden =
    owner && found && 'nameAt' in found && !(owner.body <= found.nameAt.start && found.nameAt.start < offset);
  const binding = isHidden ? undefined : found;
  switch (binding?.kind) {
    case 'value': {
      const value = evaluate(binding.value, context);
      return withReason(value, name, binding.nameAt.start, offset, context, at);
    }
    case 'part':
      // `const { origin } = req.headers`, `const { headers: { origin } } = req`
      if (binding.path.at(-1) === 'origin' && /^headers?$/.test(binding.path.at(-2) ?? lastName(binding.of)))
        return { kind: 'request', what: 'origin', at };
      return binding.path.reduce<Value>(
        (value, key) => partOf(value, key, at),
        evaluate(binding.of, context),
      );
    case 'import':
      return { kind: 'imported', ...binding.imported, path: [], at };
    case 'function': {
      const { parameters, body } = binding;
      return functionValue(
        {
          kind: 'function',
          parameters: parametersOf(parameters, context),
          body,
          isExpression: false,
          start: binding.nameAt.start,
          end: binding.nameAt.end,
        },
        context,
        at,
      );
    }
    case undefined: {
      const looped = loopedList(name, offset, context);
      if (looped) return looped;
      if (isTakenOfHeaders(name, offset, context)) return { kind: 'request', what: 'origin', at };
      return ORIGIN_PARAMETER.test(name)
        ? {
            kind: 'request',
            what: 'origin',
            parameter: true,
            ...(owner?.name !== undefined && { givenTo: owner.name }),
            at,
          }
        : { kind: 'unknown', at };
    }
  }
}

/** `function corsHeaders(origin) { … }` */
const ORIGIN_PARAMETER = /^\$?(?:req(?:uest)?_?)?origin$/i;

function member(object: Expr, name: string, context: EvaluateContext, at: Span): Value {
  if (object.kind === 'name' && (object.name === 'this' || object.name === 'self')) {
    const field = context.bound.get(`self.${name}`);
    if (field) return field;
    const binding = context.scope.lookup(`this.${name}`, at.start) ?? context.scope.lookup(name, at.start);
    return binding?.kind === 'value' ? evaluate(binding.value, context) : { kind: 'unknown', at };
  }
  // Ruby calls without parentheses: `LIST.freeze`.
  if (context.scope.language === 'ruby' && (SAME.has(name) || name === 'to_i' || name === 'in_seconds'))
    return evaluate(object, context);
  return partOf(evaluate(object, context), name, at);
}

/** A property of what is known. */
export function partOf(value: Value, name: string, at: Span): Value {
  switch (value.kind) {
    case 'map':
      return value.entries.findLast(({ key }) => key === name)?.value ?? { kind: 'unknown', at };
    case 'imported':
      return { ...value, path: [...value.path, name], at };
    case 'choice':
      return {
        ...value,
        options: value.options.map(({ when, value: inner }) => ({ when, value: partOf(inner, name, at) })),
        at,
      };
    case 'request':
      return { ...value, at };
    case 'number': {
      // `15.minutes`
      const seconds = DURATIONS.get(name.replace(/s$/, ''));
      return seconds === undefined
        ? { kind: 'unknown', at }
        : { kind: 'number', value: value.value * seconds, at };
    }
    default:
      return { kind: 'unknown', at };
  }
}

/** In seconds, as Rails counts them. */
const DURATIONS: ReadonlyMap<string, number> = new Map([
  ['second', 1],
  ['minute', 60],
  ['hour', 3_600],
  ['day', 86_400],
  ['week', 604_800],
  ['fortnight', 1_209_600],
  ['month', 2_629_746],
  ['year', 31_556_952],
]);

function item(value: Value, index: Value, at: Span): Value {
  if (value.kind === 'list' && index.kind === 'number' && !value.open)
    return value.items.at(index.value) ?? { kind: 'nothing', at };
  if (value.kind === 'map' && index.kind === 'text') return partOf(value, index.text, at);
  // `req.headers.origin[0]`
  if (value.kind === 'request' && index.kind === 'number') return { ...value, at };
  return { kind: 'unknown', at };
}

function list(items: readonly Expr[], context: EvaluateContext, at: Span): Value {
  const found: Value[] = [];
  let open = false;
  for (const part of items.slice(0, MOST_ITEMS)) {
    const value = evaluate(part, context);
    if (part.kind !== 'spread') {
      // `isProd ? 'a' : ''`, `cond && 'x'` stand in lists; what is nothing is filtered out.
      found.push(value);
    } else if (value.kind === 'list') {
      found.push(...value.items);
      open ||= value.open;
    } else if (value.kind === 'unknown') open = true;
    else found.push(value);
  }
  return { kind: 'list', items: found, open: open || items.length > MOST_ITEMS, at };
}

const MOST_ITEMS = 300;

function map({ entries, type }: MapExpr, context: EvaluateContext, at: Span): Value {
  const found = new Map<string, MapEntry>();
  let open = false;
  for (const entry of entries.slice(0, MOST_ITEMS)) {
    if ('spread' in entry) {
      const value = evaluate(entry.spread, context);
      if (value.kind !== 'map') open = true;
      else for (const inner of value.entries) found.set(inner.key, inner);
      open ||= value.kind === 'map' && value.open;
      continue;
    }
    const key = entry.keyText ?? textOf(evaluate(entry.key, context));
    if (key === undefined) open = true;
    else
      found.set(key, {
        key,
        keyAt: spanOf(context.document, entry.keyAt.start, entry.keyAt.end),
        value: evaluate(entry.value, context),
      });
  }
  return { kind: 'map', entries: [...found.values()], open, ...(type === undefined ? {} : { type }), at };
}

function textOf(value: Value): string | undefined {
  return value.kind === 'text' ? value.text : undefined;
}

function choice(
  { test, consequent, alternate }: Extract<Expr, { kind: 'choice' }>,
  context: EvaluateContext,
  at: Span,
): Value {
  const condition = conditionOf(test, context);
  const when: Stage = condition.kind === 'stage' ? condition.stage : 'unknown';
  return {
    kind: 'choice',
    options: [
      { when, value: evaluate(consequent, context), ...askedOrigin(condition) },
      {
        when: oppositeStage(when),
        value: evaluate(alternate, context),
        ...askedOrigin(negatedCondition(condition)),
      },
    ],
    at,
  };
}

/** A condition that says which origins get the value. */
function askedOrigin(condition: Condition): { readonly condition?: Condition } {
  return condition.kind === 'other' || condition.kind === 'stage' ? {} : { condition };
}

function binary(expression: Extract<Expr, { kind: 'binary' }>, context: EvaluateContext, at: Span): Value {
  const { operator, left, right } = expression;
  if (operator === '??' || operator === '||')
    return either(evaluate(left, context), evaluate(right, context), at);
  if (operator === '&&') {
    const condition = conditionOf(left, context);
    if (condition.kind === 'stage')
      return {
        kind: 'choice',
        options: [
          { when: condition.stage, value: evaluate(right, context) },
          { when: oppositeStage(condition.stage), value: { kind: 'flag', value: false, at } },
        ],
        at,
      };
    return {
      kind: 'choice',
      options: [
        { when: 'unknown', value: evaluate(right, context), ...askedOrigin(condition) },
        { when: 'unknown', value: { kind: 'flag', value: false, at } },
      ],
      at,
    };
  }
  if (operator === '*' || operator === '-' || operator === '/')
    return arithmetic(operator, evaluate(left, context), evaluate(right, context), at);
  return staged(expression, context, at) ?? { kind: 'unknown', at };
}

function either(left: Value, right: Value, at: Span): Value {
  if (left.kind === 'variable') return left.fallback ? left : { ...left, fallback: right };
  if (left.kind === 'nothing' || (left.kind === 'flag' && !left.value)) return right;
  if (left.kind === 'unknown' || left.kind === 'call' || left.kind === 'imported' || left.kind === 'choice')
    return {
      kind: 'choice',
      options: [
        { when: 'unknown', value: left },
        { when: 'unknown', value: right },
      ],
      at,
    };
  return left;
}

function arithmetic(operator: string, left: Value, right: Value, at: Span): Value {
  if (left.kind !== 'number' || right.kind !== 'number') return { kind: 'unknown', at };
  const value =
    operator === '*'
      ? left.value * right.value
      : operator === '-'
        ? left.value - right.value
        : left.value / right.value;
  return Number.isFinite(value) ? { kind: 'number', value, at } : { kind: 'unknown', at };
}

/** `origin: process.env.NODE_ENV !== 'production'` is yes or no by the stage. */
function staged(expression: Expr, context: EvaluateContext, at: Span): Value | undefined {
  const condition = conditionOf(expression, context);
  if (condition.kind !== 'stage') return undefined;
  const flag = (value: boolean): Value => ({ kind: 'flag', value, at });
  return {
    kind: 'choice',
    options: [
      { when: condition.stage, value: flag(true) },
      { when: oppositeStage(condition.stage), value: flag(false) },
    ],
    at,
  };
}

function negation(expression: Extract<Expr, { kind: 'not' }>, context: EvaluateContext, at: Span): Value {
  const value = evaluate(expression.value, context);
  if (value.kind === 'flag') return { kind: 'flag', value: !value.value, at };
  if (value.kind === 'number') return { kind: 'flag', value: value.value === 0, at };
  return staged(expression, context, at) ?? { kind: 'unknown', at };
}
