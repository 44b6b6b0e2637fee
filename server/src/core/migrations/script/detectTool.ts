/** Which tool a migration in code is written for: by what it imports, by its base class and by its calls. */
import { DOT, LESS, OPEN_PAREN, STRING, WORD } from '../../parsers/script/codes.ts';
import { codeAt, isAnyWord, isWord, stringAt, wordAt } from '../../parsers/script/walk.ts';
import type { ToolId } from '../types.ts';
import type { Code } from './code.ts';

export interface Detected {
  readonly tool: ToolId;
  /** The contents prove it. */
  readonly certain: boolean;
  /** The base class proves that it is a migration, wherever it stands. */
  readonly anywhere: boolean;
}

export function detectTool(code: Code): Detected | undefined {
  const seen = signsOf(code);
  const found = (tool: ToolId, certain = true, anywhere = false): Detected => ({ tool, certain, anywhere });
  if (seen.has('MigrationInterface')) return found('typeorm', true, true);
  if (seen.has('@mikro-orm/migrations')) return found('mikro-orm', true, seen.has('extends Migration'));
  if (seen.has('addSql')) return found('mikro-orm');
  if (seen.has('queryInterface') || seen.has('sequelize'))
    return found('sequelize', seen.has('queryInterface'));
  if (seen.has('queryRunner')) return found('typeorm');
  if (seen.has('node-pg-migrate') || seen.has('pgm')) return found('node-pg-migrate');
  if (seen.has('kysely')) return found('kysely');
  if (seen.has('knex')) return found('knex');
  if (seen.has('schemaBuilder')) return found('knex', false);
  return undefined;
}

const MODULES = new Set([
  '@mikro-orm/migrations',
  'node-pg-migrate',
  'kysely',
  'knex',
  'sequelize',
  'sequelize-typescript',
]);
const MEMBERS = new Set(['queryInterface', 'queryRunner', 'pgm', 'knex']);

function signsOf({ script, document }: Code): ReadonlySet<string> {
  const seen = new Set<string>();
  for (let token = 0; token < script.count; token++) {
    const code = codeAt(script, token);
    if (code === STRING) {
      const isImport =
        isWord(script, token - 1, 'from') ||
        (codeAt(script, token - 1) === OPEN_PAREN && isAnyWord(script, token - 2, IMPORTING));
      const name = isImport ? moduleOf(stringAt(script, token) ?? '') : '';
      if (MODULES.has(name)) seen.add(name === 'sequelize-typescript' ? 'sequelize' : name);
    } else if (code === WORD) noteWord(script, token, seen);
  }
  noteComments(document.text, seen);
  return seen;
}

const IMPORTING = new Set(['require', 'import']);

function moduleOf(name: string): string {
  return name.startsWith('node-pg-migrate/') ? 'node-pg-migrate' : name.startsWith('knex/') ? 'knex' : name;
}

function noteWord(script: Code['script'], token: number, seen: Set<string>): void {
  const word = wordAt(script, token);
  const next = codeAt(script, token + 1);
  if (word === 'MigrationInterface' && isAnyWord(script, token - 1, BASES)) seen.add(word);
  else if (word === 'Migration' && isWord(script, token - 1, 'extends')) seen.add('extends Migration');
  else if (word === 'addSql' && next === OPEN_PAREN && isWord(script, token - 2, 'this')) seen.add('addSql');
  else if (word === 'Kysely' && next === LESS) seen.add('kysely');
  else if (MEMBERS.has(word) && (next === DOT || (word === 'knex' && next === OPEN_PAREN))) seen.add(word);
  else if (SCHEMA_CALLS.has(word) && next === OPEN_PAREN && isWord(script, token - 2, 'schema'))
    seen.add('schemaBuilder');
}

const BASES = new Set(['implements', 'extends']);
const SCHEMA_CALLS = new Set([
  'createTable',
  'alterTable',
  'table',
  'dropTable',
  'dropTableIfExists',
  'renameTable',
  'raw',
]);

/** What types are imported from in a comment that documents a parameter. */
function noteComments(text: string, seen: Set<string>): void {
  for (let at = text.indexOf('import('); at >= 0; at = text.indexOf('import(', at + 7)) {
    const quote = text.charCodeAt(at + 7);
    if (quote !== 34 && quote !== 39) continue;
    const name = moduleOf(text.slice(at + 8, at + 60).split(/['"]/, 1)[0] ?? '');
    if (MODULES.has(name)) seen.add(name);
  }
}
