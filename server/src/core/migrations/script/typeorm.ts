/** TypeORM: `queryRunner.query('…')`, `queryRunner.createTable(new Table({…}))`, `queryRunner.addColumn('users', new TableColumn({…}))`. */
import type { Constraint } from '../operation.ts';
import type { Statement } from '../types.ts';
import { chainStatement, flag, nameValue, optional, type Bare } from './building.ts';
import { argumentsOfLink } from './chains.ts';
import { placeOf } from './code.ts';
import { textsOf } from './texts.ts';
import { entriesOf, flagValue, type Value } from './values.ts';
import type { Visit } from './walkBody.ts';
import {
  columnOf,
  columnsOfTarget,
  constraintOf,
  createTable,
  indexOf,
  listOf,
  nameOfTarget,
  partsIn,
  targetName,
} from './typeormParts.ts';

export function readTypeorm(visit: Visit): readonly Statement[] | undefined {
  const { chain } = visit;
  const call = chain.links.at(-1);
  const link = chain.links.length === 2 || chain.links[0]?.name === 'this' ? call : undefined;
  if (!link || link.open < 0) return undefined;
  const operations = operationsOf(link.name, argumentsOfLink(chain, link));
  return operations && [chainStatement(visit, operations)];
}

function operationsOf(name: string, given: readonly Value[]): readonly Bare[] | undefined {
  return TRANSACTIONS[name] ?? tableCall(name, given) ?? columnCall(name, given) ?? keyCall(name, given);
}

const TRANSACTIONS: Readonly<Record<string, readonly Bare[]>> = {
  startTransaction: [{ kind: 'begin' }],
  commitTransaction: [{ kind: 'commit' }],
  rollbackTransaction: [{ kind: 'rollback' }],
};

function tableCall(name: string, given: readonly Value[]): readonly Bare[] | undefined {
  const [first, second] = given;
  const table = targetName(first);
  switch (name) {
    case 'createTable':
      return [createTable(first, flagValue(second) === true)];
    case 'dropTable':
      return [{ kind: 'drop-table', table, ...flag('ifExists', flagValue(second)) }];
    case 'renameTable':
      return [{ kind: 'rename-table', table, to: nameValue(second) }];
    case 'clearTable':
      return [{ kind: 'truncate', table }];
    case 'createView': {
      const entries = partsIn(first);
      return [
        {
          kind: 'create-view',
          name: table,
          reads: [],
          ...flag('materialized', flagValue(entries?.values.get('materialized'))),
        },
      ];
    }
    case 'dropView':
      return [{ kind: 'drop-view', name: table }];
    case 'createSchema':
      return [{ kind: 'create-schema', name: table }];
    case 'dropSchema':
      return [
        {
          kind: 'drop-schema',
          name: table,
          ...flag('ifExists', flagValue(second)),
          ...flag('cascade', flagValue(given[2])),
        },
      ];
    case 'createDatabase':
      return [{ kind: 'create-database', name: table }];
    case 'dropDatabase':
    case 'clearDatabase':
      return [{ kind: 'drop-database', name: given.length > 0 ? table : '?' }];
    default:
      return undefined;
  }
}

function columnCall(name: string, given: readonly Value[]): readonly Bare[] | undefined {
  const [first, second, third] = given;
  const table = targetName(first);
  switch (name) {
    case 'addColumn':
    case 'addColumns':
      return Array.from(listOf(second), (value) => ({
        kind: 'add-column',
        table,
        column: columnOf(value),
        ...optional('at', placeOfValue(value, given)),
      }));
    case 'dropColumn':
    case 'dropColumns':
      return Array.from(listOf(second), (value) => ({
        kind: 'drop-column',
        table,
        column: targetName(value),
      }));
    case 'renameColumn':
      return [{ kind: 'rename-column', table, column: targetName(second), to: targetName(third) }];
    case 'changeColumn':
      return third
        ? [{ kind: 'change-column', table, column: targetName(second), definition: columnOf(third) }]
        : [];
    case 'changeColumns':
      return listOf(second).flatMap((value): Bare[] => {
        const entries = entriesOf(value)?.values;
        const changed = entries?.get('newColumn');
        return changed
          ? [
              {
                kind: 'change-column',
                table,
                column: targetName(entries?.get('oldColumn')),
                definition: columnOf(changed),
              },
            ]
          : [{ kind: 'unknown' }];
      });
    default:
      return undefined;
  }
}

/** One call for several columns: each stands for itself. */
function placeOfValue(value: Value, given: readonly Value[]): Bare['at'] {
  const second = given[1];
  return second && value.first !== second.first
    ? placeOf(value.scope.code, value.first, value.last)
    : undefined;
}

function keyCall(name: string, given: readonly Value[]): readonly Bare[] | undefined {
  const [first, second] = given;
  const table = targetName(first);
  switch (name) {
    case 'createIndex':
    case 'createIndices':
      return Array.from(listOf(second), (value): Bare => {
        const index = partsIn(value);
        return {
          kind: 'create-index',
          table,
          index: indexOf(index),
          ...flag('concurrently', flagValue(index?.values.get('isConcurrent'))),
        };
      });
    case 'dropIndex':
    case 'dropIndices':
      return Array.from(listOf(second), (value): Bare => {
        const index = partsIn(value);
        const columns = index?.values.get('columnNames');
        return {
          kind: 'drop-index',
          table,
          ...nameOfTarget(value),
          ...(columns ? { columns: textsOf(columns) } : {}),
          ...flag('concurrently', flagValue(index?.values.get('isConcurrent'))),
        };
      });
    case 'createPrimaryKey':
    case 'updatePrimaryKeys':
      if (!first) return [];
      return [
        {
          kind: 'add-constraint',
          table,
          constraint: {
            type: 'primary-key',
            columns: second ? listOf(second).map(targetName) : [],
            at: placeOf(first.scope.code, first.first, first.last),
          },
        },
      ];
    case 'dropPrimaryKey':
      return [{ kind: 'drop-constraint', table, type: 'primary-key' }];
    default: {
      const adds = ADDED[name];
      if (adds)
        return Array.from(listOf(second), (value) => ({
          kind: 'add-constraint',
          table,
          constraint: constraintOf(adds, value),
        }));
      const drops = DROPPED[name];
      if (!drops) return undefined;
      return Array.from(listOf(second), (value) => ({
        kind: 'drop-constraint',
        table,
        type: drops,
        ...nameOfTarget(value),
        ...columnsOfTarget(value),
      }));
    }
  }
}

const ADDED: Readonly<Record<string, Constraint['type']>> = {
  createForeignKey: 'foreign-key',
  createForeignKeys: 'foreign-key',
  createUniqueConstraint: 'unique',
  createUniqueConstraints: 'unique',
  createCheckConstraint: 'check',
  createCheckConstraints: 'check',
  createExclusionConstraint: 'exclude',
  createExclusionConstraints: 'exclude',
};
const DROPPED: Readonly<Record<string, Constraint['type']>> = {
  dropForeignKey: 'foreign-key',
  dropForeignKeys: 'foreign-key',
  dropUniqueConstraint: 'unique',
  dropUniqueConstraints: 'unique',
  dropCheckConstraint: 'check',
  dropCheckConstraints: 'check',
  dropExclusionConstraint: 'exclude',
  dropExclusionConstraints: 'exclude',
};
