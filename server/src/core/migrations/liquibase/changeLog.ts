/** Liquibase's change logs in XML, YAML and JSON, in one shape: docs.liquibase.com/concepts/changelogs/xml-format.html, yaml-format.html and json-format.html */
import type { TextRange } from '../../finding.ts';
import { entriesOf, itemsOf, type TreeNode } from '../../parsers/tree.ts';
import { withoutEntities, type XmlElement } from '../../parsers/xml.ts';

/** A change, or what stands inside of one: a column, its constraints. */
export interface Change extends TextRange {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly children: readonly Change[];
  /** SQL inside of it, as long as it is written. */
  readonly sql?: Attribute;
}

export interface Attribute extends TextRange {
  readonly text: string;
}

export interface ChangeSet extends TextRange {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly changes: readonly Change[];
  /** Absent: Liquibase works it out, where it can. */
  readonly rollback?: Change;
}

export function changeSetsInXml(roots: readonly XmlElement[], text: string): readonly ChangeSet[] {
  const log = roots.find(({ name }) => name === 'databaseChangeLog');
  return (log?.children ?? []).flatMap((element) =>
    element.name === 'changeSet' ? [changeSetOf(ofElement(element, text, 0))] : [],
  );
}

/** YAML and JSON. */
export function changeSetsInTree(root: TreeNode | undefined): readonly ChangeSet[] {
  const log = entriesOf(root).find(({ key }) => key.text === 'databaseChangeLog')?.value;
  return itemsOf(log).flatMap((item) =>
    entriesOf(item).flatMap(({ key, value }) =>
      key.text === 'changeSet' && value ? [changeSetOf(ofNode(key.text, key, value, 0))] : [],
    ),
  );
}

function changeSetOf({ start, end, attributes, children }: Change): ChangeSet {
  const listed = children.filter(({ name }) => name === 'changes').flatMap((one) => one.children);
  const rollback = children.find(({ name }) => name === 'rollback');
  return {
    start,
    end,
    attributes,
    changes: [...listed, ...children.filter(({ name }) => !NO_CHANGE.has(name))],
    ...(rollback && { rollback }),
  };
}

const NO_CHANGE: ReadonlySet<string> = new Set([
  'changes',
  'rollback',
  'preConditions',
  'comment',
  'validCheckSum',
  'modifySql',
  'labels',
]);

/** Nothing that counts lies deeper: changeSet, createTable, column, constraints. */
const DEEPEST = 8;

function ofElement(element: XmlElement, text: string, depth: number): Change {
  const { name, start, inner, end, attributes, children, texts } = element;
  const written = texts.filter((one) => text.slice(one.start, one.end).trim() !== '');
  const [first, last] = [written[0], written.at(-1)];
  return {
    name,
    start,
    // What is underlined is the tag, with all that it says.
    end: children.length > 0 && SHORT.has(name) ? inner : end,
    attributes: new Map(
      [...attributes].map(([key, { start: from, end: to }]) => [
        key,
        { start: from, end: to, text: withoutEntities(text.slice(from, to)).trimEnd() },
      ]),
    ),
    children: depth < DEEPEST ? children.map((child) => ofElement(child, text, depth + 1)) : [],
    ...(first && last && { sql: sqlIn(text, { start: first.start, end: last.end }, written) }),
  };
}

const SHORT: ReadonlySet<string> = new Set(['column']);

/** From the first piece of text to the last: what stands between is blank. */
function sqlIn(text: string, range: TextRange, pieces: readonly TextRange[]): Attribute {
  let sql = '';
  let at = range.start;
  for (const { start, end } of pieces) {
    sql += ' '.repeat(Math.max(0, start - at)) + withoutEntities(text.slice(start, end));
    at = end;
  }
  return { ...range, text: sql };
}

function ofNode(name: string, key: TextRange, value: TreeNode, depth: number): Change {
  const attributes = new Map<string, Attribute>();
  const children: Change[] = [];
  if (value.kind === 'scalar') attributes.set('sql', value);
  if (depth < DEEPEST)
    for (const entry of value.kind === 'list'
      ? value.items.flatMap((item) => entriesOf(item))
      : entriesOf(value)) {
      const inside = entry.value;
      if (!inside) continue;
      if (inside.kind === 'scalar' && value.kind !== 'list') attributes.set(entry.key.text, inside);
      // `columns` is a list of columns, as XML has them without a list.
      else if (entry.key.text === 'columns' && inside.kind === 'list')
        children.push(...ofNode('columns', entry.key, inside, depth + 1).children);
      else children.push(ofNode(entry.key.text, entry.key, inside, depth + 1));
    }
  const sql = attributes.get('sql');
  return { name, start: key.start, end: key.end, attributes, children, ...(sql && { sql }) };
}
