import { suppliers } from '../../env/suppliedNames.ts';
import type { EnvFile, EnvModel } from '../../env/model.ts';
import type { Dialect, EnvDeclaration, EnvReference } from '../../env/types.ts';
import { defineWorkspaceRule, type PlacedFinding, type WorkspaceContext } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/unresolved-reference',
  impact: 'medium',
  stage: 'deployment',
  title: 'Reference to a variable that nothing declares',
  why: 'The loader puts nothing in the place of a reference that it can’t resolve. The value then misses a part, such as the host of a URL, and nobody is told.',
  *check({ env }, context) {
    for (const file of env.envFiles.values()) {
      // Where the workspace doesn't say who reads it, a reference still means something to whoever wrote it.
      const isCertain = file.dialects.some((dialect) => EXPANDS.has(dialect));
      if (!isCertain && (file.dialects.length > 0 || !/(?:^|\/)\.env[^/]*$/.test(file.path))) continue;
      for (const declaration of file.declarations) {
        for (const reference of declaration.references ?? []) {
          if (reference.need !== 'required' || isSetOtherwise(reference.name, env)) continue;
          if (isReference(reference, file, context))
            yield { ...finding(file, declaration, reference), impact: isCertain ? 'medium' : 'low' };
        }
      }
    }
  },
});

/** Node's own and plain dotenv keep `${X}` as it is. */
const EXPANDS: ReadonlySet<Dialect> = new Set(['dotenv-expand', 'python', 'ruby', 'compose', 'shell']);

/** What any host or machine sets. */
const supplierOf = suppliers({ dependencies: new Set(), paths: [] });

function isSetOtherwise(name: string, env: EnvModel): boolean {
  if (supplierOf(name, () => []) !== undefined) return true;
  return env.placesOf(name).declarations.length > 0;
}

/** `${X}`; `$X` could be a part of a password, which other rules look at. */
function isReference({ at }: EnvReference, { path }: EnvFile, context: WorkspaceContext): boolean {
  return context.read(path)?.slice(at.start - 2, at.start) === '${';
}

function finding({ path }: EnvFile, { name }: EnvDeclaration, reference: EnvReference): PlacedFinding {
  return {
    file: path,
    at: reference.at,
    kind: reference.name,
    message: `${name} refers to ${reference.name}, and no env file declares that. Most loaders put nothing in its place. Declare ${reference.name} in the same file, above this line, or correct the name.`,
  };
}
