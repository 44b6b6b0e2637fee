import type { DotenvFailure, DotenvReading, DotenvReadings } from './dotenvReadings.ts';
import { shellWordAt, type Lookup, type ShellWord } from './dotenvShellWords.ts';

/** A shell that reads the file as a script (`set -a; . ./.env`). Nothing is run: what would be, is told. */
export function readAsShell(text: string): DotenvReadings {
  return readShell(text);
}

/** With a look-up, references are replaced; without, they stay as they are written. */
export function readShell(
  text: string,
  lookup?: Lookup,
  assign?: (name: string, value: string) => void,
): DotenvReadings {
  const readings: DotenvReading[] = [];
  const failures: DotenvFailure[] = [];
  for (let at = 0; at < text.length;) {
    at = commandStart(text, at);
    if (at >= text.length) break;
    const command = commandAt(text, at, lookup);
    const kept = judge(command, failures);
    for (const reading of kept) {
      readings.push(reading);
      if (reading.value !== undefined) assign?.(reading.name, reading.value);
    }
    if (command.stopped !== undefined) {
      failures.push({ start: command.stopped, end: text.length, effect: 'stops' });
      break;
    }
    at = Math.max(command.end, at + 1);
  }
  return { readings, failures };
}

interface Command {
  readonly words: readonly ShellWord[];
  /** It is run in a shell of its own, or its output goes somewhere: `&`, `|`, `<`, `>`, `(`. */
  readonly leaves: number | undefined;
  /** Where a quote or bracket starts that is never closed. */
  readonly stopped: number | undefined;
  readonly end: number;
}

/** Past blanks, line breaks, semicolons and comments. */
function commandStart(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const sign = text.charAt(at);
    if (sign === '#') while (at < text.length && text[at] !== '\n') at++;
    else if (' \t\n;'.includes(sign)) at++;
    else if (sign === '\\' && text[at + 1] === '\n') at += 2;
    else break;
  }
  return at;
}

function commandAt(text: string, from: number, lookup: Lookup | undefined): Command {
  const words: ShellWord[] = [];
  let leaves: number | undefined;
  let at = from;
  while (at < text.length) {
    const sign = text.charAt(at);
    if (sign === '\n' || sign === ';') break;
    if (sign === ' ' || sign === '\t') at++;
    else if (sign === '\\' && text[at + 1] === '\n') at += 2;
    else if (sign === '#') break;
    else if ('&|<>()'.includes(sign)) {
      leaves ??= at;
      at++;
    } else {
      const word = shellWordAt(text, at, lookup);
      if (word.unclosed !== undefined) return { words, leaves, stopped: word.unclosed, end: text.length };
      words.push(word);
      at = word.end;
    }
  }
  return { words, leaves, stopped: undefined, end: at };
}

/** Commands that give the variables behind them to the shell itself. */
const DECLARES = new Set(['export', 'readonly', 'declare', 'typeset']);

function judge({ words, leaves }: Command, failures: DotenvFailure[]): readonly DotenvReading[] {
  const first = words.findIndex(({ name }) => name === undefined);
  const command = words[first];
  const runs = (start: number, end: number): [] => {
    failures.push({ start, end, effect: 'runs' });
    return [];
  };
  if (leaves !== undefined) return runs(leaves, leaves + 1);
  if (!command) return words.flatMap(readingOf);
  if (!DECLARES.has(command.value)) return runs(command.start, command.end);
  return words.slice(first + 1).flatMap((word) => {
    if (word.name !== undefined) return readingOf(word);
    const isName = /^[A-Za-z_]\w*$/.test(word.value);
    return isName ? [{ name: word.value, nameAt: word.start, value: undefined }] : [];
  });
}

function readingOf({ name, start, value, quote, runs }: ShellWord): DotenvReading[] {
  if (name === undefined) return [];
  return [{ name, nameAt: start, value, ...(quote ? { quote } : {}), ...(runs ? { runs: true } : {}) }];
}
