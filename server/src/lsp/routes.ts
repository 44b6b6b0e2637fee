import type { Connection } from 'vscode-languageserver/node';
import { routeTable, type RouteRow } from '../core/web/routes/table.ts';
import { ROUTES, ROUTES_CHANGED, type RouteInfo, type RoutesResult } from '../protocol.ts';
import { createAnnouncer } from './announcer.ts';
import { toUri } from './convert.ts';
import { uriOf, type Folder } from './folder.ts';
import type { Services } from './services.ts';

/** Answers which routes there are, for the view in the side bar. `announce` tells the client that they may be others now. */
export function registerRoutes(
  connection: Connection,
  services: Services,
): { readonly announce: () => void } {
  const { folders, settings } = services;
  const announcer = createAnnouncer(
    services,
    () => [settings.get().checkWorkspace, ...folders.all().map(({ whole }) => whole.model()?.web)],
    () => void connection.sendNotification(ROUTES_CHANGED),
  );
  connection.onRequest(ROUTES, (): RoutesResult => {
    announcer.answered();
    const known = folders.all().flatMap((folder) => {
      const model = folder.whole.model()?.web;
      return model ? [{ folder, model }] : [];
    });
    const isKnown = known.length === folders.all().length;
    return {
      state: isKnown ? 'ready' : settings.get().checkWorkspace ? 'checking' : 'off',
      folders: known.map(({ folder, model }) => ({
        uri: toUri(folder.root, ''),
        routes: routeTable(model).routes.map((row) => routeInfo(folder, row)),
      })),
    };
  });
  return announcer;
}

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
