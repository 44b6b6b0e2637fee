import { folderOf, nameOf } from '../paths.ts';
import { withTableNames } from './djangoTables.ts';
import { folderOfMigrations } from './migrationPath.ts';
import type { Releases } from '../facts.ts';
import type { History, Migration, MigrationModel } from './model.ts';
import type { Dialect } from './operation.ts';
import { changeLogPlan, type ChangeLogPlace } from './liquibase/changeLogPlan.ts';
import { isGivenUp, notRun } from './journals.ts';
import { inOrder, migrationName, versionOf } from './order.ts';
import { playAgain } from './playAgain.ts';
import { modeWithoutTransaction, TOOLS } from './toolTable.ts';
import { sendsConcurrentlyAlone } from './toolVersions.ts';
import type {
  JournalEntry,
  MigrationFacts,
  MigrationFileFacts,
  MigrationSettings,
  SchemaDump,
  ToolId,
  TransactionMode,
} from './types.ts';

/**
 * Joins what the files say about migrations. What they said before an edit may be given: up to the migration that somebody edits
 * nothing has to be played again.
 */
export function joinMigrations(
  files: readonly (readonly [path: string, facts: MigrationFileFacts])[],
  released: Releases | undefined,
  before?: MigrationModel,
): MigrationModel {
  const settings = files.flatMap(([file, facts]) =>
    (facts.settings ?? []).map((setting) => ({ file, setting })),
  );
  const journals = new Map(
    files.flatMap(([file, { journal }]) => (journal ? [[folderOfJournal(file), { file, ...journal }]] : [])),
  );
  const dumps = new Map(
    files.flatMap(([file, { dump }]) => (dump ? [[`${dump.tool} ${dump.folder}`, { ...dump, file }]] : [])),
  );
  const plan = changeLogPlan(files);
  const runs = alembicRuns(settings);
  const groups = groupByFolder(
    files.filter(([file, { migration }]) => migration?.tool !== 'alembic' || runs(file)),
    plan,
  );
  const histories = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([folder, group]) =>
      historyOf(folder, group, { settings, journal: journals.get(folder), dumps, released, before, plan }),
    );
  const scripts = scriptsIn(files, histories);
  return {
    histories,
    ...(scripts.length > 0 && {
      scripts: historyOf('', scripts, {
        settings,
        dumps,
        plan,
        journal: undefined,
        released: undefined,
        before: undefined,
      }),
    }),
    models: files.flatMap(([file, facts]) => (facts.models ?? []).map((model) => ({ file, model }))),
    pushes: files.flatMap(([file, facts]) => (facts.pushes ?? []).map((push) => ({ file, push }))),
  };
}

/** Who has migrations for Supabase goes by them. */
function scriptsIn(
  files: readonly (readonly [string, MigrationFileFacts])[],
  histories: readonly History[],
): readonly Found[] {
  if (histories.some(({ tool }) => tool === 'supabase')) return [];
  return files.flatMap(([file, { script }]) => (script ? [{ file, facts: script }] : []));
}

interface PlacedSetting {
  readonly file: string;
  readonly setting: MigrationSettings;
}

interface Found {
  readonly file: string;
  readonly facts: MigrationFacts;
}

/** Alembic runs what lies in "versions" beside env.py, and nothing of the folders beside that: "disabled", "old_versions". */
function alembicRuns(settings: readonly PlacedSetting[]): (file: string) => boolean {
  const told = settings.filter(({ setting }) => setting.tool === 'alembic');
  if (told.some(({ setting }) => setting.otherFolders)) return () => true;
  const folders = [...new Set(told.flatMap(({ setting }) => setting.folder ?? []))];
  return (file) =>
    folders.some((versions) => file.startsWith(`${versions}/`)) ||
    !folders.some((versions) => versions.includes('/') && file.startsWith(`${folderOf(versions)}/`));
}

/** Drizzle keeps its journal in a folder of its own. */
function folderOfJournal(file: string): string {
  const folder = folderOf(file);
  return folder.endsWith('/meta') || folder === 'meta' ? folderOf(folder) : folder;
}

/** Migrations that are run one after the other lie in one folder; Django's apps are one project. */
function groupByFolder(
  files: readonly (readonly [string, MigrationFileFacts])[],
  plan: ReadonlyMap<string, ChangeLogPlace>,
): ReadonlyMap<string, readonly Found[]> {
  const groups = new Map<string, Found[]>();
  for (const [file, { migration }] of files) {
    if (!migration) continue;
    const key = migration.tool === 'django' ? '\0django' : (plan.get(file)?.folder ?? folderOfHistory(file));
    const group = groups.get(key) ?? [];
    group.push({ file, facts: migration });
    groups.set(key, group);
  }
  return groups;
}

/** Some keep a folder for each version of the product: "migrations/1.4/002_orders.sql". */
function folderOfHistory(file: string): string {
  // Flyway finds SQL, Java and Kotlin at one place of the class path.
  const folder = folderOfMigrations(file).replace(
    /(^|\/)src\/main\/(?:java|kotlin)\//,
    '$1src/main/resources/',
  );
  return VERSION_FOLDER.test(folder) ? folderOf(folder) : folder;
}

const VERSION_FOLDER = /(?:^|\/)v?\d+(?:\.\d+)+$/;

interface Surroundings {
  readonly settings: readonly PlacedSetting[];
  readonly journal:
    { readonly file: string; readonly tool: ToolId; readonly entries: readonly JournalEntry[] } | undefined;
  /** By tool and folder of the migrations. */
  readonly dumps: ReadonlyMap<string, SchemaDump & { readonly file: string }>;
  readonly released: Releases | undefined;
  readonly before: MigrationModel | undefined;
  readonly plan: ReadonlyMap<string, ChangeLogPlace>;
}

function historyOf(
  key: string,
  found: readonly Found[],
  { settings, journal, dumps, released, before, plan }: Surroundings,
): History {
  const folder = key === '\0django' ? '' : key;
  const near = nearestFirst(settings, folder);
  const told = toolOf(found, { folder, near, journal: journal?.tool });
  // Whoever runs most of them in another way doesn't run them with this tool.
  const unlisted = journal ? unlistedOf(found, journal.entries) : 0;
  const hasGivenUp = isGivenUp(told, unlisted, found.length);
  const tool = hasGivenUp ? 'sql' : told;
  const own = near.filter(({ setting }) => setting.tool === tool);
  const isSupabase =
    tool === 'supabase' ||
    near.some(({ setting }) => setting.tool === 'supabase') ||
    (tool === 'sql' && found.some(({ facts }) => facts.supabase));
  const { dialect, known } = dialectOf(found, { tool, own, near });
  const toolVersion = own.find(({ setting }) => setting.toolVersion !== undefined)?.setting.toolVersion;
  const serverVersion = near.find(
    ({ setting }) => setting.serverVersion && (setting.dialect ?? dialect) === dialect,
  )?.setting.serverVersion?.major;
  const mode = own.find(({ setting }) => setting.transaction !== undefined)?.setting.transaction;
  const ofTool = own.map(({ setting }) => setting);
  const paired = pairUp(found, tool, journal?.entries, plan);
  const inTheirOrder = tool === 'django' ? withTableNames(paired) : paired;
  const dump = dumps.get(`${tool} ${folder}`);
  const pending = notRun(inTheirOrder, { journal: hasGivenUp ? undefined : journal, dump });
  const planned = inTheirOrder.map((one, index) =>
    migrationOf(one, index, {
      tool,
      released,
      hasRunNowhere: pending.has(one),
      usual: modeOf(one.file, settings) ?? mode ?? TOOLS[tool].mode,
    }),
  );
  const options = {
    dialect,
    settings: ofTool,
    sendsConcurrentlyAlone: sendsConcurrentlyAlone(tool, toolVersion),
  };
  const earlier = before?.histories.find((one) => one.tool === tool && one.folder === folder);
  const { migrations, ...played } = playAgain(planned, options, earlier);
  return {
    tool,
    dialect,
    dialectKnown: known,
    folder,
    ...(serverVersion === undefined ? {} : { serverVersion }),
    ...(toolVersion === undefined ? {} : { toolVersion }),
    ...(isSupabase && dialect === 'postgres' ? { platform: 'supabase' } : {}),
    exposedSchemas: near.find(({ setting }) => setting.exposedSchemas)?.setting.exposedSchemas ?? ['public'],
    settings: ofTool,
    migrations,
    ...played,
    ...(journal && !hasGivenUp ? { journal: { file: journal.file, entries: journal.entries } } : {}),
    ...(journal && hasGivenUp
      ? { givenUpJournal: { file: journal.file, entries: journal.entries, unlisted } }
      : {}),
    ...(dump ? { dump } : {}),
  };
}

/** How many migrations a journal doesn't know. */
function unlistedOf(found: readonly Found[], entries: readonly JournalEntry[]): number {
  const listed = new Set(entries.map(({ name }) => name));
  return found.filter(({ file, facts }) => facts.direction !== 'down' && !listed.has(nameInHistory(file)))
    .length;
}

interface Habits {
  readonly tool: ToolId;
  readonly released: Releases | undefined;
  /** So a journal says. */
  readonly hasRunNowhere: boolean;
  readonly usual: TransactionMode;
}

function migrationOf(
  { file, facts, down, name, version, repeatable }: Paired,
  index: number,
  { tool, released, hasRunNowhere, usual }: Habits,
): Migration {
  return {
    file,
    facts: withTool(facts, tool),
    ...(down ? { down } : {}),
    name,
    version,
    index,
    // Django runs one that replaces others on new databases alone: the rest ran those.
    ...(facts.replaces ? { released: 'yes' as const } : releaseOf(file, released, hasRunNowhere)),
    transaction: transactionOf(facts, tool, usual),
    ...(repeatable ? { repeatable: true } : {}),
  };
}

const withTools = new WeakMap<MigrationFacts, MigrationFacts>();

/** The same facts each time, so that it shows what an edit left as it was. */
function withTool(facts: MigrationFacts, tool: ToolId): MigrationFacts {
  if (facts.tool === tool) return facts;
  let changed = withTools.get(facts);
  if (changed?.tool !== tool) withTools.set(facts, (changed = { ...facts, tool }));
  return changed;
}

/** What a file beside one migration says of it alone: Flyway's `.sql.conf`, Diesel's metadata.toml. */
function modeOf(file: string, settings: readonly PlacedSetting[]): TransactionMode | undefined {
  return settings.find(
    ({ setting: { folder, transaction } }) =>
      transaction !== undefined &&
      (folder === file ||
        (folder !== undefined && /\/(?:up|down)\.sql$/.test(file) && folder === folderOf(file))),
  )?.setting.transaction;
}

/** So far away is what lies in a folder of another part of the workspace. */
const ELSEWHERE = 1_000;

/**
 * Settings that stand in the folder, above it or beside it, the innermost first. What workflows and infrastructure say of the
 * server comes last: it holds where nothing nearer says otherwise.
 */
function nearestFirst(settings: readonly PlacedSetting[], folder: string): readonly PlacedSetting[] {
  const distance = ({ file, setting }: PlacedSetting): number => {
    if (setting.folder !== undefined) return setting.folder === folder ? -1 : 2 * ELSEWHERE;
    const at = folderOf(file);
    if (at === '' || folder === at || folder.startsWith(`${at}/`)) return folder.length - at.length;
    // What a package depends on says nothing of the one beside it.
    if (setting.toolVersion !== undefined) return 2 * ELSEWHERE;
    // config/database.yml, server/knexfile.js: beside the package's migrations.
    const above = folderOf(at);
    if (above === '' || folder.startsWith(`${above}/`)) return folder.length - above.length + 0.5;
    return setting.tool === undefined ? ELSEWHERE : 2 * ELSEWHERE;
  };
  return settings
    .map((one) => ({ one, far: distance(one) }))
    .filter(({ far }) => far <= ELSEWHERE)
    .sort((a, b) => a.far - b.far)
    .map(({ one }) => one);
}

/** What the contents prove comes first, then the journal, then configuration, then the path. */
function toolOf(
  found: readonly Found[],
  { folder, near, journal }: { folder: string; near: readonly PlacedSetting[]; journal: ToolId | undefined },
): ToolId {
  const votes = new Map<ToolId, number>();
  for (const { facts } of found)
    votes.set(
      facts.tool,
      (votes.get(facts.tool) ?? 0) + (facts.certain ? 1_000 : facts.tool === 'sql' ? 0 : 1),
    );
  const [best] = [...votes].sort(([, a], [, b]) => b - a);
  if (best && best[1] >= 1_000) return best[0];
  if (journal) return journal;
  const named = near.find(({ setting }) => setting.tool !== undefined && setting.folder === folder);
  if (named?.setting.tool) return named.setting.tool;
  // Both write N_name.up.sql.
  if (best?.[0] === 'golang-migrate' && near.some(({ setting }) => setting.tool === 'sqlx')) return 'sqlx';
  if (best && best[0] !== 'sql') return best[0];
  const beside = near.find(({ setting }) => setting.tool !== undefined && TOOLS[setting.tool].readByPath);
  return beside?.setting.tool ?? 'sql';
}

function dialectOf(
  found: readonly Found[],
  { tool, own, near }: { tool: ToolId; own: readonly PlacedSetting[]; near: readonly PlacedSetting[] },
): { readonly dialect: Dialect; readonly known: boolean } {
  const only = TOOLS[tool].dialect;
  if (only) return { dialect: only, known: true };
  const set = own.find(({ setting }) => setting.dialect !== undefined)?.setting.dialect;
  if (set) return { dialect: set, known: true };
  const votes = new Map<Dialect, number>();
  for (const { facts } of found)
    if (facts.dialect) votes.set(facts.dialect, (votes.get(facts.dialect) ?? 0) + 1);
  const [best] = [...votes].sort(([, a], [, b]) => b - a);
  if (best) return { dialect: best[0], known: true };
  const beside = near.find(({ setting }) => setting.dialect !== undefined)?.setting.dialect;
  // No name of PostgreSQL's stands in backticks.
  if (beside !== 'sqlite' && found.some(({ facts }) => facts.backticks))
    return { dialect: 'mysql', known: true };
  return beside ? { dialect: beside, known: true } : { dialect: 'postgres', known: false };
}

interface Paired extends Found {
  readonly name: string;
  readonly version: string;
  readonly repeatable: boolean;
  readonly down?: Found;
}

/** One entry a migration: files of the way back are put beside those of the way up. */
function pairUp(
  found: readonly Found[],
  tool: ToolId,
  journal: readonly JournalEntry[] | undefined,
  plan: ReadonlyMap<string, ChangeLogPlace>,
): readonly Paired[] {
  const backs = new Map<string, Found>();
  for (const one of found)
    if (one.facts.direction === 'down') backs.set(pairKey(nameInHistory(one.file), tool), one);
  const ups = found
    .filter(({ facts }) => facts.direction !== 'down')
    .map((one): Paired => {
      const name = nameInHistory(one.file);
      const down = backs.get(pairKey(name, tool));
      const { file, facts } = one;
      const repeatable = tool === 'flyway' && name.startsWith('R__');
      return Object.assign(
        { file, facts, name, version: versionOf(name, tool), repeatable },
        down ? { down } : {},
      );
    });
  return inOrder(ups, tool, journal, plan);
}

function nameInHistory(file: string): string {
  const folder = folderOfMigrations(file);
  return VERSION_FOLDER.test(folder)
    ? `${nameOf(folder).replace(/^v/, '')}/${migrationName(file)}`
    : migrationName(file);
}

function pairKey(name: string, tool: ToolId): string {
  return tool === 'flyway' ? versionOf(name, tool) : name;
}

/** What the main branch of the remote has may have been run past the tool; about the rest its journal knows more than git. */
function releaseOf(
  file: string,
  released: Releases | undefined,
  hasRunNowhere: boolean,
): Pick<Migration, 'released'> & { readonly edited?: true } {
  if (!released) return { released: hasRunNowhere ? 'no' : 'unknown' };
  const state = released.paths[file];
  if (state === undefined) return { released: 'no' };
  // A branch of this machine alone says what was committed, and not what was deployed.
  const isShared = released.ref.startsWith('origin/');
  if (!isShared && hasRunNowhere) return { released: 'no' };
  return {
    released: isShared || state === 'past' ? 'yes' : 'committed',
    ...(state === 'edited' ? { edited: true } : {}),
  };
}

function transactionOf(
  { transaction }: MigrationFacts,
  tool: ToolId,
  usual: Migration['transaction'],
): Migration['transaction'] {
  if (!transaction) return usual;
  if (!transaction.use) return modeWithoutTransaction(tool, usual);
  return usual === 'none' || usual === 'batch' ? 'file' : usual;
}
