/** Databases, queues and search. */
import type { ImplicitReader } from '../implicitTable.ts';

export const DATA: readonly ImplicitReader[] = [
  {
    words: 'PostgreSQL clients',
    names:
      'PGHOST PGHOSTADDR PGPORT PGUSER PGPASSWORD PGDATABASE PGSSLMODE PGSSLROOTCERT PGSSLCERT PGSSLKEY ' +
      'PGPASSFILE PGSERVICE PGSERVICEFILE PGAPPNAME PGOPTIONS PGCONNECT_TIMEOUT PGTZ PGDATA ' +
      'PGCHANNELBINDING PGCLIENTENCODING',
  },
  { words: 'MySQL clients', names: 'MYSQL_HOST MYSQL_TCP_PORT MYSQL_UNIX_PORT MYSQL_PWD' },
  {
    words: 'Prisma',
    names: 'DATABASE_URL DIRECT_URL SHADOW_DATABASE_URL PULSE_API_KEY',
    prefixes: 'PRISMA_',
    dependencies: 'prisma @prisma/',
  },
  { words: 'Drizzle Kit', names: 'DATABASE_URL', dependencies: 'drizzle-kit' },
  {
    words: "DATABASE_URL's usual readers",
    names: 'DATABASE_URL',
    dependencies:
      'rails dj-database-url django-environ sqlx diesel sea-orm sqlx-cli dbmate atlas symfony/orm-pack ' +
      'doctrine/doctrine-bundle ecto_sql node-pg-migrate graphile-worker postgraphile db-migrate kysely-ctl ' +
      '@neondatabase/ hasura pg-boss activerecord sequel tortoise-orm aerich alembic pgtyped zapatos kanel ' +
      'dbt-core',
  },
  { words: 'sqlx', names: 'SQLX_OFFLINE', dependencies: 'sqlx' },
  {
    words: 'Redis clients',
    names: 'REDIS_URL REDIS_PROVIDER REDIS_TLS_URL',
    dependencies: 'sidekiq redis resque actioncable rails kredis redis-rb rq django-redis celery',
  },
  {
    words: 'the Upstash SDK',
    names:
      'QSTASH_URL QSTASH_TOKEN QSTASH_CURRENT_SIGNING_KEY QSTASH_NEXT_SIGNING_KEY KV_REST_API_URL ' +
      'KV_REST_API_TOKEN',
    prefixes: 'UPSTASH_',
    dependencies: '@upstash/ upstash-redis qstash upstash-ratelimit',
  },
  {
    words: 'the Supabase CLI',
    names:
      'SUPABASE_ACCESS_TOKEN SUPABASE_DB_PASSWORD SUPABASE_PROJECT_ID SUPABASE_PROJECT_REF ' +
      'SUPABASE_AUTH_SITE_URL',
    prefixes: 'SUPABASE_AUTH_EXTERNAL_ SUPABASE_AUTH_',
    dependencies: 'supabase @supabase/',
    file: /(?:^|\/)supabase\/config\.toml$/,
  },
  { words: 'the Neon tools', names: 'NEON_API_KEY NEON_PROJECT_ID', dependencies: '@neondatabase/ neonctl' },
  {
    words: 'the PlanetScale tools',
    names: 'PLANETSCALE_SERVICE_TOKEN PLANETSCALE_SERVICE_TOKEN_ID PLANETSCALE_SERVICE_TOKEN_NAME',
    dependencies: '@planetscale/',
  },
  {
    words: 'the Turso tools',
    names: 'TURSO_AUTH_TOKEN TURSO_DATABASE_URL TURSO_API_TOKEN',
    dependencies: '@libsql/ @tursodatabase/',
  },
  {
    words: 'Convex',
    names:
      'CONVEX_DEPLOYMENT CONVEX_DEPLOY_KEY CONVEX_URL CONVEX_SITE_URL NEXT_PUBLIC_CONVEX_URL ' +
      'VITE_CONVEX_URL EXPO_PUBLIC_CONVEX_URL NEXT_PUBLIC_CONVEX_SITE_URL CONVEX_SELF_HOSTED_URL ' +
      'CONVEX_SELF_HOSTED_ADMIN_KEY',
    dependencies: 'convex',
  },
  {
    words: 'Elasticsearch',
    names: 'ELASTICSEARCH_URL BONSAI_URL',
    dependencies: 'searchkick elasticsearch elasticsearch-model',
  },
  {
    words: 'Meilisearch',
    names: 'MEILISEARCH_HOST MEILISEARCH_KEY MEILISEARCH_NO_ANALYTICS SCOUT_DRIVER SCOUT_QUEUE SCOUT_PREFIX',
    prefixes: 'MEILI_',
    dependencies: 'laravel/scout meilisearch/meilisearch-php meilisearch meilisearch-rails',
  },
  { words: 'RabbitMQ', names: 'CLOUDAMQP_URL RABBITMQ_URL', dependencies: 'bunny sneakers' },
];
