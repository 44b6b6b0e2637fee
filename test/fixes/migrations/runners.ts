/** How each tool would write and run migrations, as its documentation says: worked out from the files alone. */

export type Texts = Readonly<Record<string, string>>;

/** What is sent at once. Without `alone` it stands in the transaction of its migration. */
export interface Sending {
  readonly sql: string;
  readonly alone: boolean;
}

export interface Runner {
  /** The files of a migration. */
  files(number: number, name: string, up: string, down: string): Texts;
  /** What belongs to the workspace besides. */
  readonly beside?: Texts;
  /** Each migration in its order; `all`: one transaction for all of them. */
  up(texts: Texts): readonly (readonly Sending[])[];
  /** The way back, the last migration first; absent where the tool has none. */
  down?(texts: Texts): readonly (readonly Sending[])[];
  readonly all?: true;
}

export const RUNNERS: Readonly<Record<string, Runner>> = {
  prisma: {
    files: (number, name, up) => ({
      [`prisma/migrations/${stamp(number)}_${name}/migration.sql`]: `${up}\n`,
    }),
    beside: {
      'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n',
    },
    up: (texts) => paths(texts, /migration\.sql$/).map((path) => [{ sql: texts[path] ?? '', alone: true }]),
  },
  supabase: {
    files: (number, name, up) => ({ [`supabase/migrations/${stamp(number)}_${name}.sql`]: `${up}\n` }),
    up: (texts) => paths(texts, /\.sql$/).map((path) => [{ sql: texts[path] ?? '', alone: true }]),
  },
  'golang-migrate': {
    files: (number, name, up, down) => ({
      [`migrations/${padded(number)}_${name}.up.sql`]: `${up}\n`,
      [`migrations/${padded(number)}_${name}.down.sql`]: `${down}\n`,
    }),
    up: (texts) => paths(texts, /\.up\.sql$/).map((path) => [{ sql: texts[path] ?? '', alone: true }]),
    down: (texts) =>
      paths(texts, /\.down\.sql$/)
        .toReversed()
        .map((path) => [{ sql: texts[path] ?? '', alone: true }]),
  },
  goose: {
    files: (number, name, up, down) => ({
      [`db/migrations/${padded(number)}_${name}.sql`]: `-- +goose Up\n${up}\n\n-- +goose Down\n${down}\n`,
    }),
    up: (texts) => paths(texts, /\.sql$/).map((path) => goose(texts[path] ?? '', 'up')),
    down: (texts) =>
      paths(texts, /\.sql$/)
        .toReversed()
        .map((path) => goose(texts[path] ?? '', 'down')),
  },
  dbmate: {
    files: (number, name, up, down) => ({
      [`db/migrations/${stamp(number)}_${name}.sql`]: `-- migrate:up\n${up}\n\n-- migrate:down\n${down}\n`,
    }),
    up: (texts) => paths(texts, /\.sql$/).map((path) => dbmate(texts[path] ?? '', 'up')),
    down: (texts) =>
      paths(texts, /\.sql$/)
        .toReversed()
        .map((path) => dbmate(texts[path] ?? '', 'down')),
  },
  sqlx: {
    files: (number, name, up, down) => ({
      [`migrations/${stamp(number)}_${name}.up.sql`]: `${up}\n`,
      [`migrations/${stamp(number)}_${name}.down.sql`]: `${down}\n`,
    }),
    beside: { 'Cargo.toml': '[dependencies]\nsqlx = { version = "0.8", features = ["postgres"] }\n' },
    up: (texts) => paths(texts, /\.up\.sql$/).map((path) => sqlx(texts[path] ?? '')),
    down: (texts) =>
      paths(texts, /\.down\.sql$/)
        .toReversed()
        .map((path) => sqlx(texts[path] ?? '')),
  },
  diesel: {
    files: (number, name, up, down) => ({
      [`migrations/2026-01-0${number}-120000_${name}/up.sql`]: `${up}\n`,
      [`migrations/2026-01-0${number}-120000_${name}/down.sql`]: `${down}\n`,
    }),
    up: (texts) => paths(texts, /\/up\.sql$/).map((path) => diesel(texts, path)),
    down: (texts) =>
      paths(texts, /\/down\.sql$/)
        .toReversed()
        .map((path) => diesel(texts, path)),
  },
  flyway: {
    files: (number, name, up) => ({ [`db/migration/V${number}__${name}.sql`]: `${up}\n` }),
    up: (texts) =>
      paths(texts, /\.sql$/).map((path) =>
        statementsIn(texts[path] ?? '').map((sql) => ({
          sql,
          alone: /executeInTransaction=false/.test(texts[`${path}.conf`] ?? ''),
        })),
      ),
  },
  atlas: {
    files: (number, name, up) => ({ [`migrations/${stamp(number)}_${name}.sql`]: `${up}\n` }),
    beside: { 'migrations/atlas.sum': 'h1:sum=\n' },
    up: (texts) =>
      paths(texts, /\.sql$/).map((path) => {
        const text = texts[path] ?? '';
        return statementsIn(text).map((sql) => ({ sql, alone: text.startsWith('-- atlas:txmode none\n\n') }));
      }),
  },
  liquibase: {
    files: (number, name, up, down) => ({
      [`db/changelog/${padded(number)}-${name}.sql`]: `--liquibase formatted sql\n\n--changeset ana:${number}\n${up}\n--rollback ${down.replaceAll('\n', '\n--rollback ')}\n`,
    }),
    up: (texts) => paths(texts, /\.sql$/).flatMap((path) => liquibase(texts[path] ?? '', 'up')),
    down: (texts) =>
      paths(texts, /\.sql$/)
        .flatMap((path) => liquibase(texts[path] ?? '', 'down'))
        .toReversed(),
  },
  drizzle: {
    files: (number, name, up) => ({
      [`drizzle/000${number}_${name}.sql`]: `${up.replaceAll(/;\n/g, ';--> statement-breakpoint\n')}\n`,
    }),
    beside: {
      'drizzle/meta/_journal.json': `${JSON.stringify(
        {
          version: '7',
          dialect: 'postgresql',
          entries: [
            { idx: 0, version: '7', when: 1_700_000_000_000, tag: '0001_init', breakpoints: true },
            { idx: 1, version: '7', when: 1_700_000_100_000, tag: '0002_change', breakpoints: true },
          ],
        },
        undefined,
        2,
      )}\n`,
    },
    up: (texts) => drizzle(texts),
    all: true,
  },
  'node-pg-migrate': {
    files: (number, name, up, down) => ({
      [`migrations/${String(1_700_000_000_000 + number)}_${name}.sql`]: `-- Up Migration\n${up}\n\n-- Down Migration\n${down}\n`,
    }),
    beside: { 'package.json': '{ "dependencies": { "node-pg-migrate": "8.0.0" } }\n' },
    up: (texts) =>
      paths(texts, /\.sql$/).map((path) => [
        { sql: texts[path]?.split(/^-- Down Migration/m)[0] ?? '', alone: false },
      ]),
    down: (texts) =>
      paths(texts, /\.sql$/)
        .toReversed()
        .map((path) => [{ sql: texts[path]?.split(/^-- Down Migration/m)[1] ?? '', alone: false }]),
    all: true,
  },
  // Of a tool that has no name here: its headings are kept.
  'sql-migrate': {
    files: (number, name, up, down) => ({
      [`migrations/${padded(number)}-${name}.sql`]: `-- +migrate Up\n${up}\n\n-- +migrate Down\n${down}\n`,
    }),
    up: (texts) => paths(texts, /\.sql$/).map((path) => sqlMigrate(texts[path] ?? '', 0)),
    down: (texts) =>
      paths(texts, /\.sql$/)
        .toReversed()
        .map((path) => sqlMigrate(texts[path] ?? '', 1)),
  },
  sql: {
    files: (number, name, up) => ({ [`migrations/${padded(number)}_${name}.sql`]: `${up}\n` }),
    up: (texts) =>
      paths(texts, /\.sql$/).map((path) =>
        statementsIn(texts[path] ?? '').map((sql) => ({ sql, alone: true })),
      ),
  },
};

function padded(number: number): string {
  return String(number).padStart(4, '0');
}

function stamp(number: number): string {
  return `2026010${number}120000`;
}

function paths(texts: Texts, pattern: RegExp): readonly string[] {
  return Object.keys(texts)
    .filter((path) => pattern.test(path))
    .sort(byNumber);
}

/** As Flyway orders them; for names of equal length the same as by letters. */
function byNumber(a: string, b: string): number {
  const number = (path: string): number => Number(/V(\d+)__/.exec(path)?.[1] ?? 0);
  return number(a) - number(b) || (a < b ? -1 : 1);
}

/** At semicolons that end a line, outside of dollar quotes. */
function statementsIn(text: string): readonly string[] {
  const found: string[] = [];
  let statement = '';
  let inBody = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.split('$$').length % 2 === 0) inBody = !inBody;
    statement += `${line}\n`;
    if (inBody || !/;\s*$/.test(line)) continue;
    found.push(statement);
    statement = '';
  }
  if (/^\s*[^\s-]/m.test(statement)) found.push(statement);
  return found;
}

function goose(text: string, way: 'up' | 'down'): readonly Sending[] {
  const [up = '', down = ''] = text.split(/^-- \+goose Down\r?\n/m);
  const alone = /^-- \+goose NO TRANSACTION\r?$/m.test(up);
  const part = way === 'up' ? up.replace(/[^]*^-- \+goose Up\r?\n/m, '') : down;
  // Without the two marks, a body is cut at its first semicolon.
  return part.split(/^-- \+goose StatementBegin\r?\n/m).flatMap((piece, index) => {
    const [whole = '', rest = ''] = index === 0 ? ['', piece] : piece.split(/^-- \+goose StatementEnd\r?\n/m);
    const sql = [
      ...(whole === '' ? [] : [whole]),
      ...rest.split(/;\s*$/m).filter((one) => /^\s*[^\s-]/m.test(one)),
    ];
    return sql.map((one) => ({ sql: one, alone }));
  });
}

function dbmate(text: string, way: 'up' | 'down'): readonly Sending[] {
  const match = /^-- migrate:up([^\n]*)\n([^]*?)^-- migrate:down([^\n]*)\n([^]*)/m.exec(text);
  const [options = '', sql = ''] = way === 'up' ? [match?.[1], match?.[2]] : [match?.[3], match?.[4]];
  return [{ sql, alone: options.includes('transaction:false') }];
}

function sqlMigrate(text: string, part: 0 | 1): readonly Sending[] {
  const sql = text.split(/^-- \+migrate Down/m)[part] ?? '';
  // Its own option stands in the heading of each way.
  const alone = sql.startsWith('-- +migrate Up notransaction') || sql.startsWith(' notransaction');
  return statementsIn(sql.replace(/^ notransaction/, '')).map((one) => ({ sql: one, alone }));
}

function sqlx(sql: string): readonly Sending[] {
  return [{ sql, alone: sql.startsWith('-- no-transaction') }];
}

function diesel(texts: Texts, path: string): readonly Sending[] {
  const metadata = texts[path.replace(/(?:up|down)\.sql$/, 'metadata.toml')] ?? '';
  return [{ sql: texts[path] ?? '', alone: metadata.includes('run_in_transaction = false') }];
}

function liquibase(text: string, way: 'up' | 'down'): readonly (readonly Sending[])[] {
  return text
    .split(/^--changeset /m)
    .slice(1)
    .map((changeset) => {
      const [heading = '', ...lines] = changeset.split(/\r?\n/);
      const alone = heading.includes('runInTransaction:false');
      const isBack = (line: string): boolean => line.startsWith('--rollback');
      if (way === 'down') {
        const sql = lines.filter(isBack).map((line) => line.slice('--rollback '.length));
        return statementsIn(sql.filter((line) => line !== 'empty').join('\n')).map((one) => ({
          sql: one,
          alone,
        }));
      }
      const sql = lines.filter((line) => !isBack(line)).join('\n');
      if (heading.includes('splitStatements:false')) return [{ sql, alone }];
      return sql
        .split(';')
        .filter((one) => /^\s*[^\s-]/m.test(one))
        .map((one) => ({ sql: one, alone }));
    });
}

function drizzle(texts: Texts): readonly (readonly Sending[])[] {
  const journal = JSON.parse(texts['drizzle/meta/_journal.json'] ?? '{}') as {
    readonly entries: readonly { readonly tag: string; readonly when: number; readonly idx: number }[];
  };
  let last = 0;
  return journal.entries.map(({ tag, when, idx }, index) => {
    if (when <= last || idx !== index) throw new Error(`Drizzle would leave out ${tag}`);
    last = when;
    const text = texts[`drizzle/${tag}.sql`];
    if (text === undefined) throw new Error(`No file for ${tag}`);
    return text.split('--> statement-breakpoint').map((sql) => ({ sql, alone: false }));
  });
}
