import type { Failure } from '../../core/observations/failure.ts';
import type { HelloOutcome } from './exchangeHello.ts';

interface Target {
  readonly host: string;
  readonly address: string;
  readonly port: number;
}

/** Why there is no certificate to look at. */
export function describeFailure(
  { answer, ended, failed }: HelloOutcome,
  { host, address, port }: Target,
  isCancelled: boolean,
): Failure {
  const place = `port ${port} of ${host} (${address})`;
  if (isCancelled) return { failed: 'cancelled', detail: 'it was cancelled' };
  if (ended === 'unconnected')
    return {
      failed: failed ?? 'unreachable',
      detail: `${CONNECTION[failed ?? ''] ?? 'there is no way to'} ${place}`,
    };
  if (answer.problem === 'not-tls')
    return { failed: 'protocol', detail: `what answers on ${place} does not speak TLS` };
  if (answer.problem !== undefined)
    return { failed: 'protocol', detail: `the TLS handshake on ${place} could not be read` };
  if (answer.alert !== undefined) {
    const name = ALERTS.get(answer.alert) ?? `number ${answer.alert}`;
    return { failed: 'tls', detail: `${place} refused the TLS handshake (alert ${name})` };
  }
  if (answer.certificates !== undefined)
    return { failed: 'protocol', detail: `${place} sent something else than a certificate` };
  if (ended === 'aborted')
    return { failed: 'timeout', detail: `${place} did not finish the TLS handshake in time` };
  if (answer.version !== undefined && ended === 'read')
    return { failed: 'tls', detail: `${place} sent no certificate` };
  return { failed: 'reset', detail: `${place} closed the connection during the TLS handshake` };
}

const CONNECTION: Readonly<Record<string, string>> = {
  refused: 'nobody listens on',
  timeout: 'nobody answers on',
  reset: 'the connection was cut off by',
};

/** https://www.iana.org/assignments/tls-parameters (TLS Alerts): those that end handshakes. */
const ALERTS: ReadonlyMap<number, string> = new Map([
  [0, 'close_notify'],
  [10, 'unexpected_message'],
  [20, 'bad_record_mac'],
  [22, 'record_overflow'],
  [40, 'handshake_failure'],
  [42, 'bad_certificate'],
  [43, 'unsupported_certificate'],
  [46, 'certificate_unknown'],
  [47, 'illegal_parameter'],
  [48, 'unknown_ca'],
  [49, 'access_denied'],
  [50, 'decode_error'],
  [51, 'decrypt_error'],
  [70, 'protocol_version'],
  [71, 'insufficient_security'],
  [80, 'internal_error'],
  [86, 'inappropriate_fallback'],
  [90, 'user_canceled'],
  [109, 'missing_extension'],
  [110, 'unsupported_extension'],
  [112, 'unrecognized_name'],
  [116, 'certificate_required'],
  [120, 'no_application_protocol'],
]);
