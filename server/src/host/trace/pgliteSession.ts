/** PostgreSQL as WebAssembly, in memory: https://pglite.dev. The user installs it; nothing is downloaded here. */
import { pathToFileURL } from 'node:url';
import { findPglite, PGLITE, resolveFrom } from './findPglite.ts';
import { errorFrom, quoted, versionOf, type Answer, type OpenSession, type PgliteOrder } from './session.ts';

/** Undefined where none of the folders has it. */
export async function openPglite({ folders, extensions }: PgliteOrder): Promise<OpenSession | undefined> {
  const from = findPglite(folders);
  const loaded = from === undefined ? undefined : await load(from, PGLITE);
  if (from === undefined || !loaded) return undefined;
  const PGlite = loaded['PGlite'] as PgliteClass | undefined;
  if (!PGlite) throw new Error(`${PGLITE} is of a version that is not known here`);
  const database = await PGlite.create({ extensions: await loadExtensions(from, extensions) });
  const run = async (sql: string): Promise<Answer> => {
    const notices: string[] = [];
    try {
      const results = await database.exec(sql, { onNotice: ({ message }) => notices.push(message ?? '') });
      return { rows: results.at(-1)?.rows ?? [], notices };
    } catch (error) {
      return { rows: [], notices, error: errorFrom(error) };
    }
  };
  return {
    version: await versionOf({ run }),
    run,
    async createRole(name) {
      const answer = await run(`CREATE ROLE ${quoted(name)} NOLOGIN`);
      return answer.error?.code === EXISTS ? { rows: [], notices: [] } : answer;
    },
    close: () => database.close(),
  };
}

/** SQLSTATE of what is there already. */
const EXISTS = '42710';

interface PgliteClass {
  create(options: { readonly extensions: Readonly<Record<string, unknown>> }): Promise<{
    exec(
      sql: string,
      options?: { onNotice?: (notice: { readonly message?: string }) => void },
    ): Promise<readonly { readonly rows: readonly Readonly<Record<string, unknown>>[] }[]>;
    close(): Promise<void>;
  }>;
}

/** PGlite brings PostgreSQL's own extensions in files of their own: "uuid-ossp" is contrib/uuid_ossp. */
async function loadExtensions(
  from: string,
  names: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const found: Record<string, unknown> = {};
  for (const name of names) {
    const key = name.replaceAll('-', '_');
    if (!/^\w+$/.test(key)) continue;
    const loaded =
      (await load(from, `${PGLITE}/contrib/${key}`)) ??
      (await load(from, `${PGLITE}/${key}`)) ??
      (await load(from, `${PGLITE}-${key === 'vector' ? 'pgvector' : key}`));
    const extension = loaded?.[key];
    if (extension !== undefined) found[key] = extension;
  }
  return found;
}

async function load(from: string, name: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const file = resolveFrom(from, name);
  if (file === undefined) return undefined;
  const loaded = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
  // What is CommonJS comes as the default.
  return { ...(loaded.default as object | undefined), ...loaded };
}
