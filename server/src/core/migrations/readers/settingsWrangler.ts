import { parseJson } from '../../parsers/json.ts';
import { entriesOf, itemsOf, nodeAt, textOf, type TreeNode } from '../../parsers/tree.ts';
import { parseToml } from '../../parsers/toml.ts';
import { folderOf, resolve } from '../../paths.ts';
import type { MigrationReader } from '../reader.ts';
import type { MigrationSettings } from '../types.ts';

/** Cloudflare's D1, which is SQLite, in wrangler's configuration: developers.cloudflare.com/d1/reference/migrations */
export default {
  languages: ['toml', 'json', 'jsonc'],
  triggers: ['d1_databases'],
  reads: (path) => /(?:^|\/)wrangler(?:\.[\w-]+)?\.(?:toml|jsonc?)$/.test(path),
  read(document) {
    const { path } = document;
    const root = document.parsed(path.endsWith('.toml') ? parseToml : parseJson).roots[0];
    const parts = [root, ...entriesOf(nodeAt(root, 'env')).map(({ value }) => value)];
    const folders = new Set(parts.flatMap((part) => foldersIn(part, folderOf(path))));
    return folders.size === 0
      ? undefined
      : { settings: [...folders].map((folder): MigrationSettings => ({ dialect: 'sqlite', folder })) };
  },
} satisfies MigrationReader;

function foldersIn(part: TreeNode | undefined, beside: string): readonly string[] {
  return itemsOf(nodeAt(part, 'd1_databases')).flatMap(
    (item) => resolve(beside, textOf(nodeAt(item, 'migrations_dir')) ?? 'migrations') ?? [],
  );
}
