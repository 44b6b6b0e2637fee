/** The call in a migration that a fix is about, read again from the file as it is now. */
import type { Refusal, TextEdit } from '../../../edit.ts';
import type { RewriteMigrationFix, TextRange } from '../../../finding.ts';
import { lineEndAt, lineStartAt, nextLineAt } from '../../../lines.ts';
import { codeOf, type Code } from '../../../parsers/code.ts';
import type { Document } from '../../../source.ts';
import type { Files } from '../../../workspace.ts';
import type { MigrationReader } from '../../../migrations/reader.ts';
import type { Operation } from '../../../migrations/operation.ts';
import laravel from '../../../migrations/readers/laravel.ts';
import python from '../../../migrations/readers/python.ts';
import rails from '../../../migrations/readers/rails.ts';
import script from '../../../migrations/readers/script.ts';
import type { MigrationFacts, Statement, ToolId } from '../../../migrations/types.ts';
import { callAround, endOfExpression } from './calls.ts';

export interface Site {
  readonly fix: RewriteMigrationFix;
  readonly document: Document;
  readonly files: Files;
  readonly text: string;
  readonly code: Code;
  readonly facts: MigrationFacts;
  readonly statement: Statement;
  readonly operation: Operation;
  /** The whole call, without `await`, `return` and what ends it. */
  readonly call: TextRange;
  /** One of several calls inside of another: `table.index('a')` in `alterTable('b', (table) => {…})`. */
  readonly isInner: boolean;
  /** Where its SQL stands, if it is written as SQL. */
  readonly sql?: TextRange;
  readonly lineBreak: '\n' | '\r\n';
}

const READERS: Readonly<Partial<Record<ToolId, MigrationReader>>> = {
  rails,
  django: python,
  alembic: python,
  laravel,
  knex: script,
  kysely: script,
  typeorm: script,
  sequelize: script,
  'mikro-orm': script,
  'node-pg-migrate': script,
};

export function siteOf(fix: RewriteMigrationFix, document: Document, files: Files): Site | Refusal {
  const facts = READERS[fix.tool]?.read(document)?.migration;
  const statement = facts?.up.find(({ range }) => range.start === fix.statement);
  const operation = statement?.operations[fix.operation];
  if (!facts || !statement || !operation)
    return { refused: `${fix.file} has changed. Check it again, and then apply the fix.` };
  const { text } = document;
  const code = codeOf(document);
  const place = placeOf(fix.tool, code, statement, operation);
  if (!place || isPartOfMore(code, place.call))
    return {
      refused: 'This call is put together in a way that can’t be rewritten safely. Change it by hand.',
    };
  return {
    fix,
    document,
    files,
    text,
    code,
    facts,
    statement,
    operation,
    ...place,
    lineBreak: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

/** Another call is chained to it: `knex.schema.table(…).table(…)`. */
function isPartOfMore({ masked }: Code, { start, end }: TextRange): boolean {
  return (
    /^\s{0,200}(?:\?\.|\.|\?->|->)/.test(masked.slice(end, end + 210)) ||
    /(?:\.|->)\s{0,200}$/.test(masked.slice(Math.max(0, start - 210), start))
  );
}

function placeOf(
  tool: ToolId,
  code: Code,
  statement: Statement,
  operation: Operation,
): Pick<Site, 'call' | 'isInner' | 'sql'> | undefined {
  const { embedded, range, operations } = statement;
  if (embedded) {
    const call = callAround(code, embedded);
    return call && { call, isInner: false, sql: range };
  }
  const inner = innerCall(tool, code, range, operation);
  if (!inner) return { call: range, isInner: false };
  const isOnlyOne = operations.length === 1 && isAllThatIsInside(code, range, inner);
  return isOnlyOne ? { call: range, isInner: false } : { call: inner, isInner: true };
}

/** These gather changes of a table in a function. */
const BUILDERS: ReadonlySet<ToolId> = new Set<ToolId>(['knex', 'laravel', 'rails']);

/** The call inside of a builder's function. */
function innerCall(
  tool: ToolId,
  code: Code,
  { start, end }: TextRange,
  { at }: Operation,
): TextRange | undefined {
  const isBuilder = BUILDERS.has(tool) && at.start > start;
  return isBuilder ? { start: at.start, end: Math.min(end, endOfExpression(code, at.start)) } : undefined;
}

function isAllThatIsInside({ masked }: Code, outer: TextRange, inner: TextRange): boolean {
  const before = masked.slice(outer.start, inner.start);
  const after = masked.slice(inner.end, outer.end);
  return /(?:\{|=>|\bdo\s*\|\s*\w+\s*\|)\s*$/.test(before) && /^\s*;?\s*(?:\}|\)|end\b)/.test(after);
}

/** True where everything else that the migration does builds or drops indexes: then it may as well run without a transaction. */
export function isAlone({ facts, statement, isInner }: Site): boolean {
  if (isInner) return false;
  return facts.up.every(
    (other) => other === statement || other.operations.every(({ kind }) => KEEPS_NOTHING.has(kind)),
  );
}

const KEEPS_NOTHING: ReadonlySet<Operation['kind']> = new Set<Operation['kind']>([
  'create-index',
  'drop-index',
  'reindex',
  'set',
]);

/** The file says already that it runs outside of a transaction, or its tool opens none. */
export function isOutside({ fix, facts, operation }: Site): boolean {
  return facts.transaction?.use === false || fix.transaction.inside === 'no' || operation.outside === true;
}

export interface Line extends TextRange {
  readonly indent: string;
  /** `await `, `return `. */
  readonly lead: string;
  /** `;`, `,`. */
  readonly ending: string;
  /** Behind its line break. */
  readonly next: number;
}

/** The lines of a call that shares them with nothing else. */
export function wholeLines({ text }: Pick<Site, 'text'>, { start, end }: TextRange): Line | undefined {
  const from = lineStartAt(text, start, 4_000);
  const to = lineEndAt(text, end);
  const before = /^([ \t]*)((?:await|return)[ \t]+)?$/.exec(text.slice(from, start));
  const after = /^([;,]?)[ \t]*$/.exec(text.slice(end, to));
  if (!before || !after) return undefined;
  return {
    start: from,
    end: to,
    indent: before[1] ?? '',
    lead: before[2] ?? '',
    ending: after[1] ?? '',
    next: nextLineAt(text, to),
  };
}

/** Takes the lines of a call away, and the empty line that would be one too many. */
export function removal({ text }: Pick<Site, 'text'>, { start, next }: Line): TextEdit {
  const isBlank = (from: number): boolean => text.slice(from, lineEndAt(text, from)).trim() === '';
  const before = lineStartAt(text, Math.max(0, start - 1), 4_000);
  const follows =
    next < text.length && (isBlank(next) || /^[ \t]*[})\]]/.test(text.slice(next, lineEndAt(text, next))));
  const from = start > 0 && before < start && isBlank(before) && follows ? before : start;
  return { range: { start: from, end: next }, newText: '' };
}

export function isRefusal(result: object): result is Refusal {
  return 'refused' in result;
}
