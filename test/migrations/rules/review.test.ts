import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

type Files = Readonly<Record<string, string>>;

/** "drop-table blocker 2": rule, impact and line, of one rule alone. */
function found(rule: string, files: Files): readonly string[] {
  return judgeFiles(files)
    .filter(({ ruleId }) => ruleId === `migrations/${rule}`)
    .map(({ impact, range }) => `${impact} ${range?.start.line}`);
}

const laravel = (body: string): Files => ({
  'composer.json': '{"require": {"laravel/framework": "^12.0"}}',
  'database/migrations/2026_01_01_000000_rows.php': `<?php
use Illuminate\\Database\\Migrations\\Migration;
return new class extends Migration {
    public function up(): void
    {
${body}
    }
};
`,
});

describe('migrations of real products: what was told, and is not so', () => {
  it('takes a row in a variable for a row, and not for the table', () => {
    const one = "        $design = Design::where('name', 'photo')->first();\n";
    assert.deepEqual(found('whole-table-delete', laravel(`${one}        $design->forceDelete();`)), []);
    assert.deepEqual(found('whole-table-update', laravel(`${one}        $design->update(['a' => 1]);`)), []);
    assert.deepEqual(found('whole-table-delete', laravel("        DB::table('designs')->delete($id);")), []);
    assert.deepEqual(found('whole-table-delete', laravel("        DB::table('designs')->delete();")), [
      'blocker 6',
    ]);
  });

  it('knows a value of a row from the row', () => {
    const loop = (what: string): Files => ({
      'db/migrate/20260101000000_rows.rb': `class Rows < ActiveRecord::Migration[8.0]
  def up
    Agent.find_each do |agent|
      ${what}
    end
  end
end
`,
    });
    assert.deepEqual(found('whole-table-delete', loop("agent.memory.delete('queue')")), []);
    assert.deepEqual(found('whole-table-delete', loop('agent.destroy')), ['high 3']);
  });

  const COLUMN = {
    'migrations/001_start.sql': 'CREATE TABLE users (id bigint PRIMARY KEY, plan text);',
    'migrations/002_kind.sql': 'ALTER TABLE users ADD COLUMN kind text;',
  };

  it('takes one value for all rows for a fresh column’s first', () => {
    assert.deepEqual(
      found('whole-table-update', {
        ...COLUMN,
        'migrations/003_fill.sql': "UPDATE users SET kind = 'http';",
      }),
      ['high 1'],
    );
    assert.deepEqual(
      found('whole-table-update', {
        ...COLUMN,
        'migrations/003_fill.sql': "UPDATE users SET plan = 'free';",
      }),
      ['blocker 1'],
    );
  });

  it('says CASCADE once for a statement', () => {
    const files = {
      ...COLUMN,
      'migrations/003_drop.sql': 'DROP VIEW a, b, c CASCADE;\nDROP VIEW d CASCADE;',
    };
    assert.deepEqual(found('cascading-drop', files), ['medium 1', 'medium 2']);
  });

  it('lets a table be made anew under its name', () => {
    const rename = 'ALTER TABLE users RENAME TO users_old;';
    const anew = `${rename}\nCREATE TABLE users (id bigint PRIMARY KEY);`;
    assert.deepEqual(found('renamed-table', { ...COLUMN, 'migrations/003_a.sql': anew }), []);
    assert.deepEqual(found('renamed-table', { ...COLUMN, 'migrations/003_a.sql': rename }), ['high 1']);
    const sequence = 'ALTER TABLE orders_id_seq RENAME TO purchases_id_seq;\n';
    assert.deepEqual(found('renamed-table', { ...COLUMN, 'migrations/003_a.sql': sequence }), []);
    const drop = 'DROP TABLE users_old;';
    const copied = `${anew}\nINSERT INTO users SELECT id FROM users_old;\n${drop}`;
    assert.deepEqual(found('dropped-table', { ...COLUMN, 'migrations/003_a.sql': copied }), []);
    assert.deepEqual(found('dropped-table', { ...COLUMN, 'migrations/003_a.sql': `${anew}\n${drop}` }), [
      'blocker 3',
    ]);
  });

  it('doesn’t count who says a word that only changes its spelling', () => {
    const files = (to: string): Files => ({
      'migrations/001_start.sql': 'CREATE TABLE polls (id bigint PRIMARY KEY, "authorName" text);',
      'migrations/002_names.sql': `ALTER TABLE polls RENAME COLUMN "authorName" TO ${to};`,
      'src/polls.ts': 'await db.polls.findMany({ select: { authorName: true } });\n',
    });
    assert.deepEqual(found('renamed-column', files('author_name')), ['high 1']);
    assert.deepEqual(found('renamed-column', files('writer')), ['blocker 1']);
  });

  it('tells which values an enum loses when it is made anew', () => {
    const files = (values: string): Files => ({
      'migrations/001_start.sql': "CREATE TYPE mood AS ENUM ('sad', 'glad');",
      'migrations/002_anew.sql': `CREATE TYPE mood_new AS ENUM (${values});
ALTER TYPE mood RENAME TO mood_old;
ALTER TYPE mood_new RENAME TO mood;`,
    });
    assert.deepEqual(found('renamed-enum-value', files("'sad', 'glad', 'new'")), []);
    assert.deepEqual(found('renamed-enum-value', files("'glad'")), ['medium 2']);
  });

  it('takes what a squashed migration stands for as there', () => {
    const django = (body: string): string =>
      `from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n${body}    operations = []\n`;
    const files = (replaces: string): Files => ({
      'shop/migrations/0001_squashed.py': django(`${replaces}    dependencies = []\n`),
      'shop/migrations/0003_more.py': django('    dependencies = [("shop", "0002_old")]\n'),
    });
    assert.deepEqual(found('broken-chain', files('    replaces = [("shop", "0002_old")]\n')), []);
    assert.notDeepEqual(found('broken-chain', files('')), []);
  });
});
