/** The one door to the evaluator for what is read of Python and Ruby. */
import type { Span } from '../../span.ts';
import type { Value } from '../values.ts';

/** A text that a library makes of what is written: of `cache_control(public=True, max_age=60)`. Numbers that nobody knows stay parts of it. */
export function textOfParts(parts: readonly (string | Value)[], at: Span): Value {
  const pieces: Value[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') pieces.push({ kind: 'text', text, at });
    text = '';
  };
  for (const part of parts) {
    if (typeof part === 'string') text += part;
    else if (part.kind === 'text') text += part.text;
    else if (part.kind === 'number') text += String(part.value);
    else {
      flush();
      pieces.push(part);
    }
  }
  if (pieces.length === 0) return { kind: 'text', text, at };
  flush();
  return { kind: 'joined', parts: pieces, at };
}
