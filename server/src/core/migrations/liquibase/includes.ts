/** What Liquibase's change logs include: docs.liquibase.com/concepts/changelogs/attributes/include.html and includeall.html */
import { entriesOf, itemsOf, nodeAt, textOf, type TreeNode } from '../../parsers/tree.ts';
import type { XmlElement } from '../../parsers/xml.ts';
import type { ChangeLogIncludes } from '../types.ts';

export function includesInXml(roots: readonly XmlElement[], text: string): ChangeLogIncludes | undefined {
  const log = roots.find(({ name }) => name === 'databaseChangeLog');
  return includesOf(
    (log?.children ?? []).map(({ name, attributes }): Entry => {
      const get = (key: string): string | undefined => {
        const range = attributes.get(key);
        return range && text.slice(range.start, range.end);
      };
      return { name, get };
    }),
  );
}

/** YAML and JSON. */
export function includesInTree(root: TreeNode | undefined): ChangeLogIncludes | undefined {
  const log = entriesOf(root).find(({ key }) => key.text === 'databaseChangeLog')?.value;
  return includesOf(
    itemsOf(log).flatMap((item) =>
      entriesOf(item).map(({ key, value }): Entry => ({
        name: key.text,
        get: (name) => textOf(nodeAt(value, name)),
      })),
    ),
  );
}

/** What stands at the top of a change log: a change set, an include. */
interface Entry {
  readonly name: string;
  readonly get: (attribute: string) => string | undefined;
}

function includesOf(entries: readonly Entry[]): ChangeLogIncludes | undefined {
  const list = entries.flatMap(({ name, get }): ChangeLogIncludes['list'] => {
    if (name !== 'include' && name !== 'includeAll') return [];
    const path = get(name === 'include' ? 'file' : 'path')?.trim() ?? '';
    // Where a property says it, nobody knows it here.
    if (path === '' || path.includes('${')) return [];
    return [
      {
        path,
        isFolder: name === 'includeAll',
        isRelative: get('relativeToChangelogFile')?.trim() === 'true',
      },
    ];
  });
  if (list.length === 0) return undefined;
  const first = entries.find(({ name }) => /^(?:changeSet|include|includeAll)$/.test(name));
  return { list, ownFirst: first?.name === 'changeSet' };
}
