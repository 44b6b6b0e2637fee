import type { NameObservation } from '../../core/observations/dns.ts';
import { isFailure, type Failure } from '../../core/observations/failure.ts';
import type { MailObservation, MailReaders, MailTarget } from '../../core/observations/mail.ts';
import type { Outcome } from '../dns/ask.ts';
import { unobservedName } from '../dns/names.ts';
import type { Network } from '../network.ts';
import { createAsking, textsOf, type Asking } from './asking.ts';
import { observeBimi } from './bimi.ts';
import { observeDkim } from './dkim.ts';
import { observeDmarc } from './dmarc.ts';
import { hostsOf, observeHosts, withoutDoubt } from './hosts.ts';
import { observeMtaSts } from './mtaSts.ts';
import { createPolicyClient, type PolicyClient } from './policies.ts';
import { observeSenders } from './senders.ts';
import { observeSpf } from './spf.ts';

/**
 * What is to be known of the mail of a domain, and of the hosts below it that send: one observation for each of
 * `target.domains`, in their order, all parts side by side. Never rejects: what could not be observed is a failure in its
 * place. No mail is sent.
 *
 * `addressesOf` gives the addresses of a host as they are known already, of the domain itself for example.
 */
export async function observeMail(
  target: MailTarget,
  network: Network,
  readers: MailReaders,
  addressesOf: (host: string) => Promise<NameObservation>,
  signal: AbortSignal,
): Promise<readonly MailObservation[]> {
  const policies = createPolicyClient(network, addressesOf, signal);
  const around: Surroundings = { target, network, readers, addressesOf, policies, signal };
  try {
    const observed = await Promise.all(
      target.domains.map((domain, index) =>
        observeOne(domain, index === 0, around).catch(() => brokenMail(domain, signal)),
      ),
    );
    return withoutDoubt(observed);
  } finally {
    policies.close();
  }
}

/**
 * Questions about one mail domain. Its keys (DKIM) and the tree of its SPF record have their own, so that neither starves
 * anything else; a healthy domain with one provider costs some thirty together.
 */
const MOST_QUESTIONS = 60;

interface Surroundings {
  readonly target: MailTarget;
  readonly network: Network;
  readonly readers: MailReaders;
  readonly addressesOf: (host: string) => Promise<NameObservation>;
  readonly policies: PolicyClient;
  readonly signal: AbortSignal;
}

async function observeOne(
  domain: string,
  isFirst: boolean,
  { target, network, readers, addressesOf, policies, signal }: Surroundings,
): Promise<MailObservation> {
  const asking = createAsking({ dns: network.dns, signal, most: MOST_QUESTIONS });
  const requestsOf = policies.counter();
  const mx = asking.ask(domain, 'MX');
  const txt = asking.ask(domain, 'TXT');
  const receives = mx.then((outcome) => isFailure(outcome) || hostsOf(outcome).length > 0);
  const spfRecord = txt.then((outcome) => readers.recordsOf('spf', textsOf(outcome))[0]);
  const hasMail = Promise.all([mx, spfRecord]).then(
    ([outcome, record]) => hostsOf(outcome).length > 0 || record !== undefined,
  );
  const dmarc = observeDmarc(domain, asking, readers);
  const spf = spfRecord.then((record) =>
    record === undefined ? undefined : observeSpf(domain, record, { network, readers, signal }),
  );
  const senders = spfRecord.then((record) =>
    // Of hosts below the domain nobody said who sends for them.
    observeSenders(domain, isFirst ? target.senders : [], record, { asking, network, readers, signal }),
  );
  const [address, hosts, spfSeen, dkim, dmarcSeen, mtaSts, tlsRpt, bimi, sendersSeen] = await Promise.all([
    addressesOf(domain).catch(() => unobservedName(domain)),
    mx.then((outcome) => observeHosts(outcome, { domain, asking, network, signal })),
    spf,
    observeDkim(domain, target.selectors, { asking, network, signal, hasMail }),
    dmarc,
    receives.then((does) => (does ? unlessFailed(mx, () => observeMtaSts(domain, around())) : {})),
    receives.then((does) => (does ? askTlsRpt(domain, mx, asking) : undefined)),
    dmarc.then((seen) => observeBimi(domain, seen, around())),
    senders,
    ...(target.bounceHosts ?? []).map((host) => asking.ask(`${host}.${domain}`, 'TXT')),
  ]);

  function around() {
    return { asking, network, readers, policies: requestsOf, signal };
  }

  return {
    domain,
    mx: await mx,
    address,
    txt: await txt,
    hosts,
    ...(spfSeen && { spf: spfSeen }),
    dkim: dkim.observed,
    dmarc: dmarcSeen,
    mtaSts,
    ...(tlsRpt && { tlsRpt }),
    ...(bimi && { bimi }),
    senders: sendersSeen,
    exchanges: [...asking.exchanges, ...dkim.exchanges],
    requests: requestsOf.count(),
  };
}

/** Whether mail is received is not known: then neither is what belongs to it. */
async function unlessFailed(
  mx: Promise<Outcome>,
  observe: () => Promise<MailObservation['mtaSts']>,
): Promise<MailObservation['mtaSts']> {
  const outcome = await mx;
  return isFailure(outcome) ? { record: outcome } : observe();
}

async function askTlsRpt(domain: string, mx: Promise<Outcome>, asking: Asking): Promise<Outcome> {
  const outcome = await mx;
  return isFailure(outcome) ? outcome : asking.ask(`_smtp._tls.${domain}`, 'TXT');
}

function brokenMail(domain: string, { aborted }: AbortSignal): MailObservation {
  const failure: Failure = aborted
    ? { failed: 'cancelled', detail: 'it was cancelled' }
    : { failed: 'protocol', detail: 'Launch Ready itself failed on it' };
  return {
    domain,
    mx: failure,
    address: unobservedName(domain),
    txt: failure,
    hosts: [],
    dkim: { below: failure, keys: [] },
    dmarc: { walk: [{ at: domain, answer: failure }], reports: [], mailboxes: [] },
    mtaSts: { record: failure },
    tlsRpt: failure,
    senders: [],
    exchanges: [],
    requests: 0,
  };
}
