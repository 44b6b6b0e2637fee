import { spanOf, type Span } from '../../span.ts';
import type { Document } from '../../source.ts';
import type { MigrationReader } from '../reader.ts';
import type { ModelColumn, ModelFacts } from '../types.ts';

/** The models of a Prisma schema: what the tables are meant to look like. */
const prismaModels: MigrationReader = {
  languages: ['text'],
  triggers: ['model '],
  reads: (path) => path.endsWith('.prisma'),
  read(document) {
    const models = [...document.text.matchAll(MODEL)].map((match) =>
      modelIn(document, match[1] ?? '', match[2] ?? '', match.index + match[0].indexOf('{') + 1),
    );
    return models.length === 0 ? undefined : { models };
  },
};
export default prismaModels;

const MODEL = /^model[ \t]+(\w{1,200})[ \t]*\{([^}]{0,100000})\}/gm;

function modelIn(document: Document, name: string, body: string, start: number): ModelFacts {
  const columns: ModelColumn[] = [];
  const indexes: (readonly string[])[] = [];
  const keys: ModelFacts['references'][number][] = [];
  let table = name;
  let at = start;
  for (const line of body.split('\n')) {
    const code = line.replace(/\/\/.*/, '');
    const own = /^\s*@@(\w+)\(\s*(.*)/.exec(code);
    if (own?.[1] === 'map') table = quoted(own[2] ?? '') ?? table;
    else if (own && /^(?:index|unique|id)$/.test(own[1] ?? '')) indexes.push(fieldsIn(own[2] ?? ''));
    const field = /^(\s*)(\w+)\s+(\w+)(\?|\[\])?(.*)$/.exec(code);
    if (field) {
      const [, indent = '', called = '', type = '', mark = '', rest = ''] = field;
      const relation = /@relation\((.*)/.exec(rest)?.[1];
      const nameAt = at + indent.length;
      if (relation !== undefined && /\bfields\s*:/.test(relation))
        keys.push({
          fields: fieldsIn(relation.slice(relation.search(/\bfields\s*:/))),
          to: type,
          ...onDeleteIn(relation),
        });
      else if (mark !== '[]' && relation === undefined)
        columns.push({
          name: called,
          column: quotedIn(rest, '@map') ?? called,
          type,
          at: spanOf(document, nameAt, nameAt + called.length),
          ...(/@(?:id|unique)\b/.test(rest) ? { indexed: true } : {}),
        });
    }
    at += line.length + 1;
  }
  return {
    name,
    table,
    at: modelSpan(document, name, start),
    columns,
    indexes,
    references: keys,
  };
}

function onDeleteIn(relation: string): { readonly onDelete?: string } {
  const onDelete = /\bonDelete\s*:\s*(\w+)/.exec(relation)?.[1];
  return onDelete === undefined ? {} : { onDelete };
}

function modelSpan(document: Document, name: string, bodyStart: number): Span {
  const start = document.text.lastIndexOf(name, bodyStart);
  return spanOf(document, start, start + name.length);
}

/** "[ownerId, number(sort: Desc)]" */
function fieldsIn(text: string): readonly string[] {
  const list = /\[([^\]]*)\]/.exec(text)?.[1] ?? '';
  return list
    .replace(/\([^)]*\)/g, '')
    .split(',')
    .map((field) => field.trim())
    .filter((field) => field !== '');
}

function quotedIn(rest: string, attribute: string): string | undefined {
  const start = rest.indexOf(`${attribute}(`);
  return start === -1 ? undefined : quoted(rest.slice(start + attribute.length + 1));
}

function quoted(text: string): string | undefined {
  return /^\s*(?:name\s*:\s*)?"([^"]*)"/.exec(text)?.[1];
}
