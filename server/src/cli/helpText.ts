import type { Command, Option } from 'commander';
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
  TEXTS.set(command, text);
  return command.addHelpText('after', () => `\n${format(text)}`);
}

const TEXTS = new WeakMap<Command, HelpText>();

/** What was added: the reference and the manual page say the same. */
export function helpTextOf(command: Command): HelpText | undefined {
  return TEXTS.get(command);
}

/** What an option is for, what may stand behind it, and what counts without it. */
export function describeOption({
  description,
  argChoices,
  required,
  optional,
  defaultValue,
  defaultValueDescription,
}: Option): string {
  // A list that nothing was put into is no value.
  const byItself: unknown = defaultValueDescription ?? defaultValue;
  const isShown = (required || optional) && (typeof byItself === 'string' || typeof byItself === 'number');
  const details = [
    ...(argChoices ? [argChoices.join(', ')] : []),
    ...(isShown ? [`${byItself} when left out`] : []),
  ];
  return details.length === 0 ? description : `${description} (${details.join('; ')})`;
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
