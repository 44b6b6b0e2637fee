/** Plain results of probes: what was asked, and what came back. Whoever judges them never asks the network. Those of live checks stand in observations/. */

/** Whether a provider still accepts a key. "unknown" is everything that is neither a plain yes nor a plain no. */
export type KeyState = 'live' | 'refused' | 'unknown';

/** What came of asking a provider about one key. Holds neither the key nor anything of the answer's text. */
export interface KeyObservation {
  readonly state: KeyState;
  /** Whom we asked: "api.stripe.com". */
  readonly host: string;
  /** The HTTP status of the answer, where there was one. */
  readonly status?: number;
  /** Completes "Could not tell: …" for people; also says on what a yes or a no rests. */
  readonly reason: string;
}
