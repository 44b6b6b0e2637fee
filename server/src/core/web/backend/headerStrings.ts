/** The strings of a file that are names of headers. */
import type { Literal } from '../../fixes/literals/literal.ts';
import type { Code } from '../../parsers/code.ts';
import { headerNamed } from './headerNames.ts';

export interface HeaderString {
  readonly literal: Literal;
  /** In lower case. */
  readonly header: string;
}

export function* headerStringsIn({ literals, text }: Code): Generator<HeaderString> {
  for (const literal of literals) {
    const { start, end } = literal.content;
    if (literal.kind !== 'string' || literal.holes.length > 0 || end - start > LONGEST_NAME) continue;
    const header = headerNamed(text.slice(start, end));
    if (header !== undefined) yield { literal, header };
  }
}

const LONGEST_NAME = 60;
