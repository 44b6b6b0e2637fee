import { isIP } from 'node:net';
import { isFailure } from '../../core/observations/failure.ts';
import type { MailReaders, SenderObservation } from '../../core/observations/mail.ts';
import { recordsOfType } from '../dns/ask.ts';
import type { Network } from '../network.ts';
import type { Asking } from './asking.ts';
import { reverseName } from './reverseName.ts';
import { askingSpf } from './spf.ts';

interface Surroundings {
  readonly asking: Asking;
  readonly network: Network;
  readonly readers: MailReaders;
  readonly signal: AbortSignal;
}

/** Each costs three questions. */
const MOST_SENDERS = 6;

/** What the world sees of the addresses that send for a domain. `record`: its SPF record, where it has one. */
export function observeSenders(
  domain: string,
  configured: readonly string[],
  record: string | undefined,
  around: Surroundings,
): Promise<readonly SenderObservation[]> {
  const named = record === undefined ? [] : around.readers.spfAddresses(record);
  const sources = new Map<string, SenderObservation['source']>();
  for (const address of configured) sources.set(address, 'configured');
  for (const address of named) if (!sources.has(address)) sources.set(address, 'spf');
  const senders = [...sources].filter(([address]) => isIP(address) !== 0).slice(0, MOST_SENDERS);
  return Promise.all(
    senders.map(([address, source]) => observeSender(domain, { address, source }, record, around)),
  );
}

async function observeSender(
  domain: string,
  sender: Pick<SenderObservation, 'address' | 'source'>,
  record: string | undefined,
  around: Surroundings,
): Promise<SenderObservation> {
  const { asking, readers } = around;
  const question = { ip: sender.address, sender: `postmaster@${domain}`, helo: domain };
  const [pointed, verdict] = await Promise.all([
    observePointer(sender.address, asking),
    record === undefined
      ? undefined
      : askingSpf(around, (own) =>
          readers.evaluateSpf({ ...question, resolve: (name, type) => own.ask(name, type) }),
        ),
  ]);
  return { ...sender, ...pointed, ...(verdict && { verdict }) };
}

/** RFC 1912 section 2.1: the name of the address, and whether it leads back. */
async function observePointer(
  address: string,
  asking: Asking,
): Promise<Pick<SenderObservation, 'ptr' | 'forward'>> {
  const ptr = await asking.ask(reverseName(address), 'PTR');
  const [first] = isFailure(ptr) ? [] : recordsOfType(ptr.answers, 'PTR');
  return { ptr, ...(first && { forward: await asking.nameOf(first.target) }) };
}
