import type { Command } from 'commander';
import { wrap } from '../core/report/text.ts';

/** What the help of a command says below its options. */
export interface HelpText {
  /** A command, and what it does. */
  readonly examples: readonly Described[];
  /** Headings of their own, each with terms and what they mean. */
  readonly lists?: readonly { readonly heading: string; readonly items: readonly Described[] }[];
  /** Paragraphs. */
  readonly notes?: readonly string[];
  /** One sentence: what 0, 1 and 2 mean here. */
  readonly exitCodes: string;
}

export type Described = readonly [term: string, what: string];

/** Columns of all help. */
export const HELP_WIDTH = 80;

/** Adds the text to the help of a command. */
export function addHelp(command: Command, text: HelpText): Command {
  return command.addHelpText('after', () => `\n${format(text)}`);
}

function format({ examples, lists = [], notes = [], exitCodes }: HelpText): string {
  return [
    section('Examples', examples),
    ...lists.map(({ heading, items }) => section(heading, items)),
    ...notes.map((note) => wrap(note, HELP_WIDTH).join('\n')),
    wrap(`Exit codes: ${exitCodes}`, HELP_WIDTH).join('\n'),
  ].join('\n\n');
}

/** Two columns; what is too long for the first has a line of its own. */
function section(heading: string, items: readonly Described[]): string {
  const lengths = items.map(([term]) => term.length).filter((length) => length <= LONGEST);
  const column = Math.max(0, ...lengths) + 4;
  const lines = items.flatMap(([term, what]) => {
    const [first = '', ...others] = wrap(what, HELP_WIDTH - column);
    const hanging = others.map((line) => ' '.repeat(column) + line);
    return term.length + 4 > column
      ? [`  ${term}`, ' '.repeat(column) + first, ...hanging]
      : [`  ${term}`.padEnd(column) + first, ...hanging];
  });
  return [`${heading}:`, ...lines].join('\n');
}

const LONGEST = 40;
