import { itemsOf, nodeAt, scalarOf, textOf } from '../../parsers/tree.ts';
import { parseToml } from '../../parsers/toml.ts';
import { folderOf, join } from '../../paths.ts';
import { spanOf } from '../../span.ts';
import type { MigrationReader } from '../reader.ts';
import { majorIn } from '../settings/databases.ts';

/** supabase/config.toml: supabase.com/docs/guides/local-development/cli/config */
export default {
  languages: ['toml'],
  triggers: [],
  reads: isConfig,
  read(document) {
    const root = document.parsed(parseToml).roots[0];
    const version = scalarOf(nodeAt(root, 'db', 'major_version'));
    const major = version && majorIn(version.text);
    const schemas = itemsOf(nodeAt(root, 'api', 'schemas')).flatMap((item) => textOf(item) ?? []);
    const opens = textOf(nodeAt(root, 'api', 'auto_expose_new_tables'));
    const isOff = textOf(nodeAt(root, 'api', 'enabled')) === 'false';
    return {
      settings: [
        {
          tool: 'supabase',
          dialect: 'postgres',
          folder: join(folderOf(document.path), 'migrations'),
          ...(version &&
            major !== undefined && {
              serverVersion: { major, at: spanOf(document, version.start, version.end) },
            }),
          ...(opens === 'true' || opens === 'false' ? { opensNewTables: opens === 'true' } : {}),
          ...(isOff ? { exposedSchemas: [] } : schemas.length > 0 && { exposedSchemas: schemas }),
        },
      ],
    };
  },
} satisfies MigrationReader;

function isConfig(path: string): boolean {
  return /(?:^|\/)supabase\/config\.toml$/.test(path);
}
