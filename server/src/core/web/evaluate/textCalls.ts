/** What is made of a text that is known, and what is asked about it. */
import { argumentOf, lastName, type CallExpr, type Expr } from '../../parsers/expression.ts';
import type { Span } from '../../span.ts';
import type { Condition, ListValue, Value } from '../values.ts';
import { evaluate, type EvaluateContext } from './context.ts';

/** `o.slice(2)`, `o.replace('*.', '')`, `o.replace(/\./g, '\\.')` of a known text; undefined where that can't be told. */
export function partOfText(call: CallExpr, context: EvaluateContext, at: Span): Value | undefined {
  const object = call.callee.kind === 'member' ? call.callee.object : undefined;
  const name = lastName(call.callee);
  if (
    !object ||
    call.args.length === 0 ||
    call.args.length > 2 ||
    !/^(?:slice|substr|substring|replace|replaceAll)$/.test(name)
  )
    return undefined;
  const value = evaluate(object, context);
  if (value.kind !== 'text') return undefined;
  const [first, second] = [argumentOf(call, 0), argumentOf(call, 1)].map(
    (given) => given && evaluate(given, context),
  );
  if (!name.startsWith('replace'))
    return first?.kind === 'number' && !second
      ? { ...value, text: value.text.slice(first.value), at }
      : { kind: 'unknown', at };
  const text = replacedIn(value.text, first, second, name === 'replaceAll');
  return text === undefined ? undefined : { ...value, text, at };
}

function replacedIn(
  text: string,
  searched: Value | undefined,
  given: Value | undefined,
  isAll: boolean,
): string | undefined {
  if (given?.kind !== 'text' || given.text.includes('$')) return undefined;
  // Of calls of calls each could make the text many times as long.
  if ((text.length + 1) * (given.text.length + 1) > LONGEST) return undefined;
  if (searched?.kind === 'text')
    return isAll
      ? text.replaceAll(searched.text, () => given.text)
      : text.replace(searched.text, () => given.text);
  const plain = searched?.kind === 'pattern' ? PLAIN.exec(searched.source) : undefined;
  if (searched?.kind !== 'pattern' || !plain) return undefined;
  const [, start = '', rest = ''] = plain;
  const literal = rest.replace(/\\(.)/g, '$1');
  if (start !== '') return text.startsWith(literal) ? given.text + text.slice(literal.length) : text;
  return searched.flags.includes('g')
    ? text.replaceAll(literal, () => given.text)
    : text.replace(literal, () => given.text);
}

/** No origin is nearly that long. */
const LONGEST = 10_000;

/** A pattern that is a text: `/^\*\./`, `/\./g`. */
const PLAIN = /^(\^?)((?:\\[.*+?^$|(){}[\]\\/-]|[\w:/-])+)$/;

/** `o.startsWith('*.')`, `o === '*'` of a known text. */
export function knownAnswer(expression: Expr, context: EvaluateContext, at: Span): Condition | undefined {
  const answer =
    expression.kind === 'call'
      ? asked(expression, context)
      : context.bound.size === 0
        ? undefined
        : expression.kind === 'binary' && /^[=!]==?$/.test(expression.operator)
          ? compared(expression, context)
          : undefined;
  // All of nothing holds always, any of nothing never.
  return answer === undefined ? undefined : { kind: answer ? 'all' : 'any', of: [], at };
}

function asked(call: CallExpr, context: EvaluateContext): boolean | undefined {
  if (call.callee.kind !== 'member' || call.args.length !== 1) return undefined;
  const { object, name } = call.callee;
  const ask = ASKED.get(name);
  const first = argumentOf(call, 0);
  if (!ask || !first || (context.bound.size === 0 && first.kind !== 'string')) return undefined;
  const value = evaluate(object, context);
  // `LIST.includes('*')`
  const texts = value.kind === 'list' && !value.open && name === 'includes' ? textsOf(value) : undefined;
  if (texts) return first.kind === 'string' ? texts.includes(first.text) : undefined;
  if (context.bound.size === 0 || value.kind !== 'text') return undefined;
  const given = evaluate(first, context);
  return given.kind === 'text' ? ask(value.text, given.text) : undefined;
}

/** Undefined where one is something else. */
function textsOf({ items }: ListValue): readonly string[] | undefined {
  const texts = items.flatMap((item) => (item.kind === 'text' ? [item.text] : []));
  return texts.length === items.length ? texts : undefined;
}

const ASKED: ReadonlyMap<string, (text: string, part: string) => boolean> = new Map([
  ['startsWith', (text, part) => text.startsWith(part)],
  ['endsWith', (text, part) => text.endsWith(part)],
  ['includes', (text, part) => text.includes(part)],
]);

function compared(
  { operator, left, right }: Extract<Expr, { kind: 'binary' }>,
  context: EvaluateContext,
): boolean | undefined {
  const one = textOf(left, context);
  const other = one === undefined ? undefined : textOf(right, context);
  if (one === undefined || other === undefined) return undefined;
  return (one === other) !== operator.startsWith('!');
}

function textOf(expression: Expr, context: EvaluateContext): string | undefined {
  // `o[0] === '*'`
  if (expression.kind === 'index' && expression.index.kind === 'number') {
    const whole = evaluate(expression.object, context);
    return whole.kind === 'text' ? whole.text.charAt(expression.index.value) : undefined;
  }
  const value = evaluate(expression, context);
  return value.kind === 'text' ? value.text : undefined;
}
