/** How each tool is told to do something the safe way: what messages name, so that people need not look it up. */
import { TOOLS } from '../toolTable.ts';
import type { ToolId } from '../types.ts';
import type { JudgedStep } from './steps.ts';

/** "in a migration of its own with disable_ddl_transaction!": behind a sentence that says what to run. */
export function outsideOfTransaction({ history }: Pick<JudgedStep, 'history'>): string {
  return TOOLS[history.tool].outside;
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
