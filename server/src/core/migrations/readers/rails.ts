import { firstLine } from '../code/build.ts';
import { DIRECTIONS, type WalkedBothWays } from '../code/bothWays.ts';
import { RUBY, tokensOf } from '../code/tokens.ts';
import type { Dialect } from '../operation.ts';
import type { MigrationReader } from '../reader.ts';
import { migrationClass, type MigrationClass } from '../ruby/methods.ts';
import { walkMigration } from '../ruby/walk.ts';
import type { Document } from '../../source.ts';
import type { MigrationFacts, MigrationFileFacts } from '../types.ts';

/** Rails: `class AddEmail < ActiveRecord::Migration[7.1]`. */
const rails: MigrationReader = {
  languages: ['ruby'],
  triggers: ['migration'],
  reads: (path) => /(?:^|\/)\w{0,40}migrat\w{0,20}\//i.test(path),
  read,
};
export default rails;

function read(document: Document): MigrationFileFacts | undefined {
  if (!/<\s{0,4}[\w:]{0,60}Migration/.test(document.text)) return undefined;
  const tokens = tokensOf(document, RUBY);
  const found = migrationClass(tokens);
  if (!found || !DIRECTIONS.some((name) => found.methods.has(name))) return undefined;
  const walked = walkMigration(tokens, { document, version: found.version }, found);
  return { migration: factsOf(document, found, walked) };
}

function factsOf(document: Document, found: MigrationClass, walked: WalkedBothWays): MigrationFacts {
  const { methods, withoutTransaction, broken } = found;
  const down = methods.get('down') ?? methods.get('change');
  const dialect = walked.dialect ?? dialectOf(document.text);
  return {
    tool: 'rails',
    certain: true,
    direction: 'both',
    up: walked.up,
    ...(down && { down: walked.down, downAt: firstLine(document, down.at) }),
    ...(walked.irreversible && { irreversible: walked.irreversible }),
    ...(withoutTransaction && { transaction: { use: false, at: firstLine(document, withoutTransaction) } }),
    ...(dialect && { dialect }),
    ...(broken && { broken: true }),
  };
}

/** Types and options that only one database has. */
function dialectOf(text: string): Dialect | undefined {
  if (
    /:concurrently\b|\bjsonb\b|\benable_extension\b|\bcreate_enum\b|\bhstore\b|\bcitext\b|using: :gin\b|array: true\b/.test(
      text,
    )
  )
    return 'postgres';
  return /\b(?:mediumtext|longtext|tinytext|longblob|utf8mb4)\b|ENGINE=InnoDB/.test(text)
    ? 'mysql'
    : undefined;
}
