import type { Document } from '../../source.ts';
import { firstLine } from '../code/build.ts';
import { PHP, tokensOf } from '../code/tokens.ts';
import { migrationClass } from '../php/methods.ts';
import { walkMethod } from '../php/walk.ts';
import type { MigrationReader } from '../reader.ts';
import type { MigrationFileFacts } from '../types.ts';

/** Laravel: `return new class extends Migration`, with `Schema::table(…)` and its Blueprint. */
const laravel: MigrationReader = {
  languages: ['php'],
  triggers: ['extends'],
  reads: (path) => /migrations?\//i.test(path),
  read,
};
export default laravel;

function read(document: Document): MigrationFileFacts | undefined {
  const { text } = document;
  if (!/\bextends\s{1,4}[\w\\]{0,80}Migration\b/.test(text) || isOther(text)) return undefined;
  const tokens = tokensOf(document, PHP);
  const { methods, withoutTransaction, broken } = migrationClass(tokens);
  const [up, down] = [methods.get('up'), methods.get('down')];
  if (!up && !down) return undefined;
  const forth = up && walkMethod(tokens, methods, up);
  const back = down && walkMethod(tokens, methods, down);
  const dialect = forth?.dialect ?? back?.dialect;
  return {
    migration: {
      tool: 'laravel',
      certain: true,
      direction: 'both',
      up: forth?.statements ?? [],
      ...(down && back && { down: back.statements, downAt: firstLine(document, down.at) }),
      ...(back?.throws && { irreversible: back.throws }),
      ...(withoutTransaction && { transaction: { use: false, at: firstLine(document, withoutTransaction) } }),
      ...(dialect && { dialect }),
      ...(broken && { broken: true }),
    },
  };
}

/** Doctrine's and Phinx's migrations are called so too. */
function isOther(text: string): boolean {
  return (
    !text.includes('Illuminate\\') &&
    /\b(?:Doctrine|Phinx|Yiisoft|yii|Cake|CodeIgniter)\\|\bAbstractMigration\b/.test(text)
  );
}
