/* Lines of statements about tables and indexes. */
import { line } from './operationLines.ts';
import { columnOf, inside, list, relation, show, tableConstraint, typeLine, type Tree } from './treeNodes.ts';

export function createTable(node: Tree): readonly string[] {
  const table = inside(node, 'relation');
  const parts: string[] = [];
  for (const item of list(node['tableElts'])) {
    if (item['ColumnDef']) parts.push(columnOf(inside(item, 'ColumnDef'), parts));
    else if (item['Constraint']) parts.push(tableConstraint(inside(item, 'Constraint')));
  }
  const parents = list(node['inhRelations']).map((item) => relation(item['RangeVar']));
  return [
    line(
      'create-table',
      relation(table),
      [
        node['if_not_exists'] === true && 'if-not-exists',
        table['relpersistence'] === 't' && 'temporary',
        table['relpersistence'] === 'u' && 'unlogged',
        node['partbound'] !== undefined && `of ${parents.join()}`,
        node['partspec'] !== undefined && 'partitioned',
        node['partbound'] === undefined && parents.length > 0 && `inherits ${parents.join()}`,
      ],
      parts.sort(),
    ),
  ];
}

export function createIndex(node: Tree): readonly string[] {
  const table = inside(node, 'relation');
  const column = (item: Tree): string => show(inside(item, 'IndexElem')['name'] ?? '(…)');
  const method = node['accessMethod'] === 'btree' ? undefined : node['accessMethod'];
  const index = [
    node['idxname'] === undefined ? undefined : node['idxname'],
    node['unique'] && 'unique',
    `(${list(node['indexParams']).map(column).join()})`,
    method,
    node['whereClause'] && 'where',
    node['indexIncludingParams'] && `include ${list(node['indexIncludingParams']).map(column).join()}`,
  ];
  return [
    line('create-index', relation(table), [
      node['concurrent'] === true && 'concurrently',
      node['if_not_exists'] === true && 'if-not-exists',
      table['inh'] !== true && 'only',
      index.filter(Boolean).join(' '),
    ]),
  ];
}

export const ALTERS: Readonly<Record<string, (table: string, command: Tree) => string | undefined>> = {
  AT_AddColumn: (table, command) =>
    line('add-column', table, [
      command['missing_ok'] === true && 'if-not-exists',
      columnOf(inside(inside(command, 'def'), 'ColumnDef')),
    ]),
  AT_DropColumn: (table, command) =>
    line('drop-column', table, [
      show(command['name']),
      command['missing_ok'] === true && 'if-exists',
      cascades(command),
    ]),
  AT_AddConstraint: (table, command) =>
    line('add-constraint', table, [tableConstraint(inside(inside(command, 'def'), 'Constraint'))]),
  AT_DropConstraint: (table, command) =>
    line('drop-constraint', table, [
      show(command['name']),
      command['missing_ok'] === true && 'if-exists',
      cascades(command),
    ]),
  AT_ValidateConstraint: (table, command) => line('validate-constraint', table, [show(command['name'])]),
  AT_SetNotNull: (table, command) => line('set-not-null', table, [show(command['name'])]),
  AT_DropNotNull: (table, command) => line('drop-not-null', table, [show(command['name'])]),
  AT_DropExpression: (table, command) => line('drop-expression', table, [show(command['name'])]),
  AT_ColumnDefault: (table, command) =>
    line(command['def'] ? 'set-default' : 'drop-default', table, [show(command['name'])]),
  AT_AlterColumnType: (table, command) => {
    const column = inside(inside(command, 'def'), 'ColumnDef');
    const { name, args, array } = typeLine(inside(column, 'typeName'));
    return line('change-type', table, [
      show(command['name']),
      name,
      array && '[]',
      args,
      column['raw_default'] !== undefined && 'using',
    ]);
  },
  AT_EnableRowSecurity: (table) => line('row-level-security', table, ['enable']),
  AT_DisableRowSecurity: (table) => line('row-level-security', table, ['disable']),
  AT_ForceRowSecurity: (table) => line('row-level-security', table, ['force']),
  AT_NoForceRowSecurity: (table) => line('row-level-security', table, ['no-force']),
  AT_AttachPartition: (table, command) =>
    line('attach-partition', table, [relation(inside(inside(command, 'def'), 'PartitionCmd')['name'])]),
  AT_DetachPartition: (table, command) => {
    const part = inside(inside(command, 'def'), 'PartitionCmd');
    return line('detach-partition', table, [
      relation(part['name']),
      part['concurrent'] === true && 'concurrently',
    ]);
  },
  AT_EnableTrig: (table, command) => line('toggle-trigger', table, [show(command['name'])]),
  AT_DisableTrig: (table, command) => line('toggle-trigger', table, [show(command['name'])]),
  AT_EnableAlwaysTrig: (table, command) => line('toggle-trigger', table, [show(command['name'])]),
  AT_EnableReplicaTrig: (table, command) => line('toggle-trigger', table, [show(command['name'])]),
  AT_DisableTrigUser: (table) => line('toggle-trigger', table, ['user']),
  AT_DisableTrigAll: (table) => line('toggle-trigger', table, ['all']),
  AT_EnableTrigUser: (table) => line('toggle-trigger', table, ['user']),
  AT_EnableTrigAll: (table) => line('toggle-trigger', table, ['all']),
  AT_SetLogged: (table) => line('alter-table-other', table, ['set-logged']),
  AT_SetUnLogged: (table) => line('alter-table-other', table, ['set-unlogged']),
  AT_SetTableSpace: (table) => line('alter-table-other', table, ['set-tablespace']),
  AT_SetAccessMethod: (table) => line('alter-table-other', table, ['set-access-method']),
  AT_SetRelOptions: (table) => line('alter-table-other', table, ['storage-parameters']),
  AT_ResetRelOptions: (table) => line('alter-table-other', table, ['storage-parameters']),
  AT_ReplicaIdentity: (table) => line('alter-table-other', table, ['replica-identity']),
  AT_ChangeOwner: (table) => line('alter-table-other', table, ['owner']),
  AT_AddInherit: (table) => line('alter-table-other', table, ['inherit']),
  AT_DropInherit: (table) => line('alter-table-other', table, ['no-inherit']),
  AT_SetStatistics: (table) => line('alter-table-other', table, ['column-statistics']),
  AT_SetOptions: (table) => line('alter-table-other', table, ['other']),
  AT_SetStorage: (table) => line('alter-table-other', table, ['column-storage']),
  AT_SetCompression: (table) => line('alter-table-other', table, ['column-storage']),
  AT_AddIdentity: (table) => line('alter-table-other', table, ['identity']),
  AT_SetIdentity: (table) => line('alter-table-other', table, ['identity']),
  AT_DropIdentity: (table) => line('alter-table-other', table, ['identity']),
  AT_ClusterOn: (table) => line('alter-table-other', table, ['cluster-on']),
  AT_AlterConstraint: (table) => line('alter-table-other', table, ['other']),
  AT_SetExpression: (table) => line('alter-table-other', table, ['other']),
  AT_DropCluster: (table) => line('alter-table-other', table, ['other']),
};

export const cascades = (node: Tree): string | false => node['behavior'] === 'DROP_CASCADE' && 'cascade';

export function alterTable(node: Tree): readonly string[] | undefined {
  if (node['objtype'] !== 'OBJECT_TABLE') return undefined;
  const table = relation(node['relation']);
  return list(node['cmds']).map((item) => {
    const command = inside(item, 'AlterTableCmd');
    return ALTERS[show(command['subtype'])]?.(table, command) ?? show(command['subtype']);
  });
}
