import type { Connection } from 'vscode-languageserver/node';
import type { WebModel } from '../core/web/model.ts';
import { routeTable, type RouteRow } from '../core/web/routes/table.ts';
import { ROUTES, ROUTES_CHANGED, type RouteInfo, type RoutesResult } from '../protocol.ts';
import { uriOf, type Folder } from './folder.ts';
import type { Services } from './services.ts';
import { registerView, type View } from './views.ts';

/** Answers which routes there are, for the view in the side bar. */
export function registerRoutes(
  connection: Connection,
  services: Services,
): { readonly announce: () => void } {
  return registerView(connection, services, ROUTES_VIEW);
}

const ROUTES_VIEW: View<WebModel, Omit<RoutesResult['folders'][number], 'uri'>> = {
  request: ROUTES,
  changed: ROUTES_CHANGED,
  part: ({ web }) => web,
  show: (folder, model) => ({
    routes: routeTable(model).routes.map((row) => routeInfo(folder, row)),
  }),
};

function routeInfo(
  folder: Folder,
  { path, methods, framework, file, line, access, reason, caching, cors, neverPublic, isShared }: RouteRow,
): RouteInfo {
  return {
    path,
    methods,
    framework,
    file,
    uri: uriOf(folder, file),
    line: line - 1,
    access,
    reason,
    caching,
    cors,
    ...(neverPublic === undefined ? {} : { neverPublic }),
    isShared,
  };
}
