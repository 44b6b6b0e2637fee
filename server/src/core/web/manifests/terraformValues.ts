/** What expressions of Terraform come to, as far as the file says. */
import { parseHcl } from '../../parsers/hcl.ts';
import { entriesOf, itemsOf, nodeAt, textOf, type TreeList, type TreeNode } from '../../parsers/tree.ts';
import type { Document } from '../../source.ts';
import type { Span } from '../../span.ts';
import type { MapEntry, Value } from '../values.ts';
import { spanIn, textValue, valueOf, type Reading } from './treeValues.ts';

export function terraformReading(document: Document, root: TreeNode | undefined): Reading {
  const names = namesIn(root);
  return readingWith(document, names, 0, 0);
}

/** Behind this many names and expressions within each other nothing is followed. */
const DEEPEST = 12;
/** How many names of a file are followed: lists of lists of names would multiply. */
const MOST_FOLLOWED = 2_000;

interface Names {
  /** `var.x` with its default, and `local.x`. */
  readonly known: ReadonlyMap<string, TreeNode | undefined>;
  followed: number;
}

function namesIn(root: TreeNode | undefined): Names {
  const known = new Map<string, TreeNode | undefined>();
  for (const { key, value } of entriesOf(root)) {
    if (value?.kind !== 'map') continue;
    if (key.text === 'variable') known.set(`var.${value.labels?.[0] ?? ''}`, nodeAt(value, 'default'));
    if (key.text === 'locals')
      for (const local of entriesOf(value)) known.set(`local.${local.key.text}`, local.value);
  }
  return { known, followed: 0 };
}

function readingWith(document: Document, names: Names, shift: number, depth: number): Reading {
  const reading: Reading = {
    document,
    shift,
    refers: (node) => referred(reading, names, node, depth),
    inserts: {
      pattern: /\$\$\{|\$\{[^{}\n]{1,500}\}|%\{[^{}\n]{1,500}\}/g,
      value([whole], at) {
        if (whole === '$${') return '${';
        return codeValue(reading, names, whole.slice(2, -1).trim(), at, depth + 1);
      },
    },
  };
  return reading;
}

function referred(reading: Reading, names: Names, node: TreeNode, depth: number): Value | undefined {
  if (node.kind === 'list' && node.call !== undefined) return callValue(reading, node);
  if (node.kind !== 'scalar' || node.style !== 'code') return undefined;
  if (/^(?:true|false|null|-?[\d.]+)$/.test(node.text)) return undefined;
  return codeValue(reading, names, node.text, spanIn(reading, node), depth);
}

function codeValue(reading: Reading, names: Names, code: string, at: Span, depth: number): Value {
  if (depth > DEEPEST || names.followed++ > MOST_FOLLOWED) return { kind: 'unknown', at };
  const name = /^(?:var|local)\.[\w-]+$/.exec(code)?.[0];
  if (name === undefined) return operated(reading, names, code, at, depth);
  const target = readingWith(reading.document, names, 0, depth + 1);
  const known = names.known.get(name);
  const elsewhere: Value | undefined = names.known.has(name) ? undefined : importedValue(name, at);
  if (name.startsWith('var.')) {
    const fallback = known && isSomething(known) ? valueOf(target, known) : elsewhere;
    // Without a default, Terraform asks for it.
    return {
      kind: 'variable',
      name: name.slice('var.'.length),
      ...(fallback && { fallback }),
      mayBeUnset: false,
      at,
    };
  }
  return known ? valueOf(target, known) : (elsewhere ?? { kind: 'unknown', at });
}

/** All files of a folder are one module; by custom these have its variables and its locals. */
function importedValue(name: string, at: Span): Value {
  const from = name.startsWith('var.') ? './variables.tf' : './locals.tf';
  return { kind: 'imported', from, name, path: [], at };
}

/** What other files of the folder may ask for: defaults of variables, and locals, that sound like settings of this kind. */
export function terraformExports(
  document: Document,
  root: TreeNode | undefined,
): readonly { readonly name: string; readonly value: Value; readonly at: TreeNode }[] {
  const names = namesIn(root);
  const reading = readingWith(document, names, 0, 0);
  return [...names.known].flatMap(([name, node]) =>
    node && isSomething(node) && TELLING_NAME.test(name)
      ? [{ name, value: valueOf(reading, node), at: node }]
      : [],
  );
}

const TELLING_NAME = /cors|origin|cache|header|domain|url|host|ttl/i;

function isSomething(node: TreeNode): boolean {
  return textOf(node) !== 'null' || node.kind !== 'scalar' || node.style !== 'code';
}

/** `a ? b : c`; of other operators nothing is worked out. */
function operated(reading: Reading, names: Names, code: string, at: Span, depth: number): Value {
  const parts = conditionalParts(code);
  if (!parts) return { kind: 'unknown', at };
  const options = parts.map(([from, to]) => {
    const text = `x=${code.slice(from, to)}`;
    const node = entriesOf(parseHcl(text).roots[0])[0]?.value;
    // The text that was parsed starts two characters before the part.
    const start = at.start + leadingBlanks(reading, at) + from - 2;
    const inner = readingWith(reading.document, names, start, depth + 1);
    return {
      when: 'unknown' as const,
      value: node ? valueOf(inner, node) : ({ kind: 'unknown', at } as const),
    };
  });
  return { kind: 'choice', options, at };
}

/** Within `${ … }` the code starts behind the braces and blanks. */
function leadingBlanks({ document }: Reading, { start }: Span): number {
  return /^[$%]\{\s*/.exec(document.text.slice(start, start + 40))?.[0].length ?? 0;
}

/** The two branches; undefined for what is no condition. */
function conditionalParts(code: string): readonly (readonly [number, number])[] | undefined {
  let depth = 0;
  let question = -1;
  let isQuoted = false;
  for (let at = 0; at < code.length; at++) {
    const char = code[at];
    if (char === '"' && code[at - 1] !== '\\') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (char === '(' || char === '[' || char === '{') depth++;
    else if (char === ')' || char === ']' || char === '}') depth--;
    else if (depth > 0) continue;
    else if (char === '?' && question === -1) question = at;
    else if (char === ':' && question !== -1)
      return [
        [question + 1, at],
        [at + 1, code.length],
      ];
  }
  return undefined;
}

function callValue(reading: Reading, list: TreeList): Value {
  const at = spanIn(reading, list);
  const args = list.items.map((item) => valueOf(reading, item));
  const [first, second] = args;
  switch (list.call) {
    case '':
    case 'tolist':
    case 'toset':
    case 'sort':
    case 'distinct':
    case 'compact':
    case 'nonsensitive':
    case 'sensitive':
    case 'tostring':
    case 'jsonencode':
    case 'trimspace':
      return first ?? { kind: 'unknown', at };
    case 'concat':
    case 'flatten':
    case 'setunion':
      return listOf(args, at);
    case 'merge':
      return mapOf(args, at);
    case 'coalesce':
    case 'try':
    case 'lookup':
      return { kind: 'choice', options: args.map((value) => ({ when: 'unknown', value })), at };
    case 'split':
      return splitValue(first, second, at);
    case 'join':
      return joinedValue(first, second, at);
    case 'format':
      return formatValue(reading, list, at);
    default:
      return { kind: 'call', callee: list.call ?? '', args: args.map((value) => ({ value })), at };
  }
}

function listOf(parts: readonly Value[], at: Span): Value {
  const items: Value[] = [];
  let open = false;
  for (const part of parts)
    if (part.kind === 'list') {
      items.push(...part.items.flatMap((item) => (item.kind === 'list' ? item.items : item)));
      open ||= part.open;
    } else if (part.kind === 'text') items.push(part);
    else if (part.kind === 'variable' || part.kind === 'choice') items.push(part);
    else open = true;
  return { kind: 'list', items, open, at };
}

function mapOf(parts: readonly Value[], at: Span): Value {
  const entries: MapEntry[] = [];
  let open = false;
  for (const part of parts)
    if (part.kind === 'map') {
      entries.push(...part.entries);
      open ||= part.open;
    } else open = true;
  return { kind: 'map', entries, open, at };
}

function splitValue(separator: Value | undefined, whole: Value | undefined, at: Span): Value {
  if (separator?.kind !== 'text' || whole?.kind !== 'variable') return whole ?? { kind: 'unknown', at };
  return { ...whole, split: separator.text, at };
}

function joinedValue(separator: Value | undefined, list: Value | undefined, at: Span): Value {
  if (separator?.kind !== 'text' || list?.kind !== 'list' || list.open) return { kind: 'unknown', at };
  const parts = list.items.flatMap((item, index) => (index === 0 ? [item] : [separator, item]));
  return { kind: 'joined', parts, at };
}

/** `format("https://%s", var.host)`. */
function formatValue(reading: Reading, list: TreeList, at: Span): Value {
  const [pattern, ...others] = itemsOf(list);
  if (pattern?.kind !== 'scalar' || pattern.style !== 'double') return { kind: 'unknown', at };
  const waiting = others.map((item) => valueOf(reading, item));
  return textValue(
    {
      ...reading,
      inserts: {
        pattern: /%%|%[-+ #0]{0,3}\d{0,4}[a-z]/g,
        value: ([whole], here) => (whole === '%%' ? '%' : (waiting.shift() ?? { kind: 'unknown', at: here })),
      },
    },
    pattern,
  );
}
