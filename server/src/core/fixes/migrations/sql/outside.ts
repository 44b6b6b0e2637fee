/** How a statement gets out of the transaction that its tool or its file opens. */
import type { TextEdit } from '../../../edit.ts';
import type { Operation } from '../../../migrations/operation.ts';
import { TOOLS } from '../../../migrations/toolTable.ts';
import { applyTextEdits } from '../../../edit.ts';
import type { Draft } from '../draft.ts';
import { lineEndAt } from '../../../lines.ts';
import { fileOutside, firstLineOutside, headingOutside } from '../optOut.ts';
import type { TextRange } from '../../../finding.ts';
import { dropSoftly } from './back.ts';
import { plainName } from './names.ts';
import { tokensOf } from './tokensOf.ts';
import { lineStartOf, wholeStatement } from './statementText.ts';
import type { Target } from './target.ts';

export interface Statements {
  /** Of what becomes of it in a file of its own. */
  readonly slug: string;
  /** Changes of the statement's own text; offsets into the file. */
  readonly edits: readonly TextEdit[];
  /** What it is instead, where it is written anew. */
  readonly instead?: string;
  readonly down: readonly string[];
  /** The index or constraint that it makes: what later statements of the file would miss. */
  readonly makes?: string;
}

/** Writes the statement so that it runs by itself: where it stands, or in a file of its own. */
export function runOutside(draft: Draft, wanted: Statements): void {
  const { target } = draft;
  const [first, ...others] = isSentAtOnce(target) ? (wanted.instead?.split(STATEMENT_BREAK) ?? []) : [];
  const statements = others.length > 0 && first !== undefined ? { ...wanted, instead: first } : wanted;
  switch (wayOut(target)) {
    case 'here':
      change(draft, statements);
      break;
    case 'switch':
      stripTransaction(draft);
      switchTransactionOff(draft);
      change(draft, statements);
      break;
    case 'move':
      move(draft, statements);
      break;
  }
  // Two statements in a file are a transaction again.
  for (const one of others) draft.add({ slug: wanted.slug, up: [one], down: wanted.down, outside: true });
}

/** Several statements of a file that runs without a transaction are sent at once, which is one. */
function isSentAtOnce({ fix: { tool } }: Target): boolean {
  return TOOLS[tool].mode === 'batch' || TOOLS[tool].optOut?.leaves === 'batch';
}

function change(draft: Draft, { edits, instead }: Statements): void {
  const { range } = draft.target.statement;
  if (instead !== undefined) draft.replace(range, instead);
  else for (const edit of edits) draft.replace(edit.range, edit.newText);
}

/** Where the statement can stand, as far as the workspace tells how the file is run. */
function wayOut(target: Target): 'here' | 'switch' | 'move' {
  const { fix, together } = target;
  const { inside, by } = fix.transaction;
  if (inside === 'no') return 'here';
  const rest = together.filter((one) => one !== target.statement && !isTransactionWord(one.operations[0]));
  const needsTransaction = rest.some(({ operations }) => !operations.every(isIndifferent));
  // Whatever runs it, its files can't be told apart by a number.
  const isNameless = fix.tool === 'sql' && inside === 'unknown' && fix.latest.version === '';
  if (needsTransaction) return isNameless ? 'switch' : 'move';
  const { mode, optOut } = TOOLS[fix.tool];
  const isBatch = by === 'batch' || mode === 'batch' || (inside === 'yes' && optOut?.leaves === 'batch');
  if (isBatch && rest.length > 0) return 'move';
  return by === 'batch' ? 'move' : 'switch';
}

/** Does no harm when it stays and the rest fails. */
function isIndifferent({ kind }: Operation): boolean {
  return INDIFFERENT.has(kind);
}

const INDIFFERENT: ReadonlySet<Operation['kind']> = new Set<Operation['kind']>([
  'create-index',
  'drop-index',
  'reindex',
  'refresh-materialized-view',
  'vacuum',
  'analyze',
  'set',
]);

function isTransactionWord(operation: Operation | undefined): boolean {
  return operation?.kind === 'begin' || operation?.kind === 'commit';
}

function stripTransaction(draft: Draft): void {
  const { text, together, section } = draft.target;
  for (const { operations, range } of together)
    if (isTransactionWord(operations[0])) draft.replace(wholeStatement(text, range, section.start), '');
}

/** The directive of the tool, at its place and once. */
function switchTransactionOff(draft: Draft): void {
  const { fix, text, facts, section } = draft.target;
  const option = headingOutside(fix.tool);
  // Each heading speaks for its own part.
  if (option !== '') return addToHeading(draft, option);
  if (facts.transaction?.use === false) return;
  const first = firstLineOutside(fix.tool);
  const beside = fileOutside(fix.tool, fix.file);
  if (first !== '') draft.insert(0, first);
  else if (beside) addLine(draft, beside.path, beside.line);
  else {
    const heading = headingAbove(text, section.start);
    if (/^--\s*\+migrate\s+up\s*$/i.test(heading.text)) draft.insert(heading.end, ' notransaction');
    else if (fix.tool === 'sql') draft.note('Make sure that the file runs outside of a transaction.');
  }
}

function addToHeading(draft: Draft, option: string): void {
  const { text, section } = draft.target;
  const heading = headingAbove(text, section.start);
  const name = option.slice(0, option.indexOf(':') + 1).toLowerCase();
  if (section.start === 0) draft.refuse('There is no heading above the statement.');
  else if (!heading.text.toLowerCase().includes(name)) draft.insert(heading.end, option);
  else if (!heading.text.toLowerCase().includes(option.toLowerCase()))
    draft.refuse(`Write “${option.trim()}” into the heading above the statement: it says something else.`);
}

/** The line above a part of the file. `end`: where its text ends. */
function headingAbove(text: string, sectionStart: number): { readonly text: string; readonly end: number } {
  const start = lineStartOf(text, sectionStart - 1);
  const heading = text.slice(start, lineEndAt(text, start)).trimEnd();
  return { text: heading, end: start + heading.length };
}

function addLine(draft: Draft, path: string, line: string): void {
  const text = draft.target.files.read(path);
  if (text?.includes(line.split(/\s*=/)[0] ?? line)) {
    if (!/=\s*false/.test(text)) draft.refuse(`Write ${line} into ${path}: it says something else there.`);
    return;
  }
  const at = text?.length ?? 0;
  const gap = text && !text.endsWith('\n') ? '\n' : '';
  draft.edit({
    path,
    ...(text === undefined ? { create: {} } : {}),
    edits: [{ range: { start: at, end: at }, newText: `${gap}${line}\n` }],
  });
}

/** Into a file of its own, behind all others. */
function move(draft: Draft, { slug, edits, instead, down, makes }: Statements): void {
  const { text, statement, together, section, fix } = draft.target;
  const { start, end } = statement.range;
  const later = together.find(
    ({ range }) => makes !== undefined && range.start > start && names(text, range, makes, fix),
  );
  if (later)
    return draft.refuse(
      `It has to move into a migration of its own, and line ${later.at.line} of the file needs it: move both by hand.`,
    );
  const own = edits.map(({ range, newText }) => ({
    range: { start: range.start - start, end: range.end - start },
    newText,
  }));
  const moved = instead ?? applyTextEdits(text.slice(start, end), own);
  if (makes !== undefined) dropSoftly(draft, 'drop-index', makes);
  if (draft.add({ slug, up: moved.split(STATEMENT_BREAK), down, outside: true }) !== undefined)
    draft.replace(wholeStatement(text, statement.range, section.start), '');
}

function names(text: string, range: TextRange, name: string, { dialect }: Target['fix']): boolean {
  return tokensOf(text, range, dialect).some((token) => plainName(token.text) === name);
}

const STATEMENT_BREAK = /;\r?\n/;
