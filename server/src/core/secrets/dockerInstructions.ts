/** The instructions of a Dockerfile, word by word. */

export interface Instruction {
  /** In capitals. */
  readonly name: string;
  readonly words: readonly Word[];
  /** 0 before the first FROM; the stages count from 1. */
  readonly stage: number;
}

export interface Word {
  /** With its quotes. */
  readonly text: string;
  /** Offset into the file. */
  readonly start: number;
}

/** Instructions that continue on further lines are read whole; comments and here-documents are skipped. */
export function dockerInstructions(text: string): readonly Instruction[] {
  const instructions: Instruction[] = [];
  let stage = 0;
  // Characters that may still be searched for the ends of here-documents; keeps this linear.
  let searchable = 4 * text.length;
  for (let at = 0; at < text.length;) {
    const end = endOfInstruction(text, at);
    HEAD.lastIndex = at;
    const head = HEAD.exec(text);
    const name = head?.[1]?.toUpperCase() ?? '';
    if (head && HEAD.lastIndex <= end && INTERESTING.has(name)) {
      if (name === 'FROM') stage++;
      instructions.push({ name, words: wordsOf(text, HEAD.lastIndex, end), stage });
    }
    const close = searchable > 0 ? endOfHereDocument(text, at, end) : end;
    if (close === undefined) searchable -= text.length - end;
    at = (close ?? end) + 1;
  }
  return instructions;
}

const HEAD = /[ \t]*([A-Za-z]+)[ \t]+/y;
const INTERESTING = new Set(['FROM', 'ARG', 'ENV', 'COPY', 'ADD']);

/** Offset of the line break behind an instruction and the lines that continue it. */
function endOfInstruction(text: string, start: number): number {
  for (let at = start; ;) {
    const newline = text.indexOf('\n', at);
    if (newline === -1) return text.length;
    let last = newline - 1;
    while (last >= at && (text[last] === '\r' || text[last] === ' ' || text[last] === '\t')) last--;
    const isComment = at > start && /[ \t]*#/y.test(text.slice(at, at + 200));
    if (last < at ? at === start : text[last] !== '\\' && !isComment) return newline;
    if (at === start && /^[ \t]*#/.test(text.slice(at, at + 200))) return newline;
    at = newline + 1;
  }
}

const WORD = /(?:"(?:\\.|[^"\\])*"|'[^']*'|\\\r?\n|\\.|[^\s"'\\])+|["']/gy;

function wordsOf(text: string, start: number, end: number): readonly Word[] {
  const words: Word[] = [];
  for (let at = start; at < end;) {
    if (/\s/.test(text.charAt(at)) || (text[at] === '\\' && /[\r\n]/.test(text.charAt(at + 1)))) {
      at++;
      continue;
    }
    if (text[at] === '#' && /\n[ \t]*$/.test(text.slice(Math.max(0, at - 80), at))) {
      const newline = text.indexOf('\n', at);
      at = newline === -1 ? end : newline;
      continue;
    }
    WORD.lastIndex = at;
    const word = WORD.exec(text)?.[0] ?? text.charAt(at);
    words.push({ text: word.slice(0, end - at), start: at });
    at += word.length;
  }
  return words;
}

const HERE = /<<-?["']?([A-Za-z_]\w{0,40})["']?/;

/** Behind `RUN <<EOF` come lines of a script, up to the word; undefined where it never comes. */
function endOfHereDocument(text: string, start: number, end: number): number | undefined {
  const instruction = text.slice(start, Math.min(end, start + 2_000));
  const word = /^[ \t]*(?:run|copy|add)\b/i.test(instruction) ? HERE.exec(instruction)?.[1] : undefined;
  if (word === undefined) return end;
  const close = text.indexOf(`\n${word}`, end);
  return close === -1 ? undefined : close + word.length + 1;
}
