/** Why something could not be observed. A check that needs it says "unknown" with this reason, and never "pass". */
export interface Failure {
  readonly failed: FailureReason;
  /** Completes "Could not tell: …" for people. Never quotes what a server sent. */
  readonly detail: string;
}

export type FailureReason =
  /** No answer in time. */
  | 'timeout'
  /** Nobody listens there. */
  | 'refused'
  /** The connection was ended before the answer was whole. */
  | 'reset'
  /** No way to that network. */
  | 'unreachable'
  /** The name has no address. */
  | 'no-address'
  /** The address is nobody's on the internet, and nobody allowed it. */
  | 'private-address'
  /** The TLS handshake failed. */
  | 'tls'
  /** What came is not what the protocol allows. */
  | 'protocol'
  /** As many requests or queries as one domain may cost were sent. */
  | 'limit'
  /** Another host, which the user did not confirm. */
  | 'not-confirmed'
  | 'cancelled';

export function isFailure(value: object): value is Failure {
  return 'failed' in value;
}
