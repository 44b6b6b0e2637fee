import type { MailReaders, SpfObservation } from '../../core/observations/mail.ts';
import type { Network } from '../network.ts';
import { createAsking, type Asking } from './asking.ts';
import { within } from './within.ts';

interface Surroundings {
  readonly network: Network;
  readonly readers: MailReaders;
  readonly signal: AbortSignal;
}

/** For a whole evaluation, in milliseconds: it asks one thing after the other. */
const PATIENCE = 5000;
/** RFC 7208 section 4.6.4 allows ten terms, each of which may lead to ten names. */
const MOST_QUESTIONS = 120;
/** RFC 5737: nobody's. */
const NOBODY = '192.0.2.1';

export async function observeSpf(
  domain: string,
  record: string,
  around: Surroundings,
): Promise<SpfObservation> {
  const { readers } = around;
  // Evaluating takes long to load, and a record as "v=spf1 -all" says all by itself.
  if (!readers.spfAsks(record)) return { exchanges: [] };
  const question = { ip: NOBODY, sender: `postmaster@${domain}`, helo: domain };
  const [verdict, exchanges] = await Promise.all([
    askingSpf(around, (asking) =>
      readers.evaluateSpf({ ...question, resolve: (name, type) => asking.ask(name, type) }),
    ),
    askingSpf(around, async (asking) => {
      const limits = { lookups: 40, voids: 40 };
      await readers.evaluateSpf({ ...question, limits, resolve: (name, type) => asking.ask(name, type) });
      return asking.exchanges;
    }),
  ]);
  return { verdict, exchanges };
}

/** One evaluation, with questions and time of its own. The client knows the answers that others had. */
export function askingSpf<T>(
  { network: { dns }, signal }: Omit<Surroundings, 'readers'>,
  evaluate: (asking: Asking) => Promise<T>,
  milliseconds = PATIENCE,
): Promise<T> {
  return within(milliseconds, signal, (limited) =>
    evaluate(createAsking({ dns, signal, limited, most: MOST_QUESTIONS })),
  );
}
