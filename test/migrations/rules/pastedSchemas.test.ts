import { strict as assert } from 'node:assert';
import { fixed } from '../../fixes/migrations/applying.ts';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

const USERS = 'create table profiles (id uuid primary key references auth.users, email text);\n';
const NOTES = 'create table notes (id uuid primary key);\n';
const secure = (table: string): string => `alter table ${table} enable row level security;\n`;
const FOR_ALL = 'create policy everybody on profiles for all using (true);\n';

type Texts = Readonly<Record<string, string>>;

describe('SQL that is pasted into the editor of Supabase', () => {
  const told = (files: Texts): readonly string[] =>
    judgeFiles(files)
      .filter(({ ruleId, impact }) => ruleId.startsWith('migrations/') && impact !== 'low')
      .map(({ ruleId, impact, file, kind }) => `${ruleId.slice(11)} ${impact} ${file} ${kind}`);
  const silent = (files: Texts): void => assert.deepEqual(told(files), []);

  it('leaves a table open: surely an oversight where it secures others', () => {
    assert.deepEqual(told({ 'supabase/schema.sql': NOTES }), [
      'table-without-rls medium supabase/schema.sql notes',
    ]);
    assert.deepEqual(told({ 'schema.sql': USERS + NOTES + secure('profiles') }), [
      'table-without-rls high schema.sql notes',
    ]);
  });

  it('has a policy for everybody, or a view past policies', () => {
    assert.deepEqual(told({ 'db/setup.sql': USERS + secure('profiles') + FOR_ALL }), [
      'policy-for-everyone high db/setup.sql profiles everybody',
    ]);
    const view = 'create view public_profiles as select * from profiles;\n';
    assert.deepEqual(told({ 'sql/views/all.sql': USERS + secure('profiles') + view }), [
      'view-past-rls high sql/views/all.sql public_profiles',
    ]);
    const claim = "using ((auth.jwt() -> 'user_metadata' ->> 'role') = 'admin')";
    assert.deepEqual(
      told({ 'schema.sql': `${USERS}${secure('profiles')}create policy admins on profiles ${claim};\n` }),
      ['editable-claim-in-policy high schema.sql profiles admins'],
    );
  });

  it('is read together, in whatever order, with numbered files that nothing runs', () => {
    silent({ 'supabase/schema.sql': NOTES, 'supabase/policies.sql': secure('notes') });
    silent({
      'supabase/schema.sql': NOTES,
      'database/a_first.sql': `-- Supabase\n${secure('notes')}create table x ();${secure('x')}`,
    });
    silent({
      'supabase/schema.sql': NOTES,
      'scripts/002_secure.sql': `-- Supabase\n${secure('public.notes')}`,
    });
    silent({ 'scripts/001_notes.sql': `-- Supabase\n${NOTES}`, 'supabase/policies.sql': secure('notes') });
    assert.deepEqual(told({ 'scripts/001_notes.sql': `-- Supabase\n${NOTES}` }), [
      'table-without-rls medium scripts/001_notes.sql notes',
    ]);
  });

  it('secures what another tool made', () => {
    const made = {
      'prisma/migrations/20260101000000_init/migration.sql':
        '-- CreateTable\nCREATE TABLE notes (id uuid PRIMARY KEY);\n',
      'package.json': '{ "devDependencies": { "supabase": "2.0.0", "prisma": "6.0.0" } }\n',
    };
    assert.deepEqual(told(made).length, 1);
    silent({ ...made, 'supabase/policies.sql': secure('notes') });
  });

  it('says nothing where the migrations do', () => {
    silent({
      'supabase/schema.sql': NOTES + FOR_ALL,
      'supabase/migrations/20260101000000_init.sql': NOTES + secure('notes'),
    });
  });

  it('is not judged by how it runs: nobody knows on what', () => {
    silent({
      'supabase/schema.sql': `${NOTES}${secure('notes')}drop table old;\ncreate index i on orders (a);\nalter table orders drop column b;\ndelete from orders;\n`,
    });
  });

  it('may be something else: of another database, a seed, tried out, put aside', () => {
    silent({ 'schema.sql': NOTES, 'database/schema.sql': NOTES });
    silent({
      'database/own.sql': `-- Removes what only Supabase has (auth.users)\n-- Replaces Supabase auth.users\n${NOTES}`,
    });
    silent({ 'schema.sql': NOTES, 'supabase/profiles.sql': USERS + secure('profiles') });
    for (const name of [
      'supabase/seed.sql',
      'supabase/tests/notes.sql',
      'supabase/snippets/notes.sql',
      'supabase/schema-backup.sql',
      'supabase/test_notes.sql',
      'docs/supabase/schema.sql',
      'archive/supabase-schema.sql',
      'supabase/disable-rls.sql',
      'supabase/migrations_backup/20260101000000_notes.sql',
      'supabase/migrations.old/20260101000000_notes.sql',
      'supabase/old_migrations/20260101000000_notes.sql',
    ])
      silent({ [name]: NOTES });
    silent({ 'supabase/notes.sql': `-- name: notes :many\n${NOTES}` });
    silent({ 'supabase/schema.sql': `CREATE TABLE [dbo].notes (id int IDENTITY(1,1));\nGO\n${NOTES}` });
  });

  it('is not opened by what somebody switched off for a while', () => {
    silent({
      'supabase/schema.sql': NOTES + secure('notes'),
      'supabase/fix-login.sql': 'alter table notes disable row level security;\n',
    });
  });

  it('gets what is missing in its place', () => {
    const texts = { 'supabase/schema.sql': NOTES, 'supabase/zones.sql': 'create table zones (id int);\n' };
    const fix = judgeFiles(texts).find(({ kind }) => kind === 'notes')?.fixes[0];
    assert.ok(fix?.kind === 'rewrite-migration');
    const after = fixed(texts, fix);
    assert.ok(typeof after !== 'string', JSON.stringify(after));
    assert.deepEqual(after.texts, { ...texts, 'supabase/schema.sql': NOTES + secure('notes') });
  });
});
