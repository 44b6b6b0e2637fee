import { hasPublicAlternative } from '../../env/judging/alternatives.ts';
import { isPagesOnly, runsInBrowsers } from '../../env/judging/browserSide.ts';
import { definedByBuild } from '../../env/judging/buildSettings.ts';
import { foreignPrefixOf, type ForeignPrefix } from '../../env/judging/prefixes.ts';
import { isDeclared } from '../../env/judging/sources.ts';
import { isCode, relatedUses } from '../../env/judging/uses.ts';
import type { EnvModel, EnvPackage, EnvVariable, Framework, PlacedUse } from '../../env/model.ts';
import type { EditFix } from '../../finding.ts';
import { defineWorkspaceRule, type PlacedFinding, type WorkspaceContext } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/wrong-prefix',
  impact: 'high',
  stage: 'deployment',
  title: 'Public prefix of another framework',
  why: 'Each framework hands variables with its own prefix to browsers. With the prefix of another one, which is left behind by a move or copied from an example, the variable is undefined there.',
  *check({ env }, context) {
    for (const folder of env.packages) {
      const framework = folder.frameworks.find(({ publicPrefixes }) => publicPrefixes.length > 0);
      if (!framework) continue;
      const isDefinedByHand = definedByBuild(folder, context);
      for (const variable of folder.variables.values()) {
        const foreign = foreignPrefixOf(variable.name, folder);
        const uses = foreign
          ? variable.uses.filter(
              (placed) => isOfProduct(placed) && !hasPublicAlternative(placed, folder, context),
            )
          : [];
        const [first] = uses;
        if (!foreign || !first) continue;
        if (isDefinedByHand(variable.name)) continue;
        const wanted = (framework.publicPrefixes[0] ?? '') + variable.name.slice(foreign.prefix.length);
        if (isReadBeside(wanted, first, folder)) continue;
        const found: Found = { variable, foreign, framework, folder, uses, first, wanted };
        if (certainty(found, context) === 'sure') yield finding(found, 'sure', context);
        else if (!hasOwner(foreign, env)) yield finding(found, 'unsure', context);
      }
    }
  },
});

interface Found {
  readonly variable: EnvVariable;
  readonly foreign: ForeignPrefix;
  readonly framework: Framework;
  readonly folder: EnvPackage;
  readonly uses: readonly PlacedUse[];
  readonly first: PlacedUse;
  /** The name with the framework's own prefix. */
  readonly wanted: string;
}

/** Code that is built by several frameworks reads one name after the other. */
function isReadBeside(wanted: string, { file }: PlacedUse, { variables }: EnvPackage): boolean {
  return variables.get(wanted)?.uses.some((placed) => placed.file === file) === true;
}

function isOfProduct({ file, use, place }: PlacedUse): boolean {
  return (
    place === 'product' &&
    use.schema === undefined &&
    isCode(file) &&
    /^(?:process|import\.meta)\.env/.test(use.through)
  );
}

/** `import.meta.env` has names with the right prefix only; on a server `process.env` has any. */
function certainty({ uses, folder }: Found, context: WorkspaceContext): 'sure' | 'unsure' {
  const inlined = uses.some(({ use }) => use.through.startsWith('import.meta.env'));
  const hasAll = folder.frameworks.some(({ id }) => id === 'astro' || id === 'nuxt' || id === 'bun');
  if (inlined && !hasAll) return 'sure';
  return isPagesOnly(folder, context) || uses.some((placed) => runsInBrowsers(placed, folder, context))
    ? 'sure'
    : 'unsure';
}

/** Another package of the workspace has that prefix, and may share its env file with this one. */
function hasOwner({ prefix }: ForeignPrefix, { packages }: EnvModel): boolean {
  return packages.some(({ publicPrefixes }) => publicPrefixes.includes(prefix));
}

function finding(found: Found, certain: 'sure' | 'unsure', context: WorkspaceContext): PlacedFinding {
  const { variable, foreign, framework, uses, first, wanted } = found;
  const own = framework.publicPrefixes[0] ?? '';
  const fix = fixFor(found, context);
  return {
    file: first.file,
    at: first.use.at,
    impact: certain === 'sure' ? 'high' : 'medium',
    kind: variable.name,
    message:
      certain === 'sure'
        ? `${foreign.prefix} is the prefix of ${foreign.owner}, and this is ${framework.name}: it hands browsers only names that start with ${own}, so ${variable.name} is undefined there. Name it ${wanted}, here and where it is set.`
        : `${foreign.prefix} is the prefix of ${foreign.owner}, and this is ${framework.name}: in browsers ${variable.name} is undefined, and only code on the server gets it. If pages need it, name it ${wanted}, here and where it is set.`,
    related: relatedUses(uses, first),
    ...(fix && { fix }),
  };
}

/** Where the right name is declared: reads it in this file. A name that is a variable of the code as well stays. */
function fixFor({ folder, uses, first, wanted }: Found, context: WorkspaceContext): EditFix | undefined {
  const known = folder.variables.get(wanted);
  const text = context.read(first.file);
  if (!known || !isDeclared(known) || text === undefined) return undefined;
  const starts = new Set(uses.filter(({ file }) => file === first.file).map(({ use }) => use.at.start));
  const length = first.use.name.length;
  if ([...starts].some((start) => !/[.'"`]/.test(text.charAt(start - 1)))) return undefined;
  return {
    kind: 'edit',
    title: `Read ${wanted}, which is declared`,
    edits: [...starts].map((start) => ({ range: { start, end: start + length }, newText: wanted })),
    needsDecision: true,
  };
}
