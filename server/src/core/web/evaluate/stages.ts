/** Which stage a condition asks for: production, or a developer's machine. */
import { argumentOf, dottedName, lastName, type Expr } from '../../parsers/expression.ts';
import type { Span } from '../../span.ts';
import type { Condition } from '../values.ts';
import { evaluate, type EvaluateContext } from './context.ts';
import { negatedCondition } from './negated.ts';

const PRODUCTION =
  /(?:^|[._?])(?:is_?prod(?:uction)?(?:_?(?:env(?:ironment)?|mode))?\??|production\?|IS_PROD(?:UCTION)?|PROD|isProd|isProduction|IsProduction)$/i;
const DEVELOPMENT =
  /(?:^|[._?>])(?:is_?dev(?:elopment)?(?:_?(?:env(?:ironment)?|mode))?|IS_DEV(?:ELOPMENT)?|DEV|dev|debug|is_?local|is_?debug|development\?|IsDevelopment|isLocalhost|__DEV__|is_?test|test\?|local\?)$/i;

/** Whether it asks which stage this is. */
export function stageOf(expression: Expr, context: EvaluateContext, at: Span): Condition | undefined {
  const stage = (production: boolean): Condition => ({
    kind: 'stage',
    stage: production ? 'production' : 'development',
    at,
  });
  if (expression.kind === 'binary') {
    const { operator, left, right } = expression;
    if (!/^[=!]==?$/.test(operator) && operator !== 'in') return undefined;
    const [subject, word] = left.kind === 'string' ? [right, left] : [left, right];
    if (operator === 'in') return undefined;
    if (word.kind !== 'string' || !isStageName(subject, context)) return undefined;
    const isNot = operator.startsWith('!');
    if (/^(?:prod|production|live)$/i.test(word.text)) return stage(!isNot);
    if (/^(?:dev|development|local|test|testing|debug|preview|staging)$/i.test(word.text))
      return stage(isNot);
    return undefined;
  }
  if (expression.kind === 'not') {
    const inner = stageOf(expression.value, context, at);
    return inner && negatedCondition(inner);
  }
  if (expression.kind === 'call') {
    const name = lastName(expression.callee);
    const first = argumentOf(expression, 0);
    if (
      name === 'environment' ||
      name === 'isEnvironment' ||
      name === 'IsEnvironment' ||
      name === 'acceptsProfiles'
    ) {
      if (first?.kind !== 'string') return undefined;
      return /^prod/i.test(first.text)
        ? stage(true)
        : /^(?:dev|local|test)/i.test(first.text)
          ? stage(false)
          : undefined;
    }
    if (expression.args.length > 0) return undefined;
    return ofName(name, stage);
  }
  if (expression.kind !== 'name' && expression.kind !== 'member') return undefined;
  const dotted = dottedName(expression) || lastName(expression);
  const told = ofName(dotted, stage);
  if (told || expression.kind !== 'name') return told;
  const binding = context.scope.lookup(expression.name, expression.start);
  return binding?.kind === 'value' && binding.value.kind === 'binary'
    ? stageOf(binding.value, { ...context, depth: context.depth + 1 }, at)
    : undefined;
}

function ofName<T>(name: string, stage: (production: boolean) => T): T | undefined {
  if (PRODUCTION.test(name)) return stage(true);
  return DEVELOPMENT.test(name) ? stage(false) : undefined;
}

function isStageName(expression: Expr, context: EvaluateContext): boolean {
  const name = dottedName(expression) || lastName(expression);
  if (
    /(?:^|[._])(?:NODE_ENV|APP_ENV|RAILS_ENV|RACK_ENV|VERCEL_ENV|ENVIRONMENT|ENV|STAGE|FLASK_ENV|DJANGO_ENV|MIX_ENV|GO_ENV|APP_STAGE|MODE|environment|stage|mode|nodeEnv|env|profile)$/.test(
      name,
    )
  )
    return true;
  const value =
    expression.kind === 'name' || expression.kind === 'call' ? evaluate(expression, context) : undefined;
  return value?.kind === 'variable' && /ENV|STAGE|MODE/.test(value.name);
}
