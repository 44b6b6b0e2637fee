/** The options of configuration that is code: `key: 'value'` anywhere in the file, whatever wraps it. */
import type { TextRange } from '../../finding.ts';
import { codeOf, type Code } from '../../parsers/code.ts';
import type { Document } from '../../source.ts';
import { onlyOf } from './onlyOf.ts';

export interface Option {
  readonly key: string;
  /** From the key to the end of the value. */
  readonly at: TextRange;
  /** Of a string without holes: what stands between its quotes. */
  readonly text?: string;
  /** Of a word or a number: `true`, `15`. */
  readonly word?: string;
  /** Where the value starts. */
  readonly value: number;
}

export interface ScriptConfig {
  readonly code: Code;
  /** In the order of the file. */
  all(key: string): readonly Option[];
  /** The text of the only string that a key is given; undefined where there are two that differ. */
  single(key: string): string | undefined;
}

export function scriptConfig(document: Document, keys: readonly string[]): ScriptConfig {
  const code = codeOf(document);
  const options = new Map<string, Option[]>(keys.map((key) => [key, []]));
  const pattern = new RegExp(`\\b(${keys.join('|')})["']?[ \\t]{0,9}[:=](?![=>])`, 'g');
  for (const match of code.masked.matchAll(pattern)) {
    const key = match[1] ?? '';
    const value = skipSpace(code.masked, match.index + match[0].length);
    options.get(key)?.push({ key, value, ...valueAt(code, match.index, value) });
  }
  const all = (key: string): readonly Option[] => options.get(key) ?? [];
  return {
    code,
    all,
    single: (key) => onlyOf(all(key).flatMap(({ text }) => text ?? [])),
  };
}

function valueAt(code: Code, start: number, value: number): Pick<Option, 'at' | 'text' | 'word'> {
  const literal = code.stringAt(value);
  if (literal && literal.holes.length === 0)
    return {
      at: { start, end: literal.end },
      text: code.text.slice(literal.content.start, literal.content.end),
    };
  const word = /^[\w.]{1,60}(?=\s*(?:[,;})\]\n\r]|$))/.exec(code.masked.slice(value, value + 80))?.[0];
  return { at: { start, end: value + (word?.length ?? 0) }, ...(word !== undefined && { word }) };
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < from + 200 && /\s/.test(text.charAt(at))) at++;
  return at;
}
