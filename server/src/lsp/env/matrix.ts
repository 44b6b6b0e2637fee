import type { Connection } from 'vscode-languageserver/node';
import { concernsOf, type JudgedVariable } from '../../core/env/concerns.ts';
import { environmentsOf, packagesWithVariables } from '../../core/env/loadOrder.ts';
import type { Environment, EnvModel, EnvPackage } from '../../core/env/model.ts';
import type { Span } from '../../core/env/types.ts';
import {
  ENVIRONMENT,
  ENVIRONMENT_CHANGED,
  type EnvironmentCellInfo,
  type EnvironmentFolder,
  type EnvironmentPackage,
  type EnvironmentPlace,
  type EnvironmentVariable,
} from '../../protocol.ts';
import { uriOf, type Folder } from '../folder.ts';
import type { Services } from '../services.ts';
import { registerView, type View } from '../views.ts';
import { hasValue } from './words.ts';

/** Answers what each environment gives to each package, for the view in the side bar. */
export function registerEnvironment(
  connection: Connection,
  services: Services,
): { readonly announce: () => void } {
  return registerView(connection, services, ENVIRONMENT_VIEW);
}

const ENVIRONMENT_VIEW: View<EnvModel, Omit<EnvironmentFolder, 'uri'>> = {
  request: ENVIRONMENT,
  changed: ENVIRONMENT_CHANGED,
  part: ({ env }) => env,
  show: (folder, model) => ({
    packages: packagesWithVariables(model).map((envPackage) => packageInfo(folder, envPackage)),
  }),
};

function packageInfo(folder: Folder, envPackage: EnvPackage): EnvironmentPackage {
  const environments = environmentsOf(envPackage);
  return {
    folder: envPackage.folder,
    name: envPackage.facts?.name ?? envPackage.folder,
    variables: concernsOf(envPackage, environments).map((judged) =>
      variableInfo(folder, judged, environments),
    ),
  };
}

const MOST_USES = 100;

function variableInfo(
  folder: Folder,
  { variable, concern }: JudgedVariable,
  environments: readonly Environment[],
): EnvironmentVariable {
  const { name, need, isSecret, publicPrefix, suppliedBy, readBy } = variable;
  const uses = [...variable.uses, ...variable.usesElsewhere];
  return {
    name,
    need,
    isSecret,
    isPublic: publicPrefix !== undefined,
    ...(suppliedBy === undefined ? {} : { suppliedBy }),
    ...(readBy === undefined ? {} : { readBy }),
    concern: concern.kind,
    concerned: environments.filter(({ id }) => concern.environments.includes(id)).map((item) => item.name),
    environments: environments
      .filter((environment) => isShown(environment, name, concern.environments))
      .map((environment) => cellInfo(folder, environment, name)),
    uses: uses.slice(0, MOST_USES).map(({ file, use }) => placeInfo(folder, file, use.at)),
    useCount: uses.length,
  };
}

/** A manifest has what its own services need: of the others nothing is missing. */
function isShown({ id, kind, cells }: Environment, name: string, concerned: readonly string[]): boolean {
  const state = cells.get(name)?.state ?? 'missing';
  return kind !== 'manifest' || state !== 'missing' || concerned.includes(id);
}

function cellInfo(folder: Folder, environment: Environment, name: string): EnvironmentCellInfo {
  const { state = 'missing', declaration, file } = environment.cells.get(name) ?? {};
  const [first] = environment.files;
  const place =
    declaration && file !== undefined
      ? placeInfo(folder, file, declaration.at)
      : first === undefined
        ? undefined
        : placeInfo(folder, first, { start: 0, end: 0, line: 1, column: 1 });
  return {
    environment: environment.name,
    kind: environment.kind,
    state: state === 'present' && declaration?.value.state === 'elsewhere' ? 'elsewhere' : state,
    ...(place ? { place } : {}),
    hasValue: declaration !== undefined && hasValue({ declaration }),
  };
}

function placeInfo(folder: Folder, file: string, { line, column, start, end }: Span): EnvironmentPlace {
  const uri = uriOf(folder, file);
  return { uri, file, line: line - 1, character: column - 1, length: end - start };
}
