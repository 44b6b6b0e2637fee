import { randomBytes } from 'node:crypto';
import type {
  DnsExchange,
  DnsObservation,
  DnssecObservation,
  NameObservation,
} from '../../core/observations/dns.ts';
import type { LiveTarget } from '../../core/observations/domain.ts';
import { isFailure } from '../../core/observations/failure.ts';
import { isServerFailure, labelsOf, outcomeOf, parentOf, type Ask, type Outcome } from './ask.ts';
import type { AskedExchange, DnsBudget, DnsClient } from './client.ts';
import { observeName, observeNameBriefly, unobservedName } from './names.ts';
import { observeZone } from './nameServers.ts';
import { findZone } from './zone.ts';

export { addressesOf } from './names.ts';

/** Of the 30 questions that a domain may cost; the rest is for its subdomains and its environments. */
const USUAL_QUESTIONS = 24;
const MOST_QUESTIONS = 28;

/** Name servers are asked about subdomains that people named, too, as far as environments leave questions for that. */
function questionsFor({ subdomains, environments = [] }: DnsTarget): number {
  const wanted = USUAL_QUESTIONS + 2 * subdomains.length;
  return Math.max(USUAL_QUESTIONS, Math.min(wanted, MOST_QUESTIONS, 30 - 2 * environments.length));
}

type DnsTarget = Pick<LiveTarget, 'domain' | 'subdomains' | 'environments'>;

/** Of them: an address and the keys, without validation. */
const SECOND_LOOKS = 2;

/** Everything that name servers say of a domain. Never rejects: what could not be asked is a failure in its place. */
export async function observeDns(
  target: DnsTarget,
  client: DnsClient,
  signal: AbortSignal,
): Promise<DnsObservation> {
  const { domain } = target;
  const limit = questionsFor(target);
  const budget: DnsBudget = { limit, asked: new Set() };
  const asked: Promise<AskedExchange>[] = [];
  const slow = new Set<Outcome>();
  const ask: Ask = (question) => {
    const exchange = client.query({ ...question, budget }, signal);
    asked.push(exchange);
    void exchange.then(({ isSlow, outcome }) => isSlow && slow.add(outcome));
    return exchange;
  };

  const finding = findZone(domain, ask);
  const observingNames = observeNames(target, ask);
  const wildcard = outcomeOf(
    ask({ name: `launch-ready-${randomBytes(6).toString('hex')}.${domain}`, type: 'A' }),
  );
  const caa = observeCaa(domain, ask);
  const validates = validationOf(client, signal);
  const found = await finding;
  const apex = isFailure(found) ? domain : found.apex;
  const ds = outcomeOf(ask({ name: apex, type: 'DS' }));
  const dnskey = outcomeOf(ask({ name: apex, type: 'DNSKEY' }));
  const allowance = limit - SECOND_LOOKS - firstLooks(budget);
  // The room for second looks is free where nobody needs one.
  const [www] = wwwOf(domain);
  const wwwCaa = Promise.all([observingNames, ds, dnskey]).then(([observed, ...others]) => {
    const answers = [...others, ...observed.flatMap(({ v4, v6 }) => [v4, v6])];
    return www === undefined || answers.some(isServerFailure)
      ? undefined
      : outcomeOf(ask({ name: www, type: 'CAA' }));
  });
  const [zone, names, dnssec] = await Promise.all([
    isFailure(found) ? found : observeZone({ domain, hosts: hostsBelow(target) }, found, ask, allowance),
    observingNames,
    observingNames.then(async (observed) =>
      observeDnssec({ apex, names: observed, ds: await ds, dnskey: await dnskey, ask, slow, validates }),
    ),
  ]);
  const askedWww = await wwwCaa;
  return {
    domain,
    zone,
    names,
    wildcard: await wildcard,
    caa: await caa,
    ...(askedWww && { wwwCaa: askedWww }),
    dnssec,
    exchanges: evidenceOf(await Promise.all(asked)),
  };
}

/** Second looks come when they come; how much is asked must not depend on it. */
function firstLooks({ asked }: DnsBudget): number {
  return [...asked].filter((key) => !key.endsWith('|CD')).length;
}

/** In the order in which they were asked, each once. */
function evidenceOf(asked: readonly AskedExchange[]): DnsExchange[] {
  return [...new Set(asked)].map(({ name, type, server, outcome, milliseconds }) => ({
    name,
    type,
    server,
    outcome,
    milliseconds,
  }));
}

/** So many questions about subdomains leave enough for two name servers. */
const SUBDOMAINS_IN_FULL = 3;
const SUBDOMAINS_IN_BRIEF = 6;

function observeNames(
  { domain, subdomains }: Pick<LiveTarget, 'domain' | 'subdomains'>,
  ask: Ask,
): Promise<NameObservation[]> {
  const main = [domain, ...wwwOf(domain)];
  const others = [...new Set(subdomains.map(({ host }) => host))].filter((host) => !main.includes(host));
  const observe = others.length > SUBDOMAINS_IN_FULL ? observeNameBriefly : observeName;
  const observed = [
    ...main.map((host) => observeName(host, ask)),
    ...others.slice(0, SUBDOMAINS_IN_BRIEF).map((host) => observe(host, ask)),
  ];
  const unobserved = others.slice(SUBDOMAINS_IN_BRIEF).map(unobservedName);
  return Promise.all(observed).then((names) => [...names, ...unobserved]);
}

function wwwOf(domain: string): string[] {
  return domain.startsWith('www.') ? [] : [`www.${domain}`];
}

/** What the domain's own servers are asked for. What is named may lie elsewhere. */
function hostsBelow({ domain, subdomains }: Pick<LiveTarget, 'domain' | 'subdomains'>): readonly string[] {
  const named = subdomains.map(({ host }) => host).filter((host) => host.endsWith(`.${domain}`));
  return [...new Set([...wwwOf(domain), ...named])];
}

/**
 * RFC 8659 section 3: the records of the nearest name that has any count. All are asked for at once, but those of the top
 * level, which has none.
 */
async function observeCaa(domain: string, ask: Ask): Promise<DnsObservation['caa']> {
  const names: string[] = [];
  for (let name: string | undefined = domain; name !== undefined; name = parentOf(name))
    if (labelsOf(name) > 1 || name === domain) names.push(name);
  const asked = names
    .slice(0, MOST_CAA_NAMES)
    .map((at) => ({ at, outcome: outcomeOf(ask({ name: at, type: 'CAA' })) }));
  let first: DnsObservation['caa'] | undefined;
  for (const { at, outcome } of asked) {
    const answer = await outcome;
    if (isFailure(answer)) return answer;
    first ??= { at, answer };
    if (answer.answers.some(({ type }) => type === 'CAA') || !isAnswered(answer)) return { at, answer };
  }
  return first ?? { failed: 'limit', detail: 'CAA records were not asked for' };
}

const MOST_CAA_NAMES = 3;

function isAnswered(outcome: Outcome): boolean {
  return !isFailure(outcome) && (outcome.rcode === 'NOERROR' || outcome.rcode === 'NXDOMAIN');
}

interface DnssecParts {
  readonly apex: string;
  readonly names: readonly NameObservation[];
  readonly ds: Outcome;
  readonly dnskey: Outcome;
  readonly ask: Ask;
  /**
   * Broken signatures are found quickly. A resolver that took long searched for servers that are dead, and would do so again.
   */
  readonly slow: ReadonlySet<Outcome>;
  readonly validates: Promise<DnssecObservation['resolverValidates']>;
}

/** Broken signatures, or servers that are dead: only the same question without validation tells. */
async function observeDnssec(parts: DnssecParts): Promise<DnssecObservation> {
  const { apex, names, ds, dnskey, ask, slow, validates } = parts;
  const deservesSecondLook = (outcome: Outcome): boolean => isServerFailure(outcome) && !slow.has(outcome);
  const answers = [...names.flatMap(({ v4, v6 }) => [v4, v6]), ds, dnskey];
  const isAuthenticated = answers.some((each) => !isFailure(each) && each.isAuthenticated);
  const broken = names
    .flatMap(({ host, v4, v6 }) => [
      { name: host, type: 'A', outcome: v4 },
      { name: host, type: 'AAAA', outcome: v6 },
    ])
    .find(({ outcome }) => deservesSecondLook(outcome));
  const [keys, address] = await Promise.all([
    deservesSecondLook(dnskey)
      ? outcomeOf(ask({ name: apex, type: 'DNSKEY', checkingDisabled: true }))
      : undefined,
    broken && outcomeOf(ask({ name: broken.name, type: broken.type, checkingDisabled: true })),
  ]);
  const withoutValidation = address ?? keys;
  return {
    ds,
    dnskey: keys && !isFailure(keys) ? keys : dnskey,
    ...(withoutValidation ? { withoutValidation } : {}),
    resolverValidates: isAuthenticated ? 'yes' : await validates,
  };
}

/** The root is signed: a resolver that validates says that its SOA is authentic. Once for all domains of a client. */
async function validationOf(
  client: DnsClient,
  signal: AbortSignal,
): Promise<DnssecObservation['resolverValidates']> {
  const { outcome } = await client.query({ name: '', type: 'SOA' }, signal);
  if (isFailure(outcome) || outcome.rcode !== 'NOERROR') return 'unknown';
  return outcome.isAuthenticated ? 'yes' : 'no';
}
