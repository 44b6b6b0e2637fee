/** What a zone answers, from plain data. */
import type { Answer, Packet } from 'dns-packet';
import { groupBy, isWithin, parseRecord, plain, upwards, type Plain } from './dnsRecords.ts';
import { createZoneKey, signRecords, type ZoneKey } from './dnsSigning.ts';

export type Signing =
  | 'none'
  | 'valid'
  /** The signatures ended a week ago. */
  | 'expired'
  /** They have a day left of a month. */
  | 'ending'
  /** The parent's DS record is for another key. */
  | 'wrong-ds'
  /** There is a DS record, and nothing is signed. */
  | 'missing';

export interface ZoneData {
  readonly name: string;
  /** Lines as `parseRecord` reads them; SOA and NS are added where they are missing. */
  readonly records: readonly string[];
  readonly servers: readonly string[];
  readonly signing: Signing;
}

export interface Zone {
  readonly name: string;
  readonly signing: Signing;
  readonly key: ZoneKey | undefined;
  readonly delegations: Map<string, Delegated>;
  /** The same zone with other records, as a server has it that is out of date. */
  variant(changes: { readonly records?: readonly string[]; readonly serial?: number }): Zone;
  lookUp(name: string, type: string): ZoneAnswer;
  signed(records: readonly Plain[]): Answer[];
}

export interface Delegated {
  readonly servers: readonly string[];
  readonly glue: readonly string[];
  readonly ds: Answer | undefined;
}

export type ZoneAnswer = Pick<Packet, 'answers' | 'authorities' | 'additionals'> & {
  readonly rcode: number;
  readonly isAuthoritative: boolean;
};

export function createZone(data: ZoneData): Zone {
  const key = data.signing === 'none' ? undefined : createZoneKey(data.name);
  return zoneOf(data.name, recordsOf(data, key), data.signing, key, new Map());
}

function recordsOf({ name, records, servers }: ZoneData, key: ZoneKey | undefined): Plain[] {
  const read = records.map((line) => parseRecord(line, name));
  const has = (type: string): boolean =>
    read.some((record) => record.type === type && plain(record.name) === name);
  if (!has('SOA'))
    read.push(parseRecord(`@ SOA ${servers[0] ?? 'ns.invalid'} hostmaster.${name || 'invalid'} 1`, name));
  if (!has('NS')) for (const server of servers) read.push(parseRecord(`@ NS ${server}`, name));
  return key ? [...read, key.dnskey] : read;
}

function zoneOf(
  zone: string,
  records: readonly Plain[],
  signing: Signing,
  key: ZoneKey | undefined,
  delegations: Map<string, Delegated>,
): Zone {
  const byName = groupBy(records, ({ name }) => plain(name));
  const names = new Set([...byName.keys()].flatMap((name) => upwards(name)));
  const signatures = new Map<string, Answer>();

  function signed(set: readonly Plain[]): Answer[] {
    const [first] = set;
    if (!key || !first || signing === 'missing') return [...set];
    const id = `${first.type} ${plain(first.name)}`;
    const signature = signatures.get(id) ?? signRecords(set, zone, key, timesOf(signing));
    signatures.set(id, signature);
    return [...set, signature];
  }

  function setAt(name: string, type: string): Plain[] {
    return (byName.get(name) ?? []).filter((record) => record.type === type);
  }

  /** The records of the wildcard that a name falls to, under that name. */
  function expand(name: string, type: string): Answer[] | undefined {
    const [, ...above] = upwards(name);
    const encloser = above.find((each) => names.has(each));
    const owner = encloser === undefined ? undefined : `*.${encloser}`;
    if (owner === undefined || !byName.has(owner)) return undefined;
    const set = setAt(owner, type);
    return signed(set.length > 0 ? set : setAt(owner, 'CNAME')).map((record) =>
      Object.assign({}, record, { name }),
    );
  }

  function answer(answers: Answer[]): ZoneAnswer {
    if (answers.length > 0) return { rcode: 0, isAuthoritative: true, answers };
    return { rcode: 0, isAuthoritative: true, authorities: signed(setAt(zone, 'SOA')) };
  }

  return {
    name: zone,
    signing,
    key,
    delegations,
    signed,
    variant({ records: lines = [], serial }) {
      const changed = lines.map((line) => parseRecord(line, zone));
      const isReplaced = (old: Plain): boolean =>
        changed.some(({ name, type }) => name === old.name && type === old.type);
      const kept = records.filter((old) => !isReplaced(old)).map((old) => withSerial(old, serial));
      return zoneOf(zone, [...kept, ...changed], signing, key, delegations);
    },
    lookUp(name, type) {
      const cut = upwards(name).findLast((each) => delegations.has(each));
      const delegated = cut === undefined ? undefined : delegations.get(cut);
      if (cut !== undefined && delegated && type === 'DS' && name === cut)
        return answer(delegated.ds ? signed([delegated.ds as Plain]) : []);
      if (cut !== undefined && delegated) return referral(cut, delegated, signed);
      const own = byName.get(name);
      if (own) {
        const set = setAt(name, type);
        return answer(signed(set.length > 0 ? set : setAt(name, 'CNAME')));
      }
      if (names.has(name)) return answer([]);
      const expanded = expand(name, type);
      if (expanded) return answer(expanded);
      return { ...answer([]), rcode: NXDOMAIN };
    },
  };
}

const NXDOMAIN = 3;

function withSerial(record: Plain, serial: number | undefined): Plain {
  if (record.type !== 'SOA' || serial === undefined) return record;
  return { ...record, data: { ...record.data, serial } };
}

function referral(
  cut: string,
  { servers, glue, ds }: Delegated,
  signed: (records: readonly Plain[]) => Answer[],
): ZoneAnswer {
  return {
    rcode: 0,
    isAuthoritative: false,
    authorities: [
      ...servers.map((server) => parseRecord(`@ NS ${server}`, cut)),
      ...(ds ? signed([ds as Plain]) : []),
    ],
    additionals: glue.map((line) => parseRecord(line, '')),
  };
}

const DAY = 86_400;

function timesOf(signing: Signing) {
  const now = Math.floor(Date.now() / 1000);
  const end = signing === 'expired' ? -7 * DAY : signing === 'ending' ? DAY : 14 * DAY;
  return { inception: now - 30 * DAY, expiration: now + end };
}

/** The zone of those that is nearest to a name; DS records are the parent's. */
export function zoneFor(zones: readonly Zone[], name: string, type: string): Zone | undefined {
  const holding = zones
    .filter((zone) => isWithin(name, zone.name))
    .sort((one, other) => other.name.length - one.name.length);
  const [nearest, next] = holding;
  return type === 'DS' && nearest?.name === name && next ? next : nearest;
}
