import { routesAsJson, routesAsMarkdown, routesAsText } from '../core/report/routes.ts';
import { routeTable } from '../core/web/routes/table.ts';
import { VERSION } from '../host/version.ts';
import { paint } from './paint.ts';
import { folderModel } from './readFolder.ts';

export interface RoutesOptions {
  readonly format: 'text' | 'markdown' | 'json';
}

/** Prints every route that was found, who may see it, and what caches and other sites may do. Gives the exit code. */
export async function routes(folder: string | undefined, { format }: RoutesOptions): Promise<number> {
  const { root, model, isWanted } = await folderModel('routes', folder);
  const table = { routes: routeTable(model.web).routes.filter(({ file }) => isWanted(file)) };
  process.stdout.write(
    format === 'json'
      ? routesAsJson(table, { version: VERSION, root })
      : format === 'markdown'
        ? routesAsMarkdown(table)
        : routesAsText(table, paint()),
  );
  return 0;
}
