import type { TextRange } from '../../finding.ts';
import { nameOf } from '../../paths.ts';
import { describeValue } from '../describeValue.ts';
import type { Dialect, EnvDeclaration, EnvUse } from '../types.ts';
import type { Collector, Name } from './manifestFacts.ts';
import { readLoader, type LoaderName, LOADERS, type Words } from './loaderCommands.ts';
import { isBare, referencesIn } from './references.ts';

export interface CommandPlace {
  /** Of uses: where the command stands, in people's words. */
  readonly through: string;
  /** Of `$X` without a default. */
  readonly need: EnvUse['need'];
  readonly declared: Pick<EnvDeclaration, 'by' | 'scope'>;
}

/**
 * What a command line in a script says: `X=1 node a.js`, `cross-env X=1`, `dotenv -e f --`, `node --env-file=f`, `$X`, `%X%`.
 * Quotes may be escaped as in JSON.
 */
export function readCommand(collector: Collector, range: TextRange, place: CommandPlace): void {
  const words = wordsOf(collector.document.text, range);
  const own = new Set<string>();
  let atStart = true;
  let command = '';
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (!word) continue;
    if (word.startsCommand) {
      atStart = true;
      command = '';
    }
    if (word.text === '--') {
      atStart = true;
      continue;
    }
    if (readEnvFileOption(collector, words, at, command)) continue;
    if (!atStart || word.text.startsWith('-')) continue;
    const assigned = readAssignment(collector, word, place);
    if (assigned !== undefined) own.add(assigned);
    else if (LOADERS.has(word.text as LoaderName)) at = readLoader(collector, words, at) - 1;
    else if (/^(?:source|\.)$/.test(word.text) && /env/i.test(words[at + 1]?.text ?? ''))
      collector.load(words[++at], { dialect: 'shell' });
    else {
      command = nameOf(word.text);
      atStart = STAYS_AT_START.test(command);
    }
  }
  readUses(collector, range, place, own);
}

/** Behind these words comes another command, or assignments. */
const STAYS_AT_START =
  /^(?:npx|pnpx|bunx|pnpm|yarn|bun|npm|exec|dlx|x|run|sudo|time|env|export|set|setx|cross-env|cross-env-shell|heroku|then|do|else|if)$/;

interface Word extends Name {
  /** A quote, an operator or a bracket stands before it. */
  readonly startsCommand: boolean;
}

const WORD = /(\\?["'`(]|&&|[|;&]+)|((?:=\\?"[^"'\n]*"|=\\?'[^"'\n]*'|[^\s"'`();&|\\]|\\[^"'`])+)/g;

/** Words without quotes, unless they stand behind `=`; whatever else is quoted with spaces inside comes in pieces. */
function wordsOf(text: string, { start, end }: TextRange): readonly Word[] {
  const words: Word[] = [];
  let startsCommand = true;
  for (const match of text.slice(start, end).matchAll(WORD)) {
    const [whole, mark, word] = match;
    if (mark !== undefined) startsCommand = true;
    else if (word !== undefined) {
      const from = start + match.index;
      words.push({ text: whole, start: from, end: from + whole.length, startsCommand });
      startsCommand = false;
    }
  }
  return words satisfies Words;
}

/** Names in lower case are the shell's own, as a rule. */
const ASSIGNMENT = /^([A-Z_]\w{0,199})=/;

function readAssignment(collector: Collector, word: Name, place: CommandPlace): string | undefined {
  const name = ASSIGNMENT.exec(word.text)?.[1];
  if (name === undefined) return undefined;
  const value = word.text.slice(name.length + 1);
  const isQuoted = /["'`(]/.test(collector.document.text.charAt(word.end));
  const nameAt = { text: name, start: word.start, end: word.start + name.length };
  collector.declare(nameAt, { ...place.declared, value: describeAssigned(value, isQuoted) });
  return name;
}

/** `isQuoted`: what stands behind it belongs to the value, and was not understood. */
function describeAssigned(value: string, isQuoted: boolean): EnvDeclaration['value'] {
  if (value === '' && isQuoted) return { state: 'unknown' };
  if (/[$`]|%\w+%/.test(value)) return { state: 'reference' };
  // A quote that was opened and goes on behind a space.
  if (/^\\?["'](?!.*["']$)/.test(value)) return { state: 'unknown' };
  return describeValue(value.replace(/^\\?["']|\\?["']$/g, ''));
}

const ENV_FILE_OPTION = /^--env-file(?:-if-exists)?(?:=(.*))?$|^dotenv_config_path=(.*)$/;

/** `--env-file=f` and `--env-file f` of Node, Bun, Deno and Docker; `-r dotenv/config`. */
function readEnvFileOption(collector: Collector, words: Words, at: number, command: string): boolean {
  const word = words[at];
  if (!word) return false;
  if (word.text === 'dotenv/config') {
    const named = words.some((other) => other.text.startsWith('dotenv_config_path='));
    if (!named) collector.load({ ...word, text: '.env' }, { dialect: 'dotenv' });
    return true;
  }
  const match = ENV_FILE_OPTION.exec(word.text);
  if (!match) return false;
  const dialect = match[2] === undefined ? dialectOf(command) : 'dotenv';
  const file = match[1] ?? match[2];
  if (file === undefined || file === '') collector.load(words[at + 1], { dialect });
  else collector.load({ text: file, start: word.end - file.length, end: word.end }, { dialect });
  return true;
}

function dialectOf(command: string): Dialect {
  if (/^(?:docker|docker-compose|podman|compose)$/.test(command)) return 'compose';
  if (/^bunx?$/.test(command)) return 'dotenv-expand';
  return /^(?:deno|wrangler|vite|nuxi?|vitest|uv|uvicorn)$/.test(command) ? 'dotenv' : 'node';
}

/** Capitals only: in lower case they are the shell's own. Names that the command sets itself are left out. */
function readUses(
  collector: Collector,
  range: TextRange,
  { through, need }: CommandPlace,
  own: ReadonlySet<string>,
): void {
  const { text } = collector.document;
  for (const reference of referencesIn(text, range)) {
    const { name } = reference;
    if (own.has(name.text) || !/^[A-Z][A-Z\d_]*$/.test(name.text) || OF_SHELLS.test(name.text)) continue;
    const isDefault = /[-=]$/.test(reference.operator) && reference.fallback !== undefined;
    collector.use(name, {
      through,
      need: isBare(reference) ? need : 'optional',
      ...(isDefault && { fallback: describeValue(reference.fallback ?? '') }),
    });
  }
  for (const match of text.slice(range.start, range.end).matchAll(/%([A-Z][A-Z\d_]{2,99})%/g)) {
    const name = match[1] ?? '';
    const start = range.start + match.index + 1;
    if (!own.has(name))
      collector.use({ text: name, start, end: start + name.length }, { through, need: 'optional' });
  }
}

const OF_SHELLS =
  /^(?:PATH|HOME|PWD|OLDPWD|USER|UID|SHELL|IFS|NF|NR|RANDOM|HOSTNAME|TMPDIR|TERM|LANG|BASH_\w+|INIT_CWD)$/;
