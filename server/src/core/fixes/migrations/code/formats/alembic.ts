/** Alembic: https://alembic.sqlalchemy.org/en/latest/ops.html */
import type { Refusal } from '../../../../edit.ts';
import { folderOf, join, nameOf } from '../../../../paths.ts';
import { migrationName } from '../../../../migrations/order.ts';
import { sqlTable } from '../../../../migrations/judging/sqlNames.ts';
import { unqualified } from '../../../../migrations/replay.ts';
import { optOutText } from '../../optOut.ts';
import { slugOf } from '../../slug.ts';
import { insertion, namedArgument, partsOf, type CallParts } from '../calls.ts';
import type { Format } from '../format.ts';
import { callText, indented } from '../inPlace.ts';
import { importsUsed } from '../pythonImports.ts';
import { pythonString } from '../quoting.ts';
import type { Draft, NewFile, Rewritten } from '../rewritten.ts';
import type { Site } from '../site.ts';
import { checkNameOf, isComputed } from '../sqlForms.ts';

export const alembic: Format = {
  runSql: (site, sql) => `op.execute(${pythonString(site, sql)})`,
  outside: inBlock,
  concurrently,
  notValid,
  unique: (site) => (inBatch(site) ? { refused: IN_BATCH } : undefined),
  notNull,
  addIndex: (site, { table, columns, name }) => {
    const word = (one: string): string => pythonString(site, one);
    const list = `[${columns.map(word).join(', ')}]`;
    return {
      up: [inBlock(`op.create_index(${word(name)}, ${word(table)}, ${list}, postgresql_concurrently=True)`)],
      down: [
        inBlock(`op.drop_index(${word(name)}, table_name=${word(table)}, postgresql_concurrently=True)`),
      ],
    };
  },
  // The statement has left the transaction by itself.
  leave: () => [],
  imports: () => [],
  newFile,
  ending: '',
  nothing: 'pass',
};

const IN_BATCH =
  'The call stands in batch_alter_table, which can’t leave the transaction. Write it with op, outside of that block.';
const UNREAD = 'This call is written in a way that can’t be rewritten safely. Change it by hand.';

function inBlock(line: string): string {
  return `${optOutText('alembic')}\n    ${indented(line, '    ')}`;
}

function inBatch({ code, call }: Site): boolean {
  return !code.masked.startsWith('op.', call.start);
}

function concurrently(site: Site): Rewritten | Refusal | undefined {
  const { operation, code, call } = site;
  if (operation.kind !== 'create-index' && operation.kind !== 'drop-index') return undefined;
  if (inBatch(site)) return { refused: IN_BATCH };
  const parts = partsOf(code, call);
  if (!parts) return { refused: UNREAD };
  const name = operation.kind === 'create-index' ? operation.index.name : operation.name;
  if (name === undefined || isComputed(name))
    return { refused: 'Give the index a name first: without one nobody can take it back.' };
  const line = withFlag(site, parts, 'postgresql_concurrently');
  const table = operation.table;
  const tableName = table === undefined ? '' : `, table_name=${pythonString(site, unqualified(table))}`;
  const drop = `op.drop_index(${pythonString(site, name)}${tableName}, postgresql_concurrently=True)`;
  return {
    lines: [operation.outside ? line : inBlock(line)],
    ...(operation.kind === 'create-index' ? { back: [inBlock(drop)] } : {}),
    outside: true,
    slug: slugOf(operation.kind === 'create-index' ? 'add' : 'drop', name),
  };
}

function withFlag(site: Site, parts: CallParts, flag: string): string {
  if (namedArgument(site.text, parts.args, flag)) return callText(site, []);
  return callText(site, [insertion(parts.insertAt, `${parts.separator}${flag}=True`)]);
}

function notValid(site: Site): Rewritten | Refusal | undefined {
  const { operation, code, call } = site;
  if (inBatch(site)) return { refused: IN_BATCH };
  const parts = partsOf(code, call);
  if (
    operation.kind !== 'add-constraint' ||
    !parts ||
    !/\.create_(?:foreign_key|check_constraint)$/.test(parts.name)
  )
    return {
      refused:
        'The constraint comes with a column. Add the column first, and the constraint in a call of its own.',
    };
  const { table, constraint } = operation;
  if (constraint.name === undefined || isComputed(table, constraint.name))
    return { refused: 'Give the constraint a name first: it is validated by that.' };
  const validate = `ALTER TABLE ${sqlTable(table)} VALIDATE CONSTRAINT ${sqlTable(constraint.name)}`;
  return {
    lines: [withFlag(site, parts, 'postgresql_not_valid')],
    slug: slugOf('add', constraint.name),
    later: {
      slug: slugOf('validate', constraint.name),
      up: [`op.execute(${pythonString(site, validate)})`],
      down: [],
    },
  };
}

function notNull(site: Site): Rewritten | Refusal | undefined {
  const { operation, code, call, text } = site;
  const parts = partsOf(code, call);
  if (operation.kind !== 'set-not-null' || inBatch(site) || parts?.name !== 'op.alter_column')
    return {
      refused:
        'This call says more than that the column must be filled. Set nullable=False in a call of its own first.',
    };
  const { table, column } = operation;
  const nullable = namedArgument(text, parts.args, 'nullable');
  const isPlain = parts.args.every(({ start, end }, index) =>
    /^(?:nullable|existing_\w+)\s*=/.test(text.slice(start, end)) ? index > 1 : index < 2,
  );
  if (!nullable || !isPlain || isComputed(table, column)) return { refused: UNREAD };
  const [name, on] = [checkNameOf(table, column), unqualified(table)].map((word) => pythonString(site, word));
  const condition = pythonString(site, `${column} IS NOT NULL`);
  const add = `op.create_check_constraint(${name}, ${on}, ${condition}, postgresql_not_valid=True)`;
  const drop = `op.drop_constraint(${name}, ${on}, type_="check")`.replace(
    '"check"',
    pythonString(site, 'check'),
  );
  const validate = `ALTER TABLE ${sqlTable(table)} VALIDATE CONSTRAINT ${sqlTable(checkNameOf(table, column))}`;
  return {
    lines: [add],
    alsoBack: [drop],
    slug: '',
    later: {
      slug: slugOf('set', on ?? '', column, 'not_null'),
      up: [`op.execute(${pythonString(site, validate)})`, callText(site, []), drop],
      down: [add, callText(site, [{ range: nullable, newText: 'nullable=True' }])],
    },
  };
}

/** The revision's name in the files that Alembic writes: https://alembic.sqlalchemy.org/en/latest/tutorial.html */
function newFile(site: Site, draft: Draft): NewFile | Refusal {
  const { fix, facts, files, text } = site;
  const latest = files.read(draft.after.file);
  const isBeside = folderOf(draft.after.file) === folderOf(fix.file);
  const after = (isBeside && latest !== undefined ? REVISION.exec(latest)?.[3] : undefined) ?? facts.revision;
  const head = headerOf(text);
  if (after === undefined || head === undefined) return { refused: UNREAD };
  const revision = hashed(`${after} ${draft.slug}`);
  const path = pathOf(fix.file, facts.revision ?? '', revision, draft.slug);
  if (files.read(path) !== undefined) return { refused: `${nameOf(path)} is there already.` };
  const body = (lines: readonly string[]): string =>
    lines.length === 0 ? '    pass' : lines.map((line) => `    ${indented(line, '    ')}`).join('\n');
  const [up, down] = [body(draft.up), body(draft.down ?? [])];
  const returns = /def upgrade\(\)\s*->\s*None/.test(text) ? ' -> None' : '';
  const imports = importsUsed(site, `${up}\n${down}\n${head}`, ['from alembic import op']);
  const quote = REVISION.exec(head)?.[2] ?? '"';
  const title = draft.slug.replaceAll('_', ' ');
  return {
    path,
    text: [
      `"""${title}`,
      '',
      `Revision ID: ${revision}`,
      `Revises: ${after}`,
      '',
      '"""',
      imports,
      '',
      head
        .replace(REVISION, `$1$2${revision}$2`)
        .replace(DOWN_REVISION, (_, name: string) => `${name}${quote}${after}${quote}`),
      '',
      '',
      `def upgrade()${returns}:`,
      up,
      '',
      '',
      `def downgrade()${returns}:`,
      down,
      '',
    ].join('\n'),
  };
}

const REVISION = /^(revision\b[^=\n]{0,40}=\s*)(["'])([^"'\n]{1,80})\2/m;
const DOWN_REVISION = /^(down_revision\b[^=\n]{0,120}=\s*)[^\n]+/m;

/** The lines that say which revision it is. */
function headerOf(text: string): string | undefined {
  const lines = text
    .split(/\r?\n/)
    .filter((line) =>
      /^(?:revision|down_revision|branch_labels|depends_on)\b|^# revision identifiers/.test(line),
    );
  const isWhole =
    lines.some((line) => REVISION.test(line)) &&
    lines.some((line) => /^down_revision\b.*(?:["'\w])\s*$/.test(line));
  return isWhole
    ? lines.map((line) => line.replace(/^((?:branch_labels|depends_on)\b[^=]*=\s*).*/, '$1None')).join('\n')
    : undefined;
}

/** "abc123_add_email.py" gives "def456_validate_users.py"; a date before it is left as it is. */
function pathOf(file: string, own: string, revision: string, slug: string): string {
  const name = migrationName(file);
  const at = own === '' ? -1 : name.indexOf(own);
  const before = at === -1 ? '' : name.slice(0, at);
  return join(folderOf(file), `${before}${revision}_${slug}.py`);
}

/** Twelve hexadecimal digits, as Alembic makes them, always the same for the same text (FNV-1a, 48 bits). */
function hashed(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at++)
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  return (hash >> 16n).toString(16).padStart(12, '0');
}
