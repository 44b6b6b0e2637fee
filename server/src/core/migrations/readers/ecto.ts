import type { Document } from '../../source.ts';
import { firstLine } from '../code/build.ts';
import { ELIXIR, tokensOf } from '../code/tokens.ts';
import { methodsOf, walkMigration } from '../elixir/walk.ts';
import type { MigrationReader } from '../reader.ts';
import type { MigrationFileFacts } from '../types.ts';

/** Ecto: `use Ecto.Migration` in priv/repo/migrations/*.exs. */
const ecto: MigrationReader = {
  languages: ['elixir'],
  triggers: ['migration'],
  reads: (path) => /(?:^|\/)\w{0,40}migrations?\//.test(path),
  read,
};
export default ecto;

const WITHOUT_TRANSACTION = /@disable_ddl_transaction\s{1,8}true\b/;

function read(document: Document): MigrationFileFacts | undefined {
  if (!/\buse\s{1,4}[\w.]{0,60}Migration\b/.test(document.text)) return undefined;
  const tokens = tokensOf(document, ELIXIR);
  const methods = methodsOf(tokens);
  const down = methods.get('down') ?? methods.get('change');
  if (!down && !methods.has('up')) return undefined;
  const walked = walkMigration(tokens, methods);
  const directive = WITHOUT_TRANSACTION.exec(tokens.code.masked);
  return {
    migration: {
      tool: 'ecto',
      certain: true,
      direction: 'both',
      up: walked.up,
      ...(down && { down: walked.down, downAt: firstLine(document, down.at) }),
      ...(walked.irreversible && { irreversible: walked.irreversible }),
      ...(directive && {
        transaction: {
          use: false,
          at: firstLine(document, { start: directive.index, end: directive.index + directive[0].length }),
        },
      }),
      ...(walked.dialect && { dialect: walked.dialect }),
    },
  };
}
