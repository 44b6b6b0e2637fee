/** Java and Kotlin: `System.getenv("NAME")`. */

import type { TextEdit } from '../../edit.ts';
import { before, enclosingBracket, replaceWord, surroundings, type Site } from '../site.ts';
import { concatenate, IN_RAW_TEXT, NEEDS_CONSTANT, type Existing, type Reader } from './reader.ts';

export const java: Reader = {
  refuses(site) {
    const constant = constantAround(site);
    if (constant !== undefined) return constant;
    return site.literal?.dedents && !site.isWhole ? IN_RAW_TEXT : undefined;
  },
  existing: [
    {
      before: /System\.getenv\(\)\s*\.getOrDefault\(\s*"(?<name>\w+)"\s*,\s*$/,
      after: /^\s*\)/,
      write: getenv,
    },
    {
      before: /Optional\.ofNullable\(\s*System\.getenv\(\s*"(?<name>\w+)"\s*\)\s*\)\s*\.orElse\(\s*$/,
      after: /^\s*\)/,
      write: getenv,
    },
  ],
  existingInside: springPlaceholder,
  replace: (site, name) => [
    replaceWord(site, site.whole, site.isWhole ? getenv(name) : concatenate(site, getenv(name), '+')),
  ],
};

export const kotlin: Reader = {
  refuses: constantAround,
  existing: [
    {
      before:
        /(?<read>System\.getenv\(\s*"(?<name>\w+)"\s*\)|System\.getenv\(\)\[\s*"(?<name2>\w+)"\s*\])\s*\?:\s*$/,
    },
    {
      before: /System\.getenv\(\)\s*\.getOrDefault\(\s*"(?<name>\w+)"\s*,\s*$/,
      after: /^\s*\)/,
      write: getenv,
    },
  ],
  existingInside: springPlaceholder,
  replace(site, name) {
    const { isWhole, whole, range } = site;
    const literal = isWhole
      ? replaceWord(site, whole, getenv(name))
      : { range, newText: `\${${getenv(name)}}` };
    return [...withoutConst(site), literal];
  },
};

function getenv(name: string): string {
  return `System.getenv("${name}")`;
}

/** Spring's `"${NAME:secret}"`: the default goes, Spring goes on reading the variable. */
function springPlaceholder(site: Site): Existing | undefined {
  const [left, right] = surroundings(site);
  const match = /\\?\$\{([A-Za-z_][\w.-]*):$/.exec(left);
  if (!match || !right.startsWith('}')) return undefined;
  const name = (match[1] ?? '').toUpperCase().replace(/[.-]/g, '_');
  return { name, edits: [{ range: { start: site.range.start - 1, end: site.range.end }, newText: '' }] };
}

/** Why the place takes constants only. */
function constantAround(site: Site): string | undefined {
  if (springPlaceholder(site)) return undefined;
  if (/\bcase\s*$/.test(before(site))) return NEEDS_CONSTANT('A case of a switch');
  if (isInAnnotation(site)) return NEEDS_CONSTANT('An argument of an annotation');
  return undefined;
}

/** Looks out of the brackets around the literal for `@Name(`; arrays in annotations stand in braces or brackets. */
function isInAnnotation({ code, whole }: Site): boolean {
  let at = enclosingBracket(code, whole.start);
  for (let level = 0; at !== undefined && level < 4; level++) {
    const head = code.slice(Math.max(0, at - 200), at);
    if (code[at] === '(') return /@[\w.:]+\s*$/.test(head);
    if (!/[=(,]\s*$/.test(head)) return false;
    at = enclosingBracket(code, at);
  }
  return false;
}

/** `const val` must be known to the compiler; `val` need not. */
function withoutConst({ code, whole }: Site): TextEdit[] {
  const line = code.slice(code.lastIndexOf('\n', whole.start - 1) + 1, whole.start);
  const match = /\bconst\s+(?=val\b)/.exec(line);
  if (!match) return [];
  const start = whole.start - line.length + match.index;
  return [{ range: { start, end: start + match[0].length }, newText: '' }];
}
