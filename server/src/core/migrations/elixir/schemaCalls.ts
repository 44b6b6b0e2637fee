/** `create table(…)`, `alter table(…)`, `create index(…)`, `rename …`, and what Ecto's queries do to rows. */
import type { Span } from '../../span.ts';
import { expressionOf, firstLine } from '../code/build.ts';
import { chainIn, chainOfValue, type Chain, type Link } from '../code/chains.ts';
import { statementsIn, type Part } from '../code/statements.ts';
import type { Tokens } from '../code/tokens.ts';
import { isWord, textOf, textsOf, type Value } from '../code/values.ts';
import {
  UNKNOWN_NAME,
  type ColumnDefinition,
  type Constraint,
  type IndexDefinition,
  type Operation,
} from '../operation.ts';
import { marked } from '../reading/marks.ts';
import { typeNamed } from '../sql/dataTypes.ts';
import { columnsOf, defaultOf, referencesOf, typeOf } from './columns.ts';
import { rowOperations } from './rows.ts';

type Made = readonly Operation[];

/** Undefined for a call that is none of Ecto's. */
export function operationsOf(tokens: Tokens, chain: Chain): Made | undefined {
  const [first] = chain.links;
  const at = firstLine(tokens.document, chain);
  switch (first.name) {
    case 'create':
    case 'create_if_not_exists':
      return create(tokens, first, at);
    case 'alter':
      return alter(tokens, first);
    case 'drop':
    case 'drop_if_exists':
      return drop(tokens, first, at);
    case 'rename':
      return rename(tokens, first, at);
    default:
      return rowOperations(tokens, chain, at);
  }
}

/** What Ecto takes back by itself in `change`. */
export function reverses(tokens: Tokens, { name, block }: Link): boolean {
  if (name === 'create' || name === 'create_if_not_exists' || name === 'rename') return true;
  if (name !== 'alter' || !block) return name === 'alter';
  return callsIn(tokens, block.body).every(({ link }) => {
    if (link.name === 'remove' || link.name === 'remove_if_exists') return link.plain.length > 1;
    return link.name === 'modify' ? link.options.has('from') : true;
  });
}

interface Target {
  readonly kind: string;
  readonly table: string;
  readonly link: Link;
}

/** `table(:users, prefix: "x")`, `index(:users, [:email])` */
function targetOf(tokens: Tokens, value: Value | undefined): Target | undefined {
  const link = chainOfValue(tokens, value)?.links[0];
  if (!link) return undefined;
  const prefix = textOf(link.options.get('prefix'));
  const name = textOf(link.plain[0]) ?? UNKNOWN_NAME;
  const table = prefix !== undefined && prefix !== 'public' ? `${prefix}.${name}` : name;
  return { kind: link.name, table, link };
}

function create(tokens: Tokens, call: Link, at: Span): Made {
  const target = targetOf(tokens, call.plain[0]);
  const ifNotExists = call.name === 'create' ? {} : { ifNotExists: true as const };
  if (!target) return [{ kind: 'unknown', at }];
  const { table, link } = target;
  switch (target.kind) {
    case 'table':
      return [createTable(tokens, target, call, at, ifNotExists)];
    case 'index':
    case 'unique_index':
      return [
        {
          kind: 'create-index',
          at,
          table,
          index: indexOf(tokens, target),
          ...ifNotExists,
          ...(isWord(link.options.get('concurrently'), 'true') && { concurrently: true }),
        },
      ];
    case 'constraint':
      return [{ kind: 'add-constraint', at, table, constraint: constraintOf(tokens, link, at) }];
    default:
      return [{ kind: 'unknown', at }];
  }
}

function createTable(tokens: Tokens, { table, link }: Target, call: Link, at: Span, more: object): Operation {
  const calls = call.block ? callsIn(tokens, call.block.body) : [];
  const listed = calls.map((each) => columnsOf(tokens, each.link));
  const columns = listed.flat();
  const hasKey =
    !isWord(link.options.get('primary_key'), 'false') && !columns.some(({ primaryKey }) => primaryKey);
  const key: ColumnDefinition = {
    name: 'id',
    at,
    type: typeNamed('bigserial', at),
    notNull: true,
    primaryKey: true,
  };
  const open = listed.some((each) => each.length === 0);
  return {
    kind: 'create-table',
    at,
    table,
    columns: hasKey ? [key, ...columns] : columns,
    constraints: [],
    ...more,
    ...(open && { open: true }),
  };
}

/** The index that Ecto names `users_email_index`. */
function indexOf({ document }: Tokens, { kind, table, link }: Target): IndexDefinition {
  const columns = textsOf(link.plain[1]) ?? [UNKNOWN_NAME];
  const plain = columns.map((column) => (/^\w+$/.test(column) ? column : '(expression)'));
  const made = `${table.replace(/^.*\./, '')}_${columns.join('_').replace(/\W+/g, '_')}_index`;
  const where = link.options.get('where');
  const method = textOf(link.options.get('using'));
  const include = textsOf(link.options.get('include'));
  const name = textOf(link.options.get('name')) ?? (columns.includes(UNKNOWN_NAME) ? undefined : made);
  return {
    ...(name !== undefined && { name }),
    columns: plain,
    ...((kind === 'unique_index' || isWord(link.options.get('unique'), 'true')) && { unique: true }),
    ...(method !== undefined && { method }),
    ...(where && { where: expressionOf(document, where.literal?.content ?? where) }),
    ...(include && { include }),
  };
}

function constraintOf({ document }: Tokens, link: Link, at: Span): Constraint {
  const name = textOf(link.plain[1]);
  const expression = link.options.get('check') ?? link.options.get('exclude');
  return {
    type: link.options.has('exclude') ? 'exclude' : 'check',
    ...(name !== undefined && { name }),
    columns: [],
    ...(expression && { check: expressionOf(document, expression.literal?.content ?? expression) }),
    ...(isWord(link.options.get('validate'), 'false') && { notValid: true }),
    at,
  };
}

interface TableCall {
  readonly link: Link;
  readonly at: Span;
  readonly nested: boolean;
}

const MOST_DEPTH = 12;

/** The calls between `do` and `end`, those in conditions and loops too. */
function callsIn(tokens: Tokens, body: Part, nested = false, depth = 0): readonly TableCall[] {
  if (depth > MOST_DEPTH) return [];
  return statementsIn(tokens, body).flatMap((part): readonly TableCall[] => {
    const chain = chainIn(tokens, part);
    if (!chain) return [];
    const [link] = chain.links;
    if (/^(?:add|add_if_not_exists|modify|remove|remove_if_exists|timestamps)$/.test(link.name))
      return [{ link, at: firstLine(tokens.document, chain), nested }];
    return link.block ? callsIn(tokens, link.block.body, true, depth + 1) : [];
  });
}

function alter(tokens: Tokens, call: Link): Made {
  const target = targetOf(tokens, call.plain[0]);
  if (!call.block || !target) return [{ kind: 'unknown', at: firstLine(tokens.document, call) }];
  return callsIn(tokens, call.block.body).flatMap(({ link, at, nested }) => {
    return marked(changes(tokens, target.table, link, at), { nested });
  });
}

function changes(tokens: Tokens, table: string, link: Link, at: Span): Made {
  const column = textOf(link.plain[0]) ?? UNKNOWN_NAME;
  switch (link.name) {
    case 'modify':
      return modify(tokens, table, link, at);
    case 'remove':
      return [{ kind: 'drop-column', at, table, column }];
    case 'remove_if_exists':
      return [{ kind: 'drop-column', at, table, column, ifExists: true }];
    default:
      return columnsOf(tokens, link).map((definition) =>
        link.name === 'add_if_not_exists'
          ? { kind: 'add-column', at, table, column: definition, ifNotExists: true }
          : { kind: 'add-column', at, table, column: definition },
      );
  }
}

/** A type is always sent; NOT NULL and the default where they are written. */
function modify(tokens: Tokens, table: string, link: Link, at: Span): Made {
  const { options } = link;
  const [name, type] = link.plain;
  const column = textOf(name) ?? UNKNOWN_NAME;
  const references = type && referencesOf(tokens, type);
  const from = options.get('from');
  const same = from && type && textOf(type) !== undefined && textOf(from) === textOf(type);
  const written = references ? undefined : typeOf(tokens, type, options);
  const made: Operation[] = [];
  if (references)
    made.push({
      kind: 'add-constraint',
      at,
      table,
      constraint: {
        type: 'foreign-key',
        name: references.name ?? `${table.replace(/^.*\./, '')}_${column}_fkey`,
        columns: [column],
        references: references.reference,
        ...(references.notValid && { notValid: true }),
        at,
      },
    });
  else if (!same) made.push({ kind: 'change-type', at, table, column, ...(written && { type: written }) });
  const value = options.get('default');
  if (value)
    made.push(
      isWord(value, 'nil')
        ? { kind: 'drop-default', at, table, column }
        : { kind: 'set-default', at, table, column, default: defaultOf(tokens, value) },
    );
  if (isWord(options.get('null'), 'false')) made.push({ kind: 'set-not-null', at, table, column });
  if (isWord(options.get('null'), 'true')) made.push({ kind: 'drop-not-null', at, table, column });
  return made;
}

function drop(tokens: Tokens, call: Link, at: Span): Made {
  const target = targetOf(tokens, call.plain[0]);
  const ifExists = call.name === 'drop' ? {} : { ifExists: true as const };
  const more = {
    ...ifExists,
    ...(textOf(call.options.get('mode')) === 'cascade' && { cascade: true as const }),
  };
  if (!target) return [{ kind: 'unknown', at }];
  const { table, link } = target;
  if (target.kind === 'table') return [{ kind: 'drop-table', at, table, ...more }];
  if (target.kind === 'constraint') {
    const name = textOf(link.plain[1]);
    return [{ kind: 'drop-constraint', at, table, ...(name !== undefined && { name }), ...more }];
  }
  if (!target.kind.endsWith('index')) return [{ kind: 'unknown', at }];
  const { name, columns } = indexOf(tokens, target);
  const concurrently = isWord(link.options.get('concurrently'), 'true')
    ? { concurrently: true as const }
    : {};
  return [
    { kind: 'drop-index', at, table, columns, ...(name !== undefined && { name }), ...concurrently, ...more },
  ];
}

/** `rename table(:a), to: table(:b)`, `rename table(:a), :old, to: :new` */
function rename(tokens: Tokens, call: Link, at: Span): Made {
  const target = targetOf(tokens, call.plain[0]);
  const to = call.options.get('to');
  if (!target) return [{ kind: 'unknown', at }];
  const { table } = target;
  const column = call.plain[1];
  if (target.kind.endsWith('index')) {
    const { name } = indexOf(tokens, target);
    return [{ kind: 'rename-index', at, name: name ?? UNKNOWN_NAME, to: textOf(to) ?? UNKNOWN_NAME }];
  }
  if (!column) return [{ kind: 'rename-table', at, table, to: targetOf(tokens, to)?.table ?? UNKNOWN_NAME }];
  return [
    {
      kind: 'rename-column',
      at,
      table,
      column: textOf(column) ?? UNKNOWN_NAME,
      to: textOf(to) ?? UNKNOWN_NAME,
    },
  ];
}
