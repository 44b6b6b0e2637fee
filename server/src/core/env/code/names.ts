/** What the name of a variable is made of where code reads it. */
import type { TextRange } from '../../finding.ts';
import { endOfBrackets, isInString, skipBlank, type Code } from '../../parsers/code.ts';
import { literalsIn } from './lookups.ts';

export type NameExpression =
  | { readonly kind: 'literal'; readonly name: string; readonly at: TextRange }
  /** Worked out: all that is known is what such names start and end with. */
  | { readonly kind: 'pattern'; readonly prefix: string; readonly suffix: string }
  | { readonly kind: 'identifier'; readonly identifier: string };

export interface NamedAt {
  readonly name: string;
  readonly at: TextRange;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
const IDENTIFIER = /^[$@&*]?(?:self\.|this\.|Self::|self::|static::)?[A-Za-z_][\w.]{0,80}$/;

export function isName(text: string): boolean {
  return NAME.test(text);
}

export function nameIn(code: Code, range: TextRange): NameExpression {
  const literal = code.stringAt(range.start);
  if (literal && literal.end === range.end && literal.holes.length === 0) {
    const name = code.text.slice(literal.content.start, literal.content.end);
    const at = { start: literal.content.start, end: literal.content.end };
    return NAME.test(name) ? { kind: 'literal', name, at } : patternOf(name, '');
  }
  if (range.end - range.start > 300) return patternOf('', '');
  const text = code.masked.slice(range.start, range.end);
  if (IDENTIFIER.test(text)) return { kind: 'identifier', identifier: text.replace(/^[$@&*]/, '') };
  if (literal && literal.holes.length > 0 && literal.end === range.end) {
    const first = literal.holes[0]?.start ?? literal.content.end;
    const last = literal.holes.at(-1)?.end ?? literal.content.start;
    return patternOf(
      code.text.slice(literal.content.start, first),
      code.text.slice(last, literal.content.end),
    );
  }
  return joined(code, range, text);
}

/** `"A_" + x`, `"A_%s" % x`, `Sprintf("A_%s", x)`, `x.upper() + "_URL"` */
function joined(code: Code, range: TextRange, text: string): NameExpression {
  const call = /^(?:fmt\.Sprintf|sprintf|format!|String\.format|&format!)\(\s*/.exec(text);
  const head = code.stringAt(range.start + (call?.[0].length ?? 0));
  const before = head ? code.text.slice(head.content.start, head.content.end) : '';
  const tail = literalsIn(code, range).findLast((literal) => literal.end === range.end);
  const after = tail && !call && tail !== head ? code.text.slice(tail.content.start, tail.content.end) : '';
  const placeholder = /[%{#]/.exec(before);
  if (!placeholder) return patternOf(before, after);
  const rest = /^(?:%-?\d*[svd]|\{\w*\})(\w*)$/.exec(before.slice(placeholder.index));
  return patternOf(before.slice(0, placeholder.index), rest?.[1] ?? after);
}

function patternOf(prefix: string, suffix: string): NameExpression {
  const clean = (text: string): string => /^\w{0,80}$/.exec(text)?.[0] ?? '';
  return { kind: 'pattern', prefix: clean(prefix), suffix: clean(suffix) };
}

/** How a language goes through a list: a pattern for the loop over `identifier`, whose match ends where the list starts. */
export type Loops = (identifier: string) => RegExp;

/** The names that an identifier stands for: a constant of the file, or each of a list that a loop goes through. */
export function listedNames(
  code: Code,
  identifier: string,
  offset: number,
  loops: Loops | undefined,
): readonly NamedAt[] {
  const own = identifier.slice(Math.max(identifier.lastIndexOf('.'), identifier.lastIndexOf(':')) + 1);
  const constants = constantsIn(code).get(own);
  if (constants) return constants;
  if (!loops) return [];
  const from = Math.max(0, offset - 2_000);
  const near = code.masked.slice(from, offset + 300);
  const matches = [...near.matchAll(loops(own))].filter((match) => match.index < offset - from + 300);
  const match = matches.findLast(({ index }) => from + index < offset) ?? matches[0];
  return match ? namesOfList(code, from + match.index + match[0].length, 0) : [];
}

/** The names in the list that stands at `offset`, or that the identifier there is a constant for. */
function namesOfList(code: Code, offset: number, depth: number): readonly NamedAt[] {
  const words = /%w[[({]/y;
  words.lastIndex = offset;
  if (words.test(code.masked)) return wordsOf(code, offset);
  const open = /(?:\[\]string|(?:listOf|setOf|array|List\.of|\w+)(?=\())?\s{0,20}[[({]/y;
  open.lastIndex = skipBlank(code.masked, offset);
  if (open.test(code.masked)) {
    const end = endOfBrackets(code, open.lastIndex - 1);
    return stringsBetween(code, open.lastIndex, Math.min(end, open.lastIndex + 20_000));
  }
  const identifier = /(?:self\.|this\.|\$)?([A-Za-z_]\w{0,60})/y;
  identifier.lastIndex = open.lastIndex || skipBlank(code.masked, offset);
  identifier.lastIndex = skipBlank(code.masked, offset);
  const name = identifier.exec(code.masked)?.[1];
  if (name === undefined || depth > 1) return [];
  const defined = new RegExp(
    `(?:^|[\\n;])[^\\S\\n]{0,80}(?:[\\w.]{1,30}[ \\t]{1,8}){0,4}\\$?${name}\\b(?:[ \\t]*:[^=\\n]{0,80})?[ \\t]*:?=[ \\t\\n]*(?=[\\[({%])`,
  ).exec(code.masked);
  return defined ? namesOfList(code, defined.index + defined[0].length, depth + 1) : [];
}

function wordsOf(code: Code, offset: number): readonly NamedAt[] {
  const literal = code.stringAt(offset);
  if (!literal) return [];
  const names: NamedAt[] = [];
  for (const match of code.text.slice(literal.content.start, literal.content.end).matchAll(/\w+/g)) {
    const start = literal.content.start + match.index;
    if (NAME.test(match[0])) names.push({ name: match[0], at: { start, end: start + match[0].length } });
  }
  return names;
}

/** Strings in a range that are names as a whole; none where one is not. */
function stringsBetween(code: Code, start: number, end: number): readonly NamedAt[] {
  const names: NamedAt[] = [];
  for (const literal of literalsIn(code, { start, end }, 400)) {
    const name = code.text.slice(literal.content.start, literal.content.end);
    if (!isName(name)) return [];
    names.push({ name, at: { start: literal.content.start, end: literal.content.end } });
  }
  return names;
}

const CONSTANT =
  /^[^\S\n]{0,80}(?:[\w.<>]{1,40}[ \t]{1,8}){0,5}\$?([A-Za-z_]\w{0,80})(?:[ \t]{0,20}:[ \t]{0,8}[\w&'.[\] ]{1,40}|[ \t]{1,20}[\w.]{1,30})?[ \t]{0,20}:?=[ \t]{0,20}(["'`])([A-Z][A-Z0-9_]{2,99})\2/gm;

const constantsOf = new WeakMap<Code, ReadonlyMap<string, readonly NamedAt[]>>();

function constantsIn(code: Code): ReadonlyMap<string, readonly NamedAt[]> {
  const known = constantsOf.get(code);
  if (known) return known;
  const constants = new Map<string, NamedAt[]>();
  CONSTANT.lastIndex = 0;
  for (let match = CONSTANT.exec(code.masked); match; match = CONSTANT.exec(code.masked)) {
    const [all, identifier = '', , name = ''] = match;
    const start = match.index + all.length - 1 - name.length;
    if (isInString(code, match.index)) continue;
    const list = constants.get(identifier) ?? [];
    if (list.length < 20) list.push({ name, at: { start, end: start + name.length } });
    constants.set(identifier, list);
  }
  constantsOf.set(code, constants);
  return constants;
}
