import { getDomain } from 'tldts';
import { editDistance } from '../../env/judging/editDistance.ts';
import { receiverOf, RECEIVERS } from './receivers.ts';

/** The host of a provider that was probably meant by one that is nobody's, or by one of a domain that is a letter beside the provider's. */
export function meantHost(host: string, domain: string, isResolved: boolean): string | undefined {
  const registered = getDomain(host) ?? host;
  // What lies in one's own domain is named as one likes; of a provider's hosts we don't know all.
  if (registered === (getDomain(domain) ?? domain)) return undefined;
  if (isResolved && receiverOf(host) !== undefined) return undefined;
  const most = isResolved ? 1 : 2;
  return nearHost(host, registered, most, isResolved) ?? inNearDomain(host, registered, most);
}

function nearHost(host: string, registered: string, most: number, isResolved: boolean): string | undefined {
  const known = Object.values(RECEIVERS).flatMap(({ mx = [], older = [] }) =>
    mx.map(([, name]) => name).concat(older),
  );
  return known.find(
    (name) =>
      !name.includes('{') &&
      name !== host &&
      !(isResolved && getDomain(name) === registered) &&
      editDistance(name, host, most) <= most,
  );
}

function inNearDomain(host: string, registered: string, most: number): string | undefined {
  if (receiverOf(host) !== undefined) return undefined;
  for (const end of Object.values(RECEIVERS).flatMap(({ hosts }) => hosts)) {
    const right = getDomain(end);
    if (!right || right.length < SHORTEST || right === registered) continue;
    if (editDistance(right, registered, most) > most) continue;
    const meant = `${host.slice(0, -registered.length)}${right}`;
    if (receiverOf(meant) !== undefined) return meant;
  }
  return undefined;
}

/** Shorter names are near to too many. */
const SHORTEST = 9;
