/** What the text between quotes stands for. */

import type { Literal } from './literals/literal.ts';

/**
 * How a literal writes characters that it cannot hold as they are. `raw` skips what a backslash precedes and keeps
 * both, `quotes` knows `\\` and `\'` only, `doubled` doubles its quote, `other` is skipped but not understood.
 */
export type Escapes = 'none' | 'raw' | 'quotes' | 'doubled' | 'shell' | 'powershell' | 'other' | Backslashed;

type Backslashed = 'javascript' | 'python' | 'ruby' | 'php' | 'go' | 'java' | 'csharp' | 'rust' | 'elixir';

/**
 * The value that `text`, a part of the literal, has at run time; undefined where that is not certain. Line breaks
 * come out as `\n`, which is what nearly all languages make of those in their source.
 */
export function decode(
  text: string,
  literal: Pick<Literal, 'escapes' | 'prefix' | 'interpolates' | 'close'>,
): string | undefined {
  const plain = text.replace(/\r\n?/g, '\n');
  const braced = literal.interpolates && /[ft$]/i.test(literal.prefix);
  return decodeEscapes(braced ? plain.replace(/\{\{/g, '{').replace(/\}\}/g, '}') : plain, literal);
}

function decodeEscapes(
  text: string,
  { escapes, close }: Pick<Literal, 'escapes' | 'close'>,
): string | undefined {
  switch (escapes) {
    case 'none':
    case 'raw':
      return text;
    case 'quotes':
      return text.replace(/\\([\\'])/g, '$1');
    case 'doubled':
      return text.replaceAll(close + close, close);
    case 'shell':
      if (/(?<!\\)`/.test(text)) return undefined; // a command
      return text.replace(/\\(\n|[$`"\\])/g, (_, escaped: string) => (escaped === '\n' ? '' : escaped));
    case 'powershell':
      return /`/.test(text) ? undefined : text.replace(/""/g, '"');
    case 'other':
      return text.includes('\\') ? undefined : text;
    case 'javascript':
    case 'python':
    case 'ruby':
    case 'php':
    case 'go':
    case 'java':
    case 'csharp':
    case 'rust':
    case 'elixir':
      return decodeBackslashes(text, RULES[escapes]);
  }
}

interface Rules {
  /** Letters with a meaning of their own. */
  readonly letters: string;
  /** Characters that stand for themselves. */
  readonly literal: string;
  /** What becomes of a backslash before anything else: it goes, it stays, or the language has no such escape. */
  readonly unknown: 'goes' | 'stays' | 'error';
  /** True where a backslash at the end of a line joins it to the next, indentation included. */
  readonly joinsLines: boolean;
}

// Sources: ECMA-262 §12.9.4, the Python, Ruby, PHP, Go, Java, C#, Rust and Elixir references on string literals.
const RULES: Readonly<Record<Backslashed, Rules>> = {
  javascript: { letters: 'nrtbfv', literal: '', unknown: 'goes', joinsLines: true },
  python: { letters: 'nrtabfv', literal: '\\\'"', unknown: 'stays', joinsLines: true },
  ruby: { letters: 'nrtabfves', literal: '', unknown: 'goes', joinsLines: true },
  php: { letters: 'nrtvfe', literal: '\\$"', unknown: 'stays', joinsLines: false },
  go: { letters: 'nrtabfv', literal: '\\\'"', unknown: 'error', joinsLines: false },
  java: { letters: 'nrtbfs', literal: '\\\'"$', unknown: 'error', joinsLines: false },
  csharp: { letters: 'nrtabfve', literal: '\\\'"', unknown: 'error', joinsLines: false },
  rust: { letters: 'nrt', literal: '\\\'"', unknown: 'error', joinsLines: false },
  elixir: { letters: 'nrtabfves', literal: '', unknown: 'goes', joinsLines: true },
};

const LETTERS: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\u001B',
  s: ' ',
};

const ESCAPE = /\\(?:x([0-9A-Fa-f]{2})|u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([^]|$))/g;

function decodeBackslashes(text: string, rules: Rules): string | undefined {
  let understood = true;
  const value = text.replace(
    ESCAPE,
    (all, x?: string, braced?: string, u?: string, U?: string, other = '') => {
      const hex = x ?? braced ?? u ?? U;
      const character = hex === undefined ? decodeOne(other, rules) : fromCodePoint(hex);
      if (character === undefined) understood = false;
      return character ?? all;
    },
  );
  return understood ? value : undefined;
}

function decodeOne(character: string, { letters, literal, unknown, joinsLines }: Rules): string | undefined {
  if (letters.includes(character)) return LETTERS[character];
  if (character === '\n') return joinsLines ? '' : undefined;
  if (character === '' || /[\dxuUN]/.test(character)) return undefined; // octal, unfinished or by name
  if (literal.includes(character) || unknown === 'goes') return character;
  return unknown === 'stays' ? `\\${character}` : undefined;
}

function fromCodePoint(hex: string): string | undefined {
  const code = Number.parseInt(hex, 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
