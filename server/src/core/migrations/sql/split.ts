import type { Word } from './keywords.ts';
import { startsStatement } from './resync.ts';
import { BREAKPOINT, DOLLAR, END, FRESH, KIND, type Tokens } from './tokens.ts';

/** One statement: indexes of its first token and behind its last one, without what ends it. */
export interface TokenRange {
  readonly first: number;
  readonly last: number;
  /** Its brackets don't match. */
  readonly broken: boolean;
  breakpoint: boolean;
}

interface Splitter {
  readonly tokens: Tokens;
  readonly found: TokenRange[];
  /** First token of the statement. */
  first: number;
  /** Open brackets. */
  depth: number;
  /** BEGIN and CASE without their END, in the body of a trigger or routine. */
  body: number;
  /** May have such a body. */
  routine: boolean;
  /** Semicolons in brackets belong to it. */
  rule: boolean;
}

/**
 * Splits at what ends a statement outside of bodies. Where brackets don't match or the end is missing, a line that reads like
 * a statement starts a new one.
 */
export function splitStatements(tokens: Tokens): readonly TokenRange[] {
  const splitter: Splitter = { tokens, found: [], first: 0, depth: 0, body: 0, routine: false, rule: false };
  for (let index = 0; index < tokens.count; index++) step(splitter, index);
  close(splitter, tokens.count, tokens.count);
  return splitter.found;
}

function step(splitter: Splitter, index: number): void {
  const { tokens } = splitter;
  const kind = tokens.kinds[index] ?? 0;
  const word = tokens.words[index] ?? '';
  if ((kind & FRESH) !== 0 && index > splitter.first && startsAnew(splitter, index))
    close(splitter, index, index);
  switch (kind & KIND) {
    case END:
      if (splitter.body === 0 && !(splitter.rule && splitter.depth > 0)) close(splitter, index, index + 1);
      return;
    case BREAKPOINT: {
      close(splitter, index, index + 1);
      const last = splitter.found.at(-1);
      if (last) last.breakpoint = true;
      return;
    }
    case DOLLAR:
      // The body is here: what follows it are options.
      splitter.routine = false;
      return;
    default:
  }
  if (word === '(' || word === '[') splitter.depth++;
  else if (word === ')' || word === ']') splitter.depth--;
  else if (index - splitter.first < 8) noteKind(splitter, index);
  if (splitter.routine) trackBody(splitter, index);
}

function noteKind(splitter: Splitter, index: number): void {
  const { words } = splitter.tokens;
  if (words[splitter.first] !== 'create') return;
  const word = words[index];
  if (word === 'trigger' || word === 'function' || word === 'procedure' || word === 'event')
    splitter.routine = true;
  else if (word === 'rule' && index - splitter.first < 4) splitter.rule = true;
}

/** BEGIN … END of MySQL's and SQLite's bodies and of PostgreSQL's BEGIN ATOMIC. */
function trackBody(splitter: Splitter, index: number): void {
  const { words } = splitter.tokens;
  const before = words[index - 1];
  switch (words[index]) {
    case 'begin':
      splitter.body++;
      break;
    case 'case':
      if (splitter.body > 0 && before !== 'end') splitter.body++;
      break;
    case 'end': {
      const next = words[index + 1];
      if (splitter.body > 0 && next !== 'if' && next !== 'loop' && next !== 'while' && next !== 'repeat')
        splitter.body--;
      break;
    }
    default:
  }
}

function close(splitter: Splitter, last: number, next: number): void {
  const { first, depth, body, found } = splitter;
  if (last > first) found.push({ first, last, broken: depth !== 0 || body > 0, breakpoint: false });
  splitter.first = next;
  splitter.depth = 0;
  splitter.body = 0;
  splitter.routine = false;
  splitter.rule = false;
}

/** Whether a new statement starts with this first token of a line, although nothing ended the one before. */
function startsAnew(splitter: Splitter, index: number): boolean {
  const { tokens, first, body } = splitter;
  const word = tokens.words[index] ?? '';
  if (word === '' || !mayStart(splitter, index)) return false;
  const start = tokens.starts[index] ?? 0;
  if (body > 0 && (!isFlush(tokens, start) || index - first < 4)) return false;
  return startsStatement(tokens.text, start);
}

function isFlush(tokens: Tokens, start: number): boolean {
  const before = tokens.text.charCodeAt(start - 1);
  return before === 10 || before === 13;
}

function mayStart(splitter: Splitter, index: number): boolean {
  const { tokens, first, body, depth } = splitter;
  const { words } = tokens;
  const word = words[index];
  const verb = words[first];
  const before = words[index - 1];
  switch (word) {
    case 'create':
      return verb !== 'explain' && !(verb === 'create' && words[first + 1] === 'schema');
    case 'alter':
    case 'drop':
      return !isPartOfAlter(splitter, index) && verb !== 'explain';
    case 'insert':
    case 'update':
    case 'delete':
    case 'replace':
    case 'merge':
      return (
        body === 0 && (depth > 0 ? before !== '(' || !opensQuery(words[index - 2]) : takesNoRows(splitter))
      );
    case 'grant':
    case 'revoke':
      return body === 0 && !(verb === 'alter' && words[first + 1] === 'default') && before !== 'with';
    case 'set':
      return (
        body === 0 && !SETS_BY_ITSELF.has(verb ?? '') && (verb !== 'alter' || words[first + 1] === 'table')
      );
    case 'begin':
    case 'commit':
    case 'rollback':
    case 'start':
      return body === 0 && !splitter.routine;
    case 'comment':
    case 'truncate':
    case 'do':
    case 'refresh':
    case 'reindex':
    case 'lock':
    case 'pragma':
      return body === 0;
    default:
      return false;
  }
}

/** SET belongs to these: UPDATE t SET …, CREATE FUNCTION … SET …. */
const SETS_BY_ITSELF: ReadonlySet<Word> = new Set<Word>([
  'create',
  'update',
  'insert',
  'replace',
  'merge',
  'with',
  'explain',
  'load',
]);

/** MySQL's ALTER TABLE has DROP INDEX and ALTER INDEX; publications and extensions DROP TABLE. */
function isPartOfAlter(splitter: Splitter, index: number): boolean {
  const { words } = splitter.tokens;
  const { first } = splitter;
  if (words[first] !== 'alter') return false;
  if (words[first + 1] === 'publication' || words[first + 1] === 'extension') return true;
  return (
    words[first + 1] === 'table' &&
    words[index + 1] === 'index' &&
    (words[index - 1] === ',' || index - first < 6)
  );
}

function opensQuery(word: string | undefined): boolean {
  return word === 'as' || word === 'materialized' || word === 'copy';
}

/** INSERT, UPDATE and DELETE stand on their own after these. */
function takesNoRows(splitter: Splitter): boolean {
  const { words } = splitter.tokens;
  const verb = words[splitter.first];
  if (verb === 'create') {
    const object = words[splitter.first + 1];
    return (
      object === 'table' ||
      object === 'index' ||
      object === 'unique' ||
      object === 'type' ||
      object === 'policy'
    );
  }
  return (
    verb === 'alter' ||
    verb === 'drop' ||
    verb === 'insert' ||
    verb === 'update' ||
    verb === 'delete' ||
    verb === 'grant' ||
    verb === 'comment'
  );
}
