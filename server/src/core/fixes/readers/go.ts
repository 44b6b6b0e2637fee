/** Go: `os.Getenv("NAME")`; constants become variables. */

import type { TextEdit } from '../../edit.ts';
import { behindLineFeed } from '../../lines.ts';
import { before, enclosingBracket, insertion, lineBreakOf, replaceWord, type Site } from '../site.ts';
import { concatenate, NEEDS_CONSTANT, type Reader } from './reader.ts';

export const go: Reader = {
  refuses(site) {
    const spec = constantOf(site);
    if (spec?.kind === 'other') {
      return 'The value is a constant in a group that numbers or repeats its members: take it out into a var of its own first, then use this fix there.';
    }
    if (/[\w\])}][ \t]+$/.test(before(site)) && !/\b(?:return|case|range|import)[ \t]+$/.test(before(site))) {
      return NEEDS_CONSTANT('The tag of a field');
    }
    return isImport(site) ? NEEDS_CONSTANT('The path of a package') : undefined;
  },
  replace(site, name) {
    const { call, edits } = getenv(site, name);
    const read = site.isWhole ? call : concatenate(site, call, '+');
    const spec = constantOf(site);
    if (spec?.kind === 'grouped') return [...edits, ...takenOut(site, spec, read)];
    const keyword =
      spec?.kind === 'single'
        ? [{ range: { start: spec.at, end: spec.at + 'const'.length }, newText: 'var' }]
        : [];
    return [...edits, ...keyword, replaceWord(site, site.whole, converted(read, spec?.type))];
  },
};

function isImport({ code, whole }: Site): boolean {
  const group = enclosingBracket(code, whole.start);
  return /\bimport\s*(?:[\w.]+\s*)?$/.test(
    code.slice(Math.max(0, (group ?? whole.start) - 80), group ?? whole.start),
  );
}

type Constant =
  | { readonly kind: 'single'; readonly at: number; readonly type: string | undefined }
  | {
      readonly kind: 'grouped';
      readonly name: string;
      readonly type: string | undefined;
      readonly group: number;
    }
  | { readonly kind: 'other'; readonly type?: undefined };

const SINGLE = /^([ \t]*)const[ \t]+\w+(?:[ \t]+([\w.]+))?[ \t]*=[^\r\n]*$/;
const GROUPED = /^[ \t]*(\w+)(?:[ \t]+([\w.]+))?[ \t]*=[ \t]*$/;

/** The constant that the literal is the value of; undefined where it is none. */
function constantOf({ code, whole, text }: Site): Constant | undefined {
  const line = code.slice(code.lastIndexOf('\n', whole.start - 1) + 1, whole.start);
  const single = SINGLE.exec(line);
  if (single)
    return { kind: 'single', at: whole.start - line.length + (single[1] ?? '').length, type: single[2] };
  if (/^[ \t]*const\b[^(]*$/.test(line)) return { kind: 'other' };
  const group = enclosingBracket(code, whole.start);
  if (group === undefined || !/\bconst\s*$/.test(code.slice(Math.max(0, group - 80), group)))
    return undefined;
  const spec = GROUPED.exec(line);
  const end = closingParenthesis(code, group);
  const isAlone = /^[ \t]*(?:\r?\n|$)/.test(code.slice(whole.end, whole.end + 200));
  const repeats = /^\s*\w+\s*$/m.test(
    code
      .slice(behindLineFeed(text, whole.end), end)
      .replace(/^\s*\r?\n/, '')
      .split('\n', 1)[0] ?? '',
  );
  if (!spec || !isAlone || repeats || /\biota\b/.test(code.slice(group, end))) return { kind: 'other' };
  return { kind: 'grouped', name: spec[1] ?? '', type: spec[2], group };
}

function closingParenthesis(code: string, open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at] === '(') depth++;
    if (code[at] === ')' && --depth === 0) return at;
  }
  return code.length;
}

/** Moves the constant's line out of its group, to a var behind the group. */
function takenOut(site: Site, spec: Constant & { kind: 'grouped' }, read: string): TextEdit[] {
  const { text, code, whole } = site;
  const lineBreak = lineBreakOf(text);
  const start = text.lastIndexOf('\n', whole.start - 1) + 1;
  const end = behindLineFeed(text, whole.end);
  const comment = text.slice(whole.end, end).trimEnd();
  const indent =
    /[ \t]*$/.exec(
      text.slice(text.lastIndexOf('\n', spec.group) + 1, text.lastIndexOf('const', spec.group)),
    )?.[0] ?? '';
  const variable = `${indent}var ${spec.name}${spec.type ? ` ${spec.type}` : ''} = ${converted(read, spec.type)}${comment}`;
  const behind = closingParenthesis(code, spec.group) + 1;
  return [
    { range: { start, end }, newText: '' },
    insertion(Math.min(behind, text.length), `${lineBreak}${lineBreak}${variable}`),
  ];
}

/** A constant without a type of its own fits any string type; what a function returns must be converted. */
function converted(read: string, type: string | undefined): string {
  return type === undefined || type === 'string' ? read : `${type}(${read})`;
}

// --- the import ---

const OS = /^[ \t]*(?:import[ \t]+)?(?:([\w.]+)[ \t]+)?"os"[ \t]*;?[ \t]*\r?$/gm;

function getenv(site: Site, name: string): { call: string; edits: readonly TextEdit[] } {
  const alias = [...site.code.matchAll(OS)].map((match) => match[1] ?? 'os').find((each) => each !== '_');
  const owner = alias === '.' ? '' : `${alias ?? 'os'}.`;
  return { call: `${owner}Getenv("${name}")`, edits: alias === undefined ? [importOs(site)] : [] };
}

function importOs({ code, text }: Site): TextEdit {
  const lineBreak = lineBreakOf(text);
  const group = /^import[ \t]*\([^\r\n]*\r?\n/m.exec(code);
  if (group) return importInGroup(text, group.index + group[0].length, lineBreak);
  const single = /^import[ \t][^\r\n]*/m.exec(code);
  if (single) return insertion(single.index + single[0].length, `${lineBreak}import "os"`);
  const clause = /^[ \t\uFEFF]*package[ \t]+\w+[^\r\n]*/m.exec(code);
  const at = clause ? clause.index + clause[0].length : 0;
  return insertion(at, `${lineBreak}${lineBreak}import "os"`);
}

/** Into the alphabet of the first block; into a block of its own where that holds no package of the standard library. */
function importInGroup(text: string, start: number, lineBreak: string): TextEdit {
  let at = start;
  let isStandard = true;
  for (const line of text.slice(start, start + 10_000).split('\n')) {
    const path = /^\s*(?:[\w.]+\s+)?"([^"]+)"/.exec(line)?.[1];
    if (path === undefined || path > 'os') break;
    isStandard &&= !path.split('/', 1)[0]?.includes('.');
    at += line.length + 1;
  }
  const firstPath = /^\s*(?:[\w.]+\s+)?"([^"]+)"/.exec(text.slice(start, start + 400))?.[1] ?? 'fmt';
  isStandard &&= !firstPath.split('/', 1)[0]?.includes('.');
  return isStandard
    ? insertion(at, `\t"os"${lineBreak}`)
    : insertion(start, `\t"os"${lineBreak}${lineBreak}`);
}
