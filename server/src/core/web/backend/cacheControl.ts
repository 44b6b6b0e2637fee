/** The words of Cache-Control that a builder of a framework writes: `CacheControl.maxAge(60).cachePublic()`. */
import type { Span } from '../../span.ts';
import type { Value } from '../values.ts';

export interface Directive {
  readonly name: string;
  /** In seconds. */
  readonly value?: Value;
  readonly at: Span;
}

/** A later word takes the place of an earlier one: public that of private too. */
export function lastOfEach(directives: readonly Directive[]): Directive[] {
  const last = new Map<string, Directive>();
  for (const directive of directives) {
    if (directive.name === 'public') last.delete('private');
    if (directive.name === 'private') last.delete('public');
    last.set(directive.name, directive);
  }
  return [...last.values()];
}

/** The text that is sent, in parts, because nobody wrote it down as it is. */
export function cacheControlOf(directives: readonly Directive[], at: Span): Value {
  const parts: Value[] = [];
  for (const [index, directive] of directives.entries()) {
    const comma = index === 0 ? '' : ', ';
    const equals = directive.value ? '=' : '';
    parts.push({ kind: 'text', text: `${comma}${directive.name}${equals}`, at: directive.at });
    if (directive.value) parts.push(directive.value);
  }
  return { kind: 'joined', parts, at };
}
