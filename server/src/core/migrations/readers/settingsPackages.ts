import { parseJson } from '../../parsers/json.ts';
import { entriesOf, nodeAt, textOf } from '../../parsers/tree.ts';
import { lowerNameOf } from '../../paths.ts';
import type { Document } from '../../source.ts';
import type { Dialect } from '../operation.ts';
import type { MigrationReader } from '../reader.ts';
import { onlyOf } from '../settings/onlyOf.ts';
import type { MigrationSettings, ToolId } from '../types.ts';

/** Package files: the versions of the tools, and the kind of database where only one has a driver. */
export default {
  languages: ['json', 'toml', 'ruby', 'elixir', 'text'],
  triggers: [],
  reads: (path) => formatOf(path) !== undefined,
  read(document) {
    const format = formatOf(document.path);
    if (!format || document.text.length > 300_000) return undefined;
    const settings: MigrationSettings[] = [];
    const dialects: Dialect[] = [];
    for (const { name, version } of format.read(document)) {
      const tool = format.tools[name];
      if (tool && !settings.some((known) => known.tool === tool))
        settings.push({ tool, ...(version !== undefined && { toolVersion: version }) });
      const dialect = format.drivers[name];
      if (dialect) dialects.push(dialect);
    }
    const only = onlyOf(dialects);
    if (only) settings.push({ dialect: only });
    return settings.length > 0 ? { settings } : undefined;
  },
} satisfies MigrationReader;

interface Dependency {
  readonly name: string;
  readonly version?: string;
}

interface Format {
  readonly file: RegExp;
  read(document: Document): readonly Dependency[];
  readonly tools: Readonly<Record<string, ToolId | undefined>>;
  readonly drivers: Readonly<Record<string, Dialect | undefined>>;
}

function formatOf(path: string): Format | undefined {
  const name = lowerNameOf(path);
  return FORMATS.find(({ file }) => file.test(name));
}

/** The first group is the name, the second the version. */
function byLines(pattern: RegExp): Format['read'] {
  return ({ text }) =>
    [...text.matchAll(pattern)].map(([, name = '', version]) => dependency(name.toLowerCase(), version));
}

function dependency(name: string, version: string | undefined): Dependency {
  return version === undefined || version === '' ? { name } : { name, version: version.trim() };
}

const FORMATS: readonly Format[] = [
  {
    file: /^package\.json$/,
    read: (document) => {
      const root = document.parsed(parseJson).roots[0];
      return ['dependencies', 'devDependencies'].flatMap((part) =>
        entriesOf(nodeAt(root, part)).map(({ key, value }) => {
          const version = textOf(value);
          return dependency(key.text, /\d|^latest$/.test(version ?? '') ? version : undefined);
        }),
      );
    },
    tools: {
      prisma: 'prisma',
      '@prisma/client': 'prisma',
      'drizzle-orm': 'drizzle',
      supabase: 'supabase',
      knex: 'knex',
      kysely: 'kysely',
      typeorm: 'typeorm',
      sequelize: 'sequelize',
      '@mikro-orm/migrations': 'mikro-orm',
      'node-pg-migrate': 'node-pg-migrate',
      dbmate: 'dbmate',
    },
    drivers: {
      pg: 'postgres',
      postgres: 'postgres',
      '@vercel/postgres': 'postgres',
      '@neondatabase/serverless': 'postgres',
      mysql: 'mysql',
      mysql2: 'mysql',
      mariadb: 'mysql',
      '@planetscale/database': 'mysql',
      'better-sqlite3': 'sqlite',
      sqlite3: 'sqlite',
      '@libsql/client': 'sqlite',
    },
  },
  {
    file: /^gemfile$/,
    read: byLines(/^[ \t]*gem[ \t]+["']([\w-]{1,60})["'](?:[ \t]*,[ \t]*["']([^"'\n]{1,40})["'])?/gm),
    tools: { rails: 'rails', activerecord: 'rails' },
    drivers: { pg: 'postgres', mysql2: 'mysql', trilogy: 'mysql', sqlite3: 'sqlite' },
  },
  {
    // What tests and developers need besides says nothing of production.
    file: /^(?:requirements(?!.*(?:dev|test|lint|doc|ci)\b)[\w.-]*\.(?:txt|in)|pyproject\.toml|pipfile)$/,
    read: byLines(
      /^[ \t]*["']?([A-Za-z][\w.-]{1,60})(?:\[[\w, -]{0,60}\])?["']?[ \t]*(?:(?:=[ \t]*["']|)((?:[=~<>!^]=?|\d)[^"'\n;#,]{0,40}))?/gm,
    ),
    tools: { django: 'django', alembic: 'alembic' },
    drivers: {
      psycopg2: 'postgres',
      'psycopg2-binary': 'postgres',
      psycopg: 'postgres',
      asyncpg: 'postgres',
      mysqlclient: 'mysql',
      pymysql: 'mysql',
      aiomysql: 'mysql',
      aiosqlite: 'sqlite',
    },
  },
  {
    file: /^go\.mod$/,
    read: byLines(
      /^[ \t]*(?:require[ \t]+)?([\w.-]+\.[a-z]{2,}\/[\w./-]{1,100}?)(?:\/v\d+)?[ \t]+v(\d[\w.-]{0,40})/gm,
    ),
    tools: {
      'github.com/pressly/goose': 'goose',
      'github.com/golang-migrate/migrate': 'golang-migrate',
    },
    drivers: {
      'github.com/lib/pq': 'postgres',
      'github.com/jackc/pgx': 'postgres',
      'github.com/go-sql-driver/mysql': 'mysql',
      'github.com/mattn/go-sqlite3': 'sqlite',
      'modernc.org/sqlite': 'sqlite',
    },
  },
  {
    file: /^cargo\.toml$/,
    read: ({ text }) =>
      [...text.matchAll(/^[ \t]*(sqlx|diesel)[ \t]*=[ \t]*(.{0,400})$/gm)].flatMap(
        ([, name = '', rest = '']) => {
          const version = /"(\d[\w.]{0,20})"/.exec(rest)?.[1];
          const features = [...rest.matchAll(/"(postgres|mysql|sqlite)"/g)].map(([, feature = '']) => ({
            name: feature,
          }));
          return [dependency(name, version)].concat(features);
        },
      ),
    tools: { sqlx: 'sqlx', diesel: 'diesel' },
    drivers: { postgres: 'postgres', mysql: 'mysql', sqlite: 'sqlite' },
  },
  {
    file: /^composer\.json$/,
    read: (document) =>
      entriesOf(nodeAt(document.parsed(parseJson).roots[0], 'require')).map(({ key, value }) => ({
        name: key.text,
        version: textOf(value) ?? '',
      })),
    tools: { 'laravel/framework': 'laravel', 'illuminate/database': 'laravel' },
    drivers: { 'ext-pdo_pgsql': 'postgres', 'ext-pgsql': 'postgres', 'ext-pdo_mysql': 'mysql' },
  },
  {
    file: /^mix\.exs$/,
    read: byLines(/\{:(ecto_sql|postgrex|myxql|ecto_sqlite3),[ \t]*"([^"\n]{1,40})"/g),
    tools: { ecto_sql: 'ecto' },
    drivers: { postgrex: 'postgres', myxql: 'mysql', ecto_sqlite3: 'sqlite' },
  },
];
