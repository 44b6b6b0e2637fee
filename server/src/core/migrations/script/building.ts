/** Statements and operations out of calls: what readers of all tools share. */
import { endOf, startOf } from '../../parsers/script/walk.ts';
import type { Span } from '../../span.ts';
import type { Dialect, Operation, Reference } from '../operation.ts';
import { UNKNOWN_NAME } from '../operation.ts';
import { marked } from '../reading/marks.ts';
import { onDeleteNamed } from '../reading/onDelete.ts';
import type { Statement } from '../types.ts';
import { argumentsOfLink, type Chain, type Link } from './chains.ts';
import { placeOf } from './code.ts';
import { placeOfText } from './expressions.ts';
import { textValue } from './texts.ts';
import { entriesOf, type Value } from './values.ts';
import type { Visit } from './walkBody.ts';

/** A tool's way to write migrations. Undefined where a chain is none of its calls. */
export type ChainReader = (visit: Visit, context: ToolContext) => readonly Statement[] | undefined;

export interface ToolContext {
  readonly dialect?: Dialect | undefined;
  /** Names of the parameters of the function, which hold the connection. */
  readonly parameters: ReadonlySet<string>;
  /** How many transactions the file itself has open. */
  readonly transactions: { open: number };
  /** Told what dialect a text shows. */
  sees(dialect: Dialect): void;
}

/** One operation without what every one has. */
export type Bare<T = Operation> = T extends Operation
  ? Omit<T, 'at' | 'nested'> & { readonly at?: Span; readonly nested?: true }
  : never;

/** A statement of the tokens from `first` to `last`. */
export function statementOf(
  { chain: { scope }, nested }: Visit,
  first: number,
  last: number,
  operations: readonly Bare[],
): Statement {
  const { script } = scope.code;
  const at = placeOf(scope.code, first, last);
  return {
    range: { start: startOf(script, first), end: endOf(script, last) },
    at,
    operations: marked(
      operations.map((bare) => ({ ...bare, at: bare.at ?? at })),
      { nested },
    ),
  };
}

/** The whole chain as one statement. */
export function chainStatement(visit: Visit, operations: readonly Bare[]): Statement {
  return statementOf(visit, visit.chain.first, visit.chain.last, operations);
}

/** A name as SQL or an object gives it: `'users'`, `'billing.users'`, `{ schema: 'billing', name: 'users' }`. */
export function nameValue(value: Value | undefined): string {
  if (!value) return UNKNOWN_NAME;
  const entries = entriesOf(value);
  if (!entries) {
    const text = textValue(value);
    return text === undefined ? UNKNOWN_NAME : plainName(text);
  }
  const name = textValue(entries.values.get('tableName') ?? entries.values.get('name'));
  const schema = textValue(entries.values.get('schema'));
  return name === undefined ? UNKNOWN_NAME : withSchema(schema, name);
}

export function withSchema(schema: string | undefined, name: string): string {
  return schema === undefined || schema === 'public' || name === UNKNOWN_NAME ? name : `${schema}.${name}`;
}

/** Without quotes and without the schema that is everybody's. */
export function plainName(name: string): string {
  const bare = name.includes('"') || name.includes('`') ? name.replaceAll(/["`]/g, '') : name;
  return bare.startsWith('public.') ? bare.slice('public.'.length) : bare;
}

export function onDeleteOf(value: Value | undefined): Pick<Reference, 'onDelete'> {
  const action = onDeleteNamed(textValue(value));
  return action ? { onDelete: action } : {};
}

export function firstArgument(chain: Chain, link: Link | undefined): Value | undefined {
  return link && argumentsOfLink(chain, link)[0];
}

export function spanOfValue(value: Value): Span {
  return placeOfText(value);
}

/** Of the entry of an object its key, else the value itself. */
export function spanOfKey(value: Value, key: number | undefined): Span {
  return placeOfText(key === undefined ? value : { first: key, last: key, scope: value.scope });
}

export function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}

export function flag<K extends string>(key: K, isSet: boolean | undefined): { readonly [P in K]?: true } {
  return (isSet === true ? { [key]: true } : {}) as { readonly [P in K]?: true };
}
