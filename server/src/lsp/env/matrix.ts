import type { Connection } from 'vscode-languageserver/node';
import { concernsOf, type JudgedVariable } from '../../core/env/concerns.ts';
import { environmentsOf, packagesWithVariables } from '../../core/env/loadOrder.ts';
import type { Environment, EnvPackage } from '../../core/env/model.ts';
import type { Span } from '../../core/env/types.ts';
import {
  ENVIRONMENT,
  ENVIRONMENT_CHANGED,
  type EnvironmentCellInfo,
  type EnvironmentPackage,
  type EnvironmentPlace,
  type EnvironmentResult,
  type EnvironmentVariable,
} from '../../protocol.ts';
import { createAnnouncer } from '../announcer.ts';
import { toUri } from '../convert.ts';
import { uriOf, type Folder } from '../folder.ts';
import type { Services } from '../services.ts';
import { hasValue } from './words.ts';

/**
 * Answers what each environment gives to each package, for the view in the side bar. `announce` tells the client, soon, if what
 * it shows may have changed.
 */
export function registerEnvironment(
  connection: Connection,
  services: Services,
): { readonly announce: () => void } {
  const { folders, settings } = services;
  const announcer = createAnnouncer(
    services,
    () => [settings.get().checkWorkspace, ...folders.all().map(({ whole }) => whole.model()?.env)],
    () => void connection.sendNotification(ENVIRONMENT_CHANGED),
  );

  connection.onRequest(ENVIRONMENT, (): EnvironmentResult => {
    announcer.answered();
    const known = folders.all().flatMap((folder) => {
      const model = folder.whole.model()?.env;
      return model ? [{ folder, model }] : [];
    });
    const isKnown = known.length === folders.all().length;
    return {
      state: isKnown ? 'ready' : settings.get().checkWorkspace ? 'checking' : 'off',
      folders: known.map(({ folder, model }) => ({
        uri: toUri(folder.root, ''),
        packages: packagesWithVariables(model).map((envPackage) => packageInfo(folder, envPackage)),
      })),
    };
  });
  return announcer;
}

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
