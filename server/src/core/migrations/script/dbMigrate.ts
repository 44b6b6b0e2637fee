/** db-migrate: `db.createTable('users', { id: { type: 'int', primaryKey: true } })`, `db.runSql.bind(db, '…')`. */
import type { Statement } from '../types.ts';
import { chainStatement, flag, nameValue, onDeleteOf, type Bare, type ToolContext } from './building.ts';
import { argumentsOfLink } from './chains.ts';
import { placeOf } from './code.ts';
import { columnEntries, pgColumn } from './nodePgColumns.ts';
import { sqlStatements } from './sqlText.ts';
import { textsOf, textValue } from './texts.ts';
import { entriesOf, flagValue, type Value } from './values.ts';
import type { Visit } from './walkBody.ts';

/** Of a file without a tool that is known: `db` is the parameter of `up`. */
export function readDbMigrate(visit: Visit, context: ToolContext): readonly Statement[] | undefined {
  const { chain } = visit;
  const [root, method, bind] = chain.links;
  if (!root || !method || root.open >= 0 || !context.parameters.has(root.name)) return undefined;
  const isBound = method.open < 0 && bind?.name === 'bind';
  const link = isBound ? bind : method;
  if (link.open < 0) return undefined;
  const given = argumentsOfLink(chain, link).slice(isBound ? 1 : 0);
  if (method.name === 'runSql') return sqlStatements(given[0], { ...context, nested: visit.nested });
  const operations = operationsOf(method.name, given, placeOf(chain.scope.code, chain.first, chain.last));
  return operations && [chainStatement(visit, operations)];
}

// https://db-migrate.readthedocs.io/en/latest/API/SQL/
function operationsOf(
  name: string,
  given: readonly Value[],
  at: ReturnType<typeof placeOf>,
): readonly Bare[] | undefined {
  const [first, second, third, fourth, fifth] = given;
  const table = nameValue(first);
  switch (name) {
    case 'createTable': {
      const inner = entriesOf(second)?.values.get('columns');
      const { columns, open } = columnEntries(inner ?? second);
      const ifNotExists = flag('ifNotExists', flagValue(entriesOf(second)?.values.get('ifNotExists')));
      return [
        { kind: 'create-table', table, columns, constraints: [], ...ifNotExists, ...flag('open', open) },
      ];
    }
    case 'dropTable':
      return [
        {
          kind: 'drop-table',
          table,
          ...flag('ifExists', flagValue(entriesOf(second)?.values.get('ifExists'))),
        },
      ];
    case 'renameTable':
      return [{ kind: 'rename-table', table, to: nameValue(second) }];
    case 'addColumn':
      return third
        ? [{ kind: 'add-column', table, column: pgColumn(textValue(second) ?? '?', third) }]
        : undefined;
    case 'removeColumn':
      return [{ kind: 'drop-column', table, column: nameValue(second) }];
    case 'renameColumn':
      return [{ kind: 'rename-column', table, column: nameValue(second), to: nameValue(third) }];
    case 'changeColumn':
      return third
        ? [
            {
              kind: 'change-column',
              table,
              column: nameValue(second),
              definition: pgColumn(textValue(second) ?? '?', third),
            },
          ]
        : undefined;
    case 'addIndex': {
      const index = {
        name: nameValue(second),
        columns: textsOf(third),
        ...flag('unique', flagValue(fourth)),
      };
      return [{ kind: 'create-index', table, index }];
    }
    case 'removeIndex':
      return [{ kind: 'drop-index', name: nameValue(textValue(second) === undefined ? first : second) }];
    case 'addForeignKey': {
      const mapping = entriesOf(fourth)?.values ?? new Map<string, Value>();
      const references = {
        table: nameValue(second),
        columns: [...mapping.values()].map((column) => textValue(column) ?? '?'),
        ...onDeleteOf(entriesOf(fifth)?.values.get('onDelete')),
        at,
      };
      const constraint = {
        type: 'foreign-key' as const,
        name: nameValue(third),
        columns: [...mapping.keys()],
        references,
        at,
      };
      return [{ kind: 'add-constraint', table, constraint }];
    }
    case 'removeForeignKey':
      return [{ kind: 'drop-constraint', table, type: 'foreign-key', name: nameValue(second) }];
    case 'insert':
      return [{ kind: 'insert', table }];
    default:
      return undefined;
  }
}
