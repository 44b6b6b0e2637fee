/** What the nodes of YAML, JSON, TOML and HCL come to as values. */
import type { TextRange } from '../../finding.ts';
import { entriesOf, type TreeNode, type TreeScalar } from '../../parsers/tree.ts';
import type { Document } from '../../source.ts';
import type { Span } from '../../span.ts';
import type { MapEntry, Value } from '../values.ts';
import { lineSpan } from './collector.ts';

/** How the values of a file are read. */
export interface Reading {
  readonly document: Document;
  /** Offset of what was parsed, where it was a part of the document. */
  readonly shift?: number;
  /** What a node of this format stands for: `!Ref X`, `var.x`. Undefined: it is what it looks like. */
  refers?(node: TreeNode): Value | undefined;
  /** What the format puts into texts. */
  readonly inserts?: Inserts;
}

export interface Inserts {
  /** Global; matches all that is replaced. */
  readonly pattern: RegExp;
  /** What is put in; a text where the match stands for itself. `at` is where it stands. */
  value(match: RegExpMatchArray, at: Span): Value | string;
}

export function valueOf(reading: Reading, node: TreeNode): Value {
  const referred = reading.refers?.(node);
  if (referred) return referred;
  const at = spanIn(reading, node);
  if (node.kind === 'scalar') return scalarValue(reading, node);
  if (node.kind === 'list')
    return { kind: 'list', items: node.items.map((item) => valueOf(reading, item)), open: false, at };
  const entries: MapEntry[] = entriesOf(node).map(({ key, value }) => ({
    key: key.text,
    keyAt: spanIn(reading, key),
    value: value ? valueOf(reading, value) : { kind: 'nothing', at: spanIn(reading, key) },
  }));
  return { kind: 'map', entries, open: false, at };
}

function scalarValue(reading: Reading, scalar: TreeScalar): Value {
  const at = spanIn(reading, scalar);
  const { text } = scalar;
  if (scalar.style === 'plain' || scalar.style === 'code') {
    if (/^(?:true|false)$/i.test(text)) return { kind: 'flag', value: text.length === 4, at };
    if (/^(?:null|nil|~)?$/i.test(text)) return { kind: 'nothing', at };
    if (/^-?\d[\d_]{0,17}(?:\.\d{1,10})?$/.test(text))
      return { kind: 'number', value: Number(text.replaceAll('_', '')), at };
    if (scalar.style === 'code') return { kind: 'unknown', at };
  }
  return textValue(reading, scalar);
}

/** A text, with what the format puts into it. */
export function textValue(reading: Reading, scalar: TextRange & { readonly text: string }): Value {
  const at = spanIn(reading, scalar);
  const text = scalar.text.includes('\n') ? oneLine(scalar.text) : scalar.text;
  const { inserts } = reading;
  if (!inserts) return { kind: 'text', text, at };
  // Where the text is written otherwise than it reads, its parts have no places of their own.
  const isVerbatim = scalar.end - scalar.start === scalar.text.length && !scalar.text.includes('\n');
  const place = (from: number, to: number): Span =>
    isVerbatim ? spanIn(reading, { start: scalar.start + from, end: scalar.start + to }) : at;
  const source = isVerbatim ? scalar.text : text;
  const parts: Value[] = [];
  let behind = 0;
  let literal = '';
  let literalStart = 0;
  const flush = (end: number): void => {
    if (literal !== '') parts.push({ kind: 'text', text: literal, at: place(literalStart, end) });
    literal = '';
  };
  for (const match of source.matchAll(inserts.pattern)) {
    const end = match.index + match[0].length;
    const value = inserts.value(match, place(match.index, end));
    literal += source.slice(behind, match.index);
    if (typeof value === 'string') literal += value;
    else {
      flush(match.index);
      parts.push(value);
      literalStart = end;
    }
    behind = end;
  }
  literal += source.slice(behind);
  flush(source.length);
  const [only, ...others] = parts;
  if (!only) return { kind: 'text', text: '', at };
  if (others.length > 0) return { kind: 'joined', parts, at };
  return only.kind === 'text' ? { ...only, at } : only;
}

function oneLine(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

export function spanIn(reading: Reading, { start, end }: TextRange): Span {
  const shift = reading.shift ?? 0;
  return lineSpan(reading.document, { start: start + shift, end: end + shift });
}

/** The texts of a list that is written as one: `a, b`; the places are those of each. */
export function listedValue(reading: Reading, scalar: TreeScalar, separator = ','): Value {
  const at = spanIn(reading, scalar);
  if (scalar.end - scalar.start !== scalar.text.length || scalar.text.includes('\n'))
    return {
      kind: 'list',
      items: splitTexts(scalar.text, separator).map(({ text }) => ({ kind: 'text', text, at })),
      open: false,
      at,
    };
  const items = splitTexts(scalar.text, separator).map(({ text, start }) =>
    textValue(reading, {
      text,
      start: scalar.start + start,
      end: scalar.start + start + text.length,
    }),
  );
  return { kind: 'list', items, open: false, at };
}

function splitTexts(text: string, separator: string): readonly { text: string; start: number }[] {
  let at = 0;
  return text.split(separator).flatMap((part) => {
    const start = at + part.length - part.trimStart().length;
    at += part.length + separator.length;
    return part.trim() === '' ? [] : [{ text: part.trim(), start }];
  });
}

/** `{{ … }}` of Helm, Jinja and Go, `<%= … %>`, `${{ … }}`: what comes out is not known. */
export const TEMPLATES: Inserts = {
  pattern: /\$?\{\{[^{}\n]{0,500}\}\}|<%[^%\n]{0,500}%>/g,
  value: (_, at) => ({ kind: 'unknown', at }),
};

/** `${X}`, `${X:-default}`, `$X` of Compose and the shell; templates as well. `$$` is a dollar. */
export const SHELL_VARIABLES: Inserts = {
  pattern:
    /\$\$|\$?\{\{[^{}\n]{0,500}\}\}|\$\{([A-Za-z_]\w{0,199})(?:(:?[-?])([^${}\n]{0,300}))?\}|\$([A-Za-z_]\w{0,199})/g,
  value([whole, braced, operator, other = '', plain], at) {
    const name = braced ?? plain;
    if (whole === '$$') return '$';
    if (name === undefined) return { kind: 'unknown', at };
    const fallback = operator?.endsWith('-') === true ? { fallback: textAt(other, at) } : {};
    return { kind: 'variable', name, ...fallback, mayBeUnset: operator?.endsWith('?') !== true, at };
  },
};

/** The text as it stands at the end of its braces, where it does. */
function textAt(text: string, at: Span): Value {
  const end = at.end - 1;
  const start = end - text.length;
  if (start < at.start) return { kind: 'text', text, at };
  return { kind: 'text', text, at: { ...at, start, end, column: at.column + start - at.start } };
}
