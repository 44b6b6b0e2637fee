import assert from 'node:assert/strict';
import {
  dialectOfUrl,
  serverOfImage,
  timeoutsIn,
} from '../../server/src/core/migrations/settings/databases.ts';
import type { MigrationSettings } from '../../server/src/core/migrations/types.ts';
import { collected } from './collecting.ts';

/** What all readers say of a file's settings; places as the text that stands there. */
function settingsOf(path: string, text: string): readonly unknown[] {
  return (collected(path, text)?.settings ?? []).map(
    ({ serverVersion, provider, ...settings }: MigrationSettings) =>
      Object.assign(
        settings,
        serverVersion && {
          server: `${serverVersion.major}: ${text.slice(serverVersion.at.start, serverVersion.at.end)}`,
        },
        provider && { provider: text.slice(provider.at.start, provider.at.end) },
      ),
  );
}

interface Case {
  readonly path: string;
  readonly text: string;
  readonly expected: readonly unknown[];
}

const CASES: readonly Case[] = [
  {
    path: 'prisma/schema.prisma',
    text: 'generator client {\n  provider = "prisma-client-js"\n}\n\ndatasource db {\n  provider = "mysql"\n  url = env("X")\n}\n',
    expected: [{ tool: 'prisma', dialect: 'mysql', provider: 'mysql' }],
  },
  { path: 'prisma/models.prisma', text: 'model A {\n  id Int @id\n}\n', expected: [] },
  {
    path: 'prisma/migrations/migration_lock.toml',
    text: 'provider = "postgresql"\n',
    expected: [{ tool: 'prisma', dialect: 'postgres', folder: 'prisma/migrations', provider: 'postgresql' }],
  },
  {
    path: 'packages/db/drizzle.config.ts',
    text: "export default defineConfig({ dialect: 'turso', out: './src/migrations', schema: './a.ts' });",
    expected: [{ tool: 'drizzle', dialect: 'sqlite', folder: 'packages/db/src/migrations' }],
  },
  {
    path: 'drizzle.config.ts',
    text: "export default { dialect: 'postgresql' };",
    expected: [{ tool: 'drizzle', dialect: 'postgres', folder: 'drizzle' }],
  },
  {
    path: 'supabase/config.toml',
    text: '[api]\nschemas = ["public", "billing"]\n[db]\nmajor_version = 15\n',
    expected: [
      {
        tool: 'supabase',
        dialect: 'postgres',
        folder: 'supabase/migrations',
        exposedSchemas: ['public', 'billing'],
        server: '15: 15',
      },
    ],
  },
  {
    path: 'worker/wrangler.toml',
    text: 'name = "a"\n[[d1_databases]]\nbinding = "DB"\n[[env.staging.d1_databases]]\nbinding = "DB"\nmigrations_dir = "../sql"\n',
    expected: [
      { dialect: 'sqlite', folder: 'worker/migrations' },
      { dialect: 'sqlite', folder: 'sql' },
    ],
  },
  {
    path: 'wrangler.jsonc',
    text: '{\n  // D1\n  "d1_databases": [{ "binding": "DB", "migrations_dir": "drizzle" }],\n}\n',
    expected: [{ dialect: 'sqlite', folder: 'drizzle' }],
  },
  { path: 'wrangler.toml', text: '# no d1_databases\nname = "a"\n', expected: [] },
  {
    path: 'supabase/config.toml',
    text: '[api]\nenabled = false\n',
    expected: [{ tool: 'supabase', dialect: 'postgres', folder: 'supabase/migrations', exposedSchemas: [] }],
  },
  {
    path: 'server/knexfile.js',
    text: "module.exports = { client: 'pg', migrations: { directory: './db/migrations', disableTransactions: true }, seeds: { directory: './seeds' } };",
    expected: [{ tool: 'knex', dialect: 'postgres', folder: 'server/db/migrations', transaction: 'none' }],
  },
  {
    path: 'src/data-source.ts',
    text: "export default new DataSource({ type: 'postgres', migrations: ['src/migrations/*.ts'], migrationsTransactionMode: 'each' });",
    expected: [{ tool: 'typeorm', dialect: 'postgres', transaction: 'file' }],
  },
  {
    path: 'config/config.json',
    text: '{"development": {"dialect": "sqlite"}, "production": {"dialect": "postgres"}}',
    expected: [{ tool: 'sequelize', dialect: 'postgres' }],
  },
  { path: 'config/config.json', text: '{"theme": "dark"}', expected: [] },
  {
    path: 'mikro-orm.config.ts',
    text: "import { defineConfig } from '@mikro-orm/mysql';\nexport default defineConfig({ migrations: { allOrNothing: false } });",
    expected: [{ tool: 'mikro-orm', dialect: 'mysql', transaction: 'file' }],
  },
  {
    path: 'config/database.yml',
    text: 'default: &default\n  adapter: postgresql\n  pool: <%= ENV.fetch("X") { 5 } %>\n  variables:\n    lock_timeout: 5s\n    statement_timeout: 0\nproduction:\n  <<: *default\n',
    expected: [{ tool: 'rails', dialect: 'postgres', timeouts: ['lock_timeout'] }],
  },
  {
    path: 'app/settings.py',
    text: "DATABASES = {\n  'default': {\n    'ENGINE': 'django.db.backends.postgresql',\n    'OPTIONS': {'options': '-c lock_timeout=4000'},\n  }\n}\n",
    expected: [{ tool: 'django', dialect: 'postgres', timeouts: ['lock_timeout'] }],
  },
  {
    path: 'app/settings.py',
    text: "DATABASES = {'default': {'ENGINE': os.getenv('DB_ENGINE', 'django.db.backends.sqlite3')}}",
    expected: [],
  },
  { path: 'requirements-dev.txt', text: 'mysqlclient==2.2\n', expected: [] },
  {
    path: 'backend/alembic.ini',
    text: '[alembic]\nscript_location = app/alembic\nsqlalchemy.url = postgresql+psycopg2://u:p@h/d\n',
    expected: [{ tool: 'alembic', dialect: 'postgres', folder: 'backend/app/alembic/versions' }],
  },
  {
    path: 'alembic/env.py',
    text: 'from alembic import context\ncontext.configure(connection=c, transaction_per_migration=True)\nc.execute("SET lock_timeout = \'4s\'")\n',
    expected: [
      { tool: 'alembic', folder: 'alembic/versions', transaction: 'file', timeouts: ['lock_timeout'] },
    ],
  },
  {
    path: 'config/database.php',
    text: "<?php\nreturn ['default' => env('DB_CONNECTION', 'mysql')];",
    expected: [{ tool: 'laravel', dialect: 'mysql' }],
  },
  {
    path: 'flyway.conf',
    text: 'flyway.url=jdbc:postgresql://h/d\nflyway.group=true\n',
    expected: [{ tool: 'flyway', dialect: 'postgres', transaction: 'all' }],
  },
  {
    path: 'db/V2__index.sql.conf',
    text: 'executeInTransaction=false\n',
    expected: [{ tool: 'flyway', folder: 'db/V2__index.sql', transaction: 'none' }],
  },
  { path: '.env.example', text: 'DATABASE_URL="postgres://u:p@h/d"\n', expected: [{ dialect: 'postgres' }] },
  { path: '.env', text: 'DB_CONNECTION=mysql\n', expected: [{ dialect: 'mysql' }] },
  { path: '.env', text: 'DATABASE_URL=postgres://h/d\nDB_CONNECTION=mysql\n', expected: [] },
  {
    path: 'atlas.hcl',
    text: 'env "local" {\n  dev = "docker://postgres/15/dev"\n  migration {\n    dir = "file://db/migrations"\n  }\n}\n',
    expected: [{ tool: 'atlas', dialect: 'postgres', folder: 'db/migrations' }],
  },
  {
    path: 'migrations/2024-01-01-120000_a/metadata.toml',
    text: 'run_in_transaction = false\n',
    expected: [{ tool: 'diesel', folder: 'migrations/2024-01-01-120000_a', transaction: 'batch' }],
  },
  {
    path: 'lib/app/repo.ex',
    text: 'defmodule App.Repo do\n  use Ecto.Repo, otp_app: :app, adapter: Ecto.Adapters.MyXQL\nend\n',
    expected: [{ tool: 'ecto', dialect: 'mysql' }],
  },
  {
    path: 'docker-compose.yml',
    text: 'services:\n  db:\n    image: postgres:15-alpine\n  pool:\n    image: edoburu/pgbouncer:1.2\n',
    expected: [{ dialect: 'postgres', server: '15: postgres:15-alpine' }],
  },
  {
    path: 'docker-compose.yml',
    text: 'services:\n  a:\n    image: postgres:15\n  b:\n    image: mysql:8\n',
    expected: [],
  },
  {
    path: '.github/workflows/ci.yml',
    text: 'jobs:\n  test:\n    services:\n      postgres:\n        image: postgres:14\n      other:\n        image: postgres:${{ matrix.pg }}\n',
    expected: [{ dialect: 'postgres', server: '14: postgres:14' }],
  },
  {
    path: 'render.yaml',
    text: 'databases:\n  - name: db\n    postgresMajorVersion: "16"\n',
    expected: [{ dialect: 'postgres', server: '16: 16' }],
  },
  {
    path: 'main.tf',
    text: 'resource "aws_db_instance" "db" {\n  engine = "postgres"\n  engine_version = "14.9"\n}\n',
    expected: [{ dialect: 'postgres', server: '14: 14.9' }],
  },
  {
    path: 'main.tf',
    text: 'resource "google_sql_database_instance" "db" {\n  database_version = "POSTGRES_16"\n}\n',
    expected: [{ dialect: 'postgres', server: '16: POSTGRES_16' }],
  },
  {
    path: 'package.json',
    text: '{"dependencies": {"drizzle-orm": "^0.45.0", "pg": "8.1.0", "left": "1"}}',
    expected: [{ tool: 'drizzle', toolVersion: '^0.45.0' }, { dialect: 'postgres' }],
  },
  {
    path: 'package.json',
    text: '{"dependencies": {"pg": "8"}, "devDependencies": {"sqlite3": "5"}}',
    expected: [],
  },
  {
    path: 'Gemfile',
    text: 'gem "rails", "~> 7.1.0"\ngem "pg"\n',
    expected: [{ tool: 'rails', toolVersion: '~> 7.1.0' }, { dialect: 'postgres' }],
  },
  {
    path: 'pyproject.toml',
    text: '[project]\ndependencies = [\n  "django>=5.0",\n  "psycopg[binary]>=3",\n]\n',
    expected: [{ tool: 'django', toolVersion: '>=5.0' }, { dialect: 'postgres' }],
  },
  {
    path: 'go.mod',
    text: 'require (\n\tgithub.com/pressly/goose/v3 v3.20.0\n\tgithub.com/jackc/pgx/v5 v5.5.0\n)\n',
    expected: [{ tool: 'goose', toolVersion: '3.20.0' }, { dialect: 'postgres' }],
  },
  {
    path: 'Cargo.toml',
    text: '[dependencies]\nsqlx = { version = "0.8", features = ["runtime-tokio", "postgres"] }\n',
    expected: [{ tool: 'sqlx', toolVersion: '0.8' }, { dialect: 'postgres' }],
  },
  {
    path: 'src/main/resources/application.yml',
    text: 'spring:\n  datasource:\n    url: jdbc:postgresql://h/d\n  flyway:\n    enabled: true\n',
    expected: [{ dialect: 'postgres' }, { tool: 'flyway', dialect: 'postgres' }],
  },
];

describe('what configuration says about migrations', () => {
  for (const { path, text, expected } of CASES)
    it(`${path}: ${text.slice(0, 50).replaceAll(/\s+/g, ' ')}`, () => {
      assert.deepEqual(settingsOf(path, text), expected);
    });

  it('keeps no address and no password', () => {
    const all = CASES.flatMap(({ path, text }) => settingsOf(path, text));
    assert.doesNotMatch(JSON.stringify(all), /u:p@|jdbc:/);
  });

  it('survives broken files', () => {
    for (const { path, text } of CASES)
      for (let end = 0; end < text.length; end += 7)
        assert.doesNotThrow(() => settingsOf(path, text.slice(0, end)));
  });

  it('takes time in proportion to the text', function () {
    this.timeout(60_000);
    for (const path of new Set(CASES.map(({ path: one }) => one)))
      for (const piece of ['{', '"', ' ', 'a', 'DATABASES', "'ENGINE':", 'type: '])
        assert.doesNotThrow(() => settingsOf(path, piece.repeat(250_000 / piece.length)));
  });
});

describe('names of databases', () => {
  it('images', () => {
    assert.deepEqual(serverOfImage('ghcr.io/supabase/postgres:15.6.1.120'), {
      dialect: 'postgres',
      major: 15,
    });
    assert.deepEqual(serverOfImage('timescale/timescaledb:2.14.2-pg16'), { dialect: 'postgres', major: 16 });
    assert.deepEqual(serverOfImage('pgvector/pgvector:pg17'), { dialect: 'postgres', major: 17 });
    assert.deepEqual(serverOfImage('pgvector/pgvector:0.8.0-pg15'), { dialect: 'postgres', major: 15 });
    assert.deepEqual(serverOfImage('mariadb:11'), { dialect: 'mysql' });
    assert.deepEqual(serverOfImage('mysql:8.4'), { dialect: 'mysql', major: 8 });
    assert.deepEqual(serverOfImage('postgres'), { dialect: 'postgres' });
    assert.deepEqual(serverOfImage('localhost:5000/postgres:16@sha256:abc'), {
      dialect: 'postgres',
      major: 16,
    });
    for (const image of ['prometheuscommunity/postgres-exporter:v1', 'dpage/pgadmin4:8', 'redis:7', ''])
      assert.equal(serverOfImage(image), undefined, image);
  });

  it('URLs, by their scheme alone', () => {
    assert.equal(dialectOfUrl('jdbc:mysql://h/d'), 'mysql');
    assert.equal(dialectOfUrl('postgresql+asyncpg://h/d'), 'postgres');
    assert.equal(dialectOfUrl('file:./dev.db'), 'sqlite');
    assert.equal(dialectOfUrl('https://postgres.example.com'), undefined);
  });

  it('time limits, those that are switched off left out', () => {
    assert.deepEqual(timeoutsIn('options=-c%20lock_timeout%3D5s'), ['lock_timeout']);
    assert.deepEqual(timeoutsIn("SET statement_timeout TO '1min'"), ['statement_timeout']);
    assert.deepEqual(timeoutsIn('lock_timeout=0'), []);
  });
});
