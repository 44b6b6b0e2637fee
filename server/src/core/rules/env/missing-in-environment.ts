import { isOfWrangler, namesIn } from '../../env/judging/sources.ts';
import { isForDevelopers, requiredUses } from '../../env/judging/uses.ts';
import type { EnvFile, EnvPackage, EnvVariable, PlacedDeclaration } from '../../env/model.ts';
import type { EnvDeclaration, Span } from '../../env/types.ts';
import type { Impact } from '../../finding.ts';
import { folderOf } from '../../paths.ts';
import { defineWorkspaceRule, type PlacedFinding, type WorkspaceContext } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/missing-in-environment',
  impact: 'high',
  stage: 'deployment',
  title: 'Variable that one environment lacks',
  why: 'One environment has this variable and another doesn’t. What works in development then fails in production, at the first customer who needs it.',
  *check({ env }, context) {
    for (const folder of env.packages) {
      yield* inEnvFiles(folder, context);
      yield* inManifests(folder);
    }
  },
});

/** Env files of one stage: `.env.production`, with what it takes over from `.env`. */
interface StageFiles {
  readonly stage: string;
  /** The file that a missing name belongs to. */
  readonly file: EnvFile;
  readonly names: ReadonlySet<string>;
}

function* inEnvFiles(folder: EnvPackage, context: WorkspaceContext): Iterable<PlacedFinding> {
  const stages = stagesOf(folder);
  if (stages.length < 2) return;
  for (const variable of folder.variables.values()) {
    const first = requiredUses(variable).find(({ file }) => !isForDevelopers(file));
    if (!first || variable.suppliedBy !== undefined || FOR_DEVELOPERS.test(variable.name)) continue;
    for (const lacking of stages) {
      if (!DEPLOYED.has(lacking.stage) || lacking.names.has(variable.name)) continue;
      const having = stages.find(
        (other) =>
          !FOR_TESTS.has(other.stage) && hasValue(other.file, variable.name) && isComparable(other, lacking),
      );
      const placed = having?.file.byName.get(variable.name);
      if (!having || !placed || isSetOtherwise(variable, lacking, folder)) continue;
      yield {
        file: lacking.file.path,
        at: topOf(lacking.file, context),
        impact: lacking.stage === 'production' ? 'high' : 'medium',
        kind: variable.name,
        message: `${variable.name} is missing here. It has a value for ${having.stage} and none for ${lacking.stage}, and the code needs it. Add it to this file, or in the settings of the host.`,
        related: [
          { file: first.file, at: first.use.at, message: 'Needed here' },
          { file: having.file.path, at: placed.at, message: `Set for ${having.stage} here` },
        ],
        fix: {
          kind: 'declare-variable',
          title: `Add ${variable.name} to ${lacking.file.path}`,
          variable: variable.name,
          file: lacking.file.path,
        },
      };
    }
  }
}

/** What is missing has no place: the first line stands for the file. */
function topOf({ path, declarations }: EnvFile, context: WorkspaceContext): Span {
  const line = /^[^\r\n]*/.exec(context.read(path) ?? '')?.[0] ?? '';
  const top: Span = { start: 0, end: line.length, line: 1, column: 1 };
  return line.trim() === '' ? (declarations[0]?.at ?? top) : top;
}

/** Where customers are, or what is shown to somebody. */
const DEPLOYED = new Set(['production', 'staging', 'preview']);

/** What tests are given says nothing of what the product needs. */
const FOR_TESTS = new Set(['test', 'ci']);

/** What nobody wants in production. */
const FOR_DEVELOPERS =
  /(?:^|_)(?:DEV|DEVELOPMENT|DEBUG|LOCAL|LOCALHOST|NGROK|TUNNEL|MOCK|FAKE|TEST|SEED|STORYBOOK)(?:_|$)/;

function stagesOf(folder: EnvPackage): readonly StageFiles[] {
  const live = folder.envFiles.filter(({ role }) => !role.template && !role.local);
  const replaces = folder.frameworks.some(({ id }) => id === 'laravel');
  // Beside a committed file for production, a `.env` that git ignores stays on the developer's machine.
  const isCommitted = live.some(({ role, ignored }) => role.environment === 'production' && !ignored);
  const isShared = ({ role, ignored }: EnvFile) => role.environment === 'any' && !(isCommitted && ignored);
  const shared = replaces ? [] : live.filter(isShared);
  const byStage = new Map<string, EnvFile[]>();
  for (const file of live) {
    const environment = file.role.environment === 'any' ? 'development' : file.role.environment;
    if (isShared(file) || file.declarations.length < 2) continue;
    byStage.set(environment, [...(byStage.get(environment) ?? []), file]);
  }
  return [...byStage].flatMap(([stage, [file, ...others]]) => {
    if (!file) return [];
    return [{ stage, file, names: namesIn([file, ...others, ...shared]) }];
  });
}

function hasValue({ byName }: EnvFile, name: string): boolean {
  const state = byName.get(name)?.value.state;
  return state !== undefined && state !== 'empty' && state !== 'placeholder';
}

/** A file that holds a few exceptions only is not meant to be whole. */
function isComparable(having: StageFiles, lacking: StageFiles): boolean {
  if (having === lacking) return false;
  const names = [...having.file.byName.keys()];
  const common = names.filter((name) => lacking.names.has(name)).length;
  return common * 10 >= names.length * 3 && lacking.file.byName.size * 10 >= names.length * 3;
}

/**
 * A manifest or an image sets it; or the file is committed, as files with public settings are, and the name promises a
 * secret, which is then kept by the host.
 */
function isSetOtherwise(
  { declarations, isSecret }: EnvVariable,
  { stage, file }: StageFiles,
  { variables }: EnvPackage,
): boolean {
  if (isSecret && !file.ignored && !holdsSecrets(file, variables)) return true;
  return declarations.some(
    ({ file: by, declaration }) =>
      (declaration.by === 'manifest' || declaration.by === 'compose' || declaration.by === 'image') &&
      // `X: ${X}` hands on what somebody else has to set: here, where both lie in one folder.
      !(folderOf(by) === folderOf(file.path) && handsOn(declaration)) &&
      (declaration.environment === undefined || declaration.environment === stage),
  );
}

/** Secrets are kept in this very file, and not by the host: as they should not be, but then all of them belong there. */
function holdsSecrets({ byName }: EnvFile, variables: EnvPackage['variables']): boolean {
  return [...byName.values()].some(
    ({ name, value }) => value.state === 'set' && variables.get(name)?.isSecret === true,
  );
}

function handsOn({ name, references }: EnvDeclaration): boolean {
  return references?.some((reference) => reference.name === name) === true;
}

/** Manifests that have a part for each environment, and that don't hand the common part on. */
function* inManifests(folder: EnvPackage): Iterable<PlacedFinding> {
  for (const [file, placed] of byManifest(folder)) {
    const isWrangler = isOfWrangler(file);
    const environments = new Set(placed.map(({ declaration }) => declaration.environment));
    for (const environment of environments) {
      if (environment === undefined || !DEPLOYED.has(environment)) continue;
      const present = new Set(
        placed
          .filter(({ declaration }) => isGiven(declaration, environment, isWrangler))
          .map(({ declaration }) => declaration.name),
      );
      const reported = new Set<string>();
      for (const { declaration } of placed) {
        const { name } = declaration;
        if (present.has(name) || reported.has(name) || FOR_DEVELOPERS.test(name)) continue;
        const variable = folder.variables.get(name);
        const use = variable?.uses.find(({ place }) => place === 'product');
        if (!variable || !use) continue;
        reported.add(name);
        yield {
          file,
          at: declaration.at,
          impact: impactInManifest(variable, isWrangler, environment),
          kind: name,
          message: isWrangler
            ? `${name} isn’t set for ${environment}: wrangler doesn’t hand variables on to an environment that has its own. Repeat it under env.${environment}, unless it is a secret there.`
            : `${name} is set for ${declaration.environment ?? 'another environment'} and not for ${environment}, where the code reads it as well. Set it there too, unless it is in the settings of the host.`,
          related: [{ file: use.file, at: use.use.at, message: 'Read here' }],
        };
      }
    }
  }
}

function isGiven({ environment }: EnvDeclaration, wanted: string, isWrangler: boolean): boolean {
  return environment === wanted || (environment === undefined && !isWrangler);
}

function impactInManifest({ need }: EnvVariable, isWrangler: boolean, environment: string): Impact {
  if (isWrangler) return need === 'required' && environment === 'production' ? 'high' : 'medium';
  return need === 'required' ? 'medium' : 'low';
}

function byManifest({ variables }: EnvPackage): ReadonlyMap<string, readonly PlacedDeclaration[]> {
  const found = new Map<string, PlacedDeclaration[]>();
  for (const { declarations } of variables.values()) {
    for (const placed of declarations) {
      if (placed.declaration.by !== 'manifest' || placed.declaration.phase === 'build') continue;
      const known = found.get(placed.file);
      if (known) known.push(placed);
      else found.set(placed.file, [placed]);
    }
  }
  return found;
}
