/** Ruby and Elixir, whose strings evaluate `#{…}`; both readers raise where the variable is missing. */

import type { TextEdit } from '../../edit.ts';
import { before, replaceWord, surroundings, type Site } from '../site.ts';
import { IN_RAW_TEXT, IN_REGEX, isBesideString, NEEDS_CONSTANT, type Reader } from './reader.ts';

export const ruby: Reader = {
  refuses({ literal, isWhole }) {
    if (literal?.kind === 'regex') return IN_REGEX;
    if (/^%[wWiI]/.test(literal?.open ?? ''))
      return 'The value stands in a list of words (%w): write it as a list of strings first.';
    const canConvert = literal?.open === "'";
    if (literal && !literal.interpolates && !canConvert && (literal.here || !isWhole)) return IN_RAW_TEXT;
    return undefined;
  },
  existing: [
    {
      before: /ENV\.fetch\(\s*["'](?<name>\w+)["']\s*,\s*$/,
      after: /^\s*\)/,
      write: fetch,
    },
    {
      before: /ENV\.fetch\(\s*["'](?<name>\w+)["']\s*\)\s*\{\s*$/,
      after: /^\s*\}/,
      write: fetch,
    },
    {
      before:
        /ENV(?:\[\s*["'](?<name>\w+)["']\s*\]|\.fetch\(\s*["'](?<name2>\w+)["']\s*(?:,\s*nil\s*)?\))\s*\|\|\s*$/,
      write: fetch,
    },
    { before: /ENV\[\s*["'](?<name>\w+)["']\s*\]\s*(?:\|\|)?=\s*$/, statement: true, write: fetch },
  ],
  replace: (site, name) => [interpolate(site, fetch(name))],
};

function fetch(name: string): string {
  return `ENV.fetch("${name}")`;
}

export const elixir: Reader = {
  refuses(site) {
    const { literal, document } = site;
    if (literal?.kind === 'regex') return IN_REGEX;
    if (/(?:^|[\r\n])[ \t]*@\w+[ \t]+[^\r\n]*$/.test(before(site)))
      return NEEDS_CONSTANT('A module attribute');
    if (/(^|\/)config\/(config|prod)\.exs$/.test(document.path)) {
      return 'This file is read when the app is built: set the value in config/runtime.exs, where System.fetch_env! reads it at start.';
    }
    if (literal && literal.open !== '"' && (!literal.interpolates || literal.open.startsWith("'")))
      return IN_RAW_TEXT;
    return undefined;
  },
  existing: [
    { before: /System\.get_env\(\s*["'](?<name>\w+)["']\s*,\s*$/, after: /^\s*\)/, write: fetchEnv },
    { before: /System\.get_env\(\s*["'](?<name>\w+)["']\s*\)\s*\|\|\s*$/, write: fetchEnv },
  ],
  replace: (site, name) => [interpolate(site, fetchEnv(name))],
};

function fetchEnv(name: string): string {
  return `System.fetch_env!("${name}")`;
}

/** All of a literal becomes `read`; a part of one becomes a hole in it. */
function interpolate(site: Site, read: string): TextEdit {
  const { literal, range, whole, isWhole } = site;
  const hole = `#{${read}}`;
  if (isWhole && !literal?.here && !isSymbol(site) && !isBesideString(site))
    return replaceWord(site, whole, read);
  if (literal?.interpolates) return { range, newText: hole };
  const [left, right] = surroundings(site).map(toDoubleQuoted);
  return { range: whole, newText: `"${left}${hole}${right}"` };
}

/** `:"name"` and `"name": value` are symbols, which only a string can become. */
function isSymbol({ text, whole }: Site): boolean {
  const isKey = text[whole.end] === ':' && text[whole.end + 1] !== ':';
  return isKey || (text[whole.start - 1] === ':' && text[whole.start - 2] !== ':');
}

/** The text of a string in single quotes as one in double quotes has it. */
function toDoubleQuoted(text: string): string {
  return text.replace(/\\([\\'])|\\|"|#(?=[{$@])/g, (match, escaped?: string) => {
    if (escaped === "'") return "'";
    return match === '\\' || match === '\\\\' ? '\\\\' : `\\${match}`;
  });
}
