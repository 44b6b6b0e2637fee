/** What a condition asks: about the stage, or about the origin of a request. */
import { argumentOf, dottedName, lastName, type CallExpr, type Expr } from '../../parsers/expression.ts';
import type { Span } from '../../span.ts';
import { evaluate, placeOf, type EvaluateContext } from './context.ts';
import { isCondition, type Condition, type ImportedValue, type OriginTest, type Value } from '../values.ts';
import { eachOf } from './eachOf.ts';
import { negatedCondition } from './negated.ts';
import { FUNCTIONS, LISTS, ON_ORIGIN, SOME } from './questionNames.ts';
import { anyInBlock, anyOf, someOf } from './someOf.ts';
import { stageOf } from './stages.ts';
import { knownAnswer } from './textCalls.ts';
import { inHost, isOrigin, isPartOfOrigin } from './subjects.ts';

export { negatedCondition };

export function conditionOf(expression: Expr, context: EvaluateContext): Condition {
  const at = placeOf(expression, context);
  if (context.depth > 20 || --context.budget.left <= 0) return { kind: 'other', at };
  const inner = { ...context, depth: context.depth + 1 };
  return (
    knownAnswer(expression, inner, at) ?? stageOf(expression, inner, at) ?? askedOf(expression, inner, at)
  );
}

function askedOf(expression: Expr, context: EvaluateContext, at: Span): Condition {
  if (expression.kind === 'not') return negatedCondition(conditionOf(expression.value, context));
  if (expression.kind === 'binary') {
    const { operator, left, right } = expression;
    // `origin?.endsWith('.example.com') ?? false`
    if ((operator === '??' || operator === '||') && right.kind === 'boolean' && !right.value)
      return conditionOf(left, context);
    if (operator === '&&' || operator === '||')
      return {
        kind: operator === '&&' ? 'all' : 'any',
        of: [conditionOf(left, context), conditionOf(right, context)],
        at,
      };
    // Python: `{origin} & ALLOWED`
    if (operator === '&') {
      const list = holdsOrigin(left, context) ? right : holdsOrigin(right, context) ? left : undefined;
      if (list)
        return {
          kind: 'origin',
          test: { kind: 'listed', list: evaluate(list, context) },
          negated: false,
          at,
        };
    }
    return compared(operator, left, right, context, at);
  }
  if (expression.kind === 'name') {
    const binding = context.origins.has(expression.name)
      ? undefined
      : context.scope.lookup(expression.name, expression.start);
    if (binding?.kind === 'value' && isQuestion(binding.value)) {
      const asked = conditionOf(binding.value, context);
      if (asked.kind !== 'other') return asked;
    }
  }
  if (expression.kind === 'call') {
    const isThere = presenceOf(expression, context);
    if (isThere !== undefined) return { kind: 'origin', test: { kind: 'present' }, negated: !isThere, at };
    const { callee } = expression;
    if (callee.kind === 'member' && MISSING.test(callee.name) && isFoundWithOrigin(callee.object, context))
      return { kind: 'origin', test: { kind: 'asked' }, negated: true, at };
    const own = ownCondition(expression, context) ?? eachOf(expression, context, questionOf);
    if (own) return own;
    const test = testOf(expression, context);
    if (test) return { kind: 'origin', test, negated: false, at };
  }
  const inBlock = anyInBlock(expression, context, conditionOf);
  if (inBlock) return { kind: 'origin', test: inBlock, negated: false, at };
  if (isOrigin(expression, context)) return { kind: 'origin', test: { kind: 'present' }, negated: false, at };
  // Ruby: `site.nil?`
  if (expression.kind === 'member' && MISSING.test(expression.name))
    return isFoundWithOrigin(expression.object, context)
      ? { kind: 'origin', test: { kind: 'asked' }, negated: true, at }
      : { kind: 'other', at };
  return asksSomehow(expression, context) || isFoundWithOrigin(expression, context)
    ? { kind: 'origin', test: { kind: 'asked' }, negated: false, at }
    : { kind: 'other', at };
}

/** The origin takes part in it, in a way that can't be read. */
function asksSomehow({ start, end }: Expr, { scope }: EvaluateContext): boolean {
  const text = scope.code.masked.slice(start, Math.min(end, start + 300));
  return (
    /(?<![\w$.])\$?(?:(?:req(?:uest)?|http)_?)?[oO]rigin\b(?!\s*[:=(])/.test(text) && !/\btypeof\b/.test(text)
  );
}

/** A list or set in which the origin is. */
function holdsOrigin(expression: Expr, context: EvaluateContext): boolean {
  if (expression.kind === 'list') return expression.items.some((item) => isOrigin(item, context));
  if (expression.kind !== 'call' || !/^(?:set|frozenset|list)$/.test(lastName(expression.callee)))
    return false;
  const first = argumentOf(expression, 0);
  return first?.kind === 'list' && holdsOrigin(first, context);
}

/** `const tenant = await tenants.find({ host })`, where the host is that of the origin: what was found says yes. */
function isFoundWithOrigin(expression: Expr, context: EvaluateContext): boolean {
  const { scope } = context;
  const binding = expression.kind === 'name' ? scope.lookup(expression.name, expression.start) : undefined;
  if (expression.kind === 'name' && !binding && scope.language === 'go') {
    // `site, err := sites.Find(ctx, origin)`, but whether an address can be read says nothing of whose it is
    const before = scope.code.masked.slice(Math.max(0, expression.start - 600), expression.start);
    return new RegExp(
      `(?<![\\w.])${expression.name}(?:,[^\\n=]{1,60})?\\s{0,4}:=(?!\\s{0,4}url\\.Parse)[^\\n]{0,200}\\b[oO]rigin\\b`,
    ).test(before);
  }
  if (binding?.kind !== 'value' && binding?.kind !== 'part') return false;
  const value = binding.kind === 'value' ? binding.value : binding.of;
  // `found = true` in a loop that compares
  if (value.kind === 'boolean')
    return asksSomehow(
      { ...value, start: Math.max(0, binding.nameAt.start - 160), end: value.start },
      context,
    );
  if (value.kind !== 'call') return false;
  if (asksSomehow(value, context)) return true;
  const { start, end } = value;
  const text = scope.code.masked.slice(start, Math.min(end, start + 300));
  for (const match of text.matchAll(/(?<![\w$.])[a-z_$][\w$]{1,40}(?![\w$]|\s{0,4}[:(])/gi)) {
    const at = start + match.index;
    if (isOrigin({ kind: 'name', name: match[0], start: at, end: at + match[0].length }, context))
      return true;
  }
  return false;
}

/** What is given back may be an answer to it. */
export function isQuestion(expression: Expr): boolean {
  return expression.kind === 'binary' || expression.kind === 'not' || expression.kind === 'call';
}

function compared(operator: string, left: Expr, right: Expr, context: EvaluateContext, at: Span): Condition {
  const asked = comparedWith(operator, left, right, context, at);
  // `user == null`, `user is None`: it is not there.
  const isAbsence = asked.kind === 'other' && /^(?:===?|is)$/.test(operator) && right.kind === 'null';
  return isAbsence ? negatedCondition(asked) : asked;
}

function comparedWith(
  operator: string,
  left: Expr,
  right: Expr,
  context: EvaluateContext,
  at: Span,
): Condition {
  const origin = (test: OriginTest, negated: boolean): Condition => ({ kind: 'origin', test, negated, at });
  if (operator === 'in' || operator === 'not in') {
    if (isOrigin(left, context))
      return origin(inHost(left, { kind: 'listed', list: evaluate(right, context) }), operator === 'not in');
    // Python: `"example.com" in origin`
    return isOrigin(right, context) && left.kind === 'string'
      ? origin(inHost(right, { kind: 'contains', value: evaluate(left, context) }), operator === 'not in')
      : { kind: 'other', at };
  }
  if (operator === '=~' || operator === '!~')
    return isOrigin(left, context) || isOrigin(right, context)
      ? origin(
          {
            kind: 'matches',
            pattern: evaluate(isOrigin(left, context) ? right : left, context),
            how: 'search',
          },
          operator === '!~',
        )
      : { kind: 'other', at };
  const isNot = operator.startsWith('!');
  const isThere = lengthAsked(operator, left, right, context);
  if (isThere !== undefined) return origin({ kind: 'present' }, !isThere);
  // `indexOf(origin) !== -1`, `> -1`, `>= 0`, `strpos(…) !== false`
  const place = left.kind === 'call' ? testOf(left, context) : undefined;
  if (
    place &&
    /^(?:indexOf|lastIndexOf|search|strpos|stripos|find|IndexOf|strrpos|array_search|index|findIndex)$/.test(
      lastName(left.kind === 'call' ? left.callee : left),
    )
  ) {
    const number = right.kind === 'number' ? right.value : right.kind === 'boolean' ? -1 : undefined;
    const isFirst = number === 0 && (operator === '===' || operator === '==');
    if (isFirst && place.kind === 'contains') return origin({ ...place, kind: 'starts-with' }, false);
    if (number === undefined) return { kind: 'other', at };
    return origin(place, operator === '===' || operator === '==' || (operator === '<' && number === 0));
  }
  if (place && (right.kind === 'boolean' || (right.kind === 'number' && right.value <= 1)))
    return origin(
      place,
      (right.kind === 'boolean' ? !right.value : right.value === 0 && !operator.startsWith('>')) !== isNot,
    );
  if (!/^[=!]==?$/.test(operator)) return { kind: 'other', at };
  const side = isOrigin(left, context) ? right : isOrigin(right, context) ? left : undefined;
  if (!side) {
    // `if (tenant == null)`
    const found = right.kind === 'null' ? left : left.kind === 'null' ? right : undefined;
    // Go: `if err != nil` says that nothing was found.
    const isError = found?.kind === 'name' && /^err(?:or)?$/i.test(found.name);
    return found && isFoundWithOrigin(found, context)
      ? origin({ kind: 'asked' }, isNot === isError)
      : isPartOfOrigin(left, context) || isPartOfOrigin(right, context)
        ? origin({ kind: 'asked' }, isNot)
        : { kind: 'other', at };
  }
  const subject = side === right ? left : right;
  if (side.kind === 'null' || (side.kind === 'string' && side.text === ''))
    return origin({ kind: 'present' }, !isNot);
  const value = evaluate(side, context);
  // An entry with a star that is compared as it is: no origin has one.
  if (context.bound.size > 0 && value.kind === 'text' && value.text.includes('*'))
    return { kind: isNot ? 'all' : 'any', of: [], at };
  if (value.kind === 'text' && value.assumed !== undefined) return origin({ kind: 'asked' }, isNot);
  // In a loop, it is compared with each of them.
  return origin(
    inHost(subject, value.kind === 'list' ? { kind: 'listed', list: value } : { kind: 'equals', value }),
    isNot,
  );
}

/** `len(origin) == 0`, `origin.length > 0`: whether there is one. */
function lengthAsked(
  operator: string,
  left: Expr,
  right: Expr,
  context: EvaluateContext,
): boolean | undefined {
  if (right.kind !== 'number' || right.value > 1) return undefined;
  const subject =
    left.kind === 'call' && /^(?:len|strlen|mb_strlen|length|size)$/.test(lastName(left.callee))
      ? (argumentOf(left, 0) ?? (left.callee.kind === 'member' ? left.callee.object : undefined))
      : left.kind === 'member' && /^(?:length|Length|size)$/.test(left.name)
        ? left.object
        : undefined;
  if (!subject || !isOrigin(subject, context)) return undefined;
  if (/^[=!]==?$/.test(operator)) return right.value === 0 ? operator.startsWith('!') : undefined;
  return operator.startsWith('>');
}

/** `StringUtils.isEmpty(origin)`, `isset($origin)`, `origin.isBlank()`: whether there is one. */
function presenceOf(call: CallExpr, context: EvaluateContext): boolean | undefined {
  const name = lastName(call.callee);
  // `Request.Headers.TryGetValue("Origin", out var origin)`, `request.headers.has('origin')`
  if (HOLDS.test(name) && call.callee.kind === 'member') {
    const key = argumentOf(call, 0);
    if (
      key?.kind === 'string' &&
      /^origin$/i.test(key.text) &&
      /headers?$/i.test(dottedName(call.callee.object))
    )
      return true;
  }
  const isThere = PRESENT.test(name);
  if (!isThere && !ABSENT.test(name)) return undefined;
  const object = call.callee.kind === 'member' ? call.callee.object : undefined;
  const subject = argumentOf(call, 0) ?? object;
  if (object && isFoundWithOrigin(object, context)) return undefined;
  return subject && isOrigin(subject, context) ? isThere : undefined;
}

const MISSING = /^(?:nil\?|isEmpty|is_none|blank\?|empty\?)$/;
const HOLDS = /^(?:TryGetValue|ContainsKey|containsKey|has|has_key|hasHeader)$/;
const PRESENT =
  /^(?:isset|isNotEmpty|isNotBlank|hasText|hasLength|filled|isPresent|nonNull|present\?|any\?)$/;
const ABSENT =
  /^(?:empty|is_null|isEmpty|isBlank|isNull|isNullOrEmpty|isNullOrBlank|IsNullOrEmpty|IsNullOrWhiteSpace|blank|blank\?|empty\?|is_empty|isUndefined)$/;

/** Calls that ask about an origin. */
function testOf(call: CallExpr, context: EvaluateContext): OriginTest | undefined {
  const name = lastName(call.callee);
  const object = call.callee.kind === 'member' ? call.callee.object : undefined;
  const first = argumentOf(call, 0);
  const second = argumentOf(call, 1);
  const value = (expression: Expr | undefined): Value =>
    expression ? evaluate(expression, context) : { kind: 'unknown', at: placeOf(call, context) };
  if (object && isOrigin(object, context)) {
    const kind = ON_ORIGIN.get(name);
    if (kind === 'matches')
      return inHost(object, {
        kind,
        pattern: patternOf(value(first)),
        how: name === 'matches' ? 'full' : 'search',
      });
    return kind && first ? inHost(object, { kind, value: value(first) }) : undefined;
  }
  // Java: `pattern.matcher(origin).matches()`
  const matched =
    object?.kind === 'call' && lastName(object.callee) === 'matcher' ? argumentOf(object, 0) : undefined;
  if (object?.kind === 'call' && object.callee.kind === 'member' && matched && isOrigin(matched, context)) {
    const how = name === 'matches' ? 'full' : name === 'lookingAt' ? 'match' : 'search';
    return inHost(matched, { kind: 'matches', pattern: patternOf(value(object.callee.object)), how });
  }
  if (
    object &&
    (name === 'test' ||
      name === 'match?' ||
      name === 'exec' ||
      name === 'is_match' ||
      name === 'IsMatch' ||
      name === 'MatchString' ||
      name === 'match' ||
      name === 'matches' ||
      name === 'fullmatch' ||
      name === 'search')
  ) {
    const given = [first, second].find((argument) => argument && isOrigin(argument, context));
    if (!given) return undefined;
    // `var re = regexp.MustCompile(…)` is one too: a module is given the pattern and the text.
    const isModule = second !== undefined && /^(?:re|Regex|regexp|Pattern)$/.test(dottedName(object));
    const pattern = patternOf(value(isModule ? (given === first ? second : first) : object));
    const how =
      name === 'fullmatch' || (name === 'matches' && isModule)
        ? 'full'
        : name === 'match' && context.scope.language === 'python'
          ? 'match'
          : 'search';
    return inHost(given, { kind: 'matches', pattern, how });
  }
  const holder = object ? dottedName(object) : '';
  const onText =
    /^(?:strings|str)$/.test(holder) || !object
      ? FUNCTIONS.get(name)
      : holder.endsWith('StringUtils')
        ? FUNCTIONS.get(ON_ORIGIN.get(name.replace(/IgnoreCase$/, '')) ?? '')
        : undefined;
  if (onText && first && second) {
    const [subject, other] = isOrigin(first, context) ? [first, second] : [second, first];
    if (!isOrigin(subject, context)) return undefined;
    // `in_array($origin, $list)`, `strpos($origin, "x")`, `preg_match($pattern, $origin)`
    if (onText === 'matches')
      return inHost(subject, { kind: 'matches', pattern: patternOf(value(other)), how: 'search' });
    if (onText === 'listed') return inHost(subject, { kind: 'listed', list: value(other) });
    return inHost(subject, { kind: onText, value: value(other) });
  }
  if (first && isOrigin(first, context) && object) {
    if (LISTS.has(name)) return inHost(first, { kind: 'listed', list: value(object) });
    if (dottedName(object) === 'slices' && second) return { kind: 'listed', list: value(second) };
  }
  if (second && isOrigin(second, context) && dottedName(call.callee) === 'slices.Contains')
    return { kind: 'listed', list: value(first) };
  if (!object && first && name === 'any' && context.scope.language === 'python') {
    const asked = anyOf(call, first, context, conditionOf);
    if (asked) return asked;
  }
  if (object && first && SOME.has(name)) {
    const asked = someOf(object, first, context, conditionOf);
    if (asked) return asked;
  }
  // A function was asked that can't be read: `isAllowed(origin)`.
  return call.args.some((argument) => isOrigin(argument.value, context)) &&
    !/^(?:URL|Uri|urlparse|log|debug|info|warn|error|String|push|set|append)$/.test(name)
    ? { kind: 'asked', ...elsewhere(call, context) }
    : undefined;
}

/** `isAllowed` of another file, which may be read there. */
function elsewhere({ callee, args }: CallExpr, context: EvaluateContext): { readonly of?: ImportedValue } {
  if (args.length !== 1 || (callee.kind !== 'name' && callee.kind !== 'member')) return {};
  const of = evaluate(callee, context);
  return of.kind === 'imported' ? { of } : {};
}

/** What a function of this file asks of its parameter before it says yes. */
function ownCondition(call: CallExpr, context: EvaluateContext): Condition | undefined {
  if (call.callee.kind !== 'name' || !call.args.some(({ value }) => isOrigin(value, context)))
    return undefined;
  return questionOf(evaluate(call.callee, context));
}

/** What a function asks of its parameter before it says yes; undefined where it says something else. */
export function questionOf(made: Value): Condition | undefined {
  if (made.kind !== 'function' || made.exits.length === 0) return undefined;
  const { at } = made;
  const ways: Condition[] = [];
  for (const { when, gives } of made.exits) {
    if (gives.kind === 'flag') {
      if (gives.value) ways.push({ kind: 'all', of: when, at });
    } else if (isCondition(gives) && gives.kind !== 'other')
      ways.push({ kind: 'all', of: [...when, gives], at });
    else return undefined;
  }
  const [only] = ways;
  return only?.kind === 'all' && ways.length === 1 && only.of.length === 1 && only.of[0]
    ? only.of[0]
    : { kind: 'any', of: ways, at };
}

function patternOf(value: Value): Value {
  return value.kind === 'text' ? { kind: 'pattern', source: value.text, flags: '', at: value.at } : value;
}
