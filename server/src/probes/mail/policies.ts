import type { NameObservation } from '../../core/observations/dns.ts';
import type { HttpExchange } from '../../core/observations/http.ts';
import { createHttpClient } from '../http/client.ts';
import { urlParts } from '../http/url.ts';
import type { Network } from '../network.ts';

/** Fetches what records name: policies, logos, certificates. */
export interface PolicyClient {
  /** Counts what it fetches. */
  counter(): CountedClient;
  close(): void;
}

export interface CountedClient {
  /** Undefined for what is no address of https. No redirect is followed; what is longer than `limit` bytes is cut. */
  fetch(url: string, limit: number): Promise<HttpExchange> | undefined;
  count(): number;
}

export function createPolicyClient(
  { settings, connecting }: Network,
  addressesOf: (host: string) => Promise<NameObservation>,
  signal: AbortSignal,
): PolicyClient {
  const client = createHttpClient({ settings, addressesOf, gate: connecting }, signal);
  return {
    counter() {
      let count = 0;
      return {
        fetch(text, limit) {
          const url = urlParts(text);
          if (url?.protocol !== 'https:') return undefined;
          count++;
          return client.request({ url, limit, wantsAnyBody: true });
        },
        count: () => count,
      };
    },
    close: () => client.close(),
  };
}
