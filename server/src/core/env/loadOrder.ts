/** Which env file wins in which stage, and what each environment gives to a package. */
import { folderOf, join, nameOf } from '../paths.ts';
import { environmentNamed } from './envFileRole.ts';
import { PLAIN } from './frameworks.ts';
import type {
  EnvFile,
  Environment,
  EnvironmentCell,
  EnvModel,
  EnvPackage,
  Framework,
  PlacedDeclaration,
} from './model.ts';
import type { EnvDeclaration } from './types.ts';

export type Stage = keyof Framework['loads'];

export interface EffectiveVariable {
  readonly wins: PlacedDeclaration;
  /** Those that it hides, the strongest first. */
  readonly shadowed: readonly PlacedDeclaration[];
}

/** Names of the env files that a framework loads by itself, the strongest first. */
export function loadOrder(framework: Framework, stage: Stage): readonly string[] {
  return framework.loads[stage];
}

/**
 * What a package is given by its env files in a stage. Only files that its framework loads by themselves count, and what
 * its code and scripts load by name; of several such loads nobody knows the order, so that they come after the others.
 */
export function effective(envPackage: EnvPackage, stage: Stage): ReadonlyMap<string, EffectiveVariable> {
  return effectiveOf(filesOfStage(envPackage, stage));
}

/** The columns of a package's matrix, each with a cell for every variable: stages, the template, manifests. */
export function environmentsOf(envPackage: EnvPackage): readonly Environment[] {
  const live = envPackage.envFiles.filter(({ role }) => !role.template);
  const stages = stagesOf(live).slice(0, MOST_ENVIRONMENTS);
  const environments = stages.map((stage) => stageEnvironment(envPackage, stage));
  const templates = envPackage.envFiles.filter(({ role }) => role.template);
  if (templates.length > 0) {
    const ordered = [...templates].sort((a, b) => templateRank(a, envPackage) - templateRank(b, envPackage));
    environments.push(
      environment(envPackage, { id: 'template', name: 'example', kind: 'template', stage: 'any' }, ordered),
    );
  }
  return [...environments, ...manifestEnvironments(envPackage)];
}

/** Of each kind. A product has some; thousands of files that are named like stages would make millions of cells. */
const MOST_ENVIRONMENTS = 50;

/** All packages of a model that have something to show. */
export function packagesWithVariables({ packages }: EnvModel): readonly EnvPackage[] {
  return packages.filter(({ variables }) => variables.size > 0);
}

const ORDER = ['development', 'test', 'ci', 'preview', 'staging', 'production'];

/** Development wherever there is an env file at all; each other stage where a file is named after it. */
function stagesOf(files: readonly EnvFile[]): readonly string[] {
  const named = new Set(files.map(({ role }) => role.environment));
  if (named.delete('any')) named.add('development');
  const rank = (stage: string) => {
    const known = ORDER.indexOf(stage);
    return known === -1 ? ORDER.length : known;
  };
  return [...named].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function stageEnvironment(envPackage: EnvPackage, stage: string): Environment {
  return environment(
    envPackage,
    { id: stage, name: stage, kind: 'stage', stage },
    filesOfStage(envPackage, stage),
  );
}

/**
 * The strongest first: what the framework loads in that stage, in its own folder and then in those above; what is loaded by
 * name; and files that are named after the stage, which something outside of the workspace may load.
 */
function filesOfStage(envPackage: EnvPackage, stage: string): readonly EnvFile[] {
  const live = envPackage.envFiles.filter(({ role }) => !role.template);
  const framework = envPackage.frameworks.find(({ loads }) => loads.development.length > 0) ?? PLAIN;
  const names = namesOfStage(framework, stage);
  const found = new Set<EnvFile>();
  for (const folder of foldersOutwards(envPackage.folder)) {
    const has = (name: string) => live.some(({ path }) => path === join(folder, name));
    const only = framework.alone?.find((name) => names.includes(name) && has(name));
    for (const name of only === undefined ? names : [only]) {
      const path = join(folder, name);
      const file = live.find((candidate) => candidate.path === path);
      if (file) found.add(file);
    }
  }
  const loaded = new Set(envPackage.loads.map(({ target }) => target));
  const ofStage = ({ role }: EnvFile) => role.environment === stage;
  for (const file of live) {
    if (ofStage(file) || (file.role.environment === 'any' && loaded.has(file.path))) found.add(file);
  }
  if (found.size === 0 && stage === 'development') {
    for (const file of live) if (file.role.environment === 'any') found.add(file);
  }
  return [...found];
}

/** A stage of its own, such as "staging", is a mode of Vite and what people load by hand elsewhere. */
function namesOfStage({ loads }: Framework, stage: string): readonly string[] {
  if (stage === 'development' || stage === 'production' || stage === 'test') {
    // In production a host sets what `.env` sets here; the file still shows what there is.
    return loads[stage];
  }
  return loads.production.map((name) => name.replace(/production|prod/, stage));
}

function foldersOutwards(folder: string): string[] {
  const folders = [folder];
  for (let at = folder; at !== '';) {
    at = folderOf(at);
    folders.push(at);
  }
  return folders;
}

function effectiveOf(files: readonly EnvFile[]): ReadonlyMap<string, EffectiveVariable> {
  const found = new Map<string, { wins: PlacedDeclaration; shadowed: PlacedDeclaration[] }>();
  for (const file of files) {
    for (const [name, declaration] of file.byName) {
      const placed = { file: file.path, declaration, role: file.role };
      const known = found.get(name);
      if (known) known.shadowed.push(placed);
      else found.set(name, { wins: placed, shadowed: [] });
    }
  }
  return found;
}

/** Its own before those above, plain `.env.example` before `.env.production.example`. */
function templateRank({ path, role }: EnvFile, { folder }: EnvPackage): number {
  return (folderOf(path) === folder ? 0 : 100) + (role.environment === 'any' ? 0 : 10) + (role.local ? 1 : 0);
}

type Heading = Pick<Environment, 'id' | 'name' | 'kind' | 'stage'>;

function environment(envPackage: EnvPackage, heading: Heading, files: readonly EnvFile[]): Environment {
  const given = effectiveOf(files);
  const cells = new Map<string, EnvironmentCell>();
  for (const name of envPackage.variables.keys()) {
    cells.set(name, cellOf(given.get(name), heading, envPackage));
  }
  return { ...heading, files: files.map(({ path }) => path), cells };
}

function cellOf(
  given: EffectiveVariable | undefined,
  { kind, stage }: Heading,
  { folder }: EnvPackage,
): EnvironmentCell {
  if (!given) return { state: 'missing' };
  const { wins, shadowed } = given;
  const own = folderOf(wins.file) === folder || wins.file.startsWith(folder === '' ? '' : `${folder}/`);
  const ofStage = kind !== 'stage' || stage === 'development' || wins.role?.environment === stage;
  const state = stateOf(wins.declaration);
  return {
    state: state === 'present' && !(own && ofStage) ? 'inherited' : state,
    declaration: wins.declaration,
    file: wins.file,
    ...(shadowed.length > 0 ? { shadowed } : {}),
  };
}

function stateOf({ value }: EnvDeclaration): EnvironmentCell['state'] {
  return value.state === 'empty' || value.state === 'placeholder' ? value.state : 'present';
}

/** One for each manifest, or for each environment that a manifest names; its services are taken together. */
function manifestEnvironments(envPackage: EnvPackage): readonly Environment[] {
  const found = new Map<
    string,
    { file: string; stage: string | undefined; given: Map<string, PlacedDeclaration> }
  >();
  for (const { name, declarations } of envPackage.variables.values()) {
    for (const placed of declarations) {
      if (placed.declaration.by !== 'manifest' && placed.declaration.by !== 'compose') continue;
      const stage = placed.declaration.environment;
      const id = stage === undefined ? placed.file : `${placed.file}#${stage}`;
      let known = found.get(id);
      if (!known) found.set(id, (known = { file: placed.file, stage, given: new Map() }));
      const before = known.given.get(name);
      if (!before || stateOf(before.declaration) !== 'present') known.given.set(name, placed);
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MOST_ENVIRONMENTS)
    .map(([id, { file, stage, given }]) => {
      const cells = new Map<string, EnvironmentCell>();
      for (const name of envPackage.variables.keys()) {
        const placed = given.get(name);
        cells.set(
          name,
          placed
            ? { state: stateOf(placed.declaration), declaration: placed.declaration, file }
            : { state: 'missing' },
        );
      }
      const name = stage === undefined ? file : `${file} (${stage})`;
      return { id, name, kind: 'manifest', stage: stage ?? stageOfManifest(file), files: [file], cells };
    });
}

/** Of `compose.dev.yml` the name says it, and nothing does of a plain `compose.yml`; hosts' manifests run the product. */
function stageOfManifest(path: string): Environment['stage'] {
  if (/(?:^|\/)\.(?:devcontainer|vscode|idea|ddev)\//.test(path)) return 'development';
  const name = nameOf(path).replace(/\.(?:ya?ml|json|toml)$/, '');
  const words = name.toLowerCase().split(/[.\-_]/);
  const stage = environmentNamed(words.filter((word) => !/^(?:docker|compose|podman)$/.test(word)));
  if (STAGES.has(stage)) return stage;
  return words.includes('compose') ? 'any' : 'production';
}

const STAGES: ReadonlySet<string> = new Set(ORDER);
