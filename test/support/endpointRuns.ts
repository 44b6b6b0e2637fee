/** Watched endpoints and one run of each, for the checks of uptime. */
import type { CheckContext } from '../../server/src/core/check.ts';
import type { DomainObservation } from '../../server/src/core/observations/domain.ts';
import type { Failure } from '../../server/src/core/observations/failure.ts';
import type { EndpointAnswer, MonitoredEndpoint } from '../../server/src/core/observations/uptime.ts';
import { endpointOf, type EndpointParts } from '../../server/src/core/uptime/monitoringConfig.ts';
import { DOMAIN, NOW } from './observations.ts';

export type RunOf = Partial<EndpointParts> &
  Pick<MonitoredEndpoint, 'isFound' | 'declaredAt'> & {
    /** Of example.com; "/health" unless told. */
    readonly path?: string;
    readonly answer?: Partial<EndpointAnswer> | Failure;
    readonly milliseconds?: number;
  };

/** What a table of checks needs: the endpoints in the target, the runs in the observation. */
export function endpointRuns(...runs: readonly RunOf[]): {
  readonly domain: Partial<DomainObservation>;
  readonly context: { readonly target: Partial<CheckContext['target']> };
} {
  const made = runs.map(
    ({ path = '/health', answer = {}, milliseconds = 120, isFound, declaredAt, ...parts }) => {
      const endpoint = {
        ...endpointOf({ url: `https://${DOMAIN}${path}`, kind: 'health', ...parts }),
        ...(isFound ? { isFound } : {}),
        ...(declaredAt ? { declaredAt } : {}),
      };
      const outcome = 'failed' in answer ? answer : { status: 200, bytes: 12, redirects: 0, ...answer };
      return { endpoint, run: { endpoint: endpoint.id, at: NOW, outcome, milliseconds } };
    },
  );
  return {
    domain: { uptime: made.map(({ run }) => run) },
    context: { target: { monitored: made.map(({ endpoint }) => endpoint) } },
  };
}
