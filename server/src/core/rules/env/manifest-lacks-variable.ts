import { manifestGroups, packagesOfGroups, type ManifestGroup } from '../../env/judging/manifestGroups.ts';
import { migrationSteps } from '../../env/judging/migrationSteps.ts';
import { slipBetween } from '../../env/judging/nearNames.ts';
import { isDeclared, isOfWrangler } from '../../env/judging/sources.ts';
import { requiredUses } from '../../env/judging/uses.ts';
import type { EnvModel, EnvPackage, EnvVariable, PlacedUse } from '../../env/model.ts';
import { defineWorkspaceRule, type PlacedFinding } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/manifest-lacks-variable',
  impact: 'high',
  stage: 'deployment',
  title: 'Deploy manifest that lacks a variable',
  why: 'The manifest gives the product most of the variables that it needs, and not this one. It works where developers run it, and fails where it is deployed.',
  *check({ env }, context) {
    const packageOf = packagesOfGroups(env);
    for (const group of manifestGroups(env)) {
      if (group.declared.size < 2) continue;
      const folder = packageOf(group);
      const text = folder && context.read(group.file);
      if (text === undefined || !folder) continue;
      const given = givenTo(group, text, { folder, env });
      if (!given) continue;
      yield* judge({ group, folder, env, given, isClosed: isClosed(group, text) });
    }
    for (const { last, lacking } of migrationSteps(env, context)) {
      for (const { variable, use } of lacking)
        yield {
          file: last.file,
          at: last.declaration.at,
          impact: 'medium',
          kind: variable.name,
          message: `This step changes the database, and the schema reads ${variable.name} as well, which the step doesn’t set. The deployment may stop here. Add it beside the others.`,
          related: [{ file: use.file, at: use.use.at, message: 'Needed here' }],
        };
    }
  },
});

interface Judged {
  readonly group: ManifestGroup;
  readonly folder: EnvPackage;
  readonly env: EnvModel;
  readonly given: ReadonlySet<string>;
  readonly isClosed: boolean;
}

interface Needed {
  readonly variable: EnvVariable;
  readonly first: PlacedUse;
}

function* judge(judged: Judged): Iterable<PlacedFinding> {
  const { group, folder, given, isClosed: closed } = judged;
  const needed = neededBy(folder);
  const lacking = needed.filter(({ variable }) => !given.has(variable.name));
  const misspelt = misspeltIn(judged, lacking);
  yield* misspelt.values();
  // A list of a few is not meant to be whole.
  if (lacking.length * 5 > needed.length * 2 || needed.length - lacking.length < 2) return;
  for (const { variable, first } of lacking) {
    // What nothing declares at all is another rule's.
    if (misspelt.has(variable.name) || !isDeclared(variable) || isInCommittedFile(variable, folder)) continue;
    if (!closed && (variable.isSecret || isKeptByWrangler(variable, group.file))) continue;
    // What other manifests alone have may be of another way to run it.
    if (!variable.declarations.some(({ declaration }) => declaration.by === 'env-file')) continue;
    const last = [...group.declared.values()].reduce((a, b) =>
      b.declaration.at.start > a.declaration.at.start ? b : a,
    );
    const where = group.scope === undefined ? 'this manifest' : `“${group.scope}”`;
    yield {
      file: group.file,
      at: last.declaration.at,
      impact: closed && isPromised(variable) ? 'high' : 'low',
      kind: variable.name,
      message: closed
        ? `The code needs ${variable.name}, and ${where} doesn’t set it beside the others. What is deployed from here starts without it. Add it${isPromised(variable) ? '' : ', unless it can be left out'}.`
        : `The code needs ${variable.name}, and ${where} doesn’t set it beside the others. Add it, unless it is set in the settings of the host.`,
      related: [{ file: first.file, at: first.use.at, message: 'Needed here' }],
    };
  }
}

/** What stands in `.dev.vars` is a secret, which `wrangler secret put` sets and no file has. */
function isKeptByWrangler({ declarations }: EnvVariable, file: string): boolean {
  return isOfWrangler(file) && declarations.some((placed) => /(?:^|\/)\.dev\.vars\b[^/]*$/.test(placed.file));
}

/** Required when it runs, by the package's own code. Public variables are written into the code when it is built. */
function neededBy({ variables }: EnvPackage): readonly Needed[] {
  return [...variables.values()].flatMap((variable) => {
    if (variable.suppliedBy !== undefined || variable.publicPrefix !== undefined) return [];
    const first = requiredUses(variable).find(({ use }) => use.phase !== 'build');
    return first ? [{ variable, first }] : [];
  });
}

/** Undefined where the manifest takes variables from places that can't be followed. */
function givenTo(
  { file, scope, declared }: ManifestGroup,
  text: string,
  { folder, env }: Pick<Judged, 'folder' | 'env'>,
): ReadonlySet<string> | undefined {
  if (TAKES_FROM_ELSEWHERE.test(text)) return undefined;
  const given = new Set(declared.keys());
  for (const { target, load } of loadsOf(file, env)) {
    if (load.scope !== undefined && load.scope !== scope) continue;
    const loaded = target === undefined ? undefined : env.envFiles.get(target);
    if (!loaded) return undefined;
    for (const name of loaded.byName.keys()) given.add(name);
  }
  const isMerged = /<<:|\bextends:|fromGroup:|envVarGroups:/.test(text);
  for (const { name, declarations } of folder.variables.values()) {
    for (const placed of declarations) {
      const { by, phase } = placed.declaration;
      if (by === 'image' && phase !== 'build') given.add(name);
      if (placed.file === file && (isMerged || placed.declaration.scope === undefined)) given.add(name);
    }
  }
  return given;
}

/** Lists that stand in other files, in the cluster or in the account of the host; and templates. */
const TAKES_FROM_ELSEWHERE =
  /\benvFrom:|\{\{|\bvalueFrom:\s*\$|\benvironment:\s*\$\{(?:file|self|ssm)|\binclude:/;

function loadsOf(file: string, { packages }: EnvModel) {
  return packages.flatMap(({ loads }) => loads.filter((placed) => placed.file === file));
}

/** Whether all that the program gets stands in it: nothing is added in a dashboard. */
function isClosed({ by, file }: ManifestGroup, text: string): boolean {
  if (by === 'compose') return true;
  if (/(?:^|\/)render\.ya?ml$/.test(file)) return /\bsync:\s*false\b/.test(text);
  return /^[ \t]*apiVersion:[ \t]*(?:apps\/v1|v1|batch\/v1|serving\.knative\.dev\/\w+)\b/m.test(text);
}

/** Names that nobody reads and that are a slip away from one that is needed and not given. By the needed one. */
function misspeltIn({ group, env }: Judged, lacking: readonly Needed[]): ReadonlyMap<string, PlacedFinding> {
  const found = new Map<string, PlacedFinding>();
  for (const { file, declaration } of group.declared.values()) {
    if (env.placesOf(declaration.name).uses.length > 0) continue;
    const references = new Set(declaration.references?.map((reference) => reference.name));
    const meant =
      lacking.find(({ variable }) => (slipBetween(declaration.name, variable.name) ?? 9) <= 2) ??
      // `SERVICE_KEY: ${SERVICE_ROLE_KEY}`: it is given the value of what the code asks for.
      lacking.find(({ variable }) => references.size === 1 && references.has(variable.name));
    if (!meant) continue;
    const { name } = meant.variable;
    found.set(name, {
      file,
      at: declaration.at,
      impact: 'high',
      kind: declaration.name,
      message: `Nothing reads ${declaration.name}; the code needs ${name}, which isn’t set here. Did you mean ${name}? What is deployed from here starts without it.`,
      related: [{ file: meant.first.file, at: meant.first.use.at, message: 'Needed here' }],
      fix: {
        kind: 'edit',
        title: `Rename it to ${name}`,
        edits: [{ range: { start: declaration.at.start, end: declaration.at.end }, newText: name }],
        needsDecision: true,
      },
    });
  }
  return found;
}

/** Somebody gives it a value, if only in an example: what is left empty there may be left out. */
function isPromised({ declarations }: EnvVariable): boolean {
  return declarations.some(
    ({ declaration: { by, value } }) =>
      by === 'env-file' &&
      (value.state === 'set' || value.state === 'placeholder' || value.state === 'reference'),
  );
}

/** In an env file with a value that is deployed with the code. */
function isInCommittedFile({ name }: EnvVariable, { envFiles }: EnvPackage): boolean {
  return envFiles.some(({ role, ignored, byName }) => {
    const state = byName.get(name)?.value.state;
    return !role.template && !ignored && state !== undefined && state !== 'empty';
  });
}
