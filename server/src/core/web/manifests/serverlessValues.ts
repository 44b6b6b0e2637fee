/** What the Serverless Framework puts in: `${env:X, 'default'}`, `${self:custom.x}`, `${opt:stage}`. */
import { entriesOf, nodeAt, type TreeNode } from '../../parsers/tree.ts';
import type { Document } from '../../source.ts';
import type { Span } from '../../span.ts';
import type { Stage, Value } from '../values.ts';
import { spanIn, valueOf, type Reading } from './treeValues.ts';

/** How many names of a file are followed: lists of names would multiply. */
const MOST_FOLLOWED = 1_000;

export function serverlessReading(document: Document, root: TreeNode | undefined): Reading {
  const budget = { followed: 0 };
  return readingAt(document, root, budget, 0);
}

const WHOLE = /^\$\{((?:[^${}]|\$\{[^{}]*\})*)\}$/;

function readingAt(
  document: Document,
  root: TreeNode | undefined,
  budget: { followed: number },
  depth: number,
): Reading {
  const reading: Reading = {
    document,
    refers(node) {
      const inside = node.kind === 'scalar' ? WHOLE.exec(node.text)?.[1] : undefined;
      return inside === undefined ? undefined : insertedValue(inside, spanIn(reading, node));
    },
    inserts: {
      pattern: /\$\{(?:[^${}\n]|\$\{[^{}\n]{0,300}\}){1,500}\}/g,
      value: ([whole], at) => insertedValue(whole.slice(2, -1), at),
    },
  };
  const insertedValue = (inside: string, at: Span): Value => {
    const [first = '', ...others] = inside.split(',').map((part) => part.trim());
    const fallback = others.length === 0 ? undefined : literal(others.join(', '), at);
    const variable = /^env:([A-Za-z_]\w{0,199})$/.exec(first)?.[1];
    if (variable !== undefined)
      return { kind: 'variable', name: variable, ...(fallback && { fallback }), mayBeUnset: false, at };
    const path = /^self:([\w.${}:-]{1,300})$/.exec(first)?.[1];
    if (path === undefined || depth > 8 || budget.followed++ > MOST_FOLLOWED) return { kind: 'unknown', at };
    return ownValue(document, root, budget, depth, path, at) ?? fallback ?? { kind: 'unknown', at };
  };
  return reading;
}

/** Quoted, a number or a truth value. */
function literal(text: string, at: Span): Value {
  const quoted = /^(["'])([^]*)\1$/.exec(text)?.[2];
  if (quoted !== undefined) return { kind: 'text', text: quoted, at };
  if (/^(?:true|false)$/.test(text)) return { kind: 'flag', value: text === 'true', at };
  return /^\d{1,9}$/.test(text) ? { kind: 'number', value: Number(text), at } : { kind: 'unknown', at };
}

/** What stands in the file itself; with the name of the stage as the last part, all that it can be. */
function ownValue(
  document: Document,
  root: TreeNode | undefined,
  budget: { followed: number },
  depth: number,
  path: string,
  at: Span,
): Value | undefined {
  const reading = readingAt(document, root, budget, depth + 1);
  const byStage = /^([\w.-]+)\.\$\{[^{}]*\}$/.exec(path)?.[1];
  const node = nodeAt(root, ...(byStage ?? path).split('.'));
  if (byStage === undefined) return node && valueOf(reading, node);
  const options = entriesOf(node).flatMap(({ key, value }) =>
    value ? [{ when: stageNamed(key.text), value: valueOf(reading, value) }] : [],
  );
  return options.length > 0 ? { kind: 'choice', options, at } : undefined;
}

function stageNamed(name: string): Stage {
  if (/^(?:dev|development|local|offline|test)/i.test(name)) return 'development';
  return /^(?:prod|production|live)/i.test(name) ? 'production' : 'unknown';
}
