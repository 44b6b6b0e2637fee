/** How each tool is told to do something the safe way: what messages name, so that people need not look it up. */
import type { ToolId } from '../types.ts';
import type { JudgedStep } from './steps.ts';

/** "in a migration of its own with disable_ddl_transaction!": behind a sentence that says what to run. */
export function outsideOfTransaction({ history }: Pick<JudgedStep, 'history'>): string {
  return OUTSIDE[history.tool];
}

/** "Build it with CONCURRENTLY", in the words of whatever the statement is written in. */
export function buildConcurrently(step: Pick<JudgedStep, 'history' | 'statement'>): string {
  return `Build it with ${concurrently(step)}, ${outsideOfTransaction(step)}.`;
}

/** How the tool spells CONCURRENTLY. */
export function concurrently(step: Pick<JudgedStep, 'history' | 'statement'>): string {
  return ownWords(step)?.concurrently ?? 'CONCURRENTLY';
}

/** The same of a unique index. */
export function uniqueConcurrently(step: Pick<JudgedStep, 'history' | 'statement'>): string {
  return ownWords(step)?.uniqueConcurrently ?? concurrently(step);
}

/** "Add it with NOT VALID first, and check the rows that are there in a later migration (…)". */
export function addNotValid(
  step: Pick<JudgedStep, 'history' | 'statement'>,
  what: 'foreign-key' | 'check',
): string {
  const [notValid, validate] = ownWords(step)?.notValid?.[what] ?? [
    'NOT VALID',
    'ALTER TABLE … VALIDATE CONSTRAINT',
  ];
  return `Add it with ${notValid}, which looks at no row, and check the rows in a later migration with ${validate}: people go on working meanwhile.`;
}

/** SQL stays SQL, wherever it is written. */
function ownWords({ history, statement }: Pick<JudgedStep, 'history' | 'statement'>): ToolWords | undefined {
  return statement.embedded ? undefined : WORDS[history.tool];
}

interface ToolWords {
  readonly concurrently?: string;
  readonly uniqueConcurrently?: string;
  /** How it is added, and how the rows are checked later. */
  readonly notValid?: Readonly<Record<'foreign-key' | 'check', readonly [add: string, validate: string]>>;
}

const WORDS: Readonly<Partial<Record<ToolId, ToolWords>>> = {
  // https://guides.rubyonrails.org/active_record_migrations.html
  rails: {
    concurrently: 'algorithm: :concurrently',
    notValid: {
      'foreign-key': ['validate: false', 'validate_foreign_key'],
      check: ['validate: false', 'validate_check_constraint'],
    },
  },
  // https://docs.djangoproject.com/en/stable/ref/contrib/postgres/operations/
  django: {
    concurrently: 'AddIndexConcurrently',
    uniqueConcurrently: 'CREATE UNIQUE INDEX CONCURRENTLY in RunSQL',
    notValid: {
      'foreign-key': ['NOT VALID in RunSQL', 'ALTER TABLE … VALIDATE CONSTRAINT'],
      check: ['AddConstraintNotValid', 'ValidateConstraint'],
    },
  },
  // https://alembic.sqlalchemy.org/en/latest/ops.html
  alembic: {
    concurrently: 'postgresql_concurrently=True',
    notValid: {
      'foreign-key': ['postgresql_not_valid=True', 'ALTER TABLE … VALIDATE CONSTRAINT'],
      check: ['postgresql_not_valid=True', 'ALTER TABLE … VALIDATE CONSTRAINT'],
    },
  },
  // https://hexdocs.pm/ecto_sql/Ecto.Migration.html
  ecto: {
    concurrently: 'concurrently: true',
    notValid: {
      'foreign-key': ['validate: false', 'ALTER TABLE … VALIDATE CONSTRAINT'],
      check: ['validate: false', 'ALTER TABLE … VALIDATE CONSTRAINT'],
    },
  },
  // https://sequelize.org/api/v6/class/src/dialects/abstract/query-interface.js~queryinterface
  sequelize: { concurrently: 'concurrently: true' },
  // https://salsita.github.io/node-pg-migrate/migrations/indexes
  'node-pg-migrate': { concurrently: 'concurrently: true' },
};

const OWN_MIGRATION = 'in a migration that holds nothing but this statement';

/** Each from the documentation of the tool; those that send a file as it is run a single statement outside of a transaction. */
const OUTSIDE: Readonly<Record<ToolId, string>> = {
  prisma: OWN_MIGRATION,
  supabase: OWN_MIGRATION,
  'golang-migrate': OWN_MIGRATION,
  drizzle: 'by hand before the deploy, because Drizzle runs all migrations in one transaction',
  flyway: 'in a file of its own with executeInTransaction=false',
  liquibase: 'in a changeset of its own with runInTransaction:false',
  dbmate: 'in a file of its own with "-- migrate:up transaction:false"',
  goose: 'in a file of its own with "-- +goose NO TRANSACTION"',
  sqlx: 'in a file of its own whose first line is "-- no-transaction"',
  diesel: 'in a migration of its own with run_in_transaction = false in its metadata.toml',
  atlas: 'in a file of its own with "-- atlas:txmode none"',
  'node-pg-migrate': 'in a migration of its own that calls pgm.noTransaction()',
  knex: 'in a migration of its own with "export const config = { transaction: false }"',
  kysely: 'in a migration of its own that runs with disableTransactions',
  typeorm: 'in a migration of its own with "transaction = false", run with --transaction each',
  sequelize: 'outside of a transaction',
  'mikro-orm': 'in a migration of its own whose isTransactional() returns false',
  rails: 'in a migration of its own with disable_ddl_transaction!',
  django: 'in a migration of its own with atomic = False',
  alembic: 'inside of op.get_context().autocommit_block()',
  laravel: 'in a migration of its own with "public $withinTransaction = false;"',
  ecto: 'in a migration of its own with @disable_ddl_transaction true',
  sql: 'in a file of its own, outside of a transaction',
};
