/** Reads of environment variables and configuration, in the forms of each language. */
import { argumentOf, dottedName, lastName, type CallExpr, type Expr } from '../../parsers/expression.ts';
import type { Span } from '../../span.ts';
import { evaluate, evaluateAt, type EvaluateContext } from './context.ts';
import { taken } from './taken.ts';
import type { Value, VariableValue } from '../values.ts';

/** The variable that an expression reads; undefined where it reads none. */
export function variableIn(expression: Expr, context: EvaluateContext, at: Span): Value | undefined {
  if (expression.kind === 'member') return ofObject(dottedName(expression.object), expression.name, at);
  return expression.kind === 'call' ? ofCall(expression, context, at) : undefined;
}

function ofObject(object: string, name: string, at: Span): VariableValue | undefined {
  if (!/^[A-Z][A-Z0-9_]{1,80}$/.test(name) && object !== '$_ENV') return undefined;
  if (!OBJECTS.has(object)) return undefined;
  return { kind: 'variable', name, mayBeUnset: object !== 'os.environ', at };
}

const OBJECTS: ReadonlySet<string> = new Set([
  'process.env',
  'import.meta.env',
  'Bun.env',
  'globalThis.process.env',
  'env',
  'c.env',
  'context.env',
  'ctx.env',
  'this.env',
  'serverEnv',
  'os.environ',
  'ENV',
  '$_ENV',
  '$_SERVER',
  'environ',
  'config',
  'app.config',
  'Environment',
  'settings.env',
  'context.cloudflare.env',
  'platform.env',
]);

/** How calls that read a variable say its name and what is taken without it. */
interface Form {
  readonly callees: RegExp;
  /** Where the default stands; a name is that of an argument. */
  readonly fallback?: readonly (string | number)[];
  /** It makes a list of it. */
  readonly split?: string;
  /** It fails where the variable is missing and no default is given. */
  readonly insists?: true;
  /** The name may be in any case: keys of configuration. */
  readonly anyName?: true;
}

const FORMS: readonly Form[] = [
  { callees: /^(?:os\.getenv|os\.environ\.get|environ\.get|getenv)$/, fallback: [1, 'default'] },
  {
    callees: /^(?:env|environ|self\.env|Env)\.(?:list|tuple|tuple_of|json)$/,
    fallback: [1, 'default'],
    split: ',',
    insists: true,
  },
  {
    callees: /^(?:env|environ|Env)(?:\.(?:str|bool|int|url|get|string))?$/,
    fallback: [1, 'default'],
    insists: true,
  },
  { callees: /^(?:config|decouple\.config)$/, fallback: ['default'], insists: true },
  { callees: /^ENV\.fetch$/, fallback: [1], insists: true },
  { callees: /^(?:Deno\.env\.get|Bun\.env\.get|env\.get)$/ },
  {
    callees:
      /^(?:os\.Getenv|os\.LookupEnv|env::var|std::env::var|env\.var|std\.env\.var|System\.getenv|System\.get_env|Environment\.GetEnvironmentVariable)$/,
    fallback: [1],
  },
  { callees: /^(?:System\.fetch_env!|env!)$/, insists: true },
  {
    callees:
      /(?:^|\.)(?:configService|config|configuration|Configuration|builder\.Configuration|environment|this\.config(?:Service)?)\.(?:get|getOrThrow|GetValue|GetSection|getProperty|getRequiredProperty|GetConnectionString)$/,
    fallback: [1],
    anyName: true,
  },
  { callees: /^(?:viper\.GetString(?:Slice)?|viper\.GetStringSlice)$/, anyName: true },
  // People's own helpers, by their names: `get_list_from_env("X", default=[…])`, `env_bool("X", False)`.
  {
    callees: /^(?:\w{1,40}\.)?\w{0,20}list\w{0,8}_(?:from_)?env(?:iron(?:ment)?)?$/,
    fallback: [1, 'default'],
    split: ',',
  },
  {
    callees: /^(?:\w{1,40}\.)?(?:\w{0,30}_)?_?env(?:iron)?_(?:list|array)$/,
    fallback: [1, 'default'],
    split: ',',
  },
  {
    callees:
      /^(?:\w{1,40}\.)?\w{0,20}_(?:from_)?env(?:iron(?:ment)?)?$|^(?:\w{1,40}\.)?(?:\w{0,20}_)?env(?:iron)?_(?:str|string|bool|boolean|flag|int|var|value|get)$/,
    fallback: [1, 'default'],
  },
];

function ofCall(call: CallExpr, context: EvaluateContext, at: Span): Value | undefined {
  const callee = dottedName(call.callee);
  // C#: `configuration.GetSection("Cors").Get<string[]>()`
  if (
    call.callee.kind === 'member' &&
    call.callee.name === 'Get' &&
    call.callee.object.kind === 'call' &&
    call.args.length === 0
  )
    return taken(ofCall(call.callee.object, context, at), ',', at);
  if (callee === '') return ofSplitHelper(call, context, at);
  if (callee === 'explode' || callee === 'strings.Split') return ofSplitHelper(call, context, at);
  const form = FORMS.find(({ callees }) => callees.test(callee));
  const first = form && argumentOf(call, 0);
  if (!form || first?.kind !== 'string') return undefined;
  if (!form.anyName && !/^[A-Za-z][A-Za-z0-9_]{1,80}$/.test(first.text)) return undefined;
  const given = form.fallback?.map((place) => argumentOf(call, place)).find((value) => value !== undefined);
  // `ENV.fetch("X") { "y" }`
  const block = call.block ? evaluateAt(context, call.block.body.start, call.block.body.end) : undefined;
  const fallback = given && given.kind !== 'null' ? evaluate(given, context) : block;
  const split = form.split ?? (isListCast(call) ? ',' : undefined);
  const variable: VariableValue = {
    kind: 'variable',
    name: first.text,
    ...(fallback && fallback.kind !== 'unknown'
      ? { fallback: split === undefined ? fallback : taken(fallback, split, at) }
      : {}),
    ...(split === undefined ? {} : { split }),
    mayBeUnset: form.insists !== true,
    at,
  };
  return variable;
}

/** `cast=Csv()`, `cast=lambda v: v.split(",")` */
function isListCast(call: CallExpr): boolean {
  const cast = argumentOf(call, 'cast');
  return cast !== undefined && (lastName(cast) === 'Csv' || cast.kind === 'function');
}

/** `explode(',', env('X'))` */
function ofSplitHelper(call: CallExpr, context: EvaluateContext, at: Span): Value | undefined {
  if (dottedName(call.callee) !== 'explode') return undefined;
  const separator = argumentOf(call, 0);
  const text = argumentOf(call, 1);
  return text && taken(evaluate(text, context), separator?.kind === 'string' ? separator.text : ',', at);
}
