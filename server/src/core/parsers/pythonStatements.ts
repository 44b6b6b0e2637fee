/** Python in its statements: a line each, or several that brackets, strings and backslashes hold together. */
import type { TextRange } from '../finding.ts';
import { nextLineAt } from '../lines.ts';
import type { Code } from './code.ts';

export interface PythonStatement extends TextRange {
  /** How far it is indented. */
  readonly indent: number;
}

/** Those that say something, without the blanks and comments round them. */
export function pythonStatements(code: Code): readonly PythonStatement[] {
  const { masked } = code;
  const statements: PythonStatement[] = [];
  for (let at = 0; at < masked.length && statements.length < MOST_STATEMENTS;) {
    const lineStart = at;
    while (isBlank(masked.charCodeAt(at))) at++;
    const start = at;
    at = endOfStatement(code, start);
    let end = at;
    while (end > start && isBlank(masked.charCodeAt(end - 1))) end--;
    if (end > start) statements.push({ start, end, indent: start - lineStart });
    at = nextLineAt(masked, at);
  }
  return statements;
}

const MOST_STATEMENTS = 200_000;

/** Where the line ends that ends a statement, looking at most `most` characters on. */
export function endOfStatement(code: Code, from: number, most = code.masked.length): number {
  const { masked } = code;
  const limit = Math.min(masked.length, from + most);
  let at = from;
  for (; at < limit; at++) {
    const unit = masked.charCodeAt(at);
    if (unit === 40 || unit === 91 || unit === 123) {
      const partner = code.partnerOf(at);
      if (partner > at) at = partner;
    } else if (unit === 92 && /[\r\n]/.test(masked[at + 1] ?? '')) {
      at = nextLineAt(masked, at + 1) - 1;
    } else if (unit === 10 || unit === 13) break;
  }
  return at;
}

function isBlank(unit: number): boolean {
  return unit === 32 || unit === 9 || unit === 12;
}
