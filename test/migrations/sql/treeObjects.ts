/* Lines of statements about other objects. */
import { cascades } from './treeTables.ts';
import { line } from './operationLines.ts';
import { dotted, inside, list, relation, show, text, texts, type Tree } from './treeNodes.ts';

export const DROPS: Readonly<Record<string, string>> = {
  OBJECT_TABLE: 'drop-table',
  OBJECT_INDEX: 'drop-index',
  OBJECT_TYPE: 'drop-type',
  OBJECT_DOMAIN: 'drop-type',
  OBJECT_VIEW: 'drop-view',
  OBJECT_MATVIEW: 'drop-view',
  OBJECT_SCHEMA: 'drop-schema',
  OBJECT_FUNCTION: 'drop-function',
  OBJECT_PROCEDURE: 'drop-function',
  OBJECT_ROUTINE: 'drop-function',
  OBJECT_EXTENSION: 'drop-extension',
  OBJECT_SEQUENCE: 'drop-sequence',
  OBJECT_TRIGGER: 'drop-trigger',
  OBJECT_POLICY: 'drop-policy',
};

export function drop(node: Tree): readonly string[] | undefined {
  const kind = DROPS[show(node['removeType'])];
  if (kind === undefined) return undefined;
  return list(node['objects']).map((object) => {
    const names = texts(
      inside(object, 'List')['items'] ??
        inside(object, 'TypeName')['names'] ??
        inside(object, 'ObjectWithArgs')['objname'],
    );
    const exists = node['missing_ok'] === true && 'if-exists';
    if (kind === 'drop-trigger') return line(kind, dotted(names.slice(0, -1)), [names.at(-1)]);
    if (kind === 'drop-policy') return line(kind, dotted(names.slice(0, -1)), [names.at(-1), exists]);
    const name = names.length > 0 ? dotted(names) : text(object);
    return line(kind, name, [node['concurrent'] === true && 'concurrently', exists, cascades(node)]);
  });
}

export function rename(node: Tree): readonly string[] | undefined {
  const to = show(node['newname']);
  const table = node['relation'] === undefined ? '' : relation(node['relation']);
  switch (node['renameType']) {
    case 'OBJECT_COLUMN':
      return node['relationType'] === 'OBJECT_TABLE'
        ? [line('rename-column', table, [show(node['subname']), to])]
        : undefined;
    case 'OBJECT_TABCONSTRAINT':
      return [line('rename-constraint', table, [show(node['subname']), to])];
    case 'OBJECT_TABLE':
      return [
        line('rename-table', table, [
          table.includes('.') ? `${table.slice(0, table.indexOf('.'))}.${to}` : to,
        ]),
      ];
    case 'OBJECT_INDEX':
      return [line('rename-index', table, [to])];
    case 'OBJECT_TYPE': {
      return [line('rename-type', dotted(texts(inside(inside(node, 'object'), 'List')['items'])), [to])];
    }
    case 'OBJECT_SCHEMA':
      return [line('rename-schema', show(node['subname']), [to])];
    default:
      return undefined;
  }
}

export function relationsRead(value: unknown, found: Set<string>, own: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) relationsRead(item, found, own);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key === 'CommonTableExpr') own.add(show((item as Tree)['ctename']));
      if (key === 'RangeVar') found.add(relation(item));
      else relationsRead(item, found, own);
    }
  }
}

export function reads(query: unknown): string {
  const found = new Set<string>();
  const own = new Set<string>();
  relationsRead(query, found, own);
  return [...found]
    .filter((name) => !own.has(name))
    .sort()
    .join();
}

export function createFunction(node: Tree): readonly string[] {
  const options = new Map<string, Tree>();
  let searchPath = false;
  for (const item of list(node['options'])) {
    const option = inside(item, 'DefElem');
    options.set(show(option['defname']), (option['arg'] ?? {}) as Tree);
    if (option['defname'] === 'set')
      searchPath ||= inside(option['arg'], 'VariableSetStmt')['name'] === 'search_path';
  }
  const returns = texts(inside(node, 'returnType')['names']).at(-1);
  return [
    line('create-function', dotted(texts(node['funcname'])), [
      node['is_procedure'] === true ? 'procedure' : 'function',
      node['replace'] === true && 'replace',
      inside(options.get('security'), 'Boolean')['boolval'] === true && 'definer',
      text(options.get('language')).toLowerCase(),
      searchPath && 'search-path',
      returns === 'trigger' && 'trigger',
    ]),
  ];
}

export const role = (item: Tree): string => {
  const spec = inside(item, 'RoleSpec');
  if (spec['roletype'] === 'ROLESPEC_PUBLIC') return 'public';
  return show(
    spec['rolename'] ?? show(spec['roletype']).replace('ROLESPEC_', '').toLowerCase(),
  ).toLowerCase();
};

export const GRANT_TARGETS: Readonly<Record<string, string>> = {
  OBJECT_TABLE: 'table',
  OBJECT_SCHEMA: 'schema',
  OBJECT_FUNCTION: 'function',
  OBJECT_PROCEDURE: 'function',
  OBJECT_ROUTINE: 'function',
  OBJECT_SEQUENCE: 'sequence',
};

export function grant(node: Tree, defaults?: readonly string[]): readonly string[] {
  const privileges =
    list(node['privileges'])
      .map((item) => show(inside(item, 'AccessPriv')['priv_name'] ?? 'all'))
      .join() || 'all';
  const type = show(node['objtype']);
  const names = list(node['objects']).map((item) => {
    if (item['RangeVar']) return relation(item['RangeVar']);
    if (item['ObjectWithArgs']) return dotted(texts(inside(item, 'ObjectWithArgs')['objname']));
    if (item['List']) return dotted(texts(inside(item, 'List')['items']));
    return text(item);
  });
  let on = GRANT_TARGETS[type] ?? 'other';
  if (node['targtype'] === 'ACL_TARGET_ALL_IN_SCHEMA')
    on = on === 'table' || on === 'function' ? `all-${on}s` : 'other';
  if (defaults) on = type === 'OBJECT_TABLE' ? 'default' : 'other';
  return [
    line(node['is_grant'] === true ? 'grant' : 'revoke', on, [
      privileges,
      (defaults ?? names).join(),
      list(node['grantees']).map(role).join(),
    ]),
  ];
}

export const one =
  (kind: string, name: (node: Tree) => string) =>
  (node: Tree): readonly string[] => [line(kind, name(node), [])];
