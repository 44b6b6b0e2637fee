/** Alembic's migrations: https://alembic.sqlalchemy.org/en/latest/tutorial.html */
import type { Document } from '../../source.ts';
import type { Span } from '../../span.ts';
import type { MigrationFacts, Statement } from '../types.ts';
import { readMigrationFunction } from './alembic/functions.ts';
import { look, readPythonFile, textAt, type PythonFile, type PythonFunction } from './pythonFile.ts';

/** Reads one migration; undefined where the file has no revision, or nothing that runs. */
export function readAlembic(document: Document): MigrationFacts | undefined {
  const file = readPythonFile(document);
  const revision = textAt(file, file.constants('revision'));
  const upgrade = file.functions.get('upgrade');
  if (revision === undefined || !upgrade || !file.constants('down_revision')) return undefined;
  const downgrade = file.functions.get('downgrade');
  const irreversible = downgrade && refusalIn(file, downgrade);
  return {
    tool: 'alembic',
    certain: true,
    ...(file.dialect ? { dialect: file.dialect } : {}),
    direction: 'both',
    up: statementsOf(file, 'upgrade'),
    ...(downgrade ? { down: statementsOf(file, 'downgrade'), downAt: headerOf(file, downgrade) } : {}),
    ...(irreversible ? { irreversible } : {}),
    revision,
    after: [...revisionsIn(file, 'down_revision'), ...revisionsIn(file, 'depends_on')],
  };
}

/** The function and, where one revision serves several databases, those for each: `upgrade_engine1`. */
function statementsOf(file: PythonFile, name: string): readonly Statement[] {
  const main = file.functions.get(name);
  const each = file.code.masked.includes('globals()')
    ? [...file.functions.values()].filter((one) => one.name.startsWith(`${name}_`))
    : [];
  return [...(main ? [main] : []), ...each].flatMap((one) => readMigrationFunction(file, one));
}

function headerOf(file: PythonFile, { header }: PythonFunction): Span {
  const line = file.lines[header] ?? { start: 0, end: 0 };
  return file.place(line.start, line.end);
}

/** A string, a list of them, or None. */
function revisionsIn(file: PythonFile, name: string): readonly string[] {
  const range = file.constants(name);
  const value = range && look(file, range);
  if (!value || !range) return [];
  const items = value.kind === 'list' ? value.items : [range];
  return items.flatMap((item) => textAt(file, item) ?? []);
}

const RAISE = /raise\b/y;

/** `raise` where nothing stands round it. */
function refusalIn(file: PythonFile, { from, to }: PythonFunction): Span | undefined {
  const body = file.lines.slice(from, to);
  const indent = body[0]?.indent;
  const line = body.find((one) => {
    RAISE.lastIndex = one.start;
    return one.indent === indent && RAISE.test(file.code.masked);
  });
  return line && file.place(line.start, line.end);
}
