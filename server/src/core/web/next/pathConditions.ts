/** Reads conditions of a middleware: which paths they ask for, and whether they ask for a session. */
import { escapeRegExp } from '../../escapeRegExp.ts';
import { argumentOf, dottedName, lastName, type CallExpr, type Expr } from '../../parsers/expression.ts';
import { contextOf, evaluate, type EvaluateContext } from '../evaluate.ts';
import { returnsOf } from '../evaluate/functions.ts';
import type { ScriptFile } from '../script/scriptFile.ts';
import type { Scope, ScopeSyntax } from '../types.ts';
import type { Value } from '../values.ts';
import { isGuardName } from '../script/access/guards.ts';
import { both, either, not, ofFlag, ofPaths, ofSession, UNKNOWN, type Formula } from './pathFormula.ts';

export interface ConditionReader {
  readonly file: ScriptFile;
  /** Names that hold what was read of the user. */
  readonly users: ReadonlySet<string>;
  /** Steps left: names that lead in circles must end. */
  readonly budget: { left: number };
}

export function formulaOf(expression: Expr, reader: ConditionReader, depth = 0): Formula {
  if (depth > 12 || reader.budget.left-- <= 0) return UNKNOWN;
  const of = (inner: Expr): Formula => formulaOf(inner, reader, depth + 1);
  switch (expression.kind) {
    case 'not':
      return not(of(expression.value));
    case 'binary':
      return ofBinary(expression, reader, of);
    case 'call':
      return ofCall(expression, reader, of);
    case 'name':
      return ofName(expression.name, expression.start, reader, depth);
    case 'member':
      return speaksOfSession(expression, reader) ? ofSession(true) : UNKNOWN;
    case 'boolean':
      return ofFlag(expression.value);
    default:
      return UNKNOWN;
  }
}

function ofBinary(
  { operator, left, right }: Extract<Expr, { kind: 'binary' }>,
  reader: ConditionReader,
  of: (inner: Expr) => Formula,
): Formula {
  if (operator === '&&') return both(of(left), of(right));
  if (operator === '||' || operator === '??') return either(of(left), of(right));
  const isSame = operator === '==' || operator === '===';
  if (!isSame && operator !== '!=' && operator !== '!==') return UNKNOWN;
  const [asked, given] = isPath(left, reader) ? [left, right] : [right, left];
  if (isPath(asked, reader)) {
    const scopes = scopesOf(evaluate(given, fresh(reader)), 'exact');
    return isSame ? ofPaths(scopes) : not(ofPaths(scopes));
  }
  if (!speaksOfSession(left, reader)) return UNKNOWN;
  // session === null, role !== 'admin', token === undefined
  const isNothing = right.kind === 'null' || (right.kind === 'name' && right.name === 'undefined');
  return ofSession(isSame !== isNothing);
}

function ofCall(call: CallExpr, reader: ConditionReader, of: (inner: Expr) => Formula): Formula {
  const name = lastName(call.callee);
  const object = call.callee.kind === 'member' ? call.callee.object : undefined;
  const first = argumentOf(call, 0);
  if ((name === 'Boolean' || name === 'isNil') && first) return of(first);
  if (object && first && isPath(object, reader)) return ofPathMethod(name, first, reader);
  if (object && first && isPath(first, reader)) return ofListMethod(name, object, call, reader);
  if (object && first?.kind === 'function' && (name === 'some' || name === 'find'))
    return ofSome(object, first, reader);
  if (speaksOfSession(call, reader)) return ofSession(true);
  return call.callee.kind === 'name' ? ofOwnFunction(call, call.callee.name, reader) : UNKNOWN;
}

/** `pathname.startsWith('/x')`, `pathname.match(/x/)` */
function ofPathMethod(name: string, given: Expr, reader: ConditionReader): Formula {
  const value = evaluate(given, fresh(reader));
  switch (name) {
    case 'startsWith':
      return ofPaths(scopesOf(value, 'prefix'));
    case 'includes':
    case 'endsWith':
      return ofPaths(
        scopesOf(value, 'regex').map((scope) =>
          Object.assign({}, scope, {
            pattern: `${escapeRegExp(scope.pattern ?? '')}${name === 'endsWith' ? '$' : ''}`,
          }),
        ),
      );
    case 'match':
      return ofPaths(scopesOf(value, 'regex'));
    default:
      return UNKNOWN;
  }
}

/** `publicRoutes.includes(pathname)`, `/x/.test(pathname)`, `micromatch.isMatch(pathname, [...])` */
function ofListMethod(name: string, object: Expr, call: CallExpr, reader: ConditionReader): Formula {
  switch (name) {
    case 'includes':
    case 'has':
      return ofPaths(scopesOf(evaluate(object, fresh(reader)), 'exact'));
    case 'test':
      return ofPaths(scopesOf(evaluate(object, fresh(reader)), 'regex'));
    case 'isMatch':
    case 'match': {
      const patterns = argumentOf(call, 1);
      return patterns ? ofPaths(scopesOf(evaluate(patterns, fresh(reader)), 'glob')) : UNKNOWN;
    }
    default:
      return UNKNOWN;
  }
}

/** `publicPaths.some((path) => pathname.startsWith(path))` */
function ofSome(list: Expr, made: Extract<Expr, { kind: 'function' }>, reader: ConditionReader): Formula {
  const values = evaluate(list, fresh(reader));
  const [parameter = ''] = made.parameters;
  const scopes = returnsOf(made, fresh(reader)).flatMap((given) => syntaxesIn(given, parameter, reader));
  const syntax = scopes.includes('prefix') ? 'prefix' : scopes[0];
  return syntax ? ofPaths(scopesOf(values, syntax)) : UNKNOWN;
}

/** How a parameter is compared with the path. */
function syntaxesIn(expression: Expr, parameter: string, reader: ConditionReader): ScopeSyntax[] {
  const isParameter = (inner: Expr | undefined): boolean => inner !== undefined && mentions(inner, parameter);
  if (expression.kind === 'binary') {
    if (expression.operator === '||')
      return [
        ...syntaxesIn(expression.left, parameter, reader),
        ...syntaxesIn(expression.right, parameter, reader),
      ];
    const sides = [expression.left, expression.right];
    const isSame = expression.operator === '===' || expression.operator === '==';
    return isSame && sides.some(isParameter) && sides.some((side) => isPath(side, reader)) ? ['exact'] : [];
  }
  if (expression.kind !== 'call' || expression.callee.kind !== 'member') return [];
  const { object, name } = expression.callee;
  if (name === 'startsWith' && isPath(object, reader) && isParameter(argumentOf(expression, 0)))
    return ['prefix'];
  return name === 'test' && isParameter(object) ? ['regex'] : [];
}

function mentions(expression: Expr, name: string): boolean {
  if (expression.kind === 'name') return expression.name === name;
  if (expression.kind === 'template') return expression.parts.some((part) => mentions(part, name));
  return expression.kind === 'member' && mentions(expression.object, name);
}

function ofName(name: string, offset: number, reader: ConditionReader, depth: number): Formula {
  const { scope } = contextOf(reader.file.document);
  const binding = scope.lookup(name, offset);
  if (binding?.kind === 'value') {
    const formula = formulaOf(binding.value, reader, depth + 1);
    if (!formula.uncertain) return formula;
  }
  return reader.users.has(name) || SESSION_NAME.test(name) ? ofSession(true) : UNKNOWN;
}

/** `isPublicRoute(request)` of Clerk, `isPublic(pathname)` of this file. */
function ofOwnFunction(call: CallExpr, name: string, reader: ConditionReader): Formula {
  const context = fresh(reader);
  const binding = context.scope.lookup(name, call.start);
  if (binding?.kind === 'value' && binding.value.kind === 'call') {
    const patterns = argumentOf(binding.value, 0);
    return lastName(binding.value.callee) === 'createRouteMatcher' && patterns
      ? ofPaths(scopesOf(evaluate(patterns, context), 'next'))
      : UNKNOWN;
  }
  const made =
    binding?.kind === 'function'
      ? { body: binding.body, isExpression: false }
      : binding?.kind === 'value' && binding.value.kind === 'function'
        ? binding.value
        : undefined;
  const [only, second] = made ? returnsOf(made, context) : [];
  return only && !second ? formulaOf(only, reader, 6) : UNKNOWN;
}

/** `pathname`, `req.nextUrl.pathname`, `new URL(req.url).pathname`, and names that were given such. */
function isPath(expression: Expr, reader: ConditionReader, depth = 0): boolean {
  if (depth > 4) return false;
  if (expression.kind === 'member') return expression.name === 'pathname';
  if (expression.kind !== 'name') return false;
  if (/^(?:pathname|path|currentPath|pathnameWithoutLocale|pathWithoutLocale|urlPath)$/.test(expression.name))
    return true;
  const binding = fresh(reader).scope.lookup(expression.name, expression.start);
  return binding?.kind === 'value' && isPath(binding.value, reader, depth + 1);
}

function speaksOfSession(expression: Expr, reader: Pick<ConditionReader, 'users'>): boolean {
  const { users } = reader;
  switch (expression.kind) {
    case 'name':
      return users.has(expression.name) || SESSION_NAME.test(expression.name);
    case 'member':
      return SESSION_NAME.test(expression.name) || speaksOfSession(expression.object, reader);
    case 'call': {
      const name = lastName(expression.callee);
      const [first] = expression.args;
      const asked =
        first?.value.kind === 'string' ? first.value.text : dottedName(first?.value ?? expression);
      if (/^(?:get|has)$/.test(name) && /cookies/i.test(ownerName(expression.callee)))
        return /session|token|auth|\bsid\b|jwt/i.test(asked);
      if (ASKING.test(name) || isGuardName(name)) return true;
      return expression.callee.kind === 'member' && speaksOfSession(expression.callee.object, reader);
    }
    default:
      return false;
  }
}

function ownerName(callee: Expr): string {
  return callee.kind === 'member' ? lastName(callee.object) : '';
}

const SESSION_NAME =
  /^(?:(?:has|is)?(?:session|user|token|auth)|userId|(?:is)?(?:authenticated|authorized|loggedIn|signedIn|authed)|(?:has)?(?:valid)?(?:access|admin|auth|session|refresh|jwt)(?:token|cookie|user)?|currentUser|sessionCookie|sessionToken|isAuthenticated|isLoggedIn|isSignedIn|hasSession|verifiedToken|payload|claims)$/i;
const ASKING =
  /^(?:auth|getToken|getSession|getServerSession|getUser|getSessionCookie|getIronSession|getCurrentUser|(?:valid|verif|check|authenticat)\w{0,24}(?:ApiKey|Token|Session|Auth|User|Jwt|JWT))$/;

/** Texts of a list as patterns; nothing where a part of it can't be read. */
function scopesOf(value: Value, syntax: ScopeSyntax): Scope[] {
  switch (value.kind) {
    case 'text':
      return [{ syntax, pattern: value.text, at: value.at }];
    case 'pattern':
      return [
        {
          syntax: 'regex',
          pattern: value.source,
          at: value.at,
          ...(value.flags.includes('i') && { ignoresCase: true as const }),
        },
      ];
    case 'list': {
      const scopes = value.items.flatMap((item) => scopesOf(item, syntax));
      return value.open || scopes.length < value.items.length ? [] : scopes;
    }
    default:
      return [];
  }
}

function fresh({ file }: ConditionReader): EvaluateContext {
  return contextOf(file.document);
}
