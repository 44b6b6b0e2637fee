/** Which of a variable's uses a judgement is about, and how they are named beside it. */
import type { EnvVariable, PlacedUse } from '../model.ts';
import type { PlacedFinding } from '../../workspaceRule.ts';

/** Code of the product that can't do without the variable, in the order of paths. */
export function requiredUses({ uses }: Pick<EnvVariable, 'uses'>): readonly PlacedUse[] {
  return uses.filter(({ file, use, place }) => {
    return place === 'product' && use.need === 'required' && use.store === undefined && isCode(file);
  });
}

/**
 * Files of programs, and settings that a program reads variables into. What compose files, workflows, images and shell
 * scripts name is given by whoever starts them, and often comes from the script itself.
 */
export function isCode(file: string): boolean {
  return CODE.test(file);
}

const CODE =
  /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py|rb|erb|rake|php|twig|go|rs|java|kt|kts|groovy|scala|cs|cshtml|razor|fs|vb|exs?|heex|leex|prisma|properties)$|(?:^|\/)config\/.*\.ya?ml$|(?:^|\/)application(?:-[\w-]+)?\.ya?ml$|(?:^|\/)appsettings[\w.-]*\.json$/;

/** Code for developers' machines alone: Django's `settings/local.py`, Rails' `environments/development.rb`. */
export function isForDevelopers(file: string): boolean {
  return /(?:^|[/._-])(?:local|dev|develop|development|debug)(?:\.[\w]+){1,2}$/.test(file);
}

/** As people name variables: other names are put in by a build, belong to a tool, or are no variables. */
export function isUsualName(name: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(name);
}

/** The other places that a message is about, as many as people look at. */
export function relatedUses(
  uses: readonly PlacedUse[],
  first: PlacedUse,
  message = 'Read here as well',
): NonNullable<PlacedFinding['related']> {
  return uses
    .filter((other) => other !== first)
    .slice(0, 10)
    .map(({ file, use }) => ({ file, at: use.at, message }));
}
