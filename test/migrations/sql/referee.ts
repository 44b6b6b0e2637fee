/* What PostgreSQL's own grammar makes of a statement, as lines that can be compared with ours. */
import { alterTable, cascades, createIndex, createTable } from './treeTables.ts';
import { createFunction, drop, grant, one, reads, rename, role } from './treeObjects.ts';
import { line } from './operationLines.ts';
import { dotted, inside, list, relation, show, texts, type Tree } from './treeNodes.ts';

export { linesOfOperation } from './operationLines.ts';

/** One line for each operation of a statement of libpg-query's tree; undefined where the kind isn't compared. */
export function linesOfTree(statement: Tree): readonly string[] | undefined {
  const [kind, node] = Object.entries(statement)[0] as [string, Tree];
  return TREE[kind]?.(node);
}

function statementInside(node: unknown): readonly string[] {
  const query = node as Tree;
  return linesOfTree(query) ?? [];
}

function withTables(node: Tree): readonly string[] {
  return list(inside(node, 'withClause')['ctes']).flatMap((item) => {
    const query = inside(item, 'CommonTableExpr')['ctequery'] as Tree;
    return query['SelectStmt'] ? [] : statementInside(query);
  });
}

const TREE: Readonly<Record<string, (node: Tree) => readonly string[] | undefined>> = {
  CreateStmt: createTable,
  CreateTableAsStmt: (node) => {
    const into = inside(node, 'into');
    const table = inside(into, 'rel');
    if (node['objtype'] === 'OBJECT_MATVIEW')
      return [
        line('create-view', relation(table), [
          'materialized',
          into['skipData'] === true && 'no-data',
          reads(node['query']),
        ]),
      ];
    return [
      line('create-table', relation(table), [
        node['if_not_exists'] === true && 'if-not-exists',
        table['relpersistence'] === 't' && 'temporary',
        table['relpersistence'] === 'u' && 'unlogged',
        'as',
      ]),
    ];
  },
  IndexStmt: createIndex,
  AlterTableStmt: alterTable,
  DropStmt: drop,
  RenameStmt: rename,
  CreateEnumStmt: (node) => [
    line('create-enum', dotted(texts(node['typeName'])), [texts(node['vals']).join()]),
  ],
  AlterEnumStmt: (node) => {
    const name = dotted(texts(node['typeName']));
    if (node['oldVal'] !== undefined)
      return [line('rename-enum-value', name, [show(node['oldVal']), show(node['newVal'])])];
    const position =
      node['newValNeighbor'] === undefined ? undefined : node['newValIsAfter'] === true ? 'after' : 'before';
    return [
      line('add-enum-value', name, [
        show(node['newVal']),
        node['skipIfNewValExists'] === true && 'if-not-exists',
        position,
      ]),
    ];
  },
  ViewStmt: (node) => {
    const invoker = list(node['options']).some((item) => {
      const option = inside(item, 'DefElem');
      return (
        option['defname'] === 'security_invoker' && !/false|off|:0/.test(JSON.stringify(option['arg'] ?? ''))
      );
    });
    return [
      line('create-view', relation(node['view']), [
        node['replace'] === true && 'replace',
        invoker && 'invoker',
        reads(node['query']),
      ]),
    ];
  },
  RefreshMatViewStmt: (node) => [
    line('refresh-materialized-view', relation(node['relation']), [
      node['concurrent'] === true && 'concurrently',
      node['skipData'] === true && 'no-data',
    ]),
  ],
  CreateFunctionStmt: createFunction,
  CreateTrigStmt: (node) => [line('create-trigger', relation(node['relation']), [show(node['trigname'])])],
  CreatePolicyStmt: (node) => {
    const roles = list(node['roles'])
      .map(role)
      .filter((name) => name !== 'public');
    return [
      line('create-policy', relation(node['table']), [
        show(node['policy_name']),
        node['permissive'] !== true && 'restrictive',
        show(node['cmd_name']),
        roles.join(),
        node['qual'] !== undefined && 'using',
        node['with_check'] !== undefined && 'check',
      ]),
    ];
  },
  AlterPolicyStmt: (node) => [
    line('alter-policy', relation(node['table']), [
      show(node['policy_name']),
      node['qual'] !== undefined && 'using',
      node['with_check'] !== undefined && 'check',
    ]),
  ],
  GrantStmt: (node) => grant(node),
  GrantRoleStmt: (node) => [
    line(node['is_grant'] === true ? 'grant' : 'revoke', 'role', [
      list(node['granted_roles'])
        .map((item) => show(inside(item, 'AccessPriv')['priv_name']))
        .join(),
      list(node['grantee_roles']).map(role).join(),
    ]),
  ],
  AlterDefaultPrivilegesStmt: (node) => {
    const schemas = list(node['options']).flatMap((item) =>
      inside(item, 'DefElem')['defname'] === 'schemas'
        ? texts(inside(inside(item, 'DefElem')['arg'], 'List')['items'])
        : [],
    );
    return grant(inside(node, 'action'), schemas);
  },
  TruncateStmt: (node) =>
    list(node['relations']).map((item) => line('truncate', relation(item['RangeVar']), [cascades(node)])),
  UpdateStmt: (node) => [
    ...withTables(node),
    line('update', relation(node['relation']), [
      list(node['targetList'])
        .map((item) => show(inside(item, 'ResTarget')['name']))
        .join(),
      node['whereClause'] !== undefined && 'where',
    ]),
  ],
  DeleteStmt: (node) => [
    ...withTables(node),
    line('delete', relation(node['relation']), [node['whereClause'] !== undefined && 'where']),
  ],
  InsertStmt: (node) => {
    const query = inside(inside(node, 'selectStmt'), 'SelectStmt');
    const own = new Set(
      list(inside(node, 'withClause')['ctes']).map((item) =>
        show(inside(item, 'CommonTableExpr')['ctename']),
      ),
    );
    const tables =
      query['valuesLists'] || node['selectStmt'] === undefined
        ? ''
        : reads([query, node['withClause']])
            .split(',')
            .filter((name) => !own.has(name))
            .join();
    return [...withTables(node), line('insert', relation(node['relation']), [tables])];
  },
  VariableSetStmt: (node) => {
    const kind = show(node['kind']);
    const name = show(node['name'] ?? '');
    if (
      kind === 'VAR_SET_MULTI' ||
      kind === 'VAR_RESET_ALL' ||
      name === 'client_encoding' ||
      name === 'session_authorization'
    )
      return undefined;
    return [line('set', name.toLowerCase(), [node['is_local'] === true && 'local'])];
  },
  LockStmt: (node) =>
    list(node['relations']).map((item) =>
      line('lock-table', relation(item['RangeVar']), [
        LOCK_MODES[Number(node['mode'])],
        node['nowait'] === true && 'nowait',
      ]),
    ),
  CreateSchemaStmt: (node) =>
    node['schemaElts']
      ? undefined
      : [line('create-schema', show(node['schemaname'] ?? role({ RoleSpec: node['authrole'] })), [])],
  CreateExtensionStmt: one('create-extension', (node) => show(node['extname'])),
  CreateSeqStmt: one('create-sequence', (node) => relation(node['sequence'])),
  CreateRoleStmt: one('create-role', (node) => show(node['role'])),
  CreatedbStmt: one('create-database', (node) => show(node['dbname'])),
  CreateDomainStmt: one('create-domain', (node) => dotted(texts(node['domainname']))),
  CommentStmt: () => ['comment'],
  DropRoleStmt: (node) => list(node['roles']).map((item) => line('drop-role', role(item), [])),
  SelectStmt: (node) => {
    const call = inside(inside(inside(list(node['targetList'])[0], 'ResTarget'), 'val'), 'FuncCall');
    return texts(call['funcname']).at(-1) === 'set_config' ||
      node['intoClause'] ||
      withTables(node).length > 0
      ? undefined
      : ['call'];
  },
  CallStmt: () => ['call'],
  TransactionStmt: (node) => {
    const kind = show(node['kind']);
    if (/BEGIN|START/.test(kind)) return ['begin'];
    if (kind === 'TRANS_STMT_COMMIT') return ['commit'];
    return kind === 'TRANS_STMT_ROLLBACK'
      ? ['rollback']
      : kind.includes('PREPARE')
        ? undefined
        : ['savepoint'];
  },
  AlterObjectSchemaStmt: (node) =>
    node['objectType'] === 'OBJECT_TABLE'
      ? [line('set-schema', relation(node['relation']), [show(node['newschema'])])]
      : undefined,
  AlterFunctionStmt: (node) => {
    let security: string | undefined;
    let path = false;
    for (const item of list(node['actions'])) {
      const option = inside(item, 'DefElem');
      if (option['defname'] === 'security')
        security = show(inside(option['arg'], 'Boolean')['boolval'] === true);
      if (option['defname'] === 'set')
        path ||=
          inside(option['arg'], 'VariableSetStmt')['name'] === 'search_path' &&
          inside(option['arg'], 'VariableSetStmt')['kind'] !== 'VAR_RESET';
    }
    return [
      line('alter-function', dotted(texts(inside(node, 'func')['objname'])), [
        security,
        path && 'search-path',
      ]),
    ];
  },
  CreateStatsStmt: () => ['statistics'],
  CopyStmt: (node) => [node['is_from'] === true ? 'data-code' : 'other'],
  MergeStmt: () => ['data-code'],
  ReindexStmt: (node) => {
    const relationNode = node['relation'];
    const kind = show(node['kind']).replace('REINDEX_OBJECT_', '').toLowerCase();
    return [
      line('reindex', relationNode === undefined ? show(node['name'] ?? '') : relation(relationNode), [
        kind,
        JSON.stringify(node['params'] ?? '').includes('concurrently') && 'concurrently',
      ]),
    ];
  },
  VacuumStmt: (node) => {
    const options = JSON.stringify(node['options'] ?? '');
    const kind = node['is_vacuumcmd'] === true ? 'vacuum' : 'analyze';
    const tables = list(node['rels']).map((item) => relation(inside(item, 'VacuumRelation')['relation']));
    return (tables.length > 0 ? tables : ['']).map((table) =>
      line(kind, table, [
        kind === 'vacuum' && options.includes('"full"') && !options.includes('false') && 'full',
      ]),
    );
  },
  ClusterStmt: (node) => [
    line('cluster', node['relation'] === undefined ? '' : relation(node['relation']), []),
  ],
};

const LOCK_MODES = [
  '',
  'access share',
  'row share',
  'row exclusive',
  'share update exclusive',
  'share',
  'share row exclusive',
  'exclusive',
  'access exclusive',
];
