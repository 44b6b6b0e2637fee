import type { Draft } from '../draft.ts';

/** MySQL's own switches: it then says no rather than hold people up. https://dev.mysql.com/doc/refman/8.4/en/alter-table.html */
export function refuseToCopy(draft: Draft): void {
  const { tokens, statement } = draft.target;
  const isAlter = tokens[0]?.word === 'alter';
  const algorithm = valueOf(draft, 'algorithm');
  const lock = valueOf(draft, 'lock');
  if (algorithm) draft.replace(algorithm, 'INPLACE');
  if (lock) draft.replace(lock, 'NONE');
  const missing = [...(algorithm ? [] : ['ALGORITHM=INPLACE']), ...(lock ? [] : ['LOCK=NONE'])];
  if (missing.length === 0) return;
  draft.insert(statement.range.end, isAlter ? `, ${missing.join(', ')}` : ` ${missing.join(' ')}`);
}

/** Where the value of `ALGORITHM = COPY` stands. */
function valueOf({ target: { tokens } }: Draft, name: string): { start: number; end: number } | undefined {
  const at = tokens.findIndex(({ word, depth }) => word === name && depth === 0);
  if (at === -1) return undefined;
  const value = tokens[tokens[at + 1]?.text === '=' ? at + 2 : at + 1];
  return value && /^(?:copy|inplace|instant|default|shared|exclusive|none)$/i.test(value.text)
    ? { start: value.start, end: value.end }
    : undefined;
}
