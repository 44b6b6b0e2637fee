import { printable } from '../core/printable.ts';

/** What the parser of arguments says of wrong use, in the words of the rest of the product: what is wrong, and what to write. */
export function usageMessage(text: string): string {
  // What was probably meant stands in brackets on a line of its own.
  const [told = '', meant] = text
    .trim()
    .replace(/^error: /, '')
    .split(/\n\((?=Did you mean )/);
  const said = printable(told);
  const pattern = PATTERNS.find(([regexp]) => regexp.test(said));
  const sentence = pattern ? said.replace(pattern[0], pattern[1]) : said;
  return meant === undefined ? `${sentence}\n` : `${sentence} ${printable(meant.replace(/\)$/, ''))}\n`;
}

/** The sentences of commander (lib/command.js, lib/argument.js, lib/option.js). */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [
    /^option '(?:-\w, )?(--[\w-]+)[^']*' argument '(.*)' is invalid\. Allowed choices are (.*)$/,
    '$1: “$2” is not one of $3',
  ],
  [/^option '(?:-\w, )?(--[\w-]+)[^']*' argument '(.*)' is invalid\. (.*)$/, '$1: “$2” can’t be used. $3'],
  [
    /^option '(?:-\w, )?(--[\w-]+)( [^']*)?' argument missing$/,
    '$1: something has to stand behind it: $1$2.',
  ],
  [/^required option '(--[\w-]+)( [^']*)?' not specified$/, '$1 is missing: write $1$2.'],
  [/^missing required argument '(.*)'$/, '<$1> is missing.'],
  [
    /^command-argument value '(.*)' is invalid for argument '(.*)'\. Allowed choices are (.*)$/,
    '<$2>: “$1” is not one of $3',
  ],
  [/^unknown option '(.*)'$/, 'There is no option “$1” here.'],
  [/^unknown command '(.*)'$/, 'There is no command “$1”.'],
  [
    /^too many arguments for '(.*)'\. Expected 0 .* but got \d+: (.*)\.$/,
    '$1 takes no arguments: leave out “$2”.',
  ],
  [
    /^too many arguments for '(.*)'\. Expected (\d+) arguments? but got \d+: (.*)\.$/,
    '$1 takes no more than $2: “$3” is too much.',
  ],
];
