/** What YAML configuration says, as values: placeholders of Symfony and Spring stand for variables. */
import type { TreeNode, TreeScalar } from '../../parsers/tree.ts';
import type { Document } from '../../source.ts';
import { spanOf, spanOnLine, type Span } from '../../span.ts';
import type { Value } from '../values.ts';

export function yamlValue(document: Document, node: TreeNode): Value {
  const at = spanOnLine(document, node);
  if (node.kind === 'list')
    return { kind: 'list', items: node.items.map((item) => yamlValue(document, item)), open: false, at };
  if (node.kind === 'map')
    return {
      kind: 'map',
      entries: node.entries.flatMap(({ key, value }) =>
        value
          ? [
              {
                key: key.text,
                keyAt: spanOf(document, key.start, key.end),
                value: yamlValue(document, value),
              },
            ]
          : [],
      ),
      open: false,
      at,
    };
  return scalarValue(node, at);
}

function scalarValue({ text, style }: TreeScalar, at: Span): Value {
  const variable = /^%env\((?:([\w.:]{0,60}):)?(\w{1,100})\)%$/.exec(text);
  if (variable) {
    const split = /(?:^|:)csv(?:$|:)/.test(variable[1] ?? '') ? { split: ',' } : {};
    return { kind: 'variable', name: variable[2] ?? '', mayBeUnset: false, ...split, at };
  }
  const placeholder = placeholderValue(text, at);
  if (placeholder) return placeholder;
  if (style === 'plain') {
    if (/^(?:true|yes|on)$/i.test(text)) return { kind: 'flag', value: true, at };
    if (/^(?:false|no|off)$/i.test(text)) return { kind: 'flag', value: false, at };
    if (/^-?\d{1,15}(?:\.\d{1,6})?$/.test(text)) return { kind: 'number', value: Number(text), at };
    if (/^(?:null|~|)$/.test(text)) return { kind: 'nothing', at };
  }
  return { kind: 'text', text, at };
}

/** Spring: `${cors.origins:https://example.com}`; the environment says `CORS_ORIGINS`. */
export function placeholderValue(text: string, at: Span): Value | undefined {
  const match = /^\$\{([\w.-]{1,100})(?::([^}]{0,300}))?\}$/.exec(text);
  if (!match) return undefined;
  const [, name = '', fallback] = match;
  return {
    kind: 'variable',
    name: /[.-]/.test(name) ? name.toUpperCase().replace(/[.-]/g, '_') : name,
    mayBeUnset: false,
    ...(fallback !== undefined && { fallback: { kind: 'text', text: fallback, at } }),
    at,
  };
}
