/** The values that env files and manifests give to variables, with the environment that each is for. */
import { compareImpact, type Impact } from '../../finding.ts';
import { placeOf } from '../../place.ts';
import type { Texts } from '../../workspaceRule.ts';
import type { EnvFile, EnvModel, EnvVariable } from '../model.ts';
import type { EnvDeclaration } from '../types.ts';

export interface StagedValue {
  readonly file: string;
  readonly declaration: EnvDeclaration;
  /** `any`: a plain `.env`, which is for whatever runs beside it. Undefined where nothing tells. */
  readonly stage: Stage | undefined;
  /** The name of the file or the manifest itself says which environment it is for. */
  readonly isCertain: boolean;
  /** The env file that it stands in; absent for manifests. */
  readonly envFile: EnvFile | undefined;
  /** The variable as each package knows it that can get the value from here. */
  readonly variables: readonly EnvVariable[];
}

export type Stage = 'production' | 'development' | 'test' | 'staging' | 'preview' | 'any' | 'other';

/** Without templates, and without what tests, documentation and examples bring along. In the order of files. */
export function stagedValues(model: EnvModel, texts: Texts): readonly StagedValue[] {
  let values = known.get(model);
  if (!values) {
    const { variablesOf, manifests } = declarationsOf(model);
    values = [...inEnvFiles(model, texts, variablesOf), ...inManifests(manifests, variablesOf)];
    known.set(model, values);
  }
  return values;
}

/** Several rules ask, and a model is made anew whenever a file changes. */
const known = new WeakMap<EnvModel, readonly StagedValue[]>();

type VariablesOf = (file: string, declaration: EnvDeclaration) => readonly EnvVariable[];

function declarationsOf(model: EnvModel): {
  readonly variablesOf: VariablesOf;
  readonly manifests: ReadonlyMap<string, ReadonlySet<EnvDeclaration>>;
} {
  const variables = new Map<EnvDeclaration, EnvVariable[]>();
  const manifests = new Map<string, Set<EnvDeclaration>>();
  for (const variable of model.packages.flatMap((each) => [...each.variables.values()])) {
    for (const { file, declaration } of variable.declarations) {
      const others = variables.get(declaration);
      if (others) others.push(variable);
      else variables.set(declaration, [variable]);
      if (declaration.by === 'manifest' || declaration.by === 'compose') addTo(manifests, file, declaration);
    }
  }
  return {
    manifests,
    variablesOf: (file, declaration) =>
      variables.get(declaration) ?? [model.packageOf(file).variables.get(declaration.name) ?? []].flat(),
  };
}

function inEnvFiles({ envFiles }: EnvModel, texts: Texts, variablesOf: VariablesOf): readonly StagedValue[] {
  const values: StagedValue[] = [];
  for (const envFile of envFiles.values()) {
    const { path: file, role, byName } = envFile;
    if (role.template || placeOf(file) !== 'product') continue;
    const { stage, isCertain } = stageOfEnvFile(envFile, texts);
    for (const declaration of byName.values())
      values.push({
        file,
        declaration,
        stage,
        isCertain,
        envFile,
        variables: variablesOf(file, declaration),
      });
  }
  return values;
}

function inManifests(
  manifests: ReadonlyMap<string, ReadonlySet<EnvDeclaration>>,
  variablesOf: VariablesOf,
): readonly StagedValue[] {
  const values: StagedValue[] = [];
  for (const [file, declarations] of manifests) {
    if (placeOf(file) !== 'product' || isToBeFilledIn(declarations)) continue;
    for (const declaration of declarations) {
      const { stage, isCertain } = stageOfManifest(file, declaration);
      const variables = variablesOf(file, declaration);
      values.push({ file, declaration, stage, isCertain, envFile: undefined, variables });
    }
  }
  return values;
}

function addTo<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const present = map.get(key);
  if (present) present.add(value);
  else map.set(key, new Set([value]));
}

/** A manifest with several gaps is a template that others copy, whatever it is called. */
function isToBeFilledIn(declarations: Iterable<EnvDeclaration>): boolean {
  let gaps = 0;
  for (const { value } of declarations) if (value.state === 'placeholder' || value.state === 'empty') gaps++;
  return gaps >= 3;
}

interface Staged {
  readonly stage: Stage | undefined;
  readonly isCertain: boolean;
}

function stageOfEnvFile(file: EnvFile, texts: Texts): Staged {
  const { environment, local } = file.role;
  if (environment !== 'any') return { stage: stageNamed(environment), isCertain: true };
  const folder = stageOfPath(file.path.slice(0, file.path.lastIndexOf('/') + 1));
  if (folder) return { stage: folder, isCertain: folder === 'production' };
  if (local) return { stage: 'development', isCertain: true };
  return { stage: runsInProduction(file, texts) ? 'production' : 'any', isCertain: false };
}

function stageNamed(environment: string): Stage {
  switch (environment) {
    case 'production':
    case 'development':
    case 'test':
    case 'staging':
    case 'preview':
      return environment;
    case 'ci':
      return 'test';
    default:
      return 'other';
  }
}

/** A plain `.env` that says so itself: NODE_ENV=production. */
function runsInProduction({ path, byName }: EnvFile, texts: Texts): boolean {
  for (const name of SWITCHES) {
    const { valueAt } = byName.get(name) ?? {};
    const value = valueAt && texts.read(path)?.slice(valueAt.start, valueAt.end).trim().toLowerCase();
    if (value !== undefined) return value === 'production' || value === 'prod';
  }
  return false;
}

const SWITCHES =
  'NODE_ENV APP_ENV RAILS_ENV RACK_ENV FLASK_ENV DJANGO_ENV MIX_ENV ENVIRONMENT SPRING_PROFILES_ACTIVE ASPNETCORE_ENVIRONMENT'.split(
    ' ',
  );

/**
 * A manifest tells a host what to run for customers, unless it says otherwise. Compose files are what people start on their own
 * machines as well: only a word in the name tells.
 */
function stageOfManifest(file: string, { by, environment }: EnvDeclaration): Staged {
  if (environment !== undefined) {
    const stage = stageOfWord(environment.toLowerCase());
    return { stage: stage ?? 'other', isCertain: true };
  }
  const named = stageOfPath(file);
  if (named) return { stage: named, isCertain: true };
  if (by === 'compose' || MAY_BE_ANY.test(file.toLowerCase())) return { stage: undefined, isCertain: false };
  return { stage: 'production', isCertain: false };
}

/** Values that others replace: charts of Helm, the base that overlays of Kustomize build upon, buttons that deploy a copy. */
const MAY_BE_ANY =
  /(?:^|\/)(?:charts?|helm|base|bases|defaults?|templates?|modules)\/|(?:^|\/)(?:values[^/]*\.ya?ml|app\.json)$/;

/** By a word in the name of the file, or of a folder; the last one counts. */
function stageOfPath(path: string): Stage | undefined {
  const words = path.toLowerCase().split(/[/._-]/);
  return words.map(stageOfWord).findLast((stage) => stage !== undefined);
}

function stageOfWord(word: string): Stage | undefined {
  return WORDS.get(word);
}

const WORDS: ReadonlyMap<string, Stage> = new Map(
  (
    [
      ['production', 'production prod live'],
      [
        'development',
        'development dev develop local localhost minikube kind tilt skaffold devcontainer override debug vscode',
      ],
      ['test', 'test tests testing ci e2e playwright cypress github'],
      ['staging', 'staging stage stg uat qa preprod sandbox'],
      ['preview', 'preview previews review pr'],
      ['other', 'example examples sample samples template templates demo docs base'],
    ] as const
  ).flatMap(([stage, words]) => words.split(' ').map((word) => [word, stage] as const)),
);

/** At most this, where it is not certain that production gets the value, or gets it from here. */
export function limitedImpact({ envFile, isCertain }: StagedValue, impact: Impact): Impact {
  if (isCertain && envFile?.role.local !== true) return impact;
  const most = !isCertain && envFile?.ignored === false ? 'low' : 'medium';
  return compareImpact(impact, most) < 0 ? most : impact;
}

/** What the packages that get a value make of it, taken together. */
export interface Readers {
  readonly isRequired: boolean;
  /** Something reads it, code or a library. */
  readonly isRead: boolean;
  /** Code of the product reads it. */
  readonly byProduct: boolean;
  readonly isSecret: boolean;
  readonly isPublic: boolean;
}

export function readersOf({ variables }: StagedValue): Readers {
  return {
    isRequired: variables.some(({ need }) => need === 'required'),
    isRead: variables.some(({ need }) => need !== 'unread'),
    byProduct: variables.some(({ uses, usesElsewhere }) =>
      [...uses, ...usesElsewhere].some(({ place, use }) => place === 'product' && use.store === undefined),
    ),
    isSecret: variables.some(({ isSecret }) => isSecret),
    isPublic: variables.some(({ publicPrefix }) => publicPrefix !== undefined),
  };
}

/** True where a value is of one kind: `hasTrait(value, 'test-key')`. */
export function hasTrait(
  { declaration }: StagedValue,
  trait: NonNullable<EnvDeclaration['value']['traits']>[number],
): boolean {
  return declaration.value.traits?.includes(trait) ?? false;
}

/** The value as it stands in the file, without quotes; undefined where the file changed since. */
export function writtenValue(
  { file, declaration: { name, at, valueAt } }: StagedValue,
  texts: Texts,
): string | undefined {
  const text = valueAt && texts.read(file);
  if (text === undefined || text.slice(at.start, at.end) !== name) return undefined;
  return text.slice(valueAt?.start, valueAt?.end).trim();
}
