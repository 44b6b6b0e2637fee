import { routesAsJson, routesAsMarkdown, routesAsText } from '../core/report/routes.ts';
import { routeTable } from '../core/web/routes/table.ts';
import { VERSION } from '../host/version.ts';
import { wholeWorkspace } from '../host/wholeWorkspace.ts';
import { paint } from './paint.ts';
import { openFolder, readFacts } from './readFolder.ts';
import { isWithin, resolveTarget } from './target.ts';
import { UsageError } from './usageError.ts';

export const ROUTES_FORMATS = ['text', 'markdown', 'json'] as const;

export interface RoutesOptions {
  readonly format: (typeof ROUTES_FORMATS)[number];
}

/** Prints every route that was found, who may see it, and what caches and other sites may do. Gives the exit code. */
export async function routes(folder: string | undefined, { format }: RoutesOptions): Promise<number> {
  const target = resolveTarget(process.cwd(), folder === undefined ? [] : [folder]);
  const [wanted = '', ...others] = target.paths;
  if (others.length > 0) throw new UsageError('launch-ready routes looks at one folder at a time.');
  const workspace = openFolder(target.root);
  const { facts } = await readFacts(target.root, workspace, await workspace.list());
  const all = routeTable(wholeWorkspace(facts, workspace, () => new Map()).model.web);
  const table = { routes: all.routes.filter(({ file }) => isWithin(file, wanted)) };
  process.stdout.write(
    format === 'json'
      ? routesAsJson(table, { version: VERSION, root: target.root })
      : format === 'markdown'
        ? routesAsMarkdown(table)
        : routesAsText(table, paint()),
  );
  return 0;
}
