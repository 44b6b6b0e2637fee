/** What an expression of Python is: a string, a name, a call, a list. Names that stand for a constant of the file are looked up. */
import type { TextRange } from '../../finding.ts';
import type { Literal } from '../../fixes/literals/literal.ts';
import { skipBlank, type Code } from '../../parsers/code.ts';
import { chainAt, entriesOf, firstCall, partsOf, pathOf, splitAt, type Call, type Chain } from './chains.ts';

export type PythonValue =
  | TextValue
  | (TextRange & { readonly kind: 'name'; readonly path: string })
  | (TextRange & { readonly kind: 'call'; readonly call: Call; readonly chain: Chain })
  /** Lists, tuples and sets. */
  | (TextRange & { readonly kind: 'list'; readonly items: readonly TextRange[] })
  | (TextRange & { readonly kind: 'dict'; readonly entries: readonly (readonly [TextRange, TextRange])[] })
  | (TextRange & { readonly kind: 'number'; readonly value: number })
  | (TextRange & { readonly kind: 'other' });

/** A string, of one or more literals. */
export interface TextValue extends TextRange {
  readonly kind: 'text';
  readonly literals: readonly Literal[];
  /** Parts that are worked out at run time: `{…}` of an f-string, `+ name +` between literals. */
  readonly holes: readonly TextRange[];
  /** `.format(…)` or `%` follows. */
  readonly formatted: boolean;
}

/** Where names are looked up. */
export type Constants = (name: string) => TextRange | undefined;

/** Reads the expression that fills a range. `constants`: for the operands of a sum. */
export function valueOf(
  code: Code,
  range: TextRange,
  constants: Constants = NO_CONSTANTS,
  depth = 0,
): PythonValue {
  const { start, end } = range;
  if (depth > DEEPEST) return { kind: 'other', start, end };
  const first = code.masked[start] ?? '';
  if (code.stringAt(start)) return readText(code, range, constants, depth);
  if (first === '(' || first === '[' || first === '{') return readBrackets(code, range, constants, depth);
  if (/[-\d.]/.test(first)) {
    const value = Number(code.masked.slice(start, Math.min(end, start + 40)).replaceAll('_', ''));
    return Number.isNaN(value) ? { kind: 'other', start, end } : { kind: 'number', value, start, end };
  }
  const chain = chainAt(code, start);
  if (!chain || chain.end > end) return { kind: 'other', start, end };
  const call = firstCall(chain);
  if (chain.end < end) return readSum(code, range, constants, depth);
  return call
    ? { kind: 'call', call, chain, start, end }
    : chain.links.some(({ open }) => open !== undefined)
      ? { kind: 'other', start, end }
      : { kind: 'name', path: pathOf(chain), start, end };
}

/** The same, with a name looked up. */
export function resolved(code: Code, constants: Constants, range: TextRange, depth = 0): PythonValue {
  const value = valueOf(code, range, constants);
  if (value.kind !== 'name' || depth > 4) return value;
  const known = constants(value.path.replace(/^(?:self|cls)\./, ''));
  return known ? resolved(code, constants, known, depth + 1) : value;
}

/** Brackets in brackets, and sums of sums. */
const DEEPEST = 40;

const NO_CONSTANTS: Constants = () => undefined;

function readBrackets(
  code: Code,
  { start, end }: TextRange,
  constants: Constants,
  depth: number,
): PythonValue {
  const open = code.masked[start];
  if (code.partnerOf(start) !== end - 1) {
    // Only what was read to the end is a list; `(a, b) + (c,)` and unfinished brackets are summed up elsewhere.
    return code.partnerOf(start) === -1
      ? { kind: 'list', items: partsOf(code, start), start, end }
      : readSum(code, { start, end }, constants, depth);
  }
  if (open === '{') {
    const entries = entriesOf(code, start);
    return entries.length > 0
      ? { kind: 'dict', entries, start, end }
      : { kind: 'list', items: partsOf(code, start), start, end };
  }
  const items = partsOf(code, start);
  const [only] = items;
  if (open === '(' && only && items.length === 1 && !/,\s*\)$/.test(code.masked.slice(only.end, end)))
    return valueOf(code, only, constants, depth + 1);
  return { kind: 'list', items, start, end };
}

/** `"a" + name`, `[a] + [b]`: a string with holes, or one list. */
function readSum(code: Code, { start, end }: TextRange, constants: Constants, depth: number): PythonValue {
  const parts = splitAt(code, start, end, '+');
  const other = { kind: 'other', start, end } as const;
  if (parts.length < 2 || parts.length > 200) return other;
  const values = parts.map((part) => operandOf(code, part, constants, depth + 1));
  if (values.some(({ kind }) => kind === 'text')) return sumOfTexts(values, { start, end });
  const lists = values.flatMap((value) => (value.kind === 'list' ? [value.items] : []));
  return lists.length > 0 ? { kind: 'list', items: lists.flat(), start, end } : other;
}

/** A name is looked up once: lists that are made of lists of lists are rare, and endless ones possible. */
function operandOf(code: Code, part: TextRange, constants: Constants, depth: number): PythonValue {
  const value = valueOf(code, part, NO_CONSTANTS, depth);
  const known = value.kind === 'name' ? constants(value.path) : undefined;
  const constant = known && valueOf(code, known, NO_CONSTANTS, depth);
  return constant?.kind === 'list' ? constant : value;
}

function sumOfTexts(values: readonly PythonValue[], range: TextRange): TextValue {
  const literals = values.flatMap((value) => (value.kind === 'text' ? value.literals : []));
  const holes = values.flatMap((value) =>
    value.kind === 'text' ? value.holes : [{ start: value.start, end: value.end }],
  );
  const formatted = values.some((value) => value.kind === 'text' && value.formatted);
  return { kind: 'text', literals, holes, formatted, ...range };
}

/** Literals beside each other are one string. */
function readText(code: Code, { start, end }: TextRange, constants: Constants, depth: number): PythonValue {
  const literals: Literal[] = [];
  let at = start;
  for (let literal = code.stringAt(at); literal && at < end; literal = code.stringAt(at)) {
    literals.push(literal);
    at = skipBlank(code.masked, literal.end);
  }
  const last = literals.at(-1);
  const holes = literals.flatMap((literal) => literal.holes);
  const rest = last && last.end < end ? code.masked.slice(at, Math.min(end, at + 40)) : '';
  const text: TextValue = {
    kind: 'text',
    literals,
    holes,
    formatted: /^(?:%|\.format\b)/.test(rest),
    start,
    end,
  };
  if (rest === '' || text.formatted || /^\.(?:strip|replace|lower|encode|join)\b/.test(rest)) return text;
  return rest.startsWith('+')
    ? readSum(code, { start, end }, constants, depth)
    : { kind: 'other', start, end };
}

/** What a string says; undefined where part of it is worked out at run time. */
export function textIn(code: Code, value: PythonValue): string | undefined {
  if (value.kind !== 'text' || value.holes.length > 0 || value.formatted) return undefined;
  return value.literals.map(({ content }) => code.text.slice(content.start, content.end)).join('');
}
