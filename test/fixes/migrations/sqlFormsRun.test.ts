import { strict as assert } from 'node:assert';
import { testServer, whyNoPglite, whyNoServer } from '../../support/postgres.ts';
import { CHANGES } from './forms.ts';
import { fixedFiles, type FixedFiles } from './matrix.ts';
import { runMigrations, type Query } from './runMigrations.ts';
import type { Texts } from './runners.ts';

const known = new Map<string, readonly FixedFiles[]>();

/** They are the same for both databases, and cost more than to run them. */
function fixedFilesOf(what: string): readonly FixedFiles[] {
  const change = CHANGES[what];
  const made = known.get(what) ?? (change ? fixedFiles(change) : []);
  known.set(what, made);
  return made;
}

const noServer = whyNoServer();
describe(`safe forms in SQL files, run on PostgreSQL${noServer === undefined ? '' : ` (left out: ${noServer})`}`, () => {
  if (noServer !== undefined) return;
  const server = testServer();
  runsEach(async (use) => {
    const { Client } = await import('pg');
    const client = new Client({ ...server().address, ssl: false });
    await client.connect();
    try {
      await use(async (sql) => {
        const result = await client.query(sql);
        return 'rows' in result ? result.rows : [];
      });
    } finally {
      await client.end();
    }
  });
});

const noPglite = whyNoPglite();
describe(`safe forms in SQL files, run on PGlite${noPglite === undefined ? '' : ` (left out: ${noPglite})`}`, () => {
  if (noPglite !== undefined) return;
  let database: Awaited<ReturnType<typeof openPglite>> | undefined;
  before(async function () {
    this.timeout(60_000);
    database = await openPglite();
  });
  after(() => database?.close());
  runsEach(async (use) => {
    const own = database;
    assert.ok(own);
    try {
      await use(async (sql) => (await own.exec(sql)).at(-1)?.rows ?? []);
    } finally {
      // The one session goes on: without what a failed migration left open.
      await own.exec('ROLLBACK; RESET ALL');
    }
  });
});

async function openPglite(): Promise<{
  exec(sql: string): Promise<readonly { readonly rows: readonly Readonly<Record<string, unknown>>[] }[]>;
  close(): Promise<void>;
}> {
  const { PGlite } = await import('@electric-sql/pglite');
  return PGlite.create();
}

/** `session`: opens one, or makes the one that there is as new, for as long as it is used. */
function runsEach(session: (use: (query: Query) => Promise<void>) => Promise<void>): void {
  for (const what of Object.keys(CHANGES))
    it(`${what}: each fix, and all fixes, with every tool that it is offered for`, async function () {
      this.timeout(120_000);
      const all = fixedFilesOf(what);
      assert.ok(all.length > 0);
      for (const { tool, runner, before, after } of all)
        try {
          await session((query) => runMigrations(query, runner, after));
        } catch (error) {
          assert.fail(`${tool}: ${error instanceof Error ? error.message : ''}\n${show(before, after)}`);
        }
    });
}

function show(before: Texts, after: Texts): string {
  return Object.entries(after)
    .filter(([path, text]) => before[path] !== text)
    .map(([path, text]) => `--- ${path}\n${text}`)
    .join('\n');
}
