/** Functions that RunPython calls: which rows they change, and what SQL they run. */
import type { TextRange } from '../../../finding.ts';
import { UNKNOWN_NAME, type ObjectName } from '../../operation.ts';
import { markedStatements } from '../../reading/marks.ts';
import type { Statement } from '../../types.ts';
import { bodyOf, type BodyLine } from '../body.ts';
import { argumentsOf, chainAt, scanChains, type Chain } from '../chains.ts';
import { createLoops } from '../loops.ts';
import { assignmentAt, codeAt, parametersOf, textAt, type PythonFunction } from '../pythonFile.ts';
import { readSqlAt } from '../sqlStrings.ts';
import { statementOf, unknownStatement } from '../statements.ts';
import { skipBlank } from '../../../parsers/code.ts';
import type { DjangoFile } from './models.ts';
import { conditionOf, readRows, type RowNames, type Rows } from './rows.ts';

/** What a function of this file does; undefined where it is not here. */
export function readRunPython(file: DjangoFile, name: string): readonly Statement[] | undefined {
  const called = file.functions.get(name);
  if (!called) return undefined;
  const statements: Statement[] = [];
  const tables = importedModels(file);
  const names: Names = { tables: new Map(tables), rows: new Map(), values: new Map() };
  readFunction({ file, statements, seen: new Set(), tables }, called, names, {
    nested: false,
    looped: false,
  });
  return statements;
}

interface Reading {
  readonly file: DjangoFile;
  readonly statements: Statement[];
  /** A function is read once: one that calls itself would have no end. */
  readonly seen: Set<string>;
  /** Models that are imported. */
  readonly tables: ReadonlyMap<string, Rows>;
}

type Around = Pick<BodyLine, 'nested' | 'looped'>;

function readFunction(reading: Reading, called: PythonFunction, names: Names, around: Around): void {
  const { file, seen } = reading;
  if (seen.has(called.name) || seen.size > 50) return;
  seen.add(called.name);
  const loops = createLoops(file);
  for (const line of bodyOf(file, called)) {
    const place = {
      nested: around.nested || line.nested,
      looped: around.looped || line.looped,
    };
    for (const turn of loops.turnsOf(line, (name) => names.values.get(name) ?? file.constants(name))) {
      for (const [name, value] of turn) bind(file, names, name, value);
      readBindings(file, names, line);
      scanChains(file.code, line, (chain) => {
        const found = readChain(reading, names, chain, place);
        for (const statement of markedStatements(found ?? [], place)) reading.statements.push(statement);
        return found !== undefined;
      });
    }
  }
}

interface Names extends RowNames {
  readonly tables: Map<string, Rows>;
  readonly rows: Map<string, ObjectName>;
  readonly values: Map<string, TextRange>;
}

/** Names that stand for a model, for some of its rows or for one row. */
function readBindings(file: DjangoFile, names: Names, line: BodyLine): void {
  const assigned = assignmentAt(file.code, line);
  if (assigned) {
    bind(file, names, assigned.name, assigned.value);
    return;
  }
  LOOP.lastIndex = line.start;
  const match = LOOP.exec(file.code.masked);
  const asked = match && rowsAt(file, names, LOOP.lastIndex);
  if (asked) names.rows.set(match[1] ?? '', asked.rows.table);
}

function bind(file: DjangoFile, names: Names, name: string, value: TextRange): void {
  names.values.set(name, value);
  const asked = rowsAt(file, names, value.start);
  if (asked?.isOne) names.rows.set(name, asked.rows.table);
  else if (asked) names.tables.set(name, asked.rows);
}

const LOOP = /(?:async[ \t]{1,20})?for[ \t]{1,20}(?:\w{1,80},[ \t]{0,20})?(\w{1,80})[ \t]{1,20}in\b/y;
const ONE_ROW = /^(?:get|first|last|create|get_or_create|update_or_create|earliest|latest|pop)$/;
const COLLECTS = /^(?:list|tuple|set|iter|enumerate|reversed|sorted|tqdm)$/;

/** The rows that an expression gives: also in brackets, and in `list(…)`. */
function rowsAt(
  file: DjangoFile,
  names: RowNames,
  start: number,
  depth = 0,
): { readonly rows: Rows; readonly isOne: boolean } | undefined {
  const { code } = file;
  let at = skipBlank(code.masked, start);
  for (let brackets = 0; code.masked[at] === '(' && brackets < 4; brackets++)
    at = skipBlank(code.masked, at + 1);
  const chain = chainAt(code, at);
  if (!chain) return undefined;
  const [root] = chain.links;
  if (root.open !== undefined && COLLECTS.test(root.name) && depth < 4)
    return rowsAt(file, names, root.open + 1, depth + 1);
  const rows = rowsOf(file, names, chain);
  return rows && { rows, isOne: isOneRow(chain) };
}

function isOneRow({ links }: Chain): boolean {
  const last = links.at(-1);
  return (last !== undefined && ONE_ROW.test(last.name)) || (links.length === 1 && last?.open !== undefined);
}

/** The rows that a chain speaks of: `apps.get_model('app', 'Model').objects`, `Model.objects`, `queryset.filter(…)`. */
function rowsOf(file: DjangoFile, names: RowNames, chain: Chain): Rows | undefined {
  const { links } = chain;
  const model = links.find(({ name, open }) => name === 'get_model' && open !== undefined);
  const known =
    model?.open === undefined
      ? names.tables.get(links[0].name)
      : { table: modelNamed(file, names, model.open) };
  if (!known) return undefined;
  // `Order.tags.through` is the table between two models.
  const through = links.findIndex(({ name }) => name === 'through');
  const table = through > 1 ? `${known.table}_${links[through - 1]?.name ?? ''}` : known.table;
  const where = conditionOf(file, chain) ?? known.where;
  return { table, ...(where ? { where } : {}) };
}

function modelNamed(file: DjangoFile, names: RowNames, open: number): ObjectName {
  const { positional, named } = argumentsOf(file.code, open);
  const known = (name: string): TextRange | undefined => names.values.get(name) ?? file.constants(name);
  const first = textAt(file, named.get('app_label') ?? positional[0], known);
  const second = textAt(file, named.get('model_name') ?? positional[1], known);
  if (second !== undefined && first !== undefined) return file.models.tableOf(second, first);
  const [app, model] = first?.split('.') ?? [];
  return model === undefined ? UNKNOWN_NAME : file.models.tableOf(model, app);
}

function readChain(
  reading: Reading,
  names: Names,
  chain: Chain,
  place: Around,
): readonly Statement[] | undefined {
  const { file } = reading;
  const last = chain.links.at(-1);
  if (last?.open !== undefined && /^(?:execute|executemany|execute_batch|run_sql)$/.test(last.name)) {
    const [sql] = argumentsOf(file.code, last.open).positional;
    const known = (name: string): TextRange | undefined => names.values.get(name) ?? file.constants(name);
    return readSqlAt(file, sql, known) ?? [unknownStatement(file, chain)];
  }
  const rows = readRows(file, names, chain, rowsOf(file, names, chain), place);
  if (rows) return rows.length > 0 ? [statementOf(file, chain, rows)] : [];
  const called = chain.links.length === 1 && last?.open !== undefined && file.functions.get(last.name);
  if (!called) return undefined;
  readFunction(reading, called, argumentsFor(reading, names, called, last.open), place);
  return undefined;
}

/** What a function's parameters stand for when it is called so. */
function argumentsFor({ file, tables }: Reading, names: Names, called: PythonFunction, open: number): Names {
  const given: Names = { tables: new Map(tables), rows: new Map(), values: new Map() };
  const { positional, named } = argumentsOf(file.code, open);
  for (const [index, parameter] of parametersOf(file, called).entries()) {
    const range = named.get(parameter) ?? positional[index];
    const asked = range && rowsAt(file, names, range.start);
    if (asked?.isOne) given.rows.set(parameter, asked.rows.table);
    else if (asked) given.tables.set(parameter, asked.rows);
    const row = names.rows.get(codeAt(file, range));
    if (row !== undefined) given.rows.set(parameter, row);
  }
  return given;
}

const IMPORT = /^from[ \t]+([\w.]{1,200})[ \t]+import[ \t]+/;

/** Models that are imported as they are today: `from shop.models import Order`. */
function importedModels(file: DjangoFile): ReadonlyMap<string, Rows> {
  const found = new Map<string, Rows>();
  for (const { start, end } of file.lines) {
    const line = file.code.masked.slice(start, Math.min(end, start + 2_000));
    const match = line.startsWith('from') ? IMPORT.exec(line) : null;
    const path = match?.[1]?.split('.') ?? [];
    const models = path.indexOf('models');
    if (!match || models === -1 || path.includes('django')) continue;
    const app = path[models - 1] ?? '';
    for (const [name] of line.slice(match[0].length).matchAll(/\b[A-Z]\w{0,80}/g))
      found.set(name, { table: file.models.tableOf(name, app === '' ? file.app : app) });
  }
  return found;
}
