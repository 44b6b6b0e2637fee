import type { EnvFile, EnvModel, EnvPackage, PlacedDeclaration, PlacedUse } from '../../env/model.ts';
import { impactOfMissing, isPasted } from '../../env/judging/doubts.ts';
import { missingVariables, type Missing } from '../../env/judging/missing.ts';
import { nearestName } from '../../env/judging/nearNames.ts';
import { countsForProduct, isDeclared, newTemplatePath, templateOf } from '../../env/judging/sources.ts';
import { areFunctionsListed, functionsFolderOf, isForFunctions } from '../../env/judging/supabaseSecrets.ts';
import { isCode, isUsualName, relatedUses } from '../../env/judging/uses.ts';
import { nameOf } from '../../paths.ts';
import { defineWorkspaceRule, type PlacedFinding, type WorkspaceContext } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/missing-variable',
  impact: 'high',
  stage: 'deployment',
  title: 'Variable that nothing declares',
  why: 'The code can’t do without this variable, and no env file, template or deploy manifest has it. Whoever sets up production doesn’t know of it, and the product fails where it is read.',
  *check({ env }, context) {
    const reported = new Set<string>();
    for (const [folder, found] of missingVariables(env, context)) {
      // What is merely handed on may be left out; where there is a template, another rule speaks of it.
      const needed = found.filter(({ isNeeded }) => isNeeded);
      const ofFunctions = needed.filter(({ variable }) => isForFunctions(variable));
      const isUnlisted = ofFunctions.length > 0 && !areFunctionsListed(folder, ofFunctions);
      if (isUnlisted) yield unlisted(ofFunctions);
      const missing = isUnlisted ? needed.filter((one) => !ofFunctions.includes(one)) : needed;
      if (missing.length === 0) continue;
      if (!isListKept(folder, missing.length)) {
        const own = missing.filter(({ required }) => !required.every(({ file }) => isPasted(file, folder)));
        if (own.length > 0) yield withoutTemplate(folder, own);
        continue;
      }
      const template = templateOf(folder)?.path ?? newTemplatePath(folder);
      for (const one of missing) {
        // Packages that share a template miss a variable together.
        const key = `${template}\0${one.variable.name}`;
        if (reported.has(key)) continue;
        reported.add(key);
        yield finding(one, { folder, template, env, context });
      }
    }
    for (const folder of env.packages) yield* ofScripts(folder);
  },
});

/** Scripts of the product that stop without it: somebody runs them against production, some day. */
function* ofScripts(folder: EnvPackage): Iterable<PlacedFinding> {
  const template = templateOf(folder)?.path;
  if (template === undefined) return;
  for (const variable of folder.variables.values()) {
    const { name, need, suppliedBy, readBy } = variable;
    if (need === 'required' || suppliedBy !== undefined || readBy !== undefined || isDeclared(variable))
      continue;
    const needing = variable.uses.filter(
      ({ file, use, place }) =>
        place === 'tool' &&
        use.need === 'required' &&
        SCRIPT.test(file) &&
        isCode(file) &&
        use.store === undefined,
    );
    const [first, ...others] = needing.filter(({ use }) => use.insists);
    if (!first || !isUsualName(name)) continue;
    yield {
      file: first.file,
      at: first.use.at,
      impact: 'low',
      kind: name,
      message: `This script needs ${name}, and no env file, template or deploy manifest has it. Without it the script stops. Add it to ${template}, or say in the script’s help that it has to be set.`,
      related: relatedUses(others, first),
      fix: { kind: 'declare-variable', title: `Add ${name} to ${template}`, variable: name, file: template },
    };
  }
}

const SCRIPT = /(?:^|\/)(?:scripts?|bin|jobs?|cron|tasks?)\/[^/]+$/;

/** Whether there is a list to compare with. A manifest that sets two of twenty is none. */
function isListKept({ variables, envFiles }: EnvPackage, missing: number): boolean {
  const counts = ({ role }: EnvFile) => role.environment !== 'test' && role.environment !== 'ci';
  if (envFiles.some((file) => file.declarations.length > 0 && counts(file))) return true;
  let declared = 0;
  for (const variable of variables.values()) {
    if (variable.need === 'required' && variable.declarations.some((placed) => isOfHost(placed))) declared++;
  }
  return declared > 0 && (missing <= 3 || missing <= declared);
}

function isOfHost(placed: PlacedDeclaration): boolean {
  return placed.declaration.by !== 'code' && placed.declaration.by !== 'type' && countsForProduct(placed);
}

function withoutTemplate(folder: EnvPackage, missing: readonly Missing[]): PlacedFinding {
  const path = newTemplatePath(folder);
  return {
    ...toldTogether(missing, path),
    impact: missing.length > 2 ? 'medium' : 'low',
    message: `There is no .env.example that says which variables this code needs: ${shown(missing)}. Whoever sets up production has to search for them, and one that is forgotten fails when it is read. Write them into ${path}, without their values.`,
  };
}

/** Supabase's own settings may have all of them. */
function unlisted(missing: readonly Missing[]): PlacedFinding {
  const path = `${functionsFolderOf(missing[0]?.required[0].file ?? '') ?? ''}/.env.example`;
  return {
    ...toldTogether(missing, path),
    impact: 'low',
    message: `No file of this repository lists these variables that Supabase’s functions need: ${shown(missing)}. Supabase keeps them in its own settings, and they may well be set there; where one is not, its function fails. Compare with “supabase secrets list”, and write them into ${path}, without their values.`,
  };
}

/** Those that are told together: where the first is read, the others beside it, and a template for them. */
function toldTogether(missing: readonly Missing[], path: string): Omit<PlacedFinding, 'message'> {
  const firsts = missing.map(({ required }) => required[0]);
  const [first] = firsts.toSorted(byPlace) as [PlacedUse];
  const { name } = first.use;
  return {
    file: first.file,
    at: first.use.at,
    kind: path,
    related: relatedUses(firsts, first, 'Needs a variable as well'),
    fix: { kind: 'declare-variable', title: `Add ${name} to ${path}`, variable: name, file: path },
  };
}

function shown(missing: readonly Missing[]): string {
  const names = missing.map(({ variable }) => variable.name);
  return names.slice(0, 12).join(', ') + (names.length > 12 ? ` and ${names.length - 12} more` : '');
}

interface Surroundings {
  readonly folder: EnvPackage;
  readonly template: string;
  readonly env: EnvModel;
  readonly context: WorkspaceContext;
}

/** `#!/usr/bin/env node`, and no server: what is run from a terminal. */
function isProgram(file: string, context: WorkspaceContext): boolean {
  return !SERVES.test(nameOf(file)) && context.read(file)?.startsWith('#!') === true;
}

/** A package that people install for its command: each sets the variable where that runs. */
function isInstalled({ folder }: EnvPackage, context: WorkspaceContext): boolean {
  const text = context.read(folder === '' ? 'package.json' : `${folder}/package.json`) ?? '';
  return /^\s{1,8}"bin"\s{0,4}:/m.test(text) && !/"private"\s{0,4}:\s{0,4}true/.test(text);
}

const SERVES = /^(?:www|server|app|main|index|worker|manage|start)(?:\.|$)/i;

function finding(
  { variable, required, insisting }: Missing,
  { folder, template, env, context }: Surroundings,
): PlacedFinding {
  const isInsisted = insisting.length > 0;
  const first = insisting[0] ?? required[0];
  const { name } = variable;
  const elsewhere = elsewhereOf(name, env);
  const meant = elsewhere === undefined ? meantBy(name, folder) : undefined;
  const impact = impactOfMissing(variable, required, {
    folder,
    elsewhere,
    isInsisted,
    isProgram: (file) => isProgram(file, context) || isInstalled(folder, context),
  });
  return {
    file: first.file,
    at: first.use.at,
    impact,
    kind: name,
    message: [
      isInsisted ? `The code needs ${name}, and` : `The code reads ${name} without a default, and`,
      elsewhere === undefined
        ? 'no env file, template or deploy manifest has it.'
        : `nothing that this package runs with has it; only ${elsewhere} does.`,
      ...(meant === undefined ? [] : [`Did you mean ${meant}?`]),
      isInsisted
        ? `Where nobody sets it, this part of the product ${impact === 'low' ? 'may fail' : 'fails'}.`
        : 'Where nobody sets it, it is undefined.',
      meant === undefined
        ? `Add it to ${template}, and set it wherever the product runs.`
        : `Correct the name, or add it to ${template} and set it wherever the product runs.`,
    ].join(' '),
    related: relatedUses(
      [...variable.uses, ...variable.usesElsewhere].filter(
        ({ file, place }) => place === 'product' && isCode(file),
      ),
      first,
    ),
    fix: {
      kind: 'declare-variable',
      title: `Add ${name} to ${template}`,
      variable: name,
      file: template,
    },
  };
}

/** Another package's file that has it. */
function elsewhereOf(name: string, env: EnvModel): string | undefined {
  const { declarations } = env.placesOf(name);
  return declarations.find((placed) => placed.declaration.by !== 'code' && countsForProduct(placed))?.file;
}

/** A declared name that nobody reads, and that differs by a slip; or the same name with or without a public prefix. */
function meantBy(name: string, { variables, publicPrefixes }: EnvPackage): string | undefined {
  const twins = publicPrefixes.flatMap((prefix) =>
    name.startsWith(prefix) ? [name.slice(prefix.length)] : [prefix + name],
  );
  const isKnown = (other: string): boolean => {
    const variable = variables.get(other);
    return variable !== undefined && isDeclared(variable);
  };
  const unread = [...variables.values()].filter((other) => other.need === 'unread' && isDeclared(other));
  return (
    nearestName(
      name,
      unread.map((other) => other.name),
    ) ?? twins.find(isKnown)
  );
}

function byPlace(a: PlacedUse, b: PlacedUse): number {
  return a.file === b.file ? a.use.at.start - b.use.at.start : a.file < b.file ? -1 : 1;
}
