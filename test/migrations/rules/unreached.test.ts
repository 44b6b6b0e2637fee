import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

function found(files: Readonly<Record<string, string>>): string[] {
  return judgeFiles(files)
    .filter(({ ruleId, impact }) => ruleId.startsWith('migrations/') && impact !== 'low')
    .map(({ ruleId, kind }) => `${ruleId.slice(11)} ${kind}`);
}

describe('tables of Supabase', () => {
  const said = (sql: string) => found({ 'supabase/migrations/20260101000000_orders.sql': sql });

  it('that last are served to browsers, temporary ones are not', () => {
    assert.deepEqual(said('create table orders (id uuid primary key);\n'), ['table-without-rls orders']);
    for (const kind of ['temp', 'temporary', 'local temp'])
      assert.deepEqual(said(`create ${kind} table orders (id uuid primary key) on commit drop;\n`), [], kind);
    assert.deepEqual(said('create unlogged table orders (id uuid primary key);\n'), [
      'table-without-rls orders',
    ]);
  });
});

describe('the folders of Alembic', () => {
  const INI = { 'api/alembic.ini': '[alembic]\nscript_location = alembic\n' };
  const ENV = { 'api/alembic/env.py': 'from alembic import context\n' };
  const revision = (id: string, after: string | undefined): string =>
    `from alembic import op\nrevision = "${id}"\ndown_revision = ${after === undefined ? 'None' : `"${after}"`}\n\ndef upgrade():\n    op.drop_table("orders_${id}")\n`;
  const FIRST = { 'api/alembic/versions/a1_first.py': revision('a1', undefined) };
  const lost = { 'api/alembic/disabled_versions/b1_second.py': revision('b1', 'gone') };
  const OF_FIRST = ['dropped-table orders_a1'];
  const OF_BOTH = ['dropped-table orders_a1', 'dropped-table orders_b1'];

  it('beside "versions" are not run', () => {
    assert.deepEqual(found({ ...INI, ...FIRST, ...lost }), OF_FIRST);
    assert.deepEqual(found({ ...ENV, ...FIRST, ...lost }), OF_FIRST);
    const below = { 'api/alembic/versions/2026/b1_second.py': revision('b1', 'a1') };
    assert.deepEqual(found({ ...INI, ...FIRST, ...below }).includes('dropped-table orders_b1'), true);
  });

  it('may be several, where the configuration says so', () => {
    const several = {
      'api/alembic.ini': `${INI['api/alembic.ini']}version_locations = %(here)s/a %(here)s/b\n`,
    };
    assert.deepEqual(found({ ...several, ...FIRST, ...lost }).sort(), OF_BOTH);
    const byCode = {
      'api/alembic/env.py':
        'from alembic import context\nconfig.set_main_option("version_locations", where)\n',
    };
    assert.deepEqual(found({ ...INI, ...byCode, ...FIRST, ...lost }).sort(), OF_BOTH);
    assert.deepEqual(found({ ...FIRST, ...lost }).sort(), OF_BOTH);
  });
});

describe('views of Supabase', () => {
  it('that ask who is there give everybody what is theirs', () => {
    const rules = (query: string) =>
      found({
        'supabase/migrations/20260101000000_shops.sql': `create table shops (id uuid primary key, owner uuid);\nalter table shops enable row level security;\ncreate view mine as ${query};\n`,
      }).filter((one) => one.startsWith('view-past-rls'));
    for (const query of [
      'select * from shops where owner = auth.uid()',
      'select * from shops s where s.owner = (select auth.uid()) order by id',
      "select * from shops where id in (select shop from staff where email = auth.jwt() ->> 'email')",
      'select * from shops where owner in (select id from people) and public.is_shop_member(id)',
      'select u.email from auth.users u where u.id = auth.uid()',
      'select id from shops where owner = auth.uid() union all select id from shops where helper = auth.uid()',
    ])
      assert.deepEqual(rules(query), [], query);
    for (const query of [
      'select *, owner = auth.uid() as mine from shops',
      'select *, exists (select 1 from likes where who = auth.uid()) as liked from shops where id is not null',
      'select * from shops left join likes on likes.who = auth.uid()',
      'select * from shops where other.uid() = owner',
      'select id from shops where owner = auth.uid() union select id from shops',
      'select id from shops union select id from shops where owner = auth.uid()',
      'select owner from shops where id is not null group by owner having bool_or(owner = auth.uid())',
      'select u.email, auth.uid() from auth.users u where is_active(u.id)',
    ])
      assert.deepEqual(rules(query), ['view-past-rls mine'], query);
  });

  const said = (name: string, more = '') =>
    judgeFiles({
      'supabase/migrations/20260101000000_shops.sql': `create table shops (id uuid primary key, email text);\nalter table shops enable row level security;\ncreate view ${name} as select id from shops;\n${more}`,
    })
      .filter(({ ruleId }) => ruleId === 'migrations/view-past-rls')
      .map(({ impact }) => impact);

  it('are meant for everybody where their name and a grant say so', () => {
    assert.deepEqual(said('public_shops', 'grant select on public.public_shops to anon, authenticated;\n'), [
      'low',
    ]);
    assert.deepEqual(said('public_shops'), ['high']);
    assert.deepEqual(said('public_shops', 'grant select on public_shops to authenticated;\n'), ['high']);
    assert.deepEqual(said('shop_list', 'grant select on shop_list to anon;\n'), ['high']);
  });
});

describe('the apps of Django', () => {
  const migration = (after: string) =>
    `from django.db import migrations\nclass Migration(migrations.Migration):\n    dependencies = [${after}]\n    operations = []\n`;

  it('may lie in folders of the same name', () => {
    const apps = {
      'shop/stripe/migrations/0001_initial.py': migration(''),
      'shop/integrations/stripe/migrations/0001_initial.py': migration(''),
    };
    assert.deepEqual(found(apps), []);
    const second = { 'shop/stripe/migrations/0001_other.py': migration('') };
    assert.deepEqual(found({ ...apps, ...second }), ['broken-chain 0001_other']);
  });
});
