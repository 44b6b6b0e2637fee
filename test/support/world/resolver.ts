/**
 * A resolver that validates, for worlds of the tests. It walks down from its own root, and asks the servers of the world in this
 * process: who is silent costs it no time.
 */
import type { Answer, DecodedPacket, DnskeyAnswer, Packet, RrsigAnswer } from 'dns-packet';
import { groupBy, isWithin, plain, upwards, type Plain } from './dnsRecords.ts';
import { reply, SERVFAIL, type Respond } from './dnsServer.ts';
import { dsOf, isSignedBy } from './dnsSigning.ts';

export interface ResolverWorld {
  /** What each address answers; nobody is at any other. */
  readonly servers: ReadonlyMap<string, Respond>;
  readonly rootAddresses: readonly string[];
  /** The DNSKEY of the root that is trusted; undefined: nothing is validated. */
  readonly anchor: DnskeyAnswer | undefined;
}

/** Remembers everything: a world does not change. */
export function resolverFor(world: ResolverWorld): Respond {
  const known = new Map<string, Resolved | undefined>();
  return (query) => {
    const [question] = query.questions ?? [];
    if (!question) return undefined;
    const name = plain(question.name);
    const key = `${question.type} ${name}`;
    const result = known.has(key) ? known.get(key) : resolve(world, name, question.type, 0);
    known.set(key, result);
    const ignoresSignatures = ((query.flags ?? 0) & CHECKING_DISABLED) !== 0;
    if (!result || (result.security === 'bogus' && !ignoresSignatures))
      return reply(query, { rcode: SERVFAIL, isRecursive: true });
    const { rcode, answers, authorities, security } = result;
    return reply(query, {
      rcode,
      answers,
      authorities,
      isRecursive: true,
      isAuthenticated: security === 'secure' && !ignoresSignatures,
    });
  };
}

type Security = 'secure' | 'insecure' | 'bogus';

interface Resolved {
  readonly rcode: number;
  readonly answers: Answer[];
  readonly authorities: Answer[];
  readonly security: Security;
}

const CHECKING_DISABLED = 1 << 4;
const DEEPEST = 12;

function resolve(world: ResolverWorld, name: string, type: string, depth: number): Resolved | undefined {
  if (depth > DEEPEST) return undefined;
  const walked = walk(world, name, type, depth);
  if (!walked) return undefined;
  const { packet, security } = walked;
  const answers = packet.answers ?? [];
  const own: Resolved = {
    rcode: (packet.flags ?? 0) & 0xf,
    answers,
    authorities: packet.authorities ?? [],
    security,
  };
  const alias = answers.find((record) => record.type === 'CNAME' && plain(record.name) === name);
  if (type === 'CNAME' || alias?.type !== 'CNAME') return own;
  const target = resolve(world, plain(alias.data), type, depth + 1);
  if (!target) return undefined;
  return { ...target, answers: [...answers, ...target.answers], security: worse(security, target.security) };
}

interface Walked {
  readonly packet: Packet;
  readonly security: Security;
}

/** From the root to the zone that answers. DS records are asked of the zone above. */
function walk(world: ResolverWorld, name: string, type: string, depth: number): Walked | undefined {
  let zone = '';
  let addresses = [...world.rootAddresses];
  let trust = trustOf(world, zone, addresses, world.anchor && [dsOf(world.anchor)]);
  for (let step = 0; step < DEEPEST; step++) {
    const packet = askAny(world, addresses, name, type, zone);
    if (!packet) return undefined;
    const cut = cutIn(packet, name, zone);
    if (cut === undefined) return { packet, security: securityOf(packet, trust) };
    const authorities = packet.authorities ?? [];
    const ds = authorities.filter((record) => record.type === 'DS');
    const isTrusted = trust !== 'bogus' && (trust === undefined || isSetSigned(ds, authorities, trust));
    addresses = addressesIn(world, packet, cut, depth);
    trust = !isTrusted
      ? 'bogus'
      : trust === undefined || ds.length === 0
        ? undefined
        : trustOf(world, cut, addresses, ds);
    zone = cut;
  }
  return undefined;
}

/** The keys of a zone; undefined where it is not signed. */
type Trust = readonly DnskeyAnswer[] | 'bogus' | undefined;

function trustOf(
  world: ResolverWorld,
  zone: string,
  addresses: readonly string[],
  ds: readonly Answer[] | undefined,
): Trust {
  if (!ds) return undefined;
  const answers = askAny(world, addresses, zone, 'DNSKEY', zone)?.answers ?? [];
  const keys = answers.filter((record) => record.type === 'DNSKEY');
  const anchored = keys.filter((key) =>
    ds.some((each) => each.type === 'DS' && each.data.digest.equals(dsOf(key).data.digest)),
  );
  return anchored.length > 0 && isSetSigned(keys, answers, anchored) ? keys : 'bogus';
}

function securityOf({ answers = [], authorities = [] }: Packet, trust: Trust): Security {
  if (trust === undefined) return 'insecure';
  if (trust === 'bogus') return 'bogus';
  const records = answers.length > 0 ? answers : authorities;
  const sets = groupBy(
    records.filter((record): record is Plain => record.type !== 'RRSIG' && record.type !== 'OPT'),
    (record) => `${record.type} ${plain(record.name)}`,
  );
  return [...sets.values()].every((set) => isSetSigned(set, records, trust)) ? 'secure' : 'bogus';
}

function isSetSigned(
  set: readonly Plain[],
  records: readonly Answer[],
  keys: readonly DnskeyAnswer[],
): boolean {
  const [first] = set;
  if (!first) return true;
  const now = Date.now() / 1000;
  return records
    .filter(
      (record): record is RrsigAnswer =>
        record.type === 'RRSIG' &&
        record.data.typeCovered === first.type &&
        plain(record.name) === plain(first.name),
    )
    .some((signature) => keys.some((key) => isSignedBy(set, signature, key, now)));
}

/** The first usable answer: from the zone itself, or about a zone below it. */
function askAny(
  { servers }: ResolverWorld,
  addresses: readonly string[],
  name: string,
  type: string,
  zone: string,
): Packet | undefined {
  for (const address of addresses) {
    const packet = servers.get(address)?.(questionFor(name, type), 'tcp');
    if (!packet) continue;
    const flags = packet.flags ?? 0;
    const rcode = flags & 0xf;
    const isAuthoritative = (flags & (1 << 10)) !== 0;
    if ((rcode === 0 || rcode === 3) && (isAuthoritative || cutIn(packet, name, zone) !== undefined))
      return packet;
  }
  return undefined;
}

function questionFor(name: string, type: string): DecodedPacket {
  const option = { type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 1 << 15 };
  return {
    id: 0,
    flags: 0,
    questions: [{ name: name || '.', type }],
    additionals: [option],
  } as unknown as DecodedPacket;
}

function cutIn({ flags = 0, authorities = [] }: Packet, name: string, zone: string): string | undefined {
  if ((flags & (1 << 10)) !== 0) return undefined;
  const owners = authorities.filter(({ type }) => type === 'NS').map((record) => plain(record.name));
  return owners.find((owner) => owner !== zone && isWithin(owner, zone) && upwards(name).includes(owner));
}

/** Glue; for servers whose names lie elsewhere, what those zones say. */
function addressesIn(
  world: ResolverWorld,
  { authorities = [], additionals = [] }: Packet,
  cut: string,
  depth: number,
): string[] {
  return authorities.flatMap((record) => {
    if (record.type !== 'NS') return [];
    const host = plain(record.data);
    const glue = additionals.flatMap((each) =>
      (each.type === 'A' || each.type === 'AAAA') && plain(each.name) === host ? [each.data] : [],
    );
    if (glue.length > 0 || isWithin(host, cut)) return glue;
    const answers = resolve(world, host, 'A', depth + 1)?.answers ?? [];
    return answers.flatMap((each) => (each.type === 'A' ? [each.data] : []));
  });
}

function worse(one: Security, other: Security): Security {
  if (one === 'bogus' || other === 'bogus') return 'bogus';
  return one === 'secure' && other === 'secure' ? 'secure' : 'insecure';
}
