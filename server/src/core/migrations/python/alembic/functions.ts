/** What upgrade() and downgrade() do, in order, with the functions of the file that they call. */
import type { TextRange } from '../../../finding.ts';
import { skipBlank } from '../../../parsers/code.ts';
import type { ObjectName } from '../../operation.ts';
import { markedStatements } from '../../reading/marks.ts';
import type { Statement } from '../../types.ts';
import { bodyOf, type BodyLine } from '../body.ts';
import { argumentsOf, chainAt, firstCall, scanChains, type Chain } from '../chains.ts';
import { createLoops } from '../loops.ts';
import {
  assignmentAt,
  look,
  parametersOf,
  textAt,
  type PythonFile,
  type PythonFunction,
} from '../pythonFile.ts';
import { readSqlAt } from '../sqlStrings.ts';
import { statementOf, unknownStatement } from '../statements.ts';
import type { AlembicScope } from './columns.ts';
import { readOperation } from './operations.ts';
import { readExpression, readSession, tableOfQuery } from './rows.ts';
import { declaredTables } from './tables.ts';
import { enumOfCall, readEnum } from './types.ts';

/** The statements of a function, in the order in which they run. */
export function readMigrationFunction(file: PythonFile, called: PythonFunction): readonly Statement[] {
  const statements: Statement[] = [];
  const reading: Reading = {
    file,
    statements,
    classes: declaredTables(file),
    depth: 0,
    calls: { left: 200 },
  };
  readFunction(reading, called, new Map(), { nested: false, outside: false });
  return statements;
}

interface Reading {
  readonly file: PythonFile;
  readonly statements: Statement[];
  readonly classes: ReadonlyMap<string, ObjectName>;
  readonly depth: number;
  /** How many more calls are followed: functions that call each other have no end. */
  readonly calls: { left: number };
}

type Around = Pick<BodyLine, 'nested' | 'outside'>;

interface Scope extends AlembicScope {
  readonly values: Map<string, TextRange>;
  /** Batches by their name: `with op.batch_alter_table('users') as batch_op`. */
  readonly batches: Map<string, ObjectName>;
  queried: ObjectName | undefined;
}

function readFunction(
  reading: Reading,
  called: PythonFunction,
  given: ReadonlyMap<string, TextRange>,
  around: Around,
): void {
  const { file, classes } = reading;
  const values = new Map<string, TextRange>(given);
  const scope: Scope = {
    file,
    classes,
    values,
    constants: (name) => values.get(name) ?? file.constants(name),
    batches: new Map(),
    queried: undefined,
  };
  const loops = createLoops(file);
  for (const line of bodyOf(file, called)) {
    const assigned = assignmentAt(file.code, line);
    if (assigned) values.set(assigned.name, assigned.value);
    const place = { nested: around.nested || line.nested, outside: around.outside || line.outside };
    for (const turn of loops.turnsOf(line, scope.constants)) {
      for (const [name, value] of turn) values.set(name, value);
      readHeader(scope, line);
      scanChains(file.code, line, (chain) => {
        const found = readChain(reading, scope, chain, place);
        for (const statement of markedStatements(found ?? [], place)) reading.statements.push(statement);
        return found !== undefined;
      });
    }
  }
}

const BATCH = /[\w.]{1,80}\.batch_alter_table(\()/g;
const ALIAS = /\)[ \t]{1,20}as[ \t]{1,20}(\w{1,80})/y;
const LOOP = /for[ \t]{1,20}(\w{1,80})[ \t]{1,20}in\b/y;

/** `with … as batch:` and `for user in session.query(User)`. */
function readHeader(scope: Scope, line: BodyLine): void {
  const { file } = scope;
  const { masked } = file.code;
  LOOP.lastIndex = line.start;
  const loop = LOOP.exec(masked);
  const chain = loop && chainAt(file.code, skipBlank(masked, LOOP.lastIndex));
  if (chain) scope.queried = tableOfQuery(scope, chain) ?? scope.queried;
  const head = masked.slice(line.start, line.start + 5);
  if (!/^with[ \t]/.test(head)) return;
  for (const match of masked.slice(line.start, Math.min(line.end, line.start + 2_000)).matchAll(BATCH)) {
    const open = line.start + match.index + match[0].length - 1;
    const args = argumentsOf(file.code, open);
    const name = textAt(file, args.named.get('table_name') ?? args.positional[0], scope.constants);
    const schema = textAt(file, args.named.get('schema'), scope.constants);
    ALIAS.lastIndex = Math.max(file.code.partnerOf(open), open);
    const alias = ALIAS.exec(masked)?.[1];
    if (alias === undefined) continue;
    const table = name ?? '?';
    scope.batches.set(alias, schema === undefined || schema === 'public' ? table : `${schema}.${table}`);
  }
}

const EXECUTES = /^(?:execute|executemany|exec_driver_sql|scalar|scalars)$/;

function readChain(
  reading: Reading,
  scope: Scope,
  chain: Chain,
  around: Around,
): readonly Statement[] | undefined {
  const { file } = reading;
  const [root] = chain.links;
  const executes = chain.links.find(({ name, open }) => open !== undefined && EXECUTES.test(name));
  if (executes?.open !== undefined) return readExecute(scope, chain, executes.open);
  const operation = readOpCall(scope, chain);
  if (operation) return operation;
  const enumeration = readEnumCall(scope, chain);
  if (enumeration) return enumeration;
  const at = file.place(chain.start, chain.end);
  scope.queried = tableOfQuery(scope, chain) ?? scope.queried;
  const rows = readSession(scope, chain, at, scope.queried);
  if (rows) return rows.length > 0 ? [statementOf(file, chain, rows)] : [];
  const called =
    chain.links.length === 1 && root.open !== undefined ? file.functions.get(root.name) : undefined;
  if (!called || root.open === undefined || reading.depth > 6 || reading.calls.left-- <= 0) return undefined;
  readFunction(
    { ...reading, depth: reading.depth + 1 },
    called,
    argumentsFor(scope, called, root.open),
    around,
  );
  return [];
}

/** What a function's parameters are called with. */
function argumentsFor(scope: Scope, called: PythonFunction, open: number): ReadonlyMap<string, TextRange> {
  const { file } = scope;
  const { positional, named } = argumentsOf(file.code, open);
  const given = new Map<string, TextRange>();
  for (const [index, name] of parametersOf(file, called).entries()) {
    const range = named.get(name) ?? positional[index];
    if (!range) continue;
    const { kind, start: from, end: to } = look(file, range, scope.constants);
    // A name that means nothing here means nothing there.
    if (kind !== 'name') given.set(name, { start: from, end: to });
    else if (scope.classes.has(file.code.masked.slice(from, to))) given.set(name, { start: from, end: to });
  }
  return given;
}

function readExecute(scope: Scope, chain: Chain, open: number): readonly Statement[] | undefined {
  const { file, constants } = scope;
  const args = argumentsOf(file.code, open);
  const given = args.positional[0] ?? args.named.get('sqltext') ?? args.named.get('statement');
  if (!given) return undefined;
  const sql = readSqlAt(file, given, constants);
  if (sql) return sql;
  const operations = readExpression(scope, given, file.place(chain.start, chain.end));
  if (!operations) return [unknownStatement(file, chain)];
  return operations.length > 0 ? [statementOf(file, chain, operations)] : [];
}

/** `op.add_column(…)`, `batch_op.add_column(…)`. */
function readOpCall(scope: Scope, chain: Chain): readonly Statement[] | undefined {
  const { file } = scope;
  const call = firstCall(chain);
  const path = call?.path.split('.') ?? [];
  if (!call || path.length < 2) return undefined;
  const [root = ''] = path;
  const batch = scope.batches.get(root);
  const isOp = path.length === 2 && (root === 'op' || root === 'operations');
  if (batch === undefined && !isOp && !call.path.startsWith('alembic.op.')) return undefined;
  const at = file.place(call.start, call.end);
  const operations = readOperation(scope, call.name, call.open, at, batch);
  if (!operations) return [unknownStatement(file, call)];
  if (operations.length === 0) return chain.end > call.end ? undefined : [];
  return [statementOf(file, call, operations)];
}

/** `sa.Enum('a', 'b', name='status').create(bind)`, also by its name. */
function readEnumCall(scope: Scope, chain: Chain): readonly Statement[] | undefined {
  const { file, constants } = scope;
  const last = chain.links.at(-1);
  if (last?.open === undefined || !/^(?:create|drop)$/.test(last.name) || chain.links.length < 2)
    return undefined;
  const call = firstCall(chain);
  const found =
    call && call.name !== last.name
      ? enumOfCall(file, call, constants)
      : readEnum(file, constants(chain.links[0].name), constants);
  if (!found) return undefined;
  const at = file.place(chain.start, chain.end);
  const { name, values } = found;
  return [
    statementOf(file, chain, [
      last.name === 'create' ? { kind: 'create-enum', at, name, values } : { kind: 'drop-type', at, name },
    ]),
  ];
}
