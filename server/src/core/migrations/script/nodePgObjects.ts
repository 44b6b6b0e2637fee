/** Types, functions, views, policies and rights as node-pg-migrate writes them. */
import type { Policy } from '../operation.ts';
import { flag, nameValue, optional, type Bare } from './building.ts';
import { sqlExpression } from './expressions.ts';
import { textsOf, textValue } from './texts.ts';
import { elementsOf, flagValue, type Entries, type Value } from './values.ts';
import { dropFlags, ifNotExists, options } from './nodePgColumns.ts';

export function typeCall(
  name: string,
  [first, second, third, fourth]: readonly Value[],
): readonly Bare[] | undefined {
  const type = nameValue(first);
  switch (name) {
    case 'createType':
    case 'addType':
      return elementsOf(second)
        ? [{ kind: 'create-enum', name: type, values: textsOf(second) }]
        : [{ kind: 'other', verb: 'create type' }];
    case 'dropType':
      return [{ kind: 'drop-type', name: type, ...dropFlags(second) }];
    case 'renameType':
      return [{ kind: 'rename-type', name: type, to: nameValue(second) }];
    case 'addTypeValue': {
      const inner = options(third);
      const position = (['before', 'after'] as const).find((side) => inner.has(side));
      return [
        {
          kind: 'add-enum-value',
          name: type,
          value: nameValue(second),
          ...ifNotExists(third),
          ...optional('position', position),
        },
      ];
    }
    case 'renameTypeValue':
      return [{ kind: 'rename-enum-value', name: type, value: nameValue(second), to: nameValue(third) }];
    case 'addTypeAttribute':
    case 'dropTypeAttribute':
    case 'setTypeAttribute':
    case 'renameTypeAttribute':
      return [{ kind: 'other', verb: 'alter type' }];
    case 'createDomain':
      return [{ kind: 'create-domain', name: type }];
    case 'alterDomain':
    case 'renameDomain':
      return [{ kind: 'alter-domain', name: type }];
    case 'dropDomain':
      return [{ kind: 'drop-type', name: type, ...dropFlags(second) }];
    case 'createFunction': {
      const inner = options(third);
      return [
        {
          kind: 'create-function',
          name: type,
          routine: 'function',
          ...flag('replace', flagValue(inner.get('replace'))),
          ...flag('securityDefiner', textValue(inner.get('security'))?.toUpperCase() === 'DEFINER'),
          ...optional('returns', textValue(inner.get('returns'))?.toLowerCase()),
          ...optional('language', textValue(inner.get('language'))?.toLowerCase()),
        },
      ];
    }
    case 'dropFunction':
      return [{ kind: 'drop-function', name: type, ...dropFlags(third) }];
    case 'renameFunction':
      return [{ kind: 'other', verb: 'alter function' }];
    case 'createTrigger': {
      const trigger: Bare = { kind: 'create-trigger', table: type, name: nameValue(second) };
      return fourth
        ? [
            { kind: 'create-function', name: nameValue(second), routine: 'function', returns: 'trigger' },
            trigger,
          ]
        : [trigger];
    }
    case 'dropTrigger':
      return [{ kind: 'drop-trigger', table: type, name: nameValue(second) }];
    default:
      return undefined;
  }
}

export function viewCall(name: string, [first, second]: readonly Value[]): readonly Bare[] | undefined {
  const view = nameValue(first);
  const isMaterialized = name.includes('Materialized');
  const materialized = flag('materialized', isMaterialized);
  switch (name) {
    case 'createView':
    case 'createMaterializedView': {
      const inner = options(second);
      const isInvoker = flagValue(options(inner.get('options')).get('security_invoker'));
      return [
        {
          kind: 'create-view',
          name: view,
          reads: [],
          ...materialized,
          ...flag('replace', flagValue(inner.get('replace'))),
          ...flag('securityInvoker', isInvoker),
        },
      ];
    }
    case 'dropView':
    case 'dropMaterializedView':
      return [{ kind: 'drop-view', name: view, ...materialized, ...dropFlags(second) }];
    case 'refreshMaterializedView':
      return [
        {
          kind: 'refresh-materialized-view',
          name: view,
          ...flag('concurrently', flagValue(options(second).get('concurrently'))),
        },
      ];
    case 'renameView':
    case 'renameMaterializedView':
      return [{ kind: 'alter-view', name: view, renameTo: nameValue(second) }];
    case 'alterView':
    case 'alterMaterializedView':
    case 'alterViewColumn':
    case 'renameMaterializedViewColumn':
      return [{ kind: 'alter-view', name: view }];
    default:
      return undefined;
  }
}

export function rightsCall(
  name: string,
  [first, second, third]: readonly Value[],
): readonly Bare[] | undefined {
  const table = nameValue(first);
  switch (name) {
    case 'createPolicy':
      return [{ kind: 'create-policy', table, policy: policyOf(nameValue(second), options(third)) }];
    case 'alterPolicy': {
      const { roles, using, check } = policyOf(nameValue(second), options(third));
      return [
        {
          kind: 'alter-policy',
          table,
          name: nameValue(second),
          roles,
          ...optional('using', using),
          ...optional('check', check),
        },
      ];
    }
    case 'renamePolicy':
      return [{ kind: 'alter-policy', table, name: nameValue(second), renameTo: nameValue(third) }];
    case 'dropPolicy':
      return [{ kind: 'drop-policy', table, name: nameValue(second), ...dropFlags(third) }];
    case 'grantOnTables':
    case 'revokeOnTables':
    case 'grantOnSchemas':
    case 'revokeOnSchemas':
      return [grantOf(name, options(first))];
    case 'grantRoles':
    case 'revokeRoles': {
      const kind = name === 'grantRoles' ? 'grant' : 'revoke';
      return [{ kind, privileges: textsOf(first), on: 'role', names: [], roles: textsOf(second).map(lower) }];
    }
    case 'createRole':
      return [{ kind: 'create-role', name: table }];
    case 'dropRole':
      return [{ kind: 'drop-role', name: table, ...dropFlags(second) }];
    default:
      return OTHERS.has(name) ? [{ kind: 'other', verb: name }] : undefined;
  }
}

const OTHERS = new Set(
  'alterRole renameRole createCast dropCast createOperator dropOperator createOperatorClass dropOperatorClass renameOperatorClass createOperatorFamily dropOperatorFamily renameOperatorFamily addToOperatorFamily removeFromOperatorFamily renameTrigger'.split(
    ' ',
  ),
);

function lower(text: string): string {
  return text.toLowerCase();
}

function grantOf(name: string, given: Entries['values']): Bare {
  const isTables = name.endsWith('Tables');
  const objects = given.get(isTables ? 'tables' : 'schemas');
  const isAll = textValue(objects)?.toUpperCase() === 'ALL';
  return {
    kind: name.startsWith('grant') ? 'grant' : 'revoke',
    privileges: textsOf(given.get('privileges')).map(lower),
    on: isTables ? (isAll ? 'all-tables' : 'table') : 'schema',
    names: isAll ? textsOf(given.get('schema')) : (elementsOf(objects) ?? [objects]).map(nameValue),
    roles: textsOf(given.get('roles')).map(lower),
  };
}

function policyOf(name: string, given: Entries['values']): Policy {
  const command = textValue(given.get('command'))?.toLowerCase();
  const using = given.get('using');
  const check = given.get('check');
  const commands: readonly string[] = ['all', 'select', 'insert', 'update', 'delete'];
  return {
    name,
    command: command !== undefined && commands.includes(command) ? (command as Policy['command']) : 'all',
    roles: textsOf(given.get('role'))
      .map(lower)
      .filter((role) => role !== 'public'),
    ...(using ? { using: sqlExpression(using) } : {}),
    ...(check ? { check: sqlExpression(check) } : {}),
  };
}
