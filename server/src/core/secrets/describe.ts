import type { Impact, HelpLink } from '../finding.ts';
import { placeOf } from '../place.ts';

/** What every finding about a credential says: what it is, what a thief does with it, where it is rotated. */
export interface Credential {
  /** "Stripe live secret key" */
  readonly name: string;
  /** Completes "Anyone who has it can …". */
  readonly thief: string;
  readonly rotate: HelpLink | undefined;
}

/** Two or three short sentences. `shown` is the secret itself: postprocessing masks it. */
export function describeCredential({ name, thief, rotate }: Credential, shown: string, remark = ''): string {
  const where = rotate ? ` Rotate it at ${rotate.label}.` : '';
  return `${name} in this file (${shown}). Anyone who has it can ${thief}.${where}${remark && ` ${remark}`}`;
}

/**
 * The impact of a credential in a file. A value that looks real is a leak wherever it stands, but in tests, examples
 * and documentation it is more often made up: not a reason to stop a launch by itself.
 */
export function impactInPlace(impact: Impact, path: string): Impact {
  return impact === 'blocker' && placeOf(path) !== 'product' ? 'high' : impact;
}
