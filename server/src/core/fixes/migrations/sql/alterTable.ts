/** The parts of ALTER TABLE: what stands between its commas. */
import type { TextRange } from '../../../finding.ts';
import { behindName, written, type Token } from './tokensOf.ts';
import { wholeStatement } from './statementText.ts';
import type { Draft } from '../draft.ts';
import type { Target } from './target.ts';

export interface AlterTable {
  /** The table as it is written. */
  readonly table: string;
  /** "ALTER TABLE IF EXISTS ONLY orders": all before the first part. */
  readonly head: string;
  readonly parts: readonly AlterPart[];
  /** The part that the fix is about. */
  readonly own: AlterPart;
}

export interface AlterPart extends TextRange {
  readonly tokens: readonly Token[];
}

/** Undefined where the statement is no ALTER TABLE, or can't be divided. */
export function alterTableOf({ text, tokens, operation }: Target): AlterTable | undefined {
  if (tokens[0]?.word !== 'alter' || (tokens[1]?.word !== 'table' && tokens[1]?.word !== 'domain'))
    return undefined;
  let at = 2;
  if (tokens[at]?.word === 'if') at += 2;
  if (tokens[at]?.word === 'only') at++;
  const nameAt = at;
  at = behindName(tokens, at);
  const table = written(text, tokens, nameAt, at);
  if (tokens[at]?.text === '*') at++;
  const parts = partsOf(tokens.slice(at));
  const own =
    parts.length === 1
      ? parts[0]
      : parts.find(({ start, end }) => start <= operation.at.start && operation.at.start < end);
  return own && { table, head: written(text, tokens, 0, at), parts, own };
}

function partsOf(tokens: readonly Token[]): readonly AlterPart[] {
  const parts: AlterPart[] = [];
  let from = 0;
  for (let index = 0; index <= tokens.length; index++) {
    const token = tokens[index];
    if (token && !(token.text === ',' && token.depth === 0)) continue;
    const own = tokens.slice(from, index);
    const [first, last] = [own[0], own.at(-1)];
    if (first && last) parts.push({ tokens: own, start: first.start, end: last.end });
    from = index + 1;
  }
  return parts;
}

/** Takes the part out, and the statement with it where it has no other. */
export function takeOut(draft: Draft, { parts, own }: AlterTable): void {
  const { text, statement, section } = draft.target;
  const index = parts.indexOf(own);
  const [before, behind] = [parts[index - 1], parts[index + 1]];
  if (before) draft.replace({ start: before.end, end: own.end }, '');
  else if (behind) draft.replace({ start: own.start, end: behind.start }, '');
  else draft.replace(wholeStatement(text, statement.range, section.start), '');
}
