/** What calls come to: of functions that change nothing, that make lists and patterns, and of the file's own. */
import { argumentOf, dottedName, lastName, type CallExpr, type Expr } from '../../parsers/expression.ts';
import type { Span } from '../../span.ts';
import type { MapEntry, Value } from '../values.ts';
import { evaluate, placeOf, type EvaluateContext } from './context.ts';
import { parametersOf, returnsOf } from './functions.ts';
import { settingsOf } from './settingsClass.ts';
import { taken } from './taken.ts';
import { partOfText } from './textCalls.ts';
import { ELEMENTS, FIRST_ARGUMENT, SAME } from './wrappers.ts';

export function called(call: CallExpr, context: EvaluateContext, at: Span): Value {
  const name = lastName(call.callee);
  const object = call.callee.kind === 'member' ? call.callee.object : undefined;
  const made = partOfText(call, context, at);
  if (made) return made;
  if (SAME.has(name) && object) return evaluate(object, context);
  // `Request.Headers["Origin"].FirstOrDefault()`: of several values, of which a browser sends one
  if (
    object &&
    call.args.length === 0 &&
    /^(?:First|Single|FirstOrDefault|SingleOrDefault|to_str|ok)$/.test(name)
  ) {
    const value = evaluate(object, context);
    if (value.kind === 'request') return value;
  }
  // `origin.replace(/\/$/, '')`
  if (name === 'replace' && object) {
    const replaced = evaluate(object, context);
    if (replaced.kind === 'request') return { ...replaced, at };
  }
  if (FIRST_ARGUMENT.has(name)) {
    const first = argumentOf(call, 0);
    if (first) return evaluate(first, context);
  }
  if (ELEMENTS.has(name) && !call.args.some((given) => given.name !== undefined))
    return elements(call, context, at);
  if (name === 'dict' && call.args.length > 0 && context.scope.language === 'python')
    return dictionary(call, context, at);
  if (name === 'split' || name === 'Split') return splitText(call, object, context, at);
  if (name === 'concat' && object) return concatenated(call, object, context, at);
  const isPattern = PATTERN_MAKERS.has(dottedName(call.callee) || name);
  if (isPattern) return pattern(call, context, at);
  return (
    settingsOf(call, context, at) ??
    ofOwnFunction(call, context) ?? {
      kind: 'call',
      callee: dottedName(call.callee) || name,
      args: call.args.slice(0, 12).map((given) => {
        const value = evaluate(given.value, context);
        return given.name === undefined ? { value } : { name: given.name, value };
      }),
      at,
    }
  );
}

const PATTERN_MAKERS = new Set([
  'RegExp',
  're.compile',
  'Regexp.new',
  'regexp.MustCompile',
  'regexp.Compile',
  'Pattern.compile',
  'Regex',
  'Regex.new',
  'Regex.compile',
  'toRegex',
]);

function pattern(call: CallExpr, context: EvaluateContext, at: Span): Value {
  const first = argumentOf(call, 0);
  const source = first && evaluate(first, context);
  if (source?.kind === 'pattern') return source;
  const flags = argumentOf(call, 1);
  const given = flags && evaluate(flags, context);
  return source?.kind === 'text'
    ? {
        kind: 'pattern',
        source: source.text,
        flags: given?.kind === 'text' ? given.text : '',
        at: source.at,
        ...(source.assumed !== undefined && { assumed: source.assumed }),
      }
    : { kind: 'unknown', at };
}

/** `listOf("a", "b")`, `new Set(["a"])`, `List.of(…)`: one list in it is the list. */
function elements(call: CallExpr, context: EvaluateContext, at: Span): Value {
  const values = call.args.map(({ value }) => evaluate(value, context));
  const [first] = values;
  if (
    values.length === 1 &&
    first &&
    (first.kind === 'list' || first.kind === 'variable' || first.kind === 'imported')
  )
    return first;
  return { kind: 'list', items: values, open: false, at };
}

/** Python: `dict(allow_origins=["*"], **others)` */
function dictionary(call: CallExpr, context: EvaluateContext, at: Span): Value {
  const entries: MapEntry[] = [];
  let open = false;
  for (const { name, nameAt, value } of call.args) {
    const given = evaluate(value, context);
    if (name !== undefined && nameAt)
      entries.push({ key: name, keyAt: placeOf({ kind: 'unknown', ...nameAt }, context), value: given });
    else if (given.kind === 'map') {
      entries.push(...given.entries);
      open ||= given.open;
    } else open = true;
  }
  return { kind: 'map', entries, open, at };
}

/** `X.split(",")` of what is known, or of a variable. */
function splitText(call: CallExpr, object: Expr | undefined, context: EvaluateContext, at: Span): Value {
  const isFunction = object !== undefined && /^(?:strings|String)$/.test(dottedName(object));
  const text = isFunction ? argumentOf(call, 0) : object;
  const separator = argumentOf(call, isFunction ? 1 : 0);
  const given = separator && evaluate(separator, context);
  return taken(text && evaluate(text, context), given?.kind === 'text' ? given.text : ',', at);
}

function concatenated(call: CallExpr, object: Expr, context: EvaluateContext, at: Span): Value {
  const lists = [object, ...call.args.map(({ value }) => value)].map((part) => evaluate(part, context));
  if (!lists.some(({ kind }) => kind === 'list')) return { kind: 'unknown', at };
  return {
    kind: 'list',
    items: lists.flatMap((part) => (part.kind === 'list' ? part.items : [part])),
    open: lists.some((part) => part.kind === 'unknown' || (part.kind === 'list' && part.open)),
    at,
  };
}

/** What a function of this file gives, where it does nothing but return something. */
function ofOwnFunction(call: CallExpr, context: EvaluateContext): Value | undefined {
  if (call.callee.kind !== 'name' || call.isNew) return undefined;
  const binding = context.scope.lookup(call.callee.name, call.start);
  const made =
    binding?.kind === 'function'
      ? {
          parameters: parametersOf(binding.parameters, context),
          body: binding.body,
          isExpression: false,
        }
      : binding?.kind === 'value' && binding.value.kind === 'function'
        ? binding.value
        : undefined;
  if (!made || context.within.has(made.body.start)) return undefined;
  const returns = returnsOf(made, context);
  const [only] = returns;
  if (returns.length !== 1 || !only) return undefined;
  const bound = new Map(context.bound);
  for (const [index, name] of made.parameters.entries()) {
    const given = call.args[index];
    if (given && name !== '') bound.set(name, evaluate(given.value, context));
  }
  return evaluate(only, { ...context, bound, within: new Set([...context.within, made.body.start]) });
}
