/** What CloudFormation puts in: parameters, `!Sub`, `!If`; as far as the file says. */
import { entriesOf, itemsOf, nodeAt, scalarOf, textOf, type TreeNode } from '../../parsers/tree.ts';
import type { Document } from '../../source.ts';
import type { Span } from '../../span.ts';
import type { Value } from '../values.ts';
import { listedValue, spanIn, textValue, valueOf, type Inserts, type Reading } from './treeValues.ts';

/** `outer`: how the rest of the file is read that the template is a part of. */
export function cloudFormationReading(
  document: Document,
  root: TreeNode | undefined,
  outer: Reading = { document },
): Reading {
  const parameters = new Map(
    entriesOf(nodeAt(root, 'Parameters')).map(({ key, value }) => [key.text, value] as const),
  );
  const plain: Reading = { document };
  const parameter = (name: string, at: Span): Value => {
    if (name === 'AWS::NoValue') return { kind: 'nothing', at };
    const declared = parameters.get(name);
    return declared ? parameterValue(plain, name, declared, at) : { kind: 'unknown', at };
  };
  const inserts: Inserts = {
    pattern: /\$\{!?[^{}\n]{1,300}\}/g,
    value: ([whole], at) =>
      whole.startsWith('${!') ? `\${${whole.slice(3)}` : parameter(whole.slice(2, -1).trim(), at),
  };
  const reading: Reading = {
    ...outer,
    refers(node) {
      const call = calledBy(document, node);
      if (!call) return outer.refers?.(node);
      return functionValue(reading, call.name, call.given, spanIn(reading, node), parameter, inserts);
    },
  };
  return reading;
}

/** `!Name given`, or `{Name: given}` and `{"Fn::Name": given}`. */
function calledBy(
  document: Document,
  node: TreeNode,
): { readonly name: string; readonly given: TreeNode } | undefined {
  // In brackets the parser of YAML leaves tags out.
  const tag =
    node.tag ??
    /!([A-Za-z]{1,30})[ \t]+["']?$/.exec(document.text.slice(Math.max(0, node.start - 40), node.start))?.[1];
  if (tag !== undefined && FUNCTIONS.test(tag)) return { name: tag, given: node };
  const [entry, ...others] = entriesOf(node);
  if (!entry?.value || others.length > 0) return undefined;
  if (entry.key.text === 'Ref') return { name: 'Ref', given: entry.value };
  const name = /^Fn::(\w+)$/.exec(entry.key.text)?.[1];
  return name === undefined ? undefined : { name, given: entry.value };
}

const FUNCTIONS =
  /^(?:Ref|Sub|If|Join|Split|GetAtt|ImportValue|FindInMap|Select|Base64|Cidr|GetAZs|Transform|ToJsonString)$/;

function functionValue(
  reading: Reading,
  name: string,
  given: TreeNode,
  at: Span,
  parameter: (name: string, at: Span) => Value,
  inserts: Inserts,
): Value {
  const items = itemsOf(given);
  const read = (node: TreeNode | undefined): Value =>
    // What is tagged itself is the function's argument, not another call of it.
    node && node !== given ? valueOf(reading, node) : { kind: 'unknown', at };
  switch (name) {
    case 'Ref':
      return parameter(textOf(given) ?? '', at);
    case 'Sub': {
      const text = scalarOf(given) ?? scalarOf(items[0]);
      return text ? textValue({ ...reading, inserts }, text) : { kind: 'unknown', at };
    }
    case 'If':
      return {
        kind: 'choice',
        options: items.slice(1, 3).map((item) => ({ when: 'unknown', value: read(item) })),
        at,
      };
    case 'Split': {
      const separator = textOf(items[0]);
      const whole = read(items[1]);
      return whole.kind === 'variable' && separator !== undefined
        ? { ...whole, split: separator, at }
        : { kind: 'unknown', at };
    }
    case 'Join': {
      const separator = textOf(items[0]) ?? '';
      const parts = itemsOf(items[1]).map(read);
      if (parts.length === 0) return { kind: 'unknown', at };
      const between: Value = { kind: 'text', text: separator, at };
      const joined = parts.flatMap((part, index) =>
        index === 0 || separator === '' ? [part] : [between, part],
      );
      return { kind: 'joined', parts: joined, at };
    }
    default:
      return { kind: 'unknown', at };
  }
}

function parameterValue(plain: Reading, name: string, declared: TreeNode, at: Span): Value {
  const given = scalarOf(nodeAt(declared, 'Default'));
  const isList = /List/.test(textOf(nodeAt(declared, 'Type')) ?? '');
  const fallback = given && (isList ? listedValue(plain, given) : valueOf(plain, given));
  return {
    kind: 'variable',
    name,
    ...(fallback && { fallback }),
    ...(isList && { split: ',' }),
    mayBeUnset: false,
    at,
  };
}
