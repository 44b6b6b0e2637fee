import { parseHcl } from '../../parsers/hcl.ts';
import {
  entriesOf,
  itemsOf,
  mapsIn,
  nodeAt,
  scalarOf,
  textOf,
  type TreeNode,
  type TreeScalar,
} from '../../parsers/tree.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import { lowerNameOf } from '../../paths.ts';
import type { Document } from '../../source.ts';
import type { Dialect } from '../operation.ts';
import type { MigrationReader } from '../reader.ts';
import { dialectNamed, majorIn, serverOfImage, serverSettings } from '../settings/databases.ts';
import { onlyOf } from '../settings/onlyOf.ts';
import type { MigrationFileFacts } from '../types.ts';

/** By the type of a resource: where its engine and its version stand. */
const RESOURCES: Readonly<
  Record<string, { readonly engine?: string; readonly version: string; readonly dialect?: Dialect }>
> = {
  aws_db_instance: { engine: 'engine', version: 'engine_version' },
  aws_rds_cluster: { engine: 'engine', version: 'engine_version' },
  google_sql_database_instance: { engine: 'database_version', version: 'database_version' },
  azurerm_postgresql_flexible_server: { version: 'version', dialect: 'postgres' },
  azurerm_postgresql_server: { version: 'version', dialect: 'postgres' },
  azurerm_mysql_flexible_server: { version: 'version', dialect: 'mysql' },
  digitalocean_database_cluster: { engine: 'engine', version: 'version' },
  neon_project: { version: 'pg_version', dialect: 'postgres' },
  render_postgres: { version: 'version', dialect: 'postgres' },
  scaleway_rdb_instance: { engine: 'engine', version: 'engine' },
};

/** Which database server there is, and its version: compose files, services of workflows, Render, DigitalOcean, Terraform. */
export default {
  languages: ['yaml', 'terraform', 'text'],
  triggers: Object.keys(RESOURCES),
  reads: (path) => kindOf(path) !== undefined,
  always: (path) => kindOf(path) !== 'terraform',
  read(document) {
    if (document.text.length > 300_000) return undefined;
    const kind = kindOf(document.path);
    if (kind === 'terraform') return settingsOf(document, inTerraform(document.parsed(parseHcl).roots[0]));
    const root = document.parsed(parseYaml).roots[0];
    if (kind === 'workflow') return settingsOf(document, inWorkflow(root));
    if (kind === 'manifest') return settingsOf(document, inManifest(root));
    return settingsOf(document, imagesUnder(nodeAt(root, 'services')));
  },
} satisfies MigrationReader;

type Kind = 'compose' | 'workflow' | 'manifest' | 'terraform';

function kindOf(path: string): Kind | undefined {
  const name = lowerNameOf(path);
  if (/(?:^|\/)(?:tests?|testing|e2e|fixtures)\//.test(path)) return undefined;
  if (/^(?:.*[._-])?(?:compose|stack)(?:[._-].*)?\.ya?ml$/.test(name))
    return /test|e2e/.test(name) ? undefined : 'compose';
  if (/(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/.test(path)) return 'workflow';
  if (/(?:^|\/)(?:render\.ya?ml|\.do\/app\.ya?ml)$/.test(path)) return 'manifest';
  return /\.(?:tf|tofu)$/.test(name) ? 'terraform' : undefined;
}

interface Server {
  readonly dialect: Dialect;
  readonly major?: number | undefined;
  readonly at?: TreeScalar | undefined;
}

/** Of different kinds of servers nobody knows which one the migrations are for; of several versions the lowest counts. */
function settingsOf(document: Document, servers: readonly Server[]): MigrationFileFacts | undefined {
  const only = onlyOf(servers.map(({ dialect }) => dialect));
  if (!only) return undefined;
  const [lowest] = servers
    .flatMap(({ major, at }) => (major !== undefined && at ? [{ major, at }] : []))
    .sort((a, b) => a.major - b.major);
  return { settings: [serverSettings(document, only, lowest)] };
}

function imagesUnder(services: TreeNode | undefined): readonly Server[] {
  return entriesOf(services).flatMap(({ value }) => {
    const image = scalarOf(nodeAt(value, 'image')) ?? scalarOf(value);
    // `${POSTGRES_VERSION:-15}` says what there is unless somebody says else.
    const text = image?.text.replaceAll(/\$\{\w{1,60}:?-([^{}$]{0,100})\}/g, '$1') ?? '';
    const server = text.includes('$') ? undefined : serverOfImage(text);
    return server ? [{ ...server, at: image }] : [];
  });
}

function inWorkflow(root: TreeNode | undefined): readonly Server[] {
  return entriesOf(nodeAt(root, 'jobs')).flatMap(({ value }) => imagesUnder(nodeAt(value, 'services')));
}

/** render.com/docs/blueprint-spec, docs.digitalocean.com/products/app-platform/reference/app-spec */
function inManifest(root: TreeNode | undefined): readonly Server[] {
  const projects = itemsOf(nodeAt(root, 'projects')).flatMap((project) =>
    itemsOf(nodeAt(project, 'environments')),
  );
  return [root, ...projects].flatMap((part) =>
    itemsOf(nodeAt(part, 'databases')).flatMap((database): Server[] => {
      const engine = textOf(nodeAt(database, 'engine'));
      const at = scalarOf(nodeAt(database, 'postgresMajorVersion') ?? nodeAt(database, 'version'));
      const dialect = engine === undefined ? 'postgres' : dialectNamed(engine);
      return dialect ? [{ dialect, major: at && majorIn(at.text), at }] : [];
    }),
  );
}

function inTerraform(root: TreeNode | undefined): readonly Server[] {
  if (!root) return [];
  return [...mapsIn([root])].flatMap(({ map, path }): Server[] => {
    const resource =
      path.length === 1 && path[0] === 'resource' ? RESOURCES[map.labels?.[0] ?? ''] : undefined;
    if (!resource) return [];
    const engine = textOf(nodeAt(map, resource.engine ?? ''));
    const dialect = resource.dialect ?? (engine === undefined ? undefined : dialectNamed(engine));
    const at = scalarOf(nodeAt(map, resource.version));
    // "POSTGRES_15", "PostgreSQL-15", "15.4"; an expression says nothing.
    const major = at && at.style !== 'code' ? majorIn(at.text.replace(/^[a-z]+[-_]/i, '')) : undefined;
    return dialect ? [{ dialect, ...(major !== undefined && { major, at }) }] : [];
  });
}
