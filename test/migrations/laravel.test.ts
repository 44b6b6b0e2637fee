import assert from 'node:assert/strict';
import laravel from '../../server/src/core/migrations/readers/laravel.ts';
import { factsOf, HOSTILE, readingOf } from './rubyPhpReading.ts';

const PATH = 'database/migrations/2026_01_12_090000_change.php';
const HEAD =
  '<?php\n\nuse Illuminate\\Database\\Migrations\\Migration;\n\nreturn new class extends Migration\n{\n';

function up(body: string): ReturnType<typeof readingOf> {
  return readingOf(laravel, PATH, `${HEAD}    public function up(): void\n    {\n${body}\n    }\n};\n`);
}

describe('migrations of Laravel', () => {
  it('reads a new table', () => {
    const found = up(`
        Schema::create('orders', function (Blueprint $table) {
            $table->id();
            $table->foreignId('user_id')->constrained()->cascadeOnDelete();
            $table->foreignId('buyer_id')->nullable()->constrained('people')->nullOnDelete();
            $table->string('email', 100)->unique();
            $table->decimal('total', 10, 2)->default(0)->index();
            $table->uuid('key')->default(DB::raw('gen_random_uuid()'));
            $table->nullableMorphs('owner');
            $table->foreignIdFor(User::class);
            $table->timestamps();
            $table->softDeletes();
            $table->rememberToken();
            $table->unique(['email', 'total'], 'both');
            $table->foreign('email')->references('email')->on('users')->onDelete('set null');
        });`);
    assert.deepEqual(found.up, [
      'create-table orders columns=[(id bigint serial primaryKey autoIncrement notNull), ' +
        '(user_id bigint notNull references(users columns=[id] onDelete=cascade)), ' +
        '(buyer_id bigint nullable references(people columns=[id] onDelete=set null)), ' +
        '(email character varying(100) notNull unique), (total numeric(10,2) notNull default(0 constant) index()), ' +
        '(key uuid notNull default(gen_random_uuid() volatile)), (owner_type character varying(255) nullable), ' +
        '(owner_id bigint nullable index()), (user_id bigint notNull), (created_at timestamp nullable), ' +
        '(updated_at timestamp nullable), (deleted_at timestamp nullable), (remember_token character varying(100) nullable)] ' +
        'constraints=[(unique both columns=[email, total]), ' +
        '(foreign-key orders_email_foreign columns=[email] references(users columns=[email] onDelete=set null))]',
    ]);
    assert.deepEqual(found.underlined, ["Schema::create('orders', function (Blueprint $table) {"]);
    assert.equal(found.down, undefined);
  });

  it('has unique constraints, and builds them online where it is told to', () => {
    const found = up(`
        Schema::table('users', function (Blueprint $table) {
            $table->unique('email');
            $table->unique(['a', 'b'])->online();
            $table->index('c')->online();
            $table->index('d')->online(false);
            $table->dropUnique(['email']);
        });`);
    assert.deepEqual(found.up, [
      'add-constraint users constraint(unique users_email_unique columns=[email])',
      'create-index users index(users_a_b_unique columns=[a, b] unique) concurrently',
      'add-constraint users constraint(unique users_a_b_unique columns=[a, b] usingIndex=users_a_b_unique)',
      'create-index users index(users_c_index columns=[c]) concurrently',
      'create-index users index(users_d_index columns=[d])',
      'drop-constraint users unique users_email_unique columns=[email]',
    ]);
  });

  it('underlines each change of a table', () => {
    const found = up(`
        Schema::table('users', function (Blueprint $table) {
            $table->integer('age')->nullable()->after('name');
            $table->string('name', 500)->change();
            $table->string('nick')->nullable(false)->change();
            $table->dropColumn(['a', 'b']);
            $table->dropForeign(['x_id']);
            $table->dropIndex('i');
            $table->renameColumn('c', 'd');
            $table->index(['a', 'b']);
        });
        Schema::rename('a', 'b');
        Schema::dropIfExists('c');`);
    assert.deepEqual(found.up, [
      'add-column users column(age integer nullable)',
      'change-column users column=name definition(name character varying(500))',
      'change-column users column=nick definition(nick character varying(255) notNull)',
      'drop-column users column=a',
      'drop-column users column=b',
      'drop-constraint users foreign-key users_x_id_foreign columns=[x_id]',
      'drop-index users i',
      'rename-column users column=c to=d',
      'create-index users index(users_a_b_index columns=[a, b])',
      'rename-table a to=b',
      'drop-table c ifExists',
    ]);
    assert.equal(found.underlined[0], "$table->integer('age')->nullable()->after('name')");
    assert.equal(found.underlined.at(-1), "Schema::dropIfExists('c')");
  });

  it('marks what may not run, and follows loops over names that are written out', () => {
    const found = up(`
        if (!Schema::hasColumn('users', 'age')) {
            Schema::table('users', fn (Blueprint $table) => $table->integer('age')->default(0));
        } else {
            Schema::drop('x');
        }
        foreach (['posts', 'pages'] as $name) {
            Schema::table($name, function (Blueprint $table) use ($name) {
                $table->dropTimestamps();
            });
        }
        Schema::whenTableHasColumn('users', 'a', function (Blueprint $table) {
            $table->dropColumn('a');
        });
        DB::transaction(function () {
            Schema::drop('y');
        });`);
    assert.deepEqual(found.up, [
      'add-column users column(age integer notNull default(0 constant)) nested',
      'drop-table x nested',
      'drop-column posts column=created_at',
      'drop-column posts column=updated_at',
      'drop-column pages column=created_at',
      'drop-column pages column=updated_at',
      'drop-column users column=a nested',
      'drop-table y',
    ]);
  });

  it('reads what the query builder and models do to rows', () => {
    const found = up(`
        DB::table('users')->whereNull('age')->update(['age' => 0, 'x' => 1]);
        DB::table('logs')->delete();
        DB::table('logs')->truncate();
        User::query()->chunkById(100, function ($users) {
            foreach ($users as $user) {
                $user->update(['a' => 1]);
            }
        });
        foreach (Order::all() as $order) {
            $order->total = 1;
            $order->save();
        }
        OldThing::where('a', 1)->delete();
        Plan::create(['name' => 'x']);
        $count = User::count();
        Log::info('done');`);
    assert.deepEqual(found.up, [
      "update users columns=[age, x] where(whereNull('age') constant)",
      'delete logs',
      'truncate logs',
      'update users columns=[a] where($user constant) batched nested',
      'update orders columns=[] where($order constant) nested',
      "delete old_things where(where('a', 1) constant)",
      'insert plans',
    ]);
  });

  it('reads SQL', () => {
    const found = up(`
        DB::statement("ALTER TABLE \`users\` ADD INDEX foo (bar)");
        DB::unprepared(<<<'SQL'
            UPDATE users SET a = 1;
            DELETE FROM logs;
        SQL);
        $sql = 'DROP TABLE old';
        DB::statement($sql);
        DB::statement('ALTER TABLE ' . $table . ' ADD z int');
        DB::statement('ALTER TABLE users ENGINE = InnoDB');
        DB::statement($this->sql());`);
    assert.deepEqual(found.up.slice(0, 4), [
      'create-index users index(foo columns=[bar])',
      'update users columns=[a]',
      'delete logs',
      'drop-table old',
    ]);
    assert.equal(found.up[4], 'add-column ? column(z integer)');
    assert.equal(found.up[6], 'unknown');
    assert.equal(found.facts.dialect, 'mysql');
  });

  it('reads down, the transaction and local methods', () => {
    const {
      up: forth,
      down,
      irreversible,
      facts,
    } = readingOf(
      laravel,
      PATH,
      `<?php
class A extends Migration
{
    public $withinTransaction = false;
    private const TABLES = ['a', 'b'];

    public function up()
    {
        $this->drop();
    }

    private function drop()
    {
        foreach (self::TABLES as $table) {
            Schema::drop($table);
        }
    }

    public function down()
    {
        throw new Exception('No way back');
    }
}`,
    );
    assert.deepEqual(forth, ['drop-table a', 'drop-table b']);
    assert.deepEqual(down, []);
    assert.equal(irreversible, "throw new Exception('No way back')");
    assert.equal(facts.transaction?.use, false);
    assert.equal(facts.downAt?.line, 19);
  });

  it('leaves migrations of other tools alone', () => {
    const doctrine =
      '<?php\nuse Doctrine\\Migrations\\AbstractMigration;\nclass A extends AbstractMigration { public function up() {} }';
    assert.equal(factsOf(laravel, 'migrations/Version1.php', doctrine), undefined);
  });

  it('takes time in proportion to hostile text', () => {
    for (const text of HOSTILE) factsOf(laravel, PATH, `${HEAD}public function up() {\n${text}`);
  });
});
