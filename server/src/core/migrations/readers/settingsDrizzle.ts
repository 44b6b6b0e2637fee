import { folderOf, lowerNameOf, resolve } from '../../paths.ts';
import type { MigrationReader } from '../reader.ts';
import { dialectNamed } from '../settings/databases.ts';
import { scriptConfig } from '../settings/scriptConfig.ts';

/** drizzle.config.*: orm.drizzle.team/docs/drizzle-config-file */
export default {
  languages: ['javascript', 'typescript', 'json'],
  triggers: [],
  reads: isConfig,
  read(document) {
    const config = scriptConfig(document, ['dialect', 'driver', 'out']);
    const named = config.single('dialect') ?? config.single('driver');
    const dialect = named === undefined ? undefined : dialectNamed(named);
    const outs = config.all('out');
    const out = outs.length === 0 ? 'drizzle' : config.single('out');
    const folder = out === undefined ? undefined : resolve(folderOf(document.path), out);
    return {
      settings: [{ tool: 'drizzle', ...(dialect && { dialect }), ...(folder !== undefined && { folder }) }],
    };
  },
} satisfies MigrationReader;

function isConfig(path: string): boolean {
  const name = lowerNameOf(path);
  if (/[.-]test\b/.test(name)) return false;
  return /^drizzle(?:[.-][\w-]+)*\.config\.[cm]?[jt]s$|^drizzle\.config(?:[.-][\w-]+)*\.(?:[cm]?[jt]s|json)$/.test(
    name,
  );
}
