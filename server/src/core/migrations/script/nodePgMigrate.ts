/** node-pg-migrate: `pgm.createTable('users', { id: 'id', email: { type: 'text', notNull: true } })`, `pgm.sql('…')`. */
import type { Expression } from '../operation.ts';
import type { Statement } from '../types.ts';
import { chainStatement, flag, nameValue, optional, type Bare, type ToolContext } from './building.ts';
import { argumentsOfLink, type Link } from './chains.ts';
import { placeOf } from './code.ts';
import { sqlType } from './columnTypes.ts';
import { sqlExpression, valueExpression } from './expressions.ts';
import {
  columnEntries,
  constraintsOf,
  dropFlags,
  ifNotExists,
  options,
  tableConstraints,
} from './nodePgColumns.ts';
import { sqlSource, sqlStatements } from './sqlText.ts';
import { textsOf, textValue } from './texts.ts';
import { elementsOf, entriesOf, flagValue, type Entries, type Value } from './values.ts';
import type { Visit } from './walkBody.ts';
import { rightsCall, typeCall, viewCall } from './nodePgObjects.ts';

export function readNodePgMigrate(visit: Visit, context: ToolContext): readonly Statement[] | undefined {
  const { chain } = visit;
  const [root, ...rest] = chain.links;
  const link = rest.find(({ open }) => open >= 0);
  if (!root || !link || root.open >= 0) return undefined;
  if (root.name !== 'pgm' && !context.parameters.has(root.name)) return undefined;
  const given = argumentsOfLink(chain, link);
  if (link.name === 'sql' || (rest[0]?.name === 'db' && link.name === 'query'))
    return sqlStatements(given[0], { ...context, dialect: 'postgres', nested: visit.nested });
  if (QUIET.has(link.name)) return [];
  const operations = operationsOf(link, given, placeOf(chain.scope.code, chain.first, chain.last));
  return [chainStatement(visit, operations ?? [{ kind: 'unknown' }])];
}

/** They do nothing in the database, or are read elsewhere. */
const QUIET = new Set(['noTransaction', 'func', 'select', 'addTypes', 'log', 'info', 'warn', 'error']);

function operationsOf(
  link: Link,
  given: readonly Value[],
  at: Expression['at'],
): readonly Bare[] | undefined {
  return (
    tableCall(link.name, given, at) ??
    columnCall(link.name, given, at) ??
    keyCall(link.name, given, at) ??
    typeCall(link.name, given) ??
    viewCall(link.name, given) ??
    rightsCall(link.name, given)
  );
}

function tableCall(
  name: string,
  [first, second, third]: readonly Value[],
  at: Expression['at'],
): readonly Bare[] | undefined {
  const table = nameValue(first);
  switch (name) {
    case 'createTable': {
      const { columns, open } = columnEntries(second);
      const inner = options(third);
      return [
        {
          kind: 'create-table',
          table,
          columns,
          constraints: tableConstraints(inner.get('constraints'), at),
          ...ifNotExists(third),
          ...flag('temporary', flagValue(inner.get('temporary'))),
          ...flag('unlogged', flagValue(inner.get('unlogged'))),
          ...(inner.has('like') ? { like: nameValue(inner.get('like')) } : {}),
          ...(inner.has('inherits') ? { inherits: textsOf(inner.get('inherits')) } : {}),
          ...flag('partitioned', inner.has('partition')),
          ...flag('open', open),
        },
      ];
    }
    case 'dropTable':
    case 'dropTables':
      return Array.from(elementsOf(first) ?? [first], (value) => ({
        kind: 'drop-table',
        table: nameValue(value),
        ...dropFlags(second),
      }));
    case 'renameTable':
      return [{ kind: 'rename-table', table, to: nameValue(second) }];
    case 'alterTable':
      return alterTable(table, options(second));
    case 'createSchema':
      return [{ kind: 'create-schema', name: table }];
    case 'dropSchema':
      return [{ kind: 'drop-schema', name: table, ...dropFlags(second) }];
    case 'renameSchema':
      return [{ kind: 'rename-schema', name: table, to: nameValue(second) }];
    case 'createExtension':
    case 'addExtension':
      return textsOf(first).map((extension) => ({ kind: 'create-extension', name: extension }));
    case 'dropExtension':
      return Array.from(textsOf(first), (extension) => ({
        kind: 'drop-extension',
        name: extension,
        ...dropFlags(second),
      }));
    case 'createSequence':
      return [{ kind: 'create-sequence', name: table }];
    case 'dropSequence':
      return [{ kind: 'drop-sequence', name: table, ...dropFlags(second) }];
    case 'alterSequence':
    case 'renameSequence':
      return [{ kind: 'other', verb: 'alter sequence' }];
    default:
      return undefined;
  }
}

function alterTable(table: string, changes: Entries['values']): readonly Bare[] {
  const level = textValue(changes.get('levelSecurity'))?.toLowerCase();
  const sets = { enable: 'enable', disable: 'disable', force: 'force', 'no force': 'no-force' } as const;
  const set = level !== undefined && level in sets ? sets[level as keyof typeof sets] : undefined;
  const other: readonly Bare[] = [
    { kind: 'alter-table-other', table, what: changes.has('unlogged') ? 'set-unlogged' : 'other' },
  ];
  return set ? [{ kind: 'row-level-security', table, set }] : other;
}

function columnCall(
  name: string,
  [first, second, third]: readonly Value[],
  at: Expression['at'],
): readonly Bare[] | undefined {
  const table = nameValue(first);
  switch (name) {
    case 'addColumn':
    case 'addColumns': {
      const { columns, open } = columnEntries(second);
      const added = Array.from(columns, (column): Bare => ({
        kind: 'add-column',
        table,
        column,
        ...ifNotExists(third),
        ...(columns.length > 1 ? { at: column.at } : {}),
      }));
      return open ? [...added, { kind: 'unknown' }] : added;
    }
    case 'dropColumn':
    case 'dropColumns': {
      const names = entriesOf(second) ? [...options(second).keys()] : textsOf(second);
      return Array.from(names, (column) => ({ kind: 'drop-column', table, column, ...dropFlags(third) }));
    }
    case 'renameColumn':
      return [{ kind: 'rename-column', table, column: nameValue(second), to: nameValue(third) }];
    case 'alterColumn':
      return alterColumn(table, nameValue(second), options(third), at);
    default:
      return undefined;
  }
}

/** Only what is named changes. */
function alterColumn(
  table: string,
  column: string,
  changes: Entries['values'],
  at: Expression['at'],
): readonly Bare[] {
  const operations: Bare[] = [];
  const base = { table, column };
  const given = changes.get('default');
  if (given) {
    const expression = valueExpression(given);
    operations.push(
      expression.text === 'null'
        ? { kind: 'drop-default', ...base }
        : { kind: 'set-default', ...base, default: expression },
    );
  }
  const type = changes.get('type');
  const using = changes.get('using');
  if (type) {
    const text = textValue(type);
    const named = optional('type', text === undefined ? undefined : sqlType(text, at));
    operations.push({
      kind: 'change-type',
      ...base,
      ...named,
      ...(using ? { using: sqlExpression(sqlSource(using)) } : {}),
    });
  }
  const notNull = flagValue(changes.get('notNull')) ?? negated(flagValue(changes.get('allowNull')));
  if (notNull !== undefined) operations.push({ kind: notNull ? 'set-not-null' : 'drop-not-null', ...base });
  return operations;
}

function negated(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function keyCall(
  name: string,
  [first, second, third]: readonly Value[],
  at: Expression['at'],
): readonly Bare[] | undefined {
  const table = nameValue(first);
  switch (name) {
    case 'createIndex':
    case 'addIndex':
      return [createIndex(table, second, third)];
    case 'dropIndex': {
      const inner = options(third);
      const indexName = textValue(inner.get('name'));
      return [
        {
          kind: 'drop-index',
          table,
          columns: indexColumns(second),
          ...optional('name', indexName),
          ...flag('concurrently', flagValue(inner.get('concurrently'))),
          ...dropFlags(third),
        },
      ];
    }
    case 'addConstraint':
    case 'createConstraint': {
      const text = textValue(third);
      if (text !== undefined) return constraintInText(table, textValue(second), text, at);
      const constraints = constraintsOf(options(third), textValue(second), at);
      return constraints.map((constraint) => ({ kind: 'add-constraint', table, constraint }));
    }
    case 'dropConstraint':
      return [{ kind: 'drop-constraint', table, name: nameValue(second), ...dropFlags(third) }];
    case 'renameConstraint':
      return [{ kind: 'rename-constraint', table, name: nameValue(second), to: nameValue(third) }];
    default:
      return undefined;
  }
}

/** `pgm.addConstraint('t', 'name', 'FOREIGN KEY (x) REFERENCES y NOT VALID')` */
function constraintInText(
  table: string,
  name: string | undefined,
  text: string,
  at: Expression['at'],
): readonly Bare[] {
  const upper = text.trim().toUpperCase();
  const [, type] = CONSTRAINT_WORDS.find(([word]) => upper.startsWith(word)) ?? [];
  if (!type) return [{ kind: 'unknown' }];
  const isLate = upper.endsWith('NOT VALID');
  return [
    {
      kind: 'add-constraint',
      table,
      constraint: {
        type,
        columns: columnsIn(text),
        ...optional('name', name),
        ...flag('notValid', isLate),
        at,
      },
    },
  ];
}

const CONSTRAINT_WORDS = [
  ['FOREIGN KEY', 'foreign-key'],
  ['UNIQUE', 'unique'],
  ['PRIMARY KEY', 'primary-key'],
  ['CHECK', 'check'],
  ['EXCLUDE', 'exclude'],
] as const;

function columnsIn(text: string): string[] {
  const open = text.indexOf('(');
  const close = text.indexOf(')', open);
  const isList = open >= 0 && close > open && !text.trim().toUpperCase().startsWith('CHECK');
  return isList
    ? text
        .slice(open + 1, close)
        .split(',')
        .map((part) => part.replaceAll('"', '').trim())
    : [];
}

function createIndex(table: string, columns: Value | undefined, given: Value | undefined): Bare {
  const inner = options(given);
  const where = inner.get('where');
  const include = inner.get('include');
  return {
    kind: 'create-index',
    table,
    index: {
      ...optional('name', textValue(inner.get('name'))),
      columns: indexColumns(columns),
      ...flag('unique', flagValue(inner.get('unique'))),
      ...optional('method', textValue(inner.get('method'))?.toLowerCase()),
      ...(where ? { where: sqlExpression(sqlSource(where)) } : {}),
      ...(include ? { include: textsOf(include) } : {}),
    },
    ...flag('concurrently', flagValue(inner.get('concurrently'))),
    ...ifNotExists(given),
  };
}

function indexColumns(value: Value | undefined): string[] {
  if (!value) return [];
  return (elementsOf(value) ?? [value]).map((element) => {
    const name = textValue(element) ?? textValue(entriesOf(element)?.values.get('name')) ?? '?';
    return /^[\w$ ]+$/.test(name.slice(0, 200)) || name === '?' ? name : '(expression)';
  });
}
