import { expressionAt, lastName, type Expr } from '../../parsers/expression.ts';
import type { Scope } from '../../parsers/expression/scope.ts';
import { alignedText, concatenated, unknownText, writtenText, type MappedText } from './mappedText.ts';

/** What an expression of code comes to; what is not known in this file is unknown. Undefined where all of it is. */
export function scriptText(scope: Scope, expression: Expr, depth = 0): MappedText | undefined {
  if (depth > DEEPEST) return undefined;
  const inner = (one: Expr): MappedText => scriptText(scope, one, depth + 1) ?? unknownText(one);
  if (expression.kind === 'string') return alignedText(expression.text, scope.code.text, expression.content);
  if (expression.kind === 'template') return concatenated(expression.parts.map(inner));
  if (expression.kind === 'list') return concatenated(expression.items.map(inner));
  if (expression.kind === 'number') return writtenText(String(expression.value), expression);
  if (expression.kind === 'binary' && expression.operator === '+')
    return concatenated([inner(expression.left), inner(expression.right)]);
  if (expression.kind === 'call') return joined(scope, expression, inner);
  if (expression.kind !== 'name') return undefined;
  const binding = scope.lookup(expression.name, expression.start);
  return binding?.kind === 'value' ? scriptText(scope, binding.value, depth + 1) : undefined;
}

const DEEPEST = 12;

/**
 * What is made of texts: `[…].join(' ')`; DNSControl's `DKIM(…)`, which splits what it is given; Pulumi's `interpolate`, `concat`
 * and `apply`: https://www.pulumi.com/docs/iac/concepts/inputs-outputs/
 */
function joined(
  scope: Scope,
  { callee, args }: Expr & { readonly kind: 'call' },
  inner: (one: Expr) => MappedText,
): MappedText | undefined {
  const first = args[0]?.value;
  const name = lastName(callee);
  if ((name === 'DKIM' || name === 'interpolate') && first) return inner(first);
  if (
    name === 'concat' &&
    /^(?:pulumi|Output)$/.test(callee.kind === 'member' ? lastName(callee.object) : '')
  )
    return concatenated(args.map(({ value }) => inner(value)));
  if (name === 'apply' && first?.kind === 'function' && first.isExpression)
    return inner(expressionAt(scope.code, scope.language, first.body.start, first.body.end));
  if (callee.kind !== 'member' || callee.name !== 'join' || callee.object.kind !== 'list') return undefined;
  const separator = first ? scriptText(scope, first) : writtenText(',', callee.nameAt);
  if (!separator) return undefined;
  return concatenated(
    callee.object.items.flatMap((item, index) =>
      index === 0 ? [inner(item)] : [writtenText(separator.text, callee.nameAt), inner(item)],
    ),
  );
}
