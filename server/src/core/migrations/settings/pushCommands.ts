/** Commands that change a schema past its migrations, or throw it away. */
import type { TextRange } from '../../finding.ts';

export interface PushCommand extends TextRange {
  /** In people's words. */
  readonly command: string;
  readonly destructive?: true;
}

/** In a command line, a list of words in JSON or YAML, or a script. `from` and `to` are offsets into `text`. */
export function pushCommandsIn(text: string, from: number, to: number): readonly PushCommand[] {
  const part = text.slice(from, to);
  return COMMANDS.flatMap(({ pattern, command, destructive, when, unless }) =>
    [...part.matchAll(pattern)].flatMap((match): PushCommand[] => {
      const rest = restOf(part, match.index + match[0].length);
      if (when && !when.test(rest)) return [];
      if (unless?.test(rest)) return [];
      if (isSaid(part, match.index)) return [];
      const isDestructive = destructive === true || (destructive !== undefined && destructive.test(rest));
      return [
        {
          command,
          start: from + match.index,
          end: from + match.index + match[0].length,
          ...(isDestructive && { destructive: true }),
        },
      ];
    }),
  );
}

/** A first look: most files have none of these words, and need not be parsed. */
export function mayPush(text: string): boolean {
  return SUSPECT.test(text);
}

const SUSPECT =
  /\bdb["', \t]{1,5}(?:push|reset)|drizzle-kit|\bmigrate["', \t]{1,5}(?:dev|reset)|\b(?:schema|db|structure|migrate):[a-z]|manage\.py["', \t]{1,5}(?:flush|reset)|ecto\.|database["', \t]{1,5}(?:reset|drop)|flyway|dbmate/;

/** The options behind a command: up to the next command of the line. */
function restOf(text: string, from: number): string {
  return /^[^\n;&|]{0,300}/.exec(text.slice(from, from + 300))?.[0] ?? '';
}

/** `echo "run prisma db push"`, and comments. */
function isSaid(text: string, at: number): boolean {
  const line = text.slice(Math.max(0, text.lastIndexOf('\n', at - 1) + 1, at - 400), at);
  return /(?:^|\s)#|\b(?:echo|printf|log|console\.\w+)\b[^;&|]*$/.test(line);
}

interface Command {
  readonly pattern: RegExp;
  readonly command: string;
  readonly destructive?: true | RegExp;
  /** What has to stand behind it, or must not. */
  readonly when?: RegExp;
  readonly unless?: RegExp;
}

/** Between words: blanks, or the quotes and commas of a list. */
const S = `["']?[ \\t,]{1,3}["']?`;

function words(...parts: readonly string[]): RegExp {
  return new RegExp(`(?<![\\w:-])${parts.join(S)}(?![\\w:-])`, 'g');
}

const COMMANDS: readonly Command[] = [
  // www.prisma.io/docs/orm/reference/prisma-cli-reference
  {
    pattern: words('prisma', 'db', 'push'),
    command: 'prisma db push',
    destructive: /--accept-data-loss|--force-reset/,
  },
  { pattern: words('prisma', 'migrate', 'dev'), command: 'prisma migrate dev' },
  { pattern: words('prisma', 'migrate', 'reset'), command: 'prisma migrate reset', destructive: true },
  // orm.drizzle.team/docs/drizzle-kit-push
  { pattern: words('drizzle-kit', 'push(?::\\w+)?'), command: 'drizzle-kit push', destructive: /--force/ },
  // guides.rubyonrails.org/active_record_migrations.html#setup-the-database
  { pattern: words('db:schema:load'), command: 'rails db:schema:load', destructive: true },
  { pattern: words('db:structure:load'), command: 'rails db:structure:load', destructive: true },
  { pattern: words('db:(?:migrate:)?reset'), command: 'rails db:reset', destructive: true },
  {
    pattern: words('(?:rails|rake|bin/rails|sequelize(?:-cli)?)', 'db:drop'),
    command: 'db:drop',
    destructive: true,
  },
  { pattern: words('sequelize(?:-cli)?', 'db:sync'), command: 'sequelize db:sync' },
  // supabase.com/docs/reference/cli/supabase-db-reset: without --linked it is the local one
  {
    pattern: words('supabase', 'db', 'reset'),
    command: 'supabase db reset --linked',
    destructive: true,
    when: /--linked|--db-url/,
  },
  // laravel.com/docs/migrations#running-migrations
  { pattern: words('artisan', 'migrate:fresh'), command: 'artisan migrate:fresh', destructive: true },
  { pattern: words('artisan', 'migrate:refresh'), command: 'artisan migrate:refresh', destructive: true },
  { pattern: words('artisan', 'migrate:reset'), command: 'artisan migrate:reset', destructive: true },
  { pattern: words('artisan', 'db:wipe'), command: 'artisan db:wipe', destructive: true },
  // typeorm.io/docs/advanced-topics/using-cli
  { pattern: words('typeorm[\\w-]*', 'schema:sync'), command: 'typeorm schema:sync' },
  { pattern: words('typeorm[\\w-]*', 'schema:drop'), command: 'typeorm schema:drop', destructive: true },
  // mikro-orm.io/docs/schema-generator
  { pattern: words('mikro-orm', 'schema:update'), command: 'mikro-orm schema:update', when: /--run|-r\b/ },
  {
    pattern: words('mikro-orm', 'schema:(?:fresh|drop)'),
    command: 'mikro-orm schema:fresh',
    destructive: true,
    when: /--run|-r\b/,
  },
  // docs.djangoproject.com/en/stable/ref/django-admin/#flush
  { pattern: words('manage\\.py', 'flush'), command: 'manage.py flush', destructive: true },
  { pattern: words('manage\\.py', 'reset_db'), command: 'manage.py reset_db', destructive: true },
  { pattern: words('doctrine:schema:update'), command: 'doctrine:schema:update', when: /--force/ },
  {
    pattern: words('doctrine:schema:drop'),
    command: 'doctrine:schema:drop',
    destructive: true,
    when: /--force/,
  },
  { pattern: words('mix', 'ecto\\.(?:reset|drop)'), command: 'mix ecto.reset', destructive: true },
  { pattern: words('sqlx', 'database', '(?:reset|drop)'), command: 'sqlx database reset', destructive: true },
  { pattern: words('diesel', 'database', 'reset'), command: 'diesel database reset', destructive: true },
  { pattern: words('flyway', 'clean'), command: 'flyway clean', destructive: true },
  {
    pattern: words('knex', 'migrate:rollback'),
    command: 'knex migrate:rollback --all',
    destructive: true,
    when: /--all/,
  },
  { pattern: words('dbmate', 'drop'), command: 'dbmate drop', destructive: true },
];
