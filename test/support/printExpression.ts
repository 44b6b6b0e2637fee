import { codeOf } from '../../server/src/core/parsers/code.ts';
import { expressionAt, type Expr, type MapPart } from '../../server/src/core/parsers/expression.ts';
import { createDocument } from '../../server/src/core/source.ts';

/** The tree of the expression that a text starts with, on one line. */
export function treeOf(path: string, text: string, at = 0): string {
  const document = createDocument({ path, text });
  return printed(expressionAt(codeOf(document), document.language, at), text);
}

export function printed(expression: Expr, text: string): string {
  const show = (inner: Expr): string => printed(inner, text);
  switch (expression.kind) {
    case 'string':
      return JSON.stringify(expression.text);
    case 'template':
      return `join(${expression.parts.map(show).join(', ')})`;
    case 'number':
    case 'boolean':
      return String(expression.value);
    case 'null':
      return 'null';
    case 'regex':
      return `/${expression.source}/${expression.flags}`;
    case 'name':
      return expression.name;
    case 'member':
      return `${show(expression.object)}.${expression.name}`;
    case 'index':
      return `${show(expression.object)}[${show(expression.index)}]`;
    case 'call': {
      const args = expression.args.map(
        ({ name, value }) => (name === undefined ? '' : `${name}=`) + show(value),
      );
      const block = expression.block ? ` ${show(expression.block)}` : '';
      return `${expression.isNew ? 'new ' : ''}${show(expression.callee)}(${args.join(', ')})${block}`;
    }
    case 'list':
      return `[${expression.items.map(show).join(', ')}]`;
    case 'map':
      return `${expression.type ?? ''}{${expression.entries.map((entry) => part(entry, text)).join(', ')}}`;
    case 'spread':
      return `...${show(expression.value)}`;
    case 'choice':
      return `(${show(expression.test)} ? ${show(expression.consequent)} : ${show(expression.alternate)})`;
    case 'binary':
      return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
    case 'not':
      return `!${show(expression.value)}`;
    case 'function':
      return `(${expression.parameters.join(', ')}) -> «${text.slice(expression.body.start, expression.body.end).trim()}»`;
    case 'unknown':
      return `?${text.slice(expression.start, expression.end)}`;
  }
}

function part(entry: MapPart, text: string): string {
  return 'spread' in entry
    ? `...${printed(entry.spread, text)}`
    : `${entry.keyText ?? printed(entry.key, text)}: ${printed(entry.value, text)}`;
}
