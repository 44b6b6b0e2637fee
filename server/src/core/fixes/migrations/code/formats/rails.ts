/** Rails: https://guides.rubyonrails.org/active_record_migrations.html */
import type { Refusal, TextEdit } from '../../../../edit.ts';
import type { TextRange } from '../../../../finding.ts';
import { unqualified } from '../../../../migrations/replay.ts';
import { optOutText } from '../../optOut.ts';
import { slugOf } from '../../slug.ts';
import { insertion, namedArgument, partsOf, type CallParts } from '../calls.ts';
import type { Format } from '../format.ts';
import { callText, indented } from '../inPlace.ts';
import { pascalCase, placeFor } from '../newPlace.ts';
import { rubyString } from '../quoting.ts';
import type { Draft, NewFile, Rewritten } from '../rewritten.ts';
import { isRefusal, type Site } from '../site.ts';
import { checkNameOf, isComputed } from '../sqlForms.ts';

export const rails: Format = {
  runSql: (site, sql) => `execute ${rubyString(site, sql)}`,
  concurrently,
  notValid,
  notNull,
  unique,
  limit: (site, sql) => {
    const run = `execute ${rubyString(site, sql)}`;
    if (!/def\s+change\b/.test(site.text)) return run;
    return versionIn(site) >= 502 ? `up_only { ${run} }` : `reversible { |dir| dir.up { ${run} } }`;
  },
  addIndex: (site, { table, columns }) => {
    const word = (name: string): string => (/^\w+$/.test(name) ? `:${name}` : rubyString(site, name));
    const [only = ''] = columns;
    const list = columns.length === 1 ? word(only) : `[${columns.map(word).join(', ')}]`;
    return { up: [`add_index ${word(table)}, ${list}, ${ALGORITHM}`] };
  },
  leave,
  imports: () => [],
  newFile,
  ending: '',
};

const IN_TABLE =
  'The call stands in a change_table block. Write it as a call of its own first, with the table’s name.';
const UNREAD = 'This call is written in a way that can’t be rewritten safely. Change it by hand.';

function concurrently(site: Site): Rewritten | Refusal | undefined {
  const { operation } = site;
  const parts = partsOf(site.code, site.call);
  if (!parts) return { refused: UNREAD };
  if (/^add_(?:reference|belongs_to)$/.test(parts.name)) return reference(site, parts);
  if (operation.kind !== 'create-index' && operation.kind !== 'drop-index')
    return { refused: parts.name.startsWith('t.') ? IN_TABLE : UNREAD };
  const table = operation.table ?? 'index';
  const names = operation.kind === 'create-index' ? operation.index.columns : (operation.columns ?? []);
  const slug = slugOf(
    ...(operation.kind === 'create-index' ? ['add_index_to'] : ['remove_index_from']),
    unqualified(table),
    ...names,
  );
  if (/^t\.(?:index|remove_index)$/.test(parts.name)) return fromTable(site, parts, slug);
  if (parts.name !== 'add_index' && parts.name !== 'remove_index') return { refused: UNREAD };
  return { lines: [withOption(site, parts, ALGORITHM)], outside: true, slug };
}

const ALGORITHM = 'algorithm: :concurrently';

function withOption(site: Site, parts: CallParts, option: string): string {
  const name = option.slice(0, option.indexOf(':'));
  if (namedArgument(site.text, parts.args, name)) return callText(site, []);
  return callText(site, [insertion(parts.insertAt, parts.separator + option)]);
}

/** `t.index :email` becomes `add_index :users, :email, algorithm: :concurrently`. */
function fromTable(site: Site, { name, args }: CallParts, slug: string): Rewritten | Refusal {
  const outer = /^change_table[ (]\s*(:\w+|"\w+"|'\w+')/.exec(
    site.text.slice(site.statement.range.start, site.statement.range.start + 200),
  );
  if (outer?.[1] === undefined) return { refused: IN_TABLE };
  const written = args.map(({ start, end }) => site.text.slice(start, end));
  const call = name === 't.index' ? 'add_index' : 'remove_index';
  return { lines: [`${call} ${[outer[1], ...written, ALGORITHM].join(', ')}`], outside: true, slug };
}

function reference(site: Site, parts: CallParts): Rewritten | Refusal {
  const { text } = site;
  const key = namedArgument(text, parts.args, 'foreign_key');
  if (key && !/validate:\s*false/.test(text.slice(key.start, key.end)))
    return {
      refused:
        'The call adds a foreign key as well, which checks all rows. Add that with validate: false first.',
    };
  const index = namedArgument(text, parts.args, 'index');
  const slug = slugOf('add_reference', wordIn(text, parts.args[1]), 'to', wordIn(text, parts.args[0]));
  if (!index)
    return {
      lines: [callText(site, [insertion(parts.insertAt, `${parts.separator}index: { ${ALGORITHM} }`)])],
      outside: true,
      slug,
    };
  const written = text.slice(index.start, index.end);
  const made = /^index:\s*true$/.test(written)
    ? `index: { ${ALGORITHM} }`
    : /^index:\s*\{/.test(written) && !written.includes('algorithm')
      ? written.replace(/^index:\s*\{\s*/, (head) => `${head.trimEnd()} ${ALGORITHM}, `)
      : undefined;
  if (made === undefined) return { refused: UNREAD };
  return { lines: [callText(site, [{ range: index, newText: made }])], outside: true, slug };
}

function wordIn(text: string, range: TextRange | undefined): string {
  return range ? text.slice(range.start, range.end).replace(/\W+/g, '') : '';
}

function notValid(site: Site): Rewritten | Refusal | undefined {
  const { operation, text } = site;
  const parts = partsOf(site.code, site.call);
  const [table, second] = parts?.args ?? [];
  if (!parts || !table) return { refused: UNREAD };
  if (parts.name.startsWith('t.')) return { refused: IN_TABLE };
  const from = text.slice(table.start, table.end);
  if (/^add_(?:reference|belongs_to)$/.test(parts.name)) return referenceNotValid(site, parts, from);
  if (operation.kind !== 'add-constraint' || !second) return { refused: UNREAD };
  const { name } = operation.constraint;
  const lines = [withOption(site, parts, 'validate: false')];
  const slug = slugOf('add_constraint_to', wordIn(text, table));
  if (parts.name === 'add_check_constraint') {
    if (name === undefined || isComputed(name)) return { refused: UNREAD };
    const written = namedArgument(text, parts.args, 'name');
    const named = written ? text.slice(written.start, written.end) : `name: ${rubyString(site, name)}`;
    return {
      lines,
      slug,
      later: { slug: slugOf('validate', name), up: [`validate_check_constraint ${from}, ${named}`] },
    };
  }
  if (parts.name !== 'add_foreign_key') return { refused: UNREAD };
  const option = namedArgument(text, parts.args, 'name') ?? namedArgument(text, parts.args, 'column');
  const which = option ?? second;
  return {
    lines,
    slug,
    later: {
      slug: slugOf('validate_foreign_key_of', wordIn(text, table), ...operation.constraint.columns),
      up: [`validate_foreign_key ${from}, ${text.slice(which.start, which.end)}`],
    },
  };
}

/** `foreign_key: true` becomes `foreign_key: { validate: false }`. */
function referenceNotValid(site: Site, parts: CallParts, from: string): Rewritten | Refusal {
  const { text, operation } = site;
  const key = namedArgument(text, parts.args, 'foreign_key');
  if (!key || operation.kind !== 'add-column') return { refused: UNREAD };
  const written = text.slice(key.start, key.end);
  const made = /:\s*true$/.test(written)
    ? 'foreign_key: { validate: false }'
    : /^foreign_key:\s*\{/.test(written)
      ? written.replace(/^foreign_key:\s*\{\s*/, 'foreign_key: { validate: false, ')
      : undefined;
  if (made === undefined || isComputed(operation.column.name)) return { refused: UNREAD };
  return {
    lines: [callText(site, [{ range: key, newText: made }])],
    slug: '',
    later: {
      slug: slugOf('validate_foreign_key_of', wordIn(text, parts.args[0]), operation.column.name),
      up: [`validate_foreign_key ${from}, column: :${operation.column.name}`],
    },
  };
}

function notNull(site: Site): Rewritten | Refusal | undefined {
  const { operation, text } = site;
  const parts = partsOf(site.code, site.call);
  if (operation.kind !== 'set-not-null' || parts?.name !== 'change_column_null')
    return {
      refused:
        'This call says more than that the column must be filled. Use change_column_null for that first.',
    };
  const [table, column, , value] = parts.args;
  if (!table || !column || value)
    return { refused: 'The call fills empty rows as well. Fill them in a migration of its own first.' };
  if (isComputed(operation.table, operation.column)) return { refused: UNREAD };
  const from = text.slice(table.start, table.end);
  const name = rubyString(site, checkNameOf(operation.table, operation.column));
  const add = `add_check_constraint ${from}, ${rubyString(site, `${operation.column} IS NOT NULL`)}, name: ${name}, validate: false`;
  const change = `change_column_null ${from}, ${text.slice(column.start, column.end)}`;
  const remove = `remove_check_constraint ${from}, name: ${name}`;
  return {
    lines: [add],
    alsoBack: /def\s+change\b/.test(text) ? [] : [remove],
    slug: '',
    later: {
      slug: slugOf('set', unqualified(operation.table), operation.column, 'not_null'),
      up: [`validate_check_constraint ${from}, name: ${name}`, `${change}, false`, remove],
      down: [add, `${change}, true`],
    },
  };
}

function unique(site: Site): Rewritten | Refusal | undefined {
  const { operation, text } = site;
  const parts = partsOf(site.code, site.call);
  const [table, columns] = parts?.args ?? [];
  if (operation.kind !== 'add-constraint' || parts?.name !== 'add_unique_constraint' || !table || !columns)
    return { refused: UNREAD };
  const { name } = operation.constraint;
  const isMore = parts.args.some(
    ({ start, end }, index) => index > 1 && !text.slice(start, end).startsWith('name:'),
  );
  if (name === undefined || isComputed(name) || isMore) return { refused: UNREAD };
  const named = `name: ${rubyString(site, name)}`;
  const from = text.slice(table.start, table.end);
  const steps = [
    `add_index ${from}, ${text.slice(columns.start, columns.end)}, unique: true, ${named}, ${ALGORITHM}`,
    `add_unique_constraint ${from}, ${named}, using_index: ${rubyString(site, name)}`,
  ];
  const remove = `remove_unique_constraint ${from}, ${named}`;
  const slug = slugOf('add', name);
  if (!/def\s+change\b/.test(text)) return { lines: steps, back: [remove], outside: true, slug };
  const both = [
    'reversible do |dir|',
    '  dir.up do',
    ...steps.map((step) => `    ${step}`),
    '  end',
    '  dir.down do',
    `    ${remove}`,
    '  end',
    'end',
  ];
  return { lines: [both.join('\n')], outside: true, slug };
}

function versionIn({ text }: Site): number {
  const found = /Migration\s{0,4}\[\s{0,4}(\d{1,2})\.(\d{1,2})/.exec(text);
  return found ? Number(found[1]) * 100 + Number(found[2]) : 402;
}

const HEADER = /^([ \t]*)class\s+[\w:]+\s*<\s*[\w:]*Migration\s*(?:\[[^\]\n]{1,20}\])?[^\n]*/m;

function leave({ text }: Site): readonly TextEdit[] | Refusal {
  const header = HEADER.exec(text);
  if (!header) return { refused: UNREAD };
  const at = header.index + header[0].replace(/\r$/, '').length;
  return [insertion(at, `\n${header[1] ?? ''}  ${optOutText('rails')}\n`)];
}

function newFile(site: Site, draft: Draft): NewFile | Refusal {
  const place = placeFor(site, draft);
  if (isRefusal(place)) return place;
  const base =
    /<\s*([\w:]*Migration\s*(?:\[[^\]\n]{1,20}\])?)/.exec(site.text)?.[1] ?? 'ActiveRecord::Migration';
  const method = (name: string, lines: readonly string[]): string =>
    [`  def ${name}`, ...lines.map((line) => `    ${indented(line, '    ')}`), '  end'].join('\n');
  const methods = draft.down
    ? [method('up', draft.up), method('down', draft.down)]
    : [method('change', draft.up)];
  const text = [
    ...(/^#\s*frozen_string_literal: true/.test(site.text) ? ['# frozen_string_literal: true\n'] : []),
    `class ${pascalCase(draft.slug)} < ${base.trim()}`,
    ...(draft.outside ? [`  ${optOutText('rails')}\n`] : []),
    methods.join('\n\n'),
    'end\n',
  ].join('\n');
  return { path: place.path, text };
}
