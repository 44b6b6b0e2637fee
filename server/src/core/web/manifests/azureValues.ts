/** What Azure's templates put in: `[parameters('x')]`, and names of Bicep. */
import { parseJsonIn } from '../../parsers/json.ts';
import { nodeAt, textOf, type TreeMap, type TreeNode } from '../../parsers/tree.ts';
import type { Document } from '../../source.ts';
import { spanIn, valueOf, type Reading } from './treeValues.ts';

export function armReading(document: Document, root: TreeNode | undefined): Reading {
  const plain: Reading = { document };
  return {
    document,
    refers(node) {
      const code = /^\[(?!\[)([^]*)\]$/.exec(textOf(node) ?? '')?.[1];
      if (code === undefined) return undefined;
      const at = spanIn(plain, node);
      const name = /^\s*parameters\('([\w-]{1,200})'\)\s*$/.exec(code)?.[1];
      if (name === undefined) return { kind: 'unknown', at };
      const given = nodeAt(root, 'parameters', name, 'defaultValue');
      const fallback = given && textOf(given)?.startsWith('[') !== true ? given : undefined;
      return {
        kind: 'variable',
        name,
        ...(fallback && { fallback: valueOf(plain, fallback) }),
        mayBeUnset: false,
        at,
      };
    },
  };
}

/** A word without quotes is a name; `'${x}'` puts one in. */
export function bicepReading(document: Document): Reading {
  const declared = new Set(
    [...document.text.matchAll(/^[ \t]{0,40}param[ \t]{1,9}(\w{1,100})/gm)].map(([, name = '']) => name),
  );
  const reading: Reading = {
    document,
    refers(node) {
      if (node.kind !== 'scalar' || node.style !== 'plain') return undefined;
      if (/^(?:true|false|null|-?\d+)$/.test(node.text)) return undefined;
      const at = spanIn(reading, node);
      if (!declared.has(node.text)) return { kind: 'unknown', at };
      return { kind: 'variable', name: node.text, mayBeUnset: false, at };
    },
    inserts: {
      pattern: /\$\{([^{}\n]{1,300})\}/g,
      value: ([, name = ''], at) =>
        declared.has(name) ? { kind: 'variable', name, mayBeUnset: false, at } : { kind: 'unknown', at },
    },
  };
  return reading;
}

/** What stands behind a key, as a map of that key alone: objects of Bicep read like JSON without quotes and commas. */
export function objectsOfBicep(text: string, key: RegExp): readonly TreeMap[] {
  const found: TreeMap[] = [];
  let behind = 0;
  for (const { index, 0: whole } of text.matchAll(key)) {
    if (index < behind || found.length > MOST) continue;
    const start = index + whole.length;
    const value = parseJsonIn(text, start, Math.min(text.length, start + LONGEST)).roots[0];
    if (!value) continue;
    behind = value.end;
    const name = /^\w+/.exec(whole)?.[0] ?? '';
    found.push({
      kind: 'map',
      entries: [
        {
          key: { kind: 'scalar', text: name, style: 'plain', start: index, end: index + name.length },
          value,
        },
      ],
      start: index,
      end: value.end,
    });
  }
  return found;
}

const LONGEST = 5_000;
const MOST = 50;
