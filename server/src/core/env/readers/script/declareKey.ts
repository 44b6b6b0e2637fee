import { COLON } from '../../../parsers/script/codes.ts';
import { codeAt, endOf, startOf, stringAt, wordAt } from '../../../parsers/script/walk.ts';
import { describeValue } from '../../describeValue.ts';
import { spanOf } from '../../../span.ts';
import type { Reading } from './reading.ts';

/** `X: "value"` or `X` in an object that becomes part of the environment; `first` and `last` are the entry's tokens. */
export function declareKey(
  { document, script, declarations }: Reading,
  { first, last }: { readonly first: number; readonly last: number },
  isName: (text: string) => boolean,
): void {
  const quoted = stringAt(script, first);
  const name = quoted ?? wordAt(script, first);
  if (!isName(name) || (codeAt(script, first + 1) !== COLON && first !== last)) return;
  const inset = quoted === undefined ? 0 : 1;
  const value = last === first + 2 ? stringAt(script, last) : undefined;
  declarations.push({
    name,
    at: spanOf(document, startOf(script, first) + inset, endOf(script, first) - inset),
    value: value === undefined ? { state: 'unknown' } : describeValue(value),
    by: 'code',
  });
}
