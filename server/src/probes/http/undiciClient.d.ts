/**
 * The one part of undici that we load. The package has no list of exports, so its files can be named; its index would load
 * fetch, WebSocket, caches and mocks too, which costs four times as long (100 ms against 27 ms when it was measured).
 */
declare module 'undici/lib/dispatcher/client.js' {
  import type { Client } from 'undici';

  const client: typeof Client;
  export default client;
}
