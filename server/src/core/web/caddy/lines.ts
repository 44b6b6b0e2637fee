/** A Caddyfile as the readers walk it: imports of snippets put in, with what they were given. */
import type { CaddyLine, CaddyWord } from '../../parsers/caddyfile.ts';

/** A line, with the arguments of the `import` that brought it here. */
export interface Line {
  readonly words: readonly CaddyWord[];
  readonly block?: readonly CaddyLine[];
  readonly args: readonly CaddyWord[];
  readonly start: number;
  readonly end: number;
}

export interface Caddyfile {
  /** Sites, named routes, and snippets that nothing in this file imports. */
  readonly sites: readonly (readonly Line[])[];
  readonly snippets: ReadonlyMap<string, readonly CaddyLine[]>;
  /** Lines that imports may still bring: snippets that import snippets soon are more than anybody wrote. */
  readonly work: { left: number };
}

const DEEPEST = 8;

export function caddyfileOf(lines: readonly CaddyLine[]): Caddyfile {
  const snippets = new Map<string, readonly CaddyLine[]>();
  const bodies: (readonly CaddyLine[])[] = [];
  const loose: CaddyLine[] = [];
  const hasSites = lines.some(({ words, block }) => block && words.length > 0);
  for (const [index, line] of lines.entries()) {
    const [first] = line.words;
    const name = /^\((.+)\)$/.exec(first?.text ?? '')?.[1];
    // Something that the environment puts in.
    if (!line.block && line.words.length === 1 && /^\{\$[^}]+\}$/.test(first?.text ?? '') && hasSites)
      continue;
    // A single site may go without brackets: its address is the first line, all else is in it.
    if (!line.block && loose.length === 0 && first?.text !== 'import') loose.push(line);
    else if (loose.length > 0) loose.push(line);
    else if (name !== undefined && line.block) snippets.set(name, line.block);
    // Global options come first, and have no address.
    else if (line.block && (first || index > 0)) bodies.push(line.block);
    else if (first?.text === 'import') bodies.push([line]);
  }
  // Pieces of files that others import start with a directive instead of an address.
  if (loose.length > 0) bodies.push(loose);
  const imported = new Set(importedNames(lines));
  for (const [name, block] of snippets) if (!imported.has(name)) bodies.push(block);
  const file = { snippets, work: { left: 20_000 } };
  return { ...file, sites: bodies.map((body) => linesIn(file, body, [])) };
}

function* importedNames(lines: readonly CaddyLine[]): Generator<string> {
  const waiting = [lines];
  for (let list = waiting.pop(); list; list = waiting.pop())
    for (const { words, block } of list) {
      if (words[0]?.text === 'import' && words[1]) yield words[1].text;
      if (block) waiting.push(block);
    }
}

/** The lines of a block, with those of the snippets that it imports in their place. */
export function linesIn(
  file: Pick<Caddyfile, 'snippets' | 'work'>,
  block: readonly CaddyLine[],
  args: readonly CaddyWord[],
  depth = 0,
): Line[] {
  const lines: Line[] = [];
  for (const { words, block: inner, start, end } of block) {
    if (--file.work.left < 0) break;
    const [first, name, ...given] = words;
    const snippet = first?.text === 'import' && name ? file.snippets.get(name.text) : undefined;
    if (snippet && depth < DEEPEST) {
      const handed = given.map((word) => argumentOf(word.text, args) ?? word);
      lines.push(...linesIn(file, snippet, handed, depth + 1));
    } else lines.push({ words, ...(inner && { block: inner }), args, start, end });
  }
  return lines;
}

/** A text with what the `import` gave put in: names of matchers are made so. */
export function withArguments(text: string, args: readonly CaddyWord[]): string {
  if (!text.includes('{args')) return text;
  return text.replace(
    /\{args(?:\[\d{1,2}\]|\.\d{1,2})\}/g,
    (found) => argumentOf(found, args)?.text ?? found,
  );
}

/** `{args[0]}`, and `{args.0}` of earlier versions, where it is all of a word. */
export function argumentOf(text: string, args: readonly CaddyWord[]): CaddyWord | undefined {
  const index = /^\{args(?:\[(\d{1,2})\]|\.(\d{1,2}))\}$/.exec(text);
  return index ? args[Number(index[1] ?? index[2])] : undefined;
}
