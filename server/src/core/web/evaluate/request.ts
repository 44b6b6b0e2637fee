/** What comes from whoever sends the request. */
import { argumentOf, dottedName, lastName, type Expr } from '../../parsers/expression.ts';
import type { Span } from '../../span.ts';
import { evaluate, type EvaluateContext } from './context.ts';
import type { RequestValue } from '../values.ts';

export function requestIn(expression: Expr, context: EvaluateContext, at: Span): RequestValue | undefined {
  if (
    context.scope.language === 'ruby' &&
    (expression.kind === 'member' || expression.kind === 'index') &&
    expression.object.kind === 'name' &&
    expression.object.name === 'params'
  )
    return { kind: 'request', what: 'other', at };
  if (expression.kind === 'member') {
    const holder = lastName(expression.object);
    // Rack's and WSGI's environment of a request; `request.origin` of Rails and Werkzeug.
    const isScripting = context.scope.language === 'ruby' || context.scope.language === 'python';
    if (
      expression.name === 'HTTP_ORIGIN' ||
      (isScripting && expression.name === 'origin' && holder === 'request')
    )
      return { kind: 'request', what: 'origin', at };
    if (
      ORIGIN.test(expression.name) &&
      HOLDERS.test(holder) &&
      !NOT_REQUEST.test(dottedName(expression.object))
    )
      return { kind: 'request', what: 'origin', at };
    if (/^\$_(?:GET|POST|REQUEST|COOKIE|SERVER)$/.test(holder)) return { kind: 'request', what: 'other', at };
    const isSent =
      /^(?:headers?|Headers?|query|queryStringParameters|params|body|hostname|host|META)$/.test(
        expression.name,
      ) && isRequest(expression.object);
    return isSent || isQueryOfAddress(expression) ? { kind: 'request', what: 'other', at } : undefined;
  }
  if (expression.kind === 'call') {
    const name = lastName(expression.callee);
    if (!READERS.has(name)) return undefined;
    if (name === 'get' && isQueryReader(expression.callee, context))
      return { kind: 'request', what: 'other', at };
    const named = expression.args.find(
      ({ value }) =>
        (value.kind === 'string' && ORIGIN.test(value.text)) ||
        // `HttpHeaders.ORIGIN`, `echo.HeaderOrigin`
        (value.kind === 'member' && /^(?:Header_?)?ORIGIN$/i.test(value.name)),
    );
    const owner = expression.callee.kind === 'member' ? dottedName(expression.callee.object) : '';
    if (named && !NOT_REQUEST.test(owner) && (expression.callee.kind === 'member' || /Header/i.test(name)))
      return { kind: 'request', what: 'origin', at };
    const first = argumentOf(expression, 0);
    return first?.kind === 'string' &&
      expression.callee.kind === 'member' &&
      /^(?:.*\.)?(?:headers|Header|req|request)$/.test(owner) &&
      name !== 'set'
      ? { kind: 'request', what: 'other', at }
      : undefined;
  }
  // `origin || ''`, `(origin ?? '').trim()`
  if (expression.kind === 'binary' && (expression.operator === '||' || expression.operator === '??')) {
    const isEmpty = expression.right.kind === 'string' && expression.right.text === '';
    if (!isEmpty && expression.right.kind !== 'null') return undefined;
    const left = evaluate(expression.left, context);
    return left.kind === 'request' ? { ...left, at } : undefined;
  }
  return undefined;
}

/** Elixir: `[origin] = get_req_header(conn, "origin")`; C#: `Headers.TryGetValue("Origin", out var origin)` */
export function isTakenOfHeaders(
  name: string,
  offset: number,
  { scope: { code, language } }: EvaluateContext,
): boolean {
  if (language !== 'elixir' && language !== 'csharp') return false;
  const before = code.text.slice(Math.max(0, offset - 600), offset);
  if (language === 'csharp') return TRIED.exec(before)?.[1] === name;
  return (
    name === 'origin' &&
    /\[\s{0,4}origin\b[^\]\n]{0,20}\]\s{0,4}(?:=|<-)\s{0,8}(?:Plug\.Conn\.)?get_req_header\([^)\n]{0,40}"origin"\)/.test(
      before,
    )
  );
}

const TRIED =
  /\bRequest\.Headers\.TryGetValue\(\s{0,8}(?:"Origin"|HeaderNames\.Origin)\s{0,4},\s{0,8}out\s{1,4}(?:[\w?]{1,20}\s{1,4})?(\w{1,40})\s{0,4}\)/i;
const ORIGIN = /^(?:HTTP_)?ORIGIN$/i;
const HOLDERS =
  /^(?:\$?headers?|Headers?|META|_SERVER|\$_SERVER|environ|env|rawHeaders|handshake|getallheaders|apache_request_headers)$/;
const NOT_REQUEST =
  /process\.env|import\.meta|Bun\.env|^env$|^ENV$|^c\.env$|os\.environ|config|cache|searchParams|window|location/i;
const READERS: ReadonlySet<string> = new Set([
  'get',
  'header',
  'getHeader',
  'getRequestHeader',
  'getHeaders',
  'headers',
  'Get',
  'GetHeader',
  'getFirst',
  'getHeaderLine',
  'getHeaderString',
  'headerValue',
  'get_header',
  'fetch',
  'get_req_header',
  'getOrigin',
  'server',
]);

/** `url.parse(req.url, true).query` */
function isQueryOfAddress({ name, object }: Extract<Expr, { kind: 'member' }>): boolean {
  if (name !== 'query' || object.kind !== 'call' || !/^(?:parse|parseUrl)$/.test(lastName(object.callee)))
    return false;
  const address = argumentOf(object, 0);
  return address?.kind === 'member' && address.name === 'url' && isRequest(address.object);
}

/** `new URL(req.url).searchParams.get(…)`, `request.nextUrl.searchParams.get(…)` */
function isQueryReader(callee: Expr, context: EvaluateContext): boolean {
  const holder = callee.kind === 'member' ? callee.object : undefined;
  return holder?.kind === 'member' && holder.name === 'searchParams' && isAddress(holder.object, context);
}

function isAddress(expression: Expr, context: EvaluateContext): boolean {
  let here: Expr | undefined = expression;
  if (here.kind === 'name') {
    const binding = context.scope.lookup(here.name, here.start);
    here = binding?.kind === 'value' ? binding.value : undefined;
  }
  if (here?.kind === 'call' && lastName(here.callee) === 'URL') here = argumentOf(here, 0);
  return here?.kind === 'member' && /^(?:url|nextUrl|originalUrl)$/.test(here.name) && isRequest(here.object);
}

function isRequest(expression: Expr): boolean {
  return /^(?:(?:.*\.)?(?:req|request|ctx|event|r|\$request))$/i.test(dottedName(expression));
}
