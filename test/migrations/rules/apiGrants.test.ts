import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

const CONFIG = 'supabase/config.toml';
const at = (day: string, name = 'orders'): string => `supabase/migrations/${day}093000_${name}.sql`;
const TABLE = 'create table public.orders (id uuid primary key, user_id uuid);\n';
const SECURED = `${TABLE}create index on orders (user_id);\nalter table orders enable row level security;\n`;
const OWN =
  'create policy own on orders for select to authenticated using ((select auth.uid()) = user_id);\n';
const OLD = {
  [at('20250101', 'first')]:
    'create table tags (id uuid primary key);\nalter table tags enable row level security;\n',
};

const REACH = 'migrations/table-out-of-reach';
const RLS = 'migrations/table-without-rls';

describe('the API of Supabase and new tables', () => {
  const told = (
    files: Readonly<Record<string, string>>,
    options: Parameters<typeof judgeFiles>[1] = {},
  ): readonly string[] =>
    judgeFiles(files, options)
      .filter(({ ruleId, past }) => (ruleId === REACH || ruleId === RLS) && !past)
      .map(({ ruleId, impact }) => `${ruleId.replace('migrations/', '')} ${impact}`);
  const silent = (files: Readonly<Record<string, string>>): void => assert.deepEqual(told(files), []);

  describe('a table with policies, and no rights', () => {
    const OUT = ['table-out-of-reach medium'];

    it('is out of reach from the day on that counts for all projects', () => {
      assert.deepEqual(told({ ...OLD, [at('20261030')]: SECURED + OWN }), OUT);
      silent({ ...OLD, [at('20261029')]: SECURED + OWN });
    });

    it('is so in a project that began under the new rule', () => {
      assert.deepEqual(told({ [at('20260801')]: SECURED + OWN }), OUT);
      silent({ [at('20260601')]: SECURED + OWN }); // while it was rolled out
    });

    it('is so where the configuration says it, and never where it says the contrary', () => {
      const off = { [CONFIG]: '[api]\nauto_expose_new_tables = false\n' };
      const on = { [CONFIG]: '[api]\nauto_expose_new_tables = true\n' };
      assert.deepEqual(told({ ...OLD, ...off, [at('20260601')]: SECURED + OWN }), OUT);
      silent({ ...OLD, ...off, [at('20260101')]: SECURED + OWN });
      silent({ ...OLD, ...on, [at('20261112')]: SECURED + OWN });
    });

    it('is nobody’s concern where browsers are not let in, or the API serves another schema', () => {
      silent({ ...OLD, [at('20261112')]: SECURED });
      silent({
        ...OLD,
        [at('20261112')]: `${SECURED}create policy p on orders to service_role using (true);\n`,
      });
      silent({
        ...OLD,
        [CONFIG]: '[api]\nschemas = ["api"]\n',
        [at('20261112')]: SECURED + OWN,
      });
    });

    it('is known to work, or not to be used, where production has it', () => {
      const file = at('20261112');
      const released = { ref: 'origin/main', paths: { [file]: 'same' as const }, deleted: [] };
      assert.deepEqual(told({ ...OLD, [file]: SECURED + OWN }, { released }), []);
    });

    it('is silent as soon as any role was given rights, wherever that is said', () => {
      const given = (sql: string): void => silent({ ...OLD, [at('20261112')]: SECURED + OWN + sql });
      given('grant select on orders to authenticated;\n');
      given('grant select on table public.orders to service_role;\n');
      given('grant select on all tables in schema public to anon, authenticated;\n');
      given("do $$ begin execute format('grant select on %I to authenticated', 'orders'); end $$;\n");
      silent({
        ...OLD,
        [at('20261101', 'rights')]:
          'alter default privileges in schema public grant select on tables to authenticated;\n',
        [at('20261112')]: SECURED + OWN,
      });
    });

    it('is not opened by what was granted to all tables before it, or to others', () => {
      const before = (sql: string): void =>
        assert.deepEqual(
          told({ ...OLD, [at('20261101', 'rights')]: sql, [at('20261112')]: SECURED + OWN }),
          OUT,
        );
      before('grant select on all tables in schema public to authenticated;\n');
      before('grant select on tags to authenticated;\n');
      assert.deepEqual(
        told({
          ...OLD,
          [at('20261112')]:
            `${SECURED}${OWN}alter default privileges in schema public grant select on tables to authenticated;\n`,
        }),
        OUT,
      );
      before('alter default privileges in schema audit grant select on tables to authenticated;\n');
    });

    it('is told with the rights that its policies are about', () => {
      const words = (sql: string): string =>
        judgeFiles({ ...OLD, [at('20261112')]: SECURED + sql }).find(({ ruleId }) => ruleId === REACH)
          ?.message ?? '';
      assert.match(words(OWN), /Say it here: grant select on orders to authenticated;$/);
      assert.match(
        words(`${OWN}create policy a on orders for insert with check ((select auth.uid()) = user_id);\n`),
        /: grant select, insert on orders to authenticated;$/,
      );
      assert.match(
        words('create policy a on orders for select using (true);\n'),
        /: grant select on orders to anon; grant select on orders to authenticated;$/,
      );
      assert.match(
        words('create policy a on orders to authenticated using ((select auth.uid()) = user_id);\n'),
        /: grant select, insert, update, delete on orders to authenticated;$/,
      );
    });
  });

  describe('a table without row-level security', () => {
    it('is everybody’s where the API opens it by itself', () => {
      assert.deepEqual(told({ ...OLD, [at('20261029')]: TABLE }), ['table-without-rls blocker']);
    });

    it('may be everybody’s where nobody knows how old the project is', () => {
      assert.deepEqual(told({ [at('20260801')]: TABLE }), ['table-without-rls medium']);
      assert.deepEqual(told({ [at('20260601')]: TABLE }), ['table-without-rls blocker']);
      assert.deepEqual(
        told({ [at('20260801', 'tags')]: OLD[at('20250101', 'first')] ?? '', [at('20261112')]: TABLE }),
        ['table-without-rls low'],
      );
    });

    it('is as bad as the rights that it was given', () => {
      const rights = (sql: string): readonly string[] => told({ ...OLD, [at('20261112')]: TABLE + sql });
      assert.deepEqual(rights(''), ['table-without-rls low']);
      assert.deepEqual(rights('grant select on orders to service_role;\n'), ['table-without-rls low']);
      assert.deepEqual(rights('grant select on orders to authenticated;\n'), ['table-without-rls high']);
      assert.deepEqual(rights('grant select on orders to anon;\n'), ['table-without-rls blocker']);
      assert.deepEqual(rights('grant select on orders to public;\n'), ['table-without-rls blocker']);
      assert.deepEqual(
        rights("do $$ begin execute format('grant select on %I to %I', 'orders', 'anon'); end $$;\n"),
        ['table-without-rls blocker'],
      );
    });
  });
});
