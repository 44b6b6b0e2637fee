import type { TextRange } from '../../finding.ts';
import type { Document } from '../../source.ts';
import { describeValue } from '../describeValue.ts';
import { spanOf } from '../../span.ts';
import type { EnvReference, EnvValue } from '../types.ts';
import type { Name } from './manifestFacts.ts';

/** `$NAME` or `${NAME}` as shells and compose files write it. */
export interface Reference {
  readonly name: Name;
  /** `''` for `${X}`; `-`, `:-`, `=`, `:=` give a default, `?` and `:?` fail, `+` and `:+` replace it. */
  readonly operator: string;
  /** From the dollar to behind the name, or the brace where that is near. */
  readonly range: TextRange;
  /** It stands in the default of another one, and is needed only where that is not set. */
  readonly isNested: boolean;
  /** The text of the default, where it is short and closed. */
  readonly fallback: string | undefined;
}

const REFERENCE = /\$\$|\\\$|\$\{([A-Za-z_]\w{0,199})(:?[-=?+]|\}|(?=[^\w]))|\$([A-Za-z_]\w{0,199})/g;

/** References in a part of a text, those inside of defaults included. `$$` and `\$` are no references. */
export function* referencesIn(text: string, { start, end }: TextRange): Generator<Reference> {
  const part = text.slice(start, end);
  if (!part.includes('$')) return;
  let nestedUntil = 0;
  for (const match of part.matchAll(REFERENCE)) {
    const [whole, braced, mark, plain] = match;
    const name = braced ?? plain;
    if (name === undefined) continue;
    const at = start + match.index + (braced === undefined ? 1 : 2);
    const behind = match.index + whole.length;
    const operator = mark === '}' ? '' : (mark ?? '');
    const close = operator === '' ? undefined : closingBrace(part, behind);
    const isNested = match.index < nestedUntil;
    if (close !== undefined && !isNested) nestedUntil = close;
    yield {
      isNested,
      name: { text: name, start: at, end: at + name.length },
      operator,
      range: { start: start + match.index, end: start + (close === undefined ? behind : close + 1) },
      fallback: close === undefined ? undefined : part.slice(behind, close),
    };
  }
}

/** Defaults that are longer are not looked at. */
const LONGEST_DEFAULT = 300;

function closingBrace(text: string, from: number): number | undefined {
  let depth = 0;
  const limit = Math.min(text.length, from + LONGEST_DEFAULT);
  for (let at = from; at < limit; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && depth-- === 0) return at;
  }
  return undefined;
}

/** True where an unset variable is not replaced by anything. */
export function isBare({ operator, isNested }: Reference): boolean {
  return !isNested && (operator === '' || operator.endsWith('?'));
}

/** What a value says that may refer to others: `describeValue`, but "reference" where it is made of references alone. */
export function describeReferences(
  document: Document,
  range: TextRange,
): { readonly value: EnvValue; readonly references?: readonly EnvReference[] } {
  const text = document.text.slice(range.start, range.end);
  if (!text.includes('$')) return { value: describeValue(text) };
  const references: EnvReference[] = [];
  let rest = '';
  let behind = range.start;
  for (const reference of referencesIn(document.text, range)) {
    references.push({
      name: reference.name.text,
      at: spanOf(document, reference.name.start, reference.name.end),
      need: isBare(reference) ? 'required' : 'optional',
    });
    if (reference.range.start < behind) continue;
    rest += document.text.slice(behind, reference.range.start);
    behind = reference.range.end;
  }
  rest += document.text.slice(behind, range.end);
  if (references.length === 0) return { value: describeValue(text) };
  return { value: rest.trim() === '' ? { state: 'reference' } : describeValue(text), references };
}
