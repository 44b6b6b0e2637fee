/** How much a fault of a mail server's TLS matters: senders encrypt with whatever they get, unless a policy tells them not to. */
import type { Mend } from '../../check.ts';
import type { Impact } from '../../finding.ts';
import { isKnownByDane } from './dane.ts';
import { enforcedFor } from './mtaSts.ts';
import { receiverOf, RECEIVERS } from './receivers.ts';
import type { Server, TlsTalk } from './smtp.ts';

export interface Weight {
  readonly impact: Impact;
  /** Completes "… : ". */
  readonly consequence: string;
}

/** `usual` where nothing demands TLS, of a server of one's own. */
export function weightOf(server: Server, usual: Impact, consequence: string): Weight {
  const enforcing = enforcedFor(server);
  if (enforcing !== undefined) {
    return {
      impact: 'high',
      consequence: `senders that follow the MTA-STS policy of ${enforcing}, which is in force, do not deliver.`,
    };
  }
  return { impact: receiverOf(server.host) === undefined ? usual : 'low', consequence };
}

/** Senders know the server by its TLSA record, and no policy asks for a certificate of an authority. */
export function needsNoAuthority(talk: TlsTalk): boolean {
  return enforcedFor(talk) === undefined && isKnownByDane(talk.observation, talk.tls);
}

export const UNPROVEN =
  'senders encrypt all the same, but cannot tell whether somebody else has taken the server’s place.';

/** What is to be done at the server, or with whoever runs it. */
export function serverMend(how: string, host: string): Mend {
  const key = receiverOf(host);
  const label = key === undefined ? undefined : RECEIVERS[key]?.label;
  return {
    how:
      label === undefined
        ? how
        : `${host} belongs to ${label}: compare your MX records with those that its administration shows, and ask its support if they are right.`,
  };
}
