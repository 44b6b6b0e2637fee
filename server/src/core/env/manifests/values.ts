import { entriesOf, itemsOf, nodeAt, scalarOf, type TreeNode, type TreeScalar } from '../../parsers/tree.ts';
import { describeValue } from '../describeValue.ts';
import type { EnvDeclaration, EnvValue } from '../types.ts';
import { partOf, type Collector } from './manifestFacts.ts';

/** What is the same for all variables of one place. */
export type Place = Pick<EnvDeclaration, 'by' | 'scope' | 'environment' | 'phase'>;

/** Declares what a map of names and values says. */
export function declareMap(
  collector: Collector,
  node: TreeNode | undefined,
  place: Place,
  describe: (value: TreeNode | undefined) => Described = literalValue,
): void {
  for (const { key, value } of entriesOf(node)) collector.declare(key, { ...place, ...describe(value) });
}

/** Declares what a list of `{name: X, value: …}` says; the keys differ from host to host. */
export function declareList(
  collector: Collector,
  node: TreeNode | undefined,
  place: Place,
  describe: (item: TreeNode) => Described = (item) => literalValue(nodeAt(item, 'value')),
  nameKey = 'name',
): void {
  for (const item of itemsOf(node)) {
    const name = scalarOf(nodeAt(item, nameKey));
    if (name) collector.declare(name, { ...place, ...describe(item) });
  }
}

/** Declares what `NAME=value` says, in a list or alone. */
export function declareAssignment(collector: Collector, scalar: TreeScalar, place: Place): void {
  const equals = scalar.text.indexOf('=');
  if (equals <= 0) return;
  const value = partOf(scalar, equals + 1, scalar.text.length);
  collector.declare(partOf(scalar, 0, equals), {
    ...place,
    value: valueOf(value.text),
    valueAt: { start: value.start, end: value.end },
  });
}

export type Described = Pick<EnvDeclaration, 'value' | 'valueAt'>;

export const HELD_ELSEWHERE: Described = { value: { state: 'elsewhere' } };

/** A scalar is described; whatever else stands for a value is worked out by the host (`{Ref: X}`, `valueFrom`). */
export function literalValue(node: TreeNode | undefined): Described {
  if (!node) return { value: { state: 'empty' } };
  if (node.kind !== 'scalar') return { value: { state: 'reference' } };
  if (node.style === 'code') return { value: codeValue(node.text) };
  // `!Ref X`, `!Sub …`, but not `!!str`.
  if (node.tag !== undefined && !node.tag.startsWith('!')) return { value: { state: 'reference' } };
  const isNull = node.style === 'plain' && /^(?:null|~)?$/i.test(node.text);
  if (isNull) return { value: { state: 'empty' } };
  return { value: valueOf(node.text), valueAt: { start: node.start, end: node.end } };
}

/** What a text says in which the host puts other values: `{{ .Values.x }}`, `${ssm:…}`, `$(params.x)`, `<%= x %>`. */
function valueOf(text: string): EnvValue {
  if (!/\$|\{\{|<%/.test(text)) return describeValue(text);
  const rest = text.replace(/\$?\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\([^()]*\)|<%[^%]*%>|\$\w+/g, '');
  return rest.trim() === '' ? { state: 'reference' } : describeValue(text);
}

/** Terraform: a number or a truth value; everything else is worked out. */
function codeValue(text: string): EnvValue {
  if (/^(?:-?[\d.]+|true|false)$/.test(text)) return describeValue(text);
  return { state: text === 'null' ? 'empty' : 'reference' };
}
