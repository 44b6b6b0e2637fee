/** What an expression of a server's code comes to. */
import type { TextRange } from '../../finding.ts';
import { endOfBrackets, indexWithin, skipBlank, type Code } from '../../parsers/code.ts';
import { expressionAt, type FunctionExpr } from '../../parsers/expression.ts';
import type { Scope } from '../../parsers/expression/scope.ts';
import { functionAt, type FunctionAt } from '../../env/code/functions.ts';
import type { Document } from '../../source.ts';
import { spanOf, type Span } from '../../span.ts';
import { contextOf, evaluate, joined, type EvaluateContext } from '../evaluate.ts';
import { functionValue } from '../evaluate/functions.ts';
import { conditionsBetween } from '../evaluate/surroundings.ts';
import type { Condition, Value } from '../values.ts';
import { openBracketBefore } from './brackets.ts';

export interface Evaluating {
  value(range: TextRange): Value;
  conditions(offset: number): readonly Condition[];
  /** A function that is handed on by its name. */
  callback(at: FunctionAt): Value;
}

export function evaluatingOf(
  document: Document,
  code: Code,
  functions: () => readonly FunctionAt[],
): Evaluating {
  const scope = withFunctions(contextOf(document).scope, functions);
  const context = (): EvaluateContext => ({ ...contextOf(document), scope });
  return {
    value: ({ start, end }) =>
      formatOf(document, code, start) ??
      plain(evaluate(expressionAt(code, document.language, start, end), context())),
    conditions: (offset) => [
      ...switchesRound(document, code, offset),
      ...conditionsBetween(context(), 0, offset, true),
    ],
    callback: ({ open, end, name, parameters, start }) =>
      functionValue(
        functionExpr(code, open, end, parameters),
        context(),
        spanOf(document, start, Math.min(end, start + name.length)),
      ),
  };
}

/** `switch (origin) { case …`: something was asked, in words that are not read. */
function switchesRound(document: Document, code: Code, offset: number): Condition[] {
  let at = offset;
  for (let steps = 0; steps < 4; steps++) {
    const open = openBracketBefore(code, at, 4_000);
    if (open === -1) break;
    if (code.masked[open] === '{') {
      const head = code.masked.slice(Math.max(0, open - 360), open);
      const asked = /\b(?:switch|match|when|select)\b(?:[^{};\n]{0,160};)?[^{};]{0,160}$/.exec(head);
      if (asked)
        return [
          {
            kind: 'other',
            at: spanOf(document, open - head.length + asked.index, open),
          },
        ];
      if (/\bfunc(?:tion)?\b[^{};]{0,160}$/.test(head)) break;
    }
    at = open;
  }
  return [];
}

function functionExpr(code: Code, open: number, end: number, parameters: readonly string[]): FunctionExpr {
  const close = endOfBrackets(code, open);
  const arrow = /^\)[^{};=]{0,200}=>\s{0,40}/.exec(code.masked.slice(close, close + 260));
  const brace = indexWithin(code.masked, '{', close, 300);
  const start = arrow ? close + arrow[0].length : brace + 1;
  const names = parameters.map((text) => /(\w+)(?:\s{0,8}(?:=|:).*)?$/.exec(text)?.[1] ?? '');
  return {
    kind: 'function',
    parameters: names,
    body: { start, end },
    isExpression: arrow !== null,
    start,
    end,
  };
}

/** Rust: `format!("max-age={seconds}")` */
function formatOf(document: Document, code: Code, start: number): Value | undefined {
  const macro =
    document.language === 'rust' ? /^&?format!\s{0,4}\(/.exec(code.masked.slice(start, start + 20)) : null;
  if (!macro) return undefined;
  const literal = code.stringAt(skipBlank(code.masked, start + macro[0].length));
  if (!literal) return undefined;
  const at = spanOf(document, literal.content.start, literal.content.end);
  return formatted(code.text.slice(at.start, at.end), [], at, at);
}

/** Names of one function mean nothing in another, and a parameter is what a caller gives. */
function withFunctions(scope: Scope, functions: () => readonly FunctionAt[]): Scope {
  return {
    ...scope,
    lookup(name, offset) {
      const inside = functionAt(functions(), offset);
      const bare = name.replace(/^[$@]/, '');
      const isParameter =
        inside?.parameters.some((text) =>
          new RegExp(`(?<!\\w)${bare.replace(/\W/g, '\\$&')}(?!\\w)`).test(text),
        ) ?? false;
      let from = offset;
      for (let steps = 0; steps < MOST_STEPS; steps++) {
        const binding = scope.lookup(name, from);
        const at = binding && 'nameAt' in binding ? binding.nameAt.start : undefined;
        if (at === undefined) return isParameter ? undefined : binding;
        const owner = functionAt(functions(), at);
        if (owner && binding?.kind !== 'function' && !(owner.start <= offset && offset < owner.end)) {
          // What stands behind is only asked where nothing stands before.
          if (at >= from) return undefined;
          from = owner.start - 1;
          continue;
        }
        return isParameter && !(inside && at > inside.open && at < inside.end) ? undefined : binding;
      }
      return undefined;
    },
  };
}

const MOST_STEPS = 12;

/** `[]byte("x")`, `HeaderValue::from_static("x")`: what is wrapped. `fmt.Sprintf("max-age=%d", 60)`: the text in parts. */
function plain(value: Value): Value {
  if (value.kind === 'joined') return { ...value, parts: value.parts.map(plain) };
  if (value.kind !== 'call') return value;
  const last = value.callee.slice(Math.max(value.callee.lastIndexOf('.'), value.callee.lastIndexOf(':')) + 1);
  if (LISTS.has(last))
    return { kind: 'list', items: value.args.map((given) => given.value), open: false, at: value.at };
  const first = value.args[0]?.value;
  if (!first) {
    const isOrigin = last === 'getOrigin' || last === 'get_http_origin';
    return isOrigin ? { kind: 'request', what: 'origin', at: value.at } : value;
  }
  if (OF_REQUEST.has(last)) return { kind: 'request', what: 'other', at: value.at };
  if (value.args.length === 1 && WRAPPERS.has(last)) return plain(first);
  if (ASKS_HEADER.has(last) && first.kind === 'text' && first.text.toLowerCase() === 'origin')
    return { kind: 'request', what: 'origin', at: value.at };
  if (FORMATS.has(last) && first.kind === 'text')
    return formatted(
      first.text,
      value.args.slice(1).map((given) => given.value),
      first.at,
      value.at,
    );
  return value;
}

const LISTS = new Set(['singletonList', 'singleton', 'asList', 'newArrayList', 'emptyList', 'emptySet']);
const OF_REQUEST = new Set([
  'getParameter',
  'getQueryString',
  'getQueryParam',
  'FormValue',
  'PostFormValue',
  'QueryParam',
  'Query',
  'DefaultQuery',
  'PostForm',
  'getRequestURL',
  'getRemoteHost',
]);
const WRAPPERS = new Set([
  'esc_url_raw',
  'esc_url',
  'sanitize_text_field',
  'htmlspecialchars',
  'byte',
  '[]byte',
  'from_static',
  'from_str',
  'try_from',
  'StringValues',
  'string',
  'valueOf',
  'toString',
]);
const ASKS_HEADER = new Set(['Header', 'Peek', 'header', 'getHeaderString', 'headerValue']);
const FORMATS = new Set(['Sprintf', 'sprintf', 'format', 'Format', 'format!']);

function formatted(text: string, args: readonly Value[], textAt: Span, at: Span): Value {
  const parts: Value[] = [];
  let next = 0;
  let from = 0;
  for (const match of text.matchAll(/%(?:\d{1,2}\$)?[-+0-9.]{0,6}[sdvfuqx]|\{[\w:]{0,20}\}/g)) {
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index), at: textAt });
    parts.push(args[next++] ?? { kind: 'unknown', at });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from), at: textAt });
  return joined(parts, at);
}
