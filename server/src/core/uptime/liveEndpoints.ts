import type { Config } from '../config.ts';
import type { MonitoredEndpoint } from '../observations/uptime.ts';
import { monitoredEndpoints } from './monitoringConfig.ts';

/**
 * What live checks ask once of what is watched. Not the home page, unless the configuration names it: other checks ask for
 * that anyway, and say how long it takes. And no route that only files name is sent a POST: nobody has asked for that.
 */
export function endpointsForLive(
  { monitoring, domains }: Pick<Config, 'monitoring' | 'domains'>,
  found: readonly MonitoredEndpoint[] = [],
): readonly MonitoredEndpoint[] {
  const all = monitoredEndpoints(monitoring, domains, found);
  if (monitoring?.endpoints) return all;
  return all.filter(({ kind, method, isFound }) => kind !== 'home' && !(isFound && method === 'POST'));
}
