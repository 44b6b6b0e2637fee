/**
 * Expressions of JavaScript, TypeScript, Python, Ruby, PHP, Java, Kotlin, C#, Go, Rust and Elixir as one kind of tree: what is given
 * to whom. Types, statements and operators that nobody asks for are passed over. It reads what is half written, and takes time
 * in proportion to what it reads.
 */
import type { Language } from '../language.ts';
import type { TextRange } from '../finding.ts';
import type { Code } from './code.ts';
import { createCursor } from './expression/cursor.ts';
import { parseExpression } from './expression/parse.ts';

export type Expr =
  | StringExpr
  | (TextRange & { readonly kind: 'template'; readonly parts: readonly Expr[] })
  | (TextRange & { readonly kind: 'number'; readonly value: number })
  | (TextRange & { readonly kind: 'boolean'; readonly value: boolean })
  | (TextRange & { readonly kind: 'null' })
  | (TextRange & { readonly kind: 'regex'; readonly source: string; readonly flags: string })
  | NameExpr
  | MemberExpr
  | (TextRange & { readonly kind: 'index'; readonly object: Expr; readonly index: Expr })
  | CallExpr
  /** Arrays, tuples, sets, `%w[]`. */
  | (TextRange & { readonly kind: 'list'; readonly items: readonly Expr[] })
  | MapExpr
  | (TextRange & { readonly kind: 'spread'; readonly value: Expr })
  | (TextRange & {
      readonly kind: 'choice';
      readonly test: Expr;
      readonly consequent: Expr;
      readonly alternate: Expr;
    })
  | BinaryExpr
  | (TextRange & { readonly kind: 'not'; readonly value: Expr })
  | FunctionExpr
  | (TextRange & { readonly kind: 'unknown' });

/** `start` and `end` are those of the whole, `content` is what stands between the quotes. */
export interface StringExpr extends TextRange {
  readonly kind: 'string';
  /** Without escapes. */
  readonly text: string;
  readonly content: TextRange;
}

export interface NameExpr extends TextRange {
  readonly kind: 'name';
  /** With its `$` or `@`. */
  readonly name: string;
}

/** `a.b`, `a?.b`, `a->b`, `A::b`, and `a["b"]`. */
export interface MemberExpr extends TextRange {
  readonly kind: 'member';
  readonly object: Expr;
  readonly name: string;
  readonly nameAt: TextRange;
}

export interface CallExpr extends TextRange {
  readonly kind: 'call';
  readonly callee: Expr;
  readonly args: readonly Argument[];
  /** `do |x| … end`, `{ … }` behind the call. */
  readonly block?: FunctionExpr;
  readonly isNew?: true;
}

export interface Argument {
  readonly name?: string;
  readonly nameAt?: TextRange;
  readonly value: Expr;
}

/** Objects, dictionaries, hashes, and literals of structs and classes. */
export interface MapExpr extends TextRange {
  readonly kind: 'map';
  readonly entries: readonly MapPart[];
  /** `cors.Config` of `cors.Config{…}`. */
  readonly type?: string;
}

export type MapPart =
  | { readonly key: Expr; readonly keyText?: string; readonly keyAt: TextRange; readonly value: Expr }
  | { readonly spread: Expr };

/** `??`, `||`, `&&`, `?:`, comparisons, `in`, `+` …: words of other languages as their signs (`and` is `&&`, `or` is `||`). */
export interface BinaryExpr extends TextRange {
  readonly kind: 'binary';
  readonly operator: string;
  readonly left: Expr;
  readonly right: Expr;
}

export interface FunctionExpr extends TextRange {
  readonly kind: 'function';
  readonly parameters: readonly string[];
  /** Between its brackets, or the expression. */
  readonly body: TextRange;
  readonly isExpression: boolean;
}

/** The expression that starts at `start` (blanks before it are passed over), and ends before `end`. */
export function expressionAt(
  code: Code,
  language: Language,
  start: number,
  end: number = code.text.length,
): Expr {
  return parseExpression(createCursor(code, language, { start, end }, parseExpression), 0);
}

/** The last name of what is called or named: `cors` of `a.b.cors`; "" where there is none. */
export function lastName(expression: Expr): string {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind === 'member') return expression.name;
  return expression.kind === 'call' ? lastName(expression.callee) : '';
}

/** `a.b.c` as it is written, without calls and indexes; "" where it is something else. */
export function dottedName(expression: Expr): string {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind !== 'member') return '';
  const object = dottedName(expression.object);
  return object === '' ? '' : `${object}.${expression.name}`;
}

/** The argument of that name, or in that place among those without one. */
export function argumentOf(call: CallExpr, at: string | number): Expr | undefined {
  if (typeof at === 'string') return call.args.find(({ name }) => name === at)?.value;
  return call.args.filter(({ name }) => name === undefined)[at]?.value;
}
