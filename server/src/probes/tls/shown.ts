import type { StapleObservation, TrustObservation } from '../../core/observations/tls.ts';
import { anchors } from './anchors.ts';
import { readCertificate, type Certificate } from './certificate.ts';
import type { ServerAnswer } from './serverFlight.ts';
import { readStaple } from './staple.ts';
import { issuerOf, judgeTrust } from './trust.ts';

export interface Shown {
  /** As sent, the server's own first; those that are no certificates are left out. */
  readonly certificates: readonly Certificate[];
  readonly trust: TrustObservation;
  readonly staple?: StapleObservation;
}

/** Chains are three or four long. */
const MOST_CERTIFICATES = 32;

/** The certificates of an answer, and what a client makes of them; undefined where there are none. `ca` is PEM. */
export function shownBy(answer: ServerAnswer, ca: readonly string[]): Shown | undefined {
  const [first, ...others] = answer.certificates ?? [];
  const leaf = first && readCertificate(first);
  if (!leaf) return undefined;
  const rest = others.slice(0, MOST_CERTIFICATES - 1).flatMap((der) => readCertificate(der) ?? []);
  const certificates = [leaf, ...rest];
  const trusted = anchors(ca);
  const { staple } = answer;
  return {
    certificates,
    trust: judgeTrust(certificates, trusted, Date.now()),
    ...(staple && {
      staple: readStaple(staple, leaf.observation.serial, issuerOf(leaf, certificates, trusted)),
    }),
  };
}
