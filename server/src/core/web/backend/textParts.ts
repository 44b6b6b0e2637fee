/** One text with commas, where a library takes it for a list. */
import type { Value } from '../values.ts';

/** The parts without the blanks round them, each with its place; a value without commas stays as it is. */
export function splitAtCommas(value: Value): Value {
  if (value.kind !== 'text' || !value.text.includes(',')) return value;
  let from = 0;
  const items = value.text.split(',').map((part): Value => {
    const lead = from + part.length - part.trimStart().length;
    from += part.length + 1;
    const text = part.trim();
    const start = value.at.start + lead;
    return {
      kind: 'text',
      text,
      at: { ...value.at, start, end: start + text.length, column: value.at.column + lead },
    };
  });
  return { kind: 'list', items, open: false, at: value.at };
}
