/** What stands beside a column in ADD COLUMN: its constraints and its default, each to be taken out. */
import type { TextRange } from '../../../finding.ts';
import type { Draft } from '../draft.ts';
import { behindBrackets, behindName, findWords, written, type Token } from './tokensOf.ts';

export interface Clause extends TextRange {
  readonly kind: 'references' | 'check' | 'not-null' | 'unique' | 'default';
  /** As it is written, without `CONSTRAINT name`. */
  readonly text: string;
  /** As it is written. */
  readonly name?: string;
}

export function referencesClause(text: string, tokens: readonly Token[]): Clause | undefined {
  const at = findWords(tokens, ['references']);
  if (at === -1) return undefined;
  let end = behindName(tokens, at + 1);
  if (tokens[end]?.text === '(') end = behindBrackets(tokens, end);
  while (end < tokens.length) {
    const next = behindOption(tokens, end);
    if (next === end) break;
    end = next;
  }
  return clauseOf(text, tokens, 'references', at, end);
}

/** ON DELETE …, MATCH …, DEFERRABLE. */
function behindOption(tokens: readonly Token[], at: number): number {
  const [word, next] = [tokens[at]?.word, tokens[at + 1]?.word];
  if (word === 'match' || word === 'initially') return at + 2;
  if (word === 'deferrable') return at + 1;
  if (word === 'not' && next === 'deferrable') return at + 2;
  if (word !== 'on' || (next !== 'delete' && next !== 'update')) return at;
  const action = tokens[at + 2]?.word;
  const end = at + (action === 'set' || action === 'no' ? 4 : 3);
  return action === 'set' && tokens[end]?.text === '(' ? behindBrackets(tokens, end) : end;
}

export function checkClause(text: string, tokens: readonly Token[]): Clause | undefined {
  const at = findWords(tokens, ['check']);
  if (at === -1 || tokens[at + 1]?.text !== '(') return undefined;
  return clauseOf(text, tokens, 'check', at, behindBrackets(tokens, at + 1));
}

export function notNullClause(text: string, tokens: readonly Token[]): Clause | undefined {
  const at = findWords(tokens, ['not', 'null']);
  return at === -1 ? undefined : clauseOf(text, tokens, 'not-null', at, at + 2);
}

export function uniqueClause(text: string, tokens: readonly Token[]): Clause | undefined {
  const at = findWords(tokens, ['unique']);
  if (at === -1) return undefined;
  // NULLS [NOT] DISTINCT
  const nulls = tokens[at + 1]?.word === 'nulls' ? (tokens[at + 2]?.word === 'not' ? 3 : 2) : 0;
  return clauseOf(text, tokens, 'unique', at, at + 1 + nulls);
}

/** From DEFAULT to the next word that begins something else. */
export function defaultClause(text: string, tokens: readonly Token[]): Clause | undefined {
  const at = findWords(tokens, ['default']);
  if (at === -1) return undefined;
  let end = at + 1;
  while (end < tokens.length && !(tokens[end]?.depth === 0 && endsDefault(tokens, end))) end++;
  return clauseOf(text, tokens, 'default', at, end);
}

function endsDefault(tokens: readonly Token[], at: number): boolean {
  const { word = '' } = tokens[at] ?? {};
  if (word === 'not') return tokens[at + 1]?.word === 'null';
  // DEFAULT NULL is a value.
  if (word === 'null') return tokens[at - 1]?.word !== 'default';
  return ENDS.has(word);
}

const ENDS: ReadonlySet<string> = new Set([
  'constraint',
  'unique',
  'primary',
  'references',
  'check',
  'generated',
  'collate',
]);

function clauseOf(
  text: string,
  tokens: readonly Token[],
  kind: Clause['kind'],
  at: number,
  end: number,
): Clause {
  const isNamed = tokens[at - 2]?.word === 'constraint';
  const first = tokens[isNamed ? at - 2 : at];
  const last = tokens[end - 1];
  const name = isNamed ? tokens[at - 1]?.text : undefined;
  return {
    kind,
    start: first?.start ?? 0,
    end: last?.end ?? 0,
    text: written(text, tokens, at, end),
    ...(name === undefined ? {} : { name }),
  };
}

/** With the blanks before it. */
export function cutClause(draft: Draft, { start, end }: TextRange): void {
  const { text } = draft.target;
  let from = start;
  while (from > 0 && /\s/.test(text[from - 1] ?? '')) from--;
  draft.replace({ start: from, end }, '');
}
