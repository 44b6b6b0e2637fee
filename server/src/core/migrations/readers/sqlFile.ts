import { spanOf } from '../../span.ts';
import type { Document } from '../../source.ts';
import type { Dialect } from '../operation.ts';
import type { MigrationReader } from '../reader.ts';
import { isDump, isOtherDatabase, isQueryFile, verbsOf } from '../sqlFile/contents.ts';
import { readDirectives, type Directives } from '../sqlFile/directives.ts';
import { mayBeScript, readSqlPath, type SqlPath } from '../sqlFile/paths.ts';
import { readSections } from '../sqlFile/readSections.ts';
import type { MigrationFacts, MigrationFileFacts, ToolId } from '../types.ts';

/** Migrations that are files of SQL: of tools with their own names and directives, and of whoever numbers files. */
export default {
  languages: ['sql'],
  triggers: [],
  reads: (path) => readSqlPath(path) !== undefined || mayBeScript(path),
  read(document) {
    const path = readSqlPath(document.path);
    if (document.text.length > LARGEST) return undefined;
    if (!path) return scriptIn(document);
    const directives = readDirectives(document.text, { guess: path.evidence !== 'tool' });
    if (!isMigration(document.text, path, directives)) return scriptIn(document);
    return { migration: migrationIn(document, path, directives) };
  },
} satisfies MigrationReader;

/** A schema that is pasted into Supabase's SQL editor: founders without its command line have nothing else. */
function scriptIn(document: Document): MigrationFileFacts | undefined {
  const { path, text } = document;
  if (!mayBeScript(path) || !SAYS_WHO_MAY.test(text) || !isOfSupabase(document)) return undefined;
  if (isOtherDatabase(text) || isQueryFile(text)) return undefined;
  const plain: SqlPath = {
    evidence: 'none',
    tool: 'sql',
    direction: 'up',
    numbered: false,
    dialect: 'postgres',
  };
  return {
    script: { ...migrationIn(document, plain, readDirectives(text, { guess: false })), certain: true },
  };
}

const SAYS_WHO_MAY = /\b(?:create|alter)\s+(?:table|policy|(?:or\s+replace\s+)?view)\b/i;

function isOfSupabase(document: Document): boolean {
  return /supabase/i.test(document.path) || document.parsed(speaksOfSupabase);
}

function speaksOfSupabase(text: string): boolean {
  const asked = text.slice(0, MOST_ASKED);
  if (!OF_SUPABASE.test(asked)) return false;
  return asked.split('\n').some((line) => OF_SUPABASE.test(line) && !NO_MORE.test(line));
}

const MOST_ASKED = 200_000;
/** A schema that was made from one of Supabase's says what is gone. */
const NO_MORE = /^\s*--.*\b(?:remov\w+|replac\w+|without|instead|no longer|from supabase)\b/i;
const OF_SUPABASE =
  /\bauth\.(?:uid|jwt|role|users)\b|\bstorage\.(?:buckets|objects)\b|\bto (?:anon|authenticated)\b|supabase/i;

/** Longer ones hold data. */
const LARGEST = 2_000_000;

/** The less the path says, the more the text has to. */
function isMigration(
  text: string,
  { evidence, numbered, direction }: SqlPath,
  directives: Directives,
): boolean {
  if (isOtherDatabase(text)) return false;
  if (
    evidence === 'tool' ||
    directives.tool !== undefined ||
    directives.half ||
    (directives.both && !directives.guessed)
  )
    return true;
  const { schema, rows, any } = verbsOf(text);
  if (evidence === 'folder') return numbered || direction === 'down' ? any || isBlank(text) : schema || rows;
  if (evidence !== 'name') return false;
  return (schema || rows) && !isDump(text) && !isQueryFile(text);
}

/** Nothing but comments: a migration that does nothing is one all the same. */
function isBlank(text: string): boolean {
  return !/^[ \t]*[^\s-]/m.test(text.slice(0, 4_000));
}

function migrationIn(document: Document, path: SqlPath, directives: Directives): MigrationFacts {
  const { tool, certain } = toolOf(document.text, path, directives);
  const known: Dialect | undefined = path.dialect;
  const half = directives.half ?? path.direction;
  const back = half === 'down' && !directives.both ? 'up' : 'down';
  const parts = readSections(document, directives, { known, back });
  const dialect = known ?? parts.dialect;
  const { transaction, downAt } = directives;
  // A comment that says "rollback" above nothing but comments is a note.
  const isNote = directives.guessed && parts.down.length === 0;
  const both = directives.both && !isNote;
  const isDown = half === 'down' && !both;
  return {
    tool,
    ...(certain && { certain: true }),
    ...(dialect ? { dialect } : parts.backticks && { backticks: true }),
    direction: both ? 'both' : half,
    up: isDown ? [] : parts.up,
    ...(isDown && { down: parts.up }),
    ...(both && downAt && { down: parts.down }),
    ...(both && downAt && { downAt: spanOf(document, downAt.start, downAt.end) }),
    ...((both || isDown) && parts.irreversible && { irreversible: parts.irreversible }),
    ...(transaction && {
      transaction: { use: transaction.use, at: spanOf(document, transaction.start, transaction.end) },
    }),
    ...(tool === 'sql' && isOfSupabase(document) && { supabase: true }),
    ...(parts.broken && { broken: true }),
  };
}

/** Comments that `prisma migrate` writes over every statement. */
const OF_PRISMA =
  /^-- (?:Create(?:Table|Index|Enum|Schema|Extension)|Alter(?:Table|Enum)|AddForeignKey|Drop(?:Table|Index|ForeignKey|Enum|Constraint)|RenameIndex|RenameForeignKey|RedefineTables?|RedefineIndex)\b/m;

function toolOf(text: string, path: SqlPath, directives: Directives): { tool: ToolId; certain: boolean } {
  if (directives.tool) return { tool: directives.tool, certain: true };
  if (path.evidence === 'tool' && path.certain) return { tool: path.tool, certain: true };
  const isOfPrisma = path.tool === 'prisma' && OF_PRISMA.test(text.slice(0, 4_000));
  return { tool: path.tool, certain: isOfPrisma };
}
