/**
 * What Supabase's functions read is set in Supabase, out of the repository's sight, and env files of the product around them
 * seldom list it: https://supabase.com/docs/guides/functions/secrets
 */
import type { EnvPackage, EnvVariable } from '../model.ts';
import type { Missing } from './missing.ts';
import { countsForProduct } from './sources.ts';
import { requiredUses } from './uses.ts';

/** The folder that a function's file is in, relative to the workspace: `supabase/functions`. */
export function functionsFolderOf(file: string): string | undefined {
  return /^(?:.*\/)?supabase\/functions(?=\/)/.exec(file)?.[0];
}

/** Read by functions, and by nothing else of the product. */
export function isForFunctions(variable: Pick<EnvVariable, 'uses'>): boolean {
  const required = requiredUses(variable);
  return required.length > 0 && required.every(({ file }) => functionsFolderOf(file) !== undefined);
}

/** Whether an env file of theirs, or one of the product's, lists what they read: then one that is not in it was forgotten. */
export function areFunctionsListed(
  { variables, envFiles }: EnvPackage,
  missing: readonly Missing[],
): boolean {
  const own = envFiles.some(
    ({ path, role, declarations }) =>
      /(?:^|\/)supabase\//.test(path) && role.environment !== 'test' && declarations.length > 0,
  );
  if (own) return true;
  let listed = 0;
  for (const variable of variables.values())
    if (
      variable.suppliedBy === undefined &&
      isForFunctions(variable) &&
      variable.declarations.some((placed) => placed.declaration.by !== 'code' && countsForProduct(placed))
    )
      listed++;
  return missing.length <= listed;
}
