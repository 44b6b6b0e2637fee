import { envFileRoleOf } from '../../env/envFileRole.ts';
import type { EditFix, Impact, RawFinding, TextRange } from '../../finding.ts';
import { lineEndAt, nextLineAt } from '../../lines.ts';
import {
  parseDotenv,
  type DotenvEntry,
  type DotenvFile,
  type DotenvProblem,
  type DotenvProblemKind,
} from '../../parsers/dotenv.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'env/malformed-line',
  impact: 'medium',
  stage: 'deployment',
  title: 'Line of an env file that loaders misread',
  why: 'Loaders skip in silence what they don’t understand, or make something else of it. The product then runs without the variable, or with a wrong value.',
  triggers: [],
  appliesTo: ['dotenv'],
  classes: ['source', 'ignored-env'],
  *check(document) {
    // A script that a shell runs, or a template that a program fills in first.
    if (/(?:^|\/)\.envrc/.test(document.path) || TEMPLATE_LINE.test(document.text)) return;
    const role = envFileRoleOf(document.path);
    if (!role) return;
    const file = document.parsed(parseDotenv);
    let reported = -1;
    for (const problem of file.problems) {
      const isStray =
        problem.kind === 'no-entry' || problem.kind === 'no-value' || problem.kind === 'no-name';
      // Of lines that follow each other the first is enough: they are mostly one value.
      const follows = isStray && problem.range.start === reported;
      if (isStray) reported = nextLineAt(file.text, lineEndAt(file.text, problem.range.end));
      if (follows) continue;
      const finding = isStray ? strayLine(problem, file) : findingFor(problem, file);
      // Nobody runs with an example.
      if (finding) yield role.template ? { ...finding, impact: 'low' } : finding;
    }
  },
});

/** Jinja, ERB, Helm and the like. */
const TEMPLATE_LINE = /^[ \t]*(?:\{[{%#]|<%|#\{|@@)/m;

/** No message repeats the line: it may be a part of a secret. */
function strayLine({ kind, range }: DotenvProblem, file: DotenvFile): RawFinding {
  const written = file.text.slice(range.start, range.end);
  if (/^(?:<{7}|={7}|>{7})(?: |$)/.test(written))
    return {
      range,
      kind: 'merge conflict',
      impact: 'high',
      message:
        'A merge conflict was left in this file, so variables stand here in two versions. Keep the right one and remove the marks.',
    };
  const start = lineStart(file.text, range.start);
  const above = entryAround(file.entries, start - 1);
  if (above?.range.end === start && isBegun(above, file.text))
    return {
      range,
      kind: 'value without quotes',
      message: `The value of ${above.name} seems to go on here, but without quotes it ends with its first line, and loaders skip these lines. Put the whole value in double quotes.`,
    };
  if (kind === 'no-value')
    return {
      range,
      kind,
      message:
        'This line is a name without an equals sign. Most loaders skip it, and docker compose takes the value from the machine. Write an equals sign and the value after the name.',
    };
  if (kind === 'no-name')
    return {
      range,
      kind,
      message:
        'This line has no name before its equals sign, so loaders skip it. Write the name, or remove the line.',
    };
  return {
    range,
    kind,
    message:
      'This line is neither a variable nor a comment. Most loaders skip it, docker compose refuses the whole file. Remove it, or start it with #.',
  };
}

function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--;
  return start;
}

/** Whether a value looks as if more of it stood on the next line: a key, an open bracket, a backslash at the end. */
function isBegun({ value, quote, unclosed }: DotenvEntry, text: string): boolean {
  if (quote && !unclosed) return false;
  const written = text.slice(value.start, value.end);
  return written.startsWith('-----BEGIN') || /^[{[]$|[{[,\\]$/.test(written);
}

/** By halves: a file may have as many problems as entries. */
function entryAround(entries: readonly DotenvEntry[], offset: number): DotenvEntry | undefined {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.range.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const found = entries[low];
  return found && found.range.start <= offset ? found : undefined;
}

interface Advice {
  readonly impact?: Impact;
  readonly message: string;
  readonly fix?: EditFix;
}

function findingFor({ kind, range }: DotenvProblem, file: DotenvFile): RawFinding | undefined {
  const entry = entryAround(file.entries, range.start);
  const advice = ADVICE[kind]?.(range, entry, file.text);
  return advice && { range, kind, ...advice };
}

const ADVICE: Partial<
  Record<
    DotenvProblemKind,
    (range: TextRange, entry: DotenvEntry | undefined, text: string) => Advice | undefined
  >
> = {
  'space-in-name': (range, _, text) => {
    const word = /^(?:set|setenv|const|let|var|env)[ \t]+/.exec(text.slice(range.start, range.end))?.[0];
    return {
      message:
        'A name can’t have a space in it. Most loaders skip this line, docker compose refuses the whole file. Write an underscore in its place, or remove the first word.',
      ...(word === undefined
        ? {}
        : {
            fix: edit('Remove the first word', [{ start: range.start, end: range.start + word.length }, '']),
          }),
    };
  },
  'odd-name': (range, _, text) => {
    const name = text.slice(range.start, range.end);
    const isTaken = /^[A-Za-z][\w.-]*$/.test(name);
    return {
      impact: isTaken ? 'low' : 'medium',
      message: isTaken
        ? 'Points and hyphens in a name are not for every loader: shells fail, and Ruby’s dotenv skips names with a hyphen. Use letters, digits and underscores.'
        : 'Loaders take names of letters, digits and underscores that don’t start with a digit. This one is skipped, or set under another name. Rename it.',
    };
  },
  colon: (range, _, text) => {
    const after = /^[ \t]*/.exec(text.slice(range.end, range.end + 80))?.[0].length ?? 0;
    return {
      impact: 'low',
      message:
        'A colon stands where an equals sign belongs. Node.js, Python and shells don’t read this line. Write = instead.',
      fix: edit('Write an equals sign', [{ start: range.start, end: range.end + after }, '=']),
    };
  },
  'unclosed-quote': (range, entry, text) => ({
    message:
      'This quote is never closed. Some loaders make it a part of the value, others skip the line or take the lines below into the value. Close it at the end of the value.',
    ...(entry
      ? {
          fix: {
            ...edit('Close the quote', [
              { start: entry.value.end, end: entry.value.end },
              text.slice(range.start, range.end),
            ]),
            // Where the value was to end is a guess.
            needsDecision: true as const,
          },
        }
      : {}),
  }),
  'text-after-quote': textAfterQuote,
  'typographic-quotes': (range, _, text) => {
    const written = text.slice(range.start, range.end);
    const isWhole = /^[“”„«][^“”„«"\\$`]*[“”»]$/.test(written) && written.length > 1;
    return {
      message:
        'These are curly quotes, as a word processor makes them. They become a part of the value. Write straight quotes instead.',
      ...(isWhole
        ? {
            fix: edit(
              'Write straight quotes',
              [{ start: range.start, end: range.start + 1 }, '"'],
              [{ start: range.end - 1, end: range.end }, '"'],
            ),
          }
        : {}),
    };
  },
  'unclosed-reference': (_, entry) =>
    entry?.quote === 'single'
      ? undefined
      : {
          message:
            'This reference has no closing brace. Loaders that replace references fail on it, or put a part of the value in its place. Write the brace; where a plain dollar sign is meant, use single quotes.',
        },
};

function textAfterQuote(range: TextRange, _: DotenvEntry | undefined, text: string): Advice {
  const written = text.slice(range.start, range.end);
  const sign = written.charAt(0);
  // In "a" | "b" the second sign closes a value: it is a list to choose from, and not one value with quotes in it.
  const opensAgain = /^"[^"]*[\s=:([{,>]"/.test(written);
  const isWhole = sign === '"' && opensAgain && written.endsWith('"') && !/['\\$`]/.test(written);
  // "$HOME"/bin is one word for a shell.
  const isJoined = !/^"[^"]*"[ \t]|^'[^']*'[ \t]|^"\{|^"\[/.test(written);
  return {
    ...(isJoined ? { impact: 'low' } : {}),
    message:
      'The value goes on after its closing quote. Loaders disagree on that: some keep the quotes, some cut the value off there, some skip the line. Put one pair of quotes round all of it.',
    ...(isWhole
      ? {
          fix: edit(
            'Put single quotes round the value',
            [{ start: range.start, end: range.start + 1 }, "'"],
            [{ start: range.end - 1, end: range.end }, "'"],
          ),
        }
      : {}),
  };
}

function edit(title: string, ...edits: readonly (readonly [TextRange, string])[]): EditFix {
  return { kind: 'edit', title, edits: edits.map(([range, newText]) => ({ range, newText })) };
}
