import assert from 'node:assert/strict';
import { getServers, setServers } from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import type { NetworkSettings } from '../../../server/src/core/observations/domain.ts';
import { createDnsClient, type DnsClient, type DnsLimits } from '../../../server/src/probes/dns/client.ts';
import { reply, startDnsServer, type Behaviour, type Respond } from '../../support/world/dnsServer.ts';
import { startDnsWorld } from '../../support/world/dnsWorld.ts';

const never = new AbortController().signal;
const IMPATIENT: DnsLimits = { inFlight: 64, udp: [80, 80], tcp: 80 };
const PATIENT: DnsLimits = { inFlight: 64, udp: [60_000], tcp: 60_000 };

describe('DNS client', () => {
  const ending: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ending.splice(0).reverse()) await end();
  });

  function clientFor(settings: Partial<NetworkSettings>, limits?: DnsLimits): DnsClient {
    const all = { ca: [], connect: {}, allowPrivate: false, version: 'test', ...settings };
    const client = createDnsClient(all, limits);
    ending.push(() => client.close());
    return client;
  }

  /** A resolver that answers everything with one address. */
  async function resolver(behaviour: Behaviour = 'right', respond: Respond = oneAddress) {
    const asked: string[] = [];
    const server = await startDnsServer((query, transport) => {
      asked.push(`${transport} ${query.questions?.[0]?.type} ${query.questions?.[0]?.name}`);
      return respond(query, transport);
    }, behaviour);
    ending.push(() => server.close());
    return { resolver: `127.0.0.1:${server.port}`, asked };
  }

  const oneAddress: Respond = (query) =>
    reply(query, {
      isAuthenticated: true,
      answers: [{ name: query.questions?.[0]?.name ?? '.', type: 'A', ttl: 60, data: '192.0.2.1' }],
    });

  const aOf = (name: string) => ({ name, type: 'A' });

  it('reads an answer into records', async () => {
    const { resolver: at } = await resolver();
    const { outcome, ...told } = await clientFor({ resolver: at }).query(aOf('Example.TEST.'), never);
    assert.deepEqual(
      { ...told, milliseconds: 0 },
      { name: 'example.test', type: 'A', server: 'resolver', milliseconds: 0, isSlow: false },
    );
    assert.deepEqual(outcome, {
      rcode: 'NOERROR',
      isAuthoritative: false,
      isAuthenticated: true,
      answers: [{ name: 'example.test', ttl: 60, type: 'A', address: '192.0.2.1' }],
      authorities: [],
      additionals: [],
    });
  });

  it('asks the resolver for recursion and authentic data, and a name server for neither', async () => {
    const flags: string[] = [];
    const server = await startDnsServer((query) => {
      const option = query.additionals?.find((record) => record.type === 'OPT');
      flags.push(
        `RD ${query.flag_rd} AD ${query.flag_ad} CD ${query.flag_cd} DO ${option?.type === 'OPT' && option.flag_do} ${option?.type === 'OPT' ? option.udpPayloadSize : 0}`,
      );
      return oneAddress(query, 'udp');
    });
    ending.push(() => server.close());
    const at = `127.0.0.1:${server.port}`;
    const client = clientFor({ resolver: at, connect: { 'ns1.test:53': at } });
    await client.query(aOf('one.test'), never);
    await client.query({ ...aOf('one.test'), checkingDisabled: true }, never);
    await client.query({ ...aOf('one.test'), server: { host: 'ns1.test', address: '198.51.100.1' } }, never);
    assert.deepEqual(flags, [
      'RD true AD true CD false DO true 1232',
      'RD true AD true CD true DO true 1232',
      'RD false AD false CD false DO true 1232',
    ]);
  });

  it('sends a question once, whoever asks and whenever', async () => {
    const { resolver: at, asked } = await resolver();
    const client = clientFor({ resolver: at });
    const [one, other] = await Promise.all([
      client.query(aOf('example.test'), never),
      client.query(aOf('EXAMPLE.test'), never),
    ]);
    assert.equal(await client.query(aOf('example.test'), never), one);
    assert.equal(other, one);
    assert.deepEqual(asked, ['udp A example.test']);
  });

  it('takes TCP for what does not fit a datagram', async () => {
    const strings = Array.from({ length: 20 }, (_, at) => Buffer.alloc(200, 97 + at));
    const { resolver: at, asked } = await resolver('right', (query) =>
      reply(query, { answers: [{ name: 'big.test', type: 'TXT', ttl: 1, data: strings }] }),
    );
    const { outcome } = await clientFor({ resolver: at }).query({ name: 'big.test', type: 'TXT' }, never);
    assert.deepEqual(asked, ['udp TXT big.test', 'tcp TXT big.test']);
    const [record] = 'answers' in outcome ? outcome.answers : [];
    assert.equal(record?.type === 'TXT' && record.text, strings.join(''));
  });

  it('asks again without EDNS whoever does not know it', async () => {
    const { resolver: at, asked } = await resolver('no-edns', (query) =>
      query.additionals?.length
        ? { ...reply(query, { rcode: 1 }), additionals: [] }
        : oneAddress(query, 'udp'),
    );
    const { outcome } = await clientFor({ resolver: at }).query(aOf('old.test'), never);
    assert.equal('rcode' in outcome && outcome.rcode, 'NOERROR');
    assert.deepEqual(asked, ['udp A old.test', 'udp A old.test']);
  });

  const failures: readonly [Behaviour, string, string][] = [
    ['silent', 'timeout', 'there was no answer in time'],
    ['dead', 'refused', 'nobody listens there'],
    ['garbage', 'protocol', 'its answer cannot be read'],
    ['wrong-id', 'protocol', 'its answers belong to other questions'],
    ['wrong-question', 'protocol', 'its answers belong to other questions'],
    ['truncating-deaf', 'reset', 'its answer needs TCP, and the connection ended before the answer'],
  ];
  for (const [behaviour, failed, detail] of failures)
    it(`says "${failed}" of a server that is ${behaviour}`, async () => {
      const respond: Respond = (query, transport) => {
        if (behaviour === 'silent') return undefined;
        if (behaviour === 'truncating-deaf' && transport === 'udp')
          return reply(query, { isTruncated: true });
        return oneAddress(query, transport);
      };
      const { resolver: at } = await resolver(behaviour, respond);
      const { outcome } = await clientFor({ resolver: at }, IMPATIENT).query(aOf('example.test'), never);
      assert.deepEqual(outcome, { failed, detail: `the resolver 127.0.0.1: ${detail}` });
    });

  it('sends again what was lost', async () => {
    let isFirst = true;
    const { resolver: at, asked } = await resolver('right', (query, transport) => {
      const isLost = isFirst;
      isFirst = false;
      return isLost ? undefined : oneAddress(query, transport);
    });
    const limits = { inFlight: 64, udp: [50, 30_000], tcp: 30_000 };
    const { outcome } = await clientFor({ resolver: at }, limits).query(aOf('lost.test'), never);
    assert.equal('rcode' in outcome && outcome.rcode, 'NOERROR');
    assert.deepEqual(asked, ['udp A lost.test', 'udp A lost.test']);
  });

  it('ends at once when it is cancelled, and asks anew afterwards', async () => {
    const arrived = signalling();
    let isSilent = true;
    const { resolver: at } = await resolver('right', (query, transport) => {
      arrived.give();
      return isSilent ? undefined : oneAddress(query, transport);
    });
    const client = clientFor({ resolver: at }, PATIENT);
    const cancelling = new AbortController();
    const asking = client.query(aOf('slow.test'), cancelling.signal);
    await arrived.promise;
    cancelling.abort();
    assert.deepEqual((await asking).outcome, { failed: 'cancelled', detail: 'it was cancelled' });
    isSilent = false;
    const { outcome } = await client.query(aOf('slow.test'), never);
    assert.equal('rcode' in outcome && outcome.rcode, 'NOERROR');
  });

  it('goes on for whoever else waits when one of them cancels', async () => {
    const arrived = signalling();
    const server = await startDnsServer((query, transport) => {
      arrived.give();
      return isOpen ? oneAddress(query, transport) : undefined;
    });
    let isOpen = false;
    ending.push(() => server.close());
    const limits = { inFlight: 64, udp: [100, 30_000], tcp: 30_000 };
    const client = clientFor({ resolver: `127.0.0.1:${server.port}` }, limits);
    const cancelling = new AbortController();
    const [gone, staying] = [
      client.query(aOf('both.test'), cancelling.signal),
      client.query(aOf('both.test'), never),
    ];
    await arrived.promise;
    cancelling.abort();
    assert.equal('failed' in (await gone).outcome, true);
    isOpen = true;
    assert.equal('rcode' in (await staying).outcome, true);
  });

  it('answers nothing any more once it is closed', async () => {
    const { resolver: at } = await resolver('silent', () => undefined);
    const client = clientFor({ resolver: at }, PATIENT);
    const asking = client.query(aOf('example.test'), never);
    client.close();
    assert.equal('failed' in (await asking).outcome, true);
    assert.deepEqual((await client.query(aOf('other.test'), never)).outcome, {
      failed: 'cancelled',
      detail: 'it was cancelled',
    });
  });

  it('loses none of 200 questions at once', async () => {
    const { resolver: at, asked } = await resolver();
    const client = clientFor({ resolver: at });
    const exchanges = await Promise.all(
      Array.from({ length: 200 }, (_, each) => client.query(aOf(`host${each}.test`), never)),
    );
    assert.equal(exchanges.filter(({ outcome }) => 'rcode' in outcome).length, 200);
    assert.equal(new Set(asked).size, 200);
    assert.equal(asked.length, 200);
  });

  it('asks what silence does not keep from being asked', async () => {
    const { resolver: at } = await resolver('right', (query, transport) =>
      query.questions?.[0]?.name.startsWith('dead') ? undefined : oneAddress(query, transport),
    );
    const client = clientFor({ resolver: at }, { inFlight: 2, udp: [50, 60_000], tcp: 60_000 });
    for (const each of [1, 2, 3, 4]) void client.query(aOf(`dead${each}.test`), never);
    const { outcome } = await client.query(aOf('alive.test'), never);
    assert.equal('rcode' in outcome, true);
  });

  it('does not wait for a resolver again that has never answered', async () => {
    const { resolver: at, asked } = await resolver('right', () => undefined);
    const client = clientFor({ resolver: at }, IMPATIENT);
    await client.query(aOf('one.test'), never);
    const before = asked.length;
    const { outcome } = await client.query(aOf('two.test'), never);
    assert.equal('failed' in outcome && outcome.failed, 'timeout');
    assert.equal(asked.length, before);
  });

  it('asks the next of the resolvers of this machine where one is dead, and stays with it', async () => {
    const before = getServers();
    ending.push(() => useResolvers(before));
    const dead = await resolver('dead');
    const alive = await resolver();
    useResolvers([dead.resolver, alive.resolver]);
    const client = clientFor({});
    for (const name of ['one.test', 'two.test']) {
      const { outcome } = await client.query(aOf(name), never);
      assert.equal('rcode' in outcome, true);
    }
    assert.deepEqual(alive.asked, ['udp A one.test', 'udp A two.test']);
  });

  it('refuses name servers at private addresses, unless the user allowed them', async () => {
    const server = { host: 'ns1.test', address: '127.0.0.1' };
    const refusing = clientFor({ resolver: '127.0.0.1:1' });
    assert.deepEqual((await refusing.query({ ...aOf('x.test'), server }, never)).outcome, {
      failed: 'private-address',
      detail: 'ns1.test is at 127.0.0.1, which is no address on the internet',
    });
    const world = await startDnsWorld({ zones: { 'x.test': { records: ['@ A 192.0.2.1'] } } });
    ending.push(() => world.close());
    const mapped = clientFor({ connect: { 'ns1.test': world.connect['ns1.x.test:53'] ?? '' } });
    const { outcome } = await mapped.query({ ...aOf('x.test'), server }, never);
    assert.equal('rcode' in outcome && outcome.isAuthoritative, true);
  });

  it('stops at the budget, and counts what others asked before', async () => {
    const { resolver: at } = await resolver();
    const client = clientFor({ resolver: at });
    await client.query(aOf('shared.test'), never);
    const budget = { limit: 1, asked: new Set<string>() };
    await client.query({ ...aOf('shared.test'), budget }, never);
    assert.equal('rcode' in (await client.query({ ...aOf('shared.test'), budget }, never)).outcome, true);
    assert.deepEqual((await client.query({ ...aOf('more.test'), budget }, never)).outcome, {
      failed: 'limit',
      detail: 'as many DNS questions as one domain may cost were asked',
    });
  });

  it('sends no name that cannot be one', async () => {
    const client = clientFor({ resolver: '127.0.0.1:1' });
    for (const name of ['a..test', `${'a'.repeat(64)}.test`, `${'abcdefg.'.repeat(40)}test`])
      assert.deepEqual((await client.query(aOf(name), never)).outcome, {
        failed: 'protocol',
        detail: 'DNS cannot have such a name',
      });
  });
});

/** Node makes a new `getServers` for them, which modules see after this alone. */
function useResolvers(servers: readonly string[]): void {
  setServers(servers);
  syncBuiltinESMExports();
}

function signalling(): { readonly promise: Promise<void>; give(): void } {
  let resolve: (() => void) | undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, give: () => resolve?.() };
}
