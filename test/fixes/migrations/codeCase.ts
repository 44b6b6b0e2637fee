/** Migrations in code with a statement that holds others up: what the safe forms of each tool are tried on. */
import type { Texts } from './runners.ts';

export interface CodeCase {
  readonly name: string;
  readonly rule: string;
  readonly texts: Texts;
}

const cases: CodeCase[] = [];

/** Those that were added. */
export function addedCases(): readonly CodeCase[] {
  return cases;
}

export function add(rule: string, texts: Texts): void {
  const [file = ''] = Object.keys(texts);
  const tool = TOOLS[file.slice(0, file.indexOf('/'))] ?? file;
  const same = cases.filter(({ name }) => name.startsWith(`${tool} ${rule} `)).length;
  cases.push({ name: `${tool} ${rule} ${String(same + 1)}`, rule: `migrations/${rule}`, texts });
}

const TOOLS: Readonly<Record<string, string>> = {
  db: 'rails',
  shop: 'django',
  k: 'knex',
  p: 'node-pg-migrate',
  s: 'sequelize',
  t: 'typeorm',
  m: 'mikro-orm',
  y: 'kysely',
  l: 'laravel',
  a: 'alembic',
};
