import type { MailReaders, SpfObservation } from '../../core/observations/mail.ts';
import type { Network } from '../network.ts';
import { createAsking, type Asking } from './asking.ts';

interface Surroundings {
  readonly network: Network;
  readonly readers: MailReaders;
  readonly signal: AbortSignal;
}

/** For a whole evaluation: it asks one thing after the other. */
const PATIENCE = 5000;
/** RFC 7208 section 4.6.4 allows ten terms, each of which may lead to ten names. */
const MOST_QUESTIONS = 60;
/** RFC 5737: nobody's. */
const NOBODY = '192.0.2.1';

export async function observeSpf(domain: string, around: Surroundings): Promise<SpfObservation> {
  const strict = spfAsking(around);
  const question = { ip: NOBODY, sender: `postmaster@${domain}`, helo: domain };
  const whole = spfAsking(around);
  const [verdict] = await Promise.all([
    around.readers.evaluateSpf({ ...question, resolve: (name, type) => strict.ask(name, type) }),
    around.readers.evaluateSpf({
      ...question,
      resolve: (name, type) => whole.ask(name, type),
      limits: { lookups: 40, voids: 40 },
    }),
  ]);
  return { verdict, exchanges: whole.exchanges };
}

/** For one evaluation: what it asks, and how long it may take. The client knows the answers that others had. */
export function spfAsking({ network: { dns }, signal }: Surroundings): Asking {
  return createAsking({ dns, signal, most: MOST_QUESTIONS, deadline: AbortSignal.timeout(PATIENCE) });
}
