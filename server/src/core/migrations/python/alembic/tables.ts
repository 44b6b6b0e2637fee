/** Tables as SQLAlchemy's objects: `sa.table('users')`, `class User: __tablename__ = 'users'`. */
import type { TextRange } from '../../../finding.ts';
import type { ObjectName } from '../../operation.ts';
import { argumentsOf, chainAt, type Chain } from '../chains.ts';
import { assignmentAt, look, textAt, type PythonFile } from '../pythonFile.ts';
import type { AlembicScope } from './columns.ts';

/** Classes of a file with the names of their tables. */
export function declaredTables(file: PythonFile): ReadonlyMap<string, ObjectName> {
  const found = new Map<string, ObjectName>();
  if (!file.code.masked.includes('__tablename__')) return found;
  let name = '';
  for (const line of file.lines) {
    CLASS.lastIndex = line.start;
    name = CLASS.exec(file.code.masked)?.[1] ?? name;
    const assigned = assignmentAt(file.code, line);
    const table = assigned?.name === '__tablename__' ? textAt(file, assigned.value) : undefined;
    if (table !== undefined) found.set(name, table);
  }
  return found;
}

const CLASS = /class[ \t]{1,20}(\w{1,80})/y;

/** The table that an expression stands for. */
export function tableNamedBy(
  scope: AlembicScope,
  range: TextRange | undefined,
  depth = 0,
): ObjectName | undefined {
  if (!range) return undefined;
  const { file, constants, classes } = scope;
  const value = look(file, range, constants);
  if (value.kind === 'name') return classes.get(value.path.split('.')[0] ?? '');
  if (value.kind !== 'call' || depth > 3) return undefined;
  const [first] = argumentsOf(file.code, value.call.open).positional;
  if (/^(?:table|Table|TableClause)$/.test(value.call.name)) return textAt(file, first, constants);
  if (value.call.name === 'alias') return tableOfRoot(scope, value.chain, depth + 1);
  return undefined;
}

/** The table at the start of a chain: `users.update()`, `User.__table__.delete()`. */
export function tableOfRoot(scope: AlembicScope, { links, start }: Chain, depth = 0): ObjectName | undefined {
  const [root] = links;
  const known = scope.classes.get(root.name);
  if (known !== undefined) return known;
  if (root.open !== undefined) {
    const chain = chainAt(scope.file.code, start);
    const [first] = argumentsOf(scope.file.code, root.open).positional;
    return chain && /^[tT]able$/.test(root.name) ? textAt(scope.file, first, scope.constants) : undefined;
  }
  const value = scope.constants(root.name);
  return tableNamedBy(scope, value, depth);
}
