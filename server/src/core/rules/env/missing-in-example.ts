import type { EnvPackage, EnvVariable, PlacedDeclaration, PlacedUse } from '../../env/model.ts';
import { isPartOfUrl } from '../../env/judging/doubts.ts';
import { missingVariables } from '../../env/judging/missing.ts';
import { isDeclared, isOfWrangler, isSetByCode, namesIn, templateOf } from '../../env/judging/sources.ts';
import { requiredUses } from '../../env/judging/uses.ts';
import { defineWorkspaceRule, type PlacedFinding } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/missing-in-example',
  impact: 'low',
  stage: 'handover',
  title: 'Variable that the template lacks',
  why: 'The product uses this variable, and the template that people copy to set it up doesn’t have it. The next developer, or the next server, starts without it.',
  *check({ env }, context) {
    const handedOn = handedOnIn(missingVariables(env, context));
    const reported = new Set<string>();
    for (const folder of env.packages) {
      const templates = namesIn(folder.envFiles.filter(({ role }) => role.template));
      const template = templateOf(folder);
      if (!template || templates.size === 0 || !GENERAL.has(template.role.environment)) continue;
      for (const variable of folder.variables.values()) {
        const key = `${template.path}\0${variable.name}`;
        if (templates.has(variable.name) || reported.has(key) || variable.suppliedBy !== undefined) continue;
        const found = lacking(variable, { folder, template: template.path, handedOn });
        if (!found) continue;
        reported.add(key);
        yield found;
      }
    }
  },
});

/** A template for one kind of server has what is special about it. */
const GENERAL = new Set(['any', 'development', 'production']);

interface Surroundings {
  readonly folder: EnvPackage;
  readonly template: string;
  readonly handedOn: ReadonlyMap<EnvVariable, PlacedUse>;
}

/** What the code reads without a default and hands on as it is. What it insists on is another rule's. */
function handedOnIn(missing: ReturnType<typeof missingVariables>): ReadonlyMap<EnvVariable, PlacedUse> {
  const found = new Map<EnvVariable, PlacedUse>();
  for (const [folder, all] of missing)
    for (const { variable, required, isNeeded } of all)
      if (!isNeeded && !isPartOfUrl(variable.name, folder)) found.set(variable, required[0]);
  return found;
}

function lacking(
  variable: EnvVariable,
  { folder, template, handedOn }: Surroundings,
): PlacedFinding | undefined {
  const { declarations } = variable;
  const uses = variable.uses.filter(({ place }) => place === 'product');
  // Another template may have it: that of a package that this one is a part of.
  if (declarations.some((placed) => placed.role?.template === true || isCommitted(placed, folder)))
    return undefined;
  // `vars` of wrangler's settings come with the repository.
  if (declarations.some(({ file, declaration }) => declaration.by === 'manifest' && isOfWrangler(file)))
    return undefined;
  const real = declarations.find((placed) => isReal(placed, folder));
  if (real && uses.length > 0)
    return finding(variable, { file: real.file, at: real.declaration.at }, uses, template);
  const isKnown = isDeclared(variable) && !isSetByCode(variable);
  const first = handedOn.get(variable) ?? (isKnown ? requiredUses(variable)[0] : undefined);
  return first && finding(variable, { file: first.file, at: first.use.at }, uses, template);
}

/** In a file of the machine's own, which nobody gets who clones the repository. */
function isReal({ file, role }: PlacedDeclaration, { envFiles }: EnvPackage): boolean {
  if (!role || role.template || role.environment === 'test' || role.environment === 'ci') return false;
  return envFiles.some(({ path, ignored }) => path === file && ignored);
}

/** In an env file that comes with the repository, as Symfony's `.env` does. */
function isCommitted({ role, file }: PlacedDeclaration, { envFiles }: EnvPackage): boolean {
  if (!role || role.template) return false;
  return envFiles.some(({ path, ignored }) => path === file && !ignored);
}

function finding(
  { name }: EnvVariable,
  place: Pick<PlacedFinding, 'file' | 'at'>,
  uses: readonly PlacedUse[],
  template: string,
): PlacedFinding {
  const others = uses.filter(({ file, use }) => file !== place.file || use.at.start !== place.at.start);
  return {
    ...place,
    kind: name,
    message: `The product uses ${name}, and ${template} doesn’t have it: whoever copies that file starts without it. Add the name there, without a value.`,
    related: others.slice(0, 10).map(({ file, use }) => ({ file, at: use.at, message: 'Read here' })),
    fix: { kind: 'declare-variable', title: `Add ${name} to ${template}`, variable: name, file: template },
  };
}
