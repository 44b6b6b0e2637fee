/** Comments by which tools divide an .sql file, and say how it is run. */
import type { TextRange } from '../../finding.ts';
import { behindLineFeed, lineEndAt, lineFeedAt, nextLineAt, skipBlanks } from '../../lines.ts';
import type { ToolId } from '../types.ts';

/** A part of the file, and which way it leads. */
export interface Section extends TextRange {
  readonly direction: 'up' | 'down';
  /** One statement, whatever stands in it: goose's StatementBegin and StatementEnd. */
  readonly whole?: true;
  /** What comes next is another statement for the tool: Drizzle's mark stands at its end. */
  readonly breakpoint?: true;
  /** Runs outside of the transaction, although the rest of the file doesn't. */
  readonly outside?: true;
  /** A transaction of its own begins with it: another changeset. */
  readonly begins?: true;
}

export interface Directives {
  /** Absent where no directive belongs to one tool alone. */
  readonly tool?: ToolId;
  /** Both ways may stand in a file of this kind. */
  readonly both: boolean;
  /** No tool's own words say so: a comment that only reads "down". */
  readonly guessed?: true;
  /** The file is one half of a migration, as its first line says. */
  readonly half?: 'up' | 'down';
  /** In the order of the file; the whole file where nothing divides it. */
  readonly sections: readonly Section[];
  /** The heading of the way back. */
  readonly downAt?: TextRange;
  readonly transaction?: TextRange & { readonly use: boolean };
  /** Marks of lines that are SQL behind them (`--rollback `): to be blanked before they are read. */
  readonly prefixes: readonly TextRange[];
}

/** Never throws; one pass over the lines that start with a comment. */
export function readDirectives(text: string, { guess }: { readonly guess: boolean }): Directives {
  const reading: Reading = {
    text,
    sections: [],
    prefixes: [],
    both: false,
    guess,
    open: { direction: 'up', from: 0 },
    changesets: -1,
  };
  for (let at = 0; at < text.length; at = behindLineFeed(text, at)) {
    const start = skipBlanks(text, at);
    const code = text.charCodeAt(start);
    if (code === DASH && text.charCodeAt(start + 1) === DASH) readComment(reading, at, start);
    else if (code === HASH) readHash(reading, at, start);
    else if (code === SLASH) readRollbackBlock(reading, start);
    else if (reading.rollback) closeRollback(reading, at);
  }
  if (reading.rollback) closeRollback(reading, text.length);
  close(reading, text.length);
  if (text.includes(BREAKPOINT)) {
    reading.tool ??= 'drizzle';
    reading.sections = atBreakpoints(text, reading.sections);
  }
  const { tool, both, guessed, half, sections, downAt, transaction, prefixes } = reading;
  // One change of several: said of its statements, not of the file.
  const isPart =
    reading.sections.some(({ outside }) => outside) &&
    reading.sections.some(({ outside, direction }) => !outside && direction === 'up');
  return {
    both,
    ...(guessed && { guessed }),
    ...(half && { half }),
    sections: isPart ? sections : sections.map(withoutOutside),
    prefixes,
    ...(tool && { tool }),
    ...(downAt && { downAt }),
    ...(transaction && !isPart && { transaction }),
  };
}

function withoutOutside(section: Section): Section {
  const { direction, start, end, begins } = section;
  return section.outside ? { direction, start, end, ...(begins && { begins }) } : section;
}

const DASH = 45;
const HASH = 35;
const SLASH = 47;
const BREAKPOINT = '--> statement-breakpoint';

interface Reading {
  readonly text: string;
  sections: Section[];
  readonly prefixes: TextRange[];
  tool?: ToolId;
  both: boolean;
  guessed?: true;
  hasHeading?: true;
  half?: 'up' | 'down';
  /** Whether comments count that no tool knows. */
  readonly guess: boolean;
  downAt?: TextRange;
  transaction?: TextRange & { readonly use: boolean };
  /** The part that is being read. */
  open: { direction: 'up' | 'down'; from: number; whole?: true; outside?: true; begins?: true } | undefined;
  /** Liquibase: how many changesets have begun; undefined in other files. */
  changesets: number;
  /** Lines of Liquibase's rollback, one behind the other. */
  rollback?: { from: number; to: number };
}

interface Directive {
  readonly pattern: RegExp;
  readonly tool?: ToolId;
  /** What begins behind it. */
  readonly opens?: 'up' | 'down' | 'nothing' | 'whole' | 'rest';
  readonly transaction?: boolean;
  /** The whole file leads this way. */
  readonly half?: 'up' | 'down';
  /** No tool's own word. */
  readonly guessed?: true;
}

/**
 * Of comment lines from their dashes on. In the order in which they are tried.
 * goose: pressly.github.io/goose/documentation/annotations · dbmate: github.com/amacneil/dbmate#command-line-options ("Migration
 * Options") · sql-migrate: github.com/rubenv/sql-migrate#writing-migrations · node-pg-migrate: salsita.github.io/node-pg-migrate
 * ("SQL migrations") · Atlas: atlasgo.io/versioned/apply#transaction-configuration · tern: github.com/jackc/tern#migrations ·
 * Play: playframework.com/documentation/latest/Evolutions · sqitch: sqitch.org/docs/manual/sqitchtutorial
 */
const DIRECTIVES: readonly Directive[] = [
  { pattern: /^--\s*\+goose\s+up\b/i, tool: 'goose', opens: 'up' },
  { pattern: /^--\s*\+goose\s+down\b/i, tool: 'goose', opens: 'down' },
  { pattern: /^--\s*\+goose\s+no\s+transaction\b/i, tool: 'goose', transaction: false },
  { pattern: /^--\s*\+goose\s+statementbegin\b/i, tool: 'goose', opens: 'whole' },
  { pattern: /^--\s*\+goose\s+statementend\b/i, tool: 'goose', opens: 'rest' },
  {
    pattern: /^--\s*migrate:up\b.*\btransaction:\s*false\b/i,
    tool: 'dbmate',
    opens: 'up',
    transaction: false,
  },
  { pattern: /^--\s*migrate:up\b/i, tool: 'dbmate', opens: 'up' },
  { pattern: /^--\s*migrate:down\b/i, tool: 'dbmate', opens: 'down' },
  { pattern: /^--\s*\+migrate\s+up\b.*\bnotransaction\b/i, opens: 'up', transaction: false },
  { pattern: /^--\s*\+migrate\s+up\b/i, opens: 'up', transaction: true },
  { pattern: /^--\s*\+migrate\s+down\b/i, opens: 'down' },
  { pattern: /^--\s*\+migrate\s+statementbegin\b/i, opens: 'whole' },
  { pattern: /^--\s*\+migrate\s+statementend\b/i, opens: 'rest' },
  { pattern: /^--\s*\+micrate\s+up\b/i, opens: 'up' },
  { pattern: /^--\s*\+micrate\s+down\b/i, opens: 'down' },
  { pattern: /^--[\s-]*up\s+migration\b/i, tool: 'node-pg-migrate', opens: 'up' },
  { pattern: /^--[\s-]*down\s+migration\b/i, tool: 'node-pg-migrate', opens: 'down' },
  { pattern: /^--\s*rambler\s+up\b/i, opens: 'up' },
  { pattern: /^--\s*rambler\s+down\b/i, opens: 'down' },
  { pattern: /^--\s*atlas:txmode\s+none\b/i, tool: 'atlas', transaction: false },
  { pattern: /^--\s*atlas:(?:txmode|import|nolint|delimiter|checkpoint|sum|txtar|assert)\b/i, tool: 'atlas' },
  { pattern: /^----\s*tern:\s*disable-tx\s*----/i, transaction: false },
  { pattern: /^----\s*create above\s*\/\s*drop below\s*----/i, opens: 'down' },
  { pattern: /^--\s*postgres-migrations\s+disable-transaction\b/i, transaction: false },
  { pattern: /^--\s*(?:---\s*)?!ups\b/i, opens: 'up' },
  { pattern: /^--\s*(?:---\s*)?!downs\b/i, opens: 'down' },
  { pattern: /^--\s*\/\/\s*@undo\b/i, opens: 'down' },
  { pattern: /^--\s*=+\s*up\s*=+\s*$/i, opens: 'up' },
  { pattern: /^--\s*=+\s*down\s*=+\s*$/i, opens: 'down' },
  { pattern: /^--\s*@?(?:up|upgrade)\s*:?\s*$/i, opens: 'up', guessed: true },
  { pattern: /^--\s*@?(?:down|downgrade|undo|rollback|revert)\s*:?\s*$/i, opens: 'down', guessed: true },
  { pattern: /^--\s*deploy\s+\S+\s+(?:to|on)\s+(?:pg|mysql|sqlite|cockroach)\b/i, half: 'up' },
  { pattern: /^--\s*revert\s+\S+\s+from\s+(?:pg|mysql|sqlite|cockroach)\b/i, half: 'down' },
];

const LONGEST_DIRECTIVE = 300;

function readComment(reading: Reading, lineStart: number, start: number): void {
  const { text } = reading;
  MAY_BE_DIRECTIVE.lastIndex = start;
  if (!MAY_BE_DIRECTIVE.test(text)) {
    if (reading.rollback) closeRollback(reading, lineStart);
    return;
  }
  const end = lineEndAt(text, start);
  const line = text.slice(start, Math.min(end, start + LONGEST_DIRECTIVE));
  if (readLiquibase(reading, line, lineStart, { start, end })) return;
  if (reading.rollback) closeRollback(reading, lineStart);
  if (start === 0 && line.startsWith('-- no-transaction')) {
    // github.com/launchbadge/sqlx, sqlx-core/src/migrate/source.rs: at the very start of the file.
    reading.tool = 'sqlx';
    reading.transaction = { start, end, use: false };
    return;
  }
  const found = DIRECTIVES.find(({ pattern }) => pattern.test(line));
  if (found && (reading.guess || !found.guessed)) follow(reading, found, lineStart, { start, end });
}

/** Most comments are prose: one look before the list is gone through. */
const MAY_BE_DIRECTIVE =
  /--[\s=@/+!-]{0,30}(?:goose|migrate|micrate|up|down|rambler|atlas|create|tern|postgres|undo|rollback|revert|deploy|liquibase|changeset|no-transaction)/iy;

/** Play's evolutions may start their lines with a hash. */
function readHash(reading: Reading, lineStart: number, start: number): void {
  const end = lineEndAt(reading.text, start);
  const match = /^#\s*(?:---\s*)?!(up|down)s\b/i.exec(reading.text.slice(start, Math.min(end, start + 40)));
  const opens = match?.[1]?.toLowerCase();
  if (opens === 'up' || opens === 'down')
    follow(reading, { pattern: NO_PATTERN, opens }, lineStart, { start, end });
}

/** Of a directive that was found in another way. */
const NO_PATTERN = /(?!)/;

function follow(
  reading: Reading,
  { tool, opens, transaction, half, guessed }: Directive,
  lineStart: number,
  at: TextRange,
): void {
  if (tool) reading.tool ??= tool;
  if (transaction !== undefined) reading.transaction ??= { ...at, use: transaction };
  if (half) reading.half ??= half;
  if (!opens) return;
  if (guessed) reading.guessed = true;
  // What stands above the first heading of a tool is not run.
  else if (opens === 'up' && !reading.hasHeading) {
    reading.hasHeading = true;
    reading.open = undefined;
  }
  const behind = nextLineAt(reading.text, at.end);
  const direction = reading.open?.direction ?? 'up';
  close(reading, lineStart);
  if (opens === 'up' || opens === 'down') {
    reading.both = true;
    if (opens === 'down') reading.downAt ??= at;
    reading.open = { direction: opens, from: behind, ...(transaction === false && { outside: true }) };
  } else reading.open = { direction, from: behind, ...(opens === 'whole' && { whole: true }) };
}

function close(reading: Reading, end: number): void {
  const { open } = reading;
  reading.open = undefined;
  if (!open || open.from >= end) return;
  reading.sections.push({
    direction: open.direction,
    start: open.from,
    end,
    ...(open.whole && { whole: true }),
    ...(open.outside && { outside: true }),
    ...(open.begins && { begins: true }),
  });
}

/** docs.liquibase.com/concepts/changelogs/sql-format.html */
function readLiquibase(reading: Reading, line: string, lineStart: number, at: TextRange): boolean {
  if (/^--\s*liquibase\s+formatted\s+sql/i.test(line)) {
    reading.tool = 'liquibase';
    reading.changesets = 0;
    return true;
  }
  if (reading.changesets < 0) return false;
  if (/^--\s*changeset\s/i.test(line)) {
    if (reading.rollback) closeRollback(reading, lineStart);
    close(reading, lineStart);
    const outside = /\brunInTransaction\s*:\s*"?false/i.test(line);
    const begins = reading.changesets > 0;
    if (reading.changesets++ === 0) reading.sections = [];
    const from = nextLineAt(reading.text, at.end);
    reading.open = { direction: 'up', from, ...(outside && { outside }), ...(begins && { begins }) };
    if (outside) reading.transaction ??= { ...at, use: false };
    return true;
  }
  const rollback = /^--\s*rollback\b[ \t]?/i.exec(line);
  if (!rollback) return false;
  reading.both = true;
  const from = at.start + rollback[0].length;
  reading.downAt ??= { start: at.start, end: at.start + rollback[0].trimEnd().length };
  if (/^\s*(?:empty|not required)?\s*$/i.test(reading.text.slice(from, at.end))) return true;
  reading.prefixes.push({ start: at.start, end: from });
  if (!reading.rollback) {
    close(reading, lineStart);
    reading.rollback = { from: at.start, to: at.end };
  } else reading.rollback.to = at.end;
  return true;
}

/** `/* liquibase rollback`, and SQL up to where the comment ends. */
function readRollbackBlock(reading: Reading, start: number): void {
  const { text } = reading;
  if (reading.changesets < 0) return;
  const head = /^\/\*\s*liquibase\s+rollback\b/i.exec(text.slice(start, start + 60));
  if (!head) return;
  const from = start + head[0].length;
  const end = text.indexOf('*/', from);
  reading.both = true;
  reading.downAt ??= { start, end: from };
  close(reading, start);
  reading.sections.push({ direction: 'down', start: from, end: end === -1 ? text.length : end });
  reading.open = { direction: 'up', from: end === -1 ? text.length : end + 2 };
}

function closeRollback(reading: Reading, next: number): void {
  const { rollback } = reading;
  delete reading.rollback;
  if (!rollback) return;
  reading.sections.push({ direction: 'down', start: rollback.from, end: rollback.to });
  reading.open ??= { direction: 'up', from: next };
}

/** A mark ends the statement before it, with or without a semicolon. It may stand behind one, on its line. */
function atBreakpoints(text: string, sections: readonly Section[]): Section[] {
  return sections.flatMap((section) => {
    const parts: Section[] = [];
    let from = section.start;
    for (;;) {
      const mark = text.indexOf(BREAKPOINT, from);
      if (mark === -1 || mark >= section.end) break;
      parts.push({ direction: section.direction, start: from, end: mark, breakpoint: true });
      from = Math.min(lineFeedAt(text, mark), section.end);
    }
    if (from < section.end) parts.push({ ...section, start: from });
    return parts;
  });
}
