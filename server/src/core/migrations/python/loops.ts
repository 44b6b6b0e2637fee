/** Loops over what is written out: `for table in ("users", "orders")`. Each turn is known. */
import type { TextRange } from '../../finding.ts';
import { skipBlank } from '../../parsers/code.ts';
import type { BodyLine } from './body.ts';
import type { PythonFile } from './pythonFile.ts';
import { look } from './pythonFile.ts';
import type { Constants } from './values.ts';

/** What the names of a loop are in one turn. */
export type Turn = ReadonlyMap<string, TextRange>;

export interface Loops {
  /** The turns in which a line runs, as far as it speaks of them; one where it stands in no such loop. Called for every line, in order. */
  turnsOf(line: BodyLine, constants: Constants): readonly Turn[];
}

interface Loop {
  readonly indent: number;
  readonly names: readonly string[];
  readonly turns: readonly Turn[];
}

const FOR =
  /for[ \t]{1,20}\(?([A-Za-z_]\w{0,80}(?:[ \t]{0,20},[ \t]{0,20}[A-Za-z_]\w{0,80}){0,9})\)?[ \t]{1,20}in\b/y;
const MOST_TURNS = 60;
const MOST_IN_ALL = 600;
const ONCE: readonly Turn[] = [new Map()];

export function createLoops(file: PythonFile): Loops {
  const open: Loop[] = [];
  let left = MOST_IN_ALL;
  return {
    turnsOf(line, constants) {
      while (open.length > 0 && (open.at(-1)?.indent ?? 0) >= line.indent) open.pop();
      const loop = open.findLast(({ names }) => mentions(file, line, names));
      const entered = loopAt(file, line, constants);
      if (entered) open.push(entered);
      if (!loop || loop.turns.length > left) return ONCE;
      left -= loop.turns.length;
      return loop.turns;
    },
  };
}

function mentions(file: PythonFile, { start, end }: BodyLine, names: readonly string[]): boolean {
  const text = file.code.masked.slice(start, Math.min(end, start + 2_000));
  // Names in f-strings are code, too: holes are not masked.
  return names.some((name) => new RegExp(`\\b${name}\\b`).test(text));
}

function loopAt(file: PythonFile, line: BodyLine, constants: Constants): Loop | undefined {
  FOR.lastIndex = line.start;
  const names = namesAt(file);
  if (!names) return undefined;
  const start = skipBlank(file.code.masked, FOR.lastIndex);
  const colon = file.code.masked.lastIndexOf(':', line.end - 1);
  const turns = colon > start ? turnsOver(file, names, { start, end: colon }, constants) : undefined;
  return turns && { indent: line.indent, names, turns };
}

/** `… for model in ("order", "user")`, which begins at `start`: the turns. Undefined where it is something else. */
export function turnsOfComprehension(
  file: PythonFile,
  { start, end }: TextRange,
): readonly Turn[] | undefined {
  FOR.lastIndex = skipBlank(file.code.masked, start);
  const names = namesAt(file);
  if (!names || FOR.lastIndex >= end) return undefined;
  return turnsOver(file, names, { start: skipBlank(file.code.masked, FOR.lastIndex), end }, file.constants);
}

/** The names of the loop at FOR's place. */
function namesAt(file: PythonFile): readonly string[] | undefined {
  const match = FOR.exec(file.code.masked);
  return match ? (match[1] ?? '').split(',').map((name) => name.trim()) : undefined;
}

function turnsOver(
  file: PythonFile,
  names: readonly string[],
  range: TextRange,
  constants: Constants,
): readonly Turn[] | undefined {
  const list = look(file, range, constants);
  if (list.kind !== 'list' || list.items.length === 0 || list.items.length > MOST_TURNS) return undefined;
  const turns = list.items.map((item) => turnOf(file, names, item, constants));
  return turns.includes(undefined) ? undefined : (turns as readonly Turn[]);
}

function turnOf(
  file: PythonFile,
  names: readonly string[],
  item: TextRange,
  constants: Constants,
): Turn | undefined {
  const [only] = names;
  if (names.length === 1 && only !== undefined) return new Map([[only, item]]);
  const parts = look(file, item, constants);
  if (parts.kind !== 'list' || parts.items.length !== names.length) return undefined;
  return new Map(names.map((name, index) => [name, parts.items[index] ?? item]));
}
