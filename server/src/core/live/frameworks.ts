import type { WorkspaceModel } from '../workspaceRule.ts';

/** What the product is made of ("nextjs", "rails" …): decides which debug pages are looked for, and how a mend is written. */
export function frameworksOf({ env }: Pick<WorkspaceModel, 'env'>): readonly string[] {
  return [...new Set(env.packages.flatMap(({ frameworks }) => frameworks.map(({ id }) => id)))].slice(
    0,
    MOST,
  );
}

const MOST = 30;
