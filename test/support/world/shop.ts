/** The web servers of "shop.example" for the tests of a file, and what the HTTP probe sees of them. */
import type { RequestListener } from 'node:http';
import { LIVE_AREAS, type LiveArea, type LiveTarget } from '../../../server/src/core/observations/domain.ts';
import type { HttpObservation } from '../../../server/src/core/observations/http.ts';
import { observeHttp } from '../../../server/src/probes/http/observeHttp.ts';
import { noAddresses, targetOf } from './webClient.ts';
import { answering, webServer, type WebServer, type WebSite } from './webServer.ts';

export const HTML = { 'content-type': 'text/html; charset=utf-8' };
export const page: RequestListener = answering(200, HTML, '<!doctype html><title>Shop</title>');

/** Within `describe`: servers end with the test that started them. */
export function webServers(): (sites: Readonly<Record<string, WebSite>>) => Promise<WebServer> {
  const servers: WebServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  return async (sites) => {
    const server = await webServer(sites);
    servers.push(server);
    return server;
  };
}

export function observeShop(
  { settings }: Pick<WebServer, 'settings'>,
  areas: readonly LiveArea[] = LIVE_AREAS,
  more: Partial<LiveTarget> = {},
  signal = new AbortController().signal,
): Promise<HttpObservation> {
  return observeHttp(targetOf('shop.example', more), areas, { addressesOf: noAddresses, settings }, signal);
}
