/** Liquibase's changes as the SQL that it sends for them: docs.liquibase.com/change-types/home.html */
import type { Attribute, Change } from './changeLog.ts';

/** A piece of SQL, and where it comes from: what is not said is the change as a whole. */
export type Piece = string | { readonly text: string; readonly from: Change | Attribute };

/** The statements of a change; undefined where it can't be told what it does, and where it sends what stands in it. */
export function sqlOf(change: Change): readonly (readonly Piece[])[] | undefined {
  return CHANGES[change.name]?.(read(change));
}

/** Changes that Liquibase takes back by itself. */
export function isTakenBack({ name }: Change): boolean {
  return TAKEN_BACK.has(name);
}

const TAKEN_BACK: ReadonlySet<string> = new Set([
  'createTable',
  'addColumn',
  'renameColumn',
  'renameTable',
  'renameView',
  'renameSequence',
  'createIndex',
  'createView',
  'createSequence',
  'addNotNullConstraint',
  'dropNotNullConstraint',
  'addDefaultValue',
  'addUniqueConstraint',
  'addPrimaryKey',
  'addForeignKeyConstraint',
  'addLookupTable',
  'tagDatabase',
]);

interface Reading {
  readonly change: Change;
  /** An attribute's text, "" where it is not there. */
  readonly get: (name: string) => string;
  /** Attributes joined to the name of a table, index or view. */
  readonly table: (name?: string, schema?: string) => string;
  readonly columns: () => readonly Change[];
}

function read(change: Change): Reading {
  const get = (name: string): string => attribute(change, name);
  return {
    change,
    get,
    table: (name = 'tableName', schema = 'schemaName') =>
      [get(schema), get(name) || UNKNOWN]
        .filter((part) => part !== '')
        .map(quoted)
        .join('.'),
    columns: () => change.children.filter(({ name }) => name === 'column'),
  };
}

/** What a name is where none is written. */
const UNKNOWN = '____';

function attribute({ attributes }: Change, name: string): string {
  return attributes.get(name)?.text.trim() ?? '';
}

function quoted(name: string): string {
  // A placeholder in front of a name is most often a schema or a prefix that production has none of.
  const plain = name.replace(/\$\{[^}]{0,100}\}\.?/g, '');
  return /^[a-z_][a-z\d_]*$/.test(plain) ? plain : `"${plain.replaceAll('"', '')}"`;
}

function listed(names: string): string {
  return names
    .split(',')
    .map((name) => quoted(name.trim()))
    .join(', ');
}

type Writer = (reading: Reading) => readonly (readonly Piece[])[] | undefined;

const CHANGES: Readonly<Record<string, Writer | undefined>> = {
  createTable: (reading) => [createTable(reading)],
  dropTable: ({ table, get }) => [
    [`DROP TABLE ${table()}${get('cascadeConstraints') === 'true' ? ' CASCADE' : ''}`],
  ],
  renameTable: ({ table, get }) => [
    [`ALTER TABLE ${table('oldTableName')} RENAME TO ${quoted(get('newTableName'))}`],
  ],
  addColumn: ({ table, columns }) =>
    columns().flatMap((column): readonly (readonly Piece[])[] => {
      const add = [`ALTER TABLE ${table()} `, { text: `ADD COLUMN ${columnSql(column)}`, from: column }];
      const name = quoted(attribute(column, 'name'));
      const [value] = valueOf(column);
      return value === undefined
        ? [add]
        : [add, [{ text: `UPDATE ${table()} SET ${name} = ${value}`, from: column }]];
    }),
  dropColumn: ({ table, columns, change }) =>
    [...columns(), ...(attribute(change, 'columnName') === '' ? [] : [change])].map((column) => [
      `ALTER TABLE ${table()} `,
      {
        text: `DROP COLUMN ${quoted(attribute(column, column === change ? 'columnName' : 'name'))}`,
        from: column,
      },
    ]),
  renameColumn: ({ table, get }) => [
    [
      `ALTER TABLE ${table()} RENAME COLUMN ${quoted(get('oldColumnName'))} TO ${quoted(get('newColumnName'))}`,
    ],
  ],
  modifyDataType: ({ table, get }) => {
    const type = typeSql(get('newDataType'));
    return type === undefined
      ? undefined
      : [[`ALTER TABLE ${table()} ALTER COLUMN ${quoted(get('columnName'))} TYPE ${type}`]];
  },
  addNotNullConstraint: ({ table, get, change }) => {
    const column = quoted(get('columnName'));
    const value = change.attributes.get('defaultNullValue');
    return [
      ...(value ? [[`UPDATE ${table()} SET ${column} = ${text(value.text)} WHERE ${column} IS NULL`]] : []),
      [`ALTER TABLE ${table()} ALTER COLUMN ${column} SET NOT NULL`],
    ];
  },
  dropNotNullConstraint: ({ table, get }) => [
    [`ALTER TABLE ${table()} ALTER COLUMN ${quoted(get('columnName'))} DROP NOT NULL`],
  ],
  addDefaultValue: ({ table, get, change }) => [
    [`ALTER TABLE ${table()} ALTER COLUMN ${quoted(get('columnName'))} SET${defaultSql(change)}`],
  ],
  dropDefaultValue: ({ table, get }) => [
    [`ALTER TABLE ${table()} ALTER COLUMN ${quoted(get('columnName'))} DROP DEFAULT`],
  ],
  createIndex: ({ table, get, columns }) => [
    [
      `CREATE ${get('unique') === 'true' ? 'UNIQUE ' : ''}INDEX ${quoted(get('indexName') || UNKNOWN)} ON ${table()} (${columns()
        .map((column) =>
          attribute(column, 'computed') === 'true'
            ? `(${attribute(column, 'name')})`
            : quoted(attribute(column, 'name').replace(/\s+(?:asc|desc)$/i, '')),
        )
        .join(', ')})`,
    ],
  ],
  dropIndex: ({ table, get }) => [
    [
      `DROP INDEX ${get('schemaName') === '' ? '' : `${quoted(get('schemaName'))}.`}${quoted(get('indexName') || table())}`,
    ],
  ],
  addUniqueConstraint: ({ table, get }) => [
    [`ALTER TABLE ${table()} ADD ${named(get('constraintName'))}UNIQUE (${listed(get('columnNames'))})`],
  ],
  addPrimaryKey: ({ table, get }) => [
    [`ALTER TABLE ${table()} ADD ${named(get('constraintName'))}PRIMARY KEY (${listed(get('columnNames'))})`],
  ],
  addForeignKeyConstraint: ({ table, get }) => [
    [
      `ALTER TABLE ${table('baseTableName', 'baseTableSchemaName')} ADD ${named(get('constraintName'))}FOREIGN KEY (${listed(get('baseColumnNames'))}) REFERENCES ${table('referencedTableName', 'referencedTableSchemaName')}${get('referencedColumnNames') === '' ? '' : ` (${listed(get('referencedColumnNames'))})`}${onDelete(get('onDelete'))}`,
    ],
  ],
  addCheckConstraint: ({ table, get, change }) => {
    const body = get('constraintBody') || (change.sql?.text.trim() ?? '');
    return body === ''
      ? undefined
      : [[`ALTER TABLE ${table()} ADD ${named(get('constraintName'))}CHECK (${body})`]];
  },
  dropUniqueConstraint: dropConstraint,
  dropPrimaryKey: dropConstraint,
  dropCheckConstraint: dropConstraint,
  dropForeignKeyConstraint: ({ table, get }) => [
    [
      `ALTER TABLE ${table('baseTableName', 'baseTableSchemaName')} DROP CONSTRAINT ${quoted(get('constraintName') || UNKNOWN)}`,
    ],
  ],
  dropView: ({ table }) => [[`DROP VIEW ${table('viewName')}`]],
  createSequence: ({ table }) => [[`CREATE SEQUENCE ${table('sequenceName')}`]],
  dropSequence: ({ table }) => [[`DROP SEQUENCE ${table('sequenceName')}`]],
  delete: ({ table, change }) => [[`DELETE FROM ${table()}${whereSql(change)}`]],
  update: ({ table, change, columns }) => [
    [
      `UPDATE ${table()} SET ${columns()
        .map((column) => `${quoted(attribute(column, 'name'))} = ${valueOf(column)[0] ?? 'NULL'}`)
        .join(', ')}${whereSql(change)}`,
    ],
  ],
  setTableRemarks: ({ table }) => [[`COMMENT ON TABLE ${table()} IS ''`]],
};

function dropConstraint({ table, get }: Reading): readonly (readonly Piece[])[] {
  return [[`ALTER TABLE ${table()} DROP CONSTRAINT ${quoted(get('constraintName') || UNKNOWN)}`]];
}

function createTable({ table, columns }: Reading): readonly Piece[] {
  const pieces: Piece[] = [`CREATE TABLE ${table()} (`];
  // A primary key of several columns is one constraint.
  const keys = columns().filter((column) => constraint(column, 'primaryKey') === 'true');
  for (const [index, column] of columns().entries())
    pieces.push(index > 0 ? ', ' : '', { text: columnSql(column, keys.length > 1), from: column });
  if (keys.length > 1)
    pieces.push(`, PRIMARY KEY (${keys.map((column) => quoted(attribute(column, 'name'))).join(', ')})`);
  pieces.push(')');
  return pieces;
}

function constraint(column: Change, name: string): string {
  const found = column.children.filter((child) => child.name === 'constraints');
  return found.map((one) => attribute(one, name)).find((value) => value !== '') ?? '';
}

/** `name type DEFAULT … NOT NULL …`; `sharedKey`: it is a part of a primary key that is told apart. */
function columnSql(column: Change, sharedKey = false): string {
  const parts = [quoted(attribute(column, 'name')), typeSql(attribute(column, 'type')) ?? 'unknown_type'];
  parts.push(defaultSql(column).trim());
  if (attribute(column, 'autoIncrement') === 'true') parts.push('GENERATED BY DEFAULT AS IDENTITY');
  if (constraint(column, 'nullable') === 'false') parts.push('NOT NULL');
  if (constraint(column, 'primaryKey') === 'true' && !sharedKey) parts.push('PRIMARY KEY');
  if (constraint(column, 'unique') === 'true') parts.push('UNIQUE');
  if (constraint(column, 'checkConstraint') !== '')
    parts.push(`CHECK (${constraint(column, 'checkConstraint')})`);
  const references = constraint(column, 'references').replace(/\s+/g, '');
  const other = constraint(column, 'referencedTableName');
  const target = /^([^()]+)(?:\(([^()]+)\))?$/.exec(references);
  if (target?.[1]) parts.push(`REFERENCES ${quoted(target[1])}${target[2] ? ` (${listed(target[2])})` : ''}`);
  else if (other !== '') parts.push(`REFERENCES ${quoted(other)}`);
  if ((target || other !== '') && constraint(column, 'deleteCascade') === 'true')
    parts.push('ON DELETE CASCADE');
  return parts.filter((part) => part !== '').join(' ');
}

/** ` DEFAULT …`, "" where there is none. */
function defaultSql({ attributes }: Change): string {
  const computed =
    attributes.get('defaultValueComputed')?.text ?? attributes.get('defaultValueSequenceNext')?.text;
  if (computed !== undefined) return ` DEFAULT ${expression(computed)}`;
  const plain = attributes.get('defaultValueNumeric')?.text ?? attributes.get('defaultValueBoolean')?.text;
  if (plain !== undefined) return ` DEFAULT ${/^[\w.+-]+$/.test(plain) ? plain : text(plain)}`;
  const date = attributes.get('defaultValueDate')?.text;
  if (date !== undefined) return ` DEFAULT ${/^[\d-]/.test(date) ? text(date) : expression(date)}`;
  const value = attributes.get('defaultValue')?.text;
  return value === undefined ? '' : ` DEFAULT ${text(value)}`;
}

/** JHipster's `${now}` is the time of its database. */
function expression(written: string): string {
  return /^\$\{[^}]{0,100}\}$/.test(written.trim()) ? 'CURRENT_TIMESTAMP' : `(${written})`;
}

/** What rows that are there get, where that is said. */
function valueOf({ attributes }: Change): readonly string[] {
  const computed = attributes.get('valueComputed')?.text;
  if (computed !== undefined) return [expression(computed)];
  const value = ['value', 'valueNumeric', 'valueBoolean', 'valueDate'].flatMap(
    (name) => attributes.get(name) ?? [],
  )[0];
  return value ? [text(value.text)] : [];
}

function whereSql(change: Change): string {
  const where =
    change.children.find(({ name }) => name === 'where')?.sql?.text ??
    change.attributes.get('where')?.text ??
    '';
  return where.trim() === '' ? '' : ` WHERE ${where.trim()}`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function named(constraintName: string): string {
  return constraintName === '' ? '' : `CONSTRAINT ${quoted(constraintName)} `;
}

function onDelete(action: string): string {
  return /^(?:cascade|set null|set default|restrict|no action)$/i.test(action)
    ? ` ON DELETE ${action.toUpperCase()}`
    : '';
}

/** Types that Liquibase translates: docs.liquibase.com/concepts/data-type-handling.html. Undefined where a property says it. */
function typeSql(written: string): string | undefined {
  const type = written.replace(/^java\.sql\.Types\./i, '').trim();
  if (type === '' || type.includes('${')) return undefined;
  const [, name = '', rest = ''] = /^(\w+)(.*)$/s.exec(type) ?? [];
  const translated = TYPES.get(name.toLowerCase());
  return translated === undefined
    ? type
    : translated.endsWith('*')
      ? translated.slice(0, -1) + rest
      : translated;
}

/** With "*", the length stays. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['nvarchar', 'varchar*'],
  ['nchar', 'char*'],
  ['number', 'numeric*'],
  ['currency', 'numeric'],
  ['clob', 'text'],
  ['nclob', 'text'],
  ['longtext', 'text'],
  ['mediumtext', 'text'],
  ['longvarchar', 'text'],
  ['blob', 'bytea'],
  ['longblob', 'bytea'],
  ['longvarbinary', 'bytea'],
  ['varbinary', 'bytea'],
  ['binary', 'bytea'],
  ['datetime', 'timestamp'],
  ['tinyint', 'smallint'],
  ['mediumint', 'integer'],
  ['double', 'double precision'],
  ['bit', 'boolean'],
]);
