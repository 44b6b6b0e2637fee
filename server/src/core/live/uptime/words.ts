/** What a fault of an endpoint means, and what is to be done. */
import type { Mend } from '../../check.ts';
import type { Failure, FailureReason } from '../../observations/failure.ts';
import type { MonitoredEndpoint } from '../../observations/uptime.ts';

/** Completes "x answers 500: …". */
export function consequence(kind: MonitoredEndpoint['kind']): string {
  return CONSEQUENCES[kind];
}

const CONSEQUENCES: Readonly<Record<MonitoredEndpoint['kind'], string>> = {
  home: 'nobody sees the product',
  login: 'nobody can sign in',
  health: 'the product is down, or whoever watches it takes it for down',
  webhook: 'events of its provider, such as payments, are lost',
  other: 'whoever relies on it gets an error',
};

export function statusMend(status: number, { isFound }: MonitoredEndpoint): Mend {
  if (status >= 500)
    return {
      how: 'Look at the application’s log for this request, and at whether it runs at all (health check, out of memory, missing variables).',
    };
  if (status === 401 || status === 403)
    return {
      how: 'Let it be asked without a login, or give what it asks for under “headers” of the endpoint in launch-ready.yaml.',
    };
  if (status < 400)
    return { how: 'Mend what it answers, or correct “status” of the endpoint in launch-ready.yaml.' };
  return {
    how: isFound
      ? 'Deploy the version that has this route.'
      : 'Deploy the version that has this address, or correct it in launch-ready.yaml.',
  };
}

export function failureMend({ failed }: Failure, host: string): Mend {
  return { how: (FAILURE_MENDS[failed] ?? startServer)(host) };
}

const startServer = (host: string): string =>
  `Start the server for ${host}, or open its port in the firewall.`;

const FAILURE_MENDS: Readonly<Partial<Record<FailureReason, (host: string) => string>>> = {
  timeout: (host) =>
    `Look at the log of what runs at ${host} for requests that never end: a database that doesn’t answer, a lock, too few workers.`,
  'no-address': (host) =>
    `Add the record of ${host} where your DNS is managed, or correct the address of the endpoint.`,
  tls: (host) => `Look at the certificate and the TLS settings of the server for ${host}.`,
};
