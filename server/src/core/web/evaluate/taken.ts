/** Lists that are written as one text. */
import type { Span } from '../../span.ts';
import type { Value } from '../values.ts';

/** A value taken apart at a separator. */
export function taken(value: Value | undefined, separator: string, at: Span): Value {
  if (value?.kind === 'variable')
    return {
      ...value,
      split: separator,
      ...(value.fallback ? { fallback: taken(value.fallback, separator, at) } : {}),
    };
  if (value?.kind === 'choice')
    return {
      ...value,
      options: value.options.map(({ when, value: inner }) => ({ when, value: taken(inner, separator, at) })),
    };
  if (value?.kind !== 'text' || separator === '')
    return value?.kind === 'imported' || value?.kind === 'list' ? value : { kind: 'unknown', at };
  const items: Value[] = [];
  let from = 0;
  for (const part of value.text.split(separator)) {
    const lead = part.length - part.trimStart().length;
    const start = value.at.start + from + lead;
    const text = part.trim();
    if (text !== '')
      items.push({
        kind: 'text',
        text,
        at: { ...value.at, start, end: start + text.length, column: value.at.column + from + lead },
      });
    from += part.length + separator.length;
  }
  return { kind: 'list', items, open: false, at: value.at };
}
