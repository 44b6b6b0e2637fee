import { printable } from '../../core/printable.ts';
import { UNSEEN, type EndpointState } from '../../core/uptime/state.ts';
import { maintenanceAt } from '../../core/uptime/window.ts';
import type { MonitoringEndpoint } from '../../protocol.ts';
import type { KeptMonitoring } from './keptMonitoring.ts';
import type { MonitoringPlan } from './plan.ts';

/** Runs that are sent: more than anybody sees in a row. */
const MOST_RUNS = 24;

/** The rows of the view. Nothing in them is a secret: headers stay here. `now`: ISO 8601. */
export function shownEndpoints(
  { endpoints, rules }: MonitoringPlan,
  kept: KeptMonitoring,
  now: string,
): readonly MonitoringEndpoint[] {
  const window = maintenanceAt(rules.maintenance, now);
  return endpoints.map(({ endpoint, blocked, place }): MonitoringEndpoint => {
    const { id, name, url, method, expect, every } = endpoint;
    const known = kept.state().endpoints[id] ?? UNSEEN;
    const reason = blocked ?? known.reason;
    const since = sinceOf(known);
    return {
      id,
      name: printable(name),
      url: printable(url),
      method,
      status: blocked === undefined ? known.status : 'blocked',
      ...(reason === undefined ? {} : { reason: printable(reason) }),
      ...(since === undefined ? {} : { since }),
      runs: known.runs.slice(-MOST_RUNS),
      failures: kept.failures(id).map(({ at, reason: why, runs }) => ({ at, reason: printable(why), runs })),
      total: known.total,
      latency: expect.latency,
      every,
      ...(window ? { maintenance: printable(window.reason ?? '') } : {}),
      ...(place ? { place } : {}),
    };
  });
}

/** Since when it is as it is, as far as its runs are remembered. */
function sinceOf({ status, since, runs }: EndpointState): string | undefined {
  if (status !== 'up') return since;
  const failed = runs.findLastIndex(({ isUp }) => !isUp);
  const first = runs[failed + 1];
  return first && new Date(first.at).toISOString();
}
