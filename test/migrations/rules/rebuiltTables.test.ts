import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

const RULES = /^migrations\/(?:dropped-|renamed-|required-column)/;
const FIRST = 'prisma/migrations/20260101000000_init/migration.sql';
const NEXT = 'prisma/migrations/20260201000000_next/migration.sql';
const LOCK = { 'prisma/migrations/migration_lock.toml': 'provider = "sqlite"\n' };
const USER = `CREATE TABLE "User" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "email" TEXT NOT NULL,
    "faxNumber" TEXT
);
`;

function found(next: string, more: Readonly<Record<string, string>> = {}): readonly string[] {
  return judgeFiles({ ...LOCK, [FIRST]: USER, [NEXT]: next, ...more })
    .filter(({ ruleId }) => RULES.test(ruleId))
    .map(({ ruleId, impact, kind, range }) => `${ruleId.slice(11)} ${impact} ${kind} ${range?.start.line}`);
}

/** As Prisma writes it. */
function rebuilt(columns: string, copy: string): string {
  return `PRAGMA foreign_keys=OFF;
CREATE TABLE "new_User" (
    ${columns}
);
${copy}
DROP TABLE "User";
ALTER TABLE "new_User" RENAME TO "User";
PRAGMA foreign_keys=ON;
`;
}

const KEPT = `"id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "email" TEXT NOT NULL`;
const COPIED = `INSERT INTO "new_User" ("email", "id") SELECT "email", "id" FROM "User";`;

describe('a table of SQLite that another one replaces', () => {
  it('may lose a column', () => {
    assert.deepEqual(found(rebuilt(KEPT, COPIED)), ['dropped-column high User.faxNumber 6']);
    const code = { 'src/fax.ts': 'export const faxOf = (user: User) => user.faxNumber;\n' };
    assert.deepEqual(found(rebuilt(KEPT, COPIED), code), ['dropped-column blocker User.faxNumber 6']);
    const one = judgeFiles({ ...LOCK, [FIRST]: USER, [NEXT]: rebuilt(KEPT, COPIED) }).find(
      ({ ruleId }) => ruleId === 'migrations/dropped-column',
    );
    assert.match(
      one?.message ?? '',
      /^The table that takes the place of User has no faxNumber, so this deletes it of every row, for good\./,
    );
  });

  it('may keep everything', () => {
    const all = `${KEPT}, "faxNumber" TEXT DEFAULT ''`;
    assert.deepEqual(
      found(
        rebuilt(
          all,
          `INSERT INTO "new_User" ("email", "faxNumber", "id") SELECT "email", coalesce("faxNumber", ''), "id" FROM "User";`,
        ),
      ),
      [],
    );
    assert.deepEqual(found(rebuilt(all, 'INSERT INTO new_User SELECT * FROM User;')), []);
  });

  it('may keep a column under another name, or in another one', () => {
    const renamed = `INSERT INTO "new_User" ("email", "fax", "id") SELECT "email", "faxNumber", "id" FROM "User";`;
    assert.deepEqual(found(rebuilt(`${KEPT}, "fax" TEXT`, renamed)), [
      'renamed-column high User.faxNumber 6',
    ]);
    assert.deepEqual(found(rebuilt(`${KEPT}, "fax" TEXT`, 'INSERT INTO new_User SELECT * FROM User;')), []);
    const merged = `INSERT INTO "new_User" ("email", "contacts", "id") SELECT "email", json_object('fax', "faxNumber"), "id" FROM "User";`;
    assert.deepEqual(found(rebuilt(`${KEPT}, "contacts" TEXT`, merged)), []);
  });

  it('may get a column that nothing fills', () => {
    const all = `${KEPT}, "faxNumber" TEXT, "plan" TEXT NOT NULL`;
    const copied = `INSERT INTO "new_User" ("email", "faxNumber", "id") SELECT "email", "faxNumber", "id" FROM "User";`;
    assert.deepEqual(found(rebuilt(all, copied)), ['required-column high User.plan 5']);
    assert.deepEqual(found(rebuilt(`${all} DEFAULT 'free'`, copied)), []);
    assert.deepEqual(found(rebuilt(`${KEPT}, "faxNumber" TEXT, "plan" TEXT`, copied)), []);
  });

  it('loses its rows where nobody copies them', () => {
    assert.deepEqual(found(rebuilt(`${KEPT}, "faxNumber" TEXT`, '')), ['dropped-table blocker User 6']);
  });

  it('may make room by its own name', () => {
    const moved = (columns: string, copy: string): string => `ALTER TABLE "User" RENAME TO "old_User";
CREATE TABLE "User" (
    ${columns}
);
${copy}
DROP TABLE "old_User";
`;
    const copy = `INSERT INTO "User" ("email", "id") SELECT "email", "id" FROM "old_User";`;
    assert.deepEqual(
      found(moved(KEPT, copy)).filter((one) => one.startsWith('dropped')),
      ['dropped-column high User.faxNumber 6'],
    );
    assert.deepEqual(
      found(moved(`${KEPT}, "faxNumber" TEXT`, 'INSERT INTO "User" SELECT * FROM "old_User";')).filter(
        (one) => one.startsWith('dropped'),
      ),
      [],
    );
  });
});

describe('a column that is dropped', () => {
  it('weighs less where another table has one of its name, so that nobody knows whose the code uses', () => {
    const tables = (more: string) => ({
      'migrations/001_a.sql': `CREATE TABLE users (id bigint PRIMARY KEY, plan_id bigint);${more}\n`,
      'migrations/002_b.sql': 'ALTER TABLE users DROP COLUMN plan_id;\n',
      'src/users.sql.ts': 'export const q = "SELECT plan_id FROM users";\n',
    });
    const said = (more: string): readonly string[] =>
      judgeFiles(tables(more))
        .filter(({ ruleId }) => ruleId === 'migrations/dropped-column')
        .map(({ impact, message }) => `${impact}: ${/src[^.]*\.sql\.ts[^.]*\./.exec(message)?.[0] ?? ''}`);
    assert.deepEqual(said(''), ['blocker: src/users.sql.ts still uses it.']);
    assert.deepEqual(said(' CREATE TABLE teams (id bigint PRIMARY KEY, plan_id bigint);'), [
      'high: src/users.sql.ts uses a column of that name, of this table or another.',
    ]);
  });
});

describe('a table that is put aside', () => {
  it('needs no primary key any more', () => {
    const said = (more: string): readonly string[] =>
      judgeFiles({
        'migrations/001_a.sql': 'CREATE TABLE keys (id bigint CONSTRAINT keys_pkey PRIMARY KEY);\n',
        'migrations/002_b.sql': `ALTER TABLE keys DROP CONSTRAINT keys_pkey;\n${more}`,
      }).flatMap(({ ruleId, impact }) => (ruleId === 'migrations/dropped-primary-key' ? [impact] : []));
    assert.deepEqual(said(''), ['high']);
    assert.deepEqual(
      said('ALTER TABLE keys RENAME TO old_keys;\nCREATE TABLE keys (id bigint PRIMARY KEY);\n'),
      [],
    );
    assert.deepEqual(said('CREATE INDEX keys_id ON keys (id);\n'), ['high']);
  });
});
