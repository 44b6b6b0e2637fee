/** Which paths a condition of a middleware is true for, asked for a visitor who is not signed in. */
import type { Scope } from '../types.ts';

export interface Formula {
  /** True for these paths; absent: for all. An empty list: for none. */
  readonly only?: readonly Scope[];
  /** But not for these. */
  readonly but: readonly Scope[];
  /** It asks other things as well: true for some of these requests. */
  readonly uncertain: boolean;
  /** It made a difference that nobody is signed in. */
  readonly session: boolean;
}

export const ALWAYS: Formula = { but: [], uncertain: false, session: false };
export const UNKNOWN: Formula = { but: [], uncertain: true, session: false };

export function ofFlag(value: boolean): Formula {
  return value ? ALWAYS : { ...ALWAYS, only: [] };
}

/** A session is there: never, nobody is signed in. */
export function ofSession(isThere: boolean): Formula {
  return { ...ofFlag(!isThere), session: true };
}

export function ofPaths(only: readonly Scope[]): Formula {
  return only.length === 0 ? UNKNOWN : { ...ALWAYS, only };
}

export function isNever({ only }: Formula): boolean {
  return only?.length === 0;
}

function isAlways({ only, but, uncertain }: Formula): boolean {
  return only === undefined && but.length === 0 && !uncertain;
}

export function not(formula: Formula): Formula {
  const { only, but, uncertain, session } = formula;
  if (uncertain || (only && only.length > 0 && but.length > 0)) return { ...UNKNOWN, session };
  if (only) return { ...ALWAYS, but: only, session };
  return { ...ALWAYS, only: but, session };
}

export function both(left: Formula, right: Formula): Formula {
  const session = left.session || right.session;
  if (isNever(left) || isNever(right)) return { ...ofFlag(false), session };
  const uncertain = left.uncertain || right.uncertain;
  const but = [...left.but, ...right.but];
  if (!left.only || !right.only) {
    const only = left.only ?? right.only;
    return { ...(only && { only }), but, uncertain, session };
  }
  // The smaller of two lists, where the other one has all of it.
  if (isWithin(left.only, right.only)) return { only: left.only, but, uncertain, session };
  if (isWithin(right.only, left.only)) return { only: right.only, but, uncertain, session };
  return { only: left.only, but, uncertain: true, session };
}

export function either(left: Formula, right: Formula): Formula {
  const session = left.session || right.session;
  if (isAlways(left) || isAlways(right)) return { ...ALWAYS, session };
  if (isNever(left)) return { ...right, session };
  if (isNever(right)) return { ...left, session };
  const uncertain = left.uncertain || right.uncertain;
  if (left.only && right.only && left.but.length + right.but.length === 0)
    return { only: [...left.only, ...right.only], but: [], uncertain, session };
  return uncertain ? { ...UNKNOWN, session } : { ...not(both(not(left), not(right))), session };
}

function isWithin(inner: readonly Scope[], outer: readonly Scope[]): boolean {
  return inner.every((scope) =>
    outer.some(({ pattern, syntax }) => pattern === scope.pattern && syntax === scope.syntax),
  );
}
