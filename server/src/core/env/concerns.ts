/** What is most wrong with each variable of a package, judged by what its environments give. */
import { folderOf } from '../paths.ts';
import type { Environment, EnvironmentCell, EnvPackage, EnvVariable } from './model.ts';

export interface Concern {
  readonly kind: 'missing' | 'empty' | 'placeholder' | 'none';
  /** Ids of the environments that lack it; empty where nothing declares it at all. */
  readonly environments: readonly string[];
}

export interface JudgedVariable {
  readonly variable: EnvVariable;
  readonly concern: Concern;
}

/** Missing required ones first, then empty ones and placeholders, then secrets, then the rest. */
export function concernsOf(
  { variables }: EnvPackage,
  environments: readonly Environment[],
): readonly JudgedVariable[] {
  const needed = [...variables.values()].filter(isNeeded);
  const judging = environments.filter((environment) => isComplete(environment, needed));
  return [...variables.values()]
    .filter(isOfInterest)
    .map((variable) => ({ variable, concern: concernFor(variable, judging) }))
    .sort((a, b) => rank(a) - rank(b) || (a.variable.name < b.variable.name ? -1 : 1));
}

function isNeeded({ need, suppliedBy, readBy }: EnvVariable): boolean {
  return need === 'required' && suppliedBy === undefined && readBy === undefined;
}

/** Examples and documentation name variables that nobody has to set. */
function isOfInterest({ uses, usesElsewhere, declarations }: EnvVariable): boolean {
  return (
    declarations.length > 0 ||
    [...uses, ...usesElsewhere].some(({ place }) => place === 'product' || place === 'tool')
  );
}

/**
 * An environment that has less than half of what is needed gets the rest from elsewhere: the dashboard of a host, a compose
 * file that starts the database alone. Nothing is missing there, but for development in a small product.
 */
function isComplete({ kind, stage, cells }: Environment, needed: readonly EnvVariable[]): boolean {
  const present = needed.filter(({ name }) => (cells.get(name)?.state ?? 'missing') !== 'missing').length;
  if (present === 0) return false;
  const isDevelopment = kind === 'stage' && stage === 'development';
  return 2 * present >= needed.length || (isDevelopment && needed.length - present <= FEW);
}

const FEW = 3;

function concernFor(variable: EnvVariable, environments: readonly Environment[]): Concern {
  const stateIn = ({ cells }: Environment) => cells.get(variable.name)?.state ?? 'missing';
  const lacking = (wanted: EnvironmentCell['state'], all: readonly Environment[]): readonly string[] =>
    all.filter((environment) => stateIn(environment) === wanted).map(({ id }) => id);
  const live = environments.filter(({ kind }) => kind !== 'template');
  if (isNeeded(variable)) {
    if (variable.declarations.length === 0) return { kind: 'missing', environments: [] };
    const missing = lacking(
      'missing',
      environments.filter((environment) => !hasNeighbour(environment, environments, stateIn)),
    );
    if (missing.length > 0) return { kind: 'missing', environments: missing };
    const empty = lacking('empty', live);
    if (empty.length > 0) return { kind: 'empty', environments: empty };
  }
  const placeholder = variable.need === 'unread' ? [] : lacking('placeholder', live);
  return placeholder.length > 0
    ? { kind: 'placeholder', environments: placeholder }
    : { kind: 'none', environments: [] };
}

/**
 * Manifests of one folder are applied together: a deployment, and the secret that it refers to; a compose file, and what
 * overrides it. At the root there may be one for each of several hosts.
 */
function hasNeighbour(
  environment: Environment,
  environments: readonly Environment[],
  stateIn: (environment: Environment) => EnvironmentCell['state'],
): boolean {
  if (environment.kind !== 'manifest') return false;
  const [file = ''] = environment.files;
  return environments.some((other) => {
    const [neighbour = ''] = other.files;
    if (other.kind !== 'manifest' || folderOf(neighbour) !== folderOf(file)) return false;
    const areTogether = folderOf(file) !== '' || (COMPOSE.test(file) && COMPOSE.test(neighbour));
    return areTogether && stateIn(other) !== 'missing';
  });
}

const COMPOSE = /^(?:docker-)?compose[\w.-]*\.ya?ml$/;

const CONCERNS: readonly Concern['kind'][] = ['missing', 'empty', 'placeholder'];

function rank({
  variable: { need, isSecret, publicPrefix, suppliedBy },
  concern: { kind },
}: JudgedVariable): number {
  if (kind !== 'none') return CONCERNS.indexOf(kind);
  if (suppliedBy !== undefined) return 8;
  if (need === 'unread') return 7;
  if (isSecret && publicPrefix === undefined) return 4;
  return need === 'required' ? 5 : 6;
}
