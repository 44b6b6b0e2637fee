/** A call of a migration, and small questions about what it is given. */
import type { Span } from '../../span.ts';
import type { Link } from '../code/chains.ts';
import type { Tokens } from '../code/tokens.ts';
import { isWord, textOf, textsOf, type Options, type Value } from '../code/values.ts';
import type { Operation } from '../operation.ts';
import type { Rails } from './columns.ts';

export interface Call {
  readonly rails: Rails;
  readonly tokens: Tokens;
  readonly link: Link;
  readonly at: Span;
  /** The first argument. */
  readonly table: string;
  /** The arguments behind it. */
  readonly plain: readonly Value[];
  readonly options: Options;
}

export type Made = readonly Operation[];

export function comment({ at, table }: Call): Made {
  return [{ kind: 'comment', at, on: table }];
}

export function materialized(options: Options): { readonly materialized?: true } {
  const value = options.get('materialized');
  return value && !isWord(value, 'false') ? { materialized: true } : {};
}

export function ifExists(options: Options): { readonly ifExists?: true } {
  return isWord(options.get('if_exists'), 'true') ? { ifExists: true } : {};
}

export function cascade(options: Options): { readonly cascade?: true } {
  return textOf(options.get('force')) === 'cascade' ? { cascade: true } : {};
}

export function concurrently(options: Options): {
  readonly concurrently?: true;
  readonly algorithm?: 'copy' | 'inplace' | 'instant';
} {
  const algorithm = textOf(options.get('algorithm'));
  if (algorithm === 'copy' || algorithm === 'inplace' || algorithm === 'instant') return { algorithm };
  return algorithm === 'concurrently' ? { concurrently: true } : {};
}

export function named(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}

export function columnsNamed(value: Value | undefined): { readonly columns?: readonly string[] } {
  const columns = textsOf(value);
  return columns ? { columns } : {};
}
