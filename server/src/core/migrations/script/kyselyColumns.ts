/** Columns and constraints as Kysely writes them. */
import { WORD } from '../../parsers/script/codes.ts';
import type { ColumnDefinition, Constraint, Reference } from '../operation.ts';
import { firstArgument, nameValue, onDeleteOf, optional, plainName, spanOfValue } from './building.ts';
import { argumentsOfLink, chainFrom, linkNamed, type Chain, type Link } from './chains.ts';
import { placeOf } from './code.ts';
import { sqlType } from './columnTypes.ts';
import { sqlExpression, valueExpression } from './expressions.ts';
import { sqlSource } from './sqlText.ts';
import { textsOf, textValue } from './texts.ts';
import { functionValue, type Value } from './values.ts';

export function columnOf(chain: Chain, link: Link): ColumnDefinition {
  const [name, type, build] = argumentsOfLink(chain, link);
  const at = placeOf(chain.scope.code, link.token, link.last);
  const text = type && textValue(sqlSource(type));
  return {
    name: textValue(name) ?? '?',
    at: name ? spanOfValue(name) : at,
    ...optional('type', text === undefined ? undefined : sqlType(text, at)),
    ...(build ? columnModifiers(build) : {}),
  };
}

/** `(col) => col.notNull().defaultTo(sql`now()`)` */
export function builderOf(build: Value): Chain | undefined {
  const part = functionValue(build);
  const { script } = build.scope.code;
  if (!part) return undefined;
  const name = part.open < 0 ? part.first : part.open + 1;
  for (let token = part.bodyStart; token <= part.bodyEnd; token++) {
    const isRoot =
      script.codes[token] === WORD && sameText(script.text, script.starts, script.ends, name, token);
    if (isRoot) return chainFrom(build.scope, token);
  }
  return undefined;
}

function sameText(text: string, starts: Int32Array, ends: Int32Array, one: number, other: number): boolean {
  return text.slice(starts[one], ends[one]) === text.slice(starts[other], ends[other]);
}

function columnModifiers(build: Value): Partial<ColumnDefinition> {
  const chain = builderOf(build);
  const column: Partial<ColumnDefinition> = {};
  for (const link of chain?.links.slice(1) ?? []) {
    if (!chain || link.open < 0) continue;
    Object.assign(column, columnModifier(chain, link));
  }
  return column;
}

function columnModifier(chain: Chain, link: Link): Partial<ColumnDefinition> {
  const [first] = argumentsOfLink(chain, link);
  switch (link.name) {
    case 'notNull':
      return { notNull: true };
    case 'primaryKey':
      return { primaryKey: true };
    case 'unique':
      return { unique: true };
    case 'autoIncrement':
      return { autoIncrement: true };
    case 'identity':
    case 'generatedAlwaysAsIdentity':
    case 'generatedByDefaultAsIdentity':
      return { identity: true };
    case 'generatedAlwaysAs':
      return { generated: linkNamed(chain, 'stored') ? 'stored' : 'virtual' };
    case 'defaultTo':
      return first ? { default: valueExpression(first) } : {};
    case 'check':
      return first ? { check: sqlExpression(sqlSource(first)) } : {};
    case 'references':
      return { references: reference(chain, link, first) };
    default:
      return {};
  }
}

/** `references('users.id').onDelete('cascade')` */
function reference(chain: Chain, link: Link, target: Value | undefined): Reference {
  const text = textValue(target) ?? '?';
  const dot = text.lastIndexOf('.');
  return {
    table: plainName(dot < 0 ? text : text.slice(0, dot)),
    columns: dot < 0 ? [] : [text.slice(dot + 1)],
    ...onDeleteOf(firstArgument(chain, linkNamed(chain, 'onDelete'))),
    at: placeOf(chain.scope.code, link.token, link.last),
  };
}

export function constraintOf(chain: Chain, link: Link): Constraint | undefined {
  const [name, second, third, fourth, fifth] = argumentsOfLink(chain, link);
  const at = placeOf(chain.scope.code, link.token, link.last);
  const base = { ...optional('name', textValue(name)), at };
  switch (link.name) {
    case 'addPrimaryKeyConstraint':
      return { type: 'primary-key', columns: textsOf(second), ...base };
    case 'addUniqueConstraint':
      return { type: 'unique', columns: textsOf(second), ...base };
    case 'addCheckConstraint':
      return {
        type: 'check',
        columns: [],
        ...(second ? { check: sqlExpression(sqlSource(second)) } : {}),
        ...base,
      };
    case 'addForeignKeyConstraint': {
      const build = fifth ? builderOf(fifth) : undefined;
      const deletes = onDeleteOf(firstArgument(build ?? chain, linkNamed(build ?? chain, 'onDelete')));
      return {
        type: 'foreign-key',
        columns: textsOf(second),
        references: { table: nameValue(third), columns: textsOf(fourth), ...deletes, at },
        ...base,
      };
    }
    default:
      return undefined;
  }
}
