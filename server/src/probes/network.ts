import type { NetworkSettings } from '../core/observations/domain.ts';
import { createDnsClient, type DnsClient } from './dns/client.ts';
import { createGate, type Gate } from './dns/gate.ts';

/** What the observations of all domains share. */
export interface Network {
  readonly settings: NetworkSettings;
  readonly dns: DnsClient;
  /** How many connections are being made at once. */
  readonly connecting: Gate;
  /** Ends what is under way; nothing can be asked any more. */
  close(): void;
}

/** Connections that are being made at a time: more only make each of them slower. */
const MOST_CONNECTING = 48;

export function createNetwork(settings: NetworkSettings): Network {
  const dns = createDnsClient(settings);
  return { settings, dns, connecting: createGate(MOST_CONNECTING), close: () => dns.close() };
}
