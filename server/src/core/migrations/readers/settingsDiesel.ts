import { folderOf, lowerNameOf, resolve } from '../../paths.ts';
import type { MigrationReader } from '../reader.ts';

/** diesel.toml, and metadata.toml beside one migration, whose `folder` is that migration's: docs.rs/diesel_migrations, "Transactions" */
export default {
  languages: ['toml'],
  triggers: [],
  reads: isConfig,
  read({ path, text }) {
    if (lowerNameOf(path) === 'metadata.toml')
      return /^[ \t]*run_in_transaction[ \t]*=[ \t]*false/m.test(text)
        ? { settings: [{ tool: 'diesel', folder: folderOf(path), transaction: 'batch' }] }
        : undefined;
    const named =
      /\[migrations_directory\][^[]{0,400}?\bdir[ \t]*=[ \t]*"([^"\n]{1,200})"/.exec(text)?.[1] ??
      'migrations';
    const folder = resolve(folderOf(path), named);
    return { settings: [{ tool: 'diesel', ...(folder !== undefined && { folder }) }] };
  },
} satisfies MigrationReader;

function isConfig(path: string): boolean {
  return lowerNameOf(path) === 'diesel.toml' || /(?:^|\/)\d[\w-]*\/metadata\.toml$/.test(path);
}
