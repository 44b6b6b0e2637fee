/**
 * What Launch Ready writes into a file of somebody else stands between two comments, and nothing else of the file changes: taking
 * the lines out gives what was there before, to the byte.
 */
import type { Refused } from './types.ts';

const BEGIN = '# launch-ready begin';
const END = '# launch-ready end';
const ABOUT = "reviews what is about to be committed; 'launch-ready hook uninstall' takes it out";

/** These lines between the two comments. In a file that is made for them the first says so. */
export function marked(lines: readonly string[], of: 'part' | 'whole file', indent = ''): readonly string[] {
  const begin = of === 'part' ? `${BEGIN}: ${ABOUT}` : `${BEGIN} (this file is made by it): ${ABOUT}`;
  return [begin, ...lines, END].map((line) => indent + line);
}

/** Puts lines in at an offset that is the start of a line, or the end of the text. */
export function insertLines(text: string, at: number, lines: readonly string[]): string {
  const eol = lineEndOf(text);
  const block = lines.join(eol);
  const isOpen = at > 0 && text[at - 1] !== '\n'; // the last line has no line end: then ours has none either
  return text.slice(0, at) + (isOpen ? eol + block : block + eol) + text.slice(at);
}

/** The text without what stands between the comments; undefined where it has none of it. */
export function withoutMarked(
  text: string,
): { readonly text: string; readonly madeFile: boolean } | Refused | undefined {
  let madeFile = false;
  const rest = text.replaceAll(MARKED, (block: string, offset: number) => {
    madeFile ||= block.includes('(this file is made by it)');
    // At the end of a text that had no line end, the one before it is ours too.
    return offset === 0 || block.endsWith('\n') ? '' : CUT;
  });
  if (rest.includes(BEGIN) || rest.includes(END))
    return {
      refused: `One of the comments “${BEGIN}” and “${END}” is missing, so it is not clear what to take out.`,
    };
  if (rest === text) return undefined;
  return { text: rest.replace(BEFORE_CUT, ''), madeFile };
}

/** What stands in front of the lines between the comments. */
export function beforeMarked(text: string): string {
  const at = text.indexOf(BEGIN);
  return at < 0 ? text : text.slice(0, at);
}

export function lineEndOf(text: string): string {
  return /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
}

const CUT = '\u{1F4A5}'; // no text has it: texts hold bytes
const BEFORE_CUT = new RegExp(`\\r?\\n${CUT}`, 'u');
const MARKED = new RegExp(
  `^[ \\t]*${BEGIN}\\b(?:(?!${BEGIN}\\b)[^])*?${END}[ \\t]*(?:\\r?\\n|$(?![^]))`,
  'gm',
);

/** The text of a file that is made for the review alone. */
export function asOwnFile(text: string): string {
  return text.replace(`${BEGIN}:`, `${BEGIN} (this file is made by it):`);
}
