import type { TextRange } from '../../finding.ts';
import { argumentsAt, codeOf, skipBlank, type Code } from '../../parsers/code.ts';
import type { Document } from '../../source.ts';
import { firstLine } from '../code/build.ts';
import { textsNamed } from '../code/textsNamed.ts';
import { mayBeMigration } from '../migrationPath.ts';
import type { MigrationReader } from '../reader.ts';
import { readEmbeddedSql } from '../sql/embedded.ts';
import type { MigrationFileFacts, Statement } from '../types.ts';

/** Flyway's migrations in Java and Kotlin: documentation.red-gate.com/fd/java-based-migrations-273973403.html */
export default {
  languages: ['java', 'kotlin'],
  triggers: ['javamigration'],
  reads: (path) => NAME.test(path) && mayBeMigration(path),
  read,
} satisfies MigrationReader;

const NAME = /(?:^|\/)[VRB][^/]{0,200}__[^/]{1,200}\.(?:java|kt)$/;
const LARGEST = 500_000;
const MOST_CALLS = 2_000;

/** JDBC's statements, Spring's JdbcTemplate and JdbcClient. */
const CALL =
  /\.[ \t\r\n]{0,40}(execute|executeUpdate|executeLargeUpdate|prepareStatement|prepareCall|addBatch|update|batchUpdate|sql)[ \t]{0,20}\(/g;
const IN_TRANSACTION =
  /\bcanExecuteInTransaction\s{0,20}\(\s{0,20}\)[^{};=]{0,60}(?:=|\{\s{0,200}return)\s{0,20}false\b/;

function read(document: Document): MigrationFileFacts | undefined {
  if (document.text.length > LARGEST) return undefined;
  const code = codeOf(document);
  if (!/\b(?:Base)?JavaMigration\b/.test(code.masked)) return undefined;
  const apart = IN_TRANSACTION.exec(code.masked);
  return {
    migration: {
      tool: 'flyway',
      certain: true,
      direction: 'up',
      up: statementsIn(document, code),
      ...(apart && {
        transaction: {
          use: false,
          at: firstLine(document, { start: apart.index, end: apart.index + apart[0].length }),
        },
      }),
    },
  };
}

/** In the order in which they are written, those of other methods included. */
function statementsIn(document: Document, code: Code): readonly Statement[] {
  const texts = textsNamed(code);
  const statements: Statement[] = [];
  let left = MOST_CALLS;
  for (const { 0: call, 1: name = '', index } of code.masked.matchAll(CALL)) {
    if (left-- <= 0) break;
    const open = index + call.length - 1;
    const [first] = argumentsAt(code, open);
    // `prepared.execute()` runs what was read where it was prepared.
    if (!first || first.end <= first.start) continue;
    const found = texts(first.start);
    if (found.length > 0)
      statements.push(...found.flatMap(({ content, holes }) => readEmbeddedSql(document, content, holes)));
    else if (RUNS_SQL.test(name))
      statements.push(
        unknown(document, { start: lineStart(code.masked, open), end: code.partnerOf(open) + 1 }),
      );
  }
  return statements;
}

/** The others have other meanings as well. */
const RUNS_SQL = /^(?:execute|prepare)/;

function unknown(document: Document, range: TextRange): Statement {
  const at = firstLine(document, range);
  return { range, at, operations: [{ kind: 'unknown', at }] };
}

function lineStart(text: string, at: number): number {
  return skipBlank(text, text.lastIndexOf('\n', at) + 1);
}
