import { strict as assert } from 'node:assert';
import {
  compareVersions,
  inOrder,
  migrationName,
  versionOf,
} from '../../server/src/core/migrations/order.ts';
import type { MigrationFacts, ToolId } from '../../server/src/core/migrations/types.ts';
import { processorTime } from '../support/processorTime.ts';

const ordered = (
  tool: ToolId,
  names: readonly string[],
  facts: Readonly<Record<string, Partial<MigrationFacts>>> = {},
  journal?: readonly string[],
): readonly string[] =>
  inOrder(
    names.map((name) => ({
      file: `m/${name}.sql`,
      name,
      version: versionOf(name, tool),
      repeatable: name.startsWith('R__'),
      facts: { tool, direction: 'up' as const, up: [], ...facts[name] },
    })),
    tool,
    journal?.map((name) => ({
      name,
      at: { start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 },
    })),
  ).map(({ name }) => name);
const graph = (
  links: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, Partial<MigrationFacts>>> =>
  Object.fromEntries(Object.entries(links).map(([revision, after]) => [revision, { revision, after }]));

describe('the order of migrations', () => {
  it('goes by numbers and timestamps', () => {
    assert.deepEqual(ordered('goose', ['10_c', '2_b', '001_a']), ['001_a', '2_b', '10_c']);
    assert.deepEqual(ordered('rails', ['20240102000000_b', '20231231235959_a']), [
      '20231231235959_a',
      '20240102000000_b',
    ]);
    assert.deepEqual(ordered('goose', ['b', '1_a']), ['1_a', 'b'], 'without a number, last');
  });
  it('goes by names where the tool does', () =>
    assert.deepEqual(ordered('knex', ['2_b', '10_a']), ['10_a', '2_b']));
  it('goes by the parts of a version, repeatable ones last', () =>
    assert.deepEqual(ordered('flyway', ['R__views', 'V1.10__c', 'V1.2__b', 'V1__a', 'V2_1__d']), [
      'V1__a',
      'V1.2__b',
      'V1.10__c',
      'V2_1__d',
      'R__views',
    ]));
  it('goes by dates', () => {
    assert.deepEqual(ordered('laravel', ['2024_01_02_000000_b', '2014_10_12_100000_a']), [
      '2014_10_12_100000_a',
      '2024_01_02_000000_b',
    ]);
    assert.equal(versionOf('2014_10_12_100000_a', 'laravel'), '2014_10_12_100000');
  });
  it('goes by the journal, what is not in it last', () =>
    assert.deepEqual(ordered('drizzle', ['0000_a', '0001_b', '0002_c'], {}, ['0001_b', '0000_a']), [
      '0001_b',
      '0000_a',
      '0002_c',
    ]));
  it('follows what each names', () => {
    assert.deepEqual(ordered('alembic', ['a', 'b', 'c'], graph({ a: ['b'], b: ['c'], c: [] })), [
      'c',
      'b',
      'a',
    ]);
    assert.deepEqual(ordered('django', ['x', 'y', 'z'], { ...graph({ x: ['y', 'z'], y: [], z: ['y'] }) }), [
      'y',
      'z',
      'x',
    ]);
  });
  it('stands circles and missing links', () => {
    assert.deepEqual(
      [...ordered('alembic', ['a', 'b', 'c'], graph({ a: ['b'], b: ['a'], c: ['gone'] }))].toSorted(),
      ['a', 'b', 'c'],
    );
    assert.deepEqual(ordered('alembic', ['a'], graph({ a: ['a'] })), ['a']);
  });
  it("knows Django's run_before, and what a squashed migration stands for", () => {
    assert.deepEqual(
      ordered('django', ['a', 'b'], {
        a: { revision: 'a', after: [] },
        b: { revision: 'b', after: [], before: ['a'] },
      }),
      ['b', 'a'],
    );
    assert.deepEqual(
      ordered('django', ['a', 's'], {
        a: { revision: 'a', after: ['old'] },
        s: { revision: 's', after: [], replaces: ['old'] },
      }),
      ['s', 'a'],
    );
  });
  it('compares numbers that are longer than numbers can be', () => {
    assert.ok(compareVersions('20240101120000123', '20240101120000124') < 0);
    assert.ok(compareVersions('99999999999999999999', '100000000000000000000') < 0);
    assert.equal(compareVersions('007', '7'), 0);
    assert.ok(compareVersions('1.2', '1.10') < 0);
    assert.ok(compareVersions('', '1') > 0);
  });
  it('names migrations by their files or folders', () => {
    for (const [path, name] of [
      ['prisma/migrations/2024_a/migration.sql', '2024_a'],
      ['m/001_a.up.sql', '001_a'],
      ['m/001_a.down.sql', '001_a'],
      ['m/V1__a.sql', 'V1__a'],
      ['migrations/2024_a/up.sql', '2024_a'],
    ] as const)
      assert.equal(migrationName(path), name);
    assert.equal(versionOf('1.4/002_orders', 'sql'), '1.4.002');
  });
  it('takes time in proportion for a chain of 20,000', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `r${index}`);
    const links = graph(
      Object.fromEntries(
        names.map((name, index) => [name, index + 1 < names.length ? [`r${index + 1}`] : []]),
      ),
    );
    const start = processorTime();
    assert.equal(ordered('alembic', names, links)[0], 'r19999');
    assert.ok(processorTime() - start < 3_000);
  });
});
