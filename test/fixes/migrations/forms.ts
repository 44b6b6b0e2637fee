/** Changes that are fixed in the tests, one a form, for a schema that earlier migrations made. */

export const INIT = {
  up: `CREATE TABLE orgs (id bigint PRIMARY KEY, name text);
CREATE TABLE users (id bigint NOT NULL, email text, org_id bigint, age integer, code bigint NOT NULL);
CREATE INDEX users_age_idx ON users (age);
CREATE INDEX users_code_idx ON users (code);
CREATE MATERIALIZED VIEW totals AS SELECT org_id, count(*) AS amount FROM users GROUP BY org_id;
CREATE UNIQUE INDEX totals_org_idx ON totals (org_id);`,
  down: `DROP MATERIALIZED VIEW totals;
DROP TABLE users;
DROP TABLE orgs;`,
};

/** So that what is validated has something to look at. */
export const ROWS =
  "INSERT INTO orgs SELECT n, 'org' || n FROM generate_series(1, 5) n;" +
  "INSERT INTO users SELECT n, 'u' || n, n % 5 + 1, n % 90, n FROM generate_series(1, 2500) n;";

export interface Change {
  readonly form: string;
  readonly rule: string;
  readonly up: string;
  readonly down: string;
}

/** Beside what is fixed: something that needs the transaction. */
const MORE = 'ALTER TABLE orgs ADD COLUMN city text;\n';
const LESS = '\nALTER TABLE orgs DROP COLUMN city;';

export const CHANGES: Readonly<Record<string, Change>> = {
  'index alone': {
    form: 'concurrently',
    rule: 'blocking-index',
    up: 'CREATE INDEX users_email_idx ON users (email);',
    down: 'DROP INDEX users_email_idx;',
  },
  'index with others': {
    form: 'concurrently',
    rule: 'blocking-index',
    up: `${MORE}CREATE INDEX IF NOT EXISTS users_email_idx ON users (email) WHERE age > 3;`,
    down: `DROP INDEX users_email_idx;${LESS}`,
  },
  'two indexes': {
    form: 'concurrently',
    rule: 'blocking-index',
    up: 'CREATE INDEX users_email_idx ON users (email);\nCREATE INDEX ON users (org_id, lower(email));',
    down: 'DROP INDEX users_email_idx;\nDROP INDEX users_org_id_lower_idx;',
  },
  'dropped index': {
    form: 'concurrently',
    rule: 'blocking-index-drop',
    up: `${MORE}DROP INDEX IF EXISTS users_age_idx;`,
    down: `CREATE INDEX users_age_idx ON users (age);${LESS}`,
  },
  'two dropped indexes': {
    form: 'concurrently',
    rule: 'blocking-index-drop',
    up: 'DROP INDEX IF EXISTS users_age_idx, users_code_idx;',
    down: 'CREATE INDEX users_age_idx ON users (age);\nCREATE INDEX users_code_idx ON users (code);',
  },
  reindex: {
    form: 'concurrently',
    rule: 'blocking-reindex',
    up: 'REINDEX TABLE users;',
    down: 'SELECT 1;',
  },
  refresh: {
    form: 'concurrently',
    rule: 'blocking-refresh',
    up: 'REFRESH MATERIALIZED VIEW totals;',
    down: 'SELECT 1;',
  },
  'concurrent index with others': {
    form: 'leave-transaction',
    rule: 'concurrently-in-transaction',
    up: `${MORE}CREATE INDEX CONCURRENTLY users_email_idx ON users (email);`,
    down: `DROP INDEX users_email_idx;${LESS}`,
  },
  'concurrent index between BEGIN and COMMIT': {
    form: 'leave-transaction',
    rule: 'concurrently-in-transaction',
    up: 'BEGIN;\nCREATE INDEX CONCURRENTLY users_email_idx ON users (email);\nCOMMIT;',
    down: 'DROP INDEX users_email_idx;',
  },
  'foreign key': {
    form: 'validate-later',
    rule: 'blocking-foreign-key',
    up: 'ALTER TABLE users ADD CONSTRAINT users_org_fk FOREIGN KEY (org_id) REFERENCES orgs (id) ON DELETE CASCADE;',
    down: 'ALTER TABLE users DROP CONSTRAINT users_org_fk;',
  },
  'foreign key without a name': {
    form: 'validate-later',
    rule: 'blocking-foreign-key',
    up: 'ALTER TABLE users\n  ADD COLUMN city text,\n  ADD FOREIGN KEY (org_id) REFERENCES orgs;',
    down: 'ALTER TABLE users DROP COLUMN city, DROP CONSTRAINT users_org_id_fkey;',
  },
  check: {
    form: 'validate-later',
    rule: 'blocking-check',
    up: 'ALTER TABLE users ADD CHECK (age >= 0 AND code > 0);',
    down: 'ALTER TABLE users DROP CONSTRAINT users_check;',
  },
  'check of one column': {
    form: 'validate-later',
    rule: 'blocking-check',
    up: 'ALTER TABLE users ADD CHECK (age >= 0);',
    down: 'ALTER TABLE users DROP CONSTRAINT users_age_check;',
  },
  'check beside a new column': {
    form: 'validate-later',
    rule: 'blocking-check',
    up: 'ALTER TABLE users ADD COLUMN height integer DEFAULT 170 CHECK (height > 0) NOT NULL;',
    down: 'ALTER TABLE users DROP COLUMN height;',
  },
  unique: {
    form: 'unique-by-index',
    rule: 'blocking-unique',
    up: 'ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email);',
    down: 'ALTER TABLE users DROP CONSTRAINT users_email_key;',
  },
  'unique with others': {
    form: 'unique-by-index',
    rule: 'blocking-unique',
    up: `ALTER TABLE users ADD UNIQUE NULLS NOT DISTINCT (email, org_id) DEFERRABLE, ADD COLUMN city text;`,
    down: 'ALTER TABLE users DROP CONSTRAINT users_email_org_id_key, DROP COLUMN city;',
  },
  'unique beside a new column': {
    form: 'unique-by-index',
    rule: 'blocking-unique',
    up: 'ALTER TABLE users ADD COLUMN slug text UNIQUE;',
    down: 'ALTER TABLE users DROP COLUMN slug;',
  },
  'primary key': {
    form: 'unique-by-index',
    rule: 'blocking-primary-key',
    up: 'ALTER TABLE users ADD PRIMARY KEY (id);',
    down: 'ALTER TABLE users DROP CONSTRAINT users_pkey;',
  },
  'not null': {
    form: 'not-null-by-check',
    rule: 'not-null-scan',
    up: 'ALTER TABLE users ALTER COLUMN email SET NOT NULL;',
    down: 'ALTER TABLE users ALTER COLUMN email DROP NOT NULL;',
  },
  'required column': {
    form: 'column-in-steps',
    rule: 'required-column',
    up: `${MORE}TRUNCATE users;\nALTER TABLE users ADD COLUMN phone text NOT NULL;`,
    down: `ALTER TABLE users DROP COLUMN phone;${LESS}`,
  },
  'column with a default for each row': {
    form: 'column-in-steps',
    rule: 'rewriting-column',
    up: 'ALTER TABLE users ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();',
    down: 'ALTER TABLE users DROP COLUMN token;',
  },
  'new column': {
    form: 'lock-timeout',
    rule: 'missing-lock-timeout',
    up: 'ALTER TABLE users ADD COLUMN city text;',
    down: 'ALTER TABLE users DROP COLUMN city;',
  },
  'renamed column': {
    form: 'expand-contract',
    rule: 'renamed-column',
    up: 'ALTER TABLE users RENAME COLUMN email TO mail;',
    down: 'ALTER TABLE users DROP COLUMN mail;',
  },
  'foreign key without an index': {
    form: 'index-foreign-key',
    rule: 'foreign-key-without-index',
    up: 'CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint, org_id bigint REFERENCES orgs (id) ON DELETE CASCADE);',
    down: 'DROP TABLE notes;',
  },
  'validated at once': {
    form: 'own-file',
    rule: 'validation-in-same-transaction',
    up: 'ALTER TABLE users ADD CONSTRAINT grown CHECK (age >= 0) NOT VALID;\nALTER TABLE users VALIDATE CONSTRAINT grown;',
    down: 'ALTER TABLE users DROP CONSTRAINT grown;',
  },
};
