/** Where calls begin and end, and how an argument is put into one: in any of the languages that migrations are written in. */
import type { TextEdit } from '../../../edit.ts';
import type { TextRange } from '../../../finding.ts';
import { argumentsAt, skipBlank, type Code } from '../../../parsers/code.ts';

/** The call that is given a string: `knex.raw('…')`, `op.execute("…")`, `` sql`…`.execute(db) ``. */
export function callAround(code: Code, content: TextRange): TextRange | undefined {
  const literal = code.literals.find(
    ({ kind, here, content: own }) =>
      kind === 'string' && !here && own.start <= content.start && own.end >= content.end,
  );
  if (!literal) return undefined;
  const { masked } = code;
  const before = masked.slice(Math.max(0, literal.start - 300), literal.start);
  const tag = /(?:^|[^\w.$])(sql(?:<\w{1,40}>)?)$/.exec(before);
  if (tag?.[1] !== undefined) return taggedCall(code, literal.start - tag[1].length, literal.end);
  const callee = /([\w$.:>-]*[\w$])(\s*\(\s*|[ \t]+)(?:(?:sa\.|sqlalchemy\.)?text\(\s*)?$/.exec(before);
  if (!callee || callee[1] === undefined) return undefined;
  const start = literal.start - callee[0].length;
  const open = masked.indexOf('(', start);
  if (open === -1 || open >= literal.start) return { start, end: literal.end };
  const close = code.partnerOf(open);
  return close > open ? { start, end: close + 1 } : undefined;
}

function taggedCall(code: Code, start: number, end: number): TextRange | undefined {
  const run = /^\s*\.execute\s*\(/.exec(code.masked.slice(end, end + 100));
  const close = run ? code.partnerOf(end + run[0].length - 1) : -1;
  return close > end ? { start, end: close + 1 } : undefined;
}

/** Behind an expression: at what ends its statement or argument. */
export function endOfExpression(code: Code, from: number): number {
  const { masked } = code;
  let at = from;
  let end = from;
  for (; at < masked.length; at++) {
    const character = masked.charAt(at);
    if (character === ';' || character === ',' || /[)\]}]/.test(character)) break;
    if (/[([{]/.test(character)) {
      const close = code.partnerOf(at);
      if (close <= at) break;
      at = close;
    } else if (character === '\n' && !/^(?:\?\.|\.|->|\?->)/.test(masked.slice(skipBlank(masked, at)))) break;
    if (!/\s/.test(masked.charAt(at))) end = at + 1;
  }
  return end;
}

export interface CallParts {
  /** As written: `op.create_index`. */
  readonly name: string;
  readonly args: readonly TextRange[];
  /** Where another argument goes. */
  readonly insertAt: number;
  /** What has to stand before it. */
  readonly separator: string;
}

/** The parts of a call with brackets, or of one of Ruby's without. */
export function partsOf(code: Code, call: TextRange): CallParts | undefined {
  const { masked } = code;
  const head = /^[\w$.:>-]+[!?]?/.exec(masked.slice(call.start, call.start + 200))?.[0];
  if (head === undefined) return undefined;
  const open = call.start + head.length;
  if (masked[open] !== '(') return bareCall(code, call, head, open);
  const close = code.partnerOf(open);
  if (close < 0 || close >= call.end) return undefined;
  const args = argumentsAt(code, open);
  const last = args.at(-1);
  if (!last) return undefined;
  const rest = masked.slice(last.end, close);
  const isOnLinesOfItsOwn = rest.includes('\n');
  const indent = /\n([ \t]*)\S[^\n]*$/.exec(masked.slice(open, last.start + 1))?.[1];
  return {
    name: head,
    args,
    insertAt: last.end,
    separator: isOnLinesOfItsOwn && indent !== undefined ? `,\n${indent}` : ', ',
  };
}

function bareCall(code: Code, call: TextRange, name: string, at: number): CallParts | undefined {
  if (code.masked[at] !== ' ') return undefined;
  const args = splitAtCommas(code, at, call.end);
  const last = args.at(-1);
  return last && { name, args, insertAt: last.end, separator: ', ' };
}

function splitAtCommas(code: Code, from: number, to: number): TextRange[] {
  const parts: TextRange[] = [];
  let start = from;
  for (let at = from; at <= to; at++) {
    const character = code.masked[at] ?? '';
    if (at === to || character === ',') {
      const begin = skipBlank(code.masked, start);
      let end = at;
      while (end > begin && /\s/.test(code.masked.charAt(end - 1))) end--;
      if (end > begin) parts.push({ start: begin, end });
      start = at + 1;
    } else if (/[([{]/.test(character)) {
      const close = code.partnerOf(at);
      if (close > at && close < to) at = close;
    }
  }
  return parts;
}

/** The text of a part of a file with some edits in it. */
export function edited(text: string, { start, end }: TextRange, edits: readonly TextEdit[]): string {
  let result = '';
  let from = start;
  for (const { range, newText } of [...edits].sort((a, b) => a.range.start - b.range.start)) {
    result += text.slice(from, range.start) + newText;
    from = range.end;
  }
  return result + text.slice(from, end);
}

export function insertion(at: number, newText: string): TextEdit {
  return { range: { start: at, end: at }, newText };
}

/** The argument that is named so: `name: x`, `name=x`, `'name' => x`. With its name. */
export function namedArgument(text: string, args: readonly TextRange[], name: string): TextRange | undefined {
  const pattern = new RegExp(`^['":]?${name}['"]?\\s{0,4}(?::|=>|=)(?!=)`);
  return args.find(({ start, end }) => pattern.test(text.slice(start, Math.min(end, start + 80))));
}
