/** Commands that read env files and then start another command. */
import type { Collector, Name } from './manifestFacts.ts';

export type Words = readonly Name[];

export type LoaderName = 'dotenv' | 'dotenv-cli' | 'dotenvx' | 'dotenv-flow' | 'env-cmd';
export const LOADERS: ReadonlySet<LoaderName> = new Set([
  'dotenv',
  'dotenv-cli',
  'dotenvx',
  'dotenv-flow',
  'env-cmd',
]);

/** Reads the options behind the loader's name; gives the index of the word behind them. */
export function readLoader(collector: Collector, words: Words, at: number): number {
  const loader = words[at];
  if (!loader) return at + 1;
  const name = loader.text as LoaderName;
  let next = at + 1;
  let isNamed = false;
  let isRun = name !== 'dotenvx';
  for (; next < words.length; next++) {
    const word = words[next];
    if (!word) break;
    const { text } = word;
    if (text === '--') break;
    const option = OPTION.exec(text);
    if (option) {
      isNamed = readOption(collector, words, next, name, option) || isNamed;
      if (option[2] === undefined && TAKES_A_WORD[name].test(option[1] ?? '')) next++;
    } else if (name === 'env-cmd' && /^(?:\.\/)?\.env/.test(text)) {
      collector.load(word, { dialect: 'dotenv' });
      isNamed = true;
    } else if (!isRun && text === 'run') isRun = true;
    else break;
  }
  // `dotenvx encrypt` and a name that stands alone start nothing.
  const startsSomething = next < words.length && isRun;
  if (!isNamed && startsSomething) collector.load({ ...loader, text: '.env' }, { dialect: DIALECTS[name] });
  return next;
}

/** A short option may have its value behind it: `-e.env`. */
const OPTION = /^(--?[A-Za-z][A-Za-z-]*)(?:=(.*))?$|^-$/;

const DIALECTS = {
  dotenv: 'dotenv-expand',
  'dotenv-cli': 'dotenv-expand',
  dotenvx: 'dotenv-expand',
  'dotenv-flow': 'dotenv',
  'env-cmd': 'dotenv',
} as const;

const TAKES_A_WORD: Readonly<Record<LoaderName, RegExp>> = {
  dotenv: /^(?:-[efvcp]|--file|--env|--env-file)$/,
  'dotenv-cli': /^(?:-[efvcp]|--file|--env|--env-file)$/,
  dotenvx: /^(?:-[ef]|-f[kv]|--env|--env-file|--env-vault-file|--env-keys-file|--convention)$/,
  'dotenv-flow': /^(?:--env|--path)$/,
  'env-cmd': /^(?:-[efr]|--file|--environments|--rc-file)$/,
};

const NAMES_A_FILE: Readonly<Record<LoaderName, RegExp>> = {
  dotenv: /^(?:-[ef]|--file|--env-file)$/,
  'dotenv-cli': /^(?:-[ef]|--file|--env-file)$/,
  dotenvx: /^(?:-f|--env-file)$/,
  'dotenv-flow': /^$/,
  'env-cmd': /^(?:-f|--file)$/,
};

/** True where the option says which files are read. */
function readOption(
  collector: Collector,
  words: Words,
  at: number,
  name: LoaderName,
  [, option = '', given]: RegExpExecArray,
): boolean {
  const word = words[at];
  const next = words[at + 1];
  if (name === 'env-cmd' && /^(?:-[er]|--environments|--rc-file)$/.test(option)) return true;
  if (!word || !NAMES_A_FILE[name].test(option)) return false;
  const value: Name | undefined =
    given === undefined ? next : { text: given, start: word.end - given.length, end: word.end };
  if (!value || value.text === '--') return false;
  // Ruby's takes several, with commas between them.
  let start = value.start;
  for (const file of value.text.split(',')) {
    collector.load({ text: file, start, end: start + file.length }, { dialect: DIALECTS[name] });
    start += file.length + 1;
  }
  return true;
}
