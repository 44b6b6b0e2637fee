/** Rust: `std::env::var("NAME").expect(…)`, which is a String where the literal was a `&str`. */

import type { TextEdit } from '../../edit.ts';
import {
  after,
  before,
  enclosingBracket,
  previousCharacter,
  statementBefore,
  surroundings,
  type Site,
} from '../site.ts';
import { NEEDS_CONSTANT, type Reader } from './reader.ts';

export const rust: Reader = {
  refuses(site) {
    const statement = statementBefore(site.code, site.whole.start);
    if (/\b(?:const|static)\s+(?:mut\s+)?\w+\s*:[^=]*=/.test(statement)) {
      return 'A const or static of Rust must be known to the compiler: make it a std::sync::LazyLock<String> that reads the variable, or read it where the value is used.';
    }
    if (/^\s*(?:=>|\|)/.test(after(site))) return NEEDS_CONSTANT('A pattern');
    if (/#!?\[[^\]]*$/.test(statement)) return NEEDS_CONSTANT('An argument of an attribute');
    if (/b/.test(site.literal?.prefix ?? ''))
      return 'The value is a byte string: write it as a string first, then use this fix there.';
    return isFormat(site)
      ? 'The value stands in a format string: put {} in its place and pass the value as an argument, then use this fix there.'
      : undefined;
  },
  existing: [
    {
      before:
        /(?<read>(?:std::)?env::var\(\s*"(?<name>\w+)"\s*\))\s*\.unwrap_or(?:_else)?\(\s*(?:\|_?\w*\|\s*)?$/,
      after: /^\s*(?:\.(?:to_string|to_owned|into)\(\))?\s*,?\s*\)/,
      write: (name, _, read) => `${read}.expect("${name} is set")`,
    },
    {
      before:
        /(?<read>(?:std::)?env::var\(\s*"(?<name>\w+)"\s*\))\s*\.unwrap_or(?:_else)?\(\s*(?:\|_?\w*\|\s*)?String::from\(\s*$/,
      after: /^\s*\)\s*,?\s*\)/,
      write: (name, _, read) => `${read}.expect("${name} is set")`,
    },
  ],
  replace: (site, name) => [replaceLiteral(site, `std::env::var("${name}").expect("${name} is set")`)],
};

function replaceLiteral(site: Site, read: string): TextEdit {
  const owned = site.isWhole ? read : formatted(site, read);
  const conversion = /^\s*\.(?:to_string|to_owned|into)\(\)/.exec(after(site))?.[0].length ?? 0;
  const range = { start: site.whole.start, end: site.whole.end + conversion };
  return { range, newText: conversion === 0 && isBorrowed(site) ? `&${owned}` : owned };
}

/** The literal as a format string with a place for the variable. */
function formatted(site: Site, read: string): string {
  const { prefix = '', open = '', close = '' } = site.literal ?? {};
  const [left, right] = surroundings(site).map((text) => text.replace(/[{}]/g, '$&$&'));
  return `format!(${prefix}${open}${left}{}${right}${close}, ${read})`;
}

/** Arguments and `let` take a reference to a String for a `&str`; String::from and methods take the String itself. */
function isBorrowed(site: Site): boolean {
  if (/^\s*[.?]/.test(after(site)) || /\bString::from\(\s*$/.test(before(site))) return false;
  if (/\blet\s+(?:mut\s+)?\w+\s*(?::[^=;]*)?=\s*$/.test(before(site))) return true;
  const open = enclosingBracket(site.code, site.whole.start);
  const isCall =
    open !== undefined && site.code[open] === '(' && /[\w>]$/.test(site.code.slice(0, open).slice(-1));
  return isCall && /[(,]/.test(previousCharacter(site));
}

/** The first argument of a macro such as `format!` must be a literal. */
function isFormat({ code, whole }: Site): boolean {
  return /\b(?:format|print|println|eprint|eprintln|panic|concat|env|include_str|write|writeln|info|warn|error|debug|trace|bail|anyhow)!\s*\(\s*(?:&?mut\s+)?(?:[\w.&]+\s*,\s*)?$/.test(
    code.slice(Math.max(0, whole.start - 200), whole.start),
  );
}
