/** Where connections go: past what the user named on the command line, and never to an address that nobody allowed. */
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { NetworkSettings } from '../core/observations/domain.ts';
import type { Failure } from '../core/observations/failure.ts';
import { isPublic } from './publicLookup.ts';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/**
 * Where a connection for `host` and `port` goes to, once its name gave `address`. `connect` of the settings goes before
 * what the name says: `host:port` first, then `host`, then `*:port`, then `*`; what it leaves open (the port) stays.
 */
export function endpointFor(
  host: string,
  port: number,
  address: string | undefined,
  { connect, allowPrivate }: Pick<NetworkSettings, 'connect' | 'allowPrivate'>,
): Endpoint | Failure {
  const named = connect[`${host}:${port}`] ?? connect[host] ?? connect[`*:${port}`] ?? connect['*'];
  // The user's own word: it is asked for nothing else.
  if (named !== undefined) return parseEndpoint(named, port);
  if (address === undefined) return { failed: 'no-address', detail: `${host} has no address` };
  if (!allowPrivate && !isPublic({ address }))
    return {
      failed: 'private-address',
      detail: `${host} is at ${address}, which is no address on the internet`,
    };
  return { address, port };
}

/** Some networks drop IPv6 without a word: who has no such address need not wait to find out. */
export function hasWay({ address }: Endpoint): boolean {
  if (!isIPv6(address) || !isPublic({ address })) return true;
  return Object.values(networkInterfaces())
    .flat()
    .some((own) => own?.family === 'IPv6' && !own.internal && isPublic(own));
}

/** `127.0.0.1:8443`, `[::1]:8443`, `127.0.0.1`, `::1`. */
export function parseEndpoint(text: string, port: number): Endpoint {
  const match = /^\[(.+)\](?::(\d+))?$/.exec(text) ?? /^([^:]+)(?::(\d+))?$/.exec(text);
  if (!match) return { address: text, port };
  return { address: match[1] ?? text, port: match[2] === undefined ? port : Number(match[2]) };
}
