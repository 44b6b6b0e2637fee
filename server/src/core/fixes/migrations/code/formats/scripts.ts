/** Migrations in JavaScript and TypeScript. */
import type { Refusal, TextEdit } from '../../../../edit.ts';
import { unqualified } from '../../../../migrations/replay.ts';
import { TOOLS } from '../../../../migrations/toolTable.ts';
import { argumentsAt } from '../../../../parsers/code.ts';
import type { TextRange } from '../../../../finding.ts';
import { optOutText } from '../../optOut.ts';
import { slugOf } from '../../slug.ts';
import { insertion, partsOf } from '../calls.ts';
import type { Format } from '../format.ts';
import { callText } from '../inPlace.ts';
import { pascalCase, placeFor } from '../newPlace.ts';
import { scriptString, templateString } from '../quoting.ts';
import type { Draft, NewFile, Rewritten } from '../rewritten.ts';
import { isRefusal, type Site } from '../site.ts';
import { dropIndex, isComputed } from '../sqlForms.ts';
import { indexNameOf } from '../toolNames.ts';
import { functionLike, importsOf, shapeOf, type Shape } from './scriptFile.ts';

const UNREAD: Refusal = {
  refused: 'This migration is written in a way that can’t be changed safely. Change it by hand.',
};

interface Dialect {
  /** `knex.raw('…')` */
  runSql(parameter: string, sql: string, site: Site): string;
  /** What the parameter is called where nobody can tell. */
  readonly parameter: string;
  readonly lead: '' | 'await ';
  leave(site: Site, shape: Shape): readonly TextEdit[] | Refusal;
  /** What a new file says of its transaction: in the function, in the class, at the top. */
  readonly outside?: {
    readonly inFunction?: string;
    readonly inClass?: (text: string, path: string) => string;
    readonly atTop?: (shape: Shape) => string;
  };
  readonly concurrently?: (site: Site) => Rewritten | Refusal | undefined;
}

export const knex = formatOf({
  runSql: (parameter, sql, site) => `${parameter}.raw(${scriptString(site, sql)})`,
  parameter: 'knex',
  lead: 'await ',
  leave: (site, shape) => {
    if (site.facts.transaction)
      return { refused: 'The file says already how it runs: change its config by hand.' };
    if (shape.outer && !shape.outer.head.includes('class '))
      return [
        insertion(shape.headStart, `${shape.indent}config: { transaction: false },${gap(site, shape)}`),
      ];
    const { text } = site;
    const newLine = text.endsWith('\n') ? '' : '\n';
    return [insertion(text.length, `${newLine}\n${configOf(shape)}\n`)];
  },
  outside: { atTop: configOf },
});

function configOf({ head, outer }: Shape): string {
  if (outer) return 'config: { transaction: false },';
  return /^\s*export\b/.test(head) ? 'export const config = { transaction: false };' : optOutText('knex');
}

/** As between the functions of the object. */
function gap({ text }: Site, { outer, headStart }: Shape): string {
  return outer && /\n[ \t]*\r?\n[ \t]*$/.test(text.slice(outer.bodyStart, headStart)) ? '\n\n' : '\n';
}

export const kysely = formatOf({
  runSql: (parameter, sql) => `sql${templateString(sql)}.execute(${parameter})`,
  parameter: 'db',
  lead: 'await ',
  leave: () => ({
    refused:
      'Kysely runs all migrations in one transaction, and a file can’t leave it. Run the migrations with disableTransactions, or the statement by hand.',
  }),
});

export const typeorm = formatOf({
  runSql: (parameter, sql, site) => `${parameter}.query(${scriptString(site, sql)})`,
  parameter: 'queryRunner',
  lead: 'await ',
  leave: ({ text, facts }, { outer }) => {
    if (!outer?.head.includes('class') || facts.transaction) return UNREAD;
    const unit = indentUnit(text);
    const isSpaced = /^\r?\n[ \t]*\r?\n/.test(text.slice(outer.bodyStart));
    const follows = /^\r?\n[ \t]*(?:(?:public |private |readonly )*name\b)/.test(text.slice(outer.bodyStart));
    return [
      insertion(
        outer.bodyStart,
        `${isSpaced ? '\n' : ''}\n${unit}${optOutText('typeorm')}${isSpaced || follows ? '' : '\n'}`,
      ),
    ];
  },
  outside: { inClass: () => optOutText('typeorm') },
  concurrently: (site) => {
    const { operation, code, call, text } = site;
    if (operation.kind !== 'create-index') return undefined;
    const open = /new\s+TableIndex\s*\(\s*\{/.exec(text.slice(call.start, call.end));
    if (!open) return { refused: UNREAD.refused };
    const brace = call.start + open.index + open[0].length - 1;
    const object = { start: brace, end: code.partnerOf(brace) + 1 };
    const name = indexNameOf('typeorm', operation);
    if (name === undefined || isComputed(name))
      return { refused: 'Give the index a name first: without one nobody can take it back.' };
    const { parameter } = shapeOf(site) ?? {};
    return {
      lines: [withEntry(site, object, 'isConcurrent: true')],
      back: [`${parameter ?? 'queryRunner'}.query(${scriptString(site, dropIndex(name))})`],
      outside: true,
      slug: slugOf('add', name),
    };
  },
});

export const sequelize = formatOf({
  runSql: (parameter, sql, site) => `${parameter}.sequelize.query(${scriptString(site, sql)})`,
  parameter: 'queryInterface',
  lead: 'await ',
  leave: (site) =>
    site.fix.transaction.inside === 'yes' || isInTransaction(site)
      ? { refused: 'The migration opens a transaction of its own. Take the call out of it first.' }
      : [],
  concurrently: (site) => {
    const { operation, code, call, text } = site;
    if (isInTransaction(site))
      return { refused: 'The call is given a transaction. Take it out of that first.' };
    if (operation.kind !== 'create-index' || operation.concurrently) return undefined;
    const args = partsOf(code, call)?.args ?? [];
    const last = args.at(-1);
    if (!last || args.length < 2 || args.length > 3) return { refused: UNREAD.refused };
    const isObject = text[last.start] === '{';
    if (!isObject && args.length === 3) return { refused: UNREAD.refused };
    return {
      lines: [
        isObject
          ? withEntry(site, last, 'concurrently: true')
          : callText(site, [insertion(last.end, ', { concurrently: true }')]),
      ],
      back: [],
      outside: true,
      slug: slugOf('add_index_to', unqualified(operation.table)),
    };
  },
});

function isInTransaction({ text, call, facts }: Site): boolean {
  return facts.transaction?.use === true || /\btransaction\b/.test(text.slice(call.start, call.end));
}

export const nodePgMigrate = formatOf({
  runSql: (parameter, sql, site) => `${parameter}.sql(${scriptString(site, sql)})`,
  parameter: 'pgm',
  lead: '',
  leave: ({ text }, { bodyStart, indent, parameter }) => [
    insertion(bodyStart, `\n${indent}${indentUnit(text)}${parameter ?? 'pgm'}.noTransaction();`),
  ],
  outside: { inFunction: 'noTransaction()' },
  concurrently: (site) => {
    const { operation, code, call, text } = site;
    if (operation.kind !== 'create-index' && operation.kind !== 'drop-index') return undefined;
    const args = partsOf(code, call)?.args ?? [];
    const [, columns, options] = args;
    if (!columns || args.length > 3 || (options && text[options.start] !== '{'))
      return { refused: UNREAD.refused };
    const line = operation.concurrently
      ? callText(site, [])
      : options
        ? withEntry(site, options, 'concurrently: true')
        : callText(site, [insertion(columns.end, ', { concurrently: true }')]);
    const name = indexNameOf('node-pg-migrate', operation);
    const { parameter } = shapeOf(site) ?? {};
    const isCreation = operation.kind === 'create-index' && name !== undefined;
    return {
      lines: [line],
      ...(isCreation ? { back: [`${parameter ?? 'pgm'}.sql(${scriptString(site, dropIndex(name))})`] } : {}),
      outside: true,
      slug: slugOf(operation.kind === 'create-index' ? 'add' : 'drop', name ?? 'index'),
    };
  },
});

export const mikroOrm = formatOf({
  runSql: (_parameter, sql, site) => `this.addSql(${scriptString(site, sql)})`,
  parameter: 'this',
  lead: '',
  leave: ({ text, fix, facts }, { headStart, indent }) => {
    if (facts.transaction) return UNREAD;
    return [insertion(headStart, `${isTransactional(text, fix.file, indent)}\n\n`)];
  },
  outside: { inClass: (text, path) => isTransactional(text, path, '') },
});

function isTransactional(text: string, path: string, indent: string): string {
  const isTyped = /\.[cm]?tsx?$/.test(path);
  const head = isTyped ? 'override isTransactional(): boolean {' : 'isTransactional() {';
  return [`${indent}${head}`, `${indent}${indentUnit(text)}return false;`, `${indent}}`].join('\n');
}

/** The call with one more entry in an object. */
function withEntry(site: Site, object: TextRange, entry: string): string {
  const { code, text } = site;
  const last = argumentsAt(code, object.start).at(-1);
  if (!last) return callText(site, [{ range: object, newText: `{ ${entry} }` }]);
  const isTall = text.slice(last.end, object.end).includes('\n');
  const indent = /\n([ \t]*)[^\n]*$/.exec(text.slice(object.start, last.start + 1))?.[1];
  return callText(site, [
    insertion(last.end, isTall && indent !== undefined ? `,\n${indent}${entry}` : `, ${entry}`),
  ]);
}

/** A step of indentation as the file has it. */
function indentUnit(text: string): string {
  return /\n(\t| {2,8})\S/.exec(text)?.[1] ?? '  ';
}

function formatOf(dialect: Dialect): Format {
  const { concurrently } = dialect;
  return {
    runSql: (site, sql) => dialect.runSql(shapeOf(site)?.parameter ?? dialect.parameter, sql, site),
    ...(concurrently ? { concurrently } : {}),
    leave: (site) => {
      const shape = shapeOf(site);
      return shape ? dialect.leave(site, shape) : UNREAD;
    },
    imports: ({ text, fix }, lines) => {
      const needsSql = fix.tool === 'kysely' && lines.some((line) => line.startsWith('sql`'));
      return needsSql ? importOfSql(text) : [];
    },
    newFile: (site, draft) => newFile(site, draft, dialect),
    lead: dialect.lead,
    ending: ';',
  };
}

/** `sql` of Kysely. */
function importOfSql(text: string): readonly TextEdit[] {
  const found = /^import\s+(?!type)\{([^}]*)\}\s+from\s+['"]kysely['"]/m.exec(text);
  if (found && /\bsql\b/.test(found[1] ?? '')) return [];
  if (!found) return [insertion(0, "import { sql } from 'kysely';\n")];
  const end = found.index + found[0].indexOf('}');
  return [insertion(/\s$/.test(found[1] ?? '') ? end - 1 : end, ', sql')];
}

function newFile(site: Site, draft: Draft, dialect: Dialect): NewFile | Refusal {
  const shape = shapeOf(site);
  if (!shape) return UNREAD;
  if (draft.outside && !dialect.outside && TOOLS[site.fix.tool].mode !== 'none') {
    const refused = dialect.leave(site, shape);
    if (isRefusal(refused)) return refused;
  }
  const place = placeFor(site, draft);
  if (isRefusal(place)) return place;
  const unit = indentUnit(site.text);
  const { inFunction, inClass, atTop } = draft.outside ? (dialect.outside ?? {}) : {};
  const first = inFunction === undefined ? [] : [`${shape.parameter ?? dialect.parameter}.${inFunction}`];
  const statements = (lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [...first, ...lines.map((line) => dialect.lead + line)];
  const style = { isAsync: dialect.lead !== '', unit };
  const up = functionLike(shape, 'up', statements(draft.up), style);
  const down = functionLike(shape, 'down', statements(draft.down ?? []), style);
  const members: string[] = [];
  const { outer } = shape;
  if (outer && inClass) members.push(indentAll(inClass(site.text, place.path), unit));
  const config = atTop?.(shape);
  if (outer && config !== undefined) members.push(unit + config);
  const body = outer
    ? [
        headFor(site, outer.head, draft, place.version),
        [...nameFor(site, draft, place.version, unit), ...members, up, down].join('\n\n'),
        outer.close,
      ].join('\n')
    : [up, down, ...(config === undefined ? [] : [config])].join('\n\n');
  const head = site.fix.tool === 'kysely' ? withSql(importsOf(site, body), body) : importsOf(site, body);
  return { path: place.path, text: `${head.length > 0 ? `${head.join('\n')}\n\n` : ''}${body}\n` };
}

/** Kysely's `sql`, which the file may not have needed until now. */
function withSql(imports: readonly string[], body: string): readonly string[] {
  if (!body.includes('sql`') || imports.some((one) => /\bsql\b/.test(one))) return imports;
  const own = imports.findIndex((one) => /^import\s*\{[^}]*\}\s*from\s*['"]kysely['"]/.test(one));
  if (own === -1) return [...imports, "import { sql } from 'kysely';"];
  return imports.map((one, index) => (index === own ? one.replace(/\s*\}/, ', sql }') : one));
}

function indentAll(text: string, unit: string): string {
  return text
    .split('\n')
    .map((line) => unit + line)
    .join('\n');
}

/** The class is called after its file. */
function headFor({ fix }: Site, head: string, draft: Draft, version: string): string {
  return head.replace(/\bclass\s+\w+/, `class ${classNameOf(fix.tool, draft, version)}`);
}

function classNameOf(tool: string, { slug }: Draft, version: string): string {
  return tool === 'mikro-orm' ? `Migration${version}` : pascalCase(slug) + version;
}

/** TypeORM: `name = 'AddEmail1700000000000'` */
function nameFor({ text, fix }: Site, draft: Draft, version: string, unit: string): readonly string[] {
  const named = /^[ \t]*((?:(?:public|readonly)\s+)*name)\s*=\s*(['"`])\w+\2(;?)/m.exec(text);
  if (fix.tool !== 'typeorm' || !named) return [];
  const quote = named[2] ?? "'";
  return [
    `${unit}${named[1] ?? 'name'} = ${quote}${classNameOf(fix.tool, draft, version)}${quote}${named[3] ?? ''}`,
  ];
}
