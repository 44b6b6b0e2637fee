import type { NetworkSettings } from '../../core/observations/domain.ts';
import { isFailure, type Failure } from '../../core/observations/failure.ts';
import type { UrlParts } from '../../core/observations/http.ts';
import { endpointFor, type Endpoint } from '../connect.ts';
import { dial } from '../http/dial.ts';
import { failure } from '../http/failures.ts';
import { lineOver, type Line } from '../http/transport.ts';
import { createAddressBook } from '../uptime/addressBook.ts';
import { shownCertificate } from '../uptime/shownCertificate.ts';

/** Makes connections to which secrets may be given: the address is allowed, and the certificate holds. */
export interface Caller {
  /** Never rejects. */
  open(url: UrlParts, signal: AbortSignal): Promise<Line | Failure>;
}

export function createCaller(settings: NetworkSettings): Caller {
  const addresses = createAddressBook(settings);
  /** Where the first connection to each went: all others go there too. */
  const places = new Map<string, readonly Endpoint[]>();

  async function placesOf(
    { hostname, port }: UrlParts,
    signal: AbortSignal,
  ): Promise<readonly Endpoint[] | Failure> {
    // Past the user's own map no name needs an address.
    const mapped = endpointFor(hostname, port, undefined, settings);
    if (!isFailure(mapped)) return [mapped];
    const found = await addresses.addressesOf(hostname, signal);
    if (isFailure(found)) return found;
    const all = found.slice(0, MOST_ADDRESSES).map((each) => endpointFor(hostname, port, each, settings));
    const allowed = all.filter((each): each is Endpoint => !isFailure(each));
    if (allowed.length > 0) return allowed;
    return (
      all.find((each): each is Failure => isFailure(each)) ??
      failure('no-address', `${hostname} has no address`)
    );
  }

  return {
    async open(url, signal) {
      const { hostname: host, port, origin } = url;
      const endpoints = places.get(origin) ?? (await placesOf(url, signal));
      if (isFailure(endpoints)) return endpoints;
      const isSecure = url.protocol === 'https:';
      const connection = await dial({ host, port, isSecure, endpoints }, signal);
      if (isFailure(connection)) return connection;
      const shown = isSecure ? shownCertificate(connection.socket, host, settings.ca) : undefined;
      if (isSecure && shown?.isTrusted !== true) {
        connection.socket.destroy();
        return failure(
          'tls',
          `browsers don’t trust the certificate of ${host}: ${WHY[shown?.problem ?? 'untrusted']}`,
        );
      }
      places.set(origin, [connection.endpoint]);
      return lineOver(connection, url);
    },
  };
}

const MOST_ADDRESSES = 8;

const WHY = {
  expired: 'it has expired',
  'not-yet-valid': 'it is not valid yet',
  'wrong-name': 'it is for another name',
  'self-signed': 'it is signed by itself',
  untrusted: 'nobody whom they trust vouches for it',
} as const;
